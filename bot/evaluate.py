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
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bot.against import Parse, Rows, against, keep, load
from bot.measures import Level, area, at_loss, begins, boundaries, calibration, curve, cuts, not_ours
from bot.nlu.signs import SignRow
from bot.nlu.topic_model import TopicModel, softmax
from bot.nlu.training_files import messages, sentences, signs
from bot.nlu.understand import FALLBACK, URGENT, Understanding
from bot.report import Report
from text.examples import by_file, read

warnings.filterwarnings("ignore")
out = Console(width=120)
LANGUAGES = (("nl", "Dutch"), ("en", "English"))
_NEIGHBOURS = {
    c: n for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm") for c, n in zip(row, row[1:] + row[-2], strict=True)
}


def examples(name: str) -> Rows:
    """The lines of data/examples/``name``*.jsonl; empty when there are none."""
    return read(Path("data/examples"), name)


def groups(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """``rows`` by language, and within a language by file if there is more than one; groups without rows are left out.

    A fresh file tells how far an older one has become too easy.
    """
    for language, name in LANGUAGES:
        for file, mine in by_file([r for r in rows if r["language"] == language]):
            if mine:
                yield f"{name} {file}".strip(), mine


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


def cross_validate(folds: int, report: Report | None) -> None:
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
    if report:
        report.confusion("cross-validation", list(gold), list(guess), texts)


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


def held_out(understanding: Understanding, parse: Parse, rows: Rows, report: Report | None) -> None:
    """Accuracy on sentences that training never saw, with and without a typo, by language; and how honest confidence is."""
    table = Table("held out", "messages", "accuracy", "top 3", "macro F1", "with a typo", "left unsure")
    chance = random.Random(11)
    golds, guesses, texts, sure = [], [], [], []
    for name, mine in groups([r for r in rows if len(r["topics"]) == 1]):
        logits = understanding.model.logits([r["text"] for r in mine])
        names, best = understanding.model.topics, np.argsort(-logits, axis=1)
        typo = understanding.model.logits([with_typo(r["text"], chance) for r in mine]).argmax(axis=1)
        gold = [r["topics"][0] for r in mine]
        first = [names[i] for i in best[:, 0]]
        unsure = sum(parse(r["text"])["parts"][0]["topic"] == FALLBACK for r in mine)
        table.add_row(
            name,
            str(len(mine)),
            f"{np.mean([a == b for a, b in zip(gold, first, strict=True)]):.3f}",
            f"{np.mean([g in [names[i] for i in b[:3]] for g, b in zip(gold, best, strict=True)]):.3f}",
            f"{f1_score(gold, first, labels=sorted(set(gold)), average='macro'):.3f}",
            f"{np.mean([g == names[i] for g, i in zip(gold, typo, strict=True)]):.3f}",
            f"{unsure / len(mine):.3f}",
        )
        if name not in dict(LANGUAGES).values():
            continue  # one file of a language: counted already
        golds += gold
        guesses += first
        texts += [r["text"] for r in mine]
        sure += softmax(logits / understanding.model.temperature).max(axis=1).tolist()
    out.print(table)
    if golds:
        worst_pairs(golds, guesses, texts)
        levels = show_calibration(golds, guesses, sure)
        if report:
            report.confusion("held out", golds, guesses, texts)
            report.calibration(levels)


def show_calibration(gold: Sequence[str], guess: Sequence[str], sure: Sequence[float]) -> list[Level]:
    """A table of how often the model is right at each level of confidence."""
    levels, error = calibration([a == b for a, b in zip(gold, guess, strict=True)], sure)
    table = Table("confidence", "messages", "mean confidence", "right")
    for level in levels:
        table.add_row(
            f"{level.low:.2f} to {level.high:.2f}", str(level.messages), f"{level.sure:.3f}", f"{level.right:.3f}"
        )
    out.print(table, f"expected calibration error {error:.3f}", highlight=False)
    return levels


def several(parse: Parse, rows: Rows, singles: Rows) -> None:
    """Messages with several parts: number of parts, places and topics right; single messages wrongly split; by language."""
    table = Table(
        "parts", "messages", "number right", "all topics right", "in any order", "cuts: precision", "recall", "F1"
    )
    alone = Table("single-topic messages", "messages", "wrongly split")
    for name, mine in groups(rows):
        parses = [parse(r["text"]) for r in mine]
        found = [[p["topic"] for p in parsed["parts"]] for parsed in parses]
        places = boundaries([begins(r["text"], r["parts"]) for r in mine], [cuts(parsed) for parsed in parses])
        table.add_row(
            name,
            str(len(mine)),
            f"{np.mean([len(f) == len(r['topics']) for f, r in zip(found, mine, strict=True)]):.3f}",
            f"{np.mean([f == r['topics'] for f, r in zip(found, mine, strict=True)]):.3f}",
            f"{np.mean([Counter(f) == Counter(r['topics']) for f, r in zip(found, mine, strict=True)]):.3f}",
            *(f"{places[k]:.3f}" for k in ("precision", "recall", "f1")),
        )
    for name, mine in groups([r for r in singles if len(r["topics"]) == 1]):
        split = np.mean([len(parse(r["text"])["parts"]) > 1 for r in mine])
        alone.add_row(name, str(len(mine)), f"{split:.3f}")
    out.print(table)
    out.print(alone)


def urgent(parse: Parse, rows: Rows, ordinary: Rows) -> None:
    """Recall of urgent messages and false alarms among look-alikes and ordinary messages, by language."""
    table = Table("taken as urgent", "messages", "share")
    calm = [r for r in ordinary if not set(r["topics"]) & set(URGENT)]
    kinds = (
        ("urgent", [r for r in rows if r["urgent"]]),
        ("look-alikes", [r for r in rows if not r["urgent"]]),
        ("ordinary", calm),
    )
    for kind, group in kinds:
        for name, mine in groups(group):
            rings = [any(p["topic"] in URGENT for p in parse(r["text"])["parts"]) for r in mine]
            table.add_row(f"{kind}, {name}", str(len(mine)), f"{np.mean(rings):.3f}")
    out.print(table)


def out_of_scope(parse: Parse, rows: Rows, report: Report | None) -> None:
    """How much of what is not ours is left alone, at what cost: as the assistant acts, and for other limits."""
    table = Table("not ours", "outside", "left alone", "inside", "lost")
    scores: tuple[list[float], list[float]] = ([], [])
    for name, mine in groups([r for r in rows if len(r["topics"]) == 1]):
        first = [(parse(r["text"])["parts"][0], r["topics"] == ["out_of_scope"]) for r in mine]
        left = {
            kind: [p["topic"] in ("out_of_scope", FALLBACK) for p, outside in first if outside is kind]
            for kind in (True, False)
        }
        if left[True] and left[False]:
            table.add_row(
                name,
                str(len(left[True])),
                f"{np.mean(left[True]):.3f}",
                str(len(left[False])),
                f"{np.mean(left[False]):.3f}",
            )
        if name not in dict(LANGUAGES).values():
            continue  # one file of a language: counted already
        scores[0].extend(not_ours(p) for p, outside in first if outside)
        scores[1].extend(not_ours(p) for p, outside in first if not outside)
    out.print(table)
    if not scores[0] or not scores[1]:
        return
    points = curve(*scores)
    table = Table("lost in scope, at most", "recall out of scope", "limit")
    for most in (0.0, 0.01, 0.02, 0.03, 0.05, 0.10):
        point = at_loss(points, most)
        table.add_row(f"{most:.2f}", f"{point.recall:.3f}" if point else "0", f"{point.limit:.3f}" if point else "-")
    out.print(table, f"area under the curve {area(*scores):.3f}", highlight=False)
    if report:
        report.curve(points)


def languages(parse: Parse, rows: Rows) -> None:
    """Language right, from three words on."""
    table = Table("language", "messages", "right")
    for code in ("nl", "en", "other"):
        mine = [r for r in rows if r["language"] == code and len(r["text"].split()) >= 3]
        if mine:
            table.add_row(
                code,
                str(len(mine)),
                f"{np.mean([parse(r['text'])['language']['code'] == code for r in mine]):.3f}",
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


def write_parses(parse: Parse, path: Path) -> None:
    """Parses of the examples whose verdict the service measures, one JSON object a line: {"set", "row", "parse"}."""
    with path.open("w", encoding="utf-8") as file:
        for name in ("triage", "urgent", "single"):
            for row in examples(name):
                file.write(
                    json.dumps({"set": name, "row": row, "parse": parse(row["text"])}, ensure_ascii=False) + "\n"
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
    parser.add_argument("--report", type=Path, help="folder for a page with pictures and every mistake")
    parser.add_argument("--model", type=Path, help="a trained model (.tar.gz) to measure; without it one is trained")
    parser.add_argument("--keep", type=Path, help="file (.jsonl) to keep the parses of the held-out messages in")
    parser.add_argument("--against", type=Path, help="a model (.tar.gz) or kept parses (.jsonl) to compare with")
    parser.add_argument("--parses", type=Path, help=argparse.SUPPRESS)  # for the part of the evaluation in the service
    given = parser.parse_args(arguments)
    report = Report(given.report) if given.report else None
    if given.folds:
        cross_validate(given.folds, report)
    texts, labels, langs = training()
    if given.model:
        understanding = load(given.model)
    else:
        began = time.monotonic()
        understanding = Understanding.train(
            list(zip(texts, labels, langs, strict=True)), list(messages(Path("data/bot/several"))), sign_rows()
        )
        out.print(f"training on {len(texts)} sentences took {time.monotonic() - began:.0f} s", highlight=False)
    measure(understanding, report, given)
    if report:
        out.print(f"Report: {report.write()}", highlight=False)
    if given.compare:
        from bot.compare import compare

        compare(texts, labels, langs, given.compare, given.epochs, out)
    return 0


def measure(understanding: Understanding, report: Report | None, given: argparse.Namespace) -> None:
    """All figures on the held-out sets, and what was asked for besides."""
    parse = lru_cache(maxsize=None)(understanding.parse)
    sets = {name: examples(name) for name in ("single", "several", "urgent")}
    held_out(understanding, parse, sets["single"], report)
    several(parse, sets["several"], sets["single"])
    urgent(parse, sets["urgent"], sets["single"])
    out_of_scope(parse, sets["single"], report)
    languages(parse, sets["single"] + examples("other_language"))
    speed(understanding, sets["single"])
    if given.parses:
        write_parses(parse, given.parses)
    if given.keep:
        keep(parse, sets, given.keep)
    if given.against:
        against(given.against, parse, sets, out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
