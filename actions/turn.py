"""One turn: from what the engine understood to what is said and set in motion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions import compose, danger, doubt, meant
from actions.addressing import addressed
from actions.situation import Situation, situation_of
from actions.summary import small_talk
from handoff.decide.triage import Facts, Part, triage
from handoff.store import reads
from handoff.work.base import Kit
from handoff.work.turns import complete_turn
from handoff.work.understanding import signs_for


async def run_turn(kit: Kit, conversation_id: str, latest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Answer ``latest`` (the engine's latest message) in a conversation and store the outcome; returns what was said."""
    seq = int((latest.get("metadata") or {}).get("seq", 0))
    async with kit.db.read() as connection:
        conversation = await reads.conversation(connection, conversation_id)
        if conversation is None or not seq:
            return []
        message = await reads.message(connection, conversation_id, seq)
        if message is None:
            return []
        topics = _topics(latest, message["payload"])
        said = await reads.last_said(connection, conversation_id, 3)
        register = await reads.register_facts(
            connection,
            conversation,
            topics,
            kit.clock.now(),
            kit.content.guidelines["limits"],
            level=_level(kit, topics),
        )
        buttons = await reads.last_buttons(connection, conversation_id)
        asked = await reads.last_asked(connection, conversation_id, seq, small_talk(kit.content))
    situation = situation_of(kit, conversation, message, latest, said, register, buttons, asked)
    plan = await plan_turn(kit, situation)
    return await complete_turn(kit, conversation_id, seq, plan)


def _topics(latest: Mapping[str, Any], payload: str | None) -> set[str]:
    """What the message is about: as the button that was pressed says, else as understood."""
    if payload and payload.startswith("/"):
        return {payload.lstrip("/").partition("{")[0]}
    return {p["topic"] for p in latest.get("parts") or []}


def _level(kit: Kit, topics: set[str]) -> int:
    """How sure we must be who it is before the register may weigh: that there is a case about arrears shows in nothing."""
    debt = any(kit.content.topics[t].kind == "debt" for t in topics if t in kit.content.topics)
    return 2 if debt else 1


async def plan_turn(kit: Kit, s: Situation) -> Any:
    """Decide and word one turn."""
    s = await meant.as_meant(kit, danger.calmed(kit, doubt.as_answered(s)))
    facts = Facts(
        text=s.text,
        parts=[Part(p.text, p.topic, p.kind, p.confidence, learned=p.learned) for p in s.parts],
        base={k: v.priority for k, v in kit.content.topics.items()},
        departments={k: v.department for k, v in kit.content.topics.items()},
        misunderstood=s.misunderstood,
        learned=s.learned,
        today=kit.clock.now().date(),
        **s.register,
    )
    verdict = triage(facts, signs_for(kit.content), kit.content.guidelines["limits"])
    return addressed(await compose.compose(kit, s, verdict), s)
