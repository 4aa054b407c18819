"""One debtor whole, as the page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.calendars import AMSTERDAM, LEGAL_HOLIDAYS
from handoff.decide.dunning.ageing import ledger
from handoff.decide.dunning.behaviour import may_call
from handoff.decide.dunning.letter import term_of
from handoff.decide.dunning.schedule import COSTS, LETTER, REASONS, next_step, planned, today_of
from handoff.decide.dunning.search import GOES_ON
from handoff.desk.arrears.reported import TOPIC, reported, with_cases
from handoff.errors import NotFound
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import record as records
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.dunning import plans, steps
from handoff.work.dunning.facts import Claim, claims, form_claims
from handoff.work.dunning.run import today_in

MOST_EVENTS = 60
LOOKS = ("debtor viewed", "notice viewed", "notice previewed", "debtor exported")
Rows = list[dict[str, Any]]


async def debtor_view(kit: Kit, number: str, agent: Mapping[str, Any]) -> dict[str, Any]:
    """All we know of the arrears of one customer. Raises NotFound."""
    day = today_in(kit)
    async with kit.db.write() as tx:
        await form_claims(tx, kit, day, number)
    async with kit.db.read() as tx:
        who = await records.customer(tx, number)
        if who is None:
            raise NotFound("There is no such customer.")
        number = who["number"]
        mine = await _rows(tx, select(d.claims).where(d.claims.c.customer_number == number).order_by(d.claims.c.id))
        ids = [row["id"] for row in mine]
        running = await claims(tx, day, [row["id"] for row in mine if row["state"] == "open"])
        of = {name: await _rows(tx, _of(table, ids)) for name, table in (
            ("steps", d.steps), ("notices", d.notices), ("plans", d.plans), ("promises", d.promises), ("calls", d.calls),
            ("settlements", d.settlements), ("bookings", d.bookings),
        )}  # fmt: skip
        invoices = await _invoices(tx, ids)
        numbers = [row["number"] for row in invoices]
        paid = await _rows(
            tx, select(c.payments).where(c.payments.c.invoice_number.in_(numbers)).order_by(c.payments.c.id)
        )
        stops = await _rows(
            tx, select(d.stops).where(d.stops.c.customer_number == number).order_by(d.stops.c.id.desc())
        )
        stops = await with_cases(tx, stops)
        sent = await _mail_states(tx, of["notices"])
        events = await _events(tx, number, ids)
    for notice in of["notices"]:
        notice["sent"] = _state_of(notice, sent)
    debtors = {one.id: one.debtor for one in running}
    for plan in of["plans"]:
        debtor = debtors.get(plan["claim_id"])
        plan["approver"] = plans.approver(kit, plan, debtor) if debtor else None
        plan["may"] = debtor is not None and plans.may_approve(kit, plan, debtor, agent)
    for stop in stops:
        if stop["reason"] == "paid_claimed" and not stop["lifted_at"]:
            stop["reported"] = reported(stop, _asked(kit))
    attempts = [call["at"] for call in of["calls"]]
    shown = [_claim(kit, one, of, day) for one in running]
    return {
        "customer": who,
        "claims": shown,
        "closed": [row for row in mine if row["state"] == "closed"],
        "open_cents": sum(one.open_cents for one in running),
        "stops": stops,
        "held": next((one["today"].why for one in shown if one["today"].why in REASONS), ""),
        "report": next((stop for stop in reversed(stops) if "reported" in stop), None),
        "ledger": ledger(invoices, paid, mine, of["settlements"]),
        "notices": list(reversed(of["notices"])),
        "bookings": list(reversed(of["bookings"])),
        "no_call": may_call(kit.clock.now(), attempts, kit.content.dunning.behaviour, LEGAL_HOLIDAYS),
        "history": events,
    }


def _asked(kit: Kit) -> set[str]:
    """What the chat asks about a payment, as it is called on a case."""
    return {one.name.nl.lower() for one in kit.content.forms[TOPIC].fields}


def _claim(kit: Kit, claim: Claim, of: Mapping[str, Rows], day: dt.date) -> dict[str, Any]:
    rules = kit.content.dunning
    found = today_of(claim.debtor, day, rules, LEGAL_HOLIDAYS)
    done = {row["step"]: row for row in of["steps"] if row["claim_id"] == claim.id}
    still = found.why not in GOES_ON  # then no step has a day
    coming = {} if still else dict(planned(claim.debtor, day, rules, LEGAL_HOLIDAYS))
    due = next_step(claim.debtor, rules.schedule)
    posted = next((one.on for one in claim.debtor.done if one.step == LETTER), None)
    lies = any(
        n["claim_id"] == claim.id and n["step"] == LETTER and n["channel"] == "letter" and not n["posted_on"] and not n["withdrawn_at"]
        for n in of["notices"]
    )  # fmt: skip
    zero = min((i.failed_on for i in claim.debtor.items if i.open_cents > 0), default=day)
    return {
        "id": claim.id,
        "row": claim.row,
        "today": found,
        "invoices": claim.invoices,
        "items": {item.number: item for item in claim.debtor.items},
        "open_cents": claim.open_cents,
        "costs_open": claim.costs_open,
        "schedule": [{"id": s.id, "done": done.get(s.id), "on": coming.get(s.id), "next": due is not None and s.id == due.id} for s in rules.schedule.steps],
        "still": still,
        "day": (day - zero).days,
        "zero": zero,
        "free_until": term_of(posted, rules.letter, LEGAL_HOLIDAYS).last_free if posted and not lies else None,
        "letter_lies": lies,
        "charge": steps.costs_of(kit, claim, day) if found.step == COSTS else None,
        "by_hand": (found.person and found.step not in ("", COSTS)) or found.why == "lock_not_allowed",
        **{name: [row for row in of[name] if row["claim_id"] == claim.id] for name in ("plans", "promises", "calls")},
    }  # fmt: skip


def _of(table: Any, ids: list[int]) -> Any:
    return select(table).where(table.c.claim_id.in_(ids)).order_by(table.c.id)


async def _invoices(tx: AsyncConnection, ids: list[int]) -> Rows:
    i = c.invoices.c
    query = select(c.invoices, d.items.c.claim_id).join(d.items, d.items.c.invoice_number == i.number)
    return await _rows(tx, query.where(d.items.c.claim_id.in_(ids)).order_by(i.failed_on, i.number))


async def _mail_states(tx: AsyncConnection, notices: Rows) -> dict[str, str]:
    keys = [f"dunning:{row['key']}" for row in notices if row["channel"] == "email"]
    query = select(t.outbox.c.key, t.outbox.c.state).where(t.outbox.c.key.in_(keys))
    return {row.key: row.state for row in await tx.execute(query)}


def _state_of(notice: Mapping[str, Any], mails: Mapping[str, str]) -> str:
    """withdrawn; a letter: posted or lies; a mail: waiting, sent, failed (what is not in the outbox any more was sent)."""
    if notice["withdrawn_at"]:
        return "withdrawn"
    if notice["channel"] == "letter":
        return "posted" if notice["posted_on"] else "lies"
    return mails.get(f"dunning:{notice['key']}", "sent")


async def _events(tx: AsyncConnection, number: str, ids: list[int]) -> Rows:
    """What was done, the newest first; of looks only the last of each colleague, so that they hide nothing. All are kept."""
    h = t.history.c
    of_claims = (h.subject == "claim") & h.subject_id.in_([str(one) for one in ids])
    of_customer = (h.subject == "customer") & (h.subject_id == number)
    looks = select(func.max(h.id)).where(of_customer, h.what.in_(LOOKS)).group_by(h.actor, h.what)
    shown = or_(h.what.not_in(LOOKS), h.id.in_(looks))
    query = select(t.history).where(or_(of_claims, of_customer), shown).order_by(h.at.desc(), h.id.desc())
    query = query.limit(MOST_EVENTS)
    return [
        {
            "at": row["at"].astimezone(AMSTERDAM).isoformat(),
            "actor": row["actor"],
            "what": row["what"],
            "detail": row["detail"],
        }
        for row in await _rows(tx, query)
    ]


async def _rows(tx: AsyncConnection, query: Any) -> Rows:
    return [dict(row._mapping) for row in await tx.execute(query)]
