"""What the desk reads of arrears: a page of the list, what is old, what came in after each step. Fast with ten thousand claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.calendars import add_months
from handoff.decide.dunning.ageing import AGES
from handoff.store import customers as c
from handoff.store import debtors as d

Row = dict[str, Any]
ANY_STOP = "any"
NO_STOP = "none"
STATES = ("open", "closed")
SORTS = ("oldest", "amount", "name")
_LEFT = c.invoices.c.total_cents - c.invoices.c.paid_cents - c.invoices.c.credited_cents


def left_to_pay() -> ColumnElement[int]:
    """What is left of an invoice, never below zero."""
    return case((_LEFT > 0, _LEFT), else_=0)


def claims_query(steps: Sequence[str], filters: Mapping[str, str], today: dt.date, *, minor_below: int) -> Select[Any]:
    """Claims with their sum, costs and oldest day. `filters`: q, step (the next one), stop, state; `steps` in their order;
    `minor_below` in years."""
    k, u = d.claims.c, c.customers.c
    sums = (
        select(
            d.items.c.claim_id,
            func.sum(left_to_pay()).label("open"),
            func.min(case((_LEFT > 0, c.invoices.c.failed_on))).label("zero"),
            func.count().label("invoices"),
        )
        .join(c.invoices, c.invoices.c.number == d.items.c.invoice_number)
        .group_by(d.items.c.claim_id)
        .subquery()
    )
    costs = case((k.costs_cents > k.costs_settled_cents, k.costs_cents - k.costs_settled_cents), else_=0)
    total = (func.coalesce(sums.c.open, 0) + costs).label("total")
    query = (
        select(k.id, k.customer_number, k.state, k.closed_at, u.name, u.business, total, sums.c.zero, sums.c.invoices)
        .join(c.customers, u.number == k.customer_number)
        .outerjoin(sums, sums.c.claim_id == k.id)
        .where(k.state == (filters.get("state") if filters.get("state") in STATES else "open"))
    )
    if words := " ".join(filters.get("q", "").split())[:80]:
        query = query.where(_matches(words))
    if (step := filters.get("step")) in (*steps, "finished"):
        query = query.where(_next_is(str(step), steps))
    if stop := filters.get("stop"):
        query = query.where(_stopped(stop, today, add_months(today, -12 * minor_below)))
    order = {"amount": total.desc(), "name": func.lower(u.name)}.get(filters.get("sort", ""), sums.c.zero)
    return query.order_by(order, k.id)


def _matches(words: str) -> ColumnElement[bool]:
    u = c.customers.c
    of_invoice = select(d.items.c.claim_id).where(d.items.c.invoice_number == words.upper())
    return or_(
        u.number == words,
        func.lower(u.name).contains(words.lower(), autoescape=True),
        func.replace(u.postcode, " ", "") == words.upper().replace(" ", ""),
        func.lower(u.email) == words.lower(),
        d.claims.c.id.in_(of_invoice),
    )


def _done(step: str) -> ColumnElement[bool]:
    return d.claims.c.id.in_(select(d.steps.c.claim_id).where(d.steps.c.step == step))


def _next_is(step: str, steps: Sequence[str]) -> ColumnElement[bool]:
    before = steps if step == "finished" else steps[: steps.index(step)]
    after = [] if step == "finished" else [~_done(step)]
    return and_(literal(True), *(_done(one) for one in before), *after)


def _stopped(stop: str, today: dt.date, grown: dt.date) -> ColumnElement[bool]:
    """By a stop, a plan, a promise, or by what is known of the customer."""
    k, u, s = d.claims.c, c.customers.c, d.stops.c
    running = and_(
        s.lifted_at.is_(None), s.customer_number == k.customer_number, or_(s.claim_id.is_(None), s.claim_id == k.id)
    )

    def plan(state: str) -> ColumnElement[bool]:
        return k.id.in_(select(d.plans.c.claim_id).where(d.plans.c.state == state))

    flag = cast(u.flags, String)
    promised = d.promises.c
    known = {
        "plan_requested": plan("asked"),
        "plan_running": plan("running"),
        "promise": k.id.in_(select(promised.claim_id).where(promised.kind == "promise", promised.until >= today)),
        "business": u.business,
        "minor": and_(u.birth_date.is_not(None), u.birth_date > grown),
        "administration": func.coalesce(cast(u.administrator, String), "null").not_in(("null", "{}")),
        "death": flag.like('%"deceased"%'),
        "vulnerable": flag.like('%"vulnerable"%'),
    }
    stops = select(s.id).where(running)
    if stop in (ANY_STOP, NO_STOP):
        any_of = or_(stops.exists(), *known.values())
        return any_of if stop == ANY_STOP else ~any_of
    return or_(stops.where(s.reason == stop).exists(), known.get(stop, literal(False)))


async def page_of(tx: AsyncConnection, query: Select[Any], most: int, offset: int) -> tuple[int, int, list[Row]]:
    """How many there are, their sum in cents, and a page of them."""
    whole = query.order_by(None).subquery()
    count, total = (await tx.execute(select(func.count(), func.coalesce(func.sum(whole.c.total), 0)))).one()
    rows = await tx.execute(query.limit(most).offset(offset))
    return int(count), int(total), [dict(row._mapping) for row in rows]


async def ageing(tx: AsyncConnection, today: dt.date) -> list[Row]:
    """Each age of what is open: cents, the disputed part of it, invoices, debtors."""
    i = c.invoices.c
    bound = [today - dt.timedelta(days=last) for _, last in AGES if last is not None]
    age = case(*((i.failed_on >= first, n) for n, first in enumerate(bound)), else_=len(bound)).label("age")
    query = (
        select(
            age,
            func.sum(left_to_pay()).label("cents"),
            func.sum(case((i.disputed_cents < _LEFT, i.disputed_cents), else_=_LEFT)).label("disputed"),
            func.count().label("invoices"),
            func.count(i.customer_number.distinct()).label("debtors"),
        )
        .join(d.items, d.items.c.invoice_number == i.number)
        .join(d.claims, d.claims.c.id == d.items.c.claim_id)
        .where(d.claims.c.state == "open", _LEFT > 0)
        .group_by(age)
    )
    found = {row.age: dict(row._mapping) for row in await tx.execute(query)}
    nothing = {"cents": 0, "disputed": 0, "invoices": 0, "debtors": 0}
    return [{**nothing, **found.get(n, {}), "first": first, "last": last} for n, (first, last) in enumerate(AGES)]


async def collected(tx: AsyncConnection, steps: Sequence[str], since: dt.date, until: dt.date) -> list[Row]:
    """What came in from `since` to `until` (both included) after each step, and how many claims got the step then.

    A payment counts for the last step that its claim had on the day of the payment or before; "" is before any step.
    A reversal makes its invoice fail anew; what came in before it does not count any more.
    """
    p, s = c.payments.c, d.steps.c
    last = (
        select(s.step)
        .where(s.claim_id == d.items.c.claim_id, s.on <= p.at)
        .order_by(s.on.desc(), s.id.desc())
        .limit(1)
        .correlate(d.items, c.payments)
        .scalar_subquery()
    )
    came = (
        select(d.items.c.claim_id, func.coalesce(last, "").label("step"), p.cents)
        .join(d.items, d.items.c.invoice_number == p.invoice_number)
        .join(c.invoices, c.invoices.c.number == p.invoice_number)
        .where(
            p.at >= since,
            p.at <= until,
            c.invoices.c.failed_on.is_not(None),
            p.at >= c.invoices.c.failed_on,
            p.way != "reversal",
            p.id.not_in(_undone(d.booking_rows.c.payment_id)),
        )
        .subquery()
    )
    sums = await tx.execute(
        select(came.c.step, func.sum(came.c.cents).label("cents"), func.count(came.c.claim_id.distinct()).label("claims"))
        .group_by(came.c.step)
    )  # fmt: skip
    money = {row.step: row for row in sums}
    counted = await tx.execute(select(s.step, func.count()).where(s.on >= since, s.on <= until).group_by(s.step))
    taken = {row[0]: int(row[1]) for row in counted}
    return [
        {
            "step": step,
            "taken": taken.get(step, 0),
            "claims": int(money[step].claims) if step in money else 0,
            "cents": int(money[step].cents) if step in money else 0,
        }
        for step in ("", *steps)
    ]


def _undone(column: ColumnElement[int]) -> Select[Any]:
    """Lines of the account (by ``column`` of booking_rows) of bookings that were taken back: the booking and what is against it."""
    b = d.bookings.c
    query = select(column).join(d.bookings, b.id == d.booking_rows.c.booking_id)
    return query.where(b.undone_at.is_not(None), column.is_not(None))


async def costs_between(tx: AsyncConnection, since: dt.date, until: dt.date) -> dict[str, int]:
    """Collection costs in a span, in cents: charged, paid, waived."""
    k, x = d.claims.c, d.settlements.c
    charged = select(func.coalesce(func.sum(k.costs_cents), 0)).where(k.costs_on >= since, k.costs_on <= until)
    found = {"charged": int((await tx.execute(charged)).scalar_one()), "paid": 0, "waived": 0}
    settled = (
        select(x.kind, cast(func.sum(x.cents), Integer))
        .where(x.on >= since, x.on <= until, x.id.not_in(_undone(d.booking_rows.c.settlement_id)))
        .group_by(x.kind)
    )
    return found | {row[0]: int(row[1]) for row in await tx.execute(settled)}


async def notice(tx: AsyncConnection, customer: str, notice_id: int) -> Row | None:
    """One notice as it was sent, when it is this customer's."""
    query = (
        select(d.notices)
        .join(d.claims, d.claims.c.id == d.notices.c.claim_id)
        .where(d.notices.c.id == notice_id, d.claims.c.customer_number == customer)
    )
    row = (await tx.execute(query)).first()
    return dict(row._mapping) if row else None


async def to_do(tx: AsyncConnection) -> int:
    """Plans that wait for somebody to decide."""
    query = select(func.count()).select_from(d.plans).where(d.plans.c.state == "asked")
    return int((await tx.execute(query)).scalar_one())
