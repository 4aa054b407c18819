"""Everything in a message that can be looked up or acted on: numbers, addresses, amounts, dates, products.

Types and the form of their values are the public contract's. House formats come first: what is an order number is
not also a phone number. Each place in the text is taken once, by the first that claims it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import phonenumbers

from handoff.decide.amounts import find_amounts
from handoff.decide.dates import find_dates
from handoff.decide.times import find_times
from text import formats, masking
from text.names import NameFinder

_BIKE_WORD = (
    r"fiets(?:en)?(?:\s?(?:nummer|nr\.?|code|id))?|e-?bike(?:\s?(?:nummer|number|nr))?|bakfiets|bikes?(?:[' ]?s?\s?(?:number|no\.?|nr|id|code))?|"
    r"framenummer|frame\s?(?:number|no)|sticker\w*|zadel|saddle"
)
_SIX = r"(?<![\d.,/\-])(?P<number>\d{6}|\d{3}[ .]\d{3}|\d{2} \d{2} \d{2})(?![\d/]|[.,\-]\d|\s?(?:euro|€|km))"
_BIKE = re.compile(rf"\b(?:{_BIKE_WORD})\b(?P<between>[^\d\n]{{0,30}}){_SIX}", re.I)
_BIKE_AFTER = re.compile(rf"(?<![\w\-]){_SIX}(?=(?P<between>[^\d\n]{{0,20}})\b(?:{_BIKE_WORD})\b)", re.I)
# Between the word and the number these say that it counts something else: the code of the e-mail, the police report.
_NOT_BIKE = re.compile(
    r"\b(?:code|aangifte|report|factuur|invoice|zaak|case|klant|customer|order|bestel|reparatie|repair|pin|tel|telefoon|phone|km|kilometer|euro)",
    re.I,
)
_CODE_FOR = re.compile(r"\bcode\W+(?:\w+\W+){0,3}$", re.I)  # "de code voor mijn fiets is"

_ADDITION = (
    r"(?:\s?-?\s?(?:[a-zA-Z]{1,2}(?![a-zA-Z])|hs\b|bis\b|huis\b|\d?\s?hoog\b|[IVX]{1,4}\b|\d{1,4}(?!\d)\w{0,4}))?"
)
_COUNTS = r"(?!\s?(?:uur|u\b|dag|wek|week|maand|month|jaar|year|euro|€|km|min|keer|x\b|times|days|fiets|bikes?|kinder|kids|stuks|%|[.,]\d))"
_AFTER_POSTCODE = re.compile(
    r"^[\s,]*(?:/\s)?(?:(?:en|and)\s+)?(?:(?:huis\s?|house\s?)?(?:nummer|nr\.?|number|no\.?|#)\s*(?:is\s*)?)?(?P<number>\d{1,5})(?![\d:./])(?!\s?(?:uur|euro|dagen|weken))",
    re.I,
)
_BEFORE_POSTCODE = re.compile(rf"(?:^|[\s,])(?P<number>\d{{1,5}}){_ADDITION}[\s,]+$", re.I)
_GLUED = re.compile(r"(?<![\w€\-])([1-9]\d{3})(?!SA|SD|SS)([A-Z]{2})(?P<number>\d{1,4})(?!\w)")  # "3511AB12"
_NAMED_HOUSE = re.compile(
    r"\b(?:huis\s?nummer|huis\s?nr\.?|house\s?number|house\s?no\.?|huisnr|(?:woon|wonen|live) (?:op|at|on) (?:nummer|nr\.?|number))\W{0,3}(?:(?:is|wordt|van mij is|becomes|nieuw)\W{1,3}){0,2}(?P<number>\d{1,5})(?!\d)",
    re.I,
)
_STREET_END = (
    r"straat|laan|weg|plein|kade|gracht|singel|dijk|pad|hof|steeg|park|dreef|plantsoen|markt|baan|dam|ring|lei|akker|veld|berg|haven|wal|"
    r"hage|oord|burg|poort|bos|zijde|kamp|allee|boulevard|gaarde|donk|erf|heuvel|horst|weide|zoom|vaart|kolk|beek|brink|meent|rak|rade|"
    r"street|avenue|road|lane"
)
_STREET = re.compile(
    rf"(?<!\w)(?:[A-ZÀ-Þ'][\wÀ-ÿ'.]*(?:[ -][\wÀ-ÿ'.]+){{0,3}}?(?:{_STREET_END}|\s(?:{_STREET_END}))|[a-zÀ-ÿ]{{3,}}(?:straat|laan|weg|plein|kade|gracht|singel|dijk|steeg|dreef|plantsoen|zijde))"
    rf"\s+(?:(?:nummer|nr\.?|number|no\.?)\s*)?(?P<number>\d{{1,5}})(?![\d:/]|[.,]\d){_COUNTS}"
)
_NO_STREET = re.compile(
    r"\b(?:onderweg|supermarkt|halverwege|halfweg|deze weg|die weg|snelweg|kennis\w*park|fietspad|telefoongesprek|betaalplein|aandacht\w*)\s+(?:nummer\s)?$",
    re.I,
)
# Two letters after four figures that are a word, a unit or a month rather than a postcode ("2026 is", "1500 km").
_NO_LETTERS = frozenset(
    [
        "km",
        "wh",
        "kg",
        "is",
        "in",
        "en",
        "of",
        "op",
        "te",
        "we",
        "ik",
        "je",
        "de",
        "al",
        "nu",
        "om",
        "zo",
        "er",
        "ze",
        "na",
        "my",
        "to",
        "at",
        "am",
        "pm",
        "uu",
        "cm",
        "mm",
        "or",
        "it",
        "on",
        "by",
        "me",
        "ja",
        "ok",
        "no",
        "so",
        "do",
        "go",
        "be",
        "he",
        "us",
        "an",
        "as",
        "if",
        "up",
        "kw",
        "eu",
        "ex",
        "ga",
        "ze",
        "ie",
        "nl",
        "hz",
        "ma",
        "di",
        "wo",
        "vr",
        "za",
    ]
)
_UNITS = frozenset(["km", "wh", "kg", "cm", "mm", "kw", "hz", "eu"])


class Named(Protocol):
    """A product of the content: its names in both languages."""

    name: str
    aliases: Any


class Facts(Protocol):
    """What this needs of the content."""

    @property
    def products(self) -> Mapping[str, Any]: ...


_FINDERS: dict[int, NameFinder] = {}


def product_finder(products: Mapping[str, Any]) -> NameFinder:
    """A finder for every name of every product, made once."""
    key = id(products)
    if key not in _FINDERS:
        _FINDERS.clear()
        _FINDERS[key] = NameFinder(
            {code: sorted({code, p.name, *p.aliases.nl, *p.aliases.en}) for code, p in products.items()}
        )
    return _FINDERS[key]


def find_entities(text: str, content: Facts, now: dt.datetime) -> list[dict[str, Any]]:
    """All entities of ``text`` in order of place, as [{"type", "value", "start", "end"}].

    ``now`` (aware, Amsterdam) is what relative dates are resolved against. Card and citizen numbers are masked.
    """
    found: list[formats.Found] = []
    taken: list[tuple[int, int]] = []

    def take(items: Iterable[formats.Found]) -> None:
        for item in sorted(items, key=lambda f: (f.start, f.start - f.end)):
            if not any(item.start < end and start < item.end for start, end in taken):
                found.append(item)
                taken.append((item.start, item.end))

    take(formats.find_ibans(text))
    take(f for f in formats.find_house_numbers(text) if f.type != "contact_number")
    take(formats.Found("email", m.group().lower(), m.start(), m.end()) for m in formats.EMAIL.finditer(text))
    take(_masked(text))
    take(_bikes(text))
    take(_phones(text))
    take(_addresses(text))
    take(formats.Found("amount", f"{a.cents / 100:.2f}", a.start, a.end) for a in find_amounts(text))
    take(find_dates(text, now))
    take(find_times(text))
    take(formats.Found("product", code, start, end) for code, start, end in product_finder(content.products).find(text))
    return [f._asdict() for f in sorted(found, key=lambda f: f.start)]


def _masked(text: str) -> Iterator[formats.Found]:
    """Card and citizen numbers, also those that were masked before the text came here."""
    for match in re.finditer(masking.BULLET + r"{5,15}\d{4}", text):
        yield formats.Found("card_number", match.group(), match.start(), match.end())
    for match in re.finditer(rf"(?<!{masking.BULLET}){masking.BULLET}{{8,9}}(?![{masking.BULLET}\d])", text):
        yield formats.Found("bsn", match.group(), match.start(), match.end())
    yield from (f for f in masking.find(text, keep_iban=True) if f.type in ("card_number", "bsn"))


def _bikes(text: str) -> Iterator[formats.Found]:
    for pattern in (_BIKE, _BIKE_AFTER):
        for match in pattern.finditer(text):
            if not _NOT_BIKE.search(match["between"]) and not _CODE_FOR.search(text[: match.start()]):
                yield formats.Found(
                    "bike_number", re.sub(r"\D", "", match["number"]), match.start("number"), match.end("number")
                )


def _phones(text: str) -> Iterator[formats.Found]:
    for match in phonenumbers.PhoneNumberMatcher(text, "NL", leniency=phonenumbers.Leniency.POSSIBLE, max_tries=1000):
        raw = match.raw_string
        digits = re.sub(r"\D", "", raw)
        international = raw.lstrip("(").startswith(("+", "00"))
        if not raw.lstrip("(").startswith(("0", "+")) or len(digits) < (
            7 if digits.startswith(("0800", "0900")) else 9
        ):
            continue
        number = match.number
        if not international and not phonenumbers.is_valid_number(number):
            number = _belgian(raw) or number
        if not (international or phonenumbers.is_valid_number(number)):
            continue
        value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        yield formats.Found("phone", value, match.start, match.end)


def _belgian(raw: str) -> phonenumbers.PhoneNumber | None:
    """A number without a country that is no Dutch one, when it is a Belgian one ("0470/12.34.56")."""
    try:
        number = phonenumbers.parse(raw, "BE")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _addresses(text: str) -> Iterator[formats.Found]:
    for match in formats.POSTCODE_LOWER.finditer(text):
        if not _is_postcode(match, text):
            continue
        yield formats.Found("postcode", f"{match.group(1)} {match.group(2).upper()}", match.start(), match.end())
        after = _AFTER_POSTCODE.match(text[match.end() :])
        if after:
            yield formats.Found(
                "house_number", after["number"], match.end() + after.start("number"), match.end() + after.end("number")
            )
            continue
        before = _BEFORE_POSTCODE.search(text[: match.start()])
        if before:
            yield formats.Found("house_number", before["number"], before.start("number"), before.end("number"))
    for match in _GLUED.finditer(text):
        yield formats.Found("postcode", f"{match[1]} {match[2].upper()}", match.start(), match.end(2))
        yield formats.Found("house_number", match["number"], match.start("number"), match.end("number"))
    for pattern in (_NAMED_HOUSE, _STREET):
        for match in pattern.finditer(text):
            if not _NO_STREET.search(text[: match.start("number")]):
                yield formats.Found("house_number", match["number"], match.start("number"), match.end("number"))


def _is_postcode(match: re.Match[str], text: str) -> bool:
    """Four figures and two letters are a postcode, unless the letters are a word or a unit."""
    letters, apart = match.group(2), len(match.group()) > 6
    if letters.upper() in ("SA", "SD", "SS") or letters.lower() in _UNITS:
        return False
    named = re.search(
        r"\b(?:postcode|post code|postal code|zip(?: ?code)?)\W{0,3}(?:is|wordt|van mij is)?\W{0,2}$",
        text[: match.start()],
        re.I,
    )
    if letters.lower() in _NO_LETTERS:
        shouting = text.upper() == text
        return (
            (letters.isupper() and not shouting)
            or not apart
            or (bool(named) and letters.lower() not in ("en", "is", "of", "or"))
        )
    return letters.isupper() or letters.islower() or bool(named)
