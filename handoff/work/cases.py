"""Cases: what must be followed up, with a number and a term. One request makes one case, however often it is repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.errors import BadInput, NotFound
from handoff.store import tables as t
from handoff.work.base import RANKS, Kit, next_number, record
from handoff.work.plan import CasePlan, Plan

STATUSES = ("new", "in_progress", "waiting_for_customer", "resolved", "reopened")
DECISIONS = ("founded", "partly", "unfounded")
_EDITABLE = {
    "department",
    "priority",
    "status",
    "owner",
    "decision",
    "outcome",
    "consequences",
    "feedback",
    "cause",
    "improvement",
    "summary",
}


_NEVER_EMPTY = {"status", "department", "priority", "summary"}
MOST_CHARACTERS = 4000  # of a field


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
    filled = {"case": number, **(numbers or {})}
    finished = {
        "status": "resolved",
        "outcome": _fill(case.outcome, filled),
        "feedback": _fill(case.feedback, filled),
        "feedback_at": now,
        "first_reaction_at": now,
        "closed_at": now,
    }
    await tx.execute(
        insert(t.cases).values(
            number=number,
            conversation_id=conversation["id"] if conversation else None,
            kind=case.kind,
            topics=list(case.topics),
            parts=parts,
            summary=_fill(case.summary, filled),
            reasons=list(case.reasons),
            data=case.data,
            channel=channel,
            language=language,
            customer_number=customer or (conversation["customer_number"] if conversation else None),
            department=case.department,
            priority=case.priority,
            created_at=now,
            first_due=case.first_due,
            due=case.due,
            callback=case.callback,
            feedback_by=case.feedback_by,
            feedback_to=case.feedback_to,
            about_money=case.about_money,
            key=key,
            **(finished if case.outcome else {"status": "new"}),
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
    return number


def _fill(text: str, numbers: Mapping[str, str]) -> str:
    for name, number in numbers.items():
        text = text.replace("{" + name + "}", number)
    return text


async def change_case(kit: Kit, number: str, changes: Mapping[str, Any], actor: str) -> None:
    """Change fields of a case; every change is in the history with the old and the new value.

    Raises NotFound, or BadInput for an unknown field or value, or when a case is resolved without outcome and feedback.
    """
    _check(kit, changes)
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = (await tx.execute(select(t.cases).where(t.cases.c.number == number).with_for_update())).first()
        if row is None:
            raise NotFound("There is no such case.")
        values = dict(changes)
        if "owner" in values:
            values["owner_id"] = await _agent_id(tx, values.pop("owner"))
        after = {**row._mapping, **values}
        if values.get("status") == "resolved":
            if not (after["outcome"] or "").strip() or not (after["feedback"] or "").strip():
                raise BadInput(
                    "A case is resolved with an outcome and with feedback to the customer. One of them is missing.",
                    code="feedback-missing",
                )
            values |= {"closed_at": now, "feedback_at": now}
        if values.get("status") in ("in_progress", "resolved") and row.first_reaction_at is None:
            values["first_reaction_at"] = now
        changed = {k: [_plain(row._mapping[k]), _plain(v)] for k, v in values.items() if row._mapping[k] != v}
        if changed:
            await tx.execute(update(t.cases).where(t.cases.c.number == number).values(**values))
            await record(tx, now, "case", number, actor, "changed", changes=changed)


def _check(kit: Kit, changes: Mapping[str, Any]) -> None:
    """Raises BadInput for a field that cannot be changed, or a value that it cannot have."""
    unknown = set(changes) - _EDITABLE
    if unknown:
        raise BadInput(f"These fields cannot be changed: {', '.join(sorted(unknown))}.", code="field-unknown")
    for name, value in changes.items():
        if value is None and name in _NEVER_EMPTY:
            raise BadInput(f'"{name}" cannot be empty.', code="field-empty")
        if value is not None and (not isinstance(value, str) or len(value) > MOST_CHARACTERS):
            raise BadInput(f'"{name}" is a text of at most {MOST_CHARACTERS:,} characters.', code="field-invalid")
    if changes.get("status") not in (None, *STATUSES):
        raise BadInput(f"A status is one of {', '.join(STATUSES)}.", code="status-unknown")
    if changes.get("decision") not in (None, *DECISIONS):
        raise BadInput(f"A decision is one of {', '.join(DECISIONS)}.", code="decision-unknown")
    if changes.get("priority") not in (None, *RANKS):
        raise BadInput("A priority is critical, high, normal or low.", code="priority-unknown")
    if changes.get("department") is not None and changes["department"] not in kit.content.departments:
        raise BadInput(f"There is no department {changes['department']!r}.", code="department-unknown")


async def _agent_id(tx: AsyncConnection, username: object) -> int | None:
    if username is None:
        return None
    row = (await tx.execute(select(t.agents.c.id).where(t.agents.c.username == str(username)))).first()
    if row is None:
        raise BadInput(f"There is no colleague {username!r}.", code="agent-unknown")
    return int(row.id)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
