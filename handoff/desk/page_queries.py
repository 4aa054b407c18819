"""What the pages read beyond the contract's views; nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import tables as t

c, m = t.conversations.c, t.messages.c


def _conversations_of() -> Select[Any]:
    unread = (
        select(func.count())
        .select_from(t.messages)
        .where(m.conversation_id == c.id, m.sender == "customer", m.seq > c.agent_seen_seq)
        .scalar_subquery()
    )
    last = (
        select(m.text)
        .where(m.conversation_id == c.id, m.sender == "customer")
        .order_by(m.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    topic = (
        select(t.parts.c.topic)
        .where(t.parts.c.conversation_id == c.id)
        .order_by((t.parts.c.state == "answered"), t.parts.c.seq, t.parts.c.idx)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            c.id,
            c.agent_id,
            c.customer_number,
            c.case_number,
            c.priority,
            c.language,
            unread.label("unread"),
            last.label("last"),
            topic.label("topic"),
        )
        .where(c.status == "agent", c.agent_id.in_(bindparam("agents", expanding=True)))
        .order_by(c.agent_since, c.id)
    )


# Read with every message: put together once, because that takes as long as the reading itself.
_CONVERSATIONS_OF = _conversations_of()
_HOLDER = (
    select(
        c.status, c.agent_id, c.customer_seen_seq, c.customer_got_seq, c.agent_seen_seq, c.last_seq,
        t.agents.c.name.label("agent"),
    )
    .outerjoin(t.agents, t.agents.c.id == c.agent_id)
    .where(c.id == bindparam("conversation"))
)  # fmt: skip


async def conversations_of(tx: AsyncConnection, agent_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The conversations that agents have now, by agent, the oldest first, each with its topic and unread messages."""
    rows = await tx.execute(_CONVERSATIONS_OF, {"agents": list(agent_ids)})
    mine: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        mine.setdefault(row.agent_id, []).append(dict(row._mapping))
    return mine


async def people(tx: AsyncConnection) -> list[dict[str, Any]]:
    """Everybody with an account in use: id, username, name, presence, departments."""
    a = t.agents.c
    rows = await tx.execute(
        select(a.id, a.username, a.name, a.presence, a.departments, a.roles).where(a.active).order_by(a.name)
    )
    return [dict(r._mapping) for r in rows]


async def contact(tx: AsyncConnection, number: str) -> dict[str, Any] | None:
    """One contact's row, or None."""
    row = (await tx.execute(select(t.contacts).where(t.contacts.c.number == number))).first()
    return dict(row._mapping) if row else None


async def attachment(tx: AsyncConnection, attachment_id: str) -> dict[str, Any] | None:
    """Description of a stored file, or None."""
    row = (await tx.execute(select(t.attachments).where(t.attachments.c.id == attachment_id))).first()
    return dict(row._mapping) if row else None


async def holder(tx: AsyncConnection, conversation_id: str) -> dict[str, Any] | None:
    """Who has a conversation and how far it was read; None when there is no such conversation."""
    row = (await tx.execute(_HOLDER, {"conversation": conversation_id})).first()
    return dict(row._mapping) if row else None


async def callbacks(tx: AsyncConnection, *, debtors: bool) -> list[dict[str, Any]]:
    """Cases with a call that was promised and not made, the first promised on top: number, phone, by, tries."""
    k = t.cases.c
    query = (
        select(
            k.number,
            k.callback,
            k.customer_number,
            k.department,
            k.priority,
            k.topics,
            k.language,
            k.created_at,
            k.summary,
        )
        .where(k.callback.is_not(None), k.status != "resolved")
        .order_by(k.number)
    )
    if not debtors:
        query = query.where(k.department != "debiteurenbeheer")
    rows = [dict(r._mapping) for r in await tx.execute(query)]
    waiting = [r for r in rows if r["callback"] and not r["callback"].get("done")]
    return sorted(waiting, key=lambda r: str(r["callback"].get("by") or "9"))


async def mail_of_debtors(tx: AsyncConnection) -> set[str]:
    """Names of files in the mail folder that say that somebody is in arrears."""
    o = t.outbox.c
    of_plans = and_(o.kind == "internal", o.key.startswith("internal:plan_"))
    rows = await tx.execute(select(o.id).where(or_(o.kind == "dunning", of_plans)))
    return {f"{number:06d}.eml" for number in rows.scalars()}
