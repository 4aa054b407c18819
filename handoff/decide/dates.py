"""Dates as Dutch and English customers write them, resolved against today (times of day: ``times``).

dateparser knows absolute dates and some relative ones; it returns nothing for "vorige week dinsdag", "a.s. vrijdag",
"2 maart j.l." and their like, and something for words that are no date. So these rules are our own.

A date without a year or a bare weekday may lie behind or ahead. What the clause says decides ("ik heb vrijdag gebeld",
"graag vrijdag"); when it says nothing a weekday is the coming one and a day of the year the nearest.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from handoff.decide.amounts import number_in_words
from handoff.decide.calendars import add_months, holidays_of
from handoff.decide.overlap import first_come
from handoff.decide.times import find_times
from text.formats import Found

__all__ = ["find_dates", "find_times"]

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
# Words for a holiday -> its id in the calendar, or month and day of one that is the same each year.
_HOLIDAYS: dict[str, str | tuple[int, int]] = {
    "(?:eerste kerstdag|1e kerstdag|kerstmis|kerst|christmas day|christmas|xmas)": "christmas_day",
    "(?:tweede kerstdag|2e kerstdag|boxing day|second day of christmas)": "boxing_day",
    "(?:kerstavond|christmas eve)": (12, 24),
    "(?:oudjaarsdag|oudejaarsdag|oudejaarsavond|oudjaar|oud en nieuw|new year['’]?s eve)": (12, 31),
    "(?:nieuwjaarsdag|nieuwjaar|new year['’]?s day|new year['’]?s|new year)": "new_year",
    "(?:goede vrijdag|good friday)": "good_friday",
    "(?:tweede paasdag|2e paasdag|easter monday)": "easter_monday",
    "(?:eerste paasdag|1e paasdag|pasen|easter sunday|easter)": "easter_sunday",
    "(?:koningsdag|king['’]?s day|kingsday)": "kings_day",
    "(?:bevrijdingsdag|liberation day)": "liberation_day",
    "(?:hemelvaartsdag|hemelvaart|ascension day|ascension)": "ascension",
    "(?:tweede pinksterdag|2e pinksterdag|whit monday)": "pentecost_monday",
    "(?:eerste pinksterdag|1e pinksterdag|pinksteren|pentecost|whit sunday)": "pentecost_sunday",
    "(?:sinterklaasavond|sinterklaas|pakjesavond)": (12, 5),
}
_DAY = "|".join(_DAYS)
_SHORT_DAY = r"(?:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)\.?"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ON = rf"(?:(?:(?:{_DAY})(?:ochtend|middag|avond)?|{_SHORT_DAY}),?\s+(?:(?:de|the)\s+)?)?"  # "vrijdag 27 november" is one date
_ORDINAL = r"(?:e|ste|de|st|nd|rd|th)?"
_NUMBER = (
    r"\d{1,3}|(?:een\s)?half|half a|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|veertien|a couple of|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|an|a"
)
_UNIT = r"dagen|dag|weken|week|maanden|maand|jaren|jaar|days|day|weeks|months|month|years|year"
_ENGLISH_UNIT = r"days?|weeks?|months?|years?"
_PAST_MARK = r"\s*,?\s*(?:j\.?l\.?|jongstleden|l\.?l\.?|laatstleden|vorig jaar|last year|last)(?!\w)"
_FUTURE_MARK = r"\s*,?\s*(?:a\.?s\.?|aanstaande|volgend jaar|next year)(?!\w)"
_YEAR = r"(?:(?:,\s*|\s+|-)(?P<y>(?:20|19)\d{2}|['’]\d{2})(?!\d))?"
# After these a number with a dash or slash is no date: "2-3 weken", "1/2 jaar".
_NO_UNIT = r"(?!\s?(?:euro|km|kg|bar|cm|inch|uur|u\b|hours?|min|werkdagen|dagen|dag|weken|week|maanden|maand|jaar|keer|x\b|%|persone|kinder|fiets|days?|weeks?|months?|years?|times|working|bikes?|kids|people|stuks|wh|am\b|pm\b))"

_ISO = re.compile(r"(?<![\w-])(?P<y>(?:20|19)\d{2})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?![\d/-])")
_NUMERIC = re.compile(
    rf"(?<![\w.,/-]){_ON}(?P<d>\d{{1,2}})(?P<sep>[-/. ])(?P<m>\d{{1,2}})(?P=sep)(?P<y>(?:20|19)\d{{2}}|\d{{2}})(?![\w/-]|[.,]\d)",
    re.I,
)
_RANGE = re.compile(
    rf"(?<![\w.,/'’-])(?P<d>\d{{1,2}}){_ORDINAL}\s*(?:t/m|tot en met|tot|en|of|-|–|to|until|and|or|through)\s*(?=(?:the\s)?\d{{1,2}}{_ORDINAL}\s+(?:of\s+|van\s+)?(?P<name>{_MONTH})\b{_YEAR})",
    re.I,
)
_NAMED = re.compile(
    rf"(?<![\w.,/])(?<!\d-){_ON}(?P<d>\d{{1,2}}){_ORDINAL}[\s-]+(?:of\s+|van\s+)?(?P<name>{_MONTH})(?!\w)\.?{_YEAR}(?P<past>{_PAST_MARK})?(?P<future>{_FUTURE_MARK})?",
    re.I,
)
_ENGLISH = re.compile(
    rf"(?<!\w){_ON}(?P<name>{_MONTH})\.?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?P<nth>st|nd|rd|th)?{_YEAR}(?P<past>{_PAST_MARK})?(?![\w:]|[.,]\d)",
    re.I,
)
_DAY_MONTH = re.compile(
    rf"(?<![\w.,/€+-]){_ON}(?!24/7)(?P<d>\d{{1,2}})[-/](?P<m>\d{{1,2}})(?![\w/-]|[.,]\d){_NO_UNIT}", re.I
)
_RELATIVE = re.compile(
    r"(?<!\w)(?P<word>(?:eer)?gister(?:en)?(?:ochtend|morgen|middag|avond|nacht)?|vandaag|vanmiddag|vanochtend|vanmorgen|vanavond|vannacht|"
    r"overmorgen|morgen(?:ochtend|middag|avond|vroeg)?|(?:the\s+)?day before yesterday|yesterday|last night|today|tonight|this (?:morning|afternoon|evening)|"
    r"deze (?:morgen|ochtend|middag|avond)|(?:the\s+)?day after tomorrow|tomorrow)(?!\w)(?P<week>\s+over (?:een|1) week)?", re.I,
)  # fmt: skip
_AGO = re.compile(rf"(?<!\w)(?P<n>{_NUMBER})\s+(?P<unit>{_UNIT})\s+(?:geleden|terug|ago|back)(?!\w)", re.I)
_AHEAD = re.compile(rf"(?<!\w)(?:over\s+(?P<n>{_NUMBER})\s+(?P<unit>{_UNIT})|in\s+(?P<n2>{_NUMBER})\s+(?P<unit2>{_ENGLISH_UNIT})|(?P<n3>{_NUMBER})\s+(?P<unit3>{_ENGLISH_UNIT})\s+from now)(?!\w)(?!\s+(?:geleden|terug|ago))", re.I)  # fmt: skip
_WEEKDAY = re.compile(
    rf"(?<!\w)(?:(?P<week>vorige week|afgelopen week|volgende week|komende week|deze week|last week|next week|this week)\s+(?:(?:op|on)\s+)?(?P<day1>{_DAY})"
    rf"|(?P<day2>{_DAY})(?:ochtend|middag|avond)?,?\s+(?P<after>over (?:een|1) week|over (?:twee|2) weken|(?:van\s+|of\s+)?(?:vorige|volgende|last|next) week|a\.?s\.?(?!\w)|aanstaande|j\.?l\.?(?!\w)|l\.?l\.?(?!\w)|jongstleden|laatstleden|a week from now|week(?!\w))"
    rf"|(?P<which>vorige|afgelopen|laatste|verleden|last|this past|previous|volgende|komende|eerstkomende|aanstaande|aankomende|a\.?s\.?|next|this coming|coming|deze|this)\s+(?P<day3>{_DAY})"
    rf"|(?<!elke )(?<!iedere )(?<!every )(?<!each )(?P<day4>{_DAY}))(?:ochtend|morgen|middag|avond|nacht)?(?!\w)", re.I,
)  # fmt: skip
_EDGE = re.compile(
    rf"(?<!\w)(?:(?:het|the)\s+)?(?P<edge>einde?|begin|half|medio|mid|end|start|beginning|de eerste|(?:the )?first|laatste dag|last day)[\s-]+(?:(?:van|of|dag van|day of)\s+)?"
    rf"(?P<of>(?:de|deze|the|this) (?:maand|month)|(?:de )?(?:volgende|komende) maand|next month|(?:de )?(?:vorige|afgelopen) maand|last month|(?:het|dit|the|this) (?:jaar|year)|{_MONTH})(?!\w)(?:\s+(?P<y>20\d{{2}}))?", re.I,
)  # fmt: skip
_HOLIDAY = re.compile(
    r"(?<!\w)(?:(?P<last>vorige|afgelopen|last)\s+)?(?:" + "|".join(f"(?P<h{n}>{words})" for n, words in enumerate(_HOLIDAYS)) + r")(?!\w)(?:\s+(?P<y>20\d{2}))?(?P<past>\s+(?:vorig jaar|last year))?", re.I,
)  # fmt: skip
_OF_MONTH = re.compile(
    r"(?<!\w)(?:op|per|vanaf|uiterlijk|voor|vóór|tot|sinds|on|by|from|until|since|before)\s+(?P<span>(?:de|the)\s+(?P<d>\d{1,2})(?:e|ste|de|st|nd|rd|th)"
    r"(?P<of>\s+(?:van\s+)?(?:deze|volgende|komende) maand|\s+of\s+(?:this|next) month)?)(?=\s*(?:$|[.,!?;]|en\b|and\b|op\b|kan\b|wil\b|moet\b|is\b|was\b|heb\b|ben\b|stoppen|opzeggen|betalen|betaald|afgeschreven|verhuis))", re.I,
)  # fmt: skip

# What a clause says about behind or ahead.
_BEHIND = re.compile(
    r"\b(?:was|were|werd|werden|zou(?:den)?(?!\s+(?:graag|ik graag|ik willen|willen))|kwam|kwamen|kreeg|kregen|belde|stond|ging|had|hadden|zat|bleek|supposed to|should have|"
    r"came|received|ordered|got|did|paid|called|sent|returned|went|promised|told|has been|have been|sinds|since)\b"
    r"|\b(?:heb|hebt|heeft|hebben|ben|zijn|is)\b.{0,60}?\b(?:\w{0,5}ge(?!en\b|ld\b|gevens\b|raag\b|woon\b)\w{2,}(?:d|t|en)|besteld|betaald|bezorgd|beloofd|verstuurd|verhuisd|verloren|ontvangen|begonnen|gehad)\b"
    r"|\b(?:factuur|invoice|brief|letter|mail|herinnering|reminder|nota|bestelling|order)\s+(?:van|of|from|dated)\s*(?:de\s|the\s)?$",
    re.IGNORECASE,
)
_AHEAD_WORDS = re.compile(
    r"\b(?:wordt|worden|zal|zullen|gaat|ga|gaan|wil|willen|kan|kunnen|moet|moeten|mag|komt|komen|graag|per|vanaf|uiterlijk|tot|voor|ingaand|"
    r"booked|scheduled|planned|gepland|ingepland|geboekt|will|can|could|want|would|must|going|from|starting|as of|by|until|before|please)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[!?;,\n]|\.(?=\s|$)|\s(?:maar|en|but|and|want|omdat|because|dus|so)\s", re.IGNORECASE)
_CONTEXT = 70
_SURELY = dt.timedelta(days=45)  # so near today the other year cannot be meant, whatever the clause says
_FEBRUARY_29 = 8  # years within which 29 February comes back


def find_dates(text: str, now: dt.datetime) -> Iterator[Found]:
    """Dates in ``text`` as ISO, relative ones resolved against ``now``; impossible ones (31 April) are left out."""
    today = now.date()
    return first_come((*_absolute(text, today), *_by_words(text, today)))


def _absolute(text: str, today: dt.date) -> Iterator[Found]:
    """Dates with a day and a month. An impossible one has no value, but keeps its place."""
    for pattern in (_ISO, _NUMERIC, _RANGE, _NAMED, _ENGLISH, _DAY_MONTH):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if pattern is _ENGLISH and parts["name"] == "may" and not parts["nth"]:
                continue  # "may 3 people": the verb
            past = (
                True
                if parts.get("past")
                else False
                if parts.get("future")
                else _behind(text, match.start(), match.end())
            )
            month = _MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["m"])
            day = _date(parts.get("y"), month, int(parts["d"]), today, past)
            end = match.end("d") if pattern is _RANGE else match.start() + len(_trimmed(match.group()))
            if pattern is _NUMERIC and parts["sep"] == " " and len(parts["y"]) != 4:
                continue
            yield Found("date", day.isoformat() if day else "", match.start(), end)


def _trimmed(written: str) -> str:
    """Without the punctuation behind it; the last dot of "j.l." belongs to the date."""
    return written if written.endswith((".l.", ".s.")) else written.rstrip(" .,-")


def _by_words(text: str, today: dt.date) -> Iterator[Found]:
    for match in _HOLIDAY.finditer(text):
        if day := _holiday(match, text, today):
            yield Found("date", day.isoformat(), match.start(), match.start() + len(match.group().rstrip()))
    for match in _WEEKDAY.finditer(text):
        yield Found("date", _weekday(match, text, today).isoformat(), match.start(), match.end())
    for match in _RELATIVE.finditer(text):
        if match["word"].lower() == "morgen" and re.search(
            r"(?:goede|goeie|\bde|in de)\s?$", text[: match.start()], re.I
        ):
            continue
        day = today + dt.timedelta(days=_days_off(match["word"].lower()) + (7 if match["week"] else 0))
        yield Found("date", day.isoformat(), match.start(), match.end())
    for match in _AGO.finditer(text):
        if day := _shift(today, match["n"], match["unit"], -1):
            yield Found("date", day.isoformat(), match.start(), match.end())
    for match in _AHEAD.finditer(text):
        if day := _shift(
            today, match["n"] or match["n2"] or match["n3"], match["unit"] or match["unit2"] or match["unit3"], 1
        ):
            yield Found("date", day.isoformat(), match.start(), match.end())
    for match in _EDGE.finditer(text):
        if day := _edge(match, text, today):
            yield Found("date", day.isoformat(), match.start(), match.end())
    for match in _OF_MONTH.finditer(text):
        if day := _of_month(match, text, today):
            yield Found("date", day.isoformat(), match.start("span"), match.end("span"))


def _behind(text: str, start: int, end: int, *, hint: bool = False) -> bool | None:
    """Whether the clause around a date speaks of what was (True), of what will be (False), or says neither (None).

    With ``hint`` a bare participle ("besteld vrijdag") counts as what was.
    """
    before = _CLAUSE_END.split(text[max(0, start - _CONTEXT) : start])[-1]
    after = _CLAUSE_END.split(text[end : end + _CONTEXT])[0]
    clause = f"{before} {after}"
    if _BEHIND.search(before) or _BEHIND.search(clause):
        return True
    if _AHEAD_WORDS.search(clause):
        return False
    return (
        True
        if hint
        and re.search(
            r"\b(?:ge\w{3,}(?:d|t)|besteld|betaald|bezorgd|afgeschreven|ontvangen|ingeleverd|\w{3,}ed)\b", clause, re.I
        )
        else None
    )


def _date(year: str | None, month: int, day: int, today: dt.date, past: bool | None) -> dt.date | None:
    """The day in ``year``; without a year the last one (``past``), the coming one (False) or the nearest (None)."""
    if year:
        return _day(int(year) if len(year) == 4 else 2000 + int(year.strip("'’")), month, day)
    around = [
        found for y in range(today.year - _FEBRUARY_29, today.year + _FEBRUARY_29 + 1) if (found := _day(y, month, day))
    ]
    if (month, day) == (2, 29) or not around:
        return None  # in a year that has no 29 February there is nothing to resolve
    behind, ahead = max(d for d in around if d <= today), min(d for d in around if d >= today)
    nearest = min(behind, ahead, key=lambda d: abs(d - today))
    if past is None or abs(nearest - today) <= _SURELY:
        return nearest  # "zou op 5 december komen", said in November, is about this year
    return behind if past else ahead


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _holiday(match: re.Match[str], text: str, today: dt.date) -> dt.date | None:
    which = next(kind for n, kind in enumerate(_HOLIDAYS.values()) if match[f"h{n}"])
    if isinstance(which, tuple):
        days = [dt.date(today.year + shift, *which) for shift in (-1, 0, 1, 2)]
    else:
        days = [holidays_of(today.year + shift)[which] for shift in (-1, 0, 1, 2)]
    if match["y"]:
        return next((d for d in days if d.year == int(match["y"])), None)
    past = bool(match["last"] or match["past"]) or _behind(text, match.start(), match.end()) is True
    return max(d for d in days if d <= today) if past else min(d for d in days if d >= today)


def _weekday(match: re.Match[str], text: str, today: dt.date) -> dt.date:
    g = {k: (v or "").lower() for k, v in match.groupdict().items()}
    day = _DAYS[g["day1"] or g["day2"] or g["day3"] or g["day4"]]
    monday = today - dt.timedelta(days=today.weekday())
    week = g["week"] or g["after"].removeprefix("van ").removeprefix("of ")
    if week in ("vorige week", "afgelopen week", "last week"):
        return monday + dt.timedelta(days=day - 7)
    if week in ("volgende week", "komende week", "next week"):
        return monday + dt.timedelta(days=day + 7)
    if week in ("deze week", "this week"):
        return monday + dt.timedelta(days=day)
    if week.startswith("over twee") or week.startswith("over 2"):
        return _next(today, day) + dt.timedelta(days=14)
    if week.startswith("over") or week in ("a week from now", "week"):
        return _next(today, day) + dt.timedelta(days=7)
    if g["which"] in ("vorige", "afgelopen", "laatste", "verleden", "last", "this past", "previous") or week.startswith(
        ("j", "l")
    ):
        return _last(today, day)
    if not g["which"] and not week and _behind(text, match.start(), match.end(), hint=True):
        return _last(today, day)
    return _next(today, day)


def _next(today: dt.date, weekday: int) -> dt.date:
    return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _last(today: dt.date, weekday: int) -> dt.date:
    return today - dt.timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _shift(today: dt.date, count_word: str, unit: str, sign: int) -> dt.date | None:
    word, unit = count_word.lower(), unit.lower()
    half = "half" in word
    count = (
        2
        if word == "a couple of"
        else 1
        if word in ("a", "an") or half
        else int(word)
        if word.isdigit()
        else number_in_words(word) or 1
    )
    if half:
        return add_months(today, sign * 6) if unit.startswith(("j", "y")) else None
    if unit.startswith("d"):
        return today + dt.timedelta(days=sign * count)
    if unit.startswith("w"):
        return today + dt.timedelta(weeks=sign * count)
    return add_months(today, sign * count * (1 if unit.startswith("m") else 12))


def _edge(match: re.Match[str], text: str, today: dt.date) -> dt.date | None:
    which, of = match["edge"].lower().removeprefix("the "), match["of"].lower()
    first = today.replace(day=1)
    if of.endswith(("jaar", "year")):
        return today.replace(month=12, day=31) if which.startswith(("eind", "end", "la")) else None
    if of in _MONTHS:
        if which in ("de eerste", "first"):
            return None
        year = match["y"]
        found = _date(year, _MONTHS[of], 1 if year else 28, today, _behind(text, match.start(), match.end()))
        if found is None:
            return None
        first = found.replace(day=1)
    elif re.match(r"(?:de )?(?:volgende|komende)|next", of):
        first = add_months(first, 1)
    elif re.match(r"(?:de )?(?:vorige|afgelopen)|last", of):
        first = add_months(first, -1)
    elif which in ("de eerste", "first", "begin", "start", "beginning"):
        first = first if "deze" in of or "this" in of else add_months(first, 1)
    if which in ("half", "medio", "mid"):
        return first.replace(day=15)
    if which.startswith(("eind", "end", "la")):
        return add_months(first, 1) - dt.timedelta(days=1)
    return first


def _days_off(word: str) -> int:
    """How far a word such as "eergisteren" lies from today."""
    word = word.removeprefix("the ")
    if word.startswith(("eergister", "day before")):
        return -2
    if word.startswith(("gister", "yesterday", "last night")):
        return -1
    if word.startswith(("overmorgen", "day after")):
        return 2
    return 1 if word.startswith(("morgen", "tomorrow")) else 0


def _of_month(match: re.Match[str], text: str, today: dt.date) -> dt.date | None:
    """ "per de 1e", "the 27th": of this month while it lies ahead, else of the next; when it was, the last one."""
    day, of = int(match["d"]), (match["of"] or "").lower()
    first = today.replace(day=1)
    past = bool(_behind(text, match.start(), match.end(), hint=True)) and not of
    if "volgende" in of or "komende" in of or "next" in of:
        first = add_months(first, 1)
    elif past:
        first = add_months(first, -1) if day > today.day else first
    elif not of and day < today.day:
        first = add_months(first, 1)
    return _day(first.year, first.month, day)
