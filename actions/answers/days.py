"""Which days and what time a message is about, resolved against today (Europe/Amsterdam)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from handoff.decide import calendars
from text.names import normalise


@dataclass(frozen=True)
class Moment:
    """`dates` asked for, in order; `now` when this very moment is meant; `holidays` for holidays in general."""

    dates: tuple[dt.date, ...] = ()
    now: bool = False
    time: dt.time | None = None
    holidays: bool = False
    sunday: bool = False  # "on Sundays" in general

    def __bool__(self) -> bool:
        return bool(self.dates or self.now or self.holidays)


_WEEKDAYS = {
    "maandag": 0,
    "dinsdag": 1,
    "woensdag": 2,
    "donderdag": 3,
    "vrijdag": 4,
    "zaterdag": 5,
    "zondag": 6,
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
    "zat": 5,
    "zaterdags": 5,
    "zondags": 6,
    "mondays": 0,
    "saturdays": 5,
    "sundays": 6,
    "thursdays": 3,
    "maandags": 0,
    "donderdags": 3,
    "woensdags": 2,
    "vrijdags": 4,
    "zaterdagen": 5,
    "zondagen": 6,
    "fridays": 4,
    "dinsdags": 1,
    "tuesdays": 1,
    "wednesdays": 2,
    "koopavond": 3,
    "zaterdagmiddag": 5,
    "zaterdagochtend": 5,
    "donderdagavond": 3,
    "vrijdagavond": 4,
    "maandagochtend": 0,
    "maandagmiddag": 0,
    "vrijdagmiddag": 4,
    "zondagmiddag": 6,
    "woensdagmiddag": 2,
    "dinsdagavond": 1,
    "maandagavond": 0,
    "woensdagavond": 2,
    "dinsdagochtend": 1,
    "zaterdagavond": 5,
    "koopavonden": 3,
    "zo": 6,
    "sat": 5,
}
_NOT_WEEKDAY = frozenset({"zo", "sat"})  # only meant as a day after "op" or "on"
_MONTHS = {
    "januari": 1,
    "jan": 1,
    "january": 1,
    "februari": 2,
    "feb": 2,
    "february": 2,
    "maart": 3,
    "mrt": 3,
    "march": 3,
    "april": 4,
    "apr": 4,
    "mei": 5,
    "may": 5,
    "juni": 6,
    "jun": 6,
    "june": 6,
    "juli": 7,
    "jul": 7,
    "july": 7,
    "augustus": 8,
    "aug": 8,
    "august": 8,
    "september": 9,
    "sep": 9,
    "sept": 9,
    "oktober": 10,
    "okt": 10,
    "october": 10,
    "oct": 10,
    "november": 11,
    "nov": 11,
    "december": 12,
    "dec": 12,
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:e|ste|de|st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b\.?(?:\s+(20\d\d))?", re.IGNORECASE
)
# "24 en 26 december": the first of them has its month behind the second.
_TWO_OF_A_MONTH = re.compile(
    rf"(?<![\d/-])(?P<first>\d{{1,2}})(?:e|ste|th|st|nd|rd)?(?=\s*(?:en|of|and|or|&)\s+\d{{1,2}}(?:e|ste|th|st|nd|rd)?\s+(?P<month>{_MONTH})\b)",
    re.IGNORECASE,
)
_DATE_EN = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(20\d\d))?", re.IGNORECASE)
_DATE_DIGITS = re.compile(r"(?<![\d,.])(\d{1,2})[-/](\d{1,2})(?:[-/](20\d\d))?(?![\d,.])")
_NEXT_WEEK = re.compile(r"volgende week|next week|week erop", re.IGNORECASE)
# Name of a holiday (normalised) -> ids of calendars, or a fixed "MM-DD".
_HOLIDAYS: dict[str, tuple[str, ...]] = {
    "koningsdag": ("kings_day",),
    "kingsday": ("kings_day",),
    "tweedepaasdag": ("easter_monday",),
    "2epaasdag": ("easter_monday",),
    "paasmaandag": ("easter_monday",),
    "eastermonday": ("easter_monday",),
    "eerstepaasdag": ("easter_sunday",),
    "1epaasdag": ("easter_sunday",),
    "eastersunday": ("easter_sunday",),
    "pasen": ("easter_sunday", "easter_monday"),
    "paasweekend": ("easter_sunday", "easter_monday"),
    "easter": ("easter_sunday", "easter_monday"),
    "hemelvaartsdag": ("ascension",),
    "hemelvaart": ("ascension",),
    "ascensionday": ("ascension",),
    "ascension": ("ascension",),
    "tweedepinksterdag": ("pentecost_monday",),
    "2epinksterdag": ("pentecost_monday",),
    "pinkstermaandag": ("pentecost_monday",),
    "whitmonday": ("pentecost_monday",),
    "eerstepinksterdag": ("pentecost_sunday",),
    "1epinksterdag": ("pentecost_sunday",),
    "whitsunday": ("pentecost_sunday",),
    "pinksteren": ("pentecost_sunday", "pentecost_monday"),
    "pentecost": ("pentecost_sunday", "pentecost_monday"),
    "whitsun": ("pentecost_sunday", "pentecost_monday"),
    "eerstekerstdag": ("christmas_day",),
    "1ekerstdag": ("christmas_day",),
    "christmasday": ("christmas_day",),
    "tweedekerstdag": ("boxing_day",),
    "2ekerstdag": ("boxing_day",),
    "boxingday": ("boxing_day",),
    "kerstavond": ("12-24",),
    "christmaseve": ("12-24",),
    "dagvoorkerst": ("12-24",),
    "kerst": ("christmas_day", "boxing_day"),
    "kerstmis": ("christmas_day", "boxing_day"),
    "christmas": ("christmas_day", "boxing_day"),
    "kerstdagen": ("christmas_day", "boxing_day"),
    "oudejaarsdag": ("12-31",),
    "oudjaarsdag": ("12-31",),
    "oudjaar": ("12-31",),
    "oudennieuw": ("12-31", "new_year"),
    "newyearseve": ("12-31",),
    "oudejaarsavond": ("12-31",),
    "nieuwjaarsdag": ("new_year",),
    "nieuwjaar": ("new_year",),
    "newyearsday": ("new_year",),
    "newyear": ("new_year",),
    "goedevrijdag": ("good_friday",),
    "goodfriday": ("good_friday",),
    "bevrijdingsdag": ("liberation_day",),
    "liberationday": ("liberation_day",),
    "sinterklaas": ("12-05",),
}
_HOLIDAYS_GENERAL = re.compile(
    r"feestdag|sluitingsdag|vrije dag|public holiday|bank holiday|holidays|closing days|zon- en", re.IGNORECASE
)
_RELATIVE = (
    (re.compile(r"overmorgen|day after tomorrow", re.IGNORECASE), 2),
    (re.compile(r"\bmorgen(?:ochtend|middag|avond|vroeg)?\b|\btomorrow\b|\btmrw\b|\bmrgn\b", re.IGNORECASE), 1),
    (
        re.compile(
            r"\bvandaag\b|\bvanavond\b|\bvanmiddag\b|\bvanochtend\b|\btoday\b|\btonight\b|"
            r"\bthis (?:evening|afternoon|morning)\b|\bvdg\b",
            re.IGNORECASE,
        ),
        0,
    ),
)
_ALSO = re.compile(r"\b(?:en|ook|of|and|also|or)\b", re.IGNORECASE)  # beside a day that is named: two days are asked about
_NOW = re.compile(
    r"\bnu\b|\bnow\b|\bop dit moment\b|\bright now\b|\bat the moment\b|\bmomenteel\b|"
    r"\bnog open\b|\bstill open\b|\bal open\b",
    re.IGNORECASE,
)
_WEEKEND = re.compile(r"\bweekends?\b|\bweekeinde?\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:om|at|na|after|tot|until|till|voor|before|rond|around|vanaf|"
    r"from)\s+(\d{1,2})(?:[.:](\d{2}))?\s*(uur|u|h|am|pm|a\.m\.|p\.m\.|'s avonds|o'clock)?"
    r"|(?<!\d)(\d{1,2})(?:[.:](\d{2}))?\s*(uur|u|am|pm|a\.m\.|p\.m\.)(?!\w)",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\bhalf\s+(een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\d{1,2})\b(?!\s*uur rijden)", re.IGNORECASE
)
_HOURS_IN_WORDS = ("twaalf", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf")
# Parts of the day, but not in a greeting ("goedenavond", "good morning").
_PARTS_OF_DAY = (
    (re.compile(r"(?<!goeden)(?<!goede)(?<!goeie)avond|(?<!good )evening|tonight", re.IGNORECASE), dt.time(18, 30)),
    (re.compile(r"ochtend|(?<!good )\bmorning", re.IGNORECASE), dt.time(10)),
    (re.compile(r"(?<!goede)middag|(?<!good )afternoon", re.IGNORECASE), dt.time(14)),
)
_FIRST_SHOP_HOUR = 7  # "om 6 uur" about opening hours is six in the evening


def find(text: str, now: dt.datetime) -> Moment:
    """The moment `text` is about; an empty `Moment` when it names none. `now` is local and aware."""
    today = now.date()
    time = _time(text)
    holidays = _holiday_dates(text, today)
    if holidays:
        return Moment(dates=holidays, time=time)
    dated = _dated(text, today)
    if dated:
        return Moment(dates=dated, time=time)
    named = _weekdays(text, today)
    for pattern, ahead in _RELATIVE:
        if pattern.search(text):
            also = tuple(day for day in named if day != today + dt.timedelta(days=ahead)) if _ALSO.search(text) else ()
            # "morgen, en donderdagavond?": the part of the day is that of one of the two
            return Moment(dates=(today + dt.timedelta(days=ahead), *also), now=False, time=None if also else time)
    if _WEEKEND.search(text):
        named = named or (_coming(today, 5), _coming(today, 6))
    general = bool(_HOLIDAYS_GENERAL.search(text))
    if named or general:
        return Moment(dates=named, time=time, holidays=general, sunday=any(day.weekday() == 6 for day in named))
    if _NOW.search(text):
        return Moment(dates=(today,), now=True, time=time)
    if time is not None:
        return Moment(dates=(), time=time)
    return Moment()


def first_date(text: str, now: dt.datetime) -> dt.date | None:
    """The first day that `text` names, or None."""
    dates = find(text, now).dates
    return dates[0] if dates else None


def _coming(today: dt.date, weekday: int) -> dt.date:
    return today + dt.timedelta(days=(weekday - today.weekday()) % 7)


def _weekdays(text: str, today: dt.date) -> tuple[dt.date, ...]:
    later = 7 if _NEXT_WEEK.search(text) else 0
    found = []
    before = ""
    for word in re.findall(r"[a-zà-ÿ]+", text.lower()):
        if word in _WEEKDAYS and (word not in _NOT_WEEKDAY or before in {"op", "on"}):
            weekday = _WEEKDAYS[word]
            monday = today - dt.timedelta(days=today.weekday())
            day = monday + dt.timedelta(days=7 + weekday) if later else _coming(today, weekday)
            if day not in found:
                found.append(day)
        before = word
    return tuple(found)


def _dated(text: str, today: dt.date) -> tuple[dt.date, ...]:
    text = _TWO_OF_A_MONTH.sub(lambda m: f"{m['first']} {m['month']}", text)
    found = [
        (match.start(), _day(match.group(1), _MONTHS[match.group(2).lower()], match.group(3), today))
        for match in _DATE.finditer(text)
    ]
    if not found:
        found = [
            (m.start(), _day(m.group(2), _MONTHS[m.group(1).lower()], m.group(3), today))
            for m in _DATE_EN.finditer(text)
        ]
    if not found:
        found = [(m.start(), _day(m.group(1), int(m.group(2)), m.group(3), today)) for m in _DATE_DIGITS.finditer(text)]
    return tuple(day for _, day in sorted(found, key=lambda one: one[0]) if day)


def _day(day: str, month: int, year: str | None, today: dt.date) -> dt.date | None:
    """That day, without a year the first one from today on; None for a day that does not exist."""
    try:
        found = dt.date(int(year) if year else today.year, month, int(day))
    except ValueError:
        return None
    return found.replace(year=today.year + 1) if not year and found < today and (month, int(day)) != (2, 29) else found


def _holiday_dates(text: str, today: dt.date) -> tuple[dt.date, ...]:
    words = [normalise(word) for word in re.findall(r"[\w'’]+", text)]
    for size in (4, 3, 2, 1):
        for first in range(len(words) - size + 1):
            ids = _HOLIDAYS.get("".join(words[first : first + size]))
            if ids:
                return tuple(_next(identifier, today) for identifier in ids)
    return ()


def _next(identifier: str, today: dt.date) -> dt.date:
    for year in (today.year, today.year + 1):
        if "-" in identifier:
            day = dt.date.fromisoformat(f"{year}-{identifier}")
        else:
            day = calendars.holidays_of(year)[identifier]
        if day >= today:
            return day
    raise AssertionError("every holiday comes back within two years")


def _in_evening(text: str) -> bool:
    return bool(_PARTS_OF_DAY[0][0].search(text))


def _time(text: str) -> dt.time | None:
    half = _HALF.search(text)
    if half:
        word = half.group(1).lower()
        hour = int(word) if word.isdigit() else _HOURS_IN_WORDS.index(word)
        hour = (hour or 12) - 1
        return dt.time(hour + 12 if hour < _FIRST_SHOP_HOUR or (hour < 12 and _in_evening(text)) else hour, 30)
    match = _TIME.search(text)
    if match:
        hour = int(match.group(1) or match.group(4))
        minute = int(match.group(2) or match.group(5) or 0)
        suffix = (match.group(3) or match.group(6) or "").lower()
        if (
            suffix.startswith("p")
            or "avond" in suffix
            or _in_evening(text)
            or (hour < _FIRST_SHOP_HOUR and not suffix.startswith("a"))
        ):
            hour += 12 if hour < 12 else 0
        if hour < 24 and minute < 60:
            return dt.time(hour, minute)
    return next((time for pattern, time in _PARTS_OF_DAY if pattern.search(text)), None)
