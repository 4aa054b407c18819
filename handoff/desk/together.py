"""What colleagues share: offers, mentions, and who looks at which conversation right now."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.desk import views
from handoff.store import tables as t

LOOKS_S = 45.0  # without a new sign somebody no longer looks: no indicator can get stuck
TYPES_S = 6.0
MOST_MENTIONS = 20


class Lookers:
    """Who looks at and who types in which conversation, by the signs that screens give."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[int, tuple[str, float, float]]] = {}

    def note(self, notice: Mapping[str, Any], now: float | None = None) -> bool:
        """Take in a sign; True when what is shown changes by it."""
        now = time.monotonic() if now is None else now
        conversation, agent = str(notice.get("conversation")), int(notice["agent"])
        before = self._here(conversation, now)
        here = self._seen.setdefault(conversation, {})
        if notice.get("on"):
            typing = now + TYPES_S if notice.get("typing") else 0.0
            here[agent] = (str(notice["name"]), now + LOOKS_S, typing)
        else:
            here.pop(agent, None)
        return self._here(conversation, now) != before

    def view(self, now: float | None = None) -> dict[str, list[dict[str, Any]]]:
        """By conversation: ``{"id", "name", "typing"}`` of each who looks; what is out of time is forgotten."""
        now = time.monotonic() if now is None else now
        shown = {conversation: self._here(conversation, now) for conversation in list(self._seen)}
        return {conversation: people for conversation, people in shown.items() if people}

    def _here(self, conversation: str, now: float) -> list[dict[str, Any]]:
        kept = {a: sign for a, sign in self._seen.get(conversation, {}).items() if sign[1] > now}
        if kept:
            self._seen[conversation] = kept
        else:
            self._seen.pop(conversation, None)
        return [{"id": a, "name": name, "typing": typing > now} for a, (name, _, typing) in kept.items()]


async def offers_of(tx: AsyncConnection, agent_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The open offer of each agent who has one: the conversation as in the queue, with ``until``."""
    o = t.offers.c
    rows = (
        await tx.execute(
            select(o.agent_id, o.until, t.conversations)
            .join(t.conversations, t.conversations.c.id == o.conversation_id)
            .where(o.state == "open", o.agent_id.in_(agent_ids), t.conversations.c.status == "waiting")
        )
    ).all()
    shown = await views.queue_view(tx, [{**r._mapping, "id": r.id} for r in rows])
    return {row[0]: {**view, "until": views.iso(row[1])} for row, view in zip(rows, shown, strict=True)}


async def mentions_of(tx: AsyncConnection, agent_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What colleagues asked each agent to look at and he has not seen: the newest first, each conversation once."""
    m, n = t.mentions.c, t.notes.c
    rows = await tx.execute(
        select(m.id, m.agent_id, m.conversation_id, m.at, n.text, n.thread_id, t.agents.c.name)
        .join(t.notes, n.id == m.note_id)
        .join(t.agents, t.agents.c.id == n.agent_id)
        .where(m.agent_id.in_(agent_ids), m.seen_at.is_(None))
        .order_by(m.id.desc())
        .limit(MOST_MENTIONS * max(1, len(agent_ids)))
    )
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for r in rows:
        entry = {
            "id": r.id,
            "conversation": r.conversation_id,
            "by": str(r.name).split()[0],
            "text": r.text,
            "at": views.iso(r.at),
            "advice": r.thread_id is not None,
        }
        found.setdefault(r.agent_id, {}).setdefault(r.conversation_id, entry)
    return {agent: list(entries.values())[:MOST_MENTIONS] for agent, entries in found.items()}
