"""Reading what the rooms and the actions need; nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.triage.register import known_facts
from handoff.store import tables as t

# Read with every message on both sides: put together once, because that takes as long as the reading itself.
_CONVERSATION = select(t.conversations).where(t.conversations.c.id == bindparam("conversation"))
_MESSAGES = (
    select(t.messages, t.agents.c.name.label("agent"))
    .outerjoin(t.agents, t.agents.c.id == t.messages.c.agent_id)
    .where(t.messages.c.conversation_id == bindparam("conversation"), t.messages.c.seq > bindparam("after"))
    .order_by(t.messages.c.seq)
    .limit(bindparam("most"))
)


async def conversation(tx: AsyncConnection, conversation_id: str) -> dict[str, Any] | None:
    """One conversation's row, or None."""
    row = (await tx.execute(_CONVERSATION, {"conversation": conversation_id})).first()
    return dict(row._mapping) if row else None


async def message(tx: AsyncConnection, conversation_id: str, seq: int) -> dict[str, Any] | None:
    """One message's row, or None."""
    row = (
        await tx.execute(
            select(t.messages).where(t.messages.c.conversation_id == conversation_id, t.messages.c.seq == seq)
        )
    ).first()
    return dict(row._mapping) if row else None


async def messages_after(
    tx: AsyncConnection, conversation_id: str, after: int, limit: int = 500
) -> list[dict[str, Any]]:
    """Messages with a seq above ``after`` in order, with the name of the agent who wrote them."""
    rows = await tx.execute(_MESSAGES, {"conversation": conversation_id, "after": after, "most": limit})
    return [dict(r._mapping) for r in rows]


async def last_said(tx: AsyncConnection, conversation_id: str, count: int) -> list[str]:
    """What the bot said last, latest first."""
    rows = await tx.execute(
        select(t.messages.c.text)
        .where(t.messages.c.conversation_id == conversation_id, t.messages.c.sender == "bot")
        .order_by(t.messages.c.seq.desc())
        .limit(count)
    )
    return [r.text for r in rows]


async def last_asked(tx: AsyncConnection, conversation_id: str, before: int, without: Collection[str]) -> str:
    """The customer's last message before number ``before`` that is about more than the topics ``without``; "" when there is none."""
    p, m = t.parts.c, t.messages.c
    query = (
        select(m.text)
        .join(t.parts, (p.conversation_id == m.conversation_id) & (p.seq == m.seq))
        .where(m.conversation_id == conversation_id, m.seq < before, p.topic.not_in(without))
        .order_by(m.seq.desc())
        .limit(1)
    )
    return str((await tx.execute(query)).scalar() or "")


async def last_buttons(tx: AsyncConnection, conversation_id: str) -> list[dict[str, Any]]:
    """The buttons under what the bot said last."""
    row = (
        await tx.execute(
            select(t.messages.c.buttons)
            .where(t.messages.c.conversation_id == conversation_id, t.messages.c.sender == "bot")
            .order_by(t.messages.c.seq.desc())
            .limit(1)
        )
    ).first()
    return list(row.buttons or []) if row else []


async def owes_answer(tx: AsyncConnection, conversation_id: str) -> bool:
    """Whether the bot still owes an answer to a customer's message."""
    return (
        await tx.execute(
            select(t.turns.c.seq)
            .where(t.turns.c.conversation_id == conversation_id, t.turns.c.state == "pending")
            .limit(1)
        )
    ).first() is not None


async def register_facts(
    tx: AsyncConnection,
    conversation: Mapping[str, Any],
    topics: Collection[str],
    now: dt.datetime,
    limits: Mapping[str, Any],
    *,
    level: int = 1,
) -> dict[str, Any]:
    """What the register knows of an identified customer that weighs in triage; nothing for an unknown one.

    ``topics``: what he writes about now; ``level``: how sure we must be who he is. Cases and contacts of this conversation do not count: they are its own.
    """
    customer = conversation["customer_number"]
    if not customer or conversation["verified"] < level:
        return {}
    cases = await _elsewhere(tx, t.cases, customer, conversation["id"])
    if conversation["verified"] < 2:  # that there is a case about arrears shows in nothing before level 2
        cases = [case for case in cases if case.kind != "debt"]
    contacts = await _elsewhere(tx, t.contacts, customer, conversation["id"])
    return known_facts(cases, contacts, topics, now, limits)


async def _elsewhere(tx: AsyncConnection, table: Table, customer: str, conversation_id: str) -> list[Any]:
    """The rows of a customer that do not belong to this conversation; one without a conversation came by mail or desk."""
    rows = await tx.execute(
        select(table).where(
            table.c.customer_number == customer,
            or_(table.c.conversation_id.is_(None), table.c.conversation_id != conversation_id),
        )
    )
    return list(rows.all())
