"""Contacts that do not come by chat: a call, a letter, a visit, registered by an agent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide import terms
from handoff.errors import BadInput
from handoff.store import tables as t
from handoff.store.record import home_of
from handoff.work.base import Kit, next_number, record
from handoff.work.cases import insert_case
from handoff.work.contacts import AGAIN, HANDLED, OUTCOMES, TRANSFERRED
from handoff.work.conversations import check_text
from handoff.work.plan import CasePlan
from handoff.work.receipts import acknowledge
from text.masking import mask

CHANNELS = ("phone", "letter", "counter", "email", "chat")
DIRECTIONS = ("in", "out")
FINISHED = (HANDLED, "verwezen naar andere instantie", "verbinding verbroken", AGAIN)  # outcomes after which nothing is left to do


async def register_contact(
    kit: Kit, agent: Mapping[str, Any], contact: Mapping[str, Any], triage: Mapping[str, Any]
) -> dict[str, Any]:
    """Register a contact with what triage made of it; a case follows unless all is answered or ``outcome`` says so.

    Args:
        contact: channel, text, direction and, where known, customer, customer_name, outcome, summary, key.
        triage: as ``/api/triage`` gives it.

    Returns:
        {"contact": number, "case": number or None}. Raises BadInput.
    """
    _check(contact)
    channel, outcome, customer = contact["channel"], contact.get("outcome"), contact.get("customer")
    text = mask(check_text(contact.get("text"))).text
    parts = [p for p in triage["parts"] if p["kind"] != "meta"] or list(triage["parts"])
    now, key = kit.clock.now(), contact.get("key")
    language = triage["language"] if triage["language"] in ("nl", "en") else "nl"
    actor = f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        if key and (known := await _registered(tx, key)):
            return known
        customer = await home_of(tx, customer) if customer else None
        number, case, follow_up = await next_number(tx, "K", now), None, None
        if outcome not in FINISHED:
            plan, seen = _case(kit, parts, triage, text, now, channel), {"channel": channel, "language": language}
            case = await insert_case(
                tx, kit, plan, key=f"contact:{number}", conversation=None, parts=list(parts), actor=actor, customer=customer, **seen
            )  # fmt: skip
            await tx.execute(update(t.cases).where(t.cases.c.number == case).values(contact_number=number))
            if contact.get("direction", "in") == "in":
                await acknowledge(tx, kit, case)
            follow_up = {"case": case, "department": plan.department, "due": plan.due.isoformat()}
        state = "open" if case else "answered"
        values = {
            "number": number,
            "channel": channel,
            "direction": contact.get("direction", "in"),
            "language": language,
            "started_at": now,
            "ended_at": now,
            "customer_number": customer,
            "customer_name": contact.get("customer_name") or None,
            "topics": [{"topic": p["topic"], "state": state, "answer": "", "source": None} for p in parts],
            "summary": mask(contact.get("summary") or text).text[:1000],
            "content": text,
            "outcome": outcome or TRANSFERRED,
            "follow_up": follow_up,
            "case_number": case,
            "priority": triage["priority"],
            "priority_reason": ", ".join(triage["reasons"]) or None,
            "handled_by": actor,
            "key": str(key)[:120] if key else None,
        }
        await tx.execute(insert(t.contacts).values(**values))
        await record(tx, now, "contact", number, actor, "registered", channel=channel, case=case)
    return {"contact": number, "case": case}


def _check(contact: Mapping[str, Any]) -> None:
    """Raises BadInput for a field that cannot be; the text is checked where it is masked."""
    outcome, customer = contact.get("outcome"), contact.get("customer")
    name, summary = contact.get("customer_name"), contact.get("summary")
    if contact.get("channel") not in CHANNELS:
        raise BadInput(f'"channel" is one of {", ".join(CHANNELS)}.', code="channel-unknown")
    if contact.get("direction", "in") not in DIRECTIONS:
        raise BadInput('"direction" is "in" or "out".', code="direction-unknown")
    if outcome is not None and outcome not in OUTCOMES:
        raise BadInput(f'"outcome" is one of: {"; ".join(OUTCOMES)}.', code="outcome-unknown")
    if customer is not None and not (isinstance(customer, str) and customer.isdigit() and len(customer) == 8):
        raise BadInput('"customer" is a customer number of 8 digits.', code="customer-invalid")
    if name is not None and (not isinstance(name, str) or len(name) > 120):
        raise BadInput('"customer_name" is a name of at most 120 characters.', code="customer-name-invalid")
    if summary is not None and not isinstance(summary, str):
        raise BadInput('"summary" is a text.', code="summary-invalid")


async def _registered(tx: AsyncConnection, key: object) -> dict[str, Any] | None:
    """What was registered under ``key`` already: a form sent twice is one contact."""
    c = t.contacts.c
    row = (await tx.execute(select(c.number, c.case_number).where(c.key == str(key)[:120]))).first()
    return {"contact": row.number, "case": row.case_number} if row else None


def _case(
    kit: Kit, parts: Sequence[Mapping[str, Any]], triage: Mapping[str, Any], text: str, now: dt.datetime, channel: str
) -> CasePlan:
    topics = kit.content.topics
    main = parts[0] if parts else {"topic": "ask_human", "kind": "meta"}
    rules = kit.content.guidelines["terms"]
    due = terms.due(
        kit.content.hours, rules, triage["priority"], main["kind"], now, topic=main["topic"], channel=channel
    )
    return CasePlan(
        kind=main["kind"],
        topics=tuple(dict.fromkeys(p["topic"] for p in parts)),
        department=topics[main["topic"]].department,
        priority=triage["priority"],
        summary=text[:1000],
        reasons=tuple(triage["reasons"]),
        first_due=due.first,
        due=due.solved,
    )
