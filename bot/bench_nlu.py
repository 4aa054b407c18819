"""Our topic model beside the engine's default on data of one's own: ``python -m bot.bench_nlu TRAIN.csv TEST.csv``.

CSV files with a heading; the text in a column named text, sentence, utterance or query, the topic in label, intent or
category. Test rows whose label stands in no training row, or says so (NO_NODES_DETECTED, oos), are out of scope.
Matthews' correlation (MCC) punishes a wrong answer as much as a missed one (HINT3, Arora et al. 2020). All settings of
ours are chosen on the training file; the test file is only measured.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.compare import pipelines, run_engine
from bot.intent_csv import OUTSIDE, BadFile, check_train, read
from bot.open_topics import Choice, OpenTopics, choose, mcc_at

warnings.filterwarnings("ignore")
THRESHOLDS = np.arange(0.0, 1.0, 0.01)
ENGINE_THRESHOLD = 0.3  # of the fallback classifier in the engine's default configuration
Rows = Sequence[tuple[str, str]]
out = Console(width=130, highlight=False)


@dataclass(frozen=True)
class Measured:
    """One pipeline on the test file; ``own`` is the threshold that it came with, chosen without the test file."""

    name: str
    guess: list[str]
    sure: np.ndarray
    own: float
    trained_s: float
    each_ms: float
    peak_mb: float

    def row(self, gold: Sequence[str]) -> list[str]:
        """The cells of its row in the table."""
        inside = np.array([g != OUTSIDE for g in gold])
        right = np.array([g == p for g, p in zip(gold, self.guess, strict=True)])
        by_threshold = [mcc_at(t, gold, self.guess, self.sure) for t in THRESHOLDS]
        best = int(np.argmax(by_threshold))
        caught = [
            (s < self.own or p == OUTSIDE) for g, p, s in zip(gold, self.guess, self.sure, strict=True) if g == OUTSIDE
        ]
        return [
            self.name,
            f"{right[inside].mean():.3f}" if inside.any() else "-",
            f"{by_threshold[0]:.3f}",
            f"{by_threshold[best]:.3f} at {THRESHOLDS[best]:.2f}",
            f"{mcc_at(self.own, gold, self.guess, self.sure):.3f} at {self.own:.2f}",
            f"{np.mean(caught):.3f}" if caught else "-",
            f"{self.trained_s:.1f}",
            f"{self.each_ms:.2f}",
            f"{self.peak_mb:.0f}",
        ]


def ours(train: Rows, texts: Sequence[str], seed: int) -> tuple[Measured, Choice]:
    """Choose a recipe, train, and answer each text by itself; the time to train includes the choosing."""
    began = time.monotonic()
    sentences, labels = [t for t, _ in train], [label for _, label in train]
    choice = choose(sentences, labels, seed)
    model = OpenTopics(choice.recipe).fit(sentences, labels, seed)
    trained = time.monotonic() - began
    began = time.monotonic()
    answers = [model.predict([text]) for text in texts]
    each = (time.monotonic() - began) * 1000 / len(texts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    guess, sure = [topics[0] for topics, _ in answers], np.array([float(s[0]) for _, s in answers])
    return Measured("ours", guess, sure, choice.threshold, trained, each, memory), choice


def engines(train: Rows, texts: Sequence[str], epochs: int, seed: int) -> Measured:
    """The engine's default pipeline. Raises RuntimeError when it fails."""
    name, pipeline = next(iter(pipelines(epochs, seed).items()))
    found = run_engine(pipeline, list(train), list(texts))
    guess, sure = [topic for topic, _ in found.answers], np.array([c for _, c in found.answers])
    return Measured(name, guess, sure, ENGINE_THRESHOLD, found.trained_s, found.each_ms, found.peak_mb)


def compare(train: Rows, test: Rows, epochs: int, seed: int, only_ours: bool) -> Table:
    """Measure and put side by side."""
    known = {label for _, label in train}
    gold = [label if label in known else OUTSIDE for _, label in test]
    texts = [text for text, _ in test]
    outside = sum(g == OUTSIDE for g in gold)
    out.print(
        f"{len(train)} sentences, {len(known - {OUTSIDE})} topics; {len(test)} test messages, {outside} out of scope."
    )
    table = Table(
        "pipeline", "accuracy in scope", "MCC", "best MCC over thresholds", "MCC at its own threshold",
        "out of scope seen at that", "train s", "ms a message", "peak MB",
    )  # fmt: skip
    measured, choice = ours(train, texts, seed)
    out.print(
        f"Chosen on the training file ({choice.tried} tried, MCC {choice.mcc:.3f} there): {choice.recipe}; "
        f"threshold {choice.threshold:.2f}."
    )
    table.add_row(*measured.row(gold))
    if not only_ours:
        try:
            table.add_row(*engines(train, texts, epochs, seed).row(gold))
        except RuntimeError as problem:
            out.print(f"The engine's pipeline failed: {problem}", markup=False)
    return table


def main(arguments: Sequence[str]) -> int:
    """Train and test both and print them side by side; 2 when a file cannot be used."""
    parser = argparse.ArgumentParser(prog="make bench-nlu", description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--epochs", type=int, default=100, help="epochs of DIET (the engine's default is 100)")
    parser.add_argument("--seed", type=int, default=1, help="chance in splits and training")
    parser.add_argument("--ours-only", action="store_true", help="skip the engine's pipeline")
    given = parser.parse_args(arguments)
    try:
        train, test = read(given.train), read(given.test)
        check_train(given.train, train)
    except BadFile as problem:
        print(problem, file=sys.stderr)
        return 2
    out.print(compare(train, test, given.epochs, given.seed, given.ours_only))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
