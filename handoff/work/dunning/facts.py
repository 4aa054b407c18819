"""From rows to what the rules look at: claims are formed from failed invoices, and read with all that belongs to them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.dunning.schedule import LETTER, Debtor, Done, Item, Stop
from handoff.decide.invoices import open_cents
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.work.base import Kit
from handoff.work.homes import bring_home

Row = Mapping[str, Any]
_DAY = dt.timedelta(days=1)
_BEFORE_LETTER = ("reminder_1", "reminder_2")


@dataclass(frozen=True)
class Claim:
    """A claim with its customer, its invoices (oldest first) and the facts that the rules look at."""

    row: Row
    customer: Row
    invoices: Sequence[Row]
    debtor: Debtor
    named: Mapping[str, int] | None = None  # what the 14-day letter named, cents by invoice

    @property
    def id(self) -> int:
        """Its number in the database."""
        return int(self.row["id"])

    @property
    def costs_open(self) -> int:
        """Collection costs that were charged and are not settled, in cents."""
        return max(0, int(self.row["costs_cents"]) - int(self.row["costs_settled_cents"]))

    @property
    def open_cents(self) -> int:
        """Everything that is open: invoices and costs, disputed parts too."""
        return sum(item.open_cents for item in self.debtor.items) + self.costs_open


async def form_claims(tx: AsyncConnection, kit: Kit, today: dt.date, customer: str | None = None) -> int:
    """Bring claims up to date with the invoices: close what is paid, add what failed; returns how many were added. Of all
    customers, or of one.

    A failed invoice joins the customer's running claim until its 14-day letter, which must name it; after that it begins
    a claim of its own. An invoice that is open again after its claim was closed begins a new one. Safe to repeat.
    """
    await bring_home(tx)
    of = c.invoices.c.customer_number == customer if customer else true()
    mine = d.claims.c.customer_number == customer if customer else true()
    await _close_paid(tx, kit, mine)
    await _part_unnamed(tx, kit, today, mine)
    waiting = await _unclaimed(tx, of)
    if not waiting:
        return 0
    joinable = await _joinable(tx, mine)
    first: dict[str, Row] = {}
    for row in waiting:  # oldest first
        if row["customer_number"] not in joinable:
            first.setdefault(row["customer_number"], row)
    joinable |= await _open_claims(tx, kit, list(first.values()))
    joined = [
        {"invoice_number": row["number"], "claim_id": joinable[row["customer_number"]], "joined_on": today}
        for row in waiting
    ]
    for start in range(0, len(joined), 500):
        part = joined[start : start + 500]
        await tx.execute(delete(d.items).where(d.items.c.invoice_number.in_([one["invoice_number"] for one in part])))
        await tx.execute(insert(d.items), part)
    return len(waiting)


def _is_open() -> ColumnElement[bool]:
    i = c.invoices.c
    return and_(i.failed_on.is_not(None), i.total_cents - i.paid_cents - i.credited_cents > 0)


async def _close_paid(tx: AsyncConnection, kit: Kit, mine: ColumnElement[bool]) -> None:
    still = (
        select(d.items.c.claim_id)
        .join(c.invoices, c.invoices.c.number == d.items.c.invoice_number)
        .where(_is_open(), d.items.c.claim_id == d.claims.c.id)
        .exists()
    )
    done = and_(mine, d.claims.c.state == "open", ~still, d.claims.c.costs_cents <= d.claims.c.costs_settled_cents)
    await tx.execute(update(d.claims).where(done).values(state="closed", closed_at=kit.clock.now()))


async def _part_unnamed(tx: AsyncConnection, kit: Kit, today: dt.date, mine: ColumnElement[bool]) -> None:
    """An invoice that was disputed whole when the 14-day letter went out is not in it. Once it is asked for again it needs a
    letter of its own: it goes on as a claim of its own, with the reminders it had."""
    n, i = d.notices.c, c.invoices.c
    query = (
        select(d.items.c.claim_id, i.number, i.customer_number, i.failed_on, n.invoices)
        .join(d.claims, d.claims.c.id == d.items.c.claim_id)
        .join(c.invoices, i.number == d.items.c.invoice_number)
        .join(d.notices, n.claim_id == d.items.c.claim_id)
        .where(mine, d.claims.c.state == "open", n.step == LETTER, n.channel == "letter", n.withdrawn_at.is_(None))
        .where(_is_open(), i.total_cents - i.paid_cents - i.credited_cents > i.disputed_cents)
    )
    for row in await _rows(tx, query):
        if any(one["number"] == row["number"] for one in row["invoices"]):
            continue
        claim = await _open_claim(tx, kit, row, mark="+")
        steps = select(d.steps).where(d.steps.c.claim_id == row["claim_id"], d.steps.c.step.in_(_BEFORE_LETTER))
        for step in await _rows(tx, steps):
            copied = {name: step[name] for name in ("step", "on", "at", "by", "note")}
            await tx.execute(insert(d.steps).values(claim_id=claim, **copied))
        moved = update(d.items).where(d.items.c.invoice_number == row["number"])
        await tx.execute(moved.values(claim_id=claim, joined_on=today))


async def _open_claims(tx: AsyncConnection, kit: Kit, begun: Sequence[Row]) -> dict[str, int]:
    """A claim for each of these invoices, of different customers; customer -> its claim."""
    found: dict[str, int] = {}
    for start in range(0, len(begun), 500):
        rows = [_new_claim(kit, invoice) for invoice in begun[start : start + 500]]
        await tx.execute(insert(d.claims), rows)
        k = d.claims.c
        made = await tx.execute(select(k.customer_number, k.id).where(k.key.in_([row["key"] for row in rows])))
        found |= {row.customer_number: row.id for row in made}
    return found


def _new_claim(kit: Kit, invoice: Row, mark: str = "") -> dict[str, Any]:
    return {
        "key": f"{invoice['number']}@{invoice['failed_on']}{mark}", "customer_number": invoice["customer_number"],
        "state": "open", "costs_cents": 0, "costs_settled_cents": 0, "opened_at": kit.clock.now(),
    }  # fmt: skip


async def _open_claim(tx: AsyncConnection, kit: Kit, invoice: Row, mark: str = "") -> int:
    made = insert(d.claims).values(**_new_claim(kit, invoice, mark))
    return int((await tx.execute(made.returning(d.claims.c.id))).scalar_one())


async def _unclaimed(tx: AsyncConnection, of: ColumnElement[bool]) -> list[Row]:
    """Failed invoices in no claim, or in one that was closed; oldest first."""
    query = (
        select(c.invoices.c.number, c.invoices.c.customer_number, c.invoices.c.failed_on)
        .outerjoin(d.items, d.items.c.invoice_number == c.invoices.c.number)
        .outerjoin(d.claims, d.claims.c.id == d.items.c.claim_id)
        .where(of, _is_open(), (d.claims.c.id.is_(None)) | (d.claims.c.state == "closed"))
        .order_by(c.invoices.c.failed_on, c.invoices.c.number)
    )
    return await _rows(tx, query)


async def _joinable(tx: AsyncConnection, mine: ColumnElement[bool]) -> dict[str, int]:
    """Customer -> the open claim whose 14-day letter is still to come."""
    letter = select(d.steps.c.id).where(d.steps.c.claim_id == d.claims.c.id, d.steps.c.step == LETTER).exists()
    query = select(d.claims.c.customer_number, d.claims.c.id).where(mine, d.claims.c.state == "open", ~letter)
    return {row.customer_number: row.id for row in await tx.execute(query)}


async def claims(tx: AsyncConnection, today: dt.date, ids: Collection[int] | None = None) -> list[Claim]:
    """Open claims, all or those with `ids`, with everything that belongs to them."""
    which = and_(d.claims.c.state == "open", d.claims.c.id.in_(ids) if ids is not None else true())
    rows = await _rows(tx, select(d.claims).where(which).order_by(d.claims.c.id))
    people = select(c.customers).where(c.customers.c.number.in_(select(d.claims.c.customer_number).where(which)))
    customers = {row["number"]: row for row in await _rows(tx, people)}
    invoices = await _of_claims(tx, _with_invoices(which))
    steps, plans = await _of(tx, which, d.steps), await _of(tx, which, d.plans)
    promises, posted = await _of(tx, which, d.promises), await _letters(tx, which)
    stops = await _stops(tx, which)
    found = []
    for row in rows:
        who, own = customers[row["customer_number"]], row["id"]
        mine = [s for s in stops[row["customer_number"]] if s["claim_id"] in (None, own)]
        held = [*map(_stop, mine), *_pauses(plans[own], promises[own])]
        done = [Done(s["step"], _posted(posted[own], s["on"], today) if s["step"] == LETTER else s["on"]) for s in steps[own]]  # fmt: skip
        state = next((p["state"] for p in plans[own] if p["state"] in ("asked", "running")), "")
        waits = [p["until"] for p in promises[own] if p["kind"] == "promise"]
        debtor = _debtor(row, who, invoices[own], done, held, state, max(waits, default=None))
        found.append(Claim(row, who, invoices[own], debtor, _named(posted[own])))
    return found


def _debtor(
    row: Row, who: Row, invoices: Sequence[Row], done: list[Done], held: list[Stop], plan: str, waits: dt.date | None
) -> Debtor:
    return Debtor(
        items=[_item(invoice) for invoice in invoices],
        done=done,
        stops=held,
        business=who["business"],
        email=bool(who["email"]),
        address=bool(who["street"] and who["postcode"] and who["city"]),
        phone=bool(who["phone"]),
        flags=tuple(who["flags"] or ()),
        birth_date=who["birth_date"],
        administrator=bool(who["administrator"]),
        plan=plan,
        waits_until=waits,
        costs_cents=row["costs_cents"],
    )


def _item(row: Row) -> Item:
    return Item(
        row["number"], row["failed_on"] or row["due_on"], open_cents(row), row["disputed_cents"], row["contract_id"], row["month"]
    )  # fmt: skip


def _stop(row: Row) -> Stop:
    return Stop(row["reason"], row["since"], row["lifted_on"], row["resume_on"], row["review_on"])


def _pauses(plans: Sequence[Row], promises: Sequence[Row]) -> list[Stop]:
    """Plans that are over and deferments held the schedule too."""
    ended = [
        Stop("plan_requested", p["asked_at"].astimezone(AMSTERDAM).date(), p["ended_on"], p["ended_on"])
        for p in plans
        if p["ended_on"] is not None
    ]
    granted = [p for p in promises if p["kind"] == "deferment"]
    return ended + [
        Stop("deferment", p["at"].astimezone(AMSTERDAM).date(), p["until"], p["until"] + _DAY) for p in granted
    ]


def _posted(letters: Sequence[Row], on: dt.date, today: dt.date) -> dt.date:
    """The day on which the 14-day letter was posted; while it lies here that is today, so that its term cannot run."""
    if not letters:
        return on
    return letters[-1]["posted_on"] or today


def _named(letters: Sequence[Row]) -> dict[str, int] | None:
    return {one["number"]: one["cents"] for one in letters[-1]["invoices"]} if letters else None


def _with_invoices(which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(d.items.c.claim_id, c.invoices)
        .join(c.invoices, c.invoices.c.number == d.items.c.invoice_number)
        .join(d.claims, d.claims.c.id == d.items.c.claim_id)
        .where(which)
        .order_by(c.invoices.c.failed_on, c.invoices.c.number)
    )


async def _letters(tx: AsyncConnection, which: ColumnElement[bool]) -> defaultdict[int, list[Row]]:
    n = d.notices.c
    query = (
        select(n.claim_id, n.posted_on, n.invoices)
        .join(d.claims, d.claims.c.id == n.claim_id)
        .where(which, n.step == LETTER, n.channel == "letter", n.withdrawn_at.is_(None))
        .order_by(n.id)
    )
    return await _of_claims(tx, query)


async def _of(tx: AsyncConnection, which: ColumnElement[bool], table: Table) -> defaultdict[int, list[Row]]:
    query = select(table).join(d.claims, d.claims.c.id == table.c.claim_id).where(which).order_by(table.c.id)
    return await _of_claims(tx, query)


async def _stops(tx: AsyncConnection, which: ColumnElement[bool]) -> defaultdict[str, list[Row]]:
    query = select(d.stops).where(d.stops.c.customer_number.in_(select(d.claims.c.customer_number).where(which)))
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in await _rows(tx, query):
        found[row["customer_number"]].append(row)
    return found


async def _of_claims(tx: AsyncConnection, query: Select[Any]) -> defaultdict[int, list[Row]]:  # fmt: skip
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in await _rows(tx, query):
        found[row["claim_id"]].append(row)
    return found


async def _rows(tx: AsyncConnection, query: Select[Any]) -> list[Row]:
    return [dict(row._mapping) for row in await tx.execute(query)]
