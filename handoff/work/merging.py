"""Making two records of one customer one, and undoing it within a stated time.

Source: handbook, contact registration ("Gegevens controleren en verbeteren", 7). Everything moves in one transaction, the
former number keeps its own data and points to the one that stays. What stops arrears on either record stops them for all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Date, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide import doubles
from handoff.decide.dunning.schedule import stop_reason
from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.store.doubles import changes_waiting
from handoff.work.base import Kit, record
from handoff.work.dunning import facts
from handoff.work.dunning.run import lock, today_in
from handoff.work.dunning.stops import withdraw_in
from handoff.work.homes import MOVING, Moved, bring_home, chunks, key_of, move
from handoff.work.mailing import insert_once
from text.masking import mask

Row = dict[str, Any]
ROLE = "supervisor"
_WATCHED = ("flags", "administrator")  # remembered in every merge: they must not have changed when it is undone


def may_merge(kit: Kit, agent: Mapping[str, Any]) -> bool:
    """Whether somebody makes two records one: a supervisor, or a colleague of the department that the guidelines name."""
    return ROLE in agent["roles"] or kit.content.guidelines["doubles"]["department"] in agent["departments"]


async def merge(kit: Kit, agent: Mapping[str, Any], kept: str, gone: str, ground: object) -> int:
    """Move all that ``gone`` has to ``kept``; returns the id of the merge, the old one when it was done before.

    Raises Forbidden, NotFound, BadInput without a ``ground`` (how it was established that they are one), Conflict with the
    first reason of ``decide.doubles.forbids``.
    """
    _may(kit, agent)
    text = mask(" ".join(str(ground or "").split())).text[:200]
    if not text:
        raise BadInput("How did you establish that they are one customer?", code="merge-ground")
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        await bring_home(tx)
        rows = await _locked(tx, kept, gone)
        if known := await _before(tx, rows[gone], kept):
            return known
        reasons = doubles.forbids(rows[kept], rows[gone], waiting=await changes_waiting(tx, (kept, gone)))
        if reasons:
            raise Conflict("These records cannot be made one.", code=f"merge-{reasons[0]}".replace("_", "-"))
        stopped = await _stopped(tx, kit, (kept, gone))
        taken = doubles.taken_over(rows[kept], rows[gone])
        moved = await move(tx, gone, kept)
        if further := await _further(tx, gone, kept):
            moved["customers"] = further
        await tx.execute(update(c.customers).where(c.customers.c.number == gone).values(merged_into=kept))
        if taken:
            await tx.execute(update(c.customers).where(c.customers.c.number == kept).values(**taken))
        await _keep_stops(tx, kit, kept, stopped)
        changed = {n: [_plain(rows[kept][n]), _plain(taken.get(n, rows[kept][n]))] for n in {*taken, *_WATCHED}}
        days = int(kit.content.guidelines["doubles"]["undo_days"])
        made = insert(c.merges).values(
            kept=kept, gone=gone, at=now, by=actor, ground=text, moved=moved, changed=changed, undo_until=now + dt.timedelta(days=days)
        )  # fmt: skip
        number = int((await tx.execute(made.returning(c.merges.c.id))).scalar_one())
        counts = {name: len(keys) for name, keys in moved.items()}
        await record(tx, now, "customer", kept, actor, "merged", other=gone, ground=text, moved=counts, merge=number)
        await record(tx, now, "customer", gone, actor, "merged into", other=kept, ground=text, merge=number)
        await _cases_history(tx, now, actor, moved, gone, kept)
    await kit.bus.publish("outbox")
    return number


async def undo(kit: Kit, agent: Mapping[str, Any], merge_id: int) -> None:
    """Move back what was moved; what came since stays with the kept number. Undone before is fine.

    Raises Forbidden, NotFound, Conflict with the first reason of ``decide.doubles.cannot_undo``.
    """
    _may(kit, agent)
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        await bring_home(tx)
        row = await _merge(tx, merge_id)
        if row["undone_at"]:
            return
        people = await _locked(tx, row["kept"], row["gone"])
        row = await _merge(tx, merge_id)  # somebody may have undone it while we waited
        if row["undone_at"]:
            return
        claims = await claims_back(tx, row["moved"])
        happened = await since(tx, row, people[row["kept"]], claims)
        if reasons := doubles.cannot_undo(row["undo_until"], now, happened):
            raise Conflict("This cannot be undone any more.", code=f"undo-{reasons[0]}".replace("_", "-"))
        await _move_back(tx, row, claims)
        back = {
            n: _value(n, pair[0]) for n, pair in row["changed"].items() if _plain(people[row["kept"]][n]) == pair[1]
        }
        if back:
            await tx.execute(update(c.customers).where(c.customers.c.number == row["kept"]).values(**back))
        m = c.merges.c
        await tx.execute(update(c.merges).where(m.id == merge_id).values(undone_at=now, undone_by=actor))
        for number, other in ((row["kept"], row["gone"]), (row["gone"], row["kept"])):
            await record(tx, now, "customer", number, actor, "merge undone", other=other, merge=merge_id)
        await _cases_history(tx, now, actor, row["moved"], row["kept"], row["gone"])


async def set_apart(kit: Kit, agent: Mapping[str, Any], one: str, other: str) -> None:
    """Note that two records that look alike are two customers: they are not proposed again. Raises Forbidden, NotFound."""
    _may(kit, agent)
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    low, high = sorted((one, other))
    async with kit.db.write() as tx:
        await _locked(tx, low, high)
        if await insert_once(tx, kit, c.distinct_customers, one=low, other=high, at=now, by=actor):
            await record(tx, now, "customer", low, actor, "set apart", other=high)
            await record(tx, now, "customer", high, actor, "set apart", other=low)


async def looked(kit: Kit, agent: Mapping[str, Any], one: str, other: str) -> None:
    """Note in both histories that the records were seen side by side."""
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        await record(tx, now, "customer", one, actor, "compared", other=other)
        await record(tx, now, "customer", other, actor, "compared", other=one)


async def since(tx: AsyncConnection, row: Row, kept: Row, claims: Sequence[int]) -> doubles.Since:
    """What happened to the kept customer since a merge; ``claims``: those that would move back."""
    at, number = row["at"], row["kept"]
    s = d.stops.c
    all_of_him = (s.customer_number == number, s.claim_id.is_(None))
    stops = await _count(tx, d.stops, *all_of_him, or_(s.at > at, s.lifted_at > at))
    arrears = 0
    dated = ((d.steps, "at"), (d.notices, "created_at"), (d.calls, "at"), (d.promises, "at"), (d.plans, "asked_at"), (d.bookings, "at"))  # fmt: skip
    for table, column in dated:
        for part in chunks(claims):
            arrears += await _count(tx, table, table.c.claim_id.in_(part), table.c[column] > at)
    changed = row["changed"]
    return doubles.Since(
        merged_on=kept["merged_into"] is not None,
        mixed=await _mixed(tx, row["moved"], claims),
        stops=stops,
        arrears=arrears,
        changes=await _count(tx, c.changes, c.changes.c.customer_number == number, c.changes.c.asked_at > at),
        protected=any(_plain(kept[name]) != changed[name][1] for name in _WATCHED),
    )


def _may(kit: Kit, agent: Mapping[str, Any]) -> None:
    if not may_merge(kit, agent):
        raise Forbidden("A supervisor or a colleague of Billing makes customers one.", code="merge-role")


async def _locked(tx: AsyncConnection, *numbers: str) -> dict[str, Row]:
    """Both records, held until the end. Conversations, changes and claims first: whoever works on one of those takes the
    customer's record after it, so no two wait for each other in a circle. Raises NotFound."""
    await tx.execute(
        select(t.conversations.c.id).where(t.conversations.c.customer_number.in_(numbers)).order_by(t.conversations.c.id).with_for_update()
    )  # fmt: skip
    await tx.execute(
        select(c.changes.c.id)
        .where(c.changes.c.customer_number.in_(numbers))
        .order_by(c.changes.c.id)
        .with_for_update()
    )
    await lock(tx, await _claims_of(tx, numbers))
    u = c.customers.c
    found = await tx.execute(select(c.customers).where(u.number.in_(numbers)).order_by(u.number).with_for_update())
    rows = {row.number: dict(row._mapping) for row in found}
    if set(numbers) - set(rows):
        raise NotFound("There is no such customer.")
    return rows


async def _before(tx: AsyncConnection, gone: Row, kept: str) -> int | None:
    """The merge that was done before, when these two are one already."""
    if gone["merged_into"] != kept:
        return None
    m = c.merges.c
    done = select(m.id).where(m.gone == gone["number"], m.kept == kept, m.undone_at.is_(None))
    return (await tx.execute(done)).scalar()


async def _further(tx: AsyncConnection, gone: str, kept: str) -> list[str]:
    """Numbers that pointed to ``gone`` point to ``kept`` from now on: one step is always enough."""
    u = c.customers.c
    change = update(c.customers).where(u.merged_into == gone).values(merged_into=kept)
    return sorted((await tx.execute(change.returning(u.number))).scalars())


async def _claims_of(tx: AsyncConnection, numbers: Sequence[str]) -> list[int]:
    x = d.claims.c
    found = await tx.execute(select(x.id).where(x.customer_number.in_(numbers), x.state == "open").order_by(x.id))
    return list(found.scalars())


async def _stopped(tx: AsyncConnection, kit: Kit, numbers: Sequence[str]) -> dict[int, str]:
    """Why the schedule of each open claim stands still, empty where it runs."""
    day, rules = today_in(kit), kit.content.dunning.schedule
    found = await facts.claims(tx, day, await _claims_of(tx, numbers))
    return {one.id: stop_reason(one.debtor, day, rules) for one in found}


async def _keep_stops(tx: AsyncConnection, kit: Kit, kept: str, before: Mapping[int, str]) -> None:
    """No claim may lose its stop. What now stands still and ran before: what has not left yet is taken back."""
    after = await _stopped(tx, kit, (kept,))
    if lost := [claim for claim, reason in before.items() if reason and not after.get(claim)]:
        raise Conflict("A stop would be lost.", code="merge-stop", log=f"claims {lost}")
    await withdraw_in(tx, kit, [claim for claim, reason in after.items() if reason and not before.get(claim)])


async def _merge(tx: AsyncConnection, merge_id: int) -> Row:
    row = (await tx.execute(select(c.merges).where(c.merges.c.id == merge_id).with_for_update())).first()
    if row is None:
        raise NotFound("There is no such merge.")
    return dict(row._mapping)


async def claims_back(tx: AsyncConnection, moved: Moved) -> list[int]:
    """Claims that would go back: those that were moved, and those that were made since of invoices that were."""

    found = set(moved.get("debt_claims", ()))
    for part in chunks(moved.get("invoices", ())):
        found |= set((await tx.execute(select(d.items.c.claim_id).where(d.items.c.invoice_number.in_(part)))).scalars())
    return sorted(found)


async def _mixed(tx: AsyncConnection, moved: Moved, claims: Sequence[int]) -> bool:
    mine = set(moved.get("invoices", ()))
    for part in chunks(claims):
        found = await tx.execute(select(d.items.c.invoice_number).where(d.items.c.claim_id.in_(part)))
        if set(found.scalars()) - mine:
            return True
    return False


async def _move_back(tx: AsyncConnection, row: Row, claims: Sequence[int]) -> None:
    kept, gone, moved = row["kept"], row["gone"], row["moved"]
    for name, keys in {**moved, "debt_claims": list(claims)}.items():
        if name == "customers":
            u = c.customers.c
            await tx.execute(
                update(c.customers).where(u.number.in_(keys), u.merged_into == kept).values(merged_into=gone)
            )
            continue
        table = MOVING[name]
        for part in chunks(keys):
            here = (key_of(table).in_(part), table.c.customer_number == kept)
            await tx.execute(update(table).where(*here).values(customer_number=gone))
    # What belongs to something that went back goes with it.
    for table, column, keys in ((c.payments, c.payments.c.invoice_number, moved.get("invoices", ())), (d.stops, d.stops.c.claim_id, claims)):  # fmt: skip
        for part in chunks(keys):
            await tx.execute(update(table).where(column.in_(part)).values(customer_number=gone))
    await tx.execute(update(c.customers).where(c.customers.c.number == gone).values(merged_into=None))


async def _cases_history(tx: AsyncConnection, now: dt.datetime, actor: str, moved: Moved, old: str, new: str) -> None:
    lines = [
        {"at": now, "subject": "case", "subject_id": number, "actor": actor, "what": "changed",
         "detail": {"changes": {"customer_number": [old, new]}}}
        for number in moved.get("cases", ())
    ]  # fmt: skip
    if lines:
        await tx.execute(insert(t.history), lines)


async def _count(tx: AsyncConnection, table: Any, *where: Any) -> int:
    return int((await tx.execute(select(func.count()).select_from(table).where(*where))).scalar_one())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def _value(name: str, plain: Any) -> Any:
    """A field of a customer from what was remembered of it."""
    return dt.date.fromisoformat(plain) if plain and isinstance(c.customers.c[name].type, Date) else plain
