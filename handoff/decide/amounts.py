"""Amounts of money as people write them in Dutch and English: "€ 12,-", "12 euro 50", "twaalf euro vijftig", "1.234,56"."""

from __future__ import annotations

import re
from typing import NamedTuple

_UNITS = {
    "nul": 0, "een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10, "elf": 11,
    "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15, "zestien": 16, "zeventien": 17, "achttien": 18, "negentien": 19,
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70, "tachtig": 80, "negentig": 90,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_CURRENCY = r"(?:€|euro'?s?|eur|euros)"
_DIGITS = r"\d{1,3}(?:[. ]\d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_PATTERN = re.compile(
    rf"(?P<sign>-\s?)?€\s?(?P<sign2>-\s?)?(?P<before>{_DIGITS})(?:,-|,--|-)?"
    rf"|(?P<sign3>(?<!\w)-\s?)?(?P<number>{_DIGITS})(?:,-)?\s?{_CURRENCY}(?!\w)(?:\s?(?:en\s)?(?P<cents>\d{{2}})(?!\d)(?:\s?cent)?)?"
    r"|(?P<only_cents>\d{1,3})\s?(?:cents?|ct)(?!\w)"
    r"|(?:eur|euro)\s(?P<after>" + _DIGITS + r")"
    r"|(?P<thousands>\d+(?:[.,]\d)?)k\s?(?:euro|€)?(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?P<whole>[a-zé ]{2,40}?)\s(?:euro'?s?|euros)(?!\w)(?:\s(?:en\s)?(?P<cents>[a-z]{3,24}))?", re.IGNORECASE)


class Amount(NamedTuple):
    """An amount in euro cents with its place in the text."""

    cents: int
    start: int
    end: int


def number_in_words(text: str) -> int | None:
    """Value of a Dutch or English number word below 10,000 ("tweeëntwintig", "twenty-two"), or None."""
    word = text.lower().strip().replace("ë", "e").replace("ï", "i").replace("-", " ").replace("é", "e")
    if word in _UNITS:
        return _UNITS[word]
    if word in _TENS:
        return _TENS[word]
    for marker, size in (("duizend", 1000), ("thousand", 1000), ("honderd", 100), ("hundred", 100)):
        if marker in word:
            left, _, right = word.partition(marker)
            ahead = number_in_words(left) if left.strip() else 1
            behind = number_in_words(re.sub(r"^\s*(?:en|and)\s*", "", right)) if right.strip() else 0
            return None if ahead is None or behind is None else ahead * size + behind
    dutch = re.fullmatch(r"(\w+?)en(\w+)", word.replace(" ", ""))
    if dutch and dutch.group(1) in _UNITS and dutch.group(2) in _TENS:
        return _UNITS[dutch.group(1)] + _TENS[dutch.group(2)]
    english = word.split()
    if len(english) == 2 and english[0] in _TENS and english[1] in _UNITS:
        return _TENS[english[0]] + _UNITS[english[1]]
    return None


def find_amounts(text: str) -> list[Amount]:
    """All amounts in ``text`` in order."""
    found = []
    for match in _PATTERN.finditer(text):
        g = match.groupdict()
        if g["only_cents"]:
            cents = int(g["only_cents"])
        elif g["thousands"]:
            cents = round(float(g["thousands"].replace(",", ".")) * 100_000)
        else:
            cents = _cents(g["before"] or g["number"] or g["after"]) + int(g["cents"] or 0)
        if g["sign"] or g["sign2"] or g["sign3"]:
            cents = -cents
        found.append(Amount(cents, match.start(), match.end()))
    for match in _WORD.finditer(text):
        words = match.group("whole").split()
        for take in range(min(4, len(words)), 0, -1):
            whole = number_in_words(" ".join(words[-take:]))
            if whole is None:
                continue
            extra = number_in_words(match.group("cents") or "")
            start = match.start() + len(match.group("whole")) - len(" ".join(words[-take:]))
            end = match.end() if extra is not None else match.start() + len(match.group("whole")) + 1 + len(text[match.end("whole") + 1 :].split()[0])
            if not any(f.start < end and start < f.end for f in found):
                found.append(Amount(whole * 100 + (extra if extra is not None and extra < 100 else 0), start, end))
            break
    return sorted(found, key=lambda a: a.start)


def amounts(text: str) -> list[float]:
    """The amounts in euros, signs dropped."""
    return [abs(a.cents) / 100 for a in find_amounts(text)]


def _cents(digits: str) -> int:
    digits = digits.replace(" ", "")
    last = max(digits.rfind(","), digits.rfind("."))
    if last >= 0 and len(digits) - last - 1 in (1, 2):
        whole, fraction = re.sub(r"\D", "", digits[:last]), digits[last + 1 :].ljust(2, "0")
        return int(whole or 0) * 100 + int(fraction)
    return int(re.sub(r"\D", "", digits)) * 100
