"""Word to a debtor whose reported payment was looked for and not found; after it the schedule goes on.

A colleague looked, says where, and presses the button. Only what the colleague names is told. The report (a stop) is lifted
with it, nothing else is sent for some days, and the debtor comes on the call list, because the handbook asks for a call.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.calendars import AMSTERDAM, LEGAL_HOLIDAYS
from handoff.decide.dunning.behaviour import next_mail
from handoff.decide.dunning.search import PLACES, Reported, comes_next, free_until, lifted, not_written
from handoff.decide.written import address_lines
from handoff.errors import BadInput, Conflict, NotFound
from handoff.store import debtors as d
from handoff.work.base import Kit, record
from handoff.work.dunning.facts import Claim, claims, form_claims
from handoff.work.dunning.run import lock, send, today_in
from handoff.work.dunning.stops import lift_in
from handoff.work.dunning.words import Notice, not_found_notice
from handoff.work.mailing import insert_once

_REASON = "paid_claimed"
_FIRST = dt.date(2000, 1, 1)


async def reports(tx: AsyncConnection, customer: str) -> list[dict[str, Any]]:
    """The stops of a customer that say that it was paid and still hold, the oldest first."""
    s = d.stops.c
    query = select(d.stops).where(s.customer_number == customer, s.reason == _REASON, s.lifted_at.is_(None))
    return [dict(row._mapping) for row in await tx.execute(query.order_by(s.id))]


async def preview(kit: Kit, customer: str, reported: Reported, places: Sequence[str]) -> Notice:
    """The text as it would go out; nothing is sent. Raises as ``tell`` does."""
    _check(kit, reported, places)
    async with kit.db.write() as tx:
        stops = await _stops(tx, customer)
        found = await _claims(tx, kit, stops)
    return _word(kit, found, int(stops[0]["id"]), reported, places)[0]


async def tell(
    kit: Kit, customer: str, stop_id: int, reported: Reported, places: Sequence[str], agent: str, note: str = ""
) -> bool:
    """Tell the debtor that the payment was not found, and let the schedule go on; False when that was done already.

    ``stop_id``: the report that is answered; every report of a payment of this customer that still holds is lifted with it.
    Raises BadInput for an amount, a day or places that cannot be, NotFound, and Conflict where there is no such report any
    more, nothing is open, or this customer is not to be written to.
    """
    _check(kit, reported, places)
    day, by = today_in(kit), f"agent:{agent}"
    async with kit.db.write() as tx:
        if await _told(tx, customer, stop_id):
            return False
        stops = await _stops(tx, customer)
        found = await _claims(tx, kit, stops)
        await lock(tx, [claim.id for claim in found])
        notice, until = _word(kit, found, stop_id, reported, places)
        fresh = await insert_once(
            tx, kit, d.searches, key=f"stop{stop_id}", claim_id=notice.claim_id, on=reported.on, cents=reported.cents,
            places=list(places), until=until, at=kit.clock.now(), by=by, note=note or None,
        )  # fmt: skip
        if not fresh:
            return False
        for stop in stops:
            await lift_in(tx, kit, stop, by, note, until + dt.timedelta(days=1))
        await send(tx, kit, notice, day, None)
        await record(
            tx, kit.clock.now(), "claim", str(notice.claim_id), by, "payment_not_found",
            booked_cents=reported.cents, on=reported.on.isoformat(), places=list(places),
        )  # fmt: skip
    await kit.bus.publish("outbox")
    return True


def _check(kit: Kit, reported: Reported, places: Sequence[str]) -> None:
    if not places or set(places) - set(PLACES):
        raise BadInput("Say where it was looked for.", code="places-missing")
    if reported.cents <= 0:
        raise BadInput("Give an amount above zero.", code="amount-zero")
    if not _FIRST <= reported.on <= today_in(kit):
        raise BadInput("The day of a payment cannot lie in the future.", code="day-future")
    digits = reported.last4
    if (digits or "last4" in places) and not (digits.isdigit() and len(digits) == 4):
        raise BadInput("Give the last four digits of the account.", code="last4")


async def _told(tx: AsyncConnection, customer: str, stop_id: int) -> bool:
    """Whether this report was answered already. Raises NotFound where there is none of this customer."""
    s = d.stops.c
    mine = select(s.id).where(s.id == stop_id, s.customer_number == customer, s.reason == _REASON)
    if (await tx.execute(mine)).first() is None:
        raise NotFound("There is no such report of a payment.")
    return (await tx.execute(select(d.searches.c.id).where(d.searches.c.key == f"stop{stop_id}"))).first() is not None


async def _stops(tx: AsyncConnection, customer: str) -> list[dict[str, Any]]:
    """The reports that still hold, the oldest first. Raises Conflict when there is none."""
    found = await reports(tx, customer)
    if not found:
        raise Conflict("No report of a payment holds the schedule any more.", code="report-gone")
    return found


async def _claims(tx: AsyncConnection, kit: Kit, stops: Sequence[dict[str, Any]]) -> list[Claim]:
    """The open claims that the reports are about, in line with the invoices. Raises Conflict when nothing of them is open."""
    await form_claims(tx, kit, today_in(kit), stops[0]["customer_number"])
    k = d.claims.c
    query = select(k.id).where(k.customer_number == stops[0]["customer_number"], k.state == "open").order_by(k.id)
    about = {stop["claim_id"] for stop in stops}
    ids = [row.id for row in await tx.execute(query) if None in about or row.id in about]
    found = [claim for claim in await claims(tx, today_in(kit), ids) if claim.open_cents > 0]
    if not found:
        raise Conflict("Nothing of this is open any more.", code="nothing-open")
    return found


def _word(
    kit: Kit, found: Sequence[Claim], stop_id: int, reported: Reported, places: Sequence[str]
) -> tuple[Notice, dt.date]:
    """The notice, and the last day before anything else is sent. Raises Conflict where this customer is not written to."""
    day, rules = today_in(kit), kit.content.dunning
    first = found[0]
    if any(not_written(claim.debtor, day, rules.schedule) for claim in found):
        raise Conflict("This customer is not written to about this.", code="not-to-customer")
    if not first.debtor.email and not first.debtor.address:
        raise Conflict("There is no address to write to.", code="no-address")
    channel = "email" if first.debtor.email else "letter"
    leaves = next_mail(kit.clock.now(), rules.behaviour, LEGAL_HOLIDAYS).astimezone(AMSTERDAM).date()
    until = free_until(leaves, channel, rules, LEGAL_HOLIDAYS)
    coming = []
    for claim in found:
        step = comes_next(lifted(claim.debtor, day, until), day, rules, LEGAL_HOLIDAYS)
        coming += [step] if step else []
    subject, body, listed = not_found_notice(
        kit.content, found, reported, places, day, until, min(coming, key=lambda one: one[1], default=None)
    )
    to = first.customer["email"] if channel == "email" else address_lines(first.customer)
    language = first.customer["language"] if first.customer["language"] in ("nl", "en") else "nl"
    total = sum(one["cents"] for one in listed) + sum(claim.costs_open for claim in found)
    return Notice(first.id, f"sought{stop_id}"[:20], channel, to, language, subject, body, total, 0, listed), until
