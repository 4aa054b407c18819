"""Repairs, and what colleagues must hear of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import insert, select, update

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import record
from handoff.work.effects.act import Act, Do
from handoff.work.moments import day_in_words

_DAYS = {"date", "expected_on", "status_since"}


async def new_repair(
    act: Act,
    *,
    customer: str,
    bike_number: str,
    what: str,
    way: str,
    status: str,
    date: str | None = None,
    slot: str | None = None,
) -> None:
    """Note down a repair under its own number."""
    await act.tx.execute(
        insert(c.repairs).values(
            number=act.numbers["repair"],
            customer_number=customer,
            bike_number=bike_number,
            what=what,
            way=way,
            status=status,
            status_since=act.now.date(),
            requested_at=act.now,
            date=dt.date.fromisoformat(date) if date else None,
            slot=slot,
            replacement_bike=False,
            case_number=act.case,
        )
    )


async def set_repair(act: Act, *, repair: str, **values: Any) -> None:
    """Change a repair: another day or slot, a replacement bike."""
    row = (await act.tx.execute(select(c.repairs).where(c.repairs.c.number == repair).with_for_update())).one()
    new = {k: dt.date.fromisoformat(v) if k in _DAYS and isinstance(v, str) else v for k, v in values.items()}
    await act.tx.execute(update(c.repairs).where(c.repairs.c.number == repair).values(**new))
    await record(
        act.tx,
        act.now,
        "customer",
        row.customer_number,
        "bot",
        "repair changed",
        repair=repair,
        new=values,
        case=act.case,
    )


async def signal(act: Act, *, what: str, department: str, text: str, by: str) -> None:
    """Tell a department of something particular; once a turn."""
    await act.once(
        c.signals,
        key=f"{act.key}:{what}",
        what=what,
        department=department,
        text=act.filled(text),
        by=dt.datetime.fromisoformat(by),
        at=act.now,
        case_number=act.case,
        conversation_id=act.conversation["id"],
    )


async def add_to_case(act: Act, *, case: str, text: str) -> None:
    """Add what the customer tells to a case, below what stood there; a case that waited for the customer goes on."""
    row = (await act.tx.execute(select(t.cases).where(t.cases.c.number == case).with_for_update())).one()
    added = f"{row.summary}\n\nAanvulling van de klant, {day_in_words(act.now.date(), 'nl')}: {text}".strip()
    status = "in_progress" if row.status == "waiting_for_customer" else row.status
    await act.tx.execute(update(t.cases).where(t.cases.c.number == case).values(summary=added, status=status))
    await record(act.tx, act.now, "case", case, "customer", "addition", text=text, status=[row.status, status])


async def parts_done(act: Act, *, topic: str, state: str, answer: str) -> None:
    """What became of the part of an earlier message that a form was about."""
    await act.tx.execute(
        update(t.parts)
        .where(
            t.parts.c.conversation_id == act.conversation["id"],
            t.parts.c.topic == topic,
            t.parts.c.state == "open",
            t.parts.c.seq < act.seq,
        )
        .values(state=state, answer=act.filled(answer))
    )


KINDS: dict[str, Do] = {
    "parts_done": parts_done,
    "new_repair": new_repair,
    "set_repair": set_repair,
    "add_to_case": add_to_case,
    "signal": signal,
}
