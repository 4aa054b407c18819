"""Owners hear once that a case is nearly due, once that it is late, and once that its first reaction is; without an owner the
department does.

So does Billing of a change that waits for a second colleague on the last day of its term.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import String, and_, cast, not_, or_, select, update

from handoff.content.texts import text as say
from handoff.decide import casework
from handoff.decide.calendars import AMSTERDAM, add_working_days, closing_days
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work import refunds
from handoff.work.base import Kit, record
from handoff.work.mailing import put_internal
from handoff.work.moments import day_in_words
from handoff.work.signals import add_signal

_FIRST = "first_late:"  # of a mail, with the number of the case
_KEY = "approval:"  # of a signal, with the number of the change


async def remind(kit: Kit) -> int:
    """Tell of every open case that is nearly due or late and was not told of yet; returns how many.

    The columns ``warned_at`` and ``late_told_at`` make sure of once, also with two services at the same moment.
    """
    now, cases = kit.clock.now(), t.cases.c
    soon = now + dt.timedelta(hours=float(kit.content.guidelines["cases"]["nearly_due_hours"]))
    late = and_(cases.due < now, cases.late_told_at.is_(None))
    nearly = and_(cases.due >= now, cases.due < soon, cases.warned_at.is_(None))
    query = (
        select(cases.number).where(cases.status.in_(casework.OPEN), or_(late, nearly)).order_by(cases.due).limit(200)
    )
    async with kit.db.read() as tx:
        numbers = list((await tx.execute(query)).scalars())
    told = sum([await _remind_one(kit, number) for number in numbers])
    if told:
        await kit.bus.publish("outbox")
    return told


async def _remind_one(kit: Kit, number: str) -> bool:
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = (await tx.execute(_with_owner(number))).one()
        is_late = row.due < now
        column = "late_told_at" if is_late else "warned_at"
        if row._mapping[column] is not None or row.status not in casework.OPEN:
            return False
        what = "late" if is_late else "nearly_due"
        values: dict[str, Any] = {column: now}
        await tx.execute(update(t.cases).where(t.cases.c.number == number).values(**values))
        await put_internal(
            tx, kit, f"{what}:{number}:{row.due.isoformat()}", row.department, what,
            to=row.email, owner=row.name, case=number, due=row.due.astimezone(AMSTERDAM), topic=next(iter(row.topics), ""),
            link=f"{kit.settings.base_url}/desk/cases/{number}",
        )  # fmt: skip
        await record(tx, now, "case", number, "system", f"told {what}", to=row.name or row.department)
    return True


async def remind_first(kit: Kit) -> int:
    """Tell of every open case whose first reaction was promised for a moment that has passed, once; returns how many.

    Source: handbook, complaints ("Eerste inhoudelijke reactie: binnen 2 werkdagen"): the customer was told that day. The key of
    the mail makes sure of once.
    """
    now, cases = kit.clock.now(), t.cases.c
    told = select(t.outbox.c.id).where(t.outbox.c.key == f"internal:{_FIRST}" + cases.number)
    query = (
        select(cases.number)
        .where(cases.status.in_(casework.OPEN), cases.first_due < now, cases.due >= now, cases.first_reaction_at.is_(None), not_(told.exists()))
        .order_by(cases.first_due)
        .limit(200)
    )
    async with kit.db.read() as tx:
        numbers = list((await tx.execute(query)).scalars())
    for number in numbers:
        async with kit.db.write() as tx:
            row = (await tx.execute(_with_owner(number))).one()
            known = (await tx.execute(select(t.outbox.c.id).where(t.outbox.c.key == f"internal:{_FIRST}{number}"))).first()
            if known or row.first_reaction_at is not None or row.status not in casework.OPEN:
                continue
            await put_internal(
                tx, kit, f"{_FIRST}{number}", row.department, "first_late",
                to=row.email, owner=row.name, case=number, due=row.first_due.astimezone(AMSTERDAM), topic=next(iter(row.topics), ""),
                link=f"{kit.settings.base_url}/desk/cases/{number}",
            )  # fmt: skip
            await record(tx, now, "case", number, "system", "told first_late", to=row.name or row.department)
    if numbers:
        await kit.bus.publish("outbox")
    return len(numbers)


def _with_owner(number: str) -> Any:
    """A case, locked, with the name and address of its owner."""
    return (
        select(t.cases, t.agents.c.email, t.agents.c.name)
        .outerjoin(t.agents, t.agents.c.id == t.cases.c.owner_id)
        .where(t.cases.c.number == number)
        .with_for_update(of=t.cases)
    )


async def remind_approvals(kit: Kit) -> int:
    """Tell the department that approves of each change that still waits on the last day of its term, once; returns how many.

    Source: handbook, contact registration ("Vier-ogenprincipe": approval within 1 working day). What waits for the customer's
    own link is not theirs to approve.
    """
    x, today = c.changes.c, kit.clock.now().astimezone(AMSTERDAM).date()
    rules, closed = kit.content.guidelines["changes"], closing_days(tuple(kit.content.hours.closing_days))
    ours = or_(x.field.in_(("iban", refunds.FIELD)), and_(x.warning.is_not(None), x.warning != "unconfirmed_email"))
    told = select(c.signals.c.text).where(c.signals.c.key == _KEY + cast(x.id, String), c.signals.c.department == rules["iban_department"])
    query = select(x.id, x.customer_number, x.asked_at, x.case_number).where(x.status == "waiting", ours, not_(told.exists()))
    async with kit.db.read() as tx:
        waiting = (await tx.execute(query.order_by(x.id).limit(200))).all()
    late = [r for r in waiting if add_working_days(r.asked_at.astimezone(AMSTERDAM).date(), int(rules["approve_days"]), closed) <= today]
    for row in late:
        text = say(
            kit.content, "approval_waits", "nl", customer=row.customer_number,
            day=day_in_words(row.asked_at.astimezone(AMSTERDAM).date(), "nl"), link=f"{kit.settings.base_url}/desk/changes/{row.id}",
        )  # fmt: skip
        async with kit.db.write() as tx:
            await add_signal(
                tx, kit, key=f"{_KEY}{row.id}", what="approval_waits", department=rules["iban_department"], text=text,
                case_number=row.case_number,
            )  # fmt: skip
    return len(late)
