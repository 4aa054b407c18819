"""Numbers with their meaning in a message: metres, kilometres, kilos, euros, children, bikes, months.

Digits and small numbers in words, Dutch and English. Nothing is guessed: what is not clearly one of these
is left out.
"""

from __future__ import annotations

import re
from decimal import Decimal

_WORDS = {
    "een": 1,
    "één": 1,
    "one": 1,
    "a": 1,
    "an": 1,
    "twee": 2,
    "two": 2,
    "drie": 3,
    "three": 3,
    "vier": 4,
    "four": 4,
    "vijf": 5,
    "five": 5,
    "zes": 6,
    "six": 6,
    "zeven": 7,
    "seven": 7,
    "acht": 8,
    "eight": 8,
    "negen": 9,
    "nine": 9,
    "tien": 10,
    "ten": 10,
    "elf": 11,
    "eleven": 11,
    "twaalf": 12,
    "twelve": 12,
    "dertien": 13,
    "thirteen": 13,
    "veertien": 14,
    "fourteen": 14,
    "vijftien": 15,
    "fifteen": 15,
    "zestien": 16,
    "sixteen": 16,
    "achttien": 18,
    "twintig": 20,
    "twenty": 20,
    "vijfentwintig": 25,
    "dertig": 30,
    "thirty": 30,
    "veertig": 40,
    "forty": 40,
    "vijftig": 50,
    "fifty": 50,
    "zestig": 60,
    "tachtig": 80,
    "honderd": 100,
}
_N = r"(?P<n>\d+(?:[.,]\d+)?|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_ADJECTIVES = (
    r"(?:(?:kleine?|jonge?|grote?|nieuwe?|gewone|small|young|little|new|more|extra|andere|mijn|of my|my|onze|our)\s+)*"
)


def _pattern(rest: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w.,])" + _N + r"\s*-?\s*" + rest, re.IGNORECASE)


_KM = _pattern(
    r"(?:k\s?m|kms|kilometers?|kilometres?|kilo\s?meter|kilomter)\b(?!\s*/?\s*(?:per uur|"
    r"/?\s?h\b|an hour|per hour|/u|p/u))"
)
_MINUTES = _pattern(r"(?:minuten|minuut|minutes|min|minuutjes)\b")
_KG = _pattern(r"(?:kg|kgs|kilo|kilo's|kilos|kilogram)\b")
_CM = re.compile(r"(?<![\w.,])(?P<n>1\d\d|2[0-2]\d|9\d)\s*(?:cm|centimeter|centimetre)\b", re.IGNORECASE)
_METRES = re.compile(
    r"(?<![\w.,€])(?P<m>[12])\s*(?:[.,]|m(?:eter)?\s*)\s*(?P<cm>\d\d?)(?!\d)\s*(?:m|meter|metres?|meters)?\b",
    re.IGNORECASE,
)
_WHOLE_METRES = re.compile(r"(?<![\w.,])(?P<m>[12])\s*(?:m|meter|metres?|meters?)\b(?!\s*\d)", re.IGNORECASE)
_FEET = re.compile(r"(?<!\d)(?P<ft>[3-7])\s*(?:'|’|ft|feet|foot)\s*(?P<inch>\d{1,2})?", re.IGNORECASE)
_EURO = re.compile(
    r"(?:€|eur|euro)\s*(?P<a>\d+(?:[.,]\d{1,2})?)(?:,-)?|"
    r"(?P<b>\d+(?:[.,]\d{1,2})?)(?:,-)?\s*(?:€|euro|euros|eur|bucks)\b",
    re.IGNORECASE,
)
_CHILDREN = _pattern(
    _ADJECTIVES
    + (
        r"(?:kinderen|kind|kindjes?|kids?|children|child|kiddo|peuters?|kleuters?|toddlers?|"
        r"zoontjes?|dochters?|baby'?s?|babies|koters?|kinders|jongens|meisjes)\b"
    )
)
_ONE_CHILD = re.compile(
    r"\b(?:zoontje|zoon|dochter|dochtertje|peuter|kleuter|baby|kindje|toddler|son|daughter|"
    r"mijn kind|m'n kind|my child|my kid|kleinkind|de kleine|een kleine|kleintje)\b",
    re.IGNORECASE,
)
_TWINS = re.compile(r"\b(?:tweeling|twins)\b", re.IGNORECASE)
_AGE = _pattern(r"(?:jaar oud|jarige?|jaar|years? old|year-old|yrs? old|yo|years)\b")
_MONTHS = _pattern(r"(?:maanden|maand|months?|mnd|mnden)\b")
_HALF_YEAR = re.compile(r"\b(?:half jaar|halfjaar|half a year)\b", re.IGNORECASE)
_YEARS = _pattern(r"(?:jaar|jaren|years?)\b")
_BIKES = _pattern(
    _ADJECTIVES + r"(?:fietsen|bikes?|bicycles|e-?bikes?|elektrische fietsen|electric bikes|stadsfietsen|"
    r"city bikes|bakfietsen|bakfiets|cargo bikes|"
    r"kinderfietsen|vouwfietsen|folding bikes|speed[- ]?pedelecs?|stuks|fiets|e-stad'?s?|"
    r"e-ver'?s?|abonnementen|subscriptions|werknemers|medewerkers|employees|collega's|"
    r"colleagues|staff)\b"
)
_BARE = re.compile(r"(?<![\w.,€])" + _N + r"(?![\w])", re.IGNORECASE)
_METRES_RANGE = (0.9, 2.3)
_FOOT, _INCH = 0.3048, 0.0254


def value(text: str) -> float:
    """ "12", "1,5" or "twaalf" as a number."""
    return float(_WORDS[text.lower()]) if text.lower() in _WORDS else float(text.replace(",", "."))


def _first(pattern: re.Pattern[str], text: str) -> float | None:
    match = pattern.search(text)
    return value(match.group("n")) if match else None


def kilometres(text: str) -> float | None:
    """Distance in km; of "5 tot 10 km" the longest."""
    found = [value(match.group("n")) for match in _KM.finditer(text)]
    return max(found) if found else None


def metres(text: str, *, bare: bool = False) -> float | None:
    """The length of a person in metres ("1,75", "1 meter 75", "175 cm", 5'9"); with `bare` also "175"."""
    match = _CM.search(text)
    if match:
        return int(match.group("n")) / 100
    match = _METRES.search(text)
    if match:
        cm = match.group("cm")
        length = int(match.group("m")) + int(cm) / 10 ** len(cm)
        if _METRES_RANGE[0] <= length <= _METRES_RANGE[1] and not _is_money_or_km(text, match):
            return round(length, 2)
    match = _WHOLE_METRES.search(text)
    if match:
        return float(match.group("m"))
    match = _FEET.search(text)
    if match:
        return round(int(match.group("ft")) * _FOOT + int(match.group("inch") or 0) * _INCH, 2)
    if bare:
        match = re.search(r"(?<!\d)(1\d\d|2[0-2]\d|9\d)(?!\d)", text)
        return int(match.group(1)) / 100 if match else None
    return None


def lengths(text: str) -> list[float]:
    """All lengths of persons in a message: "mijn man is 1m97 en ik ben 1m60"."""
    found = [metres(text[match.start() :]) for match in _METRES.finditer(text)]
    several = list(dict.fromkeys(length for length in found if length is not None))
    single = metres(text)
    return several if len(several) > 1 else [single] if single is not None else []


def _is_money_or_km(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 12].strip().lower()
    return after.startswith(("euro", "km", "kilo", "kg", "uur", "hour", "eur"))


def kilos(text: str) -> float | None:
    return _first(_KG, text)


def minutes(text: str) -> float | None:
    return _first(_MINUTES, text)


def euros(text: str) -> Decimal | None:
    match = _EURO.search(text)
    return Decimal((match.group("a") or match.group("b")).replace(",", ".")) if match else None


def children(text: str) -> int | None:
    """How many children go along; "mijn dochter" is one, "een tweeling" two."""
    found = [int(value(match.group("n"))) for match in _CHILDREN.finditer(text)]
    if found:
        return max(found) if len(found) == 1 else sum(found)
    if _TWINS.search(text):
        return 2
    single = _ONE_CHILD.findall(text)
    return min(len(single), 2) or None


def age(text: str) -> int | None:
    found = _first(_AGE, text)
    return int(found) if found is not None else None


def months(text: str) -> int | None:
    """A period in months: "8 maanden", "half jaar", "2 jaar"."""
    found = _first(_MONTHS, text)
    if found is not None:
        return int(found)
    if _HALF_YEAR.search(text):
        return 6
    years = _first(_YEARS, text)
    return int(years * 12) if years is not None else None


def bikes(text: str) -> int | None:
    """How many bikes or people are meant; "een fiets" is not a number."""
    found = [
        int(value(match.group("n")))
        for match in _BIKES.finditer(text)
        if match.group("n").lower() not in {"a", "an", "een"}
    ]
    return max(found) if found else None


def bare(text: str) -> float | None:
    """The first number without a unit."""
    match = _BARE.search(text)
    return value(match.group("n")) if match else None


_COUNT = re.compile(
    r"(?<![\w.,€])(?P<n>\d{1,2}|"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + (
        r")\s*(?:x|×|keer)?\s+(?=(?:[\w-]+\s+)?(?:[Ee]-|e ?bak|sprong|vouw|snel|stad|speed|kinder|"
        r"bak|cargo|folding|kids|elektr|electr|e-?bike|city|[Ss]tads))"
    ),
    re.IGNORECASE,
)


def counts(text: str) -> list[int]:
    """The numbers that stand before the name of a bike, in order: "twee E-Stads en een Vouw" -> [2, 1]."""
    return [int(value(match.group("n"))) for match in _COUNT.finditer(text)]
