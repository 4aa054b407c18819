"""Particulars that follow from several reports together: one defect at one model, one outage, one service point.

Source: handbook, contact registration ("Bijzonderheden"). The numbers and words stand in guidelines.yml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from handoff.decide.signs import fold

_DEFECT_TOPICS = {"complain_product", "request_repair"}


@dataclass(frozen=True)
class Report:
    """One case as far as it counts: when it came, what it is about, and the words of the customer."""

    at: dt.datetime
    topics: tuple[str, ...]
    text: str
    kind: str = ""
    product: str | None = None


@dataclass(frozen=True)
class Particular:
    """What a department must hear: ``what`` it is, about ``which`` (a defect, a place), how often, and its rule."""

    what: str
    which: tuple[str, ...]
    count: int
    days: int
    department: str
    at_once: bool


def particulars(
    new: Report, earlier: Sequence[Report], rules: Mapping[str, Any], places: Mapping[str, str]
) -> list[Particular]:
    """What ``new`` brings about together with ``earlier``; both of one organisation, in any order of time.

    ``rules``: the block ``particulars`` of guidelines.yml. ``places``: folded name -> service point.
    """
    found = []
    for what, of in (("same_defect", _defects), ("outage", _outages), ("service_point", _points)):
        rule = rules[what]
        since = new.at - dt.timedelta(days=int(rule["days"]))
        recent = [r for r in earlier if since < r.at <= new.at]
        for which in sorted(of(new, rules, places)):
            count = 1 + sum(which in of(r, rules, places) for r in recent)
            if count >= int(rule["count"]):
                found.append(
                    Particular(what, which, count, int(rule["days"]), rule["department"], bool(rule["at_once"]))
                )
    return found


def _defects(report: Report, rules: Mapping[str, Any], places: Mapping[str, str]) -> set[tuple[str, ...]]:
    if not _DEFECT_TOPICS & set(report.topics) or not report.product:
        return set()
    return {(report.product, name) for name in _named(report.text, rules["defects"])}


def _outages(report: Report, rules: Mapping[str, Any], places: Mapping[str, str]) -> set[tuple[str, ...]]:
    if "complain_digital" not in report.topics:
        return set()
    return {(report.at.date().isoformat(), name) for name in _named(report.text, rules["outages"])}


def _points(report: Report, rules: Mapping[str, Any], places: Mapping[str, str]) -> set[tuple[str, ...]]:
    text = fold(report.text)
    if report.kind != "complaint" or not _named(text, {"point": rules["points"]}):
        return set()  # a place alone is where somebody lives
    return {(point,) for name, point in places.items() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)}


def _named(text: str, groups: Mapping[str, Mapping[str, Iterable[str]]]) -> set[str]:
    folded = fold(text)
    return {
        name for name, words in groups.items() if _pattern(tuple(w for ws in words.values() for w in ws)).search(folded)
    }


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    each = (re.escape(fold(w)).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")
