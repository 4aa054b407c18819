"""Numbers of the house, counts, heights and accounts."""

from __future__ import annotations

import re

from handoff.decide.amounts import number_in_words
from handoff.decide.fields.model import Message, Read, Spec, Value, Wrong
from handoff.decide.fields.words import read_choice
from text.formats import iban_valid

# kind -> (letter before it, digits); the forms are the handbook's register
HOUSE_FORMATS = {
    "customer_number": ("", 8),
    "order_number": ("B", 7),
    "repair_number": ("R", 7),
    "case_number": ("Z", 10),
    "bike_number": ("", 6),
}
COUNT = re.compile(r"(?<![\w.,])\d{1,3}(?![\d]|[.,]\d)")
_NONE = re.compile(r"\b(?:nee|nooit|geen|niet|nog niet|eerste keer|no|never|none|not|first time)\b", re.I)
_FEW = re.compile(r"\b(?:een paar|enkele keren|a few|a couple)\b", re.I)
_TIMES = {
    1: re.compile(r"\b(?:once|eenmaal|eenmalig)\b", re.I),
    2: re.compile(r"\b(?:twice|tweemaal)\b", re.I),
    3: re.compile(r"\b(?:thrice|driemaal)\b", re.I),
}
_DIGITS = re.compile(r"\d[\d \-./]*\d|\d")
_HEIGHT = re.compile(r"(?<!\d)(?:(?P<m>[12])\s?(?:[.,m]|meter)\s?(?P<cm>\d{2})(?!\d)|(?P<only>[89]\d|1\d\d|2[0-3]\d)(?!\d|[.,]\d)\s?(?P<unit>cm|centimeter)?)")  # fmt: skip


def read_house_format(spec: Spec, message: Message, asked: bool) -> Read:
    """A customer, order, repair, case or bike number. When asked for, the digits alone will do ("4410927")."""
    found = message.of(spec.kind)
    if found:
        return Value(found[0]["value"])
    if not asked:
        return None
    picked = read_choice(spec, message, True) if spec.choices else None
    if isinstance(picked, Value):
        return picked
    letter, length = HOUSE_FORMATS[spec.kind]
    rest = message.text
    for other in message.of("phone", "postcode", "house_number", "date", "amount"):
        if rest[other["end"] : other["end"] + 1].isdigit():
            continue  # a piece of a longer number
        rest = rest[: other["start"]] + "\n" * (other["end"] - other["start"]) + rest[other["end"] :]
    digits = [re.sub(r"\D", "", m.group()) for m in _DIGITS.finditer(rest)]
    for candidate in digits:
        if len(candidate) == length:
            return Value(f"Z{candidate[:4]}-{candidate[4:]}" if letter == "Z" else letter + candidate)
    if spec.kind == "case_number":  # "4512": the zeros are left out, the year is this one
        for candidate in digits:
            if 1 <= len(candidate) <= 6:
                return Value(f"Z{message.today.year}-{int(candidate):06d}")
    if digits:
        return Wrong(f"wrong_{spec.kind}")
    return None


def read_count(spec: Spec, message: Message, asked: bool) -> Read:
    """A small number, in digits or words."""
    if not asked:
        return None
    match = COUNT.search(message.text)
    number = int(match.group()) if match else _in_words(message.text)
    if number is None:
        number = next((n for n, words in _TIMES.items() if words.search(message.text)), None)
    if number is None and spec.least == 0 and _NONE.search(message.text):
        number = 0
    if number is None:
        return None
    if number < (spec.least if spec.least is not None else 1) or (spec.most is not None and number > spec.most):
        return Wrong("wrong_count", {"least": 1 if spec.least is None else spec.least, "most": spec.most or ""})
    return Value(number)


def _in_words(text: str) -> int | None:
    if _FEW.search(text):
        return None
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        number = number_in_words(word)
        if number is not None:
            return int(number)
    return None


def read_height(spec: Spec, message: Message, asked: bool) -> Read:
    """A person's height in centimetres: "1,75", "1 meter 80", "168 cm"; unasked only with a unit or a comma."""
    for match in _HEIGHT.finditer(message.text):
        if match["m"]:
            return Value(int(match["m"]) * 100 + int(match["cm"]))
        if asked or match["unit"]:
            return Value(int(match["only"]))
    return None


def read_iban(spec: Spec, message: Message, asked: bool) -> Read:
    """An account number, which is held apart from the message. One that does not add up is wrong."""
    held = message.held.get("iban", ())
    valid = [v for v in held if iban_valid(v)]
    if valid:
        return Value(valid[-1])
    if held or (asked and re.search(r"\b[A-Z]{2}\s?\d{2}|\d{6,}|•{4,}", message.text, re.I)):
        return Wrong("wrong_iban")
    return None
