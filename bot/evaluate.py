"""Measures the understanding: ``python -m bot.evaluate``.

Cross-validation over the training sentences, the held-out sets of data/examples, and on request a comparison with the
engine's own pipelines. Prints tables; ``--report FOLDER`` also writes a page with the confusion matrix as a picture.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bot.nlu.signs import SignRow
from bot.nlu.topic_model import TopicModel, softmax
from bot.nlu.training_files import messages, sentences, signs
from bot.nlu.understand import Understanding
from text.examples import by_file, read

warnings.filterwarnings("ignore")
out = Console(width=120)
Rows = list[dict[str, Any]]
_NEIGHBOURS = {
    c: n for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm") for c, n in zip(row, row[1:] + row[-2], strict=True)
}


def examples(name: str) -> Rows:
    """The lines of data/examples/``name``*.jsonl; empty when there are none."""
    return read(Path("data/examples"), name)


def training() -> tuple[list[str], list[str], list[str]]:
    """Texts, topics and languages of all training sentences."""
    rows = list(sentences(Path("data/bot/nlu")))
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]


def sign_rows() -> list[SignRow]:
    """All sentences about signs."""
    return [SignRow(*row) for row in signs(Path("data/bot/signs"))]


def with_typo(text: str, chance: random.Random) -> str:
    """``text`` with one mistake as a thumb makes it: swapped, dropped, doubled or neighbouring letter in a longer word."""
    places = [
        i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha() and text[i - 1].isalpha()
    ]
    if not places:
        return text
    i = chance.choice(places)
    kind = chance.choice("sdnr")
    if kind == "s":
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    if kind == "d":
        return text[:i] + text[i + 1 :]
    if kind == "r":
        return text[:i] + text[i] + text[i:]
    return text[:i] + _NEIGHBOURS.get(text[i].lower(), text[i]) + text[i + 1 :]


def cross_validate(folds: int) -> None:
    """Topic accuracy by cross-validation, by language."""
    texts, labels, languages = training()
    language, gold = np.array(languages), np.array(labels)
    guess, top3, sure = np.empty(len(texts), dtype=object), np.zeros(len(texts), bool), np.zeros(len(texts))
    began = time.monotonic()
    for number, (train, test) in enumerate(
        StratifiedKFold(folds, shuffle=True, random_state=3).split(texts, labels), 1
    ):
        model = TopicModel.fit([texts[i] for i in train], [labels[i] for i in train], [languages[i] for i in train])
        logits = model.logits([texts[i] for i in test])
        best = np.argsort(-logits, axis=1)[:, :3]
        names = np.array(model.topics, dtype=object)
        guess[test], sure[test] = names[best[:, 0]], softmax(logits).max(axis=1)
        top3[test] = [gold[i] in names[b] for i, b in zip(test, best, strict=True)]
        out.print(f"  fold {number} of {folds}: {(guess[test] == gold[test]).mean():.3f}", highlight=False)
    table = Table("cross-validation", "sentences", "accuracy", "top 3", "macro F1")
    for name, take in (("Dutch", language == "nl"), ("English", language == "en"), ("both", language != "")):
        right = guess[take] == gold[take]
        f1 = f1_score(gold[take], guess[take].astype(str), average="macro")
        table.add_row(name, str(int(take.sum())), f"{right.mean():.3f}", f"{top3[take].mean():.3f}", f"{f1:.3f}")
    out.print(table)
    out.print(f"{folds} trainings and tests took {time.monotonic() - began:.0f} s", highlight=False)
    worst_pairs(gold, guess, texts)


def worst_pairs(gold: Sequence[str], guess: Sequence[str], texts: Sequence[str], most: int = 12) -> None:
    """The pairs of topics that are confused most, each with an example."""
    pairs: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], str] = {}
    for g, p, text in zip(gold, guess, texts, strict=True):
        if g != p:
            pairs[(g, p)] += 1
            example.setdefault((g, p), text)
    table = Table("is", "taken for", "times", "for example")
    for (g, p), count in pairs.most_common(most):
        table.add_row(g, p, str(count), example[(g, p)][:60])
    out.print(table)


def held_out(understanding: Understanding, rows: Rows, report: Path | None) -> None:
    """Accuracy on sentences that training never saw, with and without a typo, by language."""
    table = Table("held out", "messages", "accuracy", "top 3", "with a typo", "left unsure")
    chance = random.Random(11)
    golds, guesses, texts, chances = [], [], [], []
    for language in ("nl", "en"):
        mine = [r for r in rows if r["language"] == language and len(r["topics"]) == 1]
        if not mine:
            continue
        logits = understanding.model.logits([r["text"] for r in mine])
        names, best = understanding.model.topics, np.argsort(-logits, axis=1)
        typo = understanding.model.logits([with_typo(r["text"], chance) for r in mine]).argmax(axis=1)
        gold = [r["topics"][0] for r in mine]
        first = [names[i] for i in best[:, 0]]
        unsure = sum(understanding.parse(r["text"])["parts"][0]["topic"] == "nlu_fallback" for r in mine)
        table.add_row(
            "Dutch" if language == "nl" else "English",
            str(len(mine)),
            f"{np.mean([a == b for a, b in zip(gold, first, strict=True)]):.3f}",
            f"{np.mean([g in [names[i] for i in b[:3]] for g, b in zip(gold, best, strict=True)]):.3f}",
            f"{np.mean([g == names[i] for g, i in zip(gold, typo, strict=True)]):.3f}",
            f"{unsure / len(mine):.3f}",
        )
        golds += gold
        guesses += first
        texts += [r["text"] for r in mine]
        chances += softmax(logits / understanding.model.temperature).max(axis=1).tolist()
    out.print(table)
    if not golds:
        return
    worst_pairs(golds, guesses, texts)
    calibration(golds, guesses, chances)
    if report:
        from bot.report import write_report

        write_report(report, golds, guesses, texts)
        out.print(f"Report with the confusion matrix: {report / 'index.html'}")


def held_out_by_file(understanding: Understanding, rows: Rows) -> None:
    """Accuracy of each file of the held-out set apart: an older file may have become easier than a fresh one."""
    table = Table("held out, by file", "messages", "accuracy")
    for language in ("nl", "en"):
        mine = [r for r in rows if r["language"] == language and len(r["topics"]) == 1]
        for file, group in by_file(mine):
            if file:
                best = understanding.model.logits([r["text"] for r in group]).argmax(axis=1)
                right = [r["topics"][0] == understanding.model.topics[i] for r, i in zip(group, best, strict=True)]
                table.add_row(f"{language} {file}", str(len(group)), f"{np.mean(right):.3f}")
    if table.rows:
        out.print(table)


def calibration(gold: Sequence[str], guess: Sequence[str], chances: Sequence[float]) -> None:
    """How often the model is right at each level of confidence; and the expected calibration error."""
    right, chance = np.array([a == b for a, b in zip(gold, guess, strict=True)]), np.array(chances)
    table, error = Table("confidence", "messages", "mean confidence", "right"), 0.0
    edges = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0001]
    for low, high in pairwise(edges):
        take = (chance >= low) & (chance < high)
        if take.any():
            error += take.mean() * abs(right[take].mean() - chance[take].mean())
            table.add_row(
                f"{low:.2f} to {min(high, 1):.2f}",
                str(int(take.sum())),
                f"{chance[take].mean():.3f}",
                f"{right[take].mean():.3f}",
            )
    out.print(table, f"expected calibration error {error:.3f}", highlight=False)


def several(understanding: Understanding, rows: Rows, singles: Rows) -> None:
    """Messages with several parts: number of parts and topics right; single messages wrongly split."""
    table = Table("parts", "messages", "number right", "all topics right", "topics right, any order")
    for language in ("nl", "en"):
        for file, mine in by_file([r for r in rows if r["language"] == language]):
            if not mine:
                continue
            found = [[p["topic"] for p in understanding.parse(r["text"])["parts"]] for r in mine]
            table.add_row(
                f"{language} {file}".strip(),
                str(len(mine)),
                f"{np.mean([len(f) == len(r['topics']) for f, r in zip(found, mine, strict=True)]):.3f}",
                f"{np.mean([f == r['topics'] for f, r in zip(found, mine, strict=True)]):.3f}",
                f"{np.mean([Counter(f) == Counter(r['topics']) for f, r in zip(found, mine, strict=True)]):.3f}",
            )
    out.print(table)
    for file, one in by_file([r for r in singles if len(r["topics"]) == 1]):
        if one:
            split = [r for r in one if len(understanding.parse(r["text"])["parts"]) > 1]
            line = f"single-topic messages wrongly split: {len(split) / len(one):.3f} of {len(one)} {file}"
            out.print(line.rstrip(), highlight=False)


def urgent(understanding: Understanding, rows: Rows, ordinary: Rows) -> None:
    """Recall of urgent messages and false alarms among look-alikes and ordinary messages."""

    def rings(text: str) -> bool:
        return any(p["topic"] in understanding._urgent for p in understanding.parse(text)["parts"])

    really = [r for r in rows if r["urgent"]]
    alike = [r for r in rows if not r["urgent"]]
    calm = [r for r in ordinary if not set(r["topics"]) & set(understanding._urgent)]
    table = Table("urgent", "messages", "taken as urgent")
    for name, group in (("urgent", really), ("look-alikes", alike), ("ordinary", calm)):
        for file, mine in by_file(group):
            if mine:
                share = np.mean([rings(r["text"]) for r in mine])
                table.add_row(f"{name} {file}".strip(), str(len(mine)), f"{share:.3f}")
    out.print(table)


def out_of_scope(understanding: Understanding, rows: Rows) -> None:
    """How much of what is not ours is left alone, at what cost."""
    mine = [r for r in rows if len(r["topics"]) == 1]
    score = {}
    for r in mine:
        p = understanding.parse(r["text"])["parts"][0]
        score[r["text"]] = p["topic"] in ("out_of_scope", "nlu_fallback")
    outside = [r for r in mine if r["topics"] == ["out_of_scope"]]
    inside = [r for r in mine if r["topics"] != ["out_of_scope"]]
    if outside:
        recall = np.mean([score[r["text"]] for r in outside])
        lost = np.mean([score[r["text"]] for r in inside])
        out.print(
            f"out of scope: recall {recall:.3f} of {len(outside)}, lost in scope {lost:.3f} of {len(inside)}",
            highlight=False,
        )


def languages(understanding: Understanding, rows: Rows) -> None:
    """Language right, from three words on."""
    table = Table("language", "messages", "right")
    for code in ("nl", "en", "other"):
        mine = [r for r in rows if r["language"] == code and len(r["text"].split()) >= 3]
        if mine:
            table.add_row(
                code,
                str(len(mine)),
                f"{np.mean([understanding.parse(r['text'])['language']['code'] == code for r in mine]):.3f}",
            )
    out.print(table)


def speed(understanding: Understanding, rows: Rows) -> None:
    """Milliseconds a message, at the median and the 95th percentile."""
    taken = []
    for r in rows[:500]:
        began = time.perf_counter()
        understanding.parse(r["text"])
        taken.append((time.perf_counter() - began) * 1000)
    if taken:
        out.print(
            f"understanding takes {np.percentile(taken, 50):.1f} ms a message (median), {np.percentile(taken, 95):.1f} ms at the 95th percentile",
            highlight=False,
        )


def write_parses(understanding: Understanding, path: Path) -> None:
    """Parses of the examples whose verdict the service measures, one JSON object a line: {"set", "row", "parse"}."""
    with path.open("w", encoding="utf-8") as file:
        for name in ("triage", "urgent"):
            for row in examples(name):
                file.write(
                    json.dumps({"set": name, "row": row, "parse": understanding.parse(row["text"])}, ensure_ascii=False)
                    + "\n"
                )


def main(arguments: Sequence[str]) -> int:
    """Run the measurements that were asked for; without options cross-validation and the held-out sets."""
    parser = argparse.ArgumentParser(prog="balie evaluate", description=__doc__)
    parser.add_argument("--folds", type=int, default=5, help="folds of the cross-validation; 0 leaves it out")
    parser.add_argument(
        "--compare",
        type=int,
        default=20,
        help="sentences a topic for the comparison with the engine's own pipelines; 0 leaves it out",
    )
    parser.add_argument("--epochs", type=int, default=25, help="epochs of DIET in the comparison")
    parser.add_argument("--report", type=Path, help="folder for a page with the confusion matrix as a picture")
    parser.add_argument("--parses", type=Path, help=argparse.SUPPRESS)  # for the part of the evaluation in the service
    given = parser.parse_args(arguments)
    if given.folds:
        cross_validate(given.folds)
    texts, labels, langs = training()
    began = time.monotonic()
    understanding = Understanding.train(
        list(zip(texts, labels, langs, strict=True)), list(messages(Path("data/bot/several"))), sign_rows()
    )
    out.print(f"training on {len(texts)} sentences took {time.monotonic() - began:.0f} s", highlight=False)
    singles = examples("single")
    steps: tuple[Callable[[], None], ...] = (
        lambda: held_out(understanding, singles, given.report),
        lambda: held_out_by_file(understanding, singles),
        lambda: several(understanding, examples("several"), singles),
        lambda: urgent(understanding, examples("urgent"), singles),
        lambda: out_of_scope(understanding, singles),
        lambda: languages(understanding, singles + examples("other_language")),
        lambda: speed(understanding, singles),
    )
    for step in steps:
        step()
    if given.parses:
        write_parses(understanding, given.parses)
    if given.compare:
        from bot.compare import compare

        compare(texts, labels, langs, given.compare, given.epochs, out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
