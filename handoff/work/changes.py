"""Changes of a customer's data at the desk: entered, approved or refused by a second person, corrected, applied on their day.

Source: handbook, contact registration ("Gegevens controleren en verbeteren", "Vier-ogenprincipe"). Both values stay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.casework import iban_from
from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import customers as c
from handoff.store.record import home_of
from handoff.work import refunds
from handoff.work.base import Kit, record
from handoff.work.effects.data import COLUMNS, SAMPLE_OF, apply_values
from handoff.work.links import send_link
from handoff.work.mailing import insert_once
from handoff.work.new_values import checked
from handoff.work.notices import addresses_of, notify
from text.masking import mask

RECENT, UNCONFIRMED = "recent_change", "unconfirmed_email"
TWO = ("iban", refunds.FIELD)  # what a second colleague, of Billing, approves


async def enter(
    kit: Kit,
    agent: Mapping[str, Any],
    customer: str,
    field: str,
    given: Mapping[str, Any],
    *,
    key: str,
    ground: str,
    effective_on: dt.date | None = None,
) -> int:
    """Record a change that a colleague takes down; returns its id. The same ``key`` makes one change.

    An account or a large refund waits for a second colleague, a new e-mail address for its link, whatever is suspect for a
    colleague; a day to come is planned; the rest is applied at once. Raises NotFound, BadInput.
    """  # fmt: skip
    new, today = checked(field, given), kit.clock.now().date()
    ground = mask(" ".join(ground.split())).text[:120]
    if not ground:
        raise BadInput("How did you establish that it is this customer?", code="ground-missing")
    day = effective_on or today
    if day < today or day > today + dt.timedelta(days=366):
        raise BadInput("The day lies today or within a year.", code="day-invalid")
    async with kit.db.write() as tx:
        customer = await home_of(tx, customer)
        row = await _customer(tx, customer)
        warning = await recent_change(tx, kit, customer, field)
        if field == refunds.FIELD:
            day, waits = today, refunds.above_limit(kit, new["cents"])
            warning = warning if waits else None
        else:
            waits = field == "iban" or warning is not None
        status = "waiting" if waits or field == "email" else "planned" if day > today else "applied"
        number = await _insert(
            tx, kit, agent, row, field, new,
            key=f"desk:{agent['id']}:{key}"[:120], effective_on=day, status=status, ground=ground,
            warning=warning or (UNCONFIRMED if field == "email" else None),
        )  # fmt: skip
        if number < 0:
            return -number
        change = await _locked(tx, number)
        if status == "applied":
            await _apply(tx, kit, change)
        if field == "email":
            await send_link(tx, kit, change, row["language"])
        event = {"waiting": "asked", "planned": "planned", "applied": "applied"}[status]
        await notify(tx, kit, change, event, await addresses_of(tx, kit, row, change))
    await kit.bus.publish("outbox")
    return number


async def approve(kit: Kit, change_id: int, agent: Mapping[str, Any], *, called: bool = False) -> dt.date:
    """A second colleague approves a change; returns the day from which it counts.

    ``called``: the old number was rung first, which a recent other change asks for. Raises NotFound, Conflict when it
    was decided before, Forbidden for the same person or another department, BadInput when not called.
    """
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        change = await _locked(tx, change_id)
        _may_decide(kit, change, agent)
        if change["warning"] == RECENT and not called:
            raise BadInput("Call the old number first, and say that you did.", code="call-first")
        row = await _customer(tx, change["customer_number"])
        day = max(change["effective_on"], now.date())
        if change["field"] == "iban":
            last = int(kit.content.guidelines["changes"]["iban_day"])
            day = iban_from(now.date(), change["effective_on"], last)
        at_once = day <= now.date()
        addresses = await addresses_of(tx, kit, row, change)
        if at_once:
            await _apply(tx, kit, change)
        note = "old number called" if called else None
        await _set(
            tx, change_id,
            status="applied" if at_once else "planned", applied_at=now if at_once else None, effective_on=day,
            checked_by=actor, checked_at=now, check_note=note,
        )  # fmt: skip
        await _history(tx, now, change, actor, "change approved", effective_on=day.isoformat(), called=called)
        await notify(tx, kit, {**change, "effective_on": day}, "applied" if at_once else "planned", addresses)
    await kit.bus.publish("outbox")
    return day


async def refuse(kit: Kit, change_id: int, agent: Mapping[str, Any], reason: object) -> None:
    """A second colleague refuses a change; the old value stays and the customer hears it. Raises as ``approve``."""
    text = mask(str(reason or "").strip()).text[:500]
    if not text:
        raise BadInput("Say why the change is refused.", code="reason-missing")
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        change = await _locked(tx, change_id)
        _may_decide(kit, change, agent)
        row = await _customer(tx, change["customer_number"])
        await _set(tx, change_id, status="refused", checked_by=actor, checked_at=now, check_note=text)
        await _history(tx, now, change, actor, "change refused", reason=text)
        await notify(tx, kit, change, "refused", await addresses_of(tx, kit, row, change))
    await kit.bus.publish("outbox")


async def correct(kit: Kit, change_id: int, agent: Mapping[str, Any], given: Mapping[str, Any], reason: object) -> int:
    """Correct a change that turned out wrong: a new change that points to it, both with both values; returns its id.

    A corrected account waits for a second colleague like any other. Raises NotFound, BadInput, Conflict.
    """
    text = mask(" ".join(str(reason or "").split())).text[:100]
    if not text:
        raise BadInput("Say what was wrong.", code="reason-missing")
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        change = await _locked(tx, change_id)
        if change["field"] == refunds.FIELD:
            raise Conflict("A refund is not corrected: take down a new one.", code="refund-final")
        if change["status"] not in ("applied", "planned"):
            raise Conflict("Only a change that counts can be corrected.", code="already-decided")
        new = checked(change["field"], given)
        row = await _customer(tx, change["customer_number"])
        waits = change["field"] == "iban"
        number = await _insert(
            tx, kit, agent, row, change["field"], new,
            key=f"correct:{change_id}", effective_on=max(now.date(), change["effective_on"]),
            status="waiting" if waits else "applied", ground=f"correction: {text}"[:120], warning=None, corrects=change_id,
        )  # fmt: skip
        if number < 0:
            raise Conflict("This change was corrected before.", code="already-decided")
        await _set(tx, change_id, status="corrected", checked_by=actor, checked_at=now, check_note=text)
        if not waits:
            await apply_values(tx, row["number"], change["field"], new)
        fresh = await _locked(tx, number)
        await notify(tx, kit, fresh, "asked" if waits else "corrected", await addresses_of(tx, kit, row, fresh))
    await kit.bus.publish("outbox")
    return number


async def looked_at(kit: Kit, change_id: int, agent: Mapping[str, Any]) -> None:
    """A change of the daily sample was looked at and is right. Raises NotFound, Forbidden for who entered it."""
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        change = await _locked(tx, change_id)
        if change["asked_by"] == actor:
            raise Forbidden("Somebody else looks at what you entered.", code="four-eyes")
        if change["checked_at"]:
            return
        await _set(tx, change_id, checked_by=actor, checked_at=now)
        await _history(tx, now, change, actor, "change looked at")


async def apply_planned(kit: Kit) -> int:
    """Apply the planned changes whose day has come; returns how many. Safe to repeat, and from several services at once."""
    today, done = kit.clock.now().date(), 0
    async with kit.db.read() as tx:
        due = c.changes.c.status == "planned", c.changes.c.effective_on <= today
        numbers = list((await tx.execute(select(c.changes.c.id).where(*due).order_by(c.changes.c.id))).scalars())
    for number in numbers:
        async with kit.db.write() as tx:
            change = await _locked(tx, number)
            if change["status"] != "planned":
                continue
            now = kit.clock.now()
            await apply_values(tx, change["customer_number"], change["field"], change["new"])
            await _set(tx, number, status="applied", applied_at=now)
            await _history(tx, now, change, "system", "change applied")
            done += 1
    return done


async def _insert(
    tx: AsyncConnection,
    kit: Kit,
    agent: Mapping[str, Any],
    row: Mapping[str, Any],
    field: str,
    new: Mapping[str, Any],
    *,
    key: str,
    status: str,
    **more: Any,
) -> int:
    """The id of the new change; of the one made before under this key, its negative."""  # fmt: skip
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    made = await insert_once(
        tx, kit, c.changes,
        key=key, customer_number=row["number"], field=field, old={n: row[n] for n in COLUMNS[field]}, new=dict(new),
        status=status, asked_at=now, asked_by=actor, applied_at=now if status == "applied" else None, sampled=False, **more,
    )  # fmt: skip
    number = int((await tx.execute(select(c.changes.c.id).where(c.changes.c.key == key))).scalar_one())
    if not made:
        return -number
    await _set(tx, number, sampled=number % SAMPLE_OF == 0)
    await record(tx, now, "customer", row["number"], actor, f"change {status}", field=field, change=number)
    return number


async def recent_change(tx: AsyncConnection, kit: Kit, customer: str, field: str) -> str | None:
    """Why a second look is needed: contact data and account changed shortly after one another."""
    contact = ("address", "email", "phone")
    others = {"iban": contact, "address": ("iban",), refunds.FIELD: (*contact, "iban")}.get(field, ())
    since = kit.clock.now() - dt.timedelta(days=int(kit.content.guidelines["changes"]["recent_days"]))
    found = await tx.execute(
        select(func.count())
        .select_from(c.changes)
        .where(
            c.changes.c.customer_number == customer,
            c.changes.c.field.in_(others),
            c.changes.c.asked_at > since,
            c.changes.c.status != "refused",
        )
    )
    return RECENT if found.scalar_one() else None


def _may_decide(kit: Kit, change: Mapping[str, Any], agent: Mapping[str, Any]) -> None:
    if change["status"] != "waiting":
        by = (change["checked_by"] or "").partition(":")[2]
        raise Conflict(
            "This change was decided on before.",
            code="already-decided",
            extra={"agent": by, "state": change["status"]},
        )
    if change["asked_by"] == f"agent:{agent['username']}":
        raise Forbidden("Somebody else than who entered it decides.", code="four-eyes")
    department = kit.content.guidelines["changes"]["iban_department"]
    if change["field"] in TWO and department not in agent["departments"]:
        raise Forbidden("A colleague of Billing approves an account or a refund.", code="not-billing")


async def _apply(tx: AsyncConnection, kit: Kit, change: Mapping[str, Any]) -> None:
    if change["field"] == refunds.FIELD:
        return await refunds.settle(tx, kit, change)
    await apply_values(tx, change["customer_number"], change["field"], change["new"])


async def _locked(tx: AsyncConnection, change_id: int) -> dict[str, Any]:
    row = (await tx.execute(select(c.changes).where(c.changes.c.id == change_id).with_for_update())).first()
    if row is None:
        raise NotFound("There is no such change.")
    return dict(row._mapping)


async def _customer(tx: AsyncConnection, number: str) -> dict[str, Any]:
    row = (await tx.execute(select(c.customers).where(c.customers.c.number == number).with_for_update())).first()
    if row is None:
        raise NotFound("There is no such customer.")
    return dict(row._mapping)


async def _set(tx: AsyncConnection, change_id: int, **values: Any) -> None:
    await tx.execute(update(c.changes).where(c.changes.c.id == change_id).values(**values))


async def _history(
    tx: AsyncConnection, now: dt.datetime, change: Mapping[str, Any], actor: str, what: str, **detail: Any
) -> None:
    links = {"field": change["field"], "change": change["id"]}
    await record(tx, now, "customer", change["customer_number"], actor, what, **links, **detail)
    if change["case_number"]:
        await record(tx, now, "case", change["case_number"], actor, what, **links, **detail)
