"""Our topic model beside the engine's default on data of one's own: ``python -m bot.bench_nlu TRAIN.csv TEST.csv``.

CSV files with a heading; the text in a column named text, sentence, utterance or query, the topic in label, intent or
category. Test rows whose label stands in no training row are out of scope; then Matthews' correlation over thresholds is
printed too, which punishes a wrong answer as much as a missed one (HINT3, Arora et al. 2020).
"""

from __future__ import annotations

import argparse
import csv
import resource
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.metrics import matthews_corrcoef

from bot.compare import engine_pipeline, pipelines
from bot.nlu.topic_model import TopicModel, softmax

warnings.filterwarnings("ignore")
TEXT, LABEL = ("text", "sentence", "utterance", "query", "message"), ("label", "intent", "category", "topic", "class")
OUTSIDE = "(out of scope)"
THRESHOLDS = np.arange(0.0, 1.0, 0.02)
out = Console(width=110)


def read(path: Path) -> list[tuple[str, str]]:
    """The rows of a CSV as (text, label). Raises SystemExit with the mend when a column is missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        names = {(n or "").strip().lower(): n for n in reader.fieldnames or []}
        text = next((names[n] for n in TEXT if n in names), None)
        label = next((names[n] for n in LABEL if n in names), None)
        if text is None or label is None:
            raise SystemExit(
                f"{path}: needs a text column ({', '.join(TEXT)}) and a label column ({', '.join(LABEL)}); it has {', '.join(names)}."
            )
        return [(row[text].strip(), row[label].strip()) for row in reader if row[text] and row[text].strip()]


def mcc_over_thresholds(gold: Sequence[str], guess: Sequence[str], chance: np.ndarray) -> tuple[float, float]:
    """The best Matthews correlation over ``THRESHOLDS`` (below it a message is left unanswered), and its threshold."""
    scores = [
        matthews_corrcoef(gold, [g if c >= t else OUTSIDE for g, c in zip(guess, chance, strict=True)])
        for t in THRESHOLDS
    ]
    best = int(np.argmax(scores))
    return float(scores[best]), float(THRESHOLDS[best])


def main(arguments: Sequence[str]) -> int:
    """Train and test both; print accuracy, time and memory side by side."""
    parser = argparse.ArgumentParser(prog="make bench-nlu", description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--epochs", type=int, default=100, help="epochs of DIET (the engine's default is 100)")
    parser.add_argument("--ours-only", action="store_true")
    given = parser.parse_args(arguments)
    train, test = read(given.train), read(given.test)
    known = {label for _, label in train}
    gold = [label if label in known else OUTSIDE for _, label in test]
    inside = np.array([g != OUTSIDE for g in gold])
    out.print(
        f"{len(train)} sentences, {len(known)} topics; {len(test)} test messages, {int((~inside).sum())} out of scope",
        highlight=False,
    )
    began = time.monotonic()
    model = TopicModel.fit([t for t, _ in train], [label for _, label in train], ["en"] * (len(train) - 1) + ["nl"])
    trained = time.monotonic() - began
    began = time.monotonic()
    logits = np.vstack([model.logits([text]) for text, _ in test])
    each = (time.monotonic() - began) * 1000 / len(test)
    chance = softmax(logits / len(known) ** 0.25)
    guess = [model.topics[i] for i in logits.argmax(axis=1)]
    right = float(np.mean([g == p for g, p, take in zip(gold, guess, inside, strict=True) if take]))
    table = Table("pipeline", "accuracy in scope", "best MCC", "train s", "ms a message", "peak MB")
    mcc, threshold = mcc_over_thresholds(gold, guess, chance.max(axis=1))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.add_row(
        "ours", f"{right:.3f}", f"{mcc:.3f} at {threshold:.2f}", f"{trained:.1f}", f"{each:.2f}", f"{memory:.0f}"
    )
    if not given.ours_only:
        asked = [(text, label) for (text, label), take in zip(test, inside, strict=True) if take]
        name, pipeline = next(iter(pipelines(given.epochs).items()))
        accuracy, seconds, milliseconds, peak = engine_pipeline(pipeline, train, asked)
        table.add_row(name, accuracy, "", seconds, milliseconds, peak)
    out.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
