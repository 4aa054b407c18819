"""The contact register: every conversation is one contact, and so is every call, letter and visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import tables as t
from handoff.work.base import RANKS, Kit, next_number
from handoff.work.plan import Plan
from handoff.work.signals import add_particulars

# Outcomes in use at service desks, as the handbook's register names them.
HANDLED, CONSULTED, TRANSFERRED, AGAIN, REFERRED, BROKEN = (
    "zelfstandig afgehandeld",
    "afgehandeld na ruggespraak",
    "doorverbonden",
    "klant neemt opnieuw contact op",
    "verwezen naar andere instantie",
    "verbinding verbroken",
)
OUTCOMES = (HANDLED, CONSULTED, TRANSFERRED, AGAIN, REFERRED, BROKEN)
_SOCIAL = {"greet", "goodbye", "thank", "affirm", "deny", "choose", "nlu_fallback"}


async def touch_contact(tx: AsyncConnection, kit: Kit, conversation_id: str, plan: Plan | None) -> None:
    """Bring the contact of a conversation up to date with what it holds now; made at the first turn, one a conversation."""
    now = kit.clock.now()
    conversation = (
        (await tx.execute(select(t.conversations).where(t.conversations.c.id == conversation_id))).one()._asdict()
    )
    rows = (
        await tx.execute(
            select(t.parts).where(t.parts.c.conversation_id == conversation_id).order_by(t.parts.c.seq, t.parts.c.idx)
        )
    ).all()
    topics = [
        {"topic": r.topic, "state": r.state, "answer": r.answer[:1000], "source": (r.source or {}).get("id")}
        for r in rows
        if r.topic not in _SOCIAL
    ]
    case = (
        await tx.execute(
            select(t.cases).where(t.cases.c.conversation_id == conversation_id).order_by(t.cases.c.created_at.desc())
        )
    ).first()
    values = {"ended_at": now, **_as_it_stands(kit, conversation, topics, case)}
    if plan and plan.confidential:
        values["confidential"] = True
    known = (
        await tx.execute(
            select(t.contacts.c.number, t.contacts.c.particulars).where(t.contacts.c.conversation_id == conversation_id)
        )
    ).first()
    if plan and plan.particulars:
        before = known.particulars if known else []
        values["particulars"] = [*before, *(p for p in plan.particulars if p not in before)]
    number = known.number if known else await next_number(tx, "K", now)
    if plan and plan.particulars:
        await add_particulars(tx, kit, conversation, number, plan.particulars)
    if known:
        await tx.execute(update(t.contacts).where(t.contacts.c.number == known.number).values(**values))
        return
    await tx.execute(
        insert(t.contacts).values(
            **{
                "number": number,
                "conversation_id": conversation_id,
                "channel": "chat",
                "direction": "in",
                "started_at": conversation["created_at"],
                **values,
            },
            handled_by=f"assistent {kit.content.version}",
        )
    )
    await tx.execute(
        update(t.cases)
        .where(t.cases.c.conversation_id == conversation_id, t.cases.c.contact_number.is_(None))
        .values(contact_number=number)
    )


def _as_it_stands(
    kit: Kit, conversation: Mapping[str, Any], topics: list[dict[str, Any]], case: Any
) -> dict[str, Any]:
    """The columns of a contact that follow from its conversation and the newest ``case`` of it, None where there is none."""
    values: dict[str, Any] = {
        "topics": topics,
        "language": conversation["language"],
        "customer_number": conversation["customer_number"],
        "verified": conversation["verified"],
        "summary": summary_of(kit, topics, conversation),
        "priority": _heaviest([conversation["priority"], case.priority if case else None]),
        "priority_reason": ", ".join(conversation["reasons"]) or None,
    }
    if conversation["status"] in ("waiting", "agent"):
        values["outcome"] = TRANSFERRED
    elif conversation["status"] == "bot":
        values["outcome"] = HANDLED if all(p["state"] == "answered" for p in topics) else TRANSFERRED if case else AGAIN
    if case:
        values["case_number"] = case.number
        values["follow_up"] = {"case": case.number, "department": case.department, "due": case.due.isoformat()}
    return values


def summary_of(kit: Kit, topics: list[dict[str, Any]], conversation: Mapping[str, Any]) -> str:
    """Two to five sentences of facts that the customer may read."""
    language = conversation["language"]
    named = list(
        dict.fromkeys(
            kit.content.topics[p["topic"]].name.by(language) for p in topics if p["topic"] in kit.content.topics
        )
    )
    if not named:
        return "De klant begon een gesprek." if language == "nl" else "The customer started a conversation."
    asked, answered = len(topics), sum(p["state"] == "answered" for p in topics)
    about = "De klant had contact over" if language == "nl" else "The customer contacted us about"
    return f"{about} {', '.join(named)}. {_came_of_it(asked, answered, language)}"


def _came_of_it(asked: int, answered: int, language: str) -> str:
    """How many of the questions were answered, as a sentence."""
    dutch = language == "nl"
    if not answered:
        if asked == 1:
            return "De vraag is overgedragen." if dutch else "The question was handed over."
        return f"De {asked} vragen zijn overgedragen." if dutch else f"The {asked} questions were handed over."
    if answered == asked:
        if asked == 1:
            return "De vraag is in het gesprek beantwoord." if dutch else "The question was answered in the conversation."
        return f"De {asked} vragen zijn in het gesprek beantwoord." if dutch else f"The {asked} questions were answered in the conversation."
    are = "is" if answered == 1 else "zijn"
    if dutch:
        return f"Van de {asked} vragen {are} er {answered} in het gesprek beantwoord. De rest is overgedragen."
    return f"{answered} of {asked} questions {'was' if answered == 1 else 'were'} answered in the conversation. The rest was handed over."


def _heaviest(priorities: list[str | None]) -> str:
    known = [p for p in priorities if p]
    return min(known, key=lambda p: RANKS[p]) if known else "low"
