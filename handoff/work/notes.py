"""Notes among colleagues: with @name for who must look, and advice that is asked without handing over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.bus import DESK, conversation_channel
from handoff.errors import BadInput, NotFound
from handoff.store import tables as t
from handoff.work.base import Kit, locked_conversation, record
from handoff.work.conversations import check_text
from text.masking import mask

NAME = re.compile(r"(?<![\w@.])@([A-Za-z][A-Za-z0-9._-]{1,58})")
n, m, a = t.notes.c, t.mentions.c, t.agents.c


def names_in(text: str) -> list[str]:
    """User names that a note mentions, in order, each once; a full stop after one is no part of it."""
    return list(dict.fromkeys(name.rstrip(".-_").lower() for name in NAME.findall(text)))


async def add_note(
    kit: Kit, conversation_id: str, agent: Mapping[str, Any], text: object, *, thread: int | None = None
) -> None:
    """A note; the customer never sees it. Who is named in it, or takes part in its ``thread``, is told."""
    clean = mask(check_text(text)).text
    now = kit.clock.now()
    async with kit.db.write() as tx:
        if await locked_conversation(tx, conversation_id) is None:
            raise NotFound("There is no such conversation.")
        told = await _accounts(tx, names_in(clean))
        if thread is not None:
            told |= await _taking_part(tx, conversation_id, thread)
        await _write(tx, now, conversation_id, agent, clean, told, thread)
    await _tell(kit, conversation_id)


async def ask_advice(
    kit: Kit, conversation_id: str, agent: Mapping[str, Any], colleague: str, question: object
) -> None:
    """Ask a colleague without handing over: a thread that only colleagues see. Raises BadInput."""
    clean = mask(check_text(question)).text
    now = kit.clock.now()
    async with kit.db.write() as tx:
        if await locked_conversation(tx, conversation_id) is None:
            raise NotFound("There is no such conversation.")
        told = await _accounts(tx, [colleague])
        if not told or told == {agent["id"]}:
            raise BadInput(f"There is no colleague {colleague!r}.", code="agent-unknown")
        note = await _write(tx, now, conversation_id, agent, clean, told | await _accounts(tx, names_in(clean)), None)
        await tx.execute(update(t.notes).where(n.id == note).values(thread_id=note))
        await record(
            tx, now, "conversation", conversation_id, f"agent:{agent['username']}", "advice asked", to=colleague
        )
    await _tell(kit, conversation_id)


async def see_mentions(kit: Kit, conversation_id: str, agent: Mapping[str, Any]) -> None:
    """``agent`` looks at the conversation: what was asked of him there is seen."""
    mine = (m.conversation_id == conversation_id, m.agent_id == agent["id"], m.seen_at.is_(None))
    async with kit.db.read() as tx:
        if (await tx.execute(select(m.id).where(*mine).limit(1))).first() is None:
            return
    async with kit.db.write() as tx:
        await tx.execute(update(t.mentions).where(*mine).values(seen_at=kit.clock.now()))
    await kit.bus.publish(DESK, {"type": "mention"})


async def _write(
    tx: AsyncConnection,
    now: datetime,
    conversation_id: str,
    agent: Mapping[str, Any],
    text: str,
    told: Iterable[int],
    thread: int | None,
) -> int:
    values = {"conversation_id": conversation_id, "at": now, "agent_id": agent["id"], "text": text, "thread_id": thread}
    note = int((await tx.execute(insert(t.notes).values(**values).returning(n.id))).scalar_one())
    rows = [
        {"note_id": note, "conversation_id": conversation_id, "agent_id": one, "at": now}
        for one in sorted(told)
        if one != agent["id"]
    ]
    if rows:
        await tx.execute(insert(t.mentions), rows)
    return note


async def _accounts(tx: AsyncConnection, names: Iterable[str]) -> set[int]:
    return set((await tx.execute(select(a.id).where(a.username.in_(list(names)), a.active))).scalars())


async def _taking_part(tx: AsyncConnection, conversation_id: str, thread: int) -> set[int]:
    """Who asked, who was asked and who answered in a thread. Raises BadInput when there is none."""
    said = (
        await tx.execute(select(n.id, n.agent_id).where(n.conversation_id == conversation_id, n.thread_id == thread))
    ).all()
    if not said:
        raise BadInput("There is no such question among colleagues.", code="thread-unknown")
    asked = await tx.execute(select(m.agent_id).where(m.note_id.in_([r.id for r in said])))
    return {r.agent_id for r in said} | set(asked.scalars())


async def _tell(kit: Kit, conversation_id: str) -> None:
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "note"})
    await kit.bus.publish(DESK, {"type": "mention"})
