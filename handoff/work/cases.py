"""Cases: what must be followed up, with a number and a term. One request makes one case, however often it is repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import tables as t
from handoff.work.base import Kit, next_number, record
from handoff.work.plan import CasePlan, Plan
from handoff.work.signals import look_for_particulars


async def make_case(
    tx: AsyncConnection,
    kit: Kit,
    conversation: Mapping[str, Any],
    plan: Plan,
    seq: int,
    numbers: Mapping[str, str] | None = None,
) -> str:
    """Make the case that ``plan`` asks for in answer to message ``seq``; returns its number, the old one if it was made before.

    ``numbers``: what the turn gave out ({"repair": "R4500012"}), filled into the words of the case.
    """
    assert plan.case is not None
    parts = [asdict(p) for p in plan.parts]
    return await insert_case(
        tx,
        kit,
        plan.case,
        key=f"turn:{conversation['id']}:{seq}",
        conversation=conversation,
        parts=parts,
        channel=conversation["channel"],
        language=plan.language,
        actor="bot",
        customer=next((e.data["customer"] for e in plan.effects if e.kind == "identified"), None),
        numbers=numbers,
    )


async def insert_case(
    tx: AsyncConnection,
    kit: Kit,
    case: CasePlan,
    *,
    key: str,
    conversation: Mapping[str, Any] | None,
    parts: list[dict[str, Any]],
    channel: str,
    language: str,
    actor: str,
    customer: str | None = None,
    numbers: Mapping[str, str] | None = None,
) -> str:
    """Insert ``case`` unless one was made for ``key`` before; returns the number."""
    known = (await tx.execute(select(t.cases.c.number).where(t.cases.c.key == key))).first()
    if known:
        return str(known.number)
    now = kit.clock.now()
    number = await next_number(tx, "Z", now)
    await tx.execute(
        insert(t.cases).values(
            number=number,
            conversation_id=conversation["id"] if conversation else None,
            parts=parts,
            channel=channel,
            language=language,
            customer_number=customer or (conversation["customer_number"] if conversation else None),
            created_at=now,
            key=key,
            **_planned(case, {"case": number, **(numbers or {})}, now),
        )
    )
    await record(
        tx,
        now,
        "case",
        number,
        actor,
        "made",
        department=case.department,
        priority=case.priority,
        due=case.due.isoformat(),
        reasons=list(case.reasons),
    )
    if case.outcome:
        await record(tx, now, "case", number, actor, "resolved", outcome=case.outcome)
    words = " ".join([case.summary, *(str(p.get("text", "")) for p in parts), *_words_of(case.data)])
    await look_for_particulars(tx, kit, number, words, customer)
    return number


def _planned(case: CasePlan, filled: Mapping[str, str], now: dt.datetime) -> dict[str, Any]:
    """The columns of a case that its plan holds; one with an outcome is finished from the start."""
    values: dict[str, Any] = {
        "kind": case.kind,
        "topics": list(case.topics),
        "summary": _fill(case.summary, filled),
        "reasons": list(case.reasons),
        "data": case.data,
        "department": case.department,
        "priority": case.priority,
        "first_due": case.first_due,
        "due": case.due,
        "callback": case.callback,
        "feedback_by": case.feedback_by,
        "feedback_to": case.feedback_to,
        "about_money": case.about_money,
        "postcode": case.postcode,
        "status": "new",
    }
    if case.outcome:
        told = {"outcome": _fill(case.outcome, filled), "feedback": _fill(case.feedback, filled)}
        values |= {**told, "status": "resolved", "feedback_at": now, "first_reaction_at": now, "closed_at": now}
    return values


def _words_of(data: Mapping[str, Any]) -> list[str]:
    return [value for value in data.values() if isinstance(value, str)]


def _fill(text: str, numbers: Mapping[str, str]) -> str:
    for name, number in numbers.items():
        text = text.replace("{" + name + "}", number)
    return text
