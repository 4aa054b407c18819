"""Measures what the service decides on messages that training never saw: route, priority, complexity, entities."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from actions.danger import may_be_distress
from handoff.content import Content
from handoff.decide.calendars import AMSTERDAM
from handoff.decide.entities import find_entities
from handoff.work.understanding import weigh
from text.examples import Rows, by_file, read

TODAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=AMSTERDAM)  # what the relative dates of the examples refer to
URGENT = ("report_injury", "signal_distress", "threaten_escalation")


def measure(content: Content, parses: Path, folder: Path, out: Console, *, mistakes: bool = False) -> None:
    """Print the tables; ``parses`` holds what the engine made of the examples, ``folder`` the examples themselves."""
    rows = [json.loads(line) for line in parses.read_text(encoding="utf-8").splitlines()]
    _verdicts(content, [r for r in rows if r["set"] == "triage"], out, mistakes)
    ordinary = [r for r in rows if r["set"] == "single" and not set(r["row"]["topics"]) & set(URGENT)]
    _urgent(content, [r for r in rows if r["set"] == "urgent"], ordinary, out, mistakes)
    _entities(content, read(folder, "entities"), out, mistakes)


def _verdicts(content: Content, rows: Rows, out: Console, mistakes: bool) -> None:
    table = Table("triage", "messages", "route", "priority", "complexity", "topics", "all")
    for language in ("nl", "en"):
        mine = [r for r in rows if r["row"]["language"] == language]
        judged = [{"file": r["row"]["file"], "hits": _hits(content, r, out, mistakes)} for r in mine]
        for file, group in by_file(judged):
            if group:
                share = {k: sum(j["hits"][k] for j in group) / len(group) for k in group[0]["hits"]}
                table.add_row(f"{language} {file}".strip(), str(len(group)), *(f"{s:.3f}" for s in share.values()))
    out.print(table)


def _hits(content: Content, r: dict[str, Any], out: Console, mistakes: bool) -> dict[str, bool]:
    """What is right in the verdict on one message, in the order of the table."""
    gold, found = r["row"], weigh(content, r["row"]["text"], r["parse"], TODAY.date())
    topics = [p["topic"] for p in found["parts"]]
    hits = {k: found[k] == gold[k] for k in ("route", "priority", "complexity")} | {"topics": topics == gold["topics"]}
    if mistakes and not all(hits.values()):
        wrong = ", ".join(f"{k} {found.get(k, topics)} (is {gold[k]})" for k, hit in hits.items() if not hit)
        text = f"- {gold['text'][:150]}\n    {wrong}; {found['reasons']}; {gold.get('why', '')}"
        out.print(text, highlight=False, markup=False)
    return hits | {"all": all(hits.values())}


def _urgent(content: Content, rows: Rows, ordinary: Rows, out: Console, mistakes: bool) -> None:
    table = Table("urgent, as the customer meets it", "messages", "a person at once, or asked with care")
    kinds = (
        ("really urgent", True, [r for r in rows if r["row"]["urgent"]]),
        ("look-alikes", False, [r for r in rows if not r["row"]["urgent"]]),
        ("ordinary", False, ordinary),
    )
    for kind, wanted, group in kinds:
        for language in ("nl", "en"):
            mine = [r for r in group if r["row"]["language"] == language]
            rung = [{"file": r["row"]["file"], "rings": _rings(content, r, wanted, out, mistakes)} for r in mine]
            for file, some in by_file(rung):
                if some:
                    share = sum(r["rings"] for r in some) / len(some)
                    table.add_row(f"{kind} {language} {file}".strip(), str(len(some)), f"{share:.3f}")
    out.print(table)


def _rings(content: Content, r: dict[str, Any], wanted: bool, out: Console, mistakes: bool) -> bool:
    """Whether a person comes at once, or the assistant asks with care."""
    text, parts = r["row"]["text"], r["parse"]["parts"]
    topics = {p["topic"] for p in parts}
    critical = weigh(content, text, r["parse"], TODAY.date())["priority"] == "critical"
    rings = bool(topics & set(URGENT)) or critical or may_be_distress(text, parts)
    if mistakes and rings is not wanted:
        out.print(f"- urgent is {wanted}: {text[:150]} -> {topics}", highlight=False, markup=False)
    return rings


def _entities(content: Content, rows: Rows, out: Console, mistakes: bool) -> None:
    """Precision and recall by type, of all, and of all in each file."""
    gold, found, right = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        seen = find_entities(row["text"], content, TODAY)
        matched = _matched(row, seen, out, mistakes)
        for counter, entities in ((gold, row["entities"]), (found, seen), (right, matched)):
            counter.update(kind for e in entities for kind in (e["type"], "all", f"all {row['file']}"))
    if not rows:
        return
    table = Table("entity", "in the examples", "precision", "recall", "F1")
    together = ["all", *(f"all {file}" for file, _ in by_file(rows) if file)]
    for kind in [*sorted(k for k in gold if not k.startswith("all")), *together]:
        g, f, r = gold[kind], found[kind], right[kind]
        precision, recall = r / f if f else 0.0, r / g if g else 0.0
        f1 = 2 * precision * recall / (precision + recall or 1)
        table.add_row(kind, str(g), f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}")
    out.print(table)


def _matched(row: dict[str, Any], seen: Rows, out: Console, mistakes: bool) -> Rows:
    """Which of ``seen`` are right: type and value must be, and the places overlap.

    Where a span begins is a matter of taste, what it says is not.
    """
    left, right = list(row["entities"]), []
    for e in seen:
        match = next((g for g in left if _same(g, e)), None)
        if match:
            left.remove(match)
            right.append(e)
        elif mistakes:
            out.print(f"- found {e['type']} {e['value']!r} in: {row['text'][:120]}", highlight=False, markup=False)
    if mistakes and left:
        missed = [(g["type"], g["value"]) for g in left]
        out.print(f"- missed {missed} in: {row['text'][:120]}", highlight=False, markup=False)
    return right


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    alike = one["type"] == other["type"] and one["value"] == other["value"]
    return alike and one["start"] < other["end"] and other["start"] < one["end"]
