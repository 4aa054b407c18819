"""What may be done with a case, and when a new account number counts: pure rules of the handbook.

Sources: handbook, complaints ("Standaardvergoedingen", "Na het besluit"), procedures ("Nieuw IBAN doorgeven").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

OPEN = ("new", "in_progress", "waiting_for_customer", "reopened")
# From a status to those it may become. Back to "new" never; out of "resolved" only by opening it again.
MAY_BECOME: Mapping[str, frozenset[str]] = {
    "new": frozenset({"in_progress", "waiting_for_customer", "resolved"}),
    "in_progress": frozenset({"waiting_for_customer", "resolved"}),
    "waiting_for_customer": frozenset({"in_progress", "resolved"}),
    "reopened": frozenset({"in_progress", "waiting_for_customer", "resolved"}),
    "resolved": frozenset({"reopened"}),
}


DEBT = "debiteurenbeheer"
BULK = ("assign", "department", "priority", "note")


def bulk_refusal(does: str, case: Mapping[str, Any], roles: Collection[str], assignee: Collection[str] = ()) -> str:
    """Why ``does`` (one of BULK) cannot be done with one of several cases, as the code of a sentence; empty when it can.

    ``case``: status and department. ``roles``: of who does it; ``assignee``: of who gets it.
    """
    if case["department"] == DEBT and "debtors" not in roles:
        return "role-missing"
    if does == "note":
        return ""
    if case["status"] == "resolved":
        return "case-resolved"
    if does == "assign" and case["department"] == DEBT and "debtors" not in assignee:
        return "assignee-role"
    return ""


def may_become(old: str, new: str) -> bool:
    """Whether a case with status ``old`` may get status ``new``; staying as it is always may."""
    return old == new or new in MAY_BECOME[old]


def may_reopen(closed: dt.datetime | None, now: dt.datetime, days: int) -> bool:
    """Whether a case that was closed at ``closed`` may be opened again under its number: within ``days`` calendar days."""
    return closed is not None and (now.date() - closed.astimezone(now.tzinfo).date()).days <= days


def largest_grant(roles: Iterable[str], grants: Sequence[Mapping[str, Any]]) -> int | None:
    """The most that somebody with ``roles`` may give in one case, in cents; None is no limit, 0 nothing.

    ``grants``: the block of guidelines.yml, [{"role", "up_to": euros or None}].
    """
    most = 0
    for rule in grants:
        if rule["role"] in roles:
            if rule["up_to"] is None:
                return None
            most = max(most, int(Decimal(str(rule["up_to"])) * 100))
    return most


def who_may_grant(cents: int, grants: Sequence[Mapping[str, Any]]) -> str:
    """The first role that may give ``cents``."""
    for rule in grants:
        if rule["up_to"] is None or cents <= int(Decimal(str(rule["up_to"])) * 100):
            return str(rule["role"])
    return str(grants[-1]["role"])


def nearly_due(due: dt.datetime, now: dt.datetime, hours: float) -> bool:
    """Whether a term ends within ``hours`` and has not ended."""
    return now <= due < now + dt.timedelta(hours=hours)


def iban_from(approved: dt.date, wished: dt.date, last_day: int) -> dt.date:
    """From when an account number counts that was approved on ``approved``.

    Up to and including ``last_day`` of the month: at once, for that month's debit. Later: from the next month. Never
    before ``wished``.
    """
    day = approved
    if approved.day > last_day:
        day = (approved.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return max(day, wished)
