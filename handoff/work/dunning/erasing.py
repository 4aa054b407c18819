"""Erases arrears that are past their term: claims that were closed, and what a list brought in for them.

Source: handbook, contact registration ("Bewaartermijnen"): invoices, payments and reminders 7 years, contacts with a
customer number 24 months, and nothing of a claim that still runs. Terms: ``retention.yml``. Safe to repeat.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, cast, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide import retention as rules
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.base import Kit, record

BATCH = 100
_OF_CLAIM: tuple[Table, ...] = (
    d.items,
    d.steps,
    d.notices,
    d.calls,
    d.promises,
    d.plans,
    d.bookings,
    d.searches,
    d.settlements,
    d.stops,
)
_KNOWN_BY: tuple[Table, ...] = (
    c.contracts, c.orders, c.repairs, c.invoices, c.payments, c.changes, d.claims, d.stops, t.cases, t.contacts, t.conversations
)  # fmt: skip


async def erase_arrears(kit: Kit, now: dt.datetime, *, dry: bool) -> tuple[Counter[str], int]:
    """Erase what is past its term (with `dry` only count it): how much by term, and how many claims are held."""
    terms, counts, held = kit.content.retention.terms, Counter[str](), 0
    limit, last = rules.past(now, terms.claim), 0
    while True:
        async with kit.db.read() if dry else kit.db.write() as tx:
            k = d.claims.c
            query = select(d.claims, c.customers.c.flags).join(c.customers, c.customers.c.number == k.customer_number)
            query = query.where(k.state == "closed", k.closed_at < limit, k.id > last).order_by(k.id).limit(BATCH)
            rows = list(await tx.execute(query))
            if not rows:
                break
            last = rows[-1].id
            free = [row for row in rows if "legal_hold" not in (row.flags or ())]
            held += len(rows) - len(free)
            counts["claim"] += len(free)
            if not dry:
                await _claims(tx, now, free)
    async with kit.db.read() if dry else kit.db.write() as tx:
        for name, table, where in _rows(kit, now):
            if dry:
                counts[name] += (await tx.execute(select(func.count()).select_from(table).where(where))).scalar_one()
            else:
                counts[name] += (await tx.execute(delete(table).where(where))).rowcount
    return counts, held


async def _claims(tx: AsyncConnection, now: dt.datetime, rows: Sequence[Any]) -> None:
    """These claims with all that belongs to them, the invoices that a list brought, and customers of whom nothing is left."""
    ids = [row.id for row in rows]
    of = select(d.items.c.invoice_number).where(d.items.c.claim_id.in_(ids))
    listed = select(d.listed.c.invoice_number).where(d.listed.c.invoice_number.in_(of))
    numbers = list((await tx.execute(listed)).scalars())
    booked = select(d.bookings.c.id).where(d.bookings.c.claim_id.in_(ids))
    paid = select(c.payments.c.id).where(c.payments.c.invoice_number.in_(numbers))
    rows_of = d.booking_rows.c
    await tx.execute(delete(d.booking_rows).where(or_(rows_of.booking_id.in_(booked), rows_of.payment_id.in_(paid))))
    for table in _OF_CLAIM:
        await tx.execute(delete(table).where(table.c.claim_id.in_(ids)))
    await tx.execute(delete(d.claims).where(d.claims.c.id.in_(ids)))
    for row in rows:
        await record(tx, now, "claim", str(row.id), "system", "erased", term="claim")
    if not numbers:
        return
    await tx.execute(delete(d.listed).where(d.listed.c.invoice_number.in_(numbers)))
    await tx.execute(delete(c.payments).where(c.payments.c.invoice_number.in_(numbers)))
    await tx.execute(delete(c.invoices).where(c.invoices.c.number.in_(numbers)))
    people = {row.customer_number for row in rows}
    mine = d.stops.c.customer_number.in_(people)
    await tx.execute(delete(d.stops).where(mine, ~_has_claim(d.stops.c.customer_number)))
    used = [exists().where(table.c.customer_number == c.customers.c.number) for table in _KNOWN_BY]
    into = c.customers.alias()
    used.append(exists().where(into.c.merged_into == c.customers.c.number))
    nothing_left = and_(c.customers.c.number.in_(people), c.customers.c.merged_into.is_(None), ~or_(*used))
    await tx.execute(delete(c.customers).where(nothing_left))


def _has_claim(customer: ColumnElement[str], *, open_only: bool = False) -> ColumnElement[bool]:
    query = exists().where(d.claims.c.customer_number == customer)
    return query.where(d.claims.c.state == "open") if open_only else query


def _rows(kit: Kit, now: dt.datetime) -> tuple[tuple[str, Table, ColumnElement[bool]], ...]:
    """What goes by itself: calls and stops once nothing runs any more, as contacts do; reports of lists, as the log does."""
    terms = kit.content.retention.terms
    contact, log = rules.past(now, terms.customer), rules.past(now, terms.log)
    over = and_(d.claims.c.state == "closed", d.claims.c.closed_at < contact)
    calls = and_(d.calls.c.at < contact, d.calls.c.claim_id.in_(select(d.claims.c.id).where(over)))
    lately = exists().where(d.claims.c.customer_number == d.stops.c.customer_number, d.claims.c.closed_at >= contact)
    kept = or_(_has_claim(d.stops.c.customer_number, open_only=True), lately, _on_hold(d.stops.c.customer_number))
    return (
        ("customer", d.calls, calls),
        ("customer", d.stops, and_(d.stops.c.lifted_at < contact, ~kept)),
        ("log", d.imports, d.imports.c.at < log),
    )


def _on_hold(customer: ColumnElement[str]) -> ColumnElement[bool]:
    flags = cast(c.customers.c.flags, t.String)
    return exists().where(c.customers.c.number == customer, flags.like('%"legal_hold"%'))


def in_open_claim() -> ColumnElement[bool]:
    """Lines of the log about a claim that runs, or about its customer: nothing of that goes until it is over."""
    h, running = t.history.c, d.claims.c.state == "open"
    return or_(
        and_(h.subject == "claim", h.subject_id.in_(select(cast(d.claims.c.id, t.String)).where(running))),
        and_(h.subject == "customer", h.subject_id.in_(select(d.claims.c.customer_number).where(running))),
    )
