"""A part of a claim that is disputed: it is left out while the rest goes on, until a person decides.

Source: handbook, debtors, dispute_claim, and the reading guide, point 24: what is not clear is disputed whole.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.invoices import open_cents
from handoff.errors import NotFound
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.work.base import Kit, record
from handoff.work.dunning.run import lock, today_in
from handoff.work.mailing import insert_once

_DAY = dt.timedelta(days=1)


async def narrow_in(
    tx: AsyncConnection, kit: Kit, customer_number: str, claim_id: int, invoice: str, cents: int, by: str, mark: str
) -> bool:
    """A dispute turned out to be about ``cents`` of one invoice: that part is left out, and the stop over the whole claim
    that ``by`` set under ``mark`` (its note) gives way. A stop that somebody else set stays.

    Returns False when the invoice is not open in this claim; then the stop stays too.
    """
    await lock(tx, [claim_id])
    query = (
        select(c.invoices)
        .join(d.items, d.items.c.invoice_number == c.invoices.c.number)
        .where(d.items.c.claim_id == claim_id, c.invoices.c.number == invoice)
        .where(c.invoices.c.customer_number == customer_number)
    )
    row = (await tx.execute(query)).first()
    left = open_cents(dict(row._mapping)) if row is not None else 0
    if row is None or left <= 0 or cents <= 0:
        return False
    disputed = min(left, max(cents, row.disputed_cents))
    await tx.execute(update(c.invoices).where(c.invoices.c.number == invoice).values(disputed_cents=disputed))
    await release_in(tx, kit, claim_id, by, mark)
    await record(tx, kit.clock.now(), "claim", str(claim_id), by, "part_disputed", invoice=invoice, cents=disputed)
    return True


async def release_in(tx: AsyncConnection, kit: Kit, claim_id: int, by: str, mark: str) -> None:
    """Take back the stop that ``by`` set under ``mark`` over a claim that the dispute turned out not to be about."""
    day, now, s = today_in(kit), kit.clock.now(), d.stops.c
    mine = (s.claim_id == claim_id, s.reason == "dispute", s.by == by, s.note == mark, s.lifted_at.is_(None))
    lifted = {"lifted_at": now, "lifted_on": day, "lifted_by": by, "resume_on": day}
    await tx.execute(update(d.stops).where(*mine).values(**lifted))


async def settle_part(kit: Kit, invoice: str, agent: str, note: str = "") -> None:
    """The decision on a disputed part that stays open: it is asked for again, after the days that the debtor has to pay.

    What was granted is credited on the invoice before. Raises NotFound when nothing of the invoice is disputed.
    """
    day, now, by = today_in(kit), kit.clock.now(), f"agent:{agent}"
    async with kit.db.write() as tx:
        query = (
            select(d.items.c.claim_id, c.invoices.c.customer_number)
            .join(c.invoices, c.invoices.c.number == d.items.c.invoice_number)
            .where(c.invoices.c.number == invoice, c.invoices.c.disputed_cents > 0)
        )
        row = (await tx.execute(query)).first()
        if row is None:
            raise NotFound("Nothing of this invoice is disputed.")
        await lock(tx, [row.claim_id])
        await tx.execute(update(c.invoices).where(c.invoices.c.number == invoice).values(disputed_cents=0))
        grace = kit.content.dunning.schedule.dispute_days_to_pay + 1
        await insert_once(
            tx, kit, d.stops, key=f"{row.customer_number}:{row.claim_id}:part:{invoice}:{day}"[:120], reason="dispute",
            customer_number=row.customer_number, claim_id=row.claim_id, note=invoice, since=day, at=now, by=by,
            lifted_at=now, lifted_on=day, lifted_by=by, lift_note=note or None, resume_on=day + grace * _DAY,
        )  # fmt: skip
        await record(tx, now, "claim", str(row.claim_id), by, "part_decided", invoice=invoice)
