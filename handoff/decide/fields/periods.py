"""Stretches of days: "van 10 december tot 20 januari", "vanaf 1 februari, 6 weken"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from handoff.decide.amounts import number_in_words
from handoff.decide.calendars import add_months
from handoff.decide.fields.model import Message, Read, Spec, Value, Wrong

_LASTS = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,3}|[a-zé]+)\s+(?P<unit>dagen|dag|weken|week|maanden|maand|days?|weeks?|months?)\b(?!\s+(?:geleden|ago))",
    re.I,
)
_AHEAD = re.compile(r"\b(?:over|in)\s+$", re.I)
_FROM = re.compile(r"\b(?:vanaf|van|per|ingaande|start\w*|from|as of|beginning)\W{0,2}$", re.I)
_UNTIL = re.compile(
    r"\b(?:tot en met|t/m|tot|until|till|to|through|eind(?:igt)?|ends?(?: on)?)\W{0,2}(?:en met )?$", re.I
)


def read_period(spec: Spec, message: Message, asked: bool) -> Read:
    """{"from", "to"} as ISO days, the last one included; "to" is "" while it is not known.

    New pieces are laid over those of ``spec.old``: "en tot 1 maart" fills in, or corrects, the end.
    """
    days = [(dt.date.fromisoformat(e["value"]), e) for e in message.of("date")]
    ahead = [(day, e) for day, e in days if day >= message.today]
    if days and not ahead:
        return Wrong("wrong_date_past") if asked else None
    old = dict(spec.old or {})
    first, last = old.get("from", ""), old.get("to", "")
    ends = [day for day, e in ahead if _UNTIL.search(message.text[: e["start"]])]
    if len(ahead) >= 2:
        first, last = ahead[0][0].isoformat(), ahead[1][0].isoformat()
    elif ahead and (ends or (asked and first and not last) or _nearer_the_end(ahead[0], first, last, message.text)):
        last = ahead[0][0].isoformat()
    elif ahead:
        first = ahead[0][0].isoformat()
    length = _length(message.text)
    if length and first and not (ends or len(ahead) >= 2):
        last = (_after(dt.date.fromisoformat(first), *length) - dt.timedelta(days=1)).isoformat()
    if not first or (first, last) == (old.get("from", ""), old.get("to", "")):
        return None
    if last and last < first:
        return Wrong("wrong_period") if asked else None
    return Value({"from": first, "to": last})


def _nearer_the_end(found: tuple[dt.date, Mapping[str, Any]], first: str, last: str, text: str) -> bool:
    """Whether one day, where both ends are known, takes the place of the last: "maak er eind januari van"."""
    day, entity = found
    if not (first and last) or _FROM.search(text[: entity["start"]]):
        return False
    begins, ends = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return day > begins and abs(day - ends) < abs(day - begins)


def _length(text: str) -> tuple[int, str] | None:
    for match in _LASTS.finditer(text):
        number = int(match["n"]) if match["n"].isdigit() else number_in_words(match["n"].lower())
        if number and not _AHEAD.search(text[: match.start()]):
            return int(number), match["unit"].lower()[0]
    return None


def _after(day: dt.date, count: int, unit: str) -> dt.date:
    if unit == "m":
        return add_months(day, count)
    return day + dt.timedelta(days=count * (7 if unit == "w" else 1))
