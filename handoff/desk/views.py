"""Conversations, cases and contacts as the desk gets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide import casework, terms
from handoff.decide.calendars import AMSTERDAM
from handoff.errors import BadInput, Forbidden, NotFound
from handoff.store import reads
from handoff.store import tables as t
from handoff.store.record import home_of
from handoff.work.base import Kit, record
from handoff.work.showing import message_view

DEBT = casework.DEBT
TRUE = ("1", "true", "yes")
RESOLVED_LAST: ColumnElement[bool] = literal_column("(cases.status = 'resolved')")  # as the index ix_cases_list has it
LISTED = (
    "number", "kind", "topics", "status", "priority", "department", "customer_number", "summary", "created_at", "first_due",
    "due", "first_reaction_at", "conversation_id", "channel",
)  # fmt: skip
CARD = ("status", "language", "channel", "page", "summary", "department", "verified", "priority", "reasons", "rating")
EARLIER = 10  # contacts on a card
OUTCOME = (
    "decision", "outcome", "remedy", "consequences", "feedback", "feedback_by", "feedback_to", "satisfied", "referred_to",
    "cause", "improvement", "granted_cents", "extension_reason",
)  # fmt: skip


def iso(moment: dt.datetime | None) -> str | None:
    """A moment in Amsterdam time, ISO 8601 with zone."""
    return moment.astimezone(AMSTERDAM).isoformat(timespec="seconds") if moment else None


async def queue_view(tx: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Waiting conversations with their open topics; with what it was about where no question is open any more."""
    ids, p = [r["id"] for r in rows], t.parts.c
    topics: dict[str, list[str]] = {}
    before: dict[str, list[str]] = {}
    for start in range(0, len(ids), 500):
        found = await tx.execute(
            select(p.conversation_id, p.topic, p.state)
            .where(p.conversation_id.in_(ids[start : start + 500]), or_(p.state != "answered", p.kind != "meta"))
            .order_by(p.seq, p.idx)
        )
        for conversation_id, topic, state in found:
            (before if state == "answered" else topics).setdefault(conversation_id, []).append(topic)
    return [
        {
            "conversation": r["id"],
            "case": r["case_number"],
            "priority": r["priority"],
            "topics": list(dict.fromkeys(topics.get(r["id"]) or before.get(r["id"], []))),
            "since": iso(r["queue_since"]),
            "due": iso(r["queue_due"]),
            "department": r["department"],
            "summary": r["summary"],
            "language": r["language"],
            "reasons": r["reasons"],
            "channel": r["channel"],
        }
        for r in rows
    ]


async def card(kit: Kit, conversation_id: str) -> dict[str, Any]:
    """The hand-over card. Raises NotFound."""
    async with kit.db.read() as tx:
        row = await reads.conversation(tx, conversation_id)
        if row is None:
            raise NotFound("There is no such conversation.")
        found = await _around(tx, row)
        messages = await reads.messages_after(tx, conversation_id, 0, limit=5000)
    return {
        "conversation": conversation_id,
        **{name: row[name] for name in CARD},
        **found,
        "since": iso(row["queue_since"]),
        "due": iso(row["queue_due"]),
        "customer": {"number": row["customer_number"]} if row["customer_number"] else None,
        "case": row["case_number"],
        "messages": [message_view(m) for m in messages],
        "seen": {"customer": row["customer_seen_seq"], "agent": row["agent_seen_seq"]},
        "delivered": {"customer": max(row["customer_got_seq"], row["customer_seen_seq"])},
    }


async def _around(tx: AsyncConnection, row: Mapping[str, Any]) -> dict[str, Any]:
    """What other tables know of the conversation ``row``: its parts, notes and history, who has it, earlier contacts."""
    p, n, h, name = t.parts.c, t.notes.c, t.history.c, row["id"]
    parts = await tx.execute(select(t.parts).where(p.conversation_id == name).order_by(p.seq, p.idx))
    notes = await tx.execute(
        select(t.notes, t.agents.c.name)
        .join(t.agents, t.agents.c.id == n.agent_id)
        .where(n.conversation_id == name)
        .order_by(n.id)
    )
    past = await tx.execute(
        select(t.history).where(h.subject == "conversation", h.subject_id == name).order_by(h.id)
    )
    agent = select(t.agents.c.name).where(t.agents.c.id == row["agent_id"])
    callback = select(t.cases.c.callback).where(t.cases.c.number == row["case_number"])
    return {
        "parts": [_part_view(part) for part in parts],
        "notes": [{"id": n.id, "at": iso(n.at), "agent": n.name, "text": n.text, "thread": n.thread_id} for n in notes],
        "history": [{"at": iso(h.at), "actor": h.actor, "what": h.what, "detail": h.detail} for h in past],
        "agent": (await tx.execute(agent)).scalar() if row["agent_id"] else None,
        "callback": (await tx.execute(callback)).scalar() if row["case_number"] else None,
        "earlier": await _earlier(tx, row["customer_number"], name) if row["customer_number"] else [],
    }


def _part_view(part: Any) -> dict[str, Any]:
    return {
        "text": part.text,
        "topic": part.topic,
        "kind": part.kind,
        "state": part.state,
        "answer": part.answer or None,
        "source": part.source,
        "confidence": float(part.confidence or 0),
    }


async def _earlier(tx: AsyncConnection, customer: str, but: str) -> list[dict[str, Any]]:
    """The last contacts of a customer, without the one of the conversation ``but``."""
    c = t.contacts.c
    found = await tx.execute(
        select(t.contacts)
        .where(c.customer_number == customer, c.conversation_id.is_distinct_from(but))
        .order_by(c.started_at.desc())
        .limit(EARLIER)
    )
    return [contact_view(row._asdict()) for row in found]


async def cases_view(kit: Kit, filters: Mapping[str, Any], limit: int, offset: int, *, debtors: bool) -> dict[str, Any]:
    """Cases that match ``filters``, what is due first on top; debtors' cases only for who has the role."""
    c = t.cases.c
    async with kit.db.read() as tx:
        where = await _case_filters(tx, kit, filters)
        if not debtors:
            where.append(c.department != DEBT)
        total = (await tx.execute(select(func.count()).select_from(t.cases).where(*where))).scalar_one()
        query = (
            select(
                *(c[name] for name in LISTED), t.agents.c.username.label("owner"), t.agents.c.name.label("owner_name")
            )
            .outerjoin(t.agents, t.agents.c.id == c.owner_id)
            .where(*where)
            .order_by(RESOLVED_LAST, c.due, c.number)
        )
        rows = (await tx.execute(query.limit(limit).offset(offset))).all()
    now = kit.clock.now()
    cases = [{**case_summary(r._asdict(), now), "owner": r.owner, "owner_name": r.owner_name} for r in rows]
    return {"total": total, "cases": cases}


async def _case_filters(tx: AsyncConnection, kit: Kit, filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    c, where = t.cases.c, []
    for name in ("status", "department", "priority", "feedback_by", "kind"):
        if name in filters:
            where.append(c[name] == filters[name])
    if "customer" in filters:
        where.append(c.customer_number == await home_of(tx, filters["customer"]))
    if "owner" in filters:
        where.append(c.owner_id.in_(select(t.agents.c.id).where(t.agents.c.username == filters["owner"])))
    if "topic" in filters:
        where.append(cast(c.topics, String).contains(f'"{filters["topic"]}"', autoescape=True))
    now, still = kit.clock.now(), c.status != "resolved"
    if filters.get("unowned") in TRUE:
        where += [c.owner_id.is_(None), still]
    if filters.get("overdue") in TRUE:
        where += [c.due < now, still]
    if filters.get("nearly") in TRUE:
        hours = float(kit.content.guidelines["cases"]["nearly_due_hours"])
        where += [c.due >= now, c.due < now + dt.timedelta(hours=hours), still]
    return where


def case_summary(row: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """One case in a list."""
    left = row["status"] != "resolved"
    return {
        "number": row["number"],
        "kind": row["kind"],
        "topics": row["topics"],
        "status": row["status"],
        "priority": row["priority"],
        "department": row["department"],
        "customer": row["customer_number"],
        "summary": row["summary"],
        "created": iso(row["created_at"]),
        "first_due": iso(row["first_due"]),
        "due": iso(row["due"]),
        "overdue": left and row["due"] < now,
        "first_overdue": left and row["first_reaction_at"] is None and row["first_due"] < now,
        "nearly_due": left and now <= row["due"] < now + dt.timedelta(days=1),
        "conversation": row["conversation_id"],
        "channel": row["channel"],
    }


async def case_view(kit: Kit, number: str, agent: Mapping[str, Any]) -> dict[str, Any]:
    """One case whole; viewing a debtors' case takes the role and leaves a trace. Raises NotFound, Forbidden."""
    async with kit.db.read() as tx:
        row = (
            await tx.execute(
                select(t.cases, t.agents.c.username.label("owner"))
                .outerjoin(t.agents, t.agents.c.id == t.cases.c.owner_id)
                .where(t.cases.c.number == number)
            )
        ).first()
        if row is None:
            raise NotFound("There is no such case.")
        past = (
            await tx.execute(
                select(t.history)
                .where(t.history.c.subject == "case", t.history.c.subject_id == number)
                .order_by(t.history.c.id)
            )
        ).all()
        notes = (
            await tx.execute(
                select(t.case_notes, t.agents.c.name)
                .join(t.agents, t.agents.c.id == t.case_notes.c.agent_id)
                .where(t.case_notes.c.case_number == number)
                .order_by(t.case_notes.c.id)
            )
        ).all()
    if row.department == DEBT:
        if "debtors" not in agent["roles"]:
            raise Forbidden("This case takes the role debtors.", code="role-missing")
        async with kit.db.write() as tx:
            await record(tx, kit.clock.now(), "case", number, f"agent:{agent['username']}", "viewed")
    m, now = row._asdict(), kit.clock.now()
    return {
        **case_summary(m, now),
        "owner": m["owner"],
        "reasons": m["reasons"],
        "parts": m["parts"],
        "data": m["data"],
        "language": m["language"],
        "contact": m["contact_number"],
        "first_reaction": iso(m["first_reaction_at"]),
        "extended": m["extended"],
        "callback": m["callback"],
        **{k: m[k] for k in OUTCOME},
        "may_extend": m["status"] != "resolved" and terms.may_extend(m["due"], now, extended_before=m["extended"]),
        "may_reopen": m["status"] == "resolved" and casework.may_reopen(m["closed_at"], now, reopen_days(kit)),
        "reopened": iso(m["reopened_at"]),
        "closed": iso(m["closed_at"]),
        "feedback_at": iso(m["feedback_at"]),
        "notes": [{"id": n.id, "at": iso(n.at), "agent": n.name, "text": n.text} for n in notes],
        "history": [{"at": iso(h.at), "actor": h.actor, "what": h.what, "detail": h.detail} for h in past],
    }


def reopen_days(kit: Kit) -> int:
    """How many calendar days after closing a case may be opened again."""
    return int(kit.content.guidelines["cases"]["reopen_days"])


def contact_view(row: Mapping[str, Any]) -> dict[str, Any]:
    """One contact of the register."""
    return {
        "number": row["number"],
        "conversation": row["conversation_id"],
        "channel": row["channel"],
        "direction": row["direction"],
        "language": row["language"],
        "started": iso(row["started_at"]),
        "ended": iso(row["ended_at"]),
        "customer": row["customer_number"],
        "customer_name": row["customer_name"],
        "customer_role": row["customer_role"],
        "verified": row["verified"],
        "verified_how": row["verified_how"],
        "topics": row["topics"],
        "summary": row["summary"],
        "outcome": row["outcome"],
        "follow_up": row["follow_up"],
        "case": row["case_number"],
        "priority": row["priority"],
        "priority_reason": row["priority_reason"],
        "particulars": row["particulars"],
        "confidential": row["confidential"],
        "handled_by": row["handled_by"],
    }


def _day(given: str, name: str) -> dt.date:
    """A day. Raises BadInput for what is none, or is of no use in a register."""
    try:
        day = dt.date.fromisoformat(given)
    except ValueError:
        day = dt.date.min
    if not 2000 <= day.year < 2100:
        raise BadInput(f'"{name}" is a date such as 2026-11-24.', code="date-invalid")
    return day


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), AMSTERDAM)


async def contacts_view(kit: Kit, filters: Mapping[str, Any], limit: int, offset: int) -> dict[str, Any]:
    """Contacts that match ``filters``, newest first."""
    c, query = t.contacts.c, select(t.contacts)
    if "customer" in filters:
        async with kit.db.read() as tx:
            query = query.where(c.customer_number == await home_of(tx, filters["customer"]))
    for name, column in (
        ("channel", c.channel),
        ("conversation", c.conversation_id),
        ("case", c.case_number),
        ("number", c.number),
        ("language", c.language),
        ("outcome", c.outcome),
        ("priority", c.priority),
        ("direction", c.direction),
        ("handled_by", c.handled_by),
    ):
        if name in filters:
            query = query.where(column == filters[name])
    if "since" in filters:
        query = query.where(c.started_at >= _midnight(_day(filters["since"], "since")))
    if "until" in filters:
        query = query.where(c.started_at < _midnight(_day(filters["until"], "until") + dt.timedelta(days=1)))
    if "topic" in filters:
        query = query.where(cast(c.topics, String).contains(f'"{filters["topic"]}"', autoescape=True))
    async with kit.db.read() as tx:
        total = (await tx.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
        rows = (
            await tx.execute(query.order_by(c.started_at.desc(), c.number.desc()).limit(limit).offset(offset))
        ).all()
    return {"total": total, "contacts": [contact_view(r._asdict()) for r in rows]}
