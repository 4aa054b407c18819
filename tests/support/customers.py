"""The customer of the conversations, in a running installation."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import delete, insert

from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.store.db import Database
from tests.support.installation import Service, run
from tests.support.rows import CASE, SETS
from tests.support.talking import BIKE, CUSTOMER


def with_customer(service: Service, *has: str, invoices: Sequence[dict[str, Any]] = ()) -> Service:
    """``service``, whose register has that customer as in the beginning, with one bike, these invoices, no repairs, orders or
    changes and no failed attempts.

    ``has``: what the customer has besides, names of ``tests.support.rows.SETS``.
    """

    async def work() -> None:
        db = Database(service.settings.database_url)
        async with db.write() as tx:
            for table in (d.items, d.steps, d.notices, d.calls, d.promises, d.plans, d.stops, d.claims, c.changes, c.repairs, c.payments, c.invoices, c.orders, c.contracts, t.attempts):
                await tx.execute(delete(table))
            await tx.execute(t.conversations.update().values(customer_number=None))
            await tx.execute(t.contacts.update().values(customer_number=None))
            await tx.execute(t.cases.update().values(customer_number=None))
            await tx.execute(delete(c.customers))
            await tx.execute(delete(t.cases).where(t.cases.c.number == CASE))
            await tx.execute(insert(c.customers).values(**CUSTOMER))
            made = await tx.execute(insert(c.contracts).values(**BIKE).returning(c.contracts.c.id))
            bike = made.scalar_one()
            for row in invoices:
                await tx.execute(insert(c.invoices).values(**row, contract_id=bike))
        for name in has:
            await SETS[name](SimpleNamespace(db=db))  # type: ignore[arg-type]
        await db.close()

    run(work())
    return service
