"""Amounts of money as people write them in Dutch and English: "€ 12,-", "12 euro 50", "twaalf euro vijftig", "1.234,56".

Euros only: dollars, pounds and "bucks" are not ours. price-parser reads several of these wrongly, so the rules are our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
_COINS = {"stuiver": 5, "dubbeltje": 10, "kwartje": 25, "vijfje": 500, "fiver": 500, "tientje": 1000, "tenner": 1000}
_HALVES = {"anderhalve": 150, "anderhalf": 150, "one and a half": 150}

_EURO = r"(?:€(?!\s?\d)|euro['’]?s?|eur|euri)"
_THOUSANDS = r"\d{1,3}(?:[.\u00a0 ]\d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?"
_DIGITS = rf"(?:{_THOUSANDS}|\d+(?:[.,]\d{{1,2}})?)(?!\d)"
_ROUND = r"(?:\s?,\s?(?:-{1,2}|–|=)|,?-(?!\s?[\d€]))"  # the dash of "12,-"
_MINUS = r"(?:(?<![\w])[-−–]\s?|\b(?:minus|min)\s)"
# After a number these say that it counts something else: "20 euro 14 dagen geleden".
_COUNTED = r"(?!\s?(?:dag|day|wek|week|uur|hour|maand|month|keer|times|jaar|year|min|km|kg|fiets|bike|x\b|%))"
_TWO_FIGURES = "|".join(
    [*_TENS, "vijfentwintig", "vijfenzeventig", "vijfennegentig", "twenty-five", "ninety-five", "ninety-nine"]
)
_PAY = r"\b(?:charged|charge|pay|paid|costs?|billed|amount|total|refund|invoice|betaald|betaal|betalen|kost|kostte|bedrag|totaal|factuur)\s(?:(?:me|of|van|is)\s)?"

_WRITTEN = re.compile(
    rf"(?P<minus>{_MINUS})?(?:€|\beur\s)\s?(?P<minus2>[-−–]\s?)?(?P<after>{_DIGITS})(?P<kilo>\s?k\b)?{_ROUND}?(?:\s?euro\b)?"
    rf"|(?P<minus3>{_MINUS})?(?<![\w.,])(?P<before>{_DIGITS})(?P<kilo2>\s?k)?{_ROUND}?\s?{_EURO}(?!\w)"
    rf"(?:\s(?:(?:en|and)\s)?(?P<cents>\d{{2}})(?![\d.,:/-]|\w){_COUNTED}(?:\s?(?:euro)?cents?\b|\s?ct\b)?|\s(?P<cents_word>{_TWO_FIGURES})(?!\w){_COUNTED})?"
    r"|(?<![\w.,])(?P<only_cents>\d{1,3})\s?(?:euro)?(?:cents?|ct)(?!\w)"
    r"|(?<![\w.,/-])(?P<dash>\d{1,3}(?:\.\d{3})+|\d{1,5}),(?:-{1,2}|=)(?!\w)"
    r"|(?P<minus4>(?<!\w)[-−–])?(?<![\w.,/:€$£])(?P<bare>\d{1,3}(?:\.\d{3})+,\d{2}|\d{1,5},\d{2})(?![\d%]|[.,/]\d|\s?(?:kg|kilo|km|cm|m\b|meter|metre|bar|uur|u\b|kwh|wh|liter|inch|volt))"
    rf"|{_PAY}(?P<paid>\d{{1,5}}\.\d{{2}})(?![\d%]|[.,:/-]\d|\s?(?:uur|am|pm|km|kg))"
    r"|(?<![\w.,])(?P<thousand>\d+(?:[.,]\d)?)k(?!\w)(?!\s?(?:km|kilom|steps|stappen|volgers|followers|views))",
    re.IGNORECASE,
)
_NUMBER_WORD = "|".join(sorted((*_UNITS, *_TENS), key=len, reverse=True))
_WORD = r"[a-zëïé]+(?:-[a-zëïé]+)?"
_SPOKEN = re.compile(
    rf"(?P<minus>\b(?:minus|min)\s)?(?P<whole>(?:{_WORD}\s){{0,3}}{_WORD})\seuro['’]?s?(?!\w)(?:\s(?:(?:en|and)\s)?(?P<cents>{_WORD}))?",
    re.IGNORECASE,
)
_SPOKEN_CENTS = re.compile(rf"\b(?P<cents>{_WORD})\s(?:euro)?cents?(?!\w)", re.IGNORECASE)
_COIN = re.compile(rf"\b(?:(?P<count>{_NUMBER_WORD}|a|\d{{1,2}})\s)(?P<coin>{'|'.join(_COINS)})s?\b", re.IGNORECASE)
_FIRST_OF_TWO = re.compile(
    r"\b(?:van|tussen|from|between|of)\s(?P<first>\d{1,4}(?:[.,]\d{2})?)\s(?:en|and|naar|to|tot|plus)\s$", re.IGNORECASE
)
_LENGTH = re.compile(
    r"\b(?:ben|lengte|lang|tall|height|i'?m|i am|groot|is)\W{0,3}(?:ongeveer|about|zo'n)?\W{0,3}$", re.IGNORECASE
)
_LENGTH_AFTER = re.compile(r"^\s?(?:lang|groot|tall|hoog)\b", re.IGNORECASE)


class Amount(NamedTuple):
    """An amount in euro cents with its place in the text."""

    cents: int
    start: int
    end: int


def number_in_words(text: str) -> int | None:
    """Value of a Dutch or English number word below a million ("tweeëntwintig", "twenty-two"), or None."""
    word = text.lower().strip().replace("ë", "e").replace("ï", "i").replace("-", " ").replace("é", "e")
    if word in _UNITS:
        return _UNITS[word]
    if word in _TENS:
        return _TENS[word]
    for marker, size in (("duizend", 1000), ("thousand", 1000), ("honderd", 100), ("hundred", 100)):
        if marker in word:
            left, _, right = word.partition(marker)
            ahead = number_in_words(left) if left.strip() not in ("", "a") else 1
            behind = number_in_words(re.sub(r"^\s*(?:en|and)\s*(?=\w)", "", right)) if right.strip() else 0
            return None if ahead is None or behind is None else ahead * size + behind
    joined = word.replace(" ", "")
    for tens, value in _TENS.items():  # "eenentwintig", "vijf en twintig"
        if joined.endswith("en" + tens) and joined.removesuffix("en" + tens) in _UNITS:
            return _UNITS[joined.removesuffix("en" + tens)] + value
    english = word.split()
    if len(english) == 2 and english[0] in _TENS and english[1] in _UNITS:
        return _TENS[english[0]] + _UNITS[english[1]]
    return None


def find_amounts(text: str) -> list[Amount]:
    """All amounts in ``text`` in order, without overlap."""
    found: list[Amount] = []
    direct = [*_written(text), *_spoken(text), *_coins(text)]
    for amount in (*direct, *_shared(text, direct)):
        if not any(amount.start < other.end and other.start < amount.end for other in found):
            found.append(amount)
    return sorted(found, key=lambda a: a.start)


def amounts(text: str) -> list[float]:
    """The amounts in euros, signs dropped."""
    return [abs(a.cents) / 100 for a in find_amounts(text)]


def _written(text: str) -> Iterator[Amount]:
    for match in _WRITTEN.finditer(text):
        g = match.groupdict()
        if g["only_cents"]:
            cents = int(g["only_cents"])
        elif g["thousand"]:
            cents = round(float(g["thousand"].replace(",", ".")) * 100_000)
        elif g["paid"]:
            yield Amount(_cents(g["paid"]), match.start("paid"), match.end("paid"))
            continue
        elif g["bare"] and _is_length(text, match):
            continue
        else:
            cents = _cents(g["after"] or g["before"] or g["dash"] or g["bare"])
            cents = (
                cents * 1000
                if g["kilo"] or g["kilo2"]
                else cents + int(g["cents"] or number_in_words(g["cents_word"] or "nul") or 0)
            )
        minus = any(g[name] for name in ("minus", "minus2", "minus3", "minus4"))
        yield Amount(-cents if minus else cents, match.start(), match.end())


def _is_length(text: str, match: re.Match[str]) -> bool:
    """ "ik ben 1,85": a body length rather than money."""
    value = _cents(match["bare"])
    around = _LENGTH.search(text[max(0, match.start() - 20) : match.start()]) or _LENGTH_AFTER.match(
        text[match.end() :]
    )
    return 100 <= value <= 230 and bool(around)


def _spoken(text: str) -> Iterator[Amount]:
    for match in _SPOKEN.finditer(text):
        words = list(re.finditer(r"\S+", match["whole"]))
        for first in range(len(words)):
            raw = match["whole"][words[first].start() :]
            whole = _HALVES.get(raw.lower()) or ((number_in_words(raw) or -1) * 100)
            if whole < 0:
                continue
            extra = number_in_words(match["cents"] or "")
            counted = re.match(_COUNTED, text[match.end("cents") :]) if extra is not None else None
            with_cents = extra is not None and 0 < extra < 100 and counted is not None
            end = (
                _and_cents(text, match.end("cents"))
                if with_cents
                else match.end("whole") + _currency_length(text, match.end("whole"))
            )
            start = match.start("whole") + words[first].start()
            minus = first == 0 and bool(match["minus"])
            total = whole + (extra or 0 if with_cents else 0)
            yield Amount(-total if minus else total, match.start() if minus else start, end)
            break
    for match in _SPOKEN_CENTS.finditer(text):
        value = number_in_words(match["cents"])
        if value:
            yield Amount(value, match.start(), match.end())


def _currency_length(text: str, position: int) -> int:
    found = re.compile(r"\seuro['’]?s?", re.IGNORECASE).match(text, position)
    return len(found.group()) if found else 0


def _and_cents(text: str, position: int) -> int:
    """Where "twaalf euro vijftig cent" ends, from the end of "vijftig"."""
    found = re.compile(r"\s?(?:euro)?cents?\b", re.IGNORECASE).match(text, position)
    return found.end() if found else position


def _shared(text: str, amounts: Iterable[Amount]) -> Iterator[Amount]:
    """The first of two that share one "euro": "van 65 naar 79 euro", "between 40 and 60 euros"."""
    for amount in amounts:
        if match := _FIRST_OF_TWO.search(text[: amount.start]):
            yield Amount(_cents(match["first"]), match.start("first"), match.end("first"))


def _coins(text: str) -> Iterator[Amount]:
    for match in _COIN.finditer(text):
        count = match["count"].lower()
        times = int(count) if count.isdigit() else 1 if count == "a" else number_in_words(count) or 1
        yield Amount(times * _COINS[match["coin"].lower()], match.start(), match.end())


def _cents(digits: str) -> int:
    digits = digits.replace(" ", "").replace("\u00a0", "")
    last = max(digits.rfind(","), digits.rfind("."))
    if last >= 0 and len(digits) - last - 1 in (1, 2):
        whole, fraction = re.sub(r"\D", "", digits[:last]), digits[last + 1 :].ljust(2, "0")
        return int(whole or 0) * 100 + int(fraction)
    return int(re.sub(r"\D", "", digits)) * 100
