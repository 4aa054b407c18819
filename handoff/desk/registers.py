"""Changes, signals, the post list and customers as the desk gets them; nothing here writes but the trace of a look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff import papers
from handoff.desk.views import case_summary, contact_view, iso
from handoff.errors import NotFound
from handoff.store import customers as c
from handoff.store import debt_reads
from handoff.store import record as records
from handoff.store import tables as t
from handoff.store.doubles import doubles_of, merges_of, people
from handoff.work.base import Kit, record

OF_DEBTORS = {
    "arrears viewed",
    "debtor viewed",
    "debtor exported",
    "notice viewed",
    "notice previewed",
    "dunning_stopped",
    "dunning_resumed",
}  # lines that say that there is a debt
SHOWS = ("waiting", "sample", "planned", "all")
Rows = list[dict[str, Any]]


def change_view(row: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """One change; an account number shows whole only to who approves it."""
    return {
        **{k: row[k] for k in ("id", "field", "status", "ground", "warning", "sampled", "corrects")},
        "customer": row["customer_number"],
        "name": row.get("name"),
        "phone": row.get("phone"),
        "old": row["old"] if whole else _masked(row["old"]),
        "new": row["new"] if whole else _masked(row["new"]),
        "effective_on": row["effective_on"].isoformat(),
        "asked_at": iso(row["asked_at"]),
        "asked_by": row["asked_by"],
        "applied_at": iso(row["applied_at"]),
        "checked_by": row["checked_by"],
        "checked_at": iso(row["checked_at"]),
        "check_note": row["check_note"],
        "case": row["case_number"],
        "conversation": row["conversation_id"],
    }


async def changes_view(kit: Kit, show: str, agent: Mapping[str, Any], limit: int, offset: int, **filters: Any) -> dict[str, Any]:  # fmt: skip
    """Changes: ``show`` waiting (the oldest first), sample (to look at), planned, or all (the newest first)."""
    x = c.changes.c
    query = select(c.changes, c.customers.c.name, c.customers.c.phone).join(
        c.customers, c.customers.c.number == x.customer_number
    )
    wanted = {
        "waiting": x.status == "waiting",
        "sample": and_(x.sampled, x.checked_at.is_(None), x.status == "applied"),
        "planned": x.status == "planned",
    }
    if show in wanted:
        query = query.where(wanted[show])
    if filters.get("customer"):
        query = query.where(x.customer_number == filters["customer"])
    if filters.get("field"):
        query = query.where(x.field == filters["field"])
    order = x.asked_at if show in wanted else x.asked_at.desc()
    whole = may_see_accounts(kit, agent)
    async with kit.db.read() as tx:
        total = await _count(tx, query)
        rows = await tx.execute(query.order_by(order, x.id).limit(limit).offset(offset))
        return {"total": total, "changes": [change_view(r._asdict(), whole=whole) for r in rows]}


async def one_change(kit: Kit, change_id: int, agent: Mapping[str, Any]) -> dict[str, Any]:
    """One change with what corrects it. Raises NotFound."""
    async with kit.db.read() as tx:
        row = (
            await tx.execute(
                select(c.changes, c.customers.c.name, c.customers.c.phone)
                .join(c.customers, c.customers.c.number == c.changes.c.customer_number)
                .where(c.changes.c.id == change_id)
            )
        ).first()
        if row is None:
            raise NotFound("There is no such change.")
        by = (await tx.execute(select(c.changes.c.id).where(c.changes.c.corrects == change_id))).scalar()
    return {**change_view(row._asdict(), whole=may_see_accounts(kit, agent)), "corrected_by": by}


def may_see_accounts(kit: Kit, agent: Mapping[str, Any]) -> bool:
    """Whether somebody sees account numbers whole: who approves them."""
    return kit.content.guidelines["changes"]["iban_department"] in agent["departments"]


async def signals_view(kit: Kit, agent: Mapping[str, Any], limit: int, offset: int, *, mine: bool, received: bool) -> dict[str, Any]:  # fmt: skip
    """Signals to acknowledge, the most urgent first; or those received, the newest first."""
    x, query = c.signals.c, select(c.signals)
    query = query.where(x.received_at.is_not(None) if received else x.received_at.is_(None))
    if mine:
        query = query.where(x.department.in_(agent["departments"]))
    order = x.received_at.desc() if received else x.by
    async with kit.db.read() as tx:
        total = await _count(tx, query)
        rows = await tx.execute(query.order_by(order, x.id).limit(limit).offset(offset))
        return {"total": total, "signals": [_signal(r._asdict()) for r in rows]}


async def post_view(kit: Kit, *, sent: bool, limit: int = 200) -> dict[str, Any]:
    """What goes out on paper: what is due first on top, or what was sent, the newest first."""
    x = c.post_jobs.c
    query = select(c.post_jobs).where(x.sent_at.is_not(None) if sent else x.sent_at.is_(None))
    order = x.sent_at.desc() if sent else x.due
    async with kit.db.read() as tx:
        total = await _count(tx, query)
        rows = await tx.execute(query.order_by(order, x.id).limit(limit))
        return {"total": total, "jobs": [_job(r._asdict()) for r in rows]}


async def post_jobs(kit: Kit, ids: list[int]) -> Rows:
    """The named jobs, in order of number."""
    async with kit.db.read() as tx:
        rows = await tx.execute(select(c.post_jobs).where(c.post_jobs.c.id.in_(ids)).order_by(c.post_jobs.c.id))
        return [dict(r._mapping) for r in rows]


async def todo(tx: AsyncConnection, agent: Mapping[str, Any], today: dt.date) -> dict[str, int]:
    """How much waits: changes for a second person, signals for my departments, post that is due."""
    counts = {
        "changes": select(c.changes.c.id).where(c.changes.c.status == "waiting"),
        "signals": select(c.signals.c.id).where(
            c.signals.c.received_at.is_(None), c.signals.c.department.in_(agent["departments"])
        ),
        "post": select(c.post_jobs.c.id).where(c.post_jobs.c.sent_at.is_(None), c.post_jobs.c.due <= today),
    }
    plans = await debt_reads.to_do(tx) if "debtors" in agent["roles"] else 0
    return {**{name: await _count(tx, query) for name, query in counts.items()}, "debtors": plans}


async def find_customers(kit: Kit, words: str, limit: int = 30) -> Rows:
    """Customers by number, name, e-mail, postcode (with house number), or the number of an order, a repair, a bike or an invoice."""
    words = " ".join(words.split())
    if len(words) < 2:
        return []
    u = c.customers.c
    like = f"%{words.lower().replace('%', '').replace('_', ' ')}%"
    postcode = words.upper().replace(" ", "")[:6]
    of = [
        select(x.c.customer_number).where(func.upper(column) == words.upper())
        for x, column in (
            (c.orders, c.orders.c.number),
            (c.repairs, c.repairs.c.number),
            (c.invoices, c.invoices.c.number),
            (c.contracts, c.contracts.c.bike_number),
            (t.cases, t.cases.c.number),
        )
    ]
    match = or_(
        u.number == words,
        func.lower(u.name).like(like),
        func.lower(u.email) == words.lower(),
        func.replace(u.postcode, " ", "") == postcode,
        *(u.number.in_(query) for query in of),
    )
    async with kit.db.read() as tx:
        rows = await tx.execute(select(c.customers).where(match).order_by(u.name, u.number).limit(limit))
        return await _at_home(tx, [dict(r._mapping) for r in rows])


async def _at_home(tx: AsyncConnection, rows: Rows) -> Rows:
    """Each customer once, under the number that counts; ``former``: the numbers it was found by that do not any more."""
    former: dict[str, list[str]] = {}
    for row in rows:
        if row["merged_into"]:
            former.setdefault(row["merged_into"], []).append(row["number"])
    known = {row["number"]: row for row in rows if not row["merged_into"]}
    known |= await people(tx, former.keys() - known.keys())
    order = list(dict.fromkeys(row["merged_into"] or row["number"] for row in rows))
    return [{**known[number], "former": former.get(number, [])} for number in order]


async def customer_view(kit: Kit, number: str, agent: Mapping[str, Any]) -> dict[str, Any]:
    """One customer whole. Arrears only for who has the role debtors, and that look leaves a trace. Raises NotFound."""
    debtors = "debtors" in agent["roles"]
    async with kit.db.read() as tx:
        found = await records.record_of(tx, number)
        if found is None:
            raise NotFound("There is no such customer.")
        number = found.customer["number"]
        numbers = await records.numbers_of(tx, number)
        merged, alike = await merges_of(tx, number), await doubles_of(tx, dict(found.customer))
        contacts = await tx.execute(
            select(t.contacts).where(t.contacts.c.customer_number == number).order_by(t.contacts.c.started_at.desc()).limit(30)
        )  # fmt: skip
        past = await tx.execute(
            select(t.history).where(t.history.c.subject == "customer", t.history.c.subject_id.in_(numbers))
            .order_by(t.history.c.id.desc()).limit(50)
        )  # fmt: skip
        talks = [contact_view(r._asdict()) for r in contacts]
        shown = [h for h in past if debtors or h.what not in OF_DEBTORS]
        events = [{"at": iso(h.at), "actor": h.actor, "what": h.what, "detail": h.detail} for h in shown]
    now = kit.clock.now()
    if debtors:
        async with kit.db.write() as tx:
            await record(tx, now, "customer", number, f"agent:{agent['username']}", "arrears viewed")
    whole = may_see_accounts(kit, agent)
    cases = [r for r in found.cases if debtors or r["department"] != "debiteurenbeheer"]
    return {
        "customer": found.customer,
        "contracts": found.contracts,
        "orders": found.orders,
        "repairs": found.repairs,
        "invoices": [{**r, **({"open_cents": records.open_of(r)} if debtors else {})} for r in found.invoices[:24]],
        "arrears_cents": found.open_cents(now.date()) if debtors else None,
        "cases": [case_summary(r, now) for r in cases],
        "changes": [change_view(r, whole=whole) for r in found.changes],
        "contacts": talks,
        "history": events,
        "whole": whole,
        "merged": merged,
        "alike": [p.other if p.one == number else p.one for p in alike],
    }


async def attachments_of(kit: Kit, conversation_id: str | None) -> Rows:
    """The files of a conversation."""
    if not conversation_id:
        return []
    async with kit.db.read() as tx:
        rows = await tx.execute(
            select(t.attachments).where(t.attachments.c.conversation_id == conversation_id).order_by(t.attachments.c.at)
        )
        return [dict(r._mapping) for r in rows]


def _signal(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{k: row[k] for k in ("id", "what", "department", "text", "received_by", "reply")},
        "by": iso(row["by"]),
        "at": iso(row["at"]),
        "received_at": iso(row["received_at"]),
        "told_at": iso(row["told_at"]),
        "case": row["case_number"],
        "contact": row["contact_number"],
        "conversation": row["conversation_id"],
    }


def _job(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{k: row[k] for k in ("id", "kind", "what", "address", "sent_by")},
        "due": row["due"].isoformat(),
        "created_at": iso(row["created_at"]),
        "sent_at": iso(row["sent_at"]),
        "case": row["case_number"],
    }


def _masked(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: f"•••• {v[-4:]}" if k == "iban" and v else v for k, v in values.items()}


async def _count(tx: AsyncConnection, query: Select[Any]) -> int:
    return int((await tx.execute(select(func.count()).select_from(query.subquery()))).scalar_one())


async def invoice_paper(kit: Kit, number: str, language: str) -> bytes:
    """A copy of an invoice as PDF. Raises NotFound."""
    async with kit.db.read() as tx:
        row = (await tx.execute(select(c.invoices).where(c.invoices.c.number == number))).first()
        if row is None:
            raise NotFound("There is no such invoice.")
        who = (await tx.execute(select(c.customers).where(c.customers.c.number == row.customer_number))).one()
    return papers.invoice(kit.content, row._asdict(), who._asdict(), language if language == "en" else "nl")
