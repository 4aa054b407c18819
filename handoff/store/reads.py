"""Reading what the rooms and the actions need; nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import tables as t


async def conversation(tx: AsyncConnection, conversation_id: str) -> dict[str, Any] | None:
    """One conversation's row, or None."""
    row = (await tx.execute(select(t.conversations).where(t.conversations.c.id == conversation_id))).first()
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
    rows = await tx.execute(
        select(t.messages, t.agents.c.name.label("agent"))
        .outerjoin(t.agents, t.agents.c.id == t.messages.c.agent_id)
        .where(t.messages.c.conversation_id == conversation_id, t.messages.c.seq > after)
        .order_by(t.messages.c.seq)
        .limit(limit)
    )
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


async def register_facts(tx: AsyncConnection, conversation: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """What the register knows of an identified customer that weighs in triage; nothing for an unknown one."""
    customer = conversation["customer_number"]
    if not customer or conversation["verified"] < 1:
        return {}
    cases = (
        await tx.execute(
            select(t.cases).where(
                t.cases.c.customer_number == customer, t.cases.c.conversation_id != conversation["id"]
            )
        )
    ).all()
    year_ago = now - dt.timedelta(days=365)
    return {
        "open_case_same_topic": False,
        "complaints_this_year": sum(c.kind == "complaint" and c.created_at > year_ago for c in cases),
        "term_missed": any(c.status != "resolved" and c.due < now for c in cases),
    }
