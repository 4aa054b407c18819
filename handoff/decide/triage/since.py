"""Dates in a message held against today: how late something is, how long ago it was, whether its day has passed.

"Beloofd voor 2 november" says as much as "drie weken te laat", but only who knows the day can tell.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from handoff.decide.calendars import AMSTERDAM, PUBLIC_HOLIDAYS, is_working_day
from handoff.decide.dates import find_dates
from handoff.decide.signs import fold

_CLAUSE = re.compile(r"[.!?;,\n]|\b(?:maar|en|but|and|nu|now|inmiddels)\b")
_PROMISED = re.compile(
    r"\b(?:beloofd\w*|toegezegd\w*|zou|zouden|zullen|zeiden|zei|afgesproken|afspraak|gepland|ingepland|uiterlijk|uiterste|leverdatum|bezorgdatum|verwacht\w*|moest|moeten|volgens (?:de|jullie|mijn|uw) \w+|termijn|deadline|besluit|eerste (?:datum|afspraak)|oorspronkelijk\w*|first date|original(?:ly)?|it'd be|"
    r"beslist|beslissing|bevestig\w*|was told|were told|i'd (?:have|get|hear)|would (?:have|get|hear|be)|promised?|supposed|due|agreed|scheduled|meant|should|was to|were to|were going to|was going to|expected|no later|said|decision|decided|decide|deliver by|"
    r"delivery date|confirm\w*|slot)\b"
)
_BEGAN = re.compile(
    r"\b(?:besteld|gekocht|aangevraagd|ingeleverd|binnengebracht|afgegeven|gemeld|opgezegd|gebeld|gemaild|weggebracht|gebracht|opgehaald|betaald|bestelling|ordered|order|placed|bought|requested|brought|dropped|returned|"
    r"handed|reported|called|emailed|paid|picked|collected|gave|given|turned in)\b"
)
# What was promised in so many words; "gepland" and "confirmed" may still lie ahead.
_WAS_PROMISED = re.compile(
    r"\b(?:beloofd\w*|toegezegd\w*|zou|zouden|afgesproken|uiterlijk|uiterste|moest|had(?:den)? .{0,40}(?:moeten|zullen)|volgens (?:de|jullie|mijn|uw) \w+|promised?|supposed|was due|due|should have|meant|"
    r"was to|were to|were going to|was going to|expected|no later|by|before|voor)\b"
)
_AT_LATEST = re.compile(
    r"\b(?:uiterlijk|uiterste|laatste|tot en met|tot|by|until|before|last|final|deadline)\W+(?:(?:de|op|is|the|on|dag|day|datum|date)\W+){0,2}_"
)
_SINCE = re.compile(r"\b(?:sinds|vanaf|since|from)\W+(?:\w+\W+){0,2}$|\b(?:sinds|since)\b")
_CAME = re.compile(r"\b(?:kwam|kwamen|gekomen|geweest|geleverd|arrived|came|turned up|showed up|has been|was here)\b")


# A day of this month: "de 2e", "the 23rd"; the second time or the second floor is none.
_DAY_OF_MONTH = re.compile(
    r"\b(?:de|the|op)\W+(?P<day>[12]?\d|3[01])(?:e|ste|st|nd|rd|th)\b"
    r"(?!\W+(?:keer|maal|afspraak|poging|klacht|fiets|brief|herinnering|monteur|verdieping|etage|dag|werkdag|time|appointment|attempt|complaint|bike|letter|reminder|mechanic|floor|day|working|of\b|van de))"
)


class Dated(NamedTuple):
    """A day named in a message and the folded clause it stands in."""

    day: dt.date
    clause: str


def dated(text: str, today: dt.date | None) -> list[Dated]:
    """Every day that ``text`` names, with its clause; none without ``today``."""
    if today is None:
        return []
    dates = find_dates(text, dt.datetime.combine(today, dt.time(12), AMSTERDAM))
    places = [(d.start, d.end, dt.date.fromisoformat(d.value)) for d in dates]
    for match in _DAY_OF_MONTH.finditer(text.lower()):
        known = any(start < match.end() and match.start() < end for start, end, _ in places)
        if not known and (day := _this_month(int(match["day"]), today)):
            places.append((match.start("day"), match.end(), day))
    return [Dated(day, _around(text, start, end)) for start, end, day in sorted(places)]


def _this_month(day: int, today: dt.date) -> dt.date | None:
    try:
        return today.replace(day=day)
    except ValueError:  # no such day in this month
        return None


def _around(text: str, start: int, end: int) -> str:
    """The folded clause with ``_`` for what stands from ``start`` to ``end``."""
    before = _CLAUSE.split(fold(text[max(0, start - 80) : start]))[-1]
    behind = _CLAUSE.split(fold(text[end : end + 60]))[0]
    return f"{before} _ {behind}"


def working_days_between(first: dt.date, last: dt.date) -> int:
    """Working days after ``first`` up to and including ``last``."""
    days = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working_day(day, PUBLIC_HOLIDAYS) for day in days)


def working_days_late(text: str, today: dt.date | None, usual: float) -> float:
    """Working days since a promised day; of a day on which something only began, what is ``usual`` is taken off."""
    if today is None:
        return 0.0
    days, promised = dated(text, today), bool(_PROMISED.search(fold(text)))
    came = [d.day for d in days if _CAME.search(d.clause) and not _PROMISED.search(d.clause)]
    until, most = min((*came, today)), 0.0
    for day, clause in days:
        if day >= until or (today - day).days > 365:
            continue
        began = not _PROMISED.search(clause) and (_BEGAN.search(clause) or _SINCE.search(clause))
        if began:
            most = max(most, working_days_between(day, until) - usual)
        elif promised:
            most = max(most, float(working_days_between(day, until)))
    return most


def day_has_passed(text: str, today: dt.date | None) -> bool:
    """Whether a promised day lies behind: "zou donderdag komen", "it was due on the 19th"."""
    if today is None or not _PROMISED.search(fold(text)):
        return False
    return any(d.day < today and _WAS_PROMISED.search(d.clause) for d in dated(text, today))


def promised_today(text: str, today: dt.date | None) -> bool:
    """Whether the last day that is named is today, written as a date: "uiterlijk 23 november"."""
    return any(d.day == today and _AT_LATEST.search(d.clause) for d in dated(text, today))


def days_since(text: str, today: dt.date | None) -> float:
    """Calendar days since the earliest day behind us that ``text`` names, within a year; 0 when there is none."""
    if today is None:
        return 0.0
    return float(max(((today - d.day).days for d in dated(text, today) if 0 < (today - d.day).days <= 365), default=0))


def working_days_since(text: str, today: dt.date | None) -> float:
    """Working days since the earliest day behind us that ``text`` names, within a year; 0 when there is none."""
    if today is None:
        return 0.0
    past = [d.day for d in dated(text, today) if 0 < (today - d.day).days <= 365]
    return float(working_days_between(min(past), today)) if past else 0.0


def days_apart(text: str, today: dt.date | None) -> float:
    """Calendar days between the first and the last day that ``text`` names: the length of a pause."""
    days = [d.day for d in dated(text, today)]
    return float((max(days) - min(days)).days) if len(days) > 1 else 0.0
