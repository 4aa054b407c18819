"""Changes of a customer's data: the old and the new value, who, when and on what ground. Nothing is overwritten without a trace.

Source: handbook, contact registration ("Gegevens controleren en verbeteren", "Vier-ogenprincipe").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import customers as c
from handoff.work.base import record
from handoff.work.effects.act import Act, Do
from handoff.work.notices import addresses_of, notify

ADDRESS = ("street", "house_number", "addition", "postcode", "city", "country")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "address": ADDRESS,
    "email": ("email",),
    "phone": ("phone",),
    "iban": ("iban", "iban_holder"),
    "refund": (),  # nothing of the customer's row: see work.refunds
}
SAMPLE_OF = 20  # one change in twenty (5%) is looked at again by a person


async def change(
    act: Act,
    *,
    customer: str,
    field: str,
    new: dict[str, Any],
    effective_on: str,
    ground: str,
    warning: str | None = None,
) -> None:
    """Record a change; applied at once unless a second person must approve it (iban, or a ``warning``) or its day is still to come."""
    row = (await act.tx.execute(select(c.customers).where(c.customers.c.number == customer).with_for_update())).one()
    old = {name: row._mapping[name] for name in COLUMNS[field]}
    day = dt.date.fromisoformat(effective_on)
    waits = field == "iban" or warning is not None
    status = "waiting" if waits else "planned" if day > act.now.date() else "applied"
    key = f"{act.key}:{field}"
    await act.once(
        c.changes,
        key=key,
        customer_number=customer,
        field=field,
        old=old,
        new=new,
        effective_on=day,
        status=status,
        ground=ground,
        asked_at=act.now,
        asked_by="bot",
        applied_at=act.now if status == "applied" else None,
        warning=warning,
        sampled=False,
        case_number=act.case,
        conversation_id=act.conversation["id"],
    )
    number = (await act.tx.execute(select(c.changes.c.id).where(c.changes.c.key == key))).scalar_one()
    await act.tx.execute(update(c.changes).where(c.changes.c.id == number).values(sampled=number % SAMPLE_OF == 0))
    if status == "applied":
        await apply_values(act.tx, customer, field, new)
    await _tell_others(act, dict(row._mapping), number, new)
    await record(act.tx, act.now, "customer", customer, "bot", f"change {status}", field=field, change=number)


async def _tell_others(act: Act, customer: Mapping[str, Any], number: int, new: Mapping[str, Any]) -> None:
    """Word to every contact address, old and new, besides the one that gets the confirmation."""
    made = dict((await act.tx.execute(select(c.changes).where(c.changes.c.id == number))).one()._mapping)
    if made["field"] == "address":
        return
    event = "asked" if made["status"] == "waiting" else made["status"]
    addresses = await addresses_of(act.tx, act.kit, customer, made)
    await notify(act.tx, act.kit, made, event, addresses, told=new.get("email") or customer["email"])


async def apply_values(tx: AsyncConnection, customer: str, field: str, values: Mapping[str, Any]) -> None:
    """Put the new values in the customer's row."""
    known = {name: values[name] for name in COLUMNS[field] if name in values}
    await tx.execute(update(c.customers).where(c.customers.c.number == customer).values(**known))


KINDS: dict[str, Do] = {"change": change}
