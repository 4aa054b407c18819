"""Where people live and how they are reached: addresses, e-mail, telephone, names."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers

from handoff.decide.fields.model import Message, Read, Spec, Value, Wrong
from handoff.decide.fields.words import skips, yes_or_no
from handoff.decide.lettering import capital

_EMAIL_TRY = re.compile(r"\S+@\S*|\S+\s+at\s+\S+\.\w{2,}|\S+\s?(?:\(at\)|apenstaartje)\s?\S+", re.I)
_POSTCODE_TRY = re.compile(
    r"(?<![\w\-])\d{4,5}[\s\-]?[A-Za-z0-9]{1,3}\b(?!\s?(?:uur|euro|km))|(?<![\w\-])\d{3,4}\s[A-Za-z]{2}\b"
)
_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){5,}")
_NAME_INTRO = re.compile(r"^(?:(?:ik heet|ik ben|mijn naam is|mijn is|naam(?: is)?:?|de naam is|van mijn (?:man|vrouw|partner|vriend|vriendin|moeder|vader)|mijn (?:man|vrouw|partner|vriend|vriendin|moeder|vader)|my (?:husband|wife|partner|mother|father)|op naam van|op de naam van|t\.n\.v\.?|tnv|het is|dat is|i am|i'm|my name is|name:?|in the name of|it's|met|the account holder is|rekeninghouder(?: is)?:?)\s+)+", re.I)  # fmt: skip
_TOLD_NAME = re.compile(
    r"\b(?:[Mm]ijn naam is|[Ii]k heet|[Mm]y name is)\s+(?P<name>[A-ZÀ-Þ][\w'’.\-]*(?:\s+(?:(?:van|de|den|der|het|el|ten|ter)\s+)*[A-ZÀ-Þ][\w'’.\-]*){0,4})"
)
# "Anna de Boer, 06 12345678": a name right before or after a telephone number, between it and the end of a sentence.
_CAPITALS = r"(?P<name>[A-ZÀ-Þ][\w'’.\-]*(?:\s+(?:van|de|den|der|het|el|ten|ter))*(?:\s+[A-ZÀ-Þ][\w'’.\-]*){1,4})"
_BEFORE_PHONE = re.compile(rf"(?:^|[.?!,;:\n]\s*){_CAPITALS}[\s,;:\-]*(?:(?:tel|mob|phone)\w*[.:]?\s*)?$")
_AFTER_PHONE = re.compile(rf"^[\s,;:\-]+{_CAPITALS}\s*(?:$|[.,!?\n])")
_NO_NAME = re.compile(
    r"\b(?:mijn|my|over|about|vanwege|regarding|omdat|because|graag|please|niet|not|jullie|your|factuur|invoice|morgen|tomorrow)\b"
)
_OWN = re.compile(r"\b(?:mij|mezelf|mijzelf|ikzelf|ik zelf|mijn eigen(?: naam)?|op mijn naam|(?:dat is|is|het is) mijn(?: eigen)? rekening|van mij|mine|myself|my own(?: name)?|my name(?! is)|my account)\b", re.I)  # fmt: skip
_NAME = re.compile(r"[^\W\d_][\w'’.\-]*(?:[ \-]+[^\W\d_][\w'’.\-]*){0,6}")
_ADDRESS = re.compile(
    r"(?P<street>[A-ZÀ-Þ'’\d][\w'’.\-]*(?:\s+[\w'’.\-]+){0,4}?|[a-zà-ÿ][\wà-ÿ'’.\-]+(?:\s+[\w'’.\-]+){0,3}?)\s+"
    r"(?P<number>\d{1,5})(?:\s?-?\s?(?P<addition>[a-zA-Z]\b|bis\b|hs\b|huis\b|\d?\s?hoog\b|[IVX]{1,4}\b|(?<=-)\d{1,4}(?:\s(?:hs|bis|hoog)\b)?))?"
)
_NUMBER_FIRST = re.compile(
    r"\b(?P<number>\d{1,5})(?P<addition>[a-zA-Z])?\s+(?P<street>(?:[A-ZÀ-Þ][\wà-ÿ'’.\-]*\s){0,3}?[A-ZÀ-Þ]?[\wà-ÿ'’.\-]*(?:straat|laan|weg|plein|kade|gracht|singel|dijk|hof|pad|plantsoen|park|steeg|dreef))\b(?!\s+\d)"
)
_LABELLED = re.compile(r"\b(?:straat(?:naam)?|street)[: ]+(?P<street>[^\W\d_][\w '’.\-]*?)\s*(?=,|\n|;|$)", re.I)
_LABEL = re.compile(r"^[\s,]*(?:de\s+)?(?:woonplaats|plaats|stad|town|city)[: ]+(?:is\s+)?", re.I)
_AFTER_CITY = r"(?P<city>[A-ZÀ-Þ'’][\wÀ-ÿ'’.\-]*(?:\s+(?:aan|den|de|der|het|op|bij|a/d|'t|[A-ZÀ-Þ][\wÀ-ÿ'’\-]*)){0,4})"
_CITY_AFTER = re.compile(rf"^[\s,]*(?:(?:in|te)\s+)?{_AFTER_CITY}")
_CITY_LOWER = re.compile(r"^[\s,]*(?:(?:in|te)\s+)?(?P<city>[a-zà-ÿ'’\-]{3,}(?:\s+[a-zà-ÿ'’\-]{2,}){0,2})\s*[.!?]?$")
_CITY_IN = re.compile(rf"\b(?:in|te|naar)\s+{_AFTER_CITY}")
_CITY_BETWEEN = re.compile(r"(?:[a-zA-Z]|\s?(?:bis|hs))?[\s,]+(?:in\s+|te\s+)?(?P<city>[^\W\d_][\w'’ \-]{2,40}?)[\s,]*")
_LEAD = re.compile(
    r"^.*\b(?:naar|adres(?:\s+(?:is|wordt|:))?|op|aan|in|to|address(?:\s+(?:is|becomes|will be))?|at|is|wordt|de|het)\s+(?:de\s+|het\s+|the\s+)?(?=\S)",
    re.I,
)
_AND = re.compile(r"^(?:en|and)\s+", re.I)
_NO_STREET = frozenset(
    {
        "en",
        "and",
        "tussen",
        "between",
        "vanaf",
        "from",
        "rond",
        "around",
        "uiterlijk",
        "voor",
        "before",
        "after",
        "vandaag",
        "morgen",
        "today",
        "tomorrow",
    }
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
    rest = _LONG_NUMBER.sub(" ", message.text)  # a customer number is no postcode with a slip
    return Wrong("wrong_postcode") if asked and _POSTCODE_TRY.search(rest) else None


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
        value, written = str(found[-1]["value"]), re.sub(r"\D", "", message.text[found[-1]["start"] : found[-1]["end"]])
        if not value.startswith("+31") and re.match(r"0[1-9]", written) and len(written) < 10:
            return Wrong(
                "wrong_phone"
            )  # a Dutch number with a digit too few, rather than one of a neighbouring country
        try:
            possible = phonenumbers.is_valid_number(phonenumbers.parse(value, "NL"))
        except phonenumbers.NumberParseException:
            possible = False
        return Value(value) if possible else Wrong("wrong_phone")
    return Wrong("wrong_phone") if asked and len(re.sub(r"\D", "", message.text)) >= 6 else None


def read_name(spec: Spec, message: Message, asked: bool) -> Read:
    """A person's name: what is left beside a number or an address that was given with it; unasked only after "my name is"."""
    if not asked:
        told = _TOLD_NAME.search(message.text) or _beside_phone(message)
        return Value(told["name"].strip(" .-")) if told else None
    if "?" in message.text:
        return None
    if spec.choices and _OWN.search(message.text):
        return Value(spec.choices[0].value)
    if _OWN.search(message.text) or yes_or_no(message.text) is not None or skips(message.text):
        return None
    text = _beside(message)
    text = _NAME_INTRO.sub("", text.strip(" .!,;:\n")).strip(" .!,;:\n")
    match = _NAME.match(text)
    if (
        not match
        or _NO_NAME.search(text)
        or len(match.group()) < 2
        or len(text.split()) > 8
        or any(c.isdigit() for c in text)
    ):
        return None
    return Value(" ".join(match.group().strip(" .-").split()))


def _beside_phone(message: Message) -> re.Match[str] | None:
    for phone in message.of("phone"):
        before, after = message.text[: phone["start"]], message.text[phone["end"] :]
        if match := _BEFORE_PHONE.search(before) or _AFTER_PHONE.search(after):
            return match
    return None


def _beside(message: Message) -> str:
    """The words before an address, or those that are no number or mail address."""
    places = message.of("postcode", "house_number")
    if places:
        first = re.split(r"[,\n]", message.text, maxsplit=1)[0]
        return first if places[0]["start"] >= len(first) else ""
    text = _NAME_INTRO.sub("", message.text.strip())
    text = " " * (len(message.text) - len(text)) + text  # the places of what was found in it stay
    for entity in reversed(message.of("phone", "email", "customer_number", "order_number", "case_number", "date")):
        text = text[: entity["start"]] + " " + text[entity["end"] :]
    return re.sub(
        r"(?:^|\s)(?:op|in) (?:de )?naam van\b|\bin the name of\b|(?:^|\s)(?:en|and|op|on|naam|nummer|number|tel|telefoon)(?=\s|$|[:,])|[,;:]+",
        " ",
        text,
    )


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
    if "postcode" in pieces:
        old = {k: v for k, v in old.items() if k != "postcode_said"}
    return Value({**_EMPTY, **old, **pieces})


_EMPTY: dict[str, Any] = {
    "street": "", "house_number": "", "addition": "", "postcode": "", "city": "", "country": "NL",
}  # fmt: skip


def _pieces(message: Message, asked: bool, known: bool) -> dict[str, Any]:
    text, pieces = _blanked(message), dict[str, Any]()
    postcodes, houses = message.of("postcode"), message.of("house_number")
    if postcodes:
        pieces["postcode"] = postcodes[-1]["value"]
    elif asked and (said := _POSTCODE_TRY.search(text)):
        pieces["postcode_said"] = said.group().strip()
    street = _number_first(text) or _street(text, houses, asked) or _labelled(text, houses)
    if street:
        pieces |= street
    elif houses:
        pieces["house_number"] = houses[-1]["value"]
        pieces |= _addition(text, houses[-1]["end"])
    elif (
        (asked or known)
        and not postcodes
        and (bare := re.fullmatch(r"\D{0,40}?(\d{1,3})\s?-?\s?([a-zA-Z]{0,3})\W*", text))
    ):
        pieces |= {"house_number": bare[1]} | ({"addition": bare[2]} if bare[2] else {})
    city = _city(text, postcodes, houses, asked)
    if city:
        pieces["city"] = city
    return pieces


def _blanked(message: Message) -> str:
    """The text with days, mail addresses and telephone numbers blanked, so that none of them is a street; places stay the same."""
    text = message.text
    for e in message.of("date", "time", "email", "phone", "customer_number"):
        if not any(e["start"] <= h["start"] < e["end"] for h in message.of("house_number", "postcode")):
            text = text[: e["start"]] + " " * (e["end"] - e["start"]) + text[e["end"] :]
    return text


def _street(text: str, houses: list[Any], asked: bool) -> dict[str, str] | None:
    for match in _ADDRESS.finditer(text):
        at_house = any(h["start"] == match.start("number") for h in houses)
        if not at_house and not (asked and not houses):
            continue
        street = _AND.sub("", _LEAD.sub("", match["street"]).strip(" ,.:"))
        if street.lower() in _NO_STREET:
            continue
        if not re.search(r"[^\W\d_]{3,}", street) or re.search(
            r"(?:^|\s)(?:huis)?(?:nummer|nr|number)(?:\s+(?:to|is|wordt|naar|should be|moet zijn|van))?$", street, re.I
        ):
            continue
        name = " ".join(
            w
            if w[:1].isupper()
            or w[:1] in "'’"
            or w in ("van", "de", "den", "der", "het", "'t", "aan", "op", "ter", "ten")
            else w.capitalize()
            for w in street.split()
        )
        year = re.match(r"\s+(\d{1,4})\s*(?:,|$|\n)", text[match.end("number") :])
        if year and re.fullmatch(r"(?:18|19|20)\d\d(?:-\d{4})?", match["number"]):  # "Plein 1944 12"
            return {"street": f"{name} {match['number']}", "house_number": year[1], "addition": ""}
        return {
            "street": capital(name),
            "house_number": match["number"],
            "addition": (match["addition"] or "").strip(),
        }
    return None


def _number_first(text: str) -> dict[str, str] | None:
    """The English order, "12 Lindelaan"."""
    match = _NUMBER_FIRST.search(text)
    if match is None:
        return None
    street = match["street"]
    return {
        "street": capital(street),
        "house_number": match["number"],
        "addition": match["addition"] or "",
    }


def _labelled(text: str, houses: list[Any]) -> dict[str, str] | None:
    """As on a form filled in by hand: "straat: Lindelaan, huisnummer: 4"."""
    match = _LABELLED.search(text)
    if match and houses:
        street = match["street"]
        return {"street": capital(street), "house_number": houses[-1]["value"]}
    return None


def _addition(text: str, end: int) -> dict[str, str]:
    match = re.match(r"\s?-?\s?([a-zA-Z]\b|bis\b|hs\b|\d?\s?hoog\b)", text[end:])
    return {"addition": match[1]} if match else {}


def _city(text: str, postcodes: list[Any], houses: list[Any], asked: bool) -> str | None:
    if postcodes:
        after = _LABEL.sub(" ", text[postcodes[-1]["end"] :])
        match = _CITY_AFTER.match(after) or (_CITY_LOWER.match(after) if asked else None)
        if match:
            return _tidy_city(match["city"])
    if houses:
        match = _CITY_IN.search(text[houses[-1]["end"] :]) or re.match(
            rf"^\s?\w{{0,3}}\s*,\s*{_AFTER_CITY}", text[houses[-1]["end"] :]
        )
        if not match and asked and not postcodes:
            rest = _POSTCODE_TRY.sub("", text[houses[-1]["end"] :])
            match = re.match(rf"^(?:[a-zA-Z]|-\d+|\s(?:bis|hs))?[\s,]+{_AFTER_CITY}\s*[.!]?$", rest)
        if match:
            return _tidy_city(match["city"])
        if not match and asked and postcodes and postcodes[-1]["start"] > houses[-1]["end"]:
            match = _CITY_BETWEEN.fullmatch(text[houses[-1]["end"] : postcodes[-1]["start"]])
            if match:
                return _tidy_city(match["city"])
    if match := _CITY_IN.search(text):
        return _tidy_city(match["city"])
    if (
        asked
        and "?" not in text
        and not skips(text)
        and yes_or_no(text) is None
        and not postcodes
        and not houses
        and (match := re.fullmatch(r"\W*([^\W\d_][\w'’ \-]{1,40}?)\W*", text))
    ):
        return _tidy_city(match[1]) if len(match[1].split()) <= 3 else None
    return None


def _tidy_city(raw: str) -> str:
    small = {"aan", "den", "de", "der", "het", "op", "bij"}
    words = [w for w in raw.strip(" .,").split() if w]
    words = [w.capitalize() if w.isupper() and len(w) > 3 else w for w in words]
    return " ".join(w if (w in small and i) or not w[:1].islower() else w.capitalize() for i, w in enumerate(words))
