"""What we know of one customer, as the rules of a form look at it: plain frozen rows, read in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import customers as c
from handoff.store import tables as t

Row = Mapping[str, Any]
STATUS_TOLD = "status told"  # in the history of a case


@dataclass(frozen=True)
class Record:
    """One customer with contracts, orders, repairs, invoices, cases, changes and contacts, each a sequence of rows, newest first."""

    customer: Row
    contracts: Sequence[Row]
    orders: Sequence[Row]
    repairs: Sequence[Row]
    invoices: Sequence[Row]
    cases: Sequence[Row]
    changes: Sequence[Row]
    contacts: Sequence[Row] = ()

    @property
    def active(self) -> list[Row]:
        """Contracts that run: active, paused, or cancelled with the end still to come."""
        return [r for r in self.contracts if r["status"] in ("active", "paused", "cancelled")]

    def contract(self, bike_number: str) -> Row | None:
        """The contract of a bike."""
        return next((r for r in self.contracts if r["bike_number"] == bike_number), None)

    def open_cents(self, today: dt.date) -> int:
        """What is past its due day and not paid, disputed or credited, in cents."""
        return sum(open_of(r) for r in self.invoices if r["due_on"] < today)


def open_of(invoice: Row) -> int:
    """What is left to pay of one invoice, in cents."""
    return max(0, int(invoice["total_cents"] - invoice["paid_cents"] - invoice["credited_cents"]))


async def customer(tx: AsyncConnection, number: str) -> dict[str, Any] | None:
    """One customer's row; a merged customer is the one it was merged into. None when there is no such customer."""
    for _ in range(3):
        row = (await tx.execute(select(c.customers).where(c.customers.c.number == number))).first()
        if row is None or row.merged_into is None:
            return dict(row._mapping) if row else None
        number = row.merged_into
    return None


async def home_of(tx: AsyncConnection, number: str) -> str:
    """The number under which a customer is kept: the same one, or the one it was made one with."""
    found = await tx.execute(select(c.customers.c.merged_into).where(c.customers.c.number == number))
    return found.scalar() or number


async def numbers_of(tx: AsyncConnection, number: str) -> list[str]:
    """A customer's number and the former ones that point to it."""
    found = await tx.execute(select(c.customers.c.number).where(c.customers.c.merged_into == number))
    return [number, *found.scalars()]


async def record_of(tx: AsyncConnection, number: str) -> Record | None:
    """Everything about one customer, or None when there is no such customer."""
    who = await customer(tx, number)
    if who is None:
        return None
    return Record(
        customer=who,
        contracts=await _rows(tx, c.contracts, who["number"], "started_on"),
        orders=await _rows(tx, c.orders, who["number"], "ordered_on"),
        repairs=await _rows(tx, c.repairs, who["number"], "requested_at"),
        invoices=await _rows(tx, c.invoices, who["number"], "issued_on"),
        cases=await _rows(tx, t.cases, who["number"], "created_at"),
        changes=await _rows(tx, c.changes, who["number"], "asked_at"),
        contacts=await _rows(tx, t.contacts, who["number"], "started_at"),
    )


async def _rows(tx: AsyncConnection, table: Table, number: str, order: str) -> list[Row]:
    found = await tx.execute(select(table).where(table.c.customer_number == number).order_by(table.c[order].desc()))
    return [dict(r._mapping) for r in found]


_NUMBERED: Mapping[str, tuple[Table, str]] = {
    "order_number": (c.orders, "number"),
    "repair_number": (c.repairs, "number"),
    "case_number": (t.cases, "number"),
    "bike_number": (c.contracts, "bike_number"),
}


NOBODY = "00000000"  # looked up where there is nobody, so that it takes as long


async def owner_of(tx: AsyncConnection, kind: str, number: str) -> dict[str, Any] | None:
    """The customer whose order, repair, case or bike this is, or None.

    A case about arrears is nobody's here: number and postcode are not enough to be told that there is one.
    """
    table, column = _NUMBERED[kind]
    query = select(table.c.customer_number).where(table.c[column] == number)
    if table is t.cases:
        query = query.where(t.cases.c.kind != "debt")
    row = (await tx.execute(query)).first()
    return await customer(tx, (row[0] if row else None) or NOBODY)


async def loose_case(tx: AsyncConnection, number: str, conversation: str = "") -> Row | None:
    """A case that belongs to no customer but has the postcode of who made it, or was promised in ``conversation`` itself: a call-back
    that was agreed, a complaint that was taken in.
    """
    k = t.cases.c
    here = and_(k.conversation_id == conversation, or_(k.callback.is_not(None), k.kind == "complaint"))
    mine = or_(k.postcode.is_not(None), here)
    found = select(t.cases).where(k.number == number, k.kind != "debt", k.customer_number.is_(None), mine)
    row = (await tx.execute(found)).first()
    return dict(row._mapping) if row else None


async def promised_here(tx: AsyncConnection, conversation: str, number: str | None) -> str | None:
    """The number of the case of nobody's that was promised in this conversation, a call-back or a complaint: ``number``, or without
    it the newest one.
    """
    k = t.cases.c
    found = select(k.number, k.topics, k.kind, k.callback).where(k.conversation_id == conversation, k.customer_number.is_(None))
    rows = (await tx.execute(found.order_by(k.number.desc()))).all()
    told = (r for r in rows if r.kind == "complaint" or (r.callback and "request_callback" in r.topics))
    return next((r.number for r in told if number in (None, r.number)), None)


async def open_here(tx: AsyncConnection, conversation: str, *, call: bool) -> bool:
    """Whether something was promised in this conversation that is still to come: a ``call``, or word of a complaint or request."""
    k = t.cases.c
    found = select(k.number).where(k.conversation_id == conversation, k.kind != "debt", k.status != "resolved")
    if call:
        found = found.where(k.callback.is_not(None), k.status == "new")
    return (await tx.execute(found.limit(1))).first() is not None


async def record_of_case(tx: AsyncConnection, case: Row) -> Record:
    """A loose case as the only thing there is, with the earlier times that its status was asked as contacts."""
    asked = await tx.execute(
        select(t.history.c.at, t.history.c.detail)
        .where(t.history.c.subject == "case", t.history.c.subject_id == case["number"], t.history.c.what == STATUS_TOLD)
        .order_by(t.history.c.id.desc())
    )
    about = [{"topic": "ask_case_status"}]
    before = [{"started_at": r.at, "topics": about, "conversation_id": r.detail.get("conversation")} for r in asked]
    nobody = {"number": "", "postcode": case["postcode"], "language": case["language"]}
    return Record(nobody, (), (), (), (), (case,), (), before)


async def failed_attempts(tx: AsyncConnection, key: str, since: dt.datetime) -> int:
    """How often an attempt under ``key`` failed since a moment."""
    query = select(func.count()).select_from(t.attempts).where(t.attempts.c.key == key, t.attempts.c.at >= since)
    return int((await tx.execute(query)).scalar_one())


async def live_codes(tx: AsyncConnection, conversation_id: str, purpose: str, now: dt.datetime) -> list[Row]:
    """Codes of a conversation that may still be used, newest first."""
    found = await tx.execute(
        select(c.codes)
        .where(
            c.codes.c.conversation_id == conversation_id,
            c.codes.c.purpose == purpose,
            c.codes.c.used_at.is_(None),
            c.codes.c.expires_at > now,
        )
        .order_by(c.codes.c.id.desc())
    )
    return [dict(r._mapping) for r in found]


async def codes_made(tx: AsyncConnection, conversation_id: str, purpose: str, subject: str, since: dt.datetime) -> tuple[int, int]:
    """How many codes were made since a moment: for a purpose in a conversation, and for ``subject`` wherever."""
    k = c.codes.c
    late = select(func.count()).select_from(c.codes).where(k.made_at >= since)
    here = late.where(k.conversation_id == conversation_id, k.purpose == purpose)
    theirs = late.where(k.subject == subject)
    return int((await tx.execute(here)).scalar_one()), int((await tx.execute(theirs)).scalar_one())


async def newest_subject(tx: AsyncConnection, conversation_id: str, purpose: str) -> str:
    """What the newest code for a purpose in a conversation is to prove, run out or not; "" when there was none."""
    k = c.codes.c
    found = select(k.subject).where(k.conversation_id == conversation_id, k.purpose == purpose).order_by(k.id.desc())
    return str((await tx.execute(found.limit(1))).scalar() or "")


async def wrong_codes(tx: AsyncConnection, conversation_id: str, purpose: str) -> int:
    """How often a wrong code was given for a purpose in a conversation, over all codes that were made for it."""
    k = c.codes.c
    query = select(func.coalesce(func.sum(k.attempts), 0))
    query = query.where(k.conversation_id == conversation_id, k.purpose == purpose, k.used_at.is_(None))
    return int((await tx.execute(query)).scalar_one())


async def photos(tx: AsyncConnection, conversation_id: str) -> int:
    """How many files the customer sent in this conversation."""
    query = (
        select(func.count())
        .select_from(t.attachments)
        .where(t.attachments.c.conversation_id == conversation_id, t.attachments.c.by == "customer")
    )
    return int((await tx.execute(query)).scalar_one())
