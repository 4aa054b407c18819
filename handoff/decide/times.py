"""Times of day as people write them: "half vier" is 3:30, "15u", "kwart over 3", "tussen 9 en 11 uur"; not "2 uur gewacht"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handoff.decide.amounts import number_in_words
from handoff.decide.overlap import first_come
from text.formats import Found

_HOUR_WORD = r"een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_HOUR = rf"\d{{1,2}}|{_HOUR_WORD}"
_MINUTES = r"tien|vijf|twintig|10|5|20|ten|five|twenty"
_OCLOCK = r"(?:uur|u\b|h\b|o['’]?clock)"
_BEFORE = r"(?<![\w.,:€/])(?<!\d[-–])(?<![€\w]-)"
_NOT_TIME = r"(?!\s?(?:euro|km|kg|bar|cm|m\b|%|per|dagen|weken|maanden|weeks|days|months))"
_AT = r"\b(?:om|rond|tot|vanaf|na|voor|tegen|tussen|uiterlijk|van|at|by|around|until|from|between|after|before|about)\s+(?:de\s)?"

# Minutes written out: always a time, unless it is part of a longer number. A dot needs a word: "14.30 uur", "om 14.30".
_COLON = re.compile(
    rf"{_BEFORE}(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?P<end>\s?(?P<half>am|pm|a\.m\.|p\.m\.)|\s?{_OCLOCK})?(?![\d:]|[.,]\d)",
    re.I,
)
_COLON_TO = re.compile(
    rf"(?<=[\d])\s?[-–]\s?(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?P<end>\s?(?P<half>am|pm|a\.m\.|p\.m\.)|\s?{_OCLOCK})?(?![\d:])",
    re.I,
)
_DOTTED = re.compile(
    rf"(?P<at>{_AT})?{_BEFORE}(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)(?P<end>\s?(?P<half>am|pm|a\.m\.|p\.m\.)|\s?{_OCLOCK})?(?![\d.]|,\d|-\d){_NOT_TIME}",
    re.I,
)
_FRENCH = re.compile(rf"{_BEFORE}(?P<h>[01]?\d|2[0-3])\s?[uh](?P<m>[0-5]\d)(?!\w)", re.I)
_AM_PM = re.compile(rf"{_BEFORE}(?P<h>1[0-2]|0?[1-9])\s?(?P<half>am|pm|a\.m\.|p\.m\.)(?!\w)", re.I)
# "tussen 9 en 11 uur", "van 9 tot 11", "9-11 uur": both ends.
_BETWEEN = re.compile(
    rf"(?:\b(?:tussen|between)\s+(?P<h1>{_HOUR})\s+(?:en|and)\s+|\b(?:van|from)\s+(?P<h2>\d{{1,2}})\s+(?:tot|t/m|to|until|till)\s+|{_BEFORE}(?P<h3>\d{{1,2}})\s?[-–]\s?(?=\d{{1,2}}\s?(?:uur|u\b|am\b|pm\b)))"
    rf"(?P<h4>{_HOUR})(?![\w:.,]\d|\d)(?P<end>\s?{_OCLOCK}|\s?(?P<half>am|pm)\b)?(?![-/]\d|\w)(?!\s?(?:euro|km|kg|dagen|weken|werkdagen|maanden|jaar|weeks|days|months|years|{'|'.join(('januari', 'februari', 'maart', 'april', 'mei', 'juni', 'juli', 'augustus', 'september', 'oktober', 'november', 'december', 'jan', 'feb'))}))",
    re.I,
)
_SPOKEN = re.compile(
    rf"(?<!\w)(?:(?:(?P<off>{_MINUTES})\s+(?P<side0>over|voor|past|to)\s+)?(?P<half>half)\s+(?P<past>past\s+)?(?P<h1>{_HOUR})|(?:a\s+)?(?P<q>kwart|quarter)\s+(?P<side>over|voor|past|to|na)\s+(?P<h2>{_HOUR})"
    rf"|(?P<min>{_MINUTES})\s+(?P<side2>over|voor|past|to)\s+(?P<h3>{_HOUR})(?=\s*(?:$|[.,!?]|uur|'?s\s|in the|vanmiddag|vanavond|morgen)))(?:\s{_OCLOCK})?(?!\w|[.,]\d)(?!\s+(?:euro|weken|dagen|maanden|weeks|days|months|jaar|years|fietsen|bikes))",
    re.I,
)
_NOON = re.compile(r"\b(?:(?P<noon>noon|midday)|midnight|middernacht)\b", re.I)
# A whole hour, which may as well be a stretch of time: the words around it tell.
_WHOLE = re.compile(rf"(?P<at>{_AT})?{_BEFORE}(?P<h>{_HOUR})\s?{_OCLOCK}(?!\w)", re.I)
_STRETCH_BEFORE = re.compile(
    r"\b(?:al|binnen|in|elke|iedere|per|ruim|bijna|meer dan|langer dan|minder dan|een paar|duurt|duurde|maximaal|minimaal|minstens|wachttijd|laadtijd|zo'n|ongeveer|na|over|totaal|for|within|another|nog|every)\s$|\b(?:laadtijd|wachttijd|duurt|duurde|duur|oplaadtijd)\b[^.!?]{0,20}$",
    re.I,
)
_STRETCH_AFTER = re.compile(
    r"^\s*(?:lang|geleden|gewacht|wachten|per|in de wacht|aan de (?:lijn|telefoon)|later|te laat|vertraging|opladen|laden|geladen|rijden|onderweg|laadtijd|bezig|bellen|van tevoren|vooraf|voor niets|ago|long|late|waiting|wachttijd|stil|thuis zitten|of\s+\w+\b(?!\s?uur)|gezeten|gestaan|staan wachten|na\b|voor de)",
    re.I,
)
_CLOCK_FOLLOWS = re.compile(
    r"\s*(?:$|[.,!?;)]|(?:op|on|graag|bel|kan|ben|is|please|today|tomorrow|vandaag|morgen|thuis|would|werkt|works|of|or|\w+dag(?:ochtend|morgen|middag|avond)?)\b|['’]s|in the)",
    re.I,
)
_PART_OF_DAY = re.compile(
    r"['\u2019]?s\s?(?:middags|avonds)|\b(?:van|morgen|gister|gisteren|dag|woens|vrij)?(?:middag|avond)\b|\w+dag(?:middag|avond)\b|afternoon|evening|tonight",
    re.I,
)
_MORNING = re.compile(r"['\u2019]s\s?(?:ochtends|morgens|nachts)|ochtend|vanmorgen|morning|vannacht|at night", re.I)
_NIGHT = re.compile(r"['\u2019]s\s?nachts|vannacht|\bnachts\b", re.I)
_MID = 12 * 60
_FIRST_HOUR = 7


def find_times(text: str) -> Iterator[Found]:
    """Times of day in ``text`` as HH:MM; "half vier" is 3:30, and in the afternoon when the words say so."""
    return first_come((*_between(text), *_spoken(text), *_written(text), *_noon(text), *_whole(text)))


def _written(text: str) -> Iterator[Found]:
    for pattern in (_COLON, _COLON_TO, _FRENCH, _AM_PM, _DOTTED):
        for match in pattern.finditer(text):
            g = match.groupdict()
            if pattern is _DOTTED and not (g["at"] or g["end"]):
                continue
            yield _found(int(g["h"]) * 60 + int(g.get("m") or 0), g.get("half"), text, match.start("h"), match.end())


def _between(text: str) -> Iterator[Found]:
    for match in _BETWEEN.finditer(text):
        first = next(name for name in ("h1", "h2", "h3") if match[name])
        one, other = _number(match[first]), _number(match["h4"])
        clock = bool(match["end"]) or first == "h3"
        if not one < other < 24 or not (
            clock or (match[first].isdigit() and _CLOCK_FOLLOWS.match(text[match.end() :]))
        ):
            continue
        for name, hour in ((first, one), ("h4", other)):
            end = match.end() if name == "h4" else match.end(name)
            yield _found(hour * 60, match["half"], text, match.start(name), end)


def _spoken(text: str) -> Iterator[Found]:
    for match in _SPOKEN.finditer(text):
        g = match.groupdict()
        hour = _number(g["h1"] or g["h2"] or g["h3"])
        if hour > 12:
            continue
        minutes = 0
        if g["half"]:
            minutes = 30 if g["past"] else -30
            minutes += _signed(g["off"], g["side0"]) if g["off"] else 0
        elif g["q"]:
            minutes = 15 if g["side"].lower() in ("over", "past", "na") else -15
        else:
            minutes = _signed(g["min"], g["side2"])
        yield _found((hour * 60 + minutes) % (24 * 60), None, text, match.start(), match.end())


def _noon(text: str) -> Iterator[Found]:
    for match in _NOON.finditer(text):
        yield Found("time", "12:00" if match["noon"] else "00:00", match.start(), match.end())


def _whole(text: str) -> Iterator[Found]:
    """ "om 9 uur", "morgen 14u"; not "2 uur gewacht", "binnen 24 uur", "24 uur per dag"."""
    for match in _WHOLE.finditer(text):
        hour, at = _number(match["h"]), match["at"]
        after_hours = (
            bool(at) and at.strip().lower() == "na" and hour < _FIRST_HOUR
        )  # "na 2 uur was hij leeg", but "na 17 uur"
        stretch = (
            bool(_STRETCH_AFTER.match(text[match.end() :]))
            or after_hours
            or (not at and bool(_STRETCH_BEFORE.search(text[: match.start("h")])))
        )
        article = match["h"].lower() in ("een", "one") and not at
        if hour < 24 and not stretch and not article:
            yield _found(hour * 60, None, text, match.start("h"), match.end())


def _found(minutes: int, half: str | None, text: str, start: int, end: int) -> Found:
    """The time at ``start`` to ``end``, moved to the afternoon or evening when "pm" or the words around it say so."""
    mark = (half or "").lower().replace(".", "")
    around = text[max(0, start - 25) : start].rsplit(".", 1)[-1] + " " + re.split(r"[!?\n]", text[end : end + 20])[0]
    if mark == "pm":
        minutes = minutes % _MID + _MID
    elif mark == "am":
        minutes %= _MID
    elif minutes < _MID and _PART_OF_DAY.search(around) and not _MORNING.search(around):
        minutes += _MID
    elif minutes >= _MID and minutes < _MID + 60 and _NIGHT.search(around):
        minutes -= _MID
    return Found("time", f"{minutes // 60 % 24:02d}:{minutes % 60:02d}", start, end)


def _signed(count: str, side: str) -> int:
    return _number(count) * (1 if side.lower() in ("over", "past") else -1)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else number_in_words(word) or 0
