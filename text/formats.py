"""The number formats of the house and the law, found in running text.

Standard library only: the engine (Python 3.10) masks with these before it looks at words, the service masks with
them before it stores anything. One definition, so that an order number is never mistaken for a citizen number.

Source of the house formats: the handbook's page on contact registration (customer, order, repair, invoice, case,
contact and bike numbers); postcode and IBAN forms as published by PostNL and in ISO 13616.
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


_SEP = r"[ \u00a0.\-]?"  # what people put inside long numbers

HOUSE = {
    "case_number": re.compile(r"\b[zZ][ \-]?(20\d{2})[ \-/]?(\d{6})\b"),
    "contact_number": re.compile(r"\b[kK][ \-]?(20\d{2})[ \-/]?(\d{6})\b"),
    "invoice_number": re.compile(r"\b[fF][ \-]?(20\d{2})[ \-/]?(\d{6})\b"),
    "order_number": re.compile(r"\b[bB][ \-]?(\d{7})\b"),
    "repair_number": re.compile(r"\b[rR][ \-]?(\d{7})\b"),
    "customer_number": re.compile(r"(?<![\w.,/\-])(40(?:[ .]?\d{2}){3}|40[ .]?\d{3}[ .]?\d{3}|40\d{6})(?![\w/]|[.,\-]\d)"),
}
IBAN = re.compile(r"\b([a-zA-Z]{2}[ ]?\d{2}(?:[ \u00a0.\-]?[a-zA-Z0-9]{1,4}){2,8})(?![a-zA-Z0-9])")
EMAIL = re.compile(r"[a-zA-Z0-9._%+\-]+@[a-zA-Z0-9\-]+(?:\.[a-zA-Z0-9\-]+)*\.[a-zA-Z]{2,}")
POSTCODE = re.compile(r"(?<![\w€\-])([1-9]\d{3})[ \u00a0]?(?!SA|SD|SS)([A-Z]{2})(?!\w)")
POSTCODE_LOWER = re.compile(r"(?<![\w€\-])([1-9]\d{3})[ \u00a0]?([a-zA-Z]{2})(?!\w)")
PHONE = re.compile(
    r"(?<![\w/€])(?:\+|00)[1-9]\d{0,2}(?:[ \u00a0.\-/()]{0,3}\d){7,12}(?!\w)"
    r"|(?<![\w/€,.\-])\(?0\d{1,3}\)?(?:[ \u00a0.\-/]{0,3}\d){6,8}(?!\w|-\d)"
)
LONG_DIGITS = re.compile(r"(?<![\w])\d(?:" + _SEP + r"\d){12,18}(?![\w])")
NINE_DIGITS = re.compile(r"(?<![\w.,/\-+])(\d{9}|\d{3}[ .\-]\d{3}[ .\-]\d{3}|\d{4}[ .]\d{2}[ .]\d{3}|\d{8})(?![\w/]|[.,\-]\d)")
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
    compact = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", compact):
        return False
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def find_ibans(text: str) -> Iterator[Found]:
    """Valid IBANs, longest first at each place: what follows the number ("NL91ABNA0417164300 op naam van") is left."""
    for match in IBAN.finditer(text):
        raw = match.group(1)
        for end in range(len(raw), 14, -1):
            if end < len(raw) and (raw[end].isalnum() and raw[end - 1].isalnum()):
                continue
            part = raw[:end].rstrip(" .-\u00a0")
            if iban_valid(part):
                compact = re.sub(r"[^A-Za-z0-9]", "", part).upper()
                yield Found("iban", compact, match.start(1), match.start(1) + len(part))
                break


def find_house_numbers(text: str) -> Iterator[Found]:
    """Customer, order, repair, invoice, case and contact numbers, as the handbook writes them."""
    for kind, pattern in HOUSE.items():
        for match in pattern.finditer(text):
            groups = [re.sub(r"\D", "", g) for g in match.groups()]
            letter = {"case_number": "Z", "contact_number": "K", "invoice_number": "F"}.get(kind)
            if letter:
                value = f"{letter}{groups[0]}-{groups[1]}"
            elif kind == "order_number":
                value = "B" + groups[0]
            elif kind == "repair_number":
                value = "R" + groups[0]
            else:
                value = groups[0]
                if len(value) != 8:
                    continue
            yield Found(kind, value, match.start(), match.end())


def card_digits(raw: str) -> str | None:
    """The digits of a payment card in ``raw``, or None when it is not one (length 13 to 19 and Luhn)."""
    digits = re.sub(r"\D", "", raw)
    if 13 <= len(digits) <= 19 and luhn(digits) and len(set(digits)) > 1:
        return digits
    return None
