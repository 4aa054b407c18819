"""Reading records of customers that may be double, and those that were made one; nothing here writes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.doubles import Pair, compare, likely
from handoff.store import customers as c

u = c.customers.c
Row = dict[str, Any]
MOST_ALIKE = 200  # records on one address or number that are looked at for one customer


async def doubles(tx: AsyncConnection) -> list[Pair]:
    """All pairs that may be one customer, the likeliest first."""
    here = u.merged_into.is_(None)
    email, phone = func.lower(func.trim(u.email)), u.phone
    home = (u.postcode, u.house_number)
    several = func.count() > 1
    emails = select(email).where(here, u.email != "").group_by(email).having(several)
    phones = select(phone).where(here, phone != "").group_by(phone).having(several)
    homes = select(*home).where(here, u.postcode != "").group_by(*home).having(several)
    alike = or_(email.in_(emails), phone.in_(phones), tuple_(*home).in_(homes))
    found = await tx.execute(select(c.customers).where(here, alike))
    rows = [dict(r._mapping) for r in found]
    # Beside the conversations, not in their way: comparing twenty thousand records takes most of a second.
    return await asyncio.to_thread(likely, rows, await _apart(tx))


async def doubles_of(tx: AsyncConnection, row: Row) -> list[Pair]:
    """Pairs that one customer is in."""
    if row["merged_into"]:
        return []
    same = [and_(u.postcode == row["postcode"], u.house_number == row["house_number"])] if row["postcode"] else []
    if row["email"]:
        same.append(func.lower(func.trim(u.email)) == row["email"].strip().lower())
    if row["phone"]:
        same.append(u.phone == row["phone"])
    if not same:
        return []
    query = select(c.customers).where(u.number != row["number"], u.merged_into.is_(None), or_(*same)).limit(MOST_ALIKE)
    apart = await _apart(tx, row["number"])
    pairs = [compare(row, dict(r._mapping)) for r in await tx.execute(query)]
    return sorted((p for p in pairs if p and (p.one, p.other) not in apart), key=lambda p: -p.weight)


async def people(tx: AsyncConnection, numbers: Collection[str]) -> dict[str, Row]:
    """The records of these numbers."""
    found = await tx.execute(select(c.customers).where(u.number.in_(numbers)))
    return {r.number: dict(r._mapping) for r in found}


async def merge_of(tx: AsyncConnection, merge_id: int) -> Row | None:
    """One merge, or None."""
    row = (await tx.execute(select(c.merges).where(c.merges.c.id == merge_id))).first()
    return dict(row._mapping) if row else None


async def merges_of(tx: AsyncConnection, number: str) -> list[Row]:
    """What was made one with a number and was not undone, newest first."""
    m = c.merges.c
    found = await tx.execute(select(c.merges).where(m.kept == number, m.undone_at.is_(None)).order_by(m.id.desc()))
    return [dict(r._mapping) for r in found]


async def counts(tx: AsyncConnection, tables: Collection[Table], number: str) -> dict[str, int]:
    """How many rows each of the tables has of a customer, by its name; without those that have none."""
    found = {}
    for table in tables:
        query = select(func.count()).select_from(table).where(table.c.customer_number == number)
        if count := (await tx.execute(query)).scalar_one():
            found[table.name] = int(count)
    return found


async def changes_waiting(tx: AsyncConnection, numbers: Collection[str]) -> int:
    """How many changes of these customers are not decided, or have their day still to come."""
    x = c.changes.c
    where = (x.customer_number.in_(numbers), x.status.in_(("waiting", "planned")))
    return int((await tx.execute(select(func.count()).select_from(c.changes).where(*where))).scalar_one())


async def _apart(tx: AsyncConnection, number: str = "") -> set[tuple[str, str]]:
    x = c.distinct_customers.c
    query = select(x.one, x.other)
    if number:
        query = query.where(or_(x.one == number, x.other == number))
    return {(r.one, r.other) for r in await tx.execute(query)}
