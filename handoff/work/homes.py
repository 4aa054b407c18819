"""Bringing rows to the number under which a customer is kept, after two records were made one.

Rows may still come in under the former number: a chat that was under way, an invoice from the organisation's own
administration, a list of debtors. They are brought home before anything is decided on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.base import Kit

# All tables that name a customer. A test holds this against the columns of all tables.
MOVING: Mapping[str, Table] = {
    table.name: table
    for table in (
        t.conversations, t.contacts, t.cases, c.contracts, c.orders, c.repairs, c.invoices, c.payments, c.changes, d.claims, d.stops,
    )
}  # fmt: skip
CHUNK = 500  # values in one IN: databases limit the parameters of a statement
Moved = dict[str, list[Any]]


def key_of(table: Table) -> Any:
    """The column by which rows that moved are remembered."""
    return next(iter(table.primary_key.columns))


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Parts that fit in one statement."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


async def move(tx: AsyncConnection, gone: str, kept: str) -> Moved:
    """Give every row of ``gone`` to ``kept``; returns the keys by table."""
    moved: Moved = {}
    for name, table in MOVING.items():
        change = update(table).where(table.c.customer_number == gone).values(customer_number=kept)
        keys = sorted((await tx.execute(change.returning(key_of(table)))).scalars())
        if keys:
            moved[name] = keys
    return moved


async def bring_home(tx: AsyncConnection) -> int:
    """Move what came in under a former number, and note it with the merge so that an undo takes it back; how many rows."""
    count = 0
    for gone in await _astray(tx):
        kept = (await tx.execute(select(c.customers.c.merged_into).where(c.customers.c.number == gone))).scalar_one()
        moved = await move(tx, gone, kept)
        count += sum(map(len, moved.values()))
        await _note(tx, gone, moved)
    return count


async def bring_all_home(kit: Kit) -> int:
    """``bring_home`` in a transaction of its own, where there is something to bring."""
    async with kit.db.read() as tx:
        if not await _astray(tx):
            return 0
    async with kit.db.write() as tx:
        return await bring_home(tx)


async def _astray(tx: AsyncConnection) -> list[str]:
    """Former numbers under which there are rows."""
    former = select(c.customers.c.number).where(c.customers.c.merged_into.is_not(None))
    if (await tx.execute(former.limit(1))).first() is None:
        return []
    found: set[str] = set()
    for table in MOVING.values():
        here = select(table.c.customer_number).where(table.c.customer_number.in_(former)).distinct()
        found |= set((await tx.execute(here)).scalars())
    return sorted(found)


async def _note(tx: AsyncConnection, gone: str, moved: Moved) -> None:
    """Add what moved to the merge of ``gone``, and to those after it by which its number was taken further."""
    m, number = c.merges.c, gone
    for _ in range(20):  # no chain is that long: it ends a circle that cannot be
        row = (await tx.execute(select(c.merges).where(m.gone == number, m.undone_at.is_(None)))).first()
        if row is None:
            return
        both = {n: sorted({*row.moved.get(n, ()), *moved.get(n, ())}) for n in {*row.moved, *moved}}
        await tx.execute(update(c.merges).where(m.id == row.id).values(moved=both))
        number = row.kept
