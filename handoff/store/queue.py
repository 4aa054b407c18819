"""The waiting queue: priority, then due, then waiting time; who was dropped comes first of the same priority."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import tables as t

c = t.conversations.c
ORDER = (c.rank, c.returned.desc(), c.queue_due, c.queue_since, c.id)
MEAN_HANDLING_S = 240  # what a chat takes on average until there is history to learn from


async def position(tx: AsyncConnection, rank: int, due: dt.datetime, since: dt.datetime) -> int:
    """How many waiting conversations come before one of this rank, due and since."""
    before = or_(
        c.rank < rank,
        and_(c.rank == rank, or_(c.returned, c.queue_due < due, and_(c.queue_due == due, c.queue_since < since))),
    )
    return int(
        (
            await tx.execute(select(func.count()).select_from(t.conversations).where(c.status == "waiting", before))
        ).scalar_one()
    )


async def place_of(tx: AsyncConnection, conversation_id: str) -> int | None:
    """Place (1 is next) of a waiting conversation; None when it does not wait."""
    row = (await tx.execute(select(t.conversations).where(c.id == conversation_id, c.status == "waiting"))).first()
    if row is None:
        return None
    if row.returned:
        before = or_(c.rank < row.rank, and_(c.rank == row.rank, c.returned, c.queue_due < row.queue_due))
        return 1 + int(
            (
                await tx.execute(
                    select(func.count())
                    .select_from(t.conversations)
                    .where(c.status == "waiting", c.id != conversation_id, before)
                )
            ).scalar_one()
        )
    return 1 + await position(tx, row.rank, row.queue_due, row.queue_since)


async def expected_wait_s(tx: AsyncConnection, place: int, now: dt.datetime, gone_after: float) -> int | None:
    """Seconds a customer at ``place`` may expect to wait; None when nobody is there to help."""
    return wait_s(place, await capacity(tx, now, gone_after))


def wait_s(place: int, room: int) -> int | None:
    """Seconds a customer at ``place`` may expect to wait when colleagues have ``room`` for so many chats; None without any."""
    return round(place * MEAN_HANDLING_S / room) if room else None


async def capacity(tx: AsyncConnection, now: dt.datetime, gone_after: float) -> int:
    """How many chats the colleagues who are there can have at a time."""
    recent = now - dt.timedelta(seconds=max(gone_after, 60) * 2)
    return int(
        (
            await tx.execute(
                select(func.coalesce(func.sum(t.agents.c.capacity), 0)).where(
                    t.agents.c.active, t.agents.c.presence == "available", t.agents.c.seen_at > recent
                )
            )
        ).scalar_one()
    )


async def places(tx: AsyncConnection) -> dict[str, int]:
    """The place of every conversation that waits, by one reading; the same as ``place_of`` gives for each."""
    found: dict[str, int] = {}
    last: tuple[object, ...] = ()
    rows = await tx.execute(
        select(c.id, c.rank, c.returned, c.queue_due, c.queue_since).where(c.status == "waiting").order_by(*ORDER)
    )
    place = 0
    for number, row in enumerate(rows, 1):
        now = (row.rank, row.returned, row.queue_due, None if row.returned else row.queue_since)
        place, last = (place if now == last else number), now
        found[row.id] = place
    return found


async def waiting(
    tx: AsyncConnection,
    *,
    department: str | None = None,
    language: str | None = None,
    topic: str | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """Waiting conversations in the order to handle, at most ``limit`` after the first ``offset``."""
    query = select(t.conversations).where(*_wanted(department, language, topic))
    return [dict(r._mapping) for r in await tx.execute(query.order_by(*ORDER).limit(limit).offset(offset))]


async def waiting_count(
    tx: AsyncConnection, *, department: str | None = None, language: str | None = None, topic: str | None = None
) -> int:
    """How many conversations wait."""
    query = select(func.count()).select_from(t.conversations).where(*_wanted(department, language, topic))
    return int((await tx.execute(query)).scalar_one())


def _wanted(department: str | None, language: str | None, topic: str | None) -> list[ColumnElement[bool]]:
    p = t.parts.c
    found = [c.status == "waiting"]
    found += [c.department == department] if department else []
    found += [c.language == language] if language else []
    if topic:
        found.append(exists().where(p.conversation_id == c.id, p.topic == topic, p.state != "answered"))
    return found
