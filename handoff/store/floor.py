"""How things stand now: who is on and with what, who waits where, which cases are late. Nothing here writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide import casework
from handoff.store import tables as t

DEBT = "debiteurenbeheer"
ROLES = {"agent", "supervisor"}
SHOWN = 25  # cases in a list
a, c, k = t.agents.c, t.conversations.c, t.cases.c


async def people(tx: AsyncConnection, gone_before: dt.datetime) -> list[dict[str, Any]]:
    """Who works at the desk, by name: presence, capacity, open chats (load) and the oldest of them.

    ``there``: not away, and the screen gave a sign of life after ``gone_before``.
    """
    mine = (
        select(c.agent_id, func.count().label("load"), func.min(c.agent_since).label("oldest"))
        .where(c.status == "agent")
        .group_by(c.agent_id)
        .subquery()
    )
    rows = await tx.execute(
        select(
            a.id, a.name, a.presence, a.seen_at, a.capacity, a.departments, a.languages, a.roles,
            func.coalesce(mine.c.load, 0).label("load"), mine.c.oldest,
        )
        .outerjoin(mine, mine.c.agent_id == a.id)
        .where(a.active)
        .order_by(a.name)
    )  # fmt: skip
    found = [dict(r._mapping) for r in rows if ROLES & set(r.roles)]
    for row in found:
        row["seen"] = row["seen_at"] is not None and row["seen_at"] > gone_before
        row["there"] = row["presence"] != "away" and row["seen"]
    return found


async def waiting(tx: AsyncConnection) -> list[dict[str, Any]]:
    """Who waits, by department, the one that waits longest on top: waiting, since, due (the first), critical."""
    rows = await tx.execute(
        select(
            c.department,
            func.count().label("waiting"),
            func.min(c.queue_since).label("since"),
            func.min(c.queue_due).label("due"),
            func.sum(func.coalesce(c.rank == 0, False).cast(t.Integer)).label("critical"),
        )
        .where(c.status == "waiting")
        .group_by(c.department)
        .order_by(func.min(c.queue_since))
    )
    return [dict(r._mapping) for r in rows]


async def late_cases(
    tx: AsyncConnection, now: dt.datetime, soon: dt.datetime, *, debtors: bool
) -> tuple[int, int, list[dict[str, Any]]]:
    """How many open cases are overdue, how many are due before ``soon``, and the first ``SHOWN`` of both together.

    Without ``debtors`` the cases of that department are neither counted nor shown.
    """
    where = [k.status.in_(casework.OPEN), k.due < soon]
    where += [] if debtors else [k.department != DEBT]
    counts = select(func.count(), func.sum((k.due < now).cast(t.Integer))).where(*where)
    every, late = (await tx.execute(counts)).one()
    rows = await tx.execute(
        select(k.number, k.due, k.created_at, k.department, k.topics, k.priority, k.status, a.name.label("owner"))
        .outerjoin(t.agents, a.id == k.owner_id)
        .where(*where)
        .order_by(k.due, k.number)
        .limit(SHOWN)
    )
    return int(late or 0), int(every) - int(late or 0), [dict(r._mapping) for r in rows]


async def unanswered(
    tx: AsyncConnection, start: dt.datetime, until: dt.datetime, *, debtors: bool, language: str = "", kind: str = "",
    most: int = 2000,
) -> list[dict[str, Any]]:  # fmt: skip
    """What customers asked that had no answer, the newest first. Without ``debtors`` nothing out of debtors' files."""
    u = t.unanswered.c
    query = (
        select(u.conversation_id, u.seq, u.at, u.kind, u.topic, u.language, u.text)
        .join(t.conversations, c.id == u.conversation_id)
        .outerjoin(t.cases, k.number == c.case_number)
        .where(u.at >= start, u.at < until)
        .order_by(u.at.desc(), u.id.desc())
        .limit(most)
    )
    if not debtors:
        query = query.where(func.coalesce(c.department, "") != DEBT, func.coalesce(k.department, "") != DEBT)
    if language:
        query = query.where(u.language == language)
    if kind:
        query = query.where(u.kind == kind)
    return [dict(r._mapping) for r in await tx.execute(query)]
