"""Rows into the database, in batches; and out of it again, those of demo customers alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, Table, and_, cast, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.demo.build import Row, Rows
from handoff.demo.casework import DEMO_KEY
from handoff.errors import Conflict
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t

_OF_CLAIM = (d.items, d.steps, d.notices, d.calls, d.promises, d.plans, d.bookings, d.searches, d.settlements)
_OF_CUSTOMER = (
    d.stops,
    d.claims,
    c.payments,
    c.invoices,
    c.repairs,
    c.orders,
    c.changes,
    c.contracts,
    t.cases,
)  # in the order of deletion


async def count_of(tx: AsyncConnection, numbers: Collection[str] | None = None) -> int:
    """How many customers there are, of ``numbers`` or at all."""
    query = select(func.count()).select_from(c.customers)
    if numbers is not None:
        query = query.where(c.customers.c.number.in_(numbers))
    return int((await tx.execute(query)).scalar_one())


async def lines_of_claims(tx: AsyncConnection, numbers: Collection[str]) -> int:
    """How many lines of history say what was done about the arrears of these customers."""
    query = select(func.count()).select_from(t.history).where(_of_claims(numbers))
    return int((await tx.execute(query)).scalar_one())


def _of_claims(numbers: Collection[str]) -> ColumnElement[bool]:
    claims = select(cast(d.claims.c.id, String)).where(d.claims.c.customer_number.in_(numbers))
    return and_(t.history.c.subject == "claim", t.history.c.subject_id.in_(claims))


async def remove(tx: AsyncConnection, numbers: Collection[str]) -> None:
    """Take out the customers with these numbers and all they have, whatever was done with them since."""
    mine = select(t.cases.c.number).where(t.cases.c.customer_number.in_(numbers))
    of_cases = (t.history.c.subject == "case") & t.history.c.subject_id.in_(mine)
    of_customers = (t.history.c.subject == "customer") & t.history.c.subject_id.in_(numbers)
    await tx.execute(delete(t.history).where(of_cases | of_customers))
    await tx.execute(delete(t.contacts).where(t.contacts.c.key.startswith(DEMO_KEY, autoescape=True)))
    await tx.execute(delete(t.history).where(_of_claims(numbers)))
    claims = select(d.claims.c.id).where(d.claims.c.customer_number.in_(numbers))
    ids = list((await tx.execute(claims)).scalars())
    keys = (await tx.execute(select(d.notices.c.key).where(d.notices.c.claim_id.in_(ids)))).scalars()
    await tx.execute(delete(t.outbox).where(t.outbox.c.key.in_([f"dunning:{key}" for key in keys])))
    booked = select(d.bookings.c.id).where(d.bookings.c.claim_id.in_(claims))
    await tx.execute(delete(d.booking_rows).where(d.booking_rows.c.booking_id.in_(booked)))
    for table in _OF_CLAIM:
        await tx.execute(delete(table).where(table.c.claim_id.in_(claims)))
    invoices = select(c.invoices.c.number).where(c.invoices.c.customer_number.in_(numbers))
    await tx.execute(delete(d.listed).where(d.listed.c.invoice_number.in_(invoices)))
    await tx.execute(update(c.customers).where(c.customers.c.merged_into.in_(numbers)).values(merged_into=None))
    for table in _OF_CUSTOMER:
        await tx.execute(delete(table).where(table.c.customer_number.in_(numbers)))
    await tx.execute(delete(c.customers).where(c.customers.c.number.in_(numbers)))


async def write(tx: AsyncConnection, rows: Rows) -> None:
    """Insert ``rows`` and set the counters beyond their numbers. Raises Conflict when a number is taken by somebody else."""
    numbered = (
        (c.orders, rows.orders), (c.repairs, rows.repairs), (c.invoices, rows.invoices), (t.cases, rows.cases), (t.contacts, rows.contacts)
    )  # fmt: skip
    for table, made in numbered:
        await _refuse_taken(tx, table, [row["number"] for row in made])
    await _insert(tx, c.customers, rows.customers)
    await _insert(tx, c.contracts, rows.contracts)
    bikes = [row["bike_number"] for row in rows.contracts]
    found = await tx.execute(
        select(c.contracts.c.bike_number, c.contracts.c.id).where(c.contracts.c.bike_number.in_(bikes))
    )
    ids = {row.bike_number: row.id for row in found}
    invoices = [row | {"contract_id": ids.get(row["contract_id"])} for row in rows.invoices]
    for table, made in (*numbered[:2], (c.invoices, invoices), (c.payments, rows.payments), (c.changes, rows.changes)):
        await _insert(tx, table, made)
    for table, made in (*numbered[3:], (t.history, rows.history)):
        await _insert(tx, table, made)
    for name, value in _last_numbers([row["number"] for _, made in numbered for row in made]).items():
        await _count_from(tx, name, value)


async def _insert(tx: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert in batches of rows with the same columns; a JSON column without a value stays NULL, not JSON's null."""
    json = {column.name for column in table.columns if isinstance(column.type, JSON)}
    batches: dict[frozenset[str], list[dict[str, Any]]] = {}
    for row in rows:
        kept = {name: value for name, value in row.items() if value is not None or name not in json}
        batches.setdefault(frozenset(kept), []).append(kept)
    for batch in batches.values():
        await tx.execute(insert(table), batch)


async def _refuse_taken(tx: AsyncConnection, table: Table, numbers: list[str]) -> None:
    found = (await tx.execute(select(table.c.number).where(table.c.number.in_(numbers)).limit(1))).first()
    if found:
        raise Conflict(
            f"{found.number} is taken in {table.name}: the demo needs a database without an administration of its own."
        )


def _last_numbers(numbers: list[str]) -> dict[str, int]:
    """Highest value by counter: "Z2026" for case Z2026-004101, "B" for order B4410001."""
    last: dict[str, int] = {}
    for number in numbers:
        name, dash, digits = number.partition("-")
        name, value = (name, int(digits)) if dash else (number[0], int(number[1:]))
        last[name] = max(value, last.get(name, 0))
    return last


async def _count_from(tx: AsyncConnection, name: str, value: int) -> None:
    """Make the counter give out numbers above ``value``; it never goes back."""
    known = (await tx.execute(select(t.counters.c.value).where(t.counters.c.name == name))).first()
    if known is None:
        await tx.execute(insert(t.counters).values(name=name, value=value))
    elif known.value < value:
        await tx.execute(update(t.counters).where(t.counters.c.name == name).values(value=value))
