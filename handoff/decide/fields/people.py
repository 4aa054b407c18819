"""Where people live and how they are reached: addresses, e-mail, telephone, names."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers

from handoff.decide.fields.model import Message, Read, Spec, Value, Wrong

_EMAIL_TRY = re.compile(r"\S+@\S*|\S+\s?(?:\(at\)|apenstaartje)\s?\S+", re.I)
_POSTCODE_TRY = re.compile(
    r"(?<![\w\-])\d{4}\s?[A-Za-z0-9]{1,3}\b(?!\s?(?:uur|euro|km))|(?<![\w\-])\d{3,4}\s[A-Za-z]{2}\b"
)
_NAME_INTRO = re.compile(r"^(?:(?:ik heet|mijn naam is|naam(?: is)?:?|op naam van|t\.n\.v\.?|tnv|het is|dat is|i am|i'm|my name is|name:?|in the name of|it's|met|the account holder is|rekeninghouder(?: is)?:?)\s+)+", re.I)  # fmt: skip
_NAME = re.compile(r"[^\W\d_][\w'’.\-]*(?:[ \-]+[^\W\d_][\w'’.\-]*){0,6}")
_ADDRESS = re.compile(
    r"(?P<street>[A-ZÀ-Þ'’\d][\w'’.\-]*(?:\s+[\w'’.\-]+){0,4}?|[a-zà-ÿ][\wà-ÿ'’.\-]+(?:\s+[\w'’.\-]+){0,3}?)\s+"
    r"(?P<number>\d{1,5})(?:\s?-?\s?(?P<addition>[a-zA-Z]\b|bis\b|hs\b|huis\b|\d?\s?hoog\b|[IVX]{1,4}\b|(?<=-)\d{1,4}))?"
)
_AFTER_CITY = r"(?P<city>[A-ZÀ-Þ'’][\wÀ-ÿ'’.\-]*(?:\s+(?:aan|den|de|der|het|op|bij|a/d|'t|[A-ZÀ-Þ][\wÀ-ÿ'’\-]*)){0,4})"
_CITY_AFTER = re.compile(rf"^[\s,]*(?:(?:in|te)\s+)?{_AFTER_CITY}")
_CITY_LOWER = re.compile(r"^[\s,]*(?:(?:in|te)\s+)?(?P<city>[a-zà-ÿ'’\-]{3,}(?:\s+[a-zà-ÿ'’\-]{2,}){0,2})\s*[.!?]?$")
_CITY_IN = re.compile(rf"\b(?:in|te|naar)\s+{_AFTER_CITY}")
_LEAD = re.compile(
    r"^.*\b(?:naar|adres(?:\s+(?:is|wordt|:))?|op|aan|in|to|address(?:\s+(?:is|becomes|will be))?|at|is|wordt|de|het)\s+(?:de\s+|het\s+|the\s+)?(?=\S)",
    re.I,
)
_COUNTRIES = {
    "BE": r"belgi[eë]|belgium", "DE": r"duitsland|germany", "FR": r"frankrijk|france", "GB": r"engeland|verenigd koninkrijk|england|uk|united kingdom",
    "ES": r"spanje|spain", "LU": r"luxemburg|luxembourg", "IT": r"itali[eë]|italy", "PL": r"polen|poland", "US": r"amerika|verenigde staten|usa|united states",
    "AT": r"oostenrijk|austria", "CH": r"zwitserland|switzerland", "PT": r"portugal", "SE": r"zweden|sweden", "DK": r"denemarken|denmark",
}  # fmt: skip
_ABROAD = re.compile("|".join(rf"(?P<{code}>\b(?:{names})\b)" for code, names in _COUNTRIES.items()), re.I)


def read_postcode(spec: Spec, message: Message, asked: bool) -> Read:
    """A Dutch postcode, "1234 AB"."""
    found = message.of("postcode")
    if found:
        return Value(found[0]["value"])
    return Wrong("wrong_postcode") if asked and _POSTCODE_TRY.search(message.text) else None


def read_email(spec: Spec, message: Message, asked: bool) -> Read:
    """An e-mail address, lower case; of several the last ("mijn oude was a@x, nieuw is b@y")."""
    found = message.of("email")
    if found:
        return Value(found[-1]["value"])
    return Wrong("wrong_email") if asked and _EMAIL_TRY.search(message.text) else None


def read_phone(spec: Spec, message: Message, asked: bool) -> Read:
    """A telephone number in E.164 that can exist; of several the last."""
    found = message.of("phone")
    if found:
        value = str(found[-1]["value"])
        try:
            possible = phonenumbers.is_valid_number(phonenumbers.parse(value, "NL"))
        except phonenumbers.NumberParseException:
            possible = False
        return Value(value) if possible else Wrong("wrong_phone")
    return Wrong("wrong_phone") if asked and len(re.sub(r"\D", "", message.text)) >= 6 else None


def read_name(spec: Spec, message: Message, asked: bool) -> Read:
    """A person's name, only when asked for: what is left beside a number or an address that was given with it."""
    if not asked or "?" in message.text:
        return None
    text = _beside(message)
    text = _NAME_INTRO.sub("", text.strip(" .!,;:\n")).strip(" .!,;:\n")
    match = _NAME.match(text)
    if not match or len(match.group()) < 2 or len(text.split()) > 8 or any(c.isdigit() for c in text):
        return None
    return Value(" ".join(match.group().strip(" .-").split()))


def _beside(message: Message) -> str:
    """The words before an address, or those that are no number or mail address."""
    places = message.of("postcode", "house_number")
    if places:
        first = re.split(r"[,\n]", message.text, maxsplit=1)[0]
        return first if places[0]["start"] >= len(first) else ""
    text = message.text
    for entity in reversed(message.of("phone", "email", "customer_number", "order_number", "case_number")):
        text = text[: entity["start"]] + " " + text[entity["end"] :]
    return re.sub(r"(?:^|\s)(?:en|and|op|on|naam|nummer|number|tel|telefoon)(?=\s|$|[:,])|[,;:]+", " ", text)


def read_address(spec: Spec, message: Message, asked: bool) -> Read:
    """An address {"street","house_number","addition","postcode","city","country"}; what is missing is "".

    New pieces are laid over those of ``spec.old``, so that "nee, huisnummer 12" corrects one of them.
    """
    abroad = _ABROAD.search(message.text)
    pieces = _pieces(message, asked, bool(spec.old))
    if abroad:
        return Value({**_EMPTY, **pieces, "country": str(abroad.lastgroup)})
    if not pieces:
        return Wrong("wrong_postcode") if asked and _POSTCODE_TRY.search(message.text) else None
    if not asked and not spec.old and not ("street" in pieces or "postcode" in pieces):
        return None
    old = spec.old or {}
    if "street" in pieces and pieces["street"] != old.get("street"):
        old = {k: v for k, v in old.items() if k not in ("addition",)}
    return Value({**_EMPTY, **old, **pieces})


_EMPTY: dict[str, Any] = {
    "street": "", "house_number": "", "addition": "", "postcode": "", "city": "", "country": "NL",
}  # fmt: skip


def _pieces(message: Message, asked: bool, known: bool) -> dict[str, Any]:
    text, pieces = message.text, dict[str, Any]()
    postcodes, houses = message.of("postcode"), message.of("house_number")
    if postcodes:
        pieces["postcode"] = postcodes[-1]["value"]
    street = _street(text, houses, asked)
    if street:
        pieces |= street
    elif houses:
        pieces["house_number"] = houses[-1]["value"]
        pieces |= _addition(text, houses[-1]["end"])
    elif (asked or known) and (bare := re.fullmatch(r"\D{0,25}?(\d{1,5})\s?-?\s?([a-zA-Z]{0,3})\W*", text)):
        pieces |= {"house_number": bare[1], "addition": bare[2]}
    city = _city(text, postcodes, houses, asked)
    if city:
        pieces["city"] = city
    return pieces


def _street(text: str, houses: list[Any], asked: bool) -> dict[str, str] | None:
    for match in _ADDRESS.finditer(text):
        at_house = any(h["start"] == match.start("number") for h in houses)
        if not at_house and not (asked and not houses):
            continue
        street = _LEAD.sub("", match["street"]).strip(" ,.:")
        if not re.search(r"[^\W\d_]{3,}", street) or re.fullmatch(r"(?:huis)?(?:nummer|nr)|number", street, re.I):
            continue
        name = " ".join(
            w
            if w[:1].isupper() or w in ("van", "de", "den", "der", "het", "'t", "aan", "op", "ter", "ten")
            else w.capitalize()
            for w in street.split()
        )
        return {
            "street": name[:1].upper() + name[1:],
            "house_number": match["number"],
            "addition": (match["addition"] or "").strip(),
        }
    return None


def _addition(text: str, end: int) -> dict[str, str]:
    match = re.match(r"\s?-?\s?([a-zA-Z]\b|bis\b|hs\b|\d?\s?hoog\b)", text[end:])
    return {"addition": match[1]} if match else {}


def _city(text: str, postcodes: list[Any], houses: list[Any], asked: bool) -> str | None:
    if postcodes:
        after = text[postcodes[-1]["end"] :]
        match = _CITY_AFTER.match(after) or (_CITY_LOWER.match(after) if asked else None)
        if match:
            return _tidy_city(match["city"])
    if houses:
        match = _CITY_IN.search(text[houses[-1]["end"] :]) or re.match(
            rf"^\s?\w{{0,3}}\s*,\s*{_AFTER_CITY}", text[houses[-1]["end"] :]
        )
        if match:
            return _tidy_city(match["city"])
    if match := _CITY_IN.search(text):
        return _tidy_city(match["city"])
    if (
        asked
        and "?" not in text
        and not postcodes
        and not houses
        and (match := re.fullmatch(r"\W*([^\W\d_][\w'’ \-]{1,40}?)\W*", text))
    ):
        return _tidy_city(match[1]) if len(match[1].split()) <= 3 else None
    return None


def _tidy_city(raw: str) -> str:
    small = {"aan", "den", "de", "der", "het", "op", "bij"}
    words = [w for w in raw.strip(" .,").split() if w]
    return " ".join(w if (w in small and i) or not w[:1].islower() else w.capitalize() for i, w in enumerate(words))
