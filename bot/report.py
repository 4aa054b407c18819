"""A page with pictures of the measurements: confusion matrices, calibration, the curve for what is not ours; and every mistake."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from sklearn.metrics import confusion_matrix

from bot.measures import Level, Point


class Report:
    """Collects pictures and mistakes, and writes them into one page."""

    def __init__(self, folder: Path) -> None:
        """Pictures and page go into ``folder``, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._blocks: list[str] = []

    def confusion(self, name: str, gold: Sequence[str], guess: Sequence[str], texts: Sequence[str]) -> None:
        """The confusion matrix of ``name`` as a picture, and its mistakes."""
        names = sorted(set(gold) | set(guess))
        matrix = confusion_matrix(gold, guess, labels=names, normalize="true")
        figure, axes = plt.subplots(figsize=(18, 17))
        axes.imshow(matrix, cmap="Blues", vmin=0, vmax=1)
        axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
        axes.set_yticks(range(len(names)), names, fontsize=7)
        axes.set_xlabel("understood as")
        axes.set_ylabel("meant")
        self._picture(figure, f"Confusion matrix, {name}", f"confusion-{name.replace(' ', '-')}.png", 1400)
        rows = "".join(
            f"<tr><td>{html.escape(t)}</td><td>{html.escape(g)}</td><td>{html.escape(p)}</td></tr>"
            for t, g, p in zip(texts, gold, guess, strict=True)
            if g != p
        )
        self._blocks.append(
            f"<details><summary>Mistakes, {html.escape(name)}</summary>"
            f"<table><tr><th>message</th><th>meant</th><th>understood as</th></tr>{rows}</table></details>"
        )

    def calibration(self, levels: Sequence[Level]) -> None:
        """How often the model is right against how sure it is."""
        figure, axes = plt.subplots(figsize=(6, 6))
        axes.plot([0, 1], [0, 1], linestyle="--", color="grey")
        axes.plot([level.sure for level in levels], [level.right for level in levels], marker="o")
        for level in levels:
            axes.annotate(
                str(level.messages), (level.sure, level.right), textcoords="offset points", xytext=(6, -12), fontsize=8
            )
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="mean confidence", ylabel="share right")
        self._picture(figure, "Calibration (numbers: messages)", "calibration.png", 600)

    def curve(self, points: Sequence[Point]) -> None:
        """Recall of what is not ours against what is lost of what is."""
        figure, axes = plt.subplots(figsize=(6, 6))
        axes.plot([0, *(p.lost for p in points)], [0, *(p.recall for p in points)], drawstyle="steps-post")
        axes.axvline(0.03, linestyle="--", color="grey")
        axes.set(xlim=(0, 0.3), ylim=(0, 1), xlabel="lost in scope", ylabel="recall out of scope")
        self._picture(figure, "Out of scope", "out-of-scope.png", 600)

    def write(self) -> Path:
        """Write the page; returns its path."""
        page = self._folder / "index.html"
        page.write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Understanding</title><h1>Understanding</h1>'
            f"{''.join(self._blocks)}</html>",
            encoding="utf-8",
        )
        return page

    def _picture(self, figure: Figure, title: str, file: str, width: int) -> None:
        figure.tight_layout()
        figure.savefig(self._folder / file, dpi=110)
        plt.close(figure)
        self._blocks.append(
            f'<h2>{html.escape(title)}</h2><img src="{file}" alt="{html.escape(title)}" width="{width}">'
        )
