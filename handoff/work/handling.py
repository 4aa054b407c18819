"""What a colleague does with a case: change, extend, open again, and tell the customer of the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.bus import conversation_channel
from handoff.decide import casework, terms
from handoff.decide.calendars import AMSTERDAM
from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import tables as t
from handoff.work import refunds
from handoff.work.base import RANKS, Kit, record
from handoff.work.changes import recent_change
from handoff.work.telling import WAYS, tell, way_of
from text.masking import mask

STATUSES = ("new", "in_progress", "waiting_for_customer", "resolved", "reopened")
DECISIONS = ("founded", "partly", "unfounded")
TEXTS = ("summary", "outcome", "remedy", "consequences", "feedback", "cause", "improvement")
_SHORT = {"feedback_to": 254, "referred_to": 120}
_FREE = {"satisfied", "granted_cents", "owner"}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "status": STATUSES,
    "decision": DECISIONS,
    "priority": tuple(RANKS),
    "feedback_by": WAYS,
}
_NEVER_EMPTY = ("status", "priority", "department", "summary")
LONGEST = 4000  # characters of a field


async def change_case(
    kit: Kit, number: str, changes: Mapping[str, Any], agent: Mapping[str, Any], *, told: bool = True
) -> None:
    """Change fields of a case; every change is in the history with the old and the new value.

    A case that is resolved tells the customer its outcome by the way he chose. By telephone the colleague does that
    himself; with ``told`` False the call is planned, and the case stays open until it was made (``called``).

    Raises NotFound; BadInput for an unknown field or value, or when outcome or feedback is missing; Conflict for a step
    that is not allowed; Forbidden for an amount above what the colleague may give.
    """
    values = _checked(kit, changes, agent)
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        row = await locked_case(tx, number)
        values = await _second_check(tx, kit, row, values, agent)
        if "owner" in values:
            values["owner_id"] = await _agent_id(tx, values.pop("owner"))
        status = values.get("status", row["status"])
        if not casework.may_become(row["status"], status):
            raise Conflict(f"A case that is {row['status']} cannot become {status}.", code="status-step")
        if row["status"] == "resolved" and status == "reopened":
            values = {**values, **_reopened(kit, row, now)}
        elif status == "resolved" and row["status"] != "resolved":
            values |= await _resolve(tx, kit, {**row, **values}, now, told)
        if status in ("in_progress", "waiting_for_customer", "resolved") and row["first_reaction_at"] is None:
            values["first_reaction_at"] = now
        await write_values(tx, row, values, now, actor)
    await kit.bus.publish("outbox")
    await wake(kit, row)


async def extend(kit: Kit, number: str, reason: object, agent: Mapping[str, Any]) -> None:
    """Extend the term once, with a ``reason`` that the customer reads, before it ends.

    Raises NotFound, BadInput without a reason or an address to tell it to, Conflict when it is too late or was done before.
    """
    text = mask(str(reason or "").strip()).text[:1000]
    if not text:
        raise BadInput("Say why it takes longer: the customer reads it.", code="reason-missing")
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        row = await locked_case(tx, number)
        if row["status"] == "resolved":
            raise Conflict("This case is resolved.", code="case-resolved")
        if not terms.may_extend(row["due"], now, extended_before=row["extended"]):
            raise Conflict("A term is extended once, and before it ends.", code="extension-not-allowed")
        topic = "request_data_access" if "request_data_access" in row["topics"] else ""
        due = terms.extended(
            kit.content.hours, kit.content.guidelines["terms"], row["due"], row["created_at"], topic=topic
        )
        way = await way_of(tx, row)
        await tell(tx, kit, row, "extension", way, f"{number}", {"due": due.isoformat(), "reason": text})
        values = {"due": due, "extended": True, "extension_reason": text, "warned_at": None, "late_told_at": None}
        await tx.execute(update(t.cases).where(t.cases.c.number == number).values(**values))
        await record(tx, now, "case", number, actor, "extended", due=due.isoformat(), reason=text, told=way.name)
    await kit.bus.publish("outbox")
    await wake(kit, row)


async def reopen(kit: Kit, number: str, reason: object, agent: Mapping[str, Any]) -> None:
    """Open a resolved case again under its number, with a new term. Raises NotFound, BadInput, Conflict when too late."""
    text = mask(str(reason or "").strip()).text[:1000]
    if not text:
        raise BadInput("Say why the case is opened again.", code="reason-missing")
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        row = await locked_case(tx, number)
        if row["status"] != "resolved":
            raise Conflict("Only a resolved case can be opened again.", code="status-step")
        await write_values(tx, row, _reopened(kit, row, now), now, actor, what="reopened", reason=text)


async def called(kit: Kit, number: str, reached: bool, agent: Mapping[str, Any]) -> None:
    """A planned call was made. Reached: the case can be closed. Twice not reached: an e-mail instead, where there is one.

    Raises NotFound, Conflict when no call was planned.
    """
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        row = await locked_case(tx, number)
        call = row["callback"]
        if not call or call.get("done"):
            raise Conflict("No call is planned for this case.", code="no-call")
        tries = int(call.get("tries") or 0) + 1
        done = {**call, "tries": tries, "done": now.isoformat() if reached else None}
        values: dict[str, Any] = {"callback": done}
        if reached and call.get("about") == "feedback":
            values |= {"status": "resolved", "closed_at": now, "feedback_at": now}
        elif not reached and tries >= 2 and call.get("about"):
            values |= await _mail_instead(tx, kit, row, call, done, now)
        await write_values(tx, row, values, now, actor, what="called", reached=reached, tries=tries)
    await kit.bus.publish("outbox")


async def locked_case(tx: AsyncConnection, number: str) -> dict[str, Any]:
    """The row of a case, locked until the transaction ends. Raises NotFound."""
    row = (await tx.execute(select(t.cases).where(t.cases.c.number == number).with_for_update())).first()
    if row is None:
        raise NotFound("There is no such case.")
    return dict(row._mapping)


def _checked(kit: Kit, changes: Mapping[str, Any], agent: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with masked texts. Raises BadInput, Forbidden."""
    known = {*_CHOICES, *TEXTS, *_SHORT, *_FREE, "department"}
    if unknown := set(changes) - known:
        raise BadInput(f"These fields cannot be changed: {', '.join(sorted(unknown))}.", code="field-unknown")
    values = dict(changes)
    for name, choices in _CHOICES.items():
        if values.get(name) is not None and values[name] not in choices:
            raise BadInput(f"{name} is one of {', '.join(choices)}.", code=f"{name.replace('_', '-')}-unknown")
    for name in _NEVER_EMPTY:
        if name in values and values[name] is None:
            raise BadInput(f'"{name}" cannot be empty.', code="field-empty")
    department = values.get("department")
    if "department" in values and (not isinstance(department, str) or department not in kit.content.departments):
        raise BadInput(f"There is no department {values['department']!r}.", code="department-unknown")
    for name in (*TEXTS, *_SHORT):
        if values.get(name) is not None:
            values[name] = _text(name, values[name])
    if values.get("satisfied") not in (None, True, False):
        raise BadInput("satisfied is true, false or null.", code="bad-input")
    if values.get("granted_cents") is not None:
        _may_grant(kit, values["granted_cents"], agent)
    return values


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadInput(f'"{name}" is a text of at most {LONGEST:,} characters.', code="field-invalid")
    if len(value) > _SHORT.get(name, LONGEST):
        raise BadInput(f'"{name}" is too long.', code="field-invalid")
    return value.strip() if name == "feedback_to" else mask(value).text


async def _second_check(
    tx: AsyncConnection, kit: Kit, row: Mapping[str, Any], values: dict[str, Any], agent: Mapping[str, Any]
) -> dict[str, Any]:
    """The changes without an amount that a second colleague must approve first. Raises Conflict while one waits."""
    cents = values.get("granted_cents")
    if cents is not None and cents != row["granted_cents"] and refunds.above_limit(kit, cents):
        warning = await recent_change(tx, kit, row["customer_number"] or "", refunds.FIELD)
        await refunds.grant(tx, kit, row, cents, agent, warning)
        values = {name: value for name, value in values.items() if name != "granted_cents"}
    unsettled = "granted_cents" in values or (values.get("status") == "resolved" and row["status"] != "resolved")
    if unsettled and await refunds.waiting(tx, row["number"]):
        raise Conflict("An amount of this case waits for a second colleague.", code="refund-waits")
    return values


def _may_grant(kit: Kit, cents: object, agent: Mapping[str, Any]) -> None:
    if not isinstance(cents, int) or isinstance(cents, bool) or not 0 <= cents <= 10_000_000:
        raise BadInput("An amount is a whole number of cents.", code="amount-invalid")
    grants = kit.content.guidelines["cases"]["grants"]
    most = casework.largest_grant(agent["roles"], grants)
    if most is not None and cents > most:
        role = casework.who_may_grant(cents, grants)
        raise Forbidden(
            f"You may grant at most {most / 100:.2f} euros. The role {role} may grant this.",
            code="grant-too-much",
            extra={"most": f"{most / 100:.2f}", "role": role},
        )


async def _resolve(tx: AsyncConnection, kit: Kit, after: dict[str, Any], now: Any, told: bool) -> dict[str, Any]:
    """What a resolved case comes to; tells the customer. Raises BadInput when outcome or feedback is missing."""
    if not (after["outcome"] or "").strip() or not (after["feedback"] or "").strip():
        raise BadInput(
            "A case is resolved with an outcome and with feedback to the customer. One of them is missing.",
            code="feedback-missing",
        )
    way = await way_of(tx, after)
    if way.name != "phone":
        await tell(tx, kit, after, "feedback", way, _round(after), feedback_values(after))
    elif not told:
        await tell(tx, kit, after, "feedback", way, _round(after), {})
        return {"status": "in_progress"}
    done = {"callback": {**after["callback"], "done": now.isoformat()}} if after["callback"] else {}
    return {"closed_at": now, "feedback_at": now, **done}


def feedback_values(case: Mapping[str, Any]) -> dict[str, Any]:
    """What the customer hears of the outcome."""
    names = ("feedback", "outcome", "decision", "remedy", "consequences")
    return {**{n: case[n] for n in names}, "complaint": case["kind"] == "complaint"}


async def _mail_instead(
    tx: AsyncConnection, kit: Kit, row: Mapping[str, Any], call: Mapping[str, Any], done: dict[str, Any], now: Any
) -> dict[str, Any]:
    """Two calls without an answer: the same by mail, and the call is over. Without an address it stays planned."""
    try:
        way = await way_of(tx, {**row, "feedback_by": "email"})
    except BadInput:
        return {}
    over = {"callback": {**done, "done": now.isoformat()}}
    if call["about"] == "feedback":
        await tell(tx, kit, row, "feedback", way, _round(row), feedback_values(row))
        return {**over, "status": "resolved", "closed_at": now, "feedback_at": now}
    values = {"due": row["due"].astimezone(AMSTERDAM).isoformat(), "reason": row["extension_reason"] or ""}
    await tell(tx, kit, row, "extension", way, str(row["number"]), values)
    return over


def _reopened(kit: Kit, row: Mapping[str, Any], now: Any) -> dict[str, Any]:
    days = int(kit.content.guidelines["cases"]["reopen_days"])
    if not casework.may_reopen(row["closed_at"], now, days):
        raise Conflict(f"A case can be opened again within {days} days. Make a new one.", code="reopen-too-late")
    topic = row["topics"][0] if row["topics"] else ""
    due = terms.due(kit.content.hours, kit.content.guidelines["terms"], row["priority"], row["kind"], now, topic=topic)
    empty = ("closed_at", "feedback_at", "outcome", "feedback", "decision", "satisfied", "warned_at", "late_told_at")
    return {
        "status": "reopened",
        "reopened_at": now,
        "due": due.solved,
        "extended": False,
        **dict.fromkeys(empty),
    }


def _round(case: Mapping[str, Any]) -> str:
    """What makes one telling of a case different from the next: its number and when it was last opened again."""
    again = case["reopened_at"]
    return f"{case['number']}:{again.isoformat() if again else 'first'}"


async def write_values(
    tx: AsyncConnection,
    row: Mapping[str, Any],
    values: Mapping[str, Any],
    now: Any,
    actor: str,
    *,
    what: str = "changed",
    **detail: Any,
) -> bool:
    """Write what differs, with the old and the new value in the history; False when nothing does."""
    changed = {k: [_plain(row[k]), _plain(v)] for k, v in values.items() if row[k] != v}
    if not changed and not detail:
        return False
    if changed:
        await tx.execute(update(t.cases).where(t.cases.c.number == row["number"]).values(**values))
    await record(tx, now, "case", row["number"], actor, what, changes=changed, **detail)
    return True


async def _agent_id(tx: AsyncConnection, username: object) -> int | None:
    if username is None:
        return None
    row = (await tx.execute(select(t.agents.c.id).where(t.agents.c.username == str(username)))).first()
    if row is None:
        raise BadInput(f"There is no colleague {username!r}.", code="agent-unknown")
    return int(row.id)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


async def wake(kit: Kit, row: Mapping[str, Any]) -> None:
    """Tell the screens that show the conversation of a case."""
    if row["conversation_id"]:
        await kit.bus.publish(conversation_channel(row["conversation_id"]), {"type": "message"})
