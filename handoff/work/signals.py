"""Particulars (signals): what a department must hear of, told by mail once, with its receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide import terms
from handoff.decide.calendars import AMSTERDAM, add_working_days, closing_days
from handoff.decide.particulars import Particular, Report, particulars
from handoff.decide.signs import fold
from handoff.errors import BadInput, Forbidden, NotFound
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit, record
from handoff.work.mailing import insert_once, put_internal
from text.masking import mask

LONGEST = 2000
# Particulars of a conversation that more than one department hears of: the handbook's table.
ALSO = {"fraud": ("teamleider",), "fraud_check": ("teamleider",), "death": ("facturatie",), "unsafe_part": ("werkplaats",)}
WITHIN_DAYS = {"compliment": 5}  # working days
SAME_DAY = frozenset({"legal", "press", "death", "same_defect", "service_point", "vulnerable", "hardship", "handbook"})


async def add_signal(
    tx: AsyncConnection, kit: Kit, *, key: str, what: str, department: str, text: str, **links: Any
) -> None:
    """Record that ``department`` must hear of ``what``; the same ``key`` for a department once. ``links``: case_number and the like."""
    now = kit.clock.now()
    await insert_once(
        tx,
        kit,
        c.signals,
        key=key[:160],
        what=what[:40],
        department=department,
        text=text[:LONGEST],
        by=_by(kit, what, now),
        at=now,
        **links,
    )


async def add_particulars(
    tx: AsyncConnection,
    kit: Kit,
    conversation: Mapping[str, Any],
    contact: str | None,
    found: Sequence[Mapping[str, Any]],
) -> None:
    """Signals for the particulars of a conversation, [{"what", "to"}], as ``actions.danger`` gives them."""
    for one in found:
        for department in dict.fromkeys((one["to"], *ALSO.get(one["what"], ()))):
            if department not in kit.content.departments:
                continue
            await add_signal(
                tx,
                kit,
                key=f"conversation:{conversation['id']}:{one['what']}",
                what=one["what"],
                department=department,
                text=str(one.get("text") or conversation["summary"] or ""),
                contact_number=contact,
                case_number=conversation["case_number"],
                conversation_id=conversation["id"],
            )


async def look_for_particulars(tx: AsyncConnection, kit: Kit, number: str, words: str, customer: str | None) -> None:
    """Signals that follow from the new case ``number`` together with earlier ones; ``words`` are all its own."""
    row = (await tx.execute(select(t.cases).where(t.cases.c.number == number))).one()
    rules = kit.content.guidelines["particulars"]
    longest = max(int(rules[name]["days"]) for name in ("same_defect", "outage", "service_point"))
    since = row.created_at - dt.timedelta(days=longest)
    rows = (
        await tx.execute(
            select(t.cases).where(
                t.cases.c.created_at > since, t.cases.c.number != number, t.cases.c.topics.is_not(None)
            )
        )
    ).all()
    products = await _products(tx, {r.customer_number for r in (row, *rows) if r.customer_number})
    new = _report(row._asdict(), words, products)
    cities = {v.city: k for k, v in kit.content.locations.service_points.items()}
    places = {fold(city): point for city, point in cities.items()}
    places |= {fold(name): cities[city] for name, city in kit.content.locations.aliases.items() if city in cities}
    earlier = [_report(r._asdict(), _all_words(r._asdict()), products) for r in rows]
    for found in particulars(new, earlier, rules, places):
        await add_signal(
            tx,
            kit,
            key=f"{found.what}:{':'.join(found.which)}:{_period(found, row.created_at)}",
            what=found.what,
            department=found.department,
            text=_words_of(kit, found),
            case_number=number,
            conversation_id=row.conversation_id,
        )


async def acknowledge(kit: Kit, signal_id: int, agent: Mapping[str, Any], reply: object) -> None:
    """The department says that it received a signal, with what it does about it. Doing it again changes nothing.

    Raises NotFound, BadInput without a reply, Forbidden for who is of another department.
    """
    text = mask(str(reply or "").strip()).text[:LONGEST]
    if not text:
        raise BadInput("Say what your department does about it.", code="reply-missing")
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = (await tx.execute(select(c.signals).where(c.signals.c.id == signal_id).with_for_update())).first()
        if row is None:
            raise NotFound("There is no such report.")
        if row.department not in agent["departments"] and "supervisor" not in agent["roles"]:
            raise Forbidden("This report is for another department.", code="other-department")
        if row.received_at:
            return
        actor = f"agent:{agent['username']}"
        await tx.execute(
            update(c.signals).where(c.signals.c.id == signal_id).values(received_at=now, received_by=actor, reply=text)
        )
        await record(tx, now, "signal", str(signal_id), actor, "received", reply=text)
        if row.case_number:
            await record(tx, now, "case", row.case_number, actor, "signal received", department=row.department)


async def tell_departments(kit: Kit) -> int:
    """Put a mail in the outbox for every signal that was not told yet; returns how many. Safe to repeat and at once."""
    async with kit.db.write() as tx:
        rows = (
            await tx.execute(
                select(c.signals).where(c.signals.c.told_at.is_(None)).order_by(c.signals.c.id).limit(100)
                .with_for_update(skip_locked=True)
            )
        ).all()  # fmt: skip
        for row in rows:
            await put_internal(
                tx,
                kit,
                f"signal:{row.id}",
                row.department,
                "signal",
                particular=row.what,
                text=row.text,
                by=row.by.astimezone(AMSTERDAM),
                case=row.case_number,
                link=f"{kit.settings.base_url}/desk/signals#signal-{row.id}",
            )
            await tx.execute(update(c.signals).where(c.signals.c.id == row.id).values(told_at=kit.clock.now()))
    if rows:
        await kit.bus.publish("outbox")
    return len(rows)


def _by(kit: Kit, what: str, now: dt.datetime) -> dt.datetime:
    """Until when it must have been told: at once, before the end of the (next) working day, or within days."""
    if what in WITHIN_DAYS:
        closed = closing_days(tuple(kit.content.hours.closing_days))
        last = add_working_days(now.astimezone(AMSTERDAM).date(), WITHIN_DAYS[what], closed)
        return dt.datetime.combine(last, terms.END_OF_DAY, AMSTERDAM)
    if what not in SAME_DAY:
        return now
    day = terms.after_opening_hours(kit.content.hours, now, dt.timedelta(0)).date()
    end = dt.datetime.combine(day, terms.END_OF_DAY, AMSTERDAM)
    return end if end > now else end + dt.timedelta(days=1)


async def _products(tx: AsyncConnection, customers: set[str]) -> dict[str, dict[str, str]]:
    """The bikes of customers: customer -> {bike number: product}."""
    found: dict[str, dict[str, str]] = {}
    rows = await tx.execute(select(c.contracts).where(c.contracts.c.customer_number.in_(customers)))
    for row in rows:
        found.setdefault(row.customer_number, {})[row.bike_number or ""] = row.product
    return found


def _report(row: Mapping[str, Any], words: str, products: Mapping[str, Mapping[str, str]]) -> Report:
    data, bikes = row["data"] or {}, products.get(row["customer_number"] or "", {})
    product = data.get("product") or bikes.get(str(data.get("bike_number") or data.get("bike") or ""))
    if product is None and len(set(bikes.values())) == 1:
        product = next(iter(bikes.values()))
    at = row["created_at"].astimezone(AMSTERDAM)
    return Report(at, tuple(row["topics"]), words, row["kind"], product if isinstance(product, str) else None)


def _all_words(row: Mapping[str, Any]) -> str:
    data = [value for value in (row["data"] or {}).values() if isinstance(value, str)]
    return " ".join([row["summary"], *(str(p.get("text", "")) for p in row["parts"]), *data])


def _period(found: Particular, at: dt.datetime) -> str:
    """One signal a period: the outage's day is in what it is about; the others once in so many days."""
    return "" if found.what == "outage" else str(at.toordinal() // found.days)


def _words_of(kit: Kit, found: Particular) -> str:
    if found.what == "same_defect":
        product = kit.content.products.get(found.which[0])
        name = product.name if product else found.which[0]
        return f"{name}: {_word(kit, 'defects', found.which[1])}, {found.count} meldingen in {found.days} dagen."
    if found.what == "outage":
        return f"Storing {_word(kit, 'outages', found.which[1])}: {found.count} meldingen vandaag."
    point = kit.content.locations.service_points.get(found.which[0])
    place = f"{point.city}, {point.address}" if point else found.which[0]
    return f"Servicepunt {place}: {found.count} klachten in {found.days} dagen."


def _word(kit: Kit, group: str, name: str) -> str:
    """What a defect or an outage is called: the first word it is known by."""
    words = kit.content.guidelines["particulars"][group][name]["nl"]
    return str(words[0]).rstrip("*")
