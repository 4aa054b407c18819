"""Days: when something starts or happened, a date of birth, the months of invoices."""

from __future__ import annotations

import datetime as dt
import re

from handoff.decide.amounts import number_in_words
from handoff.decide.calendars import add_months
from handoff.decide.fields.model import Message, Read, Spec, Value, Wrong
from handoff.decide.fields.words import by_word
from handoff.decide.slots import matching, slot_of

_AT_ONCE = re.compile(r"\b(?:per direct|direct|meteen|zo snel mogelijk|zsm|z\.s\.m\.?|nu|vandaag|as soon as possible|asap|immediately|right away|at once|today|now)\b", re.I)  # fmt: skip
_STARTS = re.compile(
    r"\b(?:per|vanaf|ingaande|met ingang van|m\.i\.v\.?|miv|op|from|as of|starting|on|effective)\W{0,2}$", re.I
)
_ONLY_DAY = re.compile(
    r"^\W*(?:per |vanaf |op |on |from )?(?:de |the )?(?:(?P<d>[0-3]?\d)(?:e|ste|de|st|nd|rd|th)|eerste|first)(?: van (?:de|volgende) maand| of (?:the|next) month)?\W*$",
    re.I,
)
_LASTING = re.compile(
    r"\b(?:sinds|al|for|since)\s+(?:ongeveer |zo'n |about )?(?P<n>\d{1,3}|[^\W\d_]+)\s+(?P<unit>dagen|dag|weken|week|maanden|maand|days?|weeks?|months?)\b",
    re.I,
)
_FIRST_HOUR = 7
_FEW = 3  # "een paar dagen"
_SOME_TIME = re.compile(
    r"\b(?P<mark>(?:al )?(?:sinds|vanaf)|since|from|for(?: the)?)?\s*(?:(?:de|het|the)\s+)?(?:vorig|vorige|afgelopen|verleden|last|past)\s+"
    r"(?P<unit>week(?:end)?|maand|month|jaar|year)\b|"
    r"\b(?P<for>sinds|al|for|since)\s+(?:een paar|enkele|wat|a few|a couple of|some)\s+(?P<few>dagen|weken|maanden|days|weeks|months)\b",
    re.I,
)
_MONTH_NAMES = (
    "januari|january|jan", "februari|february|feb", "maart|march|mrt|mar", "april|apr", "mei|may", "juni|june|jun",
    "juli|july|jul", "augustus|august|aug", "september|sept|sep", "oktober|october|okt|oct", "november|nov", "december|dec",
)  # fmt: skip
_ANY_MONTH = "|".join(_MONTH_NAMES)
_MONTH = re.compile(rf"\b(?P<name>{_ANY_MONTH})\b\.?(?:\s+(?P<year>20\d\d)|\s*'(?P<short>\d\d))?", re.I)
_IMPOSSIBLE = re.compile(rf"(?<!\d)(?P<d>[0-3]?\d)(?:e|ste|de|st|nd|rd|th)?\s*(?:[-/. ]\s*(?P<m>[01]?\d)(?!\d)|\s(?:of\s)?(?P<name>{_ANY_MONTH})\b)", re.I)  # fmt: skip
_BIRTH = re.compile(
    rf"(?<!\d)(?P<d>[0-3]?\d)(?:e|ste|de|st|nd|rd|th)?[-/. ]{{1,3}}(?:(?P<m>[01]?\d)|(?P<name>{_ANY_MONTH}))[-/., ]{{1,3}}'?(?P<y>(?:19|20)?\d\d)(?!\d)",
    re.I,
)
_BIRTH_ISO = re.compile(r"(?<!\d)(?P<y>19\d\d|20[01]\d)-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?!\d)")
_BIRTH_GLUED = re.compile(r"(?<![\dA-Za-z\-])(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>(?:19|20)\d\d)(?!\d)")
_BIRTH_ENGLISH = re.compile(
    rf"\b(?P<name>{_ANY_MONTH})\s+(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)(?!\d)", re.I
)
_LAST_MONTHS = re.compile(r"(?:laatste|afgelopen|last|past)\s+(?P<n>\d{1,2}|twee|drie|vier|vijf|zes|negen|twaalf|two|three|four|five|six|twelve)?\s*(?:maanden|months)", re.I)  # fmt: skip
_WORDS = {"twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "negen": 9, "twaalf": 12, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12}  # fmt: skip
_YEAR = re.compile(
    r"\b(?:heel|hele|van|uit|over|jaar|in|for|of|year|all of)\s+(?:het jaar\s+)?(?P<year>20[12]\d)\b", re.I
)
_THIS_MONTH = re.compile(r"\b(?:deze maand|this month)\b", re.I)
_LAST_MONTH = re.compile(r"\b(?:vorige maand|afgelopen maand|last month|previous month)\b", re.I)
_LAST = re.compile(
    r"\b(?:laatste|recentste|meest recente|last|latest|most recent)\s+(?:factuur|rekening|nota|invoice|bill)\b", re.I
)
_LAST_FEW = re.compile(
    r"\b(?:laatste|recentste|last|latest|most recent)\s+(?P<n>\d{1,2}|twee|drie|vier|vijf|zes|negen|twaalf|two|three|four|five|six|twelve)\s+"
    r"(?:facturen|rekeningen|nota's|invoices|bills)\b",
    re.I,
)
_LAST_YEAR = re.compile(r"\b(?:vorig jaar|last year)\b", re.I)
_THIS_YEAR = re.compile(r"\b(?:dit jaar|this year)\b", re.I)


def read_date(spec: Spec, message: Message, asked: bool) -> Read:
    """A day, ISO. ``spec.when`` says on which side of today it must lie; an impossible one ("31 april") is named as such."""
    dates = message.of("date")
    chosen = next((d for d in dates if _STARTS.search(message.text[: d["start"]])), dates[-1] if dates else None)
    if chosen is None:
        if asked and (day := _day_of_month(spec, message) or _since(spec, message) or _some_time(spec, message)):
            return Value(day.isoformat())
        if spec.lasting and not asked and (day := _since(spec, message) or _some_time(spec, message, marked=True)):
            return Value(day.isoformat())
        if impossible := _impossible(message):
            return (
                Wrong("wrong_date_impossible", {"date": impossible}) if asked or _STARTS.search(message.text) else None
            )
        return (
            Value(message.today.isoformat())
            if asked and spec.when != "past" and _AT_ONCE.search(message.text)
            else None
        )
    day = dt.date.fromisoformat(chosen["value"])
    if spec.when == "future" and day < message.today:
        later = _next_year(day) if not re.search(r"\d{4}", message.text[chosen["start"] : chosen["end"]]) else None
        if later is None or (later - message.today).days > 300:
            return Wrong("wrong_date_past", {"date": day.isoformat()}) if asked else None
        day = later
    if spec.when == "past" and day > message.today:
        return Wrong("wrong_date_future", {"date": day.isoformat()}) if asked else None
    return Value(day.isoformat())


def _day_of_month(spec: Spec, message: Message) -> dt.date | None:
    """ "de 15e", "eerste van de maand": the nearest such day on the side of today that is asked for."""
    match = _ONLY_DAY.match(message.text)
    if match is None or spec.when == "any":
        return None
    number, step = int(match["d"] or 1), 1 if spec.when == "future" else -1
    for months in range(0, 3):
        month = add_months(message.today.replace(day=1), step * months)
        try:
            day = month.replace(day=number)
        except ValueError:
            continue
        if (day >= message.today) if step > 0 else (day <= message.today):
            return day
    return None


def _since(spec: Spec, message: Message) -> dt.date | None:
    """ "al 3 weken", "for two months": the day that it began."""
    match = _LASTING.search(message.text)
    number = (int(match["n"]) if match["n"].isdigit() else number_in_words(match["n"])) if match else None
    if match is None or number is None or spec.when != "past":
        return None
    unit = match["unit"].lower()
    if unit.startswith("m"):
        return add_months(message.today, -number)
    return message.today - dt.timedelta(days=number * (7 if unit.startswith("w") else 1))


def _some_time(spec: Spec, message: Message, *, marked: bool = False) -> dt.date | None:
    """ "sinds vorige week", "for a few days": about the day that it began; ``marked``: only with a word that says that it lasts."""
    match = _SOME_TIME.search(message.text)
    if match is None or spec.when != "past" or (marked and not (match["mark"] or match["for"])):
        return None
    unit, count = (match["unit"] or match["few"]).lower(), _FEW if match["few"] else 1
    if unit == "weekend":
        return message.today - dt.timedelta(days=(message.today.weekday() - 5) % 7 or 7)
    if unit.startswith("w"):
        return message.today - dt.timedelta(weeks=count)
    if unit.startswith("d"):
        return message.today - dt.timedelta(days=count)
    return add_months(message.today, -count * (1 if unit.startswith("m") else 12))


def _next_year(day: dt.date) -> dt.date | None:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return None


def _impossible(message: Message) -> str | None:
    """The words of a day that does not exist, or None. 29 February that was not taken for a day is not in this year."""
    for match in _IMPOSSIBLE.finditer(message.text):
        month = int(match["m"]) if match["m"] else _month_of(match["name"])
        if not 1 <= month <= 12 or not 1 <= int(match["d"]) <= _longest(month):
            return match.group().strip()
    return None


def _longest(month: int) -> int:
    return 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def _month_of(name: str) -> int:
    folded = name.lower()
    return next(i for i, names in enumerate(_MONTH_NAMES, 1) if folded in names.split("|"))


def read_birth_date(message: Message) -> Read:
    """A date of birth, ISO; it lies at least ten and at most 120 years back."""
    for pattern in (_BIRTH_ISO, _BIRTH, _BIRTH_ENGLISH, _BIRTH_GLUED):
        for match in _whole_years_first(pattern, message.text):
            parts = match.groupdict()
            year = int(parts["y"])
            if year < 100:
                year += 2000 if year <= (message.today.year - 10) % 100 else 1900
            month = _month_of(parts["name"]) if parts.get("name") else int(parts["m"])
            try:
                born = dt.date(year, month, int(parts["d"]))
            except ValueError:
                return Wrong("wrong_date_impossible", {"date": match.group().strip()})
            if 10 * 365 <= (message.today - born).days <= 120 * 366:
                return Value(born.isoformat())
    return None


_ABOUT_INVOICE = re.compile(r"factu|nota\b|rekening|afschrijving|maand|invoice|\bbill\b|month", re.I)
def _whole_years_first(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """All matches, also where they overlap, those with a year of four digits first: in "3527 GV 12 12-03-1985" the house number
    is no day."""
    found, at = [], 0
    while match := pattern.search(text, at):
        found.append(match)
        at = match.start() + 1
    return sorted(found, key=lambda m: len(m["y"]) != 4)


def read_invoices(spec: Spec, message: Message, asked: bool) -> Read:
    """Which invoices: {"numbers": [...]}, {"months": ["2026-10", ...]} or {"last": n}."""
    numbers = [str(e["value"]) for e in message.of("invoice_number")]
    if numbers:
        return Value({"numbers": list(dict.fromkeys(numbers))})
    if not asked and spec.old is not None and not _ABOUT_INVOICE.search(message.text) and len(message.text.split()) > 4:
        return None  # a month in an answer about something else takes nothing back
    this = message.today.replace(day=1)
    months = _named_months(message.text, message.today)
    if match := _LAST_MONTHS.search(message.text):
        count = _WORDS.get((match["n"] or "").lower()) or int(match["n"] or 3)
        months = [_iso(add_months(this, -i)) for i in range(1, count + 1)]
    if not months and (match := _YEAR.search(message.text)):
        months = [f"{match['year']}-{m:02d}" for m in range(1, 13)]
    if not months and _LAST_YEAR.search(message.text):
        months = [f"{this.year - 1}-{m:02d}" for m in range(1, 13)]
    if not months and _THIS_YEAR.search(message.text):
        months = [f"{this.year}-{m:02d}" for m in range(1, this.month + 1)]
    if _LAST_MONTH.search(message.text):
        months.append(_iso(add_months(this, -1)))
    if _THIS_MONTH.search(message.text):
        months.append(_iso(this))
    if months:
        return Value({"months": list(dict.fromkeys(months))})
    if match := _LAST_FEW.search(message.text):
        return Value({"last": _WORDS.get(match["n"].lower()) or int(match["n"])})
    return (
        Value({"last": 1})
        if _LAST.search(message.text) or (asked and re.search(r"\b(?:laatste|last|latest)\b", message.text, re.I))
        else None
    )


def _named_months(text: str, today: dt.date) -> list[str]:
    found = []
    for match in _MONTH.finditer(text):
        if match["name"].lower() in ("may", "mar", "jan") and not match["name"][:1].isupper():
            continue  # the verb, a name
        month = _month_of(match["name"])
        year = int(match["year"] or 0) or (2000 + int(match["short"]) if match["short"] else 0)
        if not year:
            year = today.year if month <= today.month + 1 else today.year - 1
        found.append(f"{year}-{month:02d}")
    return found


def _iso(day: dt.date) -> str:
    return f"{day.year}-{day.month:02d}"


_PARTS = (
    ("morning", re.compile(r"ochtend|morgens|morning|voormiddag|vroeg", re.I)),
    ("afternoon", re.compile(r"middag|afternoon|namiddag", re.I)),
    ("evening", re.compile(r"avond|evening", re.I)),
)
_HOUR = re.compile(
    r"\b(?:at|om|rond|around|tussen|between|na|after|vanaf|from)\s+(?P<h>1?\d)(?![\d.:/\-]|\s*(?:nov|dec|jan|feb|maart|april|mei))",
    re.I,
)
_ANY = re.compile(
    r"\b(?:maakt niet uit|maakt me niet uit|eerste|zo snel mogelijk|zsm|any ?time|whenever|doesn't matter|as soon as possible|asap|earliest|first)\b",
    re.I,
)


def _by_day(times: list[dt.time]) -> list[dt.time]:
    """ "tussen 3 en 5" of people who come or call by day is in the afternoon."""
    return [t.replace(hour=t.hour + 12) if t.hour < _FIRST_HOUR else t for t in times]


def read_slot(spec: Spec, message: Message, asked: bool) -> Read:
    """One of the slots on offer, by its day, a time in it or a part of the day. ``spec.choices`` hold them in order.

    A day with several slots gives that day alone ("2026-11-28"): the next answer, ``spec.old`` then, names the time on it.
    """
    if not asked and not message.of("date", "time"):
        return None
    slots = {slot_of(c.value): c.value for c in spec.choices}
    if asked and not message.of("date", "time") and (placed := by_word(spec.choices, message.text)):
        return Value(placed[0].value)
    titled = [c for c in spec.choices if c.title.lower() in message.text.lower()]
    if titled:
        return Value(titled[0].value)
    days = [dt.date.fromisoformat(e["value"]) for e in message.of("date")]
    times = [dt.time.fromisoformat(e["value"]) for e in message.of("time")]
    if (days or asked) and not times and (hour := _HOUR.search(message.text)):
        times = [dt.time(int(hour["h"]) + (12 if int(hour["h"]) < 8 else 0))]
    part = next((name for name, pattern in _PARTS if pattern.search(message.text)), "")
    if not (days or times or part):
        return Value(spec.choices[0].value) if asked and spec.choices and _ANY.search(message.text) else None
    days = days or ([dt.date.fromisoformat(str(spec.old)[:10])] if spec.old else [])
    found = matching(list(slots), days, times, part) or matching(list(slots), days, _by_day(times), part)
    if not found:
        return Wrong("wrong_slot") if asked else None
    if len(found) == len(slots) and len(slots) > 1:
        return None
    if len({s.day for s in found}) > 1:
        return Wrong("wrong_slot_day") if asked else None
    if times or part or len(found) == 1:
        return Value(slots[found[0]])
    return Value(found[0].day.isoformat()) if asked else None
