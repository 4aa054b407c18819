"""How somebody wants to pay: so much a month, in so many instalments, or all of it later; and amounts of money.

A wish is kept as a short text: "month:5000" (cents), "terms:3", "until:2026-12-15".
"""

from __future__ import annotations

import datetime as dt
import re

from handoff.decide.amounts import find_amounts, number_in_words
from handoff.decide.fields.model import Message, Read, Spec, Value
from handoff.decide.signs import fold
from handoff.decide.triage import quantities

MOST_TERMS = 12  # a bare number up to here counts instalments; above it euros a month
_MONTHLY = re.compile(
    r"(?<![\w.,])(?P<whole>\d{1,4})(?:[.,](?P<cents>\d{2}))?\s*(?:euro'?s?|eur|€)?\s*(?:/|\b(?:per|elke|iedere|in de|p|a|each|every)\b\.?)\s*(?:maand|mnd|month|mth|m)\b"
)
_EACH_MONTH = re.compile(r"\b(?:elke|iedere|per|each|every|a) (?:maand|month)\b")
_TERMS = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,2}|[a-z]+(?=\s))\s*(?:(?:gelijke|kleine|equal|small|monthly)\s+)?(?:maand)?(?:maanden|maand|termijnen|termijn|delen|keer|keren|x|months?|instal\w+|parts|times|payments|goes)\b"
)
_BARE = re.compile(
    r"^\W*(?:(?:met|in|max\w*|hooguit|ongeveer|zo'n|about|around|maybe|misschien|doe maar|say)\s+)?(?P<n>\d{1,4})(?:[.,](?P<cents>\d{2}))?\W*$"
)
_NUMBER = re.compile(r"(?<![\w.,])(?P<n>\d{1,4})(?:[.,](?P<cents>\d{2}))?(?![\w.,]\d|\w)")
_PAYS = re.compile(
    r"^(?!.*\b(?:al|sinds|over|since|already|for)\s+\w+\s+(?:maand|month)).*\b(?:betal\w*|afbetal\w*|pay\w*|termijn\w*|instal\w*)\b",
    re.S,
)
_PAYS_ON = re.compile(
    r"\bik (?:betaal|voldoe|(?:ga|kan|zal|wil)(?: \w+){0,4} (?:betalen|voldoen|overmaken))\b|\bi(?:'ll| will| can)(?: \w+)? pay\b"
)
_IN_PARTS = re.compile(
    r"\b(?:termijn\w*|del\w*|maand\w*|eerste|vanaf|gespreid|spreiden|regeling|instal\w*|parts|month\w*|first|starting|from|spread)\b"
)
_LATER = re.compile(
    r"\b(?:uitstel\w*|uitgesteld|later (?:betalen|voldoen)|(?:pas|alles|helemaal|ineens|in (?:een|1) keer|volledig) (?:\w+ ){0,3}?(?:op|vanaf|na|tot|rond)|(?:mijn|m'n|me) (?:salaris|loon|uitkering|vakantiegeld|geld)|(?:salaris|loon|uitkering|vakantiegeld) (?:\w+ ){0,3}?(?:op|rond|binnen)|"
    r"extension|more time|pay (?:it )?(?:all )?(?:later|on|by|in full)|postpone\w*|defer\w*|delay\w*|all of it|everything on|in one go|get paid|payday|my (?:salary|wages|pay))"
)


def read_wish(spec: Spec, message: Message, asked: bool) -> Read:
    """The wish in ``message``. Not asked for, it must say "a month", "instalments" or "later" in so many words."""
    text = fold(message.text)
    monthly = _month_cents(text, message.text)
    if monthly:
        return Value(f"month:{monthly}")
    later = _until(text, message)
    if later is not None:
        return Value(f"until:{later.isoformat()}")
    terms = quantities.instalments(message.text) or (_terms(text) if asked or _PAYS.search(text) else 0)
    if terms:
        return Value(f"terms:{terms}")
    return _bare(text, message) if asked else None


def _month_cents(text: str, written: str) -> int:
    offer = quantities.monthly_euros(written)
    if offer:
        return round(offer * 100)
    found = find_amounts(written)
    if len(found) == 1 and _EACH_MONTH.search(text):
        return abs(found[0].cents)
    match = _MONTHLY.search(text)
    return int(match["whole"]) * 100 + int(match["cents"] or 0) if match else 0


def _until(text: str, message: Message) -> dt.date | None:
    """The day on which all of it is paid: so many days later, or a day with words that say so."""
    days = quantities.days_of_delay(message.text)
    if days:
        return message.today + dt.timedelta(days=int(days))
    coming = [day for e in message.of("date") if (day := dt.date.fromisoformat(e["value"])) >= message.today]
    whole = _LATER.search(text) or (_PAYS_ON.search(text) and not _IN_PARTS.search(text))
    return coming[0] if coming and whole else None


def _terms(text: str) -> int:
    for match in _TERMS.finditer(text):
        number = int(match["n"]) if match["n"].isdigit() else number_in_words(match["n"])
        if number:
            return number
    return 0


def _bare(text: str, message: Message) -> Read:
    found = find_amounts(message.text)
    if len(found) == 1:
        return Value(f"month:{abs(found[0].cents)}")
    numbers = _NUMBER.findall(text)
    match = _BARE.match(text) or (_NUMBER.search(text) if len(numbers) == 1 and not message.of("date") else None)
    if not match or int(match["n"]) == 0:
        return None
    number = int(match["n"])
    if number <= MOST_TERMS and not match["cents"]:
        return Value(f"terms:{number}")
    return Value(f"month:{number * 100 + int(match['cents'] or 0)}")


def read_amount(spec: Spec, message: Message, asked: bool) -> Read:
    """An amount in cents; a bare number only as an answer."""
    found = find_amounts(message.text)
    if found:
        return Value(abs(found[0].cents))
    match = _BARE.match(fold(message.text)) if asked else None
    return Value(int(match["n"]) * 100 + int(match["cents"] or 0)) if match else None
