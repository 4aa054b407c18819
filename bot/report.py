"""A page with the confusion matrix as a picture, and every mistake under it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from sklearn.metrics import confusion_matrix


def write_report(folder: Path, gold: Sequence[str], guess: Sequence[str], texts: Sequence[str]) -> None:
    """Write ``index.html`` and ``confusion.png`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(set(gold) | set(guess))
    matrix = confusion_matrix(gold, guess, labels=names, normalize="true")
    figure, axes = plt.subplots(figsize=(18, 17))
    axes.imshow(matrix, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xlabel("understood as")
    axes.set_ylabel("meant")
    figure.tight_layout()
    figure.savefig(folder / "confusion.png", dpi=110)
    plt.close(figure)
    rows = "".join(
        f"<tr><td>{html.escape(t)}</td><td>{html.escape(g)}</td><td>{html.escape(p)}</td></tr>"
        for t, g, p in zip(texts, gold, guess, strict=True)
        if g != p
    )
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Understanding</title><h1>Understanding</h1>'
        f'<img src="confusion.png" alt="Confusion matrix" width="1400"><h2>Mistakes</h2>'
        f"<table><tr><th>message</th><th>meant</th><th>understood as</th></tr>{rows}</table></html>"
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
