"""Dates and times as Dutch and English customers write them, resolved against today.

dateparser knows absolute dates and some relative ones; it returns nothing for "vorige week dinsdag", "a.s. vrijdag",
"half vier" and their like, so those are rules of our own, tried first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from handoff.decide.amounts import number_in_words
from handoff.decide.calendars import add_months
from text.formats import Found

_DAYS = {
    "maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrijdag": 4, "zaterdag": 5, "zondag": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
_MONTHS = {
    m: i
    for i, names in enumerate(
        (
            "januari jan january", "februari feb february", "maart mrt march mar", "april apr", "mei may", "juni jun june", "juli jul july",
            "augustus aug august", "september sept sep", "oktober okt october oct", "november nov", "december dec",
        ),
        1,
    )
    for m in names.split()
}  # fmt: skip
_DAY = "|".join(_DAYS)
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NUMBER = r"\d{1,3}|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf|veertien|one|two|three|four|five|six|seven|eight|nine|ten|fourteen|a|an"
_UNIT = r"dagen|dag|weken|week|maanden|maand|jaar|days|day|weeks|months|month|years|year"

_ABSOLUTE = (
    re.compile(r"(?<![\w-])(?P<y>20\d{2})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\w)"),
    re.compile(r"(?<![\w.,/-])(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>(?:20|19)?\d{2})(?![\w/-])"),
    re.compile(rf"(?<!\w)(?P<d>\d{{1,2}})(?:e|ste|de|st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{_MONTH})\.?(?:\s+(?P<y>(?:20|19)\d{{2}}))?(?P<past>\s+(?:j\.?l\.?|jongstleden|last|laatstleden))?(?![\w'])", re.I),
    re.compile(rf"(?<!\w)(?P<name>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>20\d{{2}}))?(?![\w:.]|,\d)", re.I),
    re.compile(r"(?<![\w.,/€-])(?P<d>\d{1,2})[-/](?P<m>\d{1,2})(?![\w/.,-]|\s?(?:euro|km|bar|kg))"),
)
_RELATIVE = re.compile(
    r"(?<!\w)(?P<word>eergisteren|gisteren|vandaag|vanmiddag|vanochtend|vanmorgen|vanavond|overmorgen|morgen(?:ochtend|middag|avond)?|"
    r"day before yesterday|yesterday|today|tonight|this morning|this afternoon|this evening|day after tomorrow|tomorrow)(?!\w)", re.I,
)  # fmt: skip
_SHIFTS = {"eergisteren": -2, "gisteren": -1, "overmorgen": 2, "day before yesterday": -2, "yesterday": -1, "day after tomorrow": 2, "tomorrow": 1}
_AGO = re.compile(rf"(?<!\w)(?P<n>{_NUMBER})\s+(?P<unit>{_UNIT})\s+(?:geleden|terug|ago|back)(?!\w)", re.I)
_AHEAD = re.compile(rf"(?<!\w)(?:over|in)\s+(?P<n>{_NUMBER})\s+(?P<unit>{_UNIT})(?!\w)(?!\s+(?:geleden|terug|ago))", re.I)
_WEEKDAY = re.compile(
    rf"(?<!\w)(?:(?P<week>vorige week|volgende week|komende week|deze week|last week|next week|this week)\s+(?:op\s+|on\s+)?(?P<day1>{_DAY})"
    rf"|(?P<day2>{_DAY})\s+(?P<after>over een week|over 1 week|vorige week|volgende week|a\.?s\.?|aanstaande|j\.?l\.?|jongstleden|laatstleden|last week|next week|a week from now)"
    rf"|(?P<which>vorige|afgelopen|laatste|verleden|last|previous|volgende|komende|aanstaande|aankomende|a\.s\.|next|this coming|coming|deze|this)\s+(?P<day3>{_DAY})"
    rf"|(?:(?:op|per|vanaf|tot|voor|on|by|from|since|sinds|until|before|after|na)\s+)?(?P<day4>{_DAY}))(?!\w)",
    re.I,
)
_EDGE = re.compile(
    r"(?<!\w)(?P<edge>eind(?:e)? van (?:de|deze) maand|eind deze maand|end of (?:the|this) month|begin volgende maand|beginning of next month|start of next month|"
    r"de eerste van (?:de )?(?:volgende )?maand|first of next month|eind volgende maand|end of next month)(?!\w)", re.I,
)  # fmt: skip
_CLOCK = (
    re.compile(r"(?<![\w.,:€/-])(?P<h>[01]?\d|2[0-4])[:.](?P<m>[0-5]\d)\s?(?P<half>am|pm|a\.m\.|p\.m\.)?(?:\s?(?:uur|u\b|h\b))?(?![\d.]|,\d|\s?(?:euro|km|kg|bar))", re.I),
    re.compile(r"(?<![\w.,:€/-])(?P<h>[01]?\d|2[0-4])\s?(?:u|h)(?P<m>[0-5]\d)(?!\w)", re.I),
    re.compile(r"(?<![\w.,:€/-])(?P<h>1[0-2]|0?[1-9])\s?(?P<half>am|pm|a\.m\.|p\.m\.)(?!\w)", re.I),
    re.compile(r"(?<![\w.,:€/-])(?P<h>[01]?\d|2[0-4])\s?(?:uur|u|o'?clock)(?!\w)", re.I),
)
_HOURS = r"\d{1,2}|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_SPOKEN = re.compile(
    rf"(?<!\w)(?:(?P<half>half)\s+(?P<past>past\s+)?(?P<h1>{_HOURS})|(?P<q>kwart|quarter)\s+(?P<side>over|voor|past|to)\s+(?P<h2>{_HOURS})"
    rf"|(?P<min>tien|vijf|twintig|10|5|20|ten|five|twenty)\s+(?P<side2>over|voor|past|to)\s+(?P<h3>{_HOURS})(?=\s|[.,!?]|$)|(?P<h4>{_HOURS})\s+(?:uur|o'?clock))(?!\w)(?!\s+(?:euro|weken|dagen|maanden|weeks|days|months))",
    re.I,
)
_PART_OF_DAY = re.compile(r"['\u2019]?s\s?(?:middags|avonds)|in the (?:afternoon|evening)|\bmiddag|\bavond|afternoon|evening|tonight", re.I)


def find_dates(text: str, now: dt.datetime) -> Iterator[Found]:
    """Dates in ``text`` as ISO, relative ones resolved against ``now``; impossible ones (31 April) are left out."""
    today = now.date()
    spans: list[tuple[int, int]] = []
    for found in (*_absolute(text, today), *_by_words(text, today)):
        if not any(found.start < end and start < found.end for start, end in spans):
            spans.append((found.start, found.end))
            yield found


def _absolute(text: str, today: dt.date) -> Iterator[Found]:
    for pattern in _ABSOLUTE:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = _MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["m"])
            day = _date(parts.get("y"), month, int(parts["d"]), today, past=bool(parts.get("past")))
            if day:
                yield Found("date", day.isoformat(), match.start(), match.end())


def _by_words(text: str, today: dt.date) -> Iterator[Found]:
    for match in _WEEKDAY.finditer(text):
        yield Found("date", _weekday(match, today).isoformat(), _start_of_day(match), match.end())
    for match in _AGO.finditer(text):
        yield Found("date", _shift(today, match, -1).isoformat(), match.start(), match.end())
    for match in _AHEAD.finditer(text):
        yield Found("date", _shift(today, match, 1).isoformat(), match.start(), match.end())
    for match in _EDGE.finditer(text):
        yield Found("date", _edge(match.group("edge").lower(), today).isoformat(), match.start(), match.end())
    for match in _RELATIVE.finditer(text):
        word = match.group("word").lower()
        if word == "morgen" and re.search(r"goede\s?$", text[: match.start()], re.I):
            continue
        shift = 1 if word.startswith("morgen") else _SHIFTS.get(word, 0)
        yield Found("date", (today + dt.timedelta(days=shift)).isoformat(), match.start(), match.end())


def _start_of_day(match: re.Match[str]) -> int:
    """Where the date itself begins: "op vrijdag" is about "vrijdag"."""
    return match.start("day4") if match.group("day4") else match.start()


def _date(year: str | None, month: int, day: int, today: dt.date, *, past: bool = False) -> dt.date | None:
    try:
        if year:
            return dt.date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
        found = dt.date(today.year, month, day)
    except ValueError:
        return None
    if past:
        return found if found <= today else found.replace(year=today.year - 1)
    # Without a year the nearest is meant: in November "12 januari" lies ahead, in January "28 december" behind.
    for other in (-1, 1):
        try:
            candidate = found.replace(year=today.year + other)
        except ValueError:
            continue
        if abs(candidate - today) < abs(found - today):
            found = candidate
    return found


def _weekday(match: re.Match[str], today: dt.date) -> dt.date:
    g = {k: (v or "").lower() for k, v in match.groupdict().items()}
    day = _DAYS[g["day1"] or g["day2"] or g["day3"] or g["day4"]]
    monday = today - dt.timedelta(days=today.weekday())
    week = g["week"] or g["after"]
    if week in ("vorige week", "last week"):
        return monday + dt.timedelta(days=day - 7)
    if week in ("volgende week", "komende week", "next week"):
        return monday + dt.timedelta(days=day + 7)
    if week in ("deze week", "this week"):
        return monday + dt.timedelta(days=day)
    if week in ("over een week", "over 1 week", "a week from now"):
        return _next(today, day) + dt.timedelta(days=7)
    if g["which"] in ("vorige", "afgelopen", "laatste", "verleden", "last", "previous") or week.startswith(("j", "laatst")):
        return today - dt.timedelta(days=(today.weekday() - day - 1) % 7 + 1)
    return _next(today, day)


def _next(today: dt.date, weekday: int) -> dt.date:
    return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _shift(today: dt.date, match: re.Match[str], sign: int) -> dt.date:
    word, unit = match.group("n").lower(), match.group("unit").lower()
    count = int(word) if word.isdigit() else 1 if word in ("a", "an") else number_in_words(word) or 1
    if unit.startswith(("d",)):
        return today + dt.timedelta(days=sign * count)
    if unit.startswith("w"):
        return today + dt.timedelta(weeks=sign * count)
    return add_months(today, sign * count * (1 if unit.startswith("m") else 12))


def _edge(words: str, today: dt.date) -> dt.date:
    first = add_months(today.replace(day=1), 1)
    if words.startswith(("begin", "beginning", "start", "de eerste", "first")):
        return first
    if "volgende" in words or "next" in words:
        return add_months(first, 1) - dt.timedelta(days=1)
    return first - dt.timedelta(days=1)


def find_times(text: str) -> Iterator[Found]:
    """Times of day in ``text`` as HH:MM; "half vier" is 3:30, and in the afternoon when the words say so."""
    spans: list[tuple[int, int]] = []

    def fresh(start: int, end: int) -> bool:
        if any(start < e and s < end for s, e in spans):
            return False
        spans.append((start, end))
        return True

    for match in _SPOKEN.finditer(text):
        if fresh(match.start(), match.end()):
            yield Found("time", _spoken(match, text), match.start(), match.end())
    for pattern in _CLOCK:
        for match in pattern.finditer(text):
            hour, minute = int(match.group("h")), int(match.groupdict().get("m") or 0)
            half = (match.groupdict().get("half") or "").lower().replace(".", "")
            hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
            if hour < 24 and fresh(match.start(), match.end()):
                yield Found("time", f"{hour:02d}:{minute:02d}", match.start(), match.end())


def _spoken(match: re.Match[str], text: str) -> str:
    g = match.groupdict()
    hour_word = g["h1"] or g["h2"] or g["h3"] or g["h4"]
    hour = int(hour_word) if hour_word.isdigit() else number_in_words(hour_word) or 0
    minutes = 0
    if g["half"]:
        minutes = 30 if g["past"] else -30
    elif g["q"]:
        minutes = 15 if g["side"].lower() in ("over", "past") else -15
    elif g["min"]:
        count = int(g["min"]) if g["min"].isdigit() else number_in_words(g["min"]) or 0
        minutes = count if g["side2"].lower() in ("over", "past") else -count
    total = hour * 60 + minutes
    around = text[max(0, match.start() - 12) : match.end() + 20]
    if total < 12 * 60 and _PART_OF_DAY.search(around):
        total += 12 * 60
    return f"{total // 60 % 24:02d}:{total % 60:02d}"
