"""What a person does: charging costs with the last letter, lock and transfer, calls, and the list of who to call."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update

from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.behaviour import may_call
from handoff.decide.dunning.costs import Charge, Part, charge
from handoff.decide.dunning.letter import term_of
from handoff.decide.dunning.schedule import COSTS, LETTER, Today, channels, next_step, today_of
from handoff.errors import BadInput, Conflict, NotFound
from handoff.store import debtors as d
from handoff.work.base import Kit, record
from handoff.work.dunning.facts import Claim, claims
from handoff.work.dunning.run import lock, note_step, send, today_in
from handoff.work.dunning.words import notices

RESULTS = ("reached", "other_person", "no_answer", "voicemail")


@dataclass(frozen=True)
class ToCall:
    """A line of the call list. Nothing of it may be said before the person is identified (level 2)."""

    claim: Claim
    due_cents: int
    day_of_schedule: int
    last_contact: dt.datetime | None
    next_step: str
    next_on: dt.date | None
    sought: bool = False  # a payment was reported and not found: the handbook asks for a call


def costs_of(kit: Kit, claim: Claim, day: dt.date) -> Charge:
    """What may be charged for a claim on `day`; where it says `person`, the amount is a proposal and no more."""
    done = {one.step: one.on for one in claim.debtor.done}
    since = term_of(done[LETTER], kit.content.dunning.letter, LEGAL_HOLIDAYS).costs_from if LETTER in done else None
    named = claim.named  # costs are only owed over what the letter named
    parts = [
        Part(
            item.due_cents if named is None else min(item.due_cents, named.get(item.number, 0)),
            item.agreement,
            item.month,
        )
        for item in claim.debtor.items
    ]
    return charge(
        parts, kit.content.dunning.costs, day,
        business=claim.debtor.business, costs_from=since, charged_before=bool(claim.row["costs_on"]),
    )  # fmt: skip


async def charge_costs(kit: Kit, claim_id: int, cents: int, agent: str) -> None:
    """Charge collection costs and send the last letter; 0 charges nothing and sends the letter all the same.

    A person decides; the rules only say how much it may be at most and from when. Raises NotFound, Conflict when it is not
    time or something stops the claim, BadInput when it is more than the law allows.
    """
    day, by = today_in(kit), f"agent:{agent}"
    async with kit.db.write() as tx:
        await lock(tx, [claim_id])
        claim, today = await _look(tx, kit, claim_id, day)
        if today.step != COSTS:
            raise Conflict("It is not time for this step.", code="not-now", log=today.why)
        most = costs_of(kit, claim, day)
        if not 0 <= cents <= most.cents + most.vat_cents:
            raise BadInput("This is more than may be charged.", code="too-much", log=most.reason)
        await tx.execute(
            update(d.claims).where(d.claims.c.id == claim_id).values(costs_cents=cents, costs_on=day, costs_by=by)
        )
        charged = replace(claim, row={**claim.row, "costs_cents": cents})
        await note_step(tx, kit, claim_id, COSTS, day, by, note=most.reason or None)
        for notice in notices(kit.content, charged, COSTS, today.channels, day):
            await send(tx, kit, notice, day, None)
    await kit.bus.publish("outbox")


async def done_by_hand(kit: Kit, claim_id: int, agent: str, note: str) -> str:
    """Record that a colleague carried out the step of today that takes a person, or that it was left out, with a note.

    Returns the step. Raises NotFound, BadInput without a note, Conflict when no such step is due.
    """
    day = today_in(kit)
    if not note.strip():
        raise BadInput("Write down what was done.", code="note-missing")
    async with kit.db.write() as tx:
        await lock(tx, [claim_id])
        claim, today = await _look(tx, kit, claim_id, day)
        step = next_step(claim.debtor, kit.content.dunning.schedule)
        left_out = today.why == "lock_not_allowed"
        if step is None or step.id == COSTS or not (left_out or (today.step and today.person)):
            raise Conflict("It is not time for this step.", code="not-now", log=today.why)
        await note_step(tx, kit, claim_id, step.id, day, f"agent:{agent}", note=note.strip())
    return step.id


async def settle_costs(
    kit: Kit, claim_id: int, cents: int, agent: str, *, waived: bool = False, note: str = ""
) -> None:
    """Costs that were paid, or (`waived`) are no longer asked for.

    Raises BadInput when that is more than is open, or when costs are waived without a reason, and NotFound.
    """
    if waived and not note.strip():
        raise BadInput("Write a reason.", code="reason-missing")
    day, now, by = today_in(kit), kit.clock.now(), f"agent:{agent}"
    kind = "waived" if waived else "paid"
    async with kit.db.write() as tx:
        await lock(tx, [claim_id])
        claim, _ = await _look(tx, kit, claim_id, day)
        if not 0 < cents <= claim.costs_open:
            raise BadInput("This is more than the costs that are open.", code="too-much")
        settled = d.claims.c.costs_settled_cents + cents
        await tx.execute(update(d.claims).where(d.claims.c.id == claim_id).values(costs_settled_cents=settled))
        row = {"claim_id": claim_id, "on": day, "at": now, "by": by, "cents": cents, "kind": kind, "note": note or None}
        await tx.execute(d.settlements.insert().values(**row))
        await record(tx, now, "claim", str(claim_id), by, "costs_settled", cents=cents, kind=kind)


async def record_call(kit: Kit, claim_id: int, result: str, agent: str, note: str = "") -> None:
    """Record an attempt to call, answered or not. Raises BadInput for an unknown result, Conflict when it is too often
    or not the time."""
    now = kit.clock.now()
    if result not in RESULTS:
        raise BadInput(f"The result is one of {', '.join(RESULTS)}.", code="unknown-result")
    async with kit.db.write() as tx:
        await lock(tx, [claim_id])
        claim, _ = await _look(tx, kit, claim_id, today_in(kit))
        refused = may_call(
            now, await _attempts(tx, claim.customer["number"]), kit.content.dunning.behaviour, LEGAL_HOLIDAYS
        )
        if refused:
            raise Conflict("This debtor may not be called now.", code="not-now", log=refused)
        row = {"claim_id": claim_id, "at": now, "by": f"agent:{agent}", "result": result, "note": note or None}
        await tx.execute(d.calls.insert().values(**row))
        await record(tx, now, "claim", str(claim_id), f"agent:{agent}", "called", result=result)


async def call_list(kit: Kit) -> list[ToCall]:
    """Who may be called now: the step that a call belongs to was taken, nobody was reached, nothing stops it. What was promised first, then longest open."""
    now, day, rules = kit.clock.now(), today_in(kit), kit.content.dunning
    with_call = {step.id for step in rules.schedule.steps if "call" in step.channels}
    found = []
    async with kit.db.read() as tx:
        calls: dict[str, list[Any]] = defaultdict(list)
        query = select(d.calls, d.claims.c.customer_number).join(d.claims, d.claims.c.id == d.calls.c.claim_id)
        for row in await tx.execute(query.order_by(d.calls.c.at)):
            calls[row.customer_number].append(row)
        asked = {row.claim_id: row.at for row in await tx.execute(select(d.searches).order_by(d.searches.c.id))}
        for claim in await claims(tx, day):
            mine, today = calls[claim.customer["number"]], today_of(claim.debtor, day, rules, LEGAL_HOLIDAYS)
            steps = [one for one in claim.debtor.done if one.step in with_call]
            reached = any(call.claim_id == claim.id and call.result == "reached" for call in mine)
            wanted = any("call" in channels(s, claim.debtor) for s in rules.schedule.steps)
            waits = today.why in ("not_yet", "no_working_day", "")
            sought = claim.id in asked and not any(
                call.claim_id == claim.id and call.result == "reached" and call.at > asked[claim.id] for call in mine
            )
            if not (wanted and waits and (sought or (steps and not reached and not claim.row["costs_on"]))):
                continue
            if may_call(now, [call.at for call in mine], rules.behaviour, LEGAL_HOLIDAYS):
                continue
            zero = min(item.failed_on for item in claim.debtor.items if item.open_cents > 0)
            last = mine[-1].at if mine else None
            found.append(
                ToCall(claim, today.due_cents, (day - zero).days, last, today.next_step or today.step, today.on, sought)
            )
    return sorted(found, key=lambda one: (not one.sought, -one.day_of_schedule))


async def _attempts(tx: Any, customer: str) -> list[dt.datetime]:
    query = (
        select(d.calls.c.at)
        .join(d.claims, d.claims.c.id == d.calls.c.claim_id)
        .where(d.claims.c.customer_number == customer)
    )
    return [row.at for row in await tx.execute(query)]


async def _look(tx: Any, kit: Kit, claim_id: int, day: dt.date) -> tuple[Claim, Today]:
    found = await claims(tx, day, [claim_id])
    if not found:
        raise NotFound("There is no such claim, or it is closed.")
    return found[0], today_of(found[0].debtor, day, kit.content.dunning, LEGAL_HOLIDAYS)
