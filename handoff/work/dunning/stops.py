"""Stopping and going on: a stop works the same day, takes back what has not left yet, and is lifted by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.dunning.schedule import LETTER, REASONS
from handoff.errors import BadInput, NotFound
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.store.record import customer
from handoff.work.base import Kit, record
from handoff.work.dunning.run import lock, today_in
from handoff.work.mailing import insert_once

_DAY = dt.timedelta(days=1)


async def stop(
    kit: Kit, customer_number: str, reason: str, by: str, *, claim_id: int | None = None, note: str = ""
) -> int:
    """Stop the schedule of a customer, or of one claim, from today on; the same again changes nothing. Returns its id.

    `by` is bot or agent:<username>. Mail that waits and letters that were not posted are taken back. Raises BadInput for
    an unknown reason, NotFound for an unknown customer.
    """
    async with kit.db.write() as tx:
        return await stop_in(tx, kit, customer_number, reason, by, claim_id=claim_id, note=note)


async def stop_in(
    tx: AsyncConnection,
    kit: Kit,
    customer_number: str,
    reason: str,
    by: str,
    *,
    claim_id: int | None = None,
    note: str = "",
) -> int:
    """`stop` within the transaction of other work."""
    if reason not in REASONS:
        raise BadInput(f"The reason is one of {', '.join(REASONS)}.", code="unknown-reason")
    who = await customer(tx, customer_number)
    if who is None:
        raise NotFound("There is no such customer.")
    customer_number = who["number"]
    ids = await _claims_of(tx, customer_number, claim_id)
    if claim_id is not None and not ids:
        raise NotFound("There is no such claim.")
    await lock(tx, ids)
    s, day, now = d.stops.c, today_in(kit), kit.clock.now()
    mine = and_(s.customer_number == customer_number, s.reason == reason, _same(claim_id))
    lifted = (await tx.execute(select(func.count()).select_from(d.stops).where(mine, s.lifted_at.is_not(None)))).scalar_one()  # fmt: skip
    key = f"{customer_number}:{claim_id or '-'}:{reason}:{lifted}"
    review = day + kit.content.dunning.schedule.hardship_days * _DAY if reason == "hardship" else None
    made = await insert_once(
        tx, kit, d.stops, key=key, customer_number=customer_number, claim_id=claim_id, reason=reason, note=note or None,
        since=day, at=now, by=by, review_on=review,
    )  # fmt: skip
    if made:
        await record(tx, now, "customer", customer_number, by, "dunning_stopped", reason=reason, claim=claim_id)
        await withdraw_in(tx, kit, ids)
    return int((await tx.execute(select(s.id).where(s.key == key))).scalar_one())


def _same(claim_id: int | None) -> ColumnElement[bool]:
    return d.stops.c.claim_id.is_(None) if claim_id is None else d.stops.c.claim_id == claim_id


async def _claims_of(tx: AsyncConnection, customer_number: str, claim_id: int | None) -> list[int]:
    one = d.claims.c.id == claim_id if claim_id is not None else true()
    query = select(d.claims.c.id).where(d.claims.c.customer_number == customer_number, d.claims.c.state == "open", one)
    return [row.id for row in await tx.execute(query)]


async def withdraw_in(tx: AsyncConnection, kit: Kit, ids: Sequence[int], *, steps: Collection[str] = ()) -> None:
    """Take back what has not left, of ``steps`` alone where they are named: then the step counts as not done, and is done
    again once it is due."""
    n, now = d.notices.c, kit.clock.now()
    waiting = select(t.outbox.c.key).where(
        t.outbox.c.kind == "dunning",
        t.outbox.c.state == "waiting",
        or_(t.outbox.c.held_until.is_(None), t.outbox.c.held_until < now),
    )
    here = or_(
        and_(n.channel == "letter", n.posted_on.is_(None)),
        and_(n.channel == "email", ("dunning:" + n.key).in_(waiting)),
    )
    query = select(d.notices).where(n.claim_id.in_(ids), n.withdrawn_at.is_(None), here)
    if steps:
        query = query.where(n.step.in_(steps))
    for row in list(await tx.execute(query)):
        if row.channel == "email":
            gone = update(t.outbox).where(t.outbox.c.key == f"dunning:{row.key}")
            aside = f"dunning:{row.key}:{row.id}"
            await tx.execute(gone.values(state="failed", error="withdrawn: stopped or paid before it left", key=aside))
        aside = f"{row.key}:{row.id}"
        await tx.execute(update(d.notices).where(n.id == row.id).values(withdrawn_at=now, key=aside))
        await _undo_step(tx, row)


async def _undo_step(tx: AsyncConnection, notice: Any) -> None:
    """A step of which nothing left is to be done still. A 14-day letter only counts by post."""
    n = d.notices.c
    left = select(n.id).where(n.claim_id == notice.claim_id, n.step == notice.step, n.withdrawn_at.is_(None))
    if notice.step == LETTER:
        left = left.where(n.channel == "letter")
    if (await tx.execute(left)).first() is None:
        await tx.execute(delete(d.steps).where(d.steps.c.claim_id == notice.claim_id, d.steps.c.step == notice.step))


async def lift(kit: Kit, stop_id: int, agent: str, note: str = "") -> bool:
    """Lift a stop, today; False when it was lifted already. After a dispute the debtor first has days to pay.

    Raises NotFound.
    """
    day = today_in(kit)
    async with kit.db.write() as tx:
        row = (await tx.execute(select(d.stops).where(d.stops.c.id == stop_id).with_for_update())).first()
        if row is None:
            raise NotFound("There is no such stop.")
        if row.lifted_at is not None:
            return False
        grace = kit.content.dunning.schedule.dispute_days_to_pay + 1 if row.reason == "dispute" else 0
        await lift_in(tx, kit, row._asdict(), f"agent:{agent}", note, day + grace * _DAY)
    return True


async def lift_in(
    tx: AsyncConnection, kit: Kit, row: Mapping[str, Any], by: str, note: str, resume_on: dt.date
) -> None:
    """Lift the stop ``row``, today; the schedule goes on from ``resume_on`` at the earliest."""
    day, now = today_in(kit), kit.clock.now()
    values = {"lifted_at": now, "lifted_on": day, "lifted_by": by, "lift_note": note or None, "resume_on": resume_on}
    await tx.execute(update(d.stops).where(d.stops.c.id == row["id"]).values(**values))
    await record(tx, now, "customer", row["customer_number"], by, "dunning_resumed", reason=row["reason"])
