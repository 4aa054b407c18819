"""What a conversation with a debtor looks at. Only ever read for a customer who was identified at level 2."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.booking import WAYS
from handoff.decide.dunning.rules import Rules
from handoff.decide.dunning.schedule import LETTER
from handoff.decide.dunning.told import Letter, Standing, standing
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.work.base import Kit
from handoff.work.dunning.facts import Claim, claims, form_claims
from handoff.work.dunning.run import today_in

Row = Mapping[str, Any]
RECENT = dt.timedelta(days=60)  # how long a payment or a call is worth a word


@dataclass(frozen=True)
class Held:
    """A claim with the notices that were sent for it (oldest first) and the plan that was asked or runs."""

    claim: Claim
    notices: Sequence[Row] = ()
    plan: Row | None = None
    search: Row | None = None  # the last payment that was reported and not found

    @property
    def due_cents(self) -> int:
        """What may be asked for now: costs too, what is disputed not."""
        return sum(item.due_cents for item in self.claim.debtor.items) + self.claim.costs_open

    @property
    def letter(self) -> Letter | None:
        """The 14-day letter, when there is one."""
        made = [n for n in self.notices if n["step"] == LETTER and n["channel"] == "letter"]
        return Letter(made[-1]["posted_on"], made[-1]["costs_cents"]) if made else None

    def standing(self, today: dt.date, rules: Rules) -> Standing:
        """How it stands on ``today``."""
        return standing(self.claim.debtor, self.letter, today, rules, LEGAL_HOLIDAYS)


@dataclass(frozen=True)
class Arrears:
    """Everything about one customer's arrears. ``lapsed_on``: when a plan of his failed last; ``received``: payments of late."""

    held: Sequence[Held] = ()
    lapsed_on: dt.date | None = None
    received: Sequence[Row] = ()

    @property
    def due_cents(self) -> int:
        """What may be asked for now, of all claims together."""
        return sum(one.due_cents for one in self.held)


async def arrears_of(kit: Kit, customer: str) -> Arrears:
    """The arrears of a customer today; invoices that failed since the last run are brought into claims first."""
    day = today_in(kit)
    async with kit.db.read() as tx:
        waiting = await _unclaimed(tx, customer)
    if waiting:
        async with kit.db.write() as writing:
            await form_claims(writing, kit, day)
    async with kit.db.read() as tx:
        ids = [row.id for row in await tx.execute(select(d.claims.c.id).where(d.claims.c.customer_number == customer, d.claims.c.state == "open"))]  # fmt: skip
        notices, plans = await _rows(tx, d.notices, ids), await _rows(tx, d.plans, ids)
        searches = {row["claim_id"]: row for row in await _rows(tx, d.searches, ids)}
        held = [
            Held(
                claim,
                [n for n in notices if n["claim_id"] == claim.id and n["withdrawn_at"] is None],
                next((p for p in plans if p["claim_id"] == claim.id and p["state"] in ("asked", "running")), None),
                searches.get(claim.id),
            )
            for claim in await claims(tx, day, ids)
            if claim.open_cents > 0
        ]
        return Arrears(held, await _lapsed_on(tx, customer), await _received(tx, customer, day - RECENT))


async def _unclaimed(tx: AsyncConnection, customer: str) -> bool:
    """Whether an invoice of this customer failed that is in no open claim."""
    i = c.invoices.c
    query = (
        select(i.number)
        .outerjoin(d.items, d.items.c.invoice_number == i.number)
        .outerjoin(d.claims, d.claims.c.id == d.items.c.claim_id)
        .where(i.customer_number == customer, i.failed_on.is_not(None))
        .where(i.total_cents - i.paid_cents - i.credited_cents > 0)
        .where((d.claims.c.id.is_(None)) | (d.claims.c.state == "closed"))
        .limit(1)
    )
    return (await tx.execute(query)).first() is not None


async def _rows(tx: AsyncConnection, table: Any, ids: Sequence[int]) -> list[Row]:
    found = await tx.execute(select(table).where(table.c.claim_id.in_(ids)).order_by(table.c.id))
    return [dict(row._mapping) for row in found]


async def _lapsed_on(tx: AsyncConnection, customer: str) -> dt.date | None:
    query = (
        select(d.plans.c.ended_on)
        .join(d.claims, d.claims.c.id == d.plans.c.claim_id)
        .where(d.claims.c.customer_number == customer, d.plans.c.state == "lapsed")
        .order_by(d.plans.c.ended_on.desc())
        .limit(1)
    )
    return (await tx.execute(query)).scalar()


async def _received(tx: AsyncConnection, customer: str, since: dt.date) -> list[Row]:
    """What the customer paid himself since a day: no debit, no refund, no reversal."""
    p, b = c.payments.c, d.bookings.c
    undone = (
        select(d.booking_rows.c.payment_id)
        .join(d.bookings, b.id == d.booking_rows.c.booking_id)
        .where(b.undone_at.is_not(None), d.booking_rows.c.payment_id.is_not(None))
    )
    mine = (p.customer_number == customer, p.at >= since, p.cents > 0, p.way.in_(WAYS), p.id.not_in(undone))
    query = select(c.payments).where(*mine)
    return [dict(row._mapping) for row in await tx.execute(query.order_by(p.at))]
