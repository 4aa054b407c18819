"""Everything in a message that can be looked up or acted on: numbers, addresses, amounts, dates, products.

Types and the form of their values are the public contract's. House formats come first: what is an order number is
not also a phone number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import phonenumbers

from handoff.decide.amounts import find_amounts
from handoff.decide.dates import find_dates, find_times
from text import formats, masking
from text.names import NameFinder

_BIKE = re.compile(r"\b(?:fiets\s?(?:nummer|nr\.?|code)|fietsnr|bike\s?(?:number|no\.?|nr|id|code)|framenummer|frame\s?(?:number|no)|sticker\w*|onder het zadel|under the saddle|fiets|bike)\b\D{0,25}(?<!\d)(\d{6})(?![\d-])", re.I)
_BIKE_AFTER = re.compile(r"(?<![\w-])(\d{6})(?![\d-])(?=\D{0,20}\b(?:onder (?:het|mijn) zadel|op de sticker|under the saddle|on the sticker|is (?:het|mijn|my|the) (?:fietsnummer|bike number)))", re.I)
_HOUSE_AFTER_POSTCODE = re.compile(r"^[\s,]*(?:(?:huis)?(?:nummer|nr\.?|number|no\.?)\s*)?(\d{1,5})(?:\s?-?\s?(?:[a-zA-Z]{1,4}|\d{1,4}\w?))?\b", re.I)
_HOUSE_NAMED = re.compile(r"\b(?:huisnummer|huisnr\.?|huis nummer|house number|house no\.?)\D{0,12}(\d{1,5})\b", re.I)
_STREET = re.compile(r"\b[A-Z][a-zA-ZÀ-ÿ'.]*(?:[ -][A-Za-zÀ-ÿ'.]+){0,3}?(?:straat|laan|weg|plein|kade|gracht|singel|dijk|pad|hof|steeg|park|dreef|plantsoen|markt|baan|dam|ring|lei|akker|veld|berg|haven|wal|hage|oord|burg|poort|bos)\s+(\d{1,5})(?:\s?-?\s?[a-zA-Z]{1,3})?\b", re.I)


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
        _FINDERS[key] = NameFinder({code: sorted({code, p.name, *p.aliases.nl, *p.aliases.en}) for code, p in products.items()})
    return _FINDERS[key]


def find_entities(text: str, content: Facts, now: dt.datetime) -> list[dict[str, Any]]:
    """All entities of ``text`` in order of place, as [{"type", "value", "start", "end"}].

    ``now`` (aware, Amsterdam) is what relative dates are resolved against. Card and citizen numbers are masked.
    """
    found: list[formats.Found] = []
    taken: list[tuple[int, int]] = []

    def take(items: Iterable[formats.Found]) -> None:
        for item in sorted(items, key=lambda f: (f.start, -(f.end - f.start))):
            if not any(item.start < end and start < item.end for start, end in taken):
                found.append(item)
                taken.append((item.start, item.end))

    take(formats.find_ibans(text))
    take(formats.find_house_numbers(text))
    take(formats.Found("email", m.group().lower(), m.start(), m.end()) for m in formats.EMAIL.finditer(text))
    take(_masked(text))
    take(_phones(text))
    take(formats.Found("bike_number", m.group(1), m.start(1), m.end(1)) for p in (_BIKE, _BIKE_AFTER) for m in p.finditer(text))
    take(_addresses(text))
    take(formats.Found("amount", f"{a.cents / 100:.2f}", a.start, a.end) for a in find_amounts(text))
    take(find_dates(text, now))
    take(find_times(text))
    take(formats.Found("product", code, start, end) for code, start, end in product_finder(content.products).find(text))
    return [f._asdict() for f in sorted(found, key=lambda f: f.start)]


def _masked(text: str) -> list[formats.Found]:
    """Card and citizen numbers, also those that were masked before the text came here."""
    before = [formats.Found("card_number", m.group(), m.start(), m.end()) for m in re.finditer(masking.BULLET + r"{5,15}\d{4}", text)]
    before += [formats.Found("bsn", m.group(), m.start(), m.end()) for m in re.finditer(rf"(?<!{masking.BULLET}){masking.BULLET}{{8,9}}(?![{masking.BULLET}\d])", text)]
    return before + [f for f in masking.find(text, keep_iban=True) if f.type in ("card_number", "bsn")]


def _phones(text: str) -> list[formats.Found]:
    found = []
    for match in phonenumbers.PhoneNumberMatcher(text, "NL", leniency=phonenumbers.Leniency.POSSIBLE):
        raw = match.raw_string
        if not re.match(r"\(?(?:0|\+|00)", raw) or len(re.sub(r"\D", "", raw)) < 9:
            continue
        found.append(formats.Found("phone", phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164), match.start, match.end))
    return found


def _addresses(text: str) -> list[formats.Found]:
    found = []
    for pattern in (formats.POSTCODE, formats.POSTCODE_LOWER):
        for match in pattern.finditer(text):
            letters = match.group(2)
            if pattern is formats.POSTCODE_LOWER and (not letters.islower() or letters in _COMMON) and match.group(0)[4] in " \u00a0":
                continue
            if letters.upper() in ("SA", "SD", "SS"):
                continue
            found.append(formats.Found("postcode", f"{match.group(1)} {letters.upper()}", match.start(), match.end()))
            after = _HOUSE_AFTER_POSTCODE.match(text[match.end() :])
            if after:
                found.append(formats.Found("house_number", after.group(1), match.end() + after.start(1), match.end() + after.end(1)))
    for pattern in (_HOUSE_NAMED, _STREET):
        found += [formats.Found("house_number", m.group(1), m.start(1), m.end(1)) for m in pattern.finditer(text)]
    return found


_COMMON = frozenset("km wh kg is in en of op te we ik je de al nu om zo er ze na my to at am pm uu cm mm or it on by me ja ok no so do go be he us".split())
