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

TODAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=AMSTERDAM)  # what the relative dates of the examples refer to
URGENT = ("report_injury", "signal_distress", "threaten_escalation")


def measure(content: Content, parses: Path, folder: Path, out: Console, *, mistakes: bool = False) -> None:
    """Print the tables; ``parses`` holds what the engine made of the examples, ``folder`` the examples themselves."""
    rows = [json.loads(line) for line in parses.read_text(encoding="utf-8").splitlines()]
    _verdicts(content, [r for r in rows if r["set"] == "triage"], out, mistakes)
    ordinary = [r for r in rows if r["set"] == "single" and not set(r["row"]["topics"]) & set(URGENT)]
    _urgent(content, [r for r in rows if r["set"] == "urgent"], ordinary, out, mistakes)
    _entities(content, folder / "entities.jsonl", out, mistakes)


def _verdicts(content: Content, rows: list[dict[str, Any]], out: Console, mistakes: bool) -> None:
    table = Table("triage", "messages", "route", "priority", "complexity", "topics", "all")
    for language in ("nl", "en"):
        mine = [r for r in rows if r["row"]["language"] == language]
        right: Counter[str] = Counter()
        for r in mine:
            gold, found = r["row"], weigh(content, r["row"]["text"], r["parse"])
            topics = [p["topic"] for p in found["parts"]]
            hits = {k: found[k] == gold[k] for k in ("route", "priority", "complexity")} | {
                "topics": topics == gold["topics"]
            }
            right.update(k for k, hit in hits.items() if hit)
            right["all"] += all(hits.values())
            if mistakes and not all(hits.values()):
                wrong = ", ".join(f"{k} {found.get(k, topics)} (is {gold[k]})" for k, hit in hits.items() if not hit)
                out.print(
                    f"- {gold['text'][:150]}\n    {wrong}; {found['reasons']}; {gold.get('why', '')}",
                    highlight=False,
                    markup=False,
                )
        if mine:
            table.add_row(
                language,
                str(len(mine)),
                *(f"{right[k] / len(mine):.3f}" for k in ("route", "priority", "complexity", "topics", "all")),
            )
    out.print(table)


def _urgent(
    content: Content, rows: list[dict[str, Any]], ordinary: list[dict[str, Any]], out: Console, mistakes: bool
) -> None:
    table = Table("urgent, as the customer meets it", "language", "messages", "a person at once, or asked with care")
    groups = (
        ("really urgent", True, [r for r in rows if r["row"]["urgent"]]),
        ("look-alikes", False, [r for r in rows if not r["row"]["urgent"]]),
        ("ordinary messages", False, ordinary),
    )
    for name, wanted, group in groups:
        for language in ("nl", "en"):
            mine = [r for r in group if r["row"]["language"] == language]
            rings = [_rings(content, r) for r in mine]
            for r, ringing in zip(mine, rings, strict=True):
                if mistakes and ringing is not wanted:
                    topics = [p["topic"] for p in r["parse"]["parts"]]
                    line = f"- urgent is {wanted}: {r['row']['text'][:150]} -> {topics}"
                    out.print(line, highlight=False, markup=False)
            if mine:
                table.add_row(name, language, str(len(mine)), f"{sum(rings) / len(mine):.3f}")
    out.print(table)


def _rings(content: Content, row: dict[str, Any]) -> bool:
    parts = row["parse"]["parts"]
    return (
        bool({p["topic"] for p in parts} & set(URGENT))
        or weigh(content, row["row"]["text"], row["parse"])["priority"] == "critical"
        or may_be_distress(row["row"]["text"], parts)
    )


def _entities(content: Content, path: Path, out: Console, mistakes: bool) -> None:
    """Type and value must be right and the places overlap: where a span begins is a matter of taste, what it says is not."""
    if not path.exists():
        return
    found_all, right, gold_all = Counter[str](), Counter[str](), Counter[str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = find_entities(row["text"], content, TODAY)
        left = list(row["entities"])
        gold_all.update(e["type"] for e in left)
        found_all.update(e["type"] for e in found)
        for e in found:
            match = next(
                (
                    g
                    for g in left
                    if g["type"] == e["type"]
                    and g["value"] == e["value"]
                    and g["start"] < e["end"]
                    and e["start"] < g["end"]
                ),
                None,
            )
            if match:
                left.remove(match)
                right[e["type"]] += 1
            elif mistakes:
                out.print(f"- found {e['type']} {e['value']!r} in: {row['text'][:120]}", highlight=False, markup=False)
        if mistakes and left:
            out.print(
                f"- missed {[(g['type'], g['value']) for g in left]} in: {row['text'][:120]}",
                highlight=False,
                markup=False,
            )
    table = Table("entity", "in the examples", "precision", "recall", "F1")
    for kind in [*sorted(gold_all), "all"]:
        g, f, r = (sum(c.values()) if kind == "all" else c[kind] for c in (gold_all, found_all, right))
        precision, recall = r / f if f else 0.0, r / g if g else 0.0
        table.add_row(
            kind,
            str(g),
            f"{precision:.3f}",
            f"{recall:.3f}",
            f"{2 * precision * recall / (precision + recall or 1):.3f}",
        )
    out.print(table)
