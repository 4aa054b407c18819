"""A conversation as the customer's side gets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide import terms
from handoff.decide.calendars import AMSTERDAM, is_open
from handoff.store import queue, reads
from handoff.work.base import Kit


def message_view(row: Mapping[str, Any]) -> dict[str, Any]:
    """One message in the form of the public contract."""
    view = {
        "seq": row["seq"],
        "id": row["id"],
        "at": row["at"].astimezone(AMSTERDAM).isoformat(timespec="milliseconds"),
        "sender": row["sender"],
        "text": row["text"],
        "topic": row["topic"],
        "buttons": row["buttons"] or [],
        "source": row["source"],
        "case": row["case_number"],
        "attachment": row["attachment"],
    }
    if row["sender"] == "agent" and row.get("agent"):
        view["agent"] = str(row["agent"]).split()[0]
    return view


async def status_view(tx: AsyncConnection, kit: Kit, conversation: Mapping[str, Any]) -> dict[str, Any]:
    """``status``, ``busy`` and ``queue`` of a conversation."""
    status, waiting = conversation["status"], None
    if status == "waiting":
        place = await queue.place_of(tx, conversation["id"]) or 1
        now = kit.clock.now()
        opened = is_open(kit.content.hours, terms.PLACE, now)
        wait = await queue.expected_wait_s(tx, place, now, kit.settings.agent_gone_after) if opened else None
        waiting = {"position": place, "expected_wait_s": wait, "open": opened}
    return {
        "status": status,
        "busy": status == "bot" and await reads.owes_answer(tx, conversation["id"]),
        "queue": waiting,
    }


async def queue_views(tx: AsyncConnection, kit: Kit) -> dict[str, dict[str, Any]]:
    """``queue`` of every conversation that waits, by one reading."""
    now, room = kit.clock.now(), 0
    opened = is_open(kit.content.hours, terms.PLACE, now)
    if opened:
        room = await queue.capacity(tx, now, kit.settings.agent_gone_after)
    found = await queue.places(tx)
    return {
        name: {"position": p, "expected_wait_s": queue.wait_s(p, room), "open": opened} for name, p in found.items()
    }


async def news(kit: Kit, conversation_id: str, after: int) -> dict[str, Any] | None:
    """Everything of a conversation above ``after``, with its status; None when there is no such conversation."""
    async with kit.db.read() as tx:
        conversation = await reads.conversation(tx, conversation_id)
        if conversation is None:
            return None
        rows = await reads.messages_after(tx, conversation_id, after)
        return {**await status_view(tx, kit, conversation), "messages": [message_view(r) for r in rows]}
