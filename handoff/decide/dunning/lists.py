"""A list of debtors as rows of text: which column is what, and what each row says or why it cannot be taken."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# What we need -> names that columns of such lists have, in lower case without signs. The first is our own.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "customer": ("klantnummer", "klant", "klantnr", "debiteurnummer", "debiteur", "customernumber", "customer"),
    "name": ("naam", "klantnaam", "debiteurnaam", "name"),
    "street": ("straat", "straatnaam", "street"),
    "house_number": ("huisnummer", "huisnr", "nr", "housenumber"),
    "addition": ("toevoeging", "huisnummertoevoeging", "addition"),
    "postcode": ("postcode", "postalcode", "zip"),
    "city": ("plaats", "woonplaats", "stad", "city"),
    "email": ("email", "emailadres", "mail", "mailadres"),
    "phone": ("telefoon", "telefoonnummer", "mobiel", "phone"),
    "language": ("taal", "language"),
    "invoice": ("factuurnummer", "factuur", "factuurnr", "invoicenumber", "invoice"),
    "total": ("bedrag", "factuurbedrag", "totaal", "amount", "total"),
    "open": ("open", "openstaand", "openstaandbedrag", "openbedrag", "saldo", "outstanding"),
    "issued_on": ("factuurdatum", "invoicedate", "issued"),
    "due_on": ("vervaldatum", "duedate", "due"),
    "failed_on": ("storneringsdatum", "gestorneerdop", "mislukteincasso", "dag0", "faileddate", "failed"),
}
NEEDED = ("customer", "invoice", "due_on")
_CUSTOMER, _INVOICE = re.compile(r"[0-9]{8}"), re.compile(r"[A-Z0-9][A-Z0-9-]{2,11}")
_POSTCODE = re.compile(r"([1-9]\d{3}) ?(?!SA|SD|SS)([A-Z]{2})")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# "12,505" is left out: thousands to one reader, a slip in the decimals to another.
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d{1,2})?|\d{1,3}(,\d{3})+\.\d{1,2}")
_PLAIN = re.compile(r"\d+([.,]\d{1,2})?")
_LARGEST = 2_000_000_000  # cents: what a whole number in the database holds


# Why a row cannot be taken; the desk has the same in its own words (``refused.CODE``).
REFUSALS: Mapping[str, str] = {
    "customer": 'customer number "{given}": it has 8 digits',
    "invoice": 'invoice number "{given}": 3 to 12 letters, digits and dashes',
    "no_amount": "there is no amount",
    "more_open": "more is open than the invoice amounts to",
    "failed_before": "the debit failed before the invoice was made",
    "postcode": 'postcode "{given}": write it as 1234 AB',
    "email": 'e-mail address "{given}"',
    "long": "{field}: more than {most} characters",
    "below_zero": '{field} "{given}": below zero',
    "amount": '{field} "{given}": write it as 1234,50',
    "too_large": '{field} "{given}": too large',
    "day": '{field} "{given}": write it as 31-12-2026',
    "twice": "invoice {given} stands on line {line} too",
    "other_customer": "invoice {given} is of another customer",
    "no_name": "customer {given} is not known, and the list gives no name",
}


_FIELDS = {
    "total": "amount", "open": "open amount", "due_on": "due date", "issued_on": "invoice date", "failed_on": "date of the reversal"
}  # fmt: skip


class Refused(ValueError):
    """A row that cannot be taken: a ``code`` of REFUSALS with its ``values``; the text is for the command line."""

    def __init__(self, code: str, **values: object) -> None:
        """`values` fill in the text; `field` is a key of COLUMNS."""
        field = _FIELDS.get(str(values.get("field")), values.get("field"))
        super().__init__(REFUSALS[code].format(**{**values, "field": field}))
        self.code, self.values = code, values


@dataclass(frozen=True)
class Entry:
    """A row that can be taken. Amounts are integer cents; `person` holds what is known of the customer."""

    customer: str
    person: Mapping[str, str]
    invoice: str
    total_cents: int
    open_cents: int
    issued_on: dt.date
    due_on: dt.date
    failed_on: dt.date


def guess(header: Sequence[str]) -> dict[str, str]:
    """What we need -> the column that holds it, by the names of the columns."""
    plain = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in reversed(header)}
    found = {}
    for field, names in COLUMNS.items():
        hit = next((plain[name] for name in names if name in plain), None)
        if hit is not None:
            found[field] = hit
    return found


def missing(mapping: Mapping[str, str], header: Sequence[str]) -> list[str]:
    """What a list must have and this one does not: fields of NEEDED, and "open" where there is no amount at all."""
    has = {field for field, column in mapping.items() if column in header}
    return [field for field in NEEDED if field not in has] + ([] if has & {"open", "total"} else ["open"])


def entry(row: Mapping[str, str], mapping: Mapping[str, str]) -> Entry:
    """What a row says. Raises Refused with the reason."""
    said = {field: " ".join((row.get(column) or "").split()) for field, column in mapping.items()}
    customer, invoice = said["customer"], said["invoice"].upper()
    if not _CUSTOMER.fullmatch(customer):
        raise Refused("customer", given=customer)
    if not _INVOICE.fullmatch(invoice):
        raise Refused("invoice", given=invoice)
    total = cents(said["total"], "total") if said.get("total") else None
    left = cents(said["open"], "open") if said.get("open") else total
    if left is None:
        raise Refused("no_amount")
    total = left if total is None else total
    if left > total:
        raise Refused("more_open")
    due = day(said["due_on"], "due_on")
    issued = day(said["issued_on"], "issued_on") if said.get("issued_on") else due
    failed = day(said["failed_on"], "failed_on") if said.get("failed_on") else due
    if failed < issued:
        raise Refused("failed_before")
    return Entry(customer, _person(said), invoice, total, left, issued, due, failed)


def _person(said: Mapping[str, str]) -> dict[str, str]:
    found = {field: said[field] for field in ("name", "street", "house_number", "addition", "city", "phone") if said.get(field)}  # fmt: skip
    if said.get("postcode"):
        match = _POSTCODE.fullmatch(said["postcode"].upper())
        if match is None:
            raise Refused("postcode", given=said["postcode"])
        found["postcode"] = f"{match[1]} {match[2]}"
    if said.get("email"):
        if not _EMAIL.fullmatch(said["email"]):
            raise Refused("email", given=said["email"])
        found["email"] = said["email"]
    language = said.get("language", "").lower()[:2]
    if language in ("nl", "en"):
        found["language"] = language
    for field, most in (("name", 120), ("street", 120), ("house_number", 10), ("addition", 20), ("city", 80), ("phone", 20), ("email", 254)):  # fmt: skip
        if len(found.get(field, "")) > most:
            raise Refused("long", field=field, most=most)
    return found


def cents(text: str, name: str) -> int:
    """An amount of zero or more in euros as people and programs write it, in cents.

    Raises Refused where it cannot be read with certainty.
    """
    plain = re.sub(r"(?i)eur|[€\s\u00a0]", "", text).removesuffix(",-").removesuffix(",--")
    if plain.startswith("-"):
        raise Refused("below_zero", field=name, given=text)
    if _GROUPED.fullmatch(plain):
        mark = max(plain.rfind(","), plain.rfind("."))
        decimals = len(plain) - mark - 1 < 3
        whole, rest = (plain[:mark], plain[mark + 1 :]) if decimals else (plain, "")
        plain = re.sub(r"[.,]", "", whole) + ("." + rest if rest else "")
    elif _PLAIN.fullmatch(plain):
        plain = plain.replace(",", ".")
    else:
        raise Refused("amount", field=name, given=text)
    try:
        found = int(Decimal(plain) * 100)
    except InvalidOperation:
        raise Refused("amount", field=name, given=text) from None
    if found > _LARGEST:
        raise Refused("too_large", field=name, given=text)
    return found


def day(text: str, name: str) -> dt.date:
    """A date as 31-12-2026 (also with / or .) or 2026-12-31. Raises Refused for anything else."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?", text)
    parts = (match[1], match[2], match[3]) if match else None
    if parts is None and (match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)):
        parts = (match[3], match[2], match[1])
    try:
        found = dt.date(*map(int, parts)) if parts else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2100:
        raise Refused("day", field=name, given=text)
    return found
