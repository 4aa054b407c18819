"""What customers asked that had no answer: noted in the turn that had none, because later states of a part hide it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import tables as t
from handoff.work.plan import Plan

OUT_OF_SCOPE, UNKNOWN, ASKED_BACK, MISUNDERSTOOD = "out_of_scope", "unknown", "asked_back", "misunderstood"
KINDS = (OUT_OF_SCOPE, UNKNOWN, ASKED_BACK, MISUNDERSTOOD)
TWICE = "not_understood_twice"


async def note_unanswered(
    tx: AsyncConnection, conversation: Mapping[str, Any], seq: int, now: datetime, plan: Plan
) -> None:
    """Note what message ``seq`` asked and ``plan`` has no answer to, in the transaction of its turn."""
    found = list(_gaps(plan))
    if not found:
        return
    m = t.messages.c
    whole = select(m.text).where(m.conversation_id == conversation["id"], m.seq == seq)
    message = (await tx.execute(whole)).scalar_one()
    rows = [
        {
            "conversation_id": conversation["id"],
            "seq": seq,
            "idx": idx,
            "at": now,
            "kind": kind,
            "topic": topic,
            "language": plan.language,
            "text": text or message,
        }
        for idx, (kind, topic, text) in enumerate(found)
        if any(ch.isalpha() for ch in text or message)  # a face or a full stop asks nothing
    ]
    if rows:
        await tx.execute(insert(t.unanswered), rows)


def _gaps(plan: Plan) -> Iterator[tuple[str, str | None, str]]:
    """Kind, topic and words of each gap; no words: the whole message."""
    if plan.handover and TWICE in plan.handover.reasons:
        yield MISUNDERSTOOD, None, ""
        return
    if plan.misunderstood:
        if not plan.context.get("form"):  # a slot that was not understood is no question without an answer
            yield ASKED_BACK, None, ""
        return
    for part in plan.parts:
        if part.topic == "out_of_scope":
            yield OUT_OF_SCOPE, None, part.text
        elif part.state == "open" and part.answer:  # said honestly that it is not known
            yield UNKNOWN, part.topic, part.text
