"""Payments that a person books on a claim, and takes back with a reason. Both stay in the account.

What is booked is at once what the schedule, the plans and the conversation see: they all read what is open. Notices that
have not left name an amount that is no longer true; they are taken back, and their step is done again where it is still due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.dunning.booking import COSTS, WAYS, Part, allot, bookable, refused
from handoff.decide.dunning.search import not_written
from handoff.decide.written import address_lines
from handoff.errors import BadInput, Conflict, NotFound
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.work.base import Kit, record
from handoff.work.dunning.facts import Claim, claims, form_claims
from handoff.work.dunning.run import lock, send, today_in
from handoff.work.dunning.searches import reports
from handoff.work.dunning.stops import lift_in, withdraw_in
from handoff.work.dunning.words import Notice, received_notice

MOST_REFERENCE = 80
_SAID = {
    "amount-zero": "Give an amount above zero.",
    "day-future": "The day of a payment cannot lie in the future.",
    "day-before-invoice": "This day is before the day of the invoice.",
    "more-than-open": "This is more than is open.",
}


async def book(
    kit: Kit,
    claim_id: int,
    cents: int,
    on: dt.date,
    way: str,
    agent: str,
    *,
    once: str,
    invoice: str = "",
    reference: str = "",
    note: str = "",
    again: bool = False,
    tell: bool = False,
) -> bool:
    """Book ``cents`` that came in on the day ``on``: for ``invoice``, or for the costs and the oldest invoice first.

    ``once`` marks the form: the same again books nothing and returns False. Raises BadInput for an amount or day that
    cannot be, NotFound, and Conflict when a payment like it stands there already, unless ``again`` says that it is another.
    ``tell``: the debtor had reported it, so the report is lifted and he gets word (handbook: "gevonden: ... bevestiging").
    """
    if way not in WAYS:
        raise BadInput("Choose how it came in.", code="way-missing")
    if not once or len(once) > 40:
        raise BadInput("Load the page again.", code="form-stale")
    day, by, key = today_in(kit), f"agent:{agent}", f"{claim_id}:{once}"
    async with kit.db.write() as tx:
        await lock(tx, [claim_id])
        if (await tx.execute(select(d.bookings.c.id).where(d.bookings.c.key == key))).first() is not None:
            return False
        claim = await _claim(tx, claim_id, day)
        _check(claim, cents, on, day, invoice)
        if not again and await _twin(tx, claim_id, cents, on):
            raise Conflict("A payment of this amount and day is booked already.", code="booked-before")
        parts = allot(cents, claim.debtor.items, claim.costs_open, invoice)
        values = {
            "on": on,
            "cents": cents,
            "way": way,
            "reference": reference[:MOST_REFERENCE] or None,
            "note": note or None,
        }
        made = d.bookings.insert().values(
            key=key, claim_id=claim_id, parts=[vars(part) for part in parts], at=kit.clock.now(), by=by, **values
        )
        booking = int((await tx.execute(made.returning(d.bookings.c.id))).scalar_one())
        for part in parts:
            await _pay(tx, kit, claim, booking, part, values, by)
        await record(
            tx, kit.clock.now(), "claim", str(claim_id), by, "payment_booked", booked_cents=cents, on=on.isoformat()
        )
        await withdraw_in(tx, kit, [claim_id], steps={step.id for step in kit.content.dunning.schedule.steps})
        await form_claims(tx, kit, day, claim.customer["number"])
        if tell:
            await _confirm(tx, kit, claim, booking, values, by)
    await kit.bus.publish("outbox")
    return True


async def _confirm(
    tx: AsyncConnection, kit: Kit, claim: Claim, booking: int, values: Mapping[str, Any], by: str
) -> None:
    """Lift the report, and say what was booked and what is left. Who is not to be written to gets no word."""
    day, who = today_in(kit), claim.customer
    for stop in await reports(tx, who["number"]):
        if stop["claim_id"] in (None, claim.id):
            await lift_in(tx, kit, stop, by, str(values["reference"] or ""), day)
    if not_written(claim.debtor, day, kit.content.dunning.schedule) or not (claim.debtor.email or claim.debtor.address):
        return
    left = [one.open_cents for one in await claims(tx, day, [claim.id])]
    words = received_notice(kit.content, claim, values["cents"], values["on"], sum(left))
    language = who["language"] if who["language"] in ("nl", "en") else "nl"
    channel, to = ("email", who["email"]) if claim.debtor.email else ("letter", address_lines(who))
    await send(
        tx, kit, Notice(claim.id, f"booked{booking}", channel, to, language, *words, sum(left), 0, []), day, None
    )


def _check(claim: Claim, cents: int, on: dt.date, today: dt.date, invoice: str) -> None:
    """Raises BadInput or NotFound."""
    items = claim.debtor.items
    mine = [row for row in claim.invoices if invoice in ("", row["number"])]
    if not mine:
        raise NotFound("There is no such invoice in this claim.")
    most = bookable(items, claim.costs_open, invoice)
    code = refused(cents, on, today, min(row["issued_on"] for row in mine), most)
    if code:
        raise BadInput(_SAID[code], code=code, extra={"most_cents": most})


async def _twin(tx: AsyncConnection, claim_id: int, cents: int, on: dt.date) -> bool:
    b = d.bookings.c
    same = and_(b.claim_id == claim_id, b.cents == cents, b.on == on, b.undone_at.is_(None))
    return (await tx.execute(select(b.id).where(same))).first() is not None


async def _pay(
    tx: AsyncConnection, kit: Kit, claim: Claim, booking: int, part: Part, values: Mapping[str, Any], by: str
) -> None:
    """A line of the account, and the invoice or the costs lowered by it."""
    if part.number == COSTS:
        await _settle(tx, kit, booking, claim.id, part.cents, values["on"], by, values["reference"])
        return
    row = next(one for one in claim.invoices if one["number"] == part.number)
    paid = row["paid_cents"] + part.cents
    whole = paid + row["credited_cents"] >= row["total_cents"]
    change = {"paid_cents": paid, "paid_on": values["on"] if whole else row["paid_on"]}
    await tx.execute(update(c.invoices).where(c.invoices.c.number == part.number).values(**change))
    note = " · ".join(str(one) for one in (values["reference"], values["note"]) if one)
    await _line(tx, booking, row, part.cents, values["on"], values["way"], note)


async def _settle(
    tx: AsyncConnection, kit: Kit, booking: int, claim_id: int, cents: int, on: dt.date, by: str, note: str | None
) -> None:
    settled = d.claims.c.costs_settled_cents + cents
    await tx.execute(update(d.claims).where(d.claims.c.id == claim_id).values(costs_settled_cents=settled))
    row = {
        "claim_id": claim_id,
        "on": on,
        "at": kit.clock.now(),
        "by": by,
        "cents": cents,
        "kind": "paid",
        "note": note,
    }
    made = await tx.execute(d.settlements.insert().values(**row).returning(d.settlements.c.id))
    await tx.execute(d.booking_rows.insert().values(booking_id=booking, settlement_id=made.scalar_one()))


async def _line(
    tx: AsyncConnection, booking: int, invoice: Mapping[str, Any], cents: int, on: dt.date, way: str, note: str
) -> None:
    whose = {"customer_number": invoice["customer_number"], "invoice_number": invoice["number"]}
    row = {**whose, "at": on, "cents": cents, "way": way, "note": note[:200] or None}
    made = await tx.execute(c.payments.insert().values(**row).returning(c.payments.c.id))
    await tx.execute(d.booking_rows.insert().values(booking_id=booking, payment_id=made.scalar_one()))


async def undo(kit: Kit, booking_id: int, agent: str, why: str) -> bool:
    """Take a booking back today, with a reason; False when that was done already. The booking stays, with a line against it.

    A claim that was closed is open again, with the steps it had, and a plan that counted as paid runs again. Raises
    BadInput without a reason, NotFound.
    """
    if not why.strip():
        raise BadInput("Write a reason.", code="reason-missing")
    day, now, by = today_in(kit), kit.clock.now(), f"agent:{agent}"
    async with kit.db.write() as tx:
        query = select(d.bookings).where(d.bookings.c.id == booking_id)
        row = (await tx.execute(query)).first()
        if row is None:
            raise NotFound("There is no such payment.")
        await lock(tx, [row.claim_id])
        row = (await tx.execute(query.with_for_update())).one()
        if row.undone_at is not None:
            return False
        for part in row.parts:
            await _take_back(tx, kit, row, Part(**part), day, by, why.strip())
        change = {"undone_at": now, "undone_by": by, "undone_why": why.strip()}
        await tx.execute(update(d.bookings).where(d.bookings.c.id == booking_id).values(**change))
        await record(
            tx, now, "claim", str(row.claim_id), by, "payment_undone", booked_cents=row.cents, reason=why.strip()
        )
        await _open_again(tx, kit, row.claim_id, row.at, by)
        k = d.claims.c
        customer = (await tx.execute(select(k.customer_number).where(k.id == row.claim_id))).scalar_one()
        await form_claims(tx, kit, day, customer)
    return True


async def _take_back(tx: AsyncConnection, kit: Kit, row: Any, part: Part, day: dt.date, by: str, why: str) -> None:
    """Never more than what still counts as paid: a list may have lowered it meanwhile."""
    if part.number == COSTS:
        k = d.claims.c
        settled = (await tx.execute(select(k.costs_settled_cents).where(k.id == row.claim_id))).scalar_one()
        if back := min(part.cents, settled):
            await _settle(tx, kit, row.id, row.claim_id, -back, day, by, why)
        return
    i = c.invoices.c
    query = select(c.invoices).where(i.number == part.number).with_for_update()
    invoice = (await tx.execute(query)).one()._asdict()
    if back := min(part.cents, invoice["paid_cents"]):
        change = {"paid_cents": invoice["paid_cents"] - back, "paid_on": None}
        await tx.execute(update(c.invoices).where(i.number == part.number).values(**change))
        await _line(tx, row.id, invoice, -back, day, "undone", why)


async def _open_again(tx: AsyncConnection, kit: Kit, claim_id: int, booked_at: dt.datetime, by: str) -> None:
    """The claim goes on where it was: what was booked never was there. ``form_claims`` closes it again where nothing is open."""
    k, p = d.claims.c, d.plans.c
    closed = and_(k.id == claim_id, k.state == "closed", k.closed_at >= booked_at)
    await tx.execute(update(d.claims).where(closed).values(state="open", closed_at=None))
    paid = and_(p.claim_id == claim_id, p.state == "completed", p.ended_on >= booked_at.date())
    found = (
        await tx.execute(update(d.plans).where(paid).values(state="running", ended_on=None).returning(p.id))
    ).first()
    if found is not None:
        await record(tx, kit.clock.now(), "claim", str(claim_id), by, "plan_resumed")


async def _claim(tx: AsyncConnection, claim_id: int, day: dt.date) -> Claim:
    found = await claims(tx, day, [claim_id])
    if not found:
        raise NotFound("There is no such claim, or it is closed.")
    return found[0]
