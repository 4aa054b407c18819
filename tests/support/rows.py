"""Rows of one customer's orders, repairs, cases and invoices, for conversations about them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import CUSTOMER, MONDAY, add

MINE = CUSTOMER["number"]
CASE = "Z2026-004512"
SUBSCRIPTION = {"what": {"nl": "Abonnement E-Stad Flex", "en": "Subscription E-Stad Flex"}, "cents": 7900}


async def order(kit: Kit, **values: Any) -> None:
    """An order that comes on Thursday between 14.00 and 17.00."""
    row = {
        "number": "B4410927", "customer_number": MINE, "product": "SR-EB1", "subscription": "flex", "status": "planned", "failed_times": 0,
        "ordered_on": dt.date(2026, 11, 18), "paid_on": dt.date(2026, 11, 18), "promised_on": dt.date(2026, 11, 26), "date": dt.date(2026, 11, 26), "slot": "14:00-17:00",
    }  # fmt: skip
    await add(kit, c.orders, **{**row, **values})


async def repair(kit: Kit, **values: Any) -> None:
    """A repair in the workshop since Thursday, asked for a day before."""
    row = {
        "number": "R4500123", "customer_number": MINE, "bike_number": "102938", "what": "ketting", "way": "service_point", "status": "in_workshop",
        "status_since": dt.date(2026, 11, 19), "requested_at": MONDAY - dt.timedelta(days=5), "replacement_bike": False,
    }  # fmt: skip
    await add(kit, c.repairs, **{**row, **values})


async def case(kit: Kit, **values: Any) -> None:
    """A complaint in progress at Billing, due on 2 December."""
    day = dt.timedelta(days=1)
    row = {
        "number": CASE, "kind": "complaint", "topics": ["complain_invoice"], "channel": "email", "language": "nl", "customer_number": MINE,
        "department": "facturatie", "priority": "normal", "status": "in_progress", "created_at": MONDAY - 5 * day, "first_due": MONDAY - 2 * day,
        "first_reaction_at": MONDAY - 3 * day, "due": MONDAY + 9 * day,
    }  # fmt: skip
    await add(kit, t.cases, **{**row, **values})


def bill(number: str, month: str, *lines: tuple[str, str, int], **values: Any) -> dict[str, Any]:
    """The row of the invoice of a month ("2026-11"), paid unless ``values`` say otherwise; ``lines`` come on top of the
    subscription."""
    first = dt.date.fromisoformat(f"{month}-01")
    before = first - dt.timedelta(days=1)
    rows = [SUBSCRIPTION, *({"what": {"nl": nl, "en": en}, "cents": cents} for nl, en, cents in lines)]
    total = sum(int(r["cents"]) for r in rows)
    row = {
        "number": number, "customer_number": MINE, "month": first, "issued_on": before.replace(day=20), "due_on": before.replace(day=27),
        "lines": rows, "total_cents": total, "paid_cents": total,
    }  # fmt: skip
    return {**row, **values}


async def invoice(kit: Kit, number: str, month: str, *lines: tuple[str, str, int], **values: Any) -> None:
    """Put such an invoice in the ledger."""
    await add(kit, c.invoices, **bill(number, month, *lines, **{"contract_id": 1, **values}))


async def ended(kit: Kit, **values: Any) -> None:
    """A contract that has ended, the bike returned on 16 November."""
    row = {
        "customer_number": MINE, "product": "SR-ST1", "subscription": "flex", "bike_number": "555111", "month_cents": 2900, "deposit_cents": 5000,
        "started_on": dt.date(2025, 1, 1), "status": "ended", "ends_on": dt.date(2026, 11, 15), "returned_on": dt.date(2026, 11, 16),
    }  # fmt: skip
    await add(kit, c.contracts, **{**row, **values})


async def two_invoices(kit: Kit) -> None:
    """That of November, paid, and that of December, which is higher."""
    await invoice(kit, "F2026-030001", "2026-11")
    await invoice(kit, "F2026-031877", "2026-12", ("Kinderzitje", "Child seat", 500), paid_cents=0)


SETS = {"order": order, "repair": repair, "case": case, "invoices": two_invoices, "returned": ended}
