"""The customer of the conversations, in a running installation."""

from __future__ import annotations

from types import SimpleNamespace

from sqlalchemy import delete, insert

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.store.db import Database
from tests.support.installation import Service, run
from tests.support.rows import CASE, SETS
from tests.support.talking import BIKE, CUSTOMER


def with_customer(service: Service, *has: str) -> Service:
    """``service``, whose register has that customer as in the beginning, with one bike and no failed attempts.

    ``has``: what the customer has besides, names of ``tests.support.rows.SETS``.
    """

    async def work() -> None:
        db = Database(service.settings.database_url)
        async with db.write() as tx:
            for table in (c.changes, c.repairs, c.payments, c.invoices, c.orders, c.contracts, t.attempts):
                await tx.execute(delete(table))
            await tx.execute(t.conversations.update().values(customer_number=None))
            await tx.execute(t.contacts.update().values(customer_number=None))
            await tx.execute(t.cases.update().values(customer_number=None))
            await tx.execute(delete(c.customers))
            await tx.execute(delete(t.cases).where(t.cases.c.number == CASE))
            await tx.execute(insert(c.customers).values(**CUSTOMER))
            await tx.execute(insert(c.contracts).values(**BIKE))
        for name in has:
            await SETS[name](SimpleNamespace(db=db))  # type: ignore[arg-type]
        await db.close()

    run(work())
    return service
