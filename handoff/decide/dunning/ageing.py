"""How old what is open is, and what a debtor's account says line by line. Amounts are integer cents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

AGES: Sequence[tuple[int, int | None]] = ((0, 30), (31, 60), (61, 90), (91, None))  # days since day 0, both included
_FIRST = {"invoice": 0, "failed": 1, "costs": 2, "paid": 3, "credit": 4, "settled": 5, "earlier": 6}  # on the same day


def age_of(failed_on: dt.date, today: dt.date) -> int:
    """Which of AGES holds a claim of `failed_on`; what fails in the future is of the first."""
    days = (today - failed_on).days
    return next(n for n, (_, last) in enumerate(AGES) if last is None or days <= last)


@dataclass(frozen=True)
class Line:
    """A line of an account: what changed what is owed by how much (below zero: less), and what is owed after it."""

    on: dt.date | None
    what: str  # invoice, failed, costs, paid, credit, settled, earlier
    cents: int
    balance: int = 0
    ref: str = ""
    note: str = ""


def ledger(
    invoices: Iterable[Mapping[str, Any]],
    payments: Iterable[Mapping[str, Any]],
    claims: Iterable[Mapping[str, Any]],
    settlements: Iterable[Mapping[str, Any]],
) -> list[Line]:
    """The account in order of time. What was paid or settled without a row of its own is one line, so that the last
    balance is always what the invoices and the costs say is open."""
    lines: list[Line] = []
    moved: dict[str, int] = {}
    for row in payments:
        number = row["invoice_number"]
        moved[number] = moved.get(number, 0) + row["cents"]
        lines.append(Line(row["at"], "paid", -row["cents"], ref=number, note=row["way"]))
    for row in invoices:
        number = row["number"]
        lines.append(Line(row["issued_on"], "invoice", row["total_cents"], ref=number))
        if row["failed_on"]:
            lines.append(Line(row["failed_on"], "failed", 0, ref=number))
        if row["credited_cents"]:
            lines.append(Line(None, "credit", -row["credited_cents"], ref=number))
        if rest := row["paid_cents"] - moved.get(number, 0):
            lines.append(Line(row["paid_on"], "earlier", -rest, ref=number))
    settled: dict[int, int] = {}
    for row in settlements:
        settled[row["claim_id"]] = settled.get(row["claim_id"], 0) + row["cents"]
        lines.append(Line(row["on"], "settled", -row["cents"], note=row["kind"]))
    for row in claims:
        if row["costs_cents"]:
            lines.append(Line(row["costs_on"], "costs", row["costs_cents"]))
        if rest := row["costs_settled_cents"] - settled.get(row["id"], 0):
            lines.append(Line(None, "earlier", -rest))
    return _balanced(lines)


def _balanced(lines: Iterable[Line]) -> list[Line]:
    last = dt.date.max
    ordered = sorted(lines, key=lambda line: (line.on or last, _FIRST[line.what], line.ref))
    found, balance = [], 0
    for line in ordered:
        balance += line.cents
        found.append(Line(line.on, line.what, line.cents, balance, line.ref, line.note))
    return found
