"""The number formats of the house and the law, found in running text.

Standard library only: the engine (Python 3.10) masks with these before it looks at words, the service masks with
them before it stores anything. One definition, so that an order number is never mistaken for a citizen number.

Source of the house formats: the handbook's page on contact registration (customer, order, repair, invoice, case,
contact and bike numbers); postcode and IBAN forms as published by PostNL and in ISO 13616; card numbers by
ISO/IEC 7812-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Found(NamedTuple):
    """One occurrence: ``type`` of the format, ``value`` in canonical form, ``start``/``end`` offsets in the text."""

    type: str
    value: str
    start: int
    end: int


_GAP = r"(?:[ \u00a0]?[\-/.]?[ \u00a0]?)"  # what people put between a letter, a year and a number
HOUSE = {
    "case_number": re.compile(rf"\b[zZ]{_GAP}(20\d{{2}}){_GAP}([0-9]{{6}}|[0-9]{{3}}[ .][0-9]{{3}})(?!\d)"),
    "contact_number": re.compile(rf"\b[kK]{_GAP}(20\d{{2}}){_GAP}([0-9]{{6}}|[0-9]{{3}}[ .][0-9]{{3}})(?!\d)"),
    "invoice_number": re.compile(rf"\b[fF]{_GAP}(20\d{{2}}){_GAP}([0-9]{{6}}|[0-9]{{3}}[ .][0-9]{{3}})(?!\d)"),
    "order_number": re.compile(
        r"\b[bB][ \-.]?([0-9]{7}|[0-9]{3}[ .][0-9]{4}|[0-9]{4}[ .][0-9]{3}|[0-9]{3}[ .][0-9]{2}[ .][0-9]{2})(?!\d)"
    ),
    "repair_number": re.compile(
        r"\b[rR][ \-.]?([0-9]{7}|[0-9]{3}[ .][0-9]{4}|[0-9]{4}[ .][0-9]{3}|[0-9]{3}[ .][0-9]{2}[ .][0-9]{2})(?!\d)"
    ),
    "customer_number": re.compile(
        r"(?<![\w/\-+€•])(?<!\d[.,])(40[0-9]{6}|40(?:[ .\-][0-9]{2}){3}|40[0-9]{2}[ .\-][0-9]{4}|40[ .\-]?[0-9]{3}[ .\-]?[0-9]{3}|40[ .\-][0-9]{6})"
        r"(?![\w/•]|[.,\-]\d)"
    ),
}
# The same numbers without their letter, when the word before says what they are.
_NUMBER_OF = r"[ \-]?(?:nummer|nr|number|no|id|ref)?\.?\W{0,3}(?:(?:is|van)\s)?"
_YEAR_AND_SIX = r"(20\d{2})[ \-/.]?([0-9]{6})(?![\w\-])"
_SEVEN = r"([0-9]{7})(?![\w\-])"
NAMED = {
    "case_number": re.compile(
        r"\b(?:zaak|klacht|dossier|case|complaint|reference)" + _NUMBER_OF + _YEAR_AND_SIX, re.IGNORECASE
    ),
    "invoice_number": re.compile(r"\b(?:factuur|faktuur|invoice)" + _NUMBER_OF + _YEAR_AND_SIX, re.IGNORECASE),
    "order_number": re.compile(r"\b(?:bestel(?:ling)?|order)" + _NUMBER_OF + _SEVEN, re.IGNORECASE),
    "repair_number": re.compile(r"\b(?:reparatie|repair)" + _NUMBER_OF + _SEVEN, re.IGNORECASE),
}
_LETTER = {"case_number": "Z", "contact_number": "K", "invoice_number": "F", "order_number": "B", "repair_number": "R"}

# How long an account number is by country (ISO 13616 registry): what is glued to it is not it, and "nr 12 en 12 maart 1985"
# is of no country. First the countries near us, which are also seen where they are glued to a word.
IBAN_LENGTHS = {
    "NL": 18, "BE": 16, "DE": 22, "FR": 27, "LU": 20, "GB": 22, "IE": 22, "ES": 24, "PT": 25, "IT": 27, "AT": 20, "CH": 21, "DK": 18, "SE": 24,
    "NO": 15, "FI": 18, "PL": 28, "CZ": 24, "SK": 24, "HU": 28, "RO": 24, "BG": 22, "GR": 27, "HR": 21, "SI": 19, "LT": 20, "LV": 21, "EE": 20,
}  # fmt: skip
_ALL_LENGTHS = IBAN_LENGTHS | {
    "AD": 24, "AE": 23, "AL": 28, "AZ": 28, "BA": 20, "BH": 22, "BI": 27, "BR": 29, "BY": 28, "CR": 22, "CY": 28, "DJ": 27, "DO": 28, "EG": 29,
    "FK": 18, "FO": 18, "GE": 22, "GI": 23, "GL": 18, "GT": 28, "HN": 28, "IL": 23, "IQ": 23, "IS": 26, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
    "LC": 32, "LI": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "OM": 23, "PK": 24,
    "PS": 29, "QA": 29, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26,
    "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip
# It begins a word, or with a country that we know where it is glued to one ("rekeningNL91...").
IBAN_START = re.compile(
    r"(?:(?<![A-Za-z0-9])[a-zA-Z]{2}|"
    + "|".join(f"{c}|{c.lower()}" for c in IBAN_LENGTHS)
    + r")[ \u00a0]?[0-9]{2}(?=[ \u00a0.\-]?[A-Za-z0-9])"
)
EMAIL = re.compile(
    r"(?<![\w.+\-])[a-zA-Z0-9][a-zA-Z0-9._%+\-]*@[a-zA-Z0-9\-]+(?:\.[a-zA-Z0-9\-]+)*\.[a-zA-Z]{2,24}(?![\w@])"
)
POSTCODE = re.compile(r"(?<![\w€\-])([1-9]\d{3})[ \u00a0]?(?!SA|SD|SS)([A-Z]{2})(?!\w)")
POSTCODE_LOWER = re.compile(r"(?<![\w€\-])([1-9]\d{3})[ \u00a0]?(?!nr\.?\s?\d)([a-zA-Z]{2})(?!\w)")
PHONE = re.compile(
    r"(?<![\w/€])(?:\+|00)[1-9]\d{0,2}(?:[ \u00a0.\-/()]{0,3}\d){7,12}(?!\w)"
    r"|(?<![\w/€,.\-])\(?0\d{1,3}\)?(?:[ \u00a0.\-/]{0,3}\d){6,8}(?!\w|-\d)"
)
LONG_DIGITS = re.compile(r"(?<![0-9•])[0-9](?:[ \u00a0.\-]{0,3}[0-9]){12,}")
_DIGIT_GROUP = re.compile(r"[0-9]+")
# What payment cards begin with: 2 to 6. Without it every thirteenth long reference would look like a card.
CARD_LENGTHS = range(13, 20)
CARD_BEGINS = re.compile(r"3[0-9]|4|5[0-8]|6|2[2-7]")
NINE_DIGITS = re.compile(
    r"(?<![\w/\-+•€])(?<!\d[.,])([0-9]{9}|[0-9]{3}[ .\-][0-9]{3}[ .\-][0-9]{3}|[0-9]{4}[ .][0-9]{2}[ .][0-9]{3}|[0-9]{8})(?![\w/•]|[.,\-]\d)"
)
AMOUNT = re.compile(r"(?:€|eur\b|euro\b)\s?-?\d[\d.,]*-?|\d[\d.,]*-?\s?(?:€|euro?s?\b|eur\b|cent\b)", re.IGNORECASE)
URL = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
DATE = re.compile(
    r"\b\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}(?:e|st|nd|rd|th)?\s(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    r"jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec|january|february|march|may|june|july|august|october)\b(?:\s20\d{2}\b)?",
    re.IGNORECASE,
)
TIME = re.compile(r"\b\d{1,2}[:.]\d{2}\s?(?:uur|u|h|am|pm)?\b|\b\d{1,2}\s?(?:uur|u|am|pm)\b", re.IGNORECASE)


def luhn(digits: str) -> bool:
    """Whether ``digits`` passes the Luhn check of payment cards (ISO/IEC 7812-1)."""
    total = 0
    for position, char in enumerate(reversed(digits)):
        value = int(char) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def eleven_test(digits: str) -> bool:
    """Whether ``digits`` (8 or 9) passes the elfproef of a Dutch citizen service number (BSN)."""
    padded = digits.zfill(9)
    if len(padded) != 9 or not int(padded):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(d) * w for d, w in zip(padded, weights, strict=True)) % 11 == 0


def iban_valid(text: str) -> bool:
    """Whether ``text`` (spaces allowed) is an IBAN by its mod-97 check (ISO 13616)."""
    compact = _letters_and_digits(text)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", compact):
        return False
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def find_ibans(text: str) -> Iterator[Found]:
    """Valid IBANs; what follows the number ("NL91ABNA0417164300 op naam van") is left out of the span."""
    position = 0
    while match := IBAN_START.search(text, position):
        end = _iban_end(text, match.start())
        if end:
            yield Found("iban", _letters_and_digits(text[match.start() : end]), match.start(), end)
        position = end or match.start() + 1


def _iban_end(text: str, start: int) -> int | None:
    """Where the valid IBAN that begins at ``start`` ends, by the length of its country; or None."""
    length = _ALL_LENGTHS.get(text[start : start + 2].upper())
    count, position, separators = 0, start, 0
    while length and position < len(text) and count < length:
        char = text[position]
        if char.isascii() and char.isalnum():
            count, separators = count + 1, 0
        elif char in " \u00a0.-" and separators < 2:
            separators += 1
        else:
            break
        position += 1
    return position if count == length and iban_valid(text[start:position]) else None


def find_house_numbers(text: str) -> Iterator[Found]:
    """Customer, order, repair, invoice, case and contact numbers, as the handbook writes them."""
    spans: list[tuple[int, int]] = []
    for kind, pattern in HOUSE.items():
        for match in pattern.finditer(text):
            spans.append(match.span())
            yield Found(kind, _house_value(kind, match), match.start(), match.end())
    for kind, pattern in NAMED.items():
        for match in pattern.finditer(text):
            start = match.start(1)
            if not any(start < end and begin < match.end() for begin, end in spans):
                yield Found(kind, _house_value(kind, match), start, match.end())


def _house_value(kind: str, match: re.Match[str]) -> str:
    groups = [re.sub(r"\D", "", group) for group in match.groups()]
    return _LETTER.get(kind, "") + "-".join(groups)


def card_digits(raw: str) -> str | None:
    """The digits of a payment card in ``raw``, or None when it is not one (first digit, length 13 to 19 and Luhn)."""
    digits = re.sub(r"\D", "", raw)
    if len(digits) in CARD_LENGTHS and CARD_BEGINS.match(digits) and len(set(digits)) > 1 and luhn(digits):
        return digits
    return None


def find_cards(text: str) -> Iterator[Found]:
    """Payment card numbers, however grouped; the value is all digits. Between other digits they begin and end a group."""
    for run in LONG_DIGITS.finditer(text):
        groups = [(run.start() + g.start(), run.start() + g.end()) for g in _DIGIT_GROUP.finditer(run.group())]
        first = 0
        while first < len(groups):
            last = next(
                (
                    n
                    for n in range(len(groups) - 1, first - 1, -1)
                    if card_digits(text[groups[first][0] : groups[n][1]])
                ),
                None,
            )
            if last is None:
                first += 1
                continue
            start, end = groups[first][0], groups[last][1]
            yield Found("card_number", re.sub(r"\D", "", text[start:end]), start, end)
            first = last + 1


def _letters_and_digits(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", text).upper()
