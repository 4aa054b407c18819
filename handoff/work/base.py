"""What every verb is given: database, clock, content, bus. A verb is one transaction and safe to repeat."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.bus import Bus
from handoff.clock import Clock
from handoff.content import Content
from handoff.settings import Settings
from handoff.store import tables as t
from handoff.store.db import Database

RANKS = {"critical": 0, "high": 1, "normal": 2, "low": 3}


@dataclass(frozen=True)
class Kit:
    """The dependencies of all work, made once in ``app`` and passed in everywhere."""

    db: Database
    clock: Clock
    content: Content
    bus: Bus
    settings: Settings


def new_id() -> str:
    """A URL-safe identifier that cannot be guessed (128 bits)."""
    return secrets.token_urlsafe(16)


async def next_number(tx: AsyncConnection, letter: str, now: datetime) -> str:
    """The next case ("Z") or contact ("K") number of the year, e.g. Z2026-004512."""
    name = f"{letter}{now.year}"
    row = (
        await tx.execute(
            update(t.counters)
            .where(t.counters.c.name == name)
            .values(value=t.counters.c.value + 1)
            .returning(t.counters.c.value)
        )
    ).first()
    if row is None:
        await tx.execute(insert(t.counters).values(name=name, value=1))
        return f"{name}-{1:06d}"
    return f"{name}-{row.value:06d}"


async def record(
    tx: AsyncConnection, now: datetime, subject: str, subject_id: str, actor: str, what: str, **detail: Any
) -> None:
    """Append one line to the history."""
    await tx.execute(
        insert(t.history).values(at=now, subject=subject, subject_id=subject_id, actor=actor, what=what, detail=detail)
    )


_LOCKED = select(t.conversations).where(t.conversations.c.id == bindparam("conversation")).with_for_update()


async def locked_conversation(tx: AsyncConnection, conversation_id: str) -> Mapping[str, Any] | None:
    """The row of a conversation, locked until the transaction ends (SQLite holds the write lock already)."""
    row = (await tx.execute(_LOCKED, {"conversation": conversation_id})).first()
    return None if row is None else dict(row._mapping)


async def seq_of(tx: AsyncConnection, conversation_id: str, message_id: str) -> int | None:
    """The seq of a message that was stored before; None when it was not."""
    m = t.messages.c
    return (await tx.execute(select(m.seq).where(m.conversation_id == conversation_id, m.id == message_id))).scalar()


async def add_message(
    tx: AsyncConnection,
    conversation: Mapping[str, Any],
    now: datetime,
    *,
    sender: str,
    text: str,
    message_id: str | None = None,
    **more: Any,
) -> int:
    """Store the next message of ``conversation`` and return its seq; seqs rise by one without gaps."""
    seq = (
        await tx.execute(
            update(t.conversations)
            .where(t.conversations.c.id == conversation["id"])
            .values(last_seq=t.conversations.c.last_seq + 1, updated_at=now)
            .returning(t.conversations.c.last_seq)
        )
    ).scalar_one()
    await tx.execute(
        insert(t.messages).values(
            conversation_id=conversation["id"],
            seq=seq,
            id=message_id or new_id(),
            at=now,
            sender=sender,
            text=text,
            **{"buttons": [], **more},
        )
    )
    return int(seq)
