"""A person takes over, passes on, gives back or finishes a conversation."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.bus import QUEUE, conversation_channel
from handoff.content.texts import text as say
from handoff.errors import BadInput, Conflict, Forbidden, NotFound, Refused
from handoff.store import tables as t
from handoff.work.base import Kit, add_message, locked_conversation, record, seq_of
from handoff.work.contacts import CONSULTED, HANDLED, OUTCOMES, touch_contact
from handoff.work.conversations import check_id, check_text
from handoff.work.files import store_file
from handoff.work.offering import end_offer
from text.masking import mask

KEPT = ("language_fixed", "product", "identified")  # of what the bot knew, when it goes on after a colleague


async def claim(kit: Kit, conversation_id: str, agent: Mapping[str, Any]) -> None:
    """``agent`` takes a waiting conversation. Of any number of simultaneous claims exactly one wins.

    Raises NotFound, or Conflict that says who has it.
    """
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await locked_conversation(tx, conversation_id)
        if row is None:
            raise NotFound("There is no such conversation.")
        if row["status"] == "agent" and row["agent_id"] == agent["id"]:
            return
        if row["status"] != "waiting":
            raise await _taken(tx, row)
        await tx.execute(
            update(t.conversations)
            .where(t.conversations.c.id == conversation_id, t.conversations.c.status == "waiting")
            .values(status="agent", agent_id=agent["id"], agent_since=now, returned=False, wanted_agent_id=None)
        )
        await end_offer(tx, conversation_id, agent["id"])
        language = row["language"]
        department = kit.content.departments.get((agent.get("departments") or ["klantenservice"])[0])
        place = department.name.by(language) if department else say(kit.content, "customer_service", language)
        await add_message(
            tx,
            row,
            now,
            sender="system",
            agent_id=agent["id"],
            text=say(kit.content, "agent_joined", language, name=_first_name(agent), department=place),
        )
        await _first_reaction(tx, row, now)
        measured = {"waited_s": _seconds(row["queue_since"], now), **_where(row)}
        await record(tx, now, "conversation", conversation_id, _actor(agent), "claimed", **measured)
    await _tell(kit, conversation_id)


async def reply(kit: Kit, conversation_id: str, agent: Mapping[str, Any], message_id: str, text: object) -> int:
    """The agent who has the conversation writes to the customer; the same id again changes nothing. Returns the seq."""
    message_id, clean = check_id(message_id), mask(check_text(text)).text
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await held_by(tx, conversation_id, agent)
        known = await seq_of(tx, conversation_id, message_id)
        if known is not None:
            return known
        seq = await add_message(tx, row, now, sender="agent", agent_id=agent["id"], text=clean, message_id=message_id)
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "message"})
    return seq


async def send_file(kit: Kit, conversation_id: str, agent: Mapping[str, Any], name: str | None, body: bytes) -> int:
    """The agent who has the conversation sends the customer a photo or PDF. Returns the seq of its message."""
    now = kit.clock.now()
    async with kit.db.read() as tx:
        await held_by(tx, conversation_id, agent)  # before anything is kept
    view = await store_file(kit, conversation_id, name, body, "agent")
    async with kit.db.write() as tx:
        row = await held_by(tx, conversation_id, agent)
        text = f"📎 {view['name']}"
        seq = await add_message(tx, row, now, sender="agent", agent_id=agent["id"], text=text, attachment=view)
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "message"})
    return seq


async def transfer(
    kit: Kit,
    conversation_id: str,
    agent: Mapping[str, Any],
    *,
    department: str | None,
    to_agent: str | None,
    reason: str,
    summary: str = "",
) -> None:
    """Pass on to a department or a colleague, with a reason and where things stand (``summary``); the customer keeps the place of who waited longest."""
    if bool(department) == bool(to_agent):
        raise BadInput("Transfer to a department or to a colleague, one of the two.", code="transfer-target")
    if not (reason or "").strip():
        raise BadInput("Say why you transfer, so that the colleague knows.", code="transfer-reason")
    reason = mask(check_text(reason)).text
    summary = mask(check_text(summary)).text if (summary or "").strip() else ""
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await held_by(tx, conversation_id, agent)
        wanted, department = await _target(tx, kit, department, to_agent)
        language = row["language"]
        known = kit.content.departments.get(department)
        name = known.name.by(language) if known else department
        await tx.execute(
            update(t.conversations)
            .where(t.conversations.c.id == conversation_id)
            .values(
                status="waiting",
                agent_id=None,
                department=department,
                wanted_agent_id=wanted,
                queue_since=now,
                returned=True,
            )
        )
        await add_message(
            tx, row, now, sender="system", text=say(kit.content, "agent_left", language, department=name, reason="")
        )
        await tx.execute(
            insert(t.notes).values(
                conversation_id=conversation_id,
                at=now,
                agent_id=agent["id"],
                text=f"{reason}\n{summary}".strip(),
            )
        )
        await record(
            tx,
            now,
            "conversation",
            conversation_id,
            _actor(agent),
            "transferred",
            department=department,
            to=to_agent,
            reason=reason,
            **({"summary": summary} if summary else {}),
        )
    await _tell(kit, conversation_id)


async def _target(
    tx: AsyncConnection, kit: Kit, department: str | None, to_agent: str | None
) -> tuple[int | None, str]:
    """The colleague, if one is named, and the department that a conversation goes to. Raises BadInput for one that is not there."""
    if to_agent:
        found = (await tx.execute(select(t.agents).where(t.agents.c.username == to_agent, t.agents.c.active))).first()
        if found is None:
            raise BadInput(f"There is no colleague {to_agent!r}.", code="agent-unknown")
        return found.id, (found.departments or ["klantenservice"])[0]
    if department is None or department not in kit.content.departments:
        raise BadInput(f"There is no department {department!r}.", code="department-unknown")
    return None, department


async def release(kit: Kit, conversation_id: str, agent: Mapping[str, Any], *, gone: bool = False) -> bool:
    """Back to the front of the queue: the agent gives it up, or (``gone``) dropped out. False: he came back meanwhile and keeps it."""
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await held_by(tx, conversation_id, agent)
        if gone and not await _is_gone(tx, kit, agent["id"]):
            return False
        await tx.execute(
            update(t.conversations)
            .where(t.conversations.c.id == conversation_id)
            .values(status="waiting", agent_id=None, returned=True, queue_since=row["queue_since"] or now)
        )
        await add_message(
            tx, row, now, sender="system", text=say(kit.content, "agent_gone" if gone else "released", row["language"])
        )
        await record(
            tx,
            now,
            "conversation",
            conversation_id,
            "system" if gone else _actor(agent),
            "agent gone" if gone else "released",
        )
    await _tell(kit, conversation_id)
    return True


async def return_to_bot(kit: Kit, conversation_id: str, agent: Mapping[str, Any]) -> None:
    """The bot goes on; what led to the hand-over is forgotten, so that it is not repeated."""
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await held_by(tx, conversation_id, agent)
        context = {k: v for k, v in (row["context"] or {}).items() if k in KEPT}
        await tx.execute(
            update(t.conversations)
            .where(t.conversations.c.id == conversation_id)
            .values(
                status="bot",
                agent_id=None,
                context=context,
                failures=0,
                misunderstood=0,
                priority=None,
                rank=9,
                reasons=[],
                queue_since=None,
                queue_due=None,
                returned=False,
            )
        )
        await add_message(tx, row, now, sender="bot", text=say(kit.content, "returned_to_bot", row["language"]))
        await record(tx, now, "conversation", conversation_id, _actor(agent), "returned to bot")
        await touch_contact(tx, kit, conversation_id, None)
    await _tell(kit, conversation_id)


async def close_conversation(
    kit: Kit, conversation_id: str, agent: Mapping[str, Any], *, outcome: str, feedback: str
) -> None:
    """Finish: the feedback goes to the customer in the chat, the contact gets its outcome, an open case is resolved.

    Raises BadInput without an outcome (one of ``OUTCOMES`` or own words) and feedback.
    """
    if not (outcome or "").strip() or not (feedback or "").strip():
        raise BadInput(
            "Closing takes an outcome, and feedback that the customer gets to read.", code="feedback-missing"
        )
    feedback = mask(check_text(feedback)).text
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await held_by(tx, conversation_id, agent)
        await add_message(tx, row, now, sender="agent", agent_id=agent["id"], text=feedback)
        await add_message(tx, row, now, sender="system", text=say(kit.content, "closed", row["language"]))
        await tx.execute(
            update(t.conversations)
            .where(t.conversations.c.id == conversation_id)
            .values(status="closed", closed_at=now, agent_id=agent["id"])
        )
        await tx.execute(
            update(t.parts)
            .where(t.parts.c.conversation_id == conversation_id, t.parts.c.state != "answered")
            .values(state="answered", answer=feedback)
        )
        await touch_contact(tx, kit, conversation_id, None)
        known = outcome.strip() if outcome.strip() in OUTCOMES else HANDLED
        notes = (
            await tx.execute(
                select(func.count()).select_from(t.notes).where(t.notes.c.conversation_id == conversation_id)
            )
        ).scalar_one()
        await tx.execute(
            update(t.contacts)
            .where(t.contacts.c.conversation_id == conversation_id)
            .values(
                outcome=CONSULTED if known == HANDLED and notes else known,
                ended_at=now,
                handled_by=_actor(agent),
            )
        )
        if row["case_number"]:
            await _resolve(tx, row["case_number"], agent, now, outcome.strip(), feedback)
        measured = {"handled_s": _seconds(row["agent_since"], now), **_where(row)}
        await record(
            tx, now, "conversation", conversation_id, _actor(agent), "closed", outcome=outcome.strip(), **measured
        )
    await _tell(kit, conversation_id)


async def _resolve(
    tx: AsyncConnection, number: str, agent: Mapping[str, Any], now: dt.datetime, outcome: str, feedback: str
) -> None:
    await tx.execute(
        update(t.cases)
        .where(t.cases.c.number == number, t.cases.c.status != "resolved")
        .values(
            status="resolved",
            outcome=outcome,
            feedback=feedback,
            feedback_at=now,
            closed_at=now,
            owner_id=agent["id"],
        )
    )
    await record(tx, now, "case", number, _actor(agent), "resolved", outcome=outcome)


async def return_abandoned(kit: Kit) -> list[str]:
    """Conversations of agents whose screen has been silent too long go back to the front of the queue."""
    limit = kit.clock.now() - dt.timedelta(seconds=kit.settings.agent_gone_after)
    async with kit.db.read() as connection:
        rows = (
            await connection.execute(
                select(t.conversations.c.id, t.agents)
                .join(t.agents, t.agents.c.id == t.conversations.c.agent_id)
                .where(
                    t.conversations.c.status == "agent",
                    or_(t.agents.c.seen_at.is_(None), t.agents.c.seen_at < limit),
                    or_(t.conversations.c.agent_since.is_(None), t.conversations.c.agent_since < limit),
                )
            )
        ).all()
    back = []
    for row in rows:
        with contextlib.suppress(Refused):  # closed or passed on since we looked
            if await release(kit, row[0], {"id": row[1], "username": row.username, "name": row.name}, gone=True):
                back.append(row[0])
    return back


async def _is_gone(tx: AsyncConnection, kit: Kit, agent_id: int) -> bool:
    seen = (await tx.execute(select(t.agents.c.seen_at).where(t.agents.c.id == agent_id))).scalar()
    return seen is None or seen < kit.clock.now() - dt.timedelta(seconds=kit.settings.agent_gone_after)


async def held_by(tx: AsyncConnection, conversation_id: str, agent: Mapping[str, Any]) -> Mapping[str, Any]:
    """The conversation that ``agent`` has, its row locked. Raises NotFound, Conflict when nobody has it, Forbidden."""
    row = await locked_conversation(tx, conversation_id)
    if row is None:
        raise NotFound("There is no such conversation.")
    if row["status"] != "agent":
        raise Conflict("Take the conversation first.", code="not-claimed", extra={"state": row["status"]})
    if row["agent_id"] != agent["id"]:
        raise Forbidden(
            "A colleague has this conversation.", code="not-yours", extra={"agent": await _name_of(tx, row["agent_id"])}
        )
    return row


async def _taken(tx: AsyncConnection, row: Mapping[str, Any]) -> Conflict:
    if row["status"] == "agent":
        who = await _name_of(tx, row["agent_id"])
        return Conflict(
            f"{who} was first: this conversation has been taken.",
            code="already-claimed",
            extra={"agent": who, "state": "agent"},
        )
    words = {
        "bot": "The bot has this conversation; nobody waits in it.",
        "closed": "This conversation has been closed.",
    }
    return Conflict(words[row["status"]], code="not-waiting", extra={"agent": None, "state": row["status"]})


async def _name_of(tx: AsyncConnection, agent_id: int | None) -> str | None:
    return (await tx.execute(select(t.agents.c.name).where(t.agents.c.id == agent_id))).scalar()


async def _first_reaction(tx: AsyncConnection, row: Mapping[str, Any], now: dt.datetime) -> None:
    if row["case_number"]:
        await tx.execute(
            update(t.cases)
            .where(and_(t.cases.c.number == row["case_number"], t.cases.c.first_reaction_at.is_(None)))
            .values(first_reaction_at=now, status="in_progress")
        )


async def _tell(kit: Kit, conversation_id: str) -> None:
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "message"})
    await kit.bus.publish(QUEUE, {"conversation": conversation_id})


def _first_name(agent: Mapping[str, Any]) -> str:
    return str(agent["name"]).split()[0]


def _actor(agent: Mapping[str, Any]) -> str:
    return f"agent:{agent['username']}"


def _seconds(since: dt.datetime | None, now: dt.datetime) -> int | None:
    return int((now - since).total_seconds()) if since else None


def _where(row: Mapping[str, Any]) -> dict[str, Any]:
    """What reports divide by: kept with the event, because the conversation goes sooner than the log."""
    return {"department": row["department"], "language": row["language"]}
