"""The same customer twice, what is read of the two, and the merge: for the tests of merging."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import update

from handoff.store import customers as c
from handoff.work import merging
from handoff.work.dunning.run import plan_day
from handoff.work.homes import MOVING
from tests.unit.work.conftest import CUSTOMER, NOW, Office

A, B = "40000001", "40000002"
TODAY = NOW.date()


async def with_double(office: Office) -> Office:
    """``office`` with the customer once more, under another number and with less known."""
    again = {"number": B, "name": "F. El Amrani", "birth_date": None, "iban": None, "since": dt.date(2025, 1, 1)}
    await office.add(c.customers, **{**CUSTOMER, **again})
    return office


async def invoice(office: Office, number: str, customer: str, failed: dt.date | None = None) -> None:
    month = dt.date(2026, 10, 1)
    await office.add(
        c.invoices,
        number=number,
        customer_number=customer,
        month=month,
        issued_on=month,
        due_on=month,
        lines=[],
        total_cents=7900,
        paid_cents=0,
        failed_on=failed,
        disputed_cents=0,
        credited_cents=0,
    )


async def where(office: Office) -> dict[str, set[str]]:
    """Which customers every table names."""
    return {name: {r["customer_number"] for r in await office.rows(table)} for name, table in MOVING.items()}


async def reasons(office: Office) -> dict[int, str]:
    return {one.claim.id: one.today.why for one in await plan_day(office.kit)}


async def person(office: Office, number: str) -> dict[str, Any]:
    return (await office.rows(c.customers, c.customers.c.number == number))[0]


async def set_person(office: Office, number: str, **values: Any) -> None:
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.customers).where(c.customers.c.number == number).values(**values))


async def merge(office: Office, kept: str = A, gone: str = B, who: str = "thijs", ground: str = "gebeld") -> int:
    return await merging.merge(office.kit, await office.agent(who), kept, gone, ground)
