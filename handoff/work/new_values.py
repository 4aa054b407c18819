"""A new address, e-mail address, telephone number, account or refund as a colleague types it: checked and in house form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import phonenumbers

from handoff.errors import BadInput
from text.formats import EMAIL, POSTCODE_LOWER, iban_valid
from text.masking import mask

FIELDS = ("address", "email", "phone", "iban", "refund")
_HOUSE = re.compile(r"\d{1,5}")
_LONGEST = {"street": 120, "addition": 20, "city": 80}


def checked(field: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of ``field`` in the form they are kept in. Raises BadInput naming what is wrong."""
    makers = {"address": _address, "email": _email, "phone": _phone, "iban": _iban, "refund": _refund}
    if field not in makers:
        raise BadInput(f"A change is of {', '.join(FIELDS)}.", code="field-unknown")
    return makers[field](given)


def _address(given: Mapping[str, Any]) -> dict[str, Any]:
    street, city = _words(given, "street"), _words(given, "city")
    number, addition = str(given.get("house_number") or "").strip(), str(given.get("addition") or "").strip()
    postcode = POSTCODE_LOWER.fullmatch(str(given.get("postcode") or "").strip())
    if not street or not city or len(addition) > _LONGEST["addition"]:
        raise BadInput("An address has a street and a place.", code="address-invalid")
    if not _HOUSE.fullmatch(number):
        raise BadInput("A house number is digits; letters are an addition.", code="house-number-invalid")
    if postcode is None or postcode[2].upper() in ("SA", "SD", "SS"):
        raise BadInput("A postcode is four digits and two letters.", code="postcode-invalid")
    return {
        "street": street,
        "house_number": number,
        "addition": addition,
        "postcode": f"{postcode[1]} {postcode[2].upper()}",
        "city": city,
        "country": "NL",
    }


def _words(given: Mapping[str, Any], name: str) -> str:
    return " ".join(str(given.get(name) or "").split())[: _LONGEST[name]]


def _email(given: Mapping[str, Any]) -> dict[str, Any]:
    address = str(given.get("email") or "").strip().lower()
    if len(address) > 254 or not EMAIL.fullmatch(address):
        raise BadInput("This is not an e-mail address.", code="email-invalid")
    return {"email": address}


def _phone(given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        number = phonenumbers.parse(str(given.get("phone") or ""), "NL")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise BadInput("This is not a telephone number.", code="phone-invalid")
    return {"phone": phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)}


def _iban(given: Mapping[str, Any]) -> dict[str, Any]:
    iban = re.sub(r"\s", "", str(given.get("iban") or "")).upper()
    holder = " ".join(str(given.get("iban_holder") or "").split())[:120]
    if not iban_valid(iban):
        raise BadInput("This account number does not exist: the check digits are wrong.", code="iban-invalid")
    if not holder:
        raise BadInput("Whose account is it?", code="iban-holder-missing")
    return {"iban": iban, "iban_holder": holder}


def _refund(given: Mapping[str, Any]) -> dict[str, Any]:
    cents = cents_of(str(given.get("amount") or ""))
    what = mask(" ".join(str(given.get("refund_for") or "").split())).text[:120]
    if not cents:
        raise BadInput("An amount is written as 12,50.", code="amount-invalid")
    if not what:
        raise BadInput("What is the refund for?", code="refund-for-missing")
    return {"cents": cents, "refund_for": what}


def cents_of(text: str) -> int | None:
    """An amount in euros as a person types it ("12,50", "€ 1.250") in cents; None for nothing. Raises BadInput for what is none."""
    plain = re.sub(r"[€\s]", "", text)
    if not plain:
        return None
    plain = re.sub(r"(?<=\d)\.(?=\d{3}(?:,|$))", "", plain)
    if not re.fullmatch(r"\d{1,6}(?:[.,]\d{1,2})?", plain):
        raise BadInput("An amount is written as 12,50.", code="amount-invalid")
    return int(Decimal(plain.replace(",", ".")) * 100)
