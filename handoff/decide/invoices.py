"""Invoices: which one is meant, what its lines say, and how it differs from the one before.

Source: handbook, procedures, ask_invoice_explanation, request_invoice_copy and ask_direct_debit. Amounts in integer cents.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

from handoff.decide.calendars import add_months, next_debit, next_invoice

Invoice = Mapping[str, Any]
_MONTH = re.compile(
    r",?\s*(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)(?:\s+\d{4})?",
    re.I,
)


class Changed(NamedTuple):
    """A line that is new, gone or of another amount; ``before`` or ``now`` is None where it was not there."""

    what: Mapping[str, str]
    before: int | None
    now: int | None


def chosen(invoices: Sequence[Invoice], value: Any) -> list[Invoice]:
    """The invoices that ``value`` (decide.fields, kind invoices, or a number) means, newest first."""
    ordered = sorted(invoices, key=lambda r: (r["issued_on"], r["number"]), reverse=True)
    if isinstance(value, str):
        return [r for r in ordered if r["number"] == value]
    if value.get("numbers"):
        return [r for r in ordered if r["number"] in value["numbers"]]
    if value.get("months"):
        return [r for r in ordered if f"{r['month']:%Y-%m}" in value["months"]]
    return ordered[: int(value.get("last", 1))]


def asked_for(value: Any) -> int:
    """How many invoices a customer asks for, found or not."""
    if isinstance(value, str):
        return 1
    return len(value.get("numbers") or value.get("months") or range(int(value.get("last", 1))))


def within(invoices: Sequence[Invoice], today: dt.date, years: int) -> list[Invoice]:
    """Those that are at most ``years`` old."""
    oldest = add_months(today, -12 * years)
    return [r for r in invoices if r["issued_on"] >= oldest]


def before(invoices: Sequence[Invoice], one: Invoice) -> Invoice | None:
    """The invoice of the month before, for the same bike."""
    month = add_months(one["month"], -1)
    same = [r for r in invoices if r["month"] == month and r["contract_id"] == one["contract_id"]]
    return same[0] if same else None


def changes(one: Invoice, other: Invoice) -> list[Changed]:
    """Which lines of ``one`` differ from ``other``, the earlier invoice: in the order of the lines, what is gone last."""
    now, earlier = _by_name(one), _by_name(other)
    found = [
        Changed(what, earlier.get(name, (what, None))[1], cents)
        for name, (what, cents) in now.items()
        if earlier.get(name, (what, None))[1] != cents
    ]
    gone = [Changed(what, cents, None) for name, (what, cents) in earlier.items() if name not in now]
    return found + gone


def _by_name(invoice: Invoice) -> dict[str, tuple[Mapping[str, str], int]]:
    lines: dict[str, tuple[Mapping[str, str], int]] = {}
    for line in invoice["lines"]:
        name = _MONTH.sub("", line["what"]["nl"])  # the month it is about makes no other line of it
        lines[name] = (line["what"], lines.get(name, ({}, 0))[1] + int(line["cents"]))
    return lines


def vat_in(total: int, percent: int) -> int:
    """The VAT in an amount that includes it, half up."""
    return (total * percent * 2 + (100 + percent)) // (2 * (100 + percent))


def open_cents(invoice: Invoice) -> int:
    """What is left to pay of one invoice."""
    return max(0, int(invoice["total_cents"] - invoice["paid_cents"] - invoice["credited_cents"]))


def in_dunning(invoice: Invoice) -> bool:
    """Whether the debit failed and something is still open: then a doubt about it is a dispute."""
    return invoice["failed_on"] is not None and open_cents(invoice) > 0


def next_own_debit(
    invoices: Sequence[Invoice], today: dt.date, closed: Container[dt.date]
) -> tuple[dt.date, list[Invoice]]:
    """The day of the customer's next debit and the invoices that it takes; none when the invoice is still to be made."""
    coming = [r for r in invoices if r["due_on"] >= today and open_cents(r) > 0 and r["failed_on"] is None]
    if not coming:
        return next_debit(next_invoice(today), closed), []
    day = min(r["due_on"] for r in coming)
    return day, [r for r in coming if r["due_on"] == day]


def last_debit(invoices: Sequence[Invoice], today: dt.date) -> Invoice | None:
    """The invoice that was debited last, paid or not."""
    past = [r for r in invoices if r["due_on"] < today]
    return max(past, key=lambda r: r["due_on"]) if past else None
