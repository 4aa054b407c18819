"""Owners hear once that a case is nearly due, and once that it is late; without an owner the department does."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import and_, or_, select, update

from handoff.decide import casework
from handoff.decide.calendars import AMSTERDAM
from handoff.store import tables as t
from handoff.work.base import Kit, record
from handoff.work.mailing import put_internal


async def remind(kit: Kit) -> int:
    """Tell of every open case that is nearly due or late and was not told of yet; returns how many.

    The columns ``warned_at`` and ``late_told_at`` make sure of once, also with two services at the same moment.
    """
    now, cases = kit.clock.now(), t.cases.c
    soon = now + dt.timedelta(hours=float(kit.content.guidelines["cases"]["nearly_due_hours"]))
    late = and_(cases.due < now, cases.late_told_at.is_(None))
    nearly = and_(cases.due >= now, cases.due < soon, cases.warned_at.is_(None))
    query = (
        select(cases.number).where(cases.status.in_(casework.OPEN), or_(late, nearly)).order_by(cases.due).limit(200)
    )
    async with kit.db.read() as tx:
        numbers = list((await tx.execute(query)).scalars())
    told = sum([await _remind_one(kit, number) for number in numbers])
    if told:
        await kit.bus.publish("outbox")
    return told


async def _remind_one(kit: Kit, number: str) -> bool:
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = (
            await tx.execute(
                select(t.cases, t.agents.c.email, t.agents.c.name)
                .outerjoin(t.agents, t.agents.c.id == t.cases.c.owner_id)
                .where(t.cases.c.number == number)
                .with_for_update(of=t.cases)
            )
        ).one()
        is_late = row.due < now
        column = "late_told_at" if is_late else "warned_at"
        if row._mapping[column] is not None or row.status not in casework.OPEN:
            return False
        what = "late" if is_late else "nearly_due"
        values: dict[str, Any] = {column: now}
        await tx.execute(update(t.cases).where(t.cases.c.number == number).values(**values))
        await put_internal(
            tx, kit, f"{what}:{number}:{row.due.isoformat()}", row.department, what,
            to=row.email, owner=row.name, case=number, due=row.due.astimezone(AMSTERDAM), topic=next(iter(row.topics), ""),
            link=f"{kit.settings.base_url}/desk/cases/{number}",
        )  # fmt: skip
        await record(tx, now, "case", number, "system", f"told {what}", to=row.name or row.department)
    return True
