"""Danger in what somebody writes while waiting for a person: the handbook's words at once, and the first place in the queue.

Nobody runs a turn for such a message, so each is looked at apart (``to_look_at``). A turn that was skipped and has no
``detail`` has not been looked at yet; a crash forgets none.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.bus import QUEUE, conversation_channel
from handoff.decide import terms
from handoff.store import reads
from handoff.store import tables as t
from handoff.work.base import RANKS, Kit, add_message, locked_conversation, record, seq_of
from handoff.work.contacts import touch_contact
from handoff.work.plan import Plan

DEPARTMENT = "teamleider"
LOOKED = "looked at"
MOST = 8  # at a time: the engine has customers to answer meanwhile


async def to_look_at(kit: Kit) -> list[dict[str, Any]]:
    """Messages of customers who wait that nobody looked at yet: conversation_id, seq, text and language."""
    query = (
        select(t.turns.c.conversation_id, t.turns.c.seq, t.messages.c.text, t.conversations.c.language)
        .join(t.conversations, t.conversations.c.id == t.turns.c.conversation_id)
        .join(
            t.messages,
            (t.messages.c.conversation_id == t.turns.c.conversation_id) & (t.messages.c.seq == t.turns.c.seq),
        )
        .where(t.turns.c.state == "skipped", t.turns.c.detail.is_(None), t.conversations.c.status == "waiting")
    )
    async with kit.db.read() as tx:
        rows = await tx.execute(query.order_by(t.turns.c.created_at, t.turns.c.seq).limit(MOST))
        return [dict(row._mapping) for row in rows]


async def looked_at(kit: Kit, conversation_id: str, seq: int, words: str | None = None, topic: str = "") -> None:
    """Note that message ``seq`` was looked at; with ``words`` there is danger in it: say them, and put it first.

    Repeating it changes nothing. When a person has taken over meanwhile nothing is said.
    """
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await locked_conversation(tx, conversation_id)
        await tx.execute(
            update(t.turns)
            .where(t.turns.c.conversation_id == conversation_id, t.turns.c.seq == seq, t.turns.c.state == "skipped")
            .values(detail=LOOKED)
        )
        if words is None or row is None or row["status"] != "waiting":
            return
        message_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{conversation_id}:{seq}:alarm"))
        if await seq_of(tx, conversation_id, message_id) is not None:
            return
        if words not in await reads.last_said(tx, conversation_id, 3):
            await add_message(tx, row, now, sender="bot", text=words, topic=topic, message_id=message_id)
        await _put_first(tx, kit, row, now)
        particular = {"what": "danger", "to": DEPARTMENT, "at": now.isoformat()}
        plan = Plan((), (), {}, row["language"], confidential=True, particulars=(particular,))
        await touch_contact(tx, kit, conversation_id, plan)
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "message"})
    await kit.bus.publish(QUEUE, {"conversation": conversation_id, "new": True})


async def _put_first(tx: AsyncConnection, kit: Kit, row: Any, now: Any) -> None:
    if row["priority"] == "critical":
        return
    due = terms.person_by(kit.content.hours, kit.content.guidelines["terms"], "critical", now)
    reasons = list(dict.fromkeys(["danger", *(row["reasons"] or [])]))
    values = {"priority": "critical", "department": DEPARTMENT, "reasons": reasons}
    await tx.execute(
        update(t.conversations)
        .where(t.conversations.c.id == row["id"])
        .values(**values, rank=RANKS["critical"], queue_due=due)
    )
    await record(
        tx, now, "conversation", row["id"], "bot", "danger while waiting", priority=[row["priority"], "critical"]
    )
    if row["case_number"]:
        await tx.execute(update(t.cases).where(t.cases.c.number == row["case_number"]).values(**values))
        await record(
            tx, now, "case", row["case_number"], "bot", "changed", changes={"priority": [row["priority"], "critical"]}
        )
