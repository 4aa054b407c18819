"""Payment plans, promises and deferments: proposed by anyone, decided by a person, watched until they are over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning import plans as rules
from handoff.decide.dunning.behaviour import may_mail
from handoff.decide.dunning.plans import Instalment
from handoff.decide.dunning.schedule import Debtor
from handoff.decide.written import address_lines
from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.base import Kit, record
from handoff.work.dunning.facts import Claim, claims, form_claims
from handoff.work.dunning.run import lock, send, today_in
from handoff.work.dunning.stops import withdraw_in
from handoff.work.dunning.words import Notice, plan_notice
from handoff.work.mailing import insert_once, put_internal

_DEBTORS = "debiteurenbeheer"


async def propose(
    kit: Kit,
    claim_id: int,
    by: str,
    first: dt.date,
    *,
    month_cents: int | None = None,
    terms: int | None = None,
    hardship: bool = False,
    note: str = "",
) -> int:
    """Put a plan before a person; the schedule stands still from now on. Returns its id; the same asked twice is one plan.

    A wish outside the table is kept without instalments, with the reason. Raises NotFound.
    """
    async with kit.db.write() as tx:
        return await propose_in(
            tx, kit, claim_id, by, first, month_cents=month_cents, terms=terms, hardship=hardship, note=note
        )


async def propose_in(
    tx: AsyncConnection,
    kit: Kit,
    claim_id: int,
    by: str,
    first: dt.date,
    *,
    month_cents: int | None = None,
    terms: int | None = None,
    hardship: bool = False,
    note: str = "",
) -> int:
    """`propose` within the transaction of other work."""
    day, now = today_in(kit), kit.clock.now()
    claim = await _claim(tx, claim_id, day)
    earlier = [dict(r._mapping) for r in await tx.execute(select(d.plans).where(d.plans.c.claim_id == claim_id))]
    hardship = hardship or rules.made_to_measure(claim.debtor)
    failed = max((p["ended_on"] for p in await _lapsed(tx, claim.customer["number"])), default=None)
    made = rules.proposal(
        claim.open_cents, first, day, kit.content.dunning.plans,
        month_cents=month_cents, terms=terms, failed_on=failed, hardship=hardship,
    )  # fmt: skip
    over = sum(p["state"] not in ("asked", "running") for p in earlier)
    key = f"{claim_id}:plan:{over}"
    if await insert_once(
        tx, kit, d.plans, key=key, claim_id=claim_id, state="asked", instalments=_as_data(made.instalments),
        open_cents=claim.open_cents, department=made.department, role=made.role, reason=made.reason or None,
        note=note or None, asked_at=now, asked_by=by,
    ):  # fmt: skip
        await record(tx, now, "claim", str(claim_id), by, "plan_asked", reason=made.reason)
        await withdraw_in(tx, kit, [claim_id])  # nothing goes out while a person still has to decide
    return int((await tx.execute(select(d.plans.c.id).where(d.plans.c.key == key))).scalar_one())


async def decide(
    kit: Kit,
    plan_id: int,
    agent: Mapping[str, Any],
    *,
    approved: bool,
    instalments: list[Instalment] | None = None,
    note: str = "",
) -> None:
    """Approve or refuse a plan that was asked. An approved one is confirmed in writing.

    `instalments` replace what was proposed: that is how a person grants what the table does not. Raises NotFound, Conflict
    when it was decided already, Forbidden when this colleague may not, BadInput when amounts do not add up or a refusal
    gives no reason. Either way the debtor is told in writing.
    """
    day, now, actor = today_in(kit), kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        row = await _plan(tx, plan_id)
        if row["state"] != "asked":
            raise Conflict("This plan was decided already.", code="decided-before")
        claim = await _claim(tx, row["claim_id"], day)
        if not may_approve(kit, row, claim.debtor, agent):
            raise Forbidden("Somebody else must decide on this plan.", code="approver")
        if not approved and not note.strip():
            raise BadInput("Write a reason.", code="reason-missing")
        parts = instalments if instalments is not None else _from_data(row["instalments"])
        if approved and (not parts or sum(part.cents for part in parts) != row["open_cents"]):
            raise BadInput("The parts must add up to what is open.", code="parts-do-not-add-up")
        if approved and _measured(row, claim.debtor) and rules.too_small(parts, kit.content.dunning.plans):
            least = kit.content.dunning.plans.debt_help_minimum
            raise BadInput("A part is too small.", code="part-too-small", extra={"most_cents": least})
        await tx.execute(
            update(d.plans)
            .where(d.plans.c.id == plan_id)
            .values(
                state="running" if approved else "refused", instalments=_as_data(parts), decided_at=now,
                decided_by=actor, note=note or row["note"], ended_on=None if approved else day,
            )
        )  # fmt: skip
        await record(
            tx,
            now,
            "claim",
            str(row["claim_id"]),
            actor,
            "plan_approved" if approved else "plan_refused",
            reason=note or None,
        )
        told, more = ("plan", {}) if approved else ("plan_refused", {"missing": claim.open_cents})
        words = plan_notice(kit.content, claim, parts if approved else [], told, **more)
        await _tell(tx, kit, claim, f"plan{plan_id}", words, day)
    await kit.bus.publish("outbox")


def approver(kit: Kit, plan: Mapping[str, Any], debtor: Debtor) -> tuple[str, str | None]:
    """The department and role that decide on a plan: by its amount when it was asked, and by what is known of the debtor now."""
    top = kit.content.dunning.plans.table[-1]
    return (top.department, top.role) if _measured(plan, debtor) else (plan["department"], plan["role"])


def may_approve(kit: Kit, plan: Mapping[str, Any], debtor: Debtor, agent: Mapping[str, Any]) -> bool:
    """Whether this colleague may decide on it."""
    department, role = approver(kit, plan, debtor)
    return rules.may_approve(department, role, agent["departments"], agent["roles"], kit.content.dunning.plans)


def _measured(plan: Mapping[str, Any], debtor: Debtor) -> bool:
    return plan["reason"] == "hardship" or rules.made_to_measure(debtor)


async def promise(
    kit: Kit, claim_id: int, until: dt.date, by: str, *, deferment: bool = False, departments: tuple[str, ...] = ()
) -> int:
    """Record that the debtor will pay by `until`: a promise, or a deferment granted by somebody of `departments`.

    Returns its id. Raises BadInput for a day in the past, Forbidden where the table asks somebody else, Conflict for a
    second deferment of the same claim, NotFound.
    """
    day, now = today_in(kit), kit.clock.now()
    async with kit.db.write() as tx:
        await lock(tx, [claim_id])
        claim = await _claim(tx, claim_id, day)
        if until < day:
            raise BadInput("Choose a day that is still to come.", code="day-past")
        kind = "deferment" if deferment else "promise"
        if deferment:
            await _grantable(tx, kit, claim_id, (until - day).days, departments)
        key = f"{claim_id}:{kind}" + ("" if deferment else f":{until}")
        fresh = await insert_once(
            tx, kit, d.promises, key=key, claim_id=claim_id, kind=kind, until=until, cents=claim.open_cents, at=now, by=by
        )  # fmt: skip
        if fresh:
            await record(tx, now, "claim", str(claim_id), by, kind, until=until.isoformat())
        return int((await tx.execute(select(d.promises.c.id).where(d.promises.c.key == key))).scalar_one())


async def _grantable(tx: AsyncConnection, kit: Kit, claim_id: int, days: int, departments: tuple[str, ...]) -> None:
    key = f"{claim_id}:deferment"
    earlier = (await tx.execute(select(d.promises.c.id).where(d.promises.c.key == key))).first() is not None
    found = rules.deferment(days, earlier, kit.content.dunning.plans)
    if earlier:
        raise Conflict("This bill was deferred before.", code="deferred-before")
    if found.reason or not {found.department, _DEBTORS} & set(departments):
        raise Forbidden("Somebody else must decide on so many days.", code="approver")


async def watch_plans(kit: Kit) -> dict[str, int]:
    """Look at every running plan today: tell of a missed part, end what lapsed or is paid. Returns how many of each.
    Claims are brought up to date with the invoices first.

    A missed part and a lapsed plan are also told to who approved the plan. Safe to repeat: the row says what was told.
    Nothing is sent to a debtor at a time at which debtors are left alone.
    """
    day, counts = today_in(kit), {"notice_due": 0, "lapsed": 0, "completed": 0}
    quiet = may_mail(kit.clock.now(), kit.content.dunning.behaviour, LEGAL_HOLIDAYS)
    async with kit.db.write() as tx:
        await form_claims(tx, kit, day)
        running = [dict(r._mapping) for r in await tx.execute(select(d.plans).where(d.plans.c.state == "running").with_for_update())]  # fmt: skip
        known = {claim.id: claim for claim in await claims(tx, day, [p["claim_id"] for p in running])}
        for plan in running:
            claim, parts = known.get(plan["claim_id"]), _from_data(plan["instalments"])
            paid = plan["open_cents"] - (claim.open_cents if claim else 0)
            found = rules.watch(parts, paid, day, kit.content.dunning.plans, plan["notified_on"])
            if found.state in ("lapsed", "completed"):
                await _end(tx, kit, plan, found.state, day)
            elif found.state == "notice_due" and claim and not quiet:
                await _missed(tx, kit, claim, plan, found, day)
            else:
                continue
            counts[found.state] += 1
    await kit.bus.publish("outbox")
    return counts


async def _end(tx: AsyncConnection, kit: Kit, plan: Mapping[str, Any], state: str, day: dt.date) -> None:
    await tx.execute(update(d.plans).where(d.plans.c.id == plan["id"]).values(state=state, ended_on=day))
    await record(tx, kit.clock.now(), "claim", str(plan["claim_id"]), "system", f"plan_{state}")
    if state == "lapsed":
        await _tell_owner(tx, kit, plan, "plan_lapsed", f"{plan['id']}", day)


async def _tell_owner(
    tx: AsyncConnection, kit: Kit, plan: Mapping[str, Any], what: str, key: str, day: dt.date, cents: int = 0
) -> None:
    """Word to the colleague who approved the plan, or to the department where that colleague has no address of his own."""
    name = str(plan["decided_by"] or "").partition(":")[2]
    a = t.agents.c
    owner = (await tx.execute(select(a.email, a.name).where(a.username == name, a.active))).first()
    query = select(d.claims.c.customer_number).where(d.claims.c.id == plan["claim_id"])
    customer = (await tx.execute(query)).scalar_one()
    await put_internal(
        tx, kit, f"{what}:{key}", _DEBTORS, what, to=owner.email if owner else None, owner=owner.name if owner else None,
        customer=customer, cents=cents, day=day.isoformat(), link=f"{kit.settings.base_url}/desk/debtors/{customer}",
    )  # fmt: skip


async def _missed(
    tx: AsyncConnection, kit: Kit, claim: Claim, plan: Mapping[str, Any], found: rules.Watch, day: dt.date
) -> None:
    assert found.missed is not None
    parts = _from_data(plan["instalments"])
    asked = sum(part.cents for part in parts if part.due <= found.missed.due)
    until = day + dt.timedelta(days=kit.content.dunning.plans.catch_up_days)
    words = plan_notice(kit.content, claim, parts, "missed", missing=asked - found.paid_cents, due=found.missed.due, day=until)  # fmt: skip
    await _tell(tx, kit, claim, f"missed{plan['id']}.{found.missed.due:%m%d}", words, day)
    key = f"{plan['id']}:{found.missed.due}"
    await _tell_owner(tx, kit, plan, "plan_missed", key, found.missed.due, asked - found.paid_cents)
    await tx.execute(update(d.plans).where(d.plans.c.id == plan["id"]).values(notified_on=day))
    await record(tx, kit.clock.now(), "claim", str(claim.id), "system", "plan_missed", due=found.missed.due.isoformat())


async def _tell(tx: AsyncConnection, kit: Kit, claim: Claim, name: str, words: tuple[str, str], day: dt.date) -> None:
    """In writing: by mail, or by letter where there is no address for mail."""
    email, language = claim.customer["email"], claim.customer["language"]
    notice = Notice(
        claim.id, name[:20], "email" if email else "letter", email or address_lines(claim.customer),
        language if language in ("nl", "en") else "nl", *words, claim.open_cents, 0, [],
    )  # fmt: skip
    await send(tx, kit, notice, day, None)


async def _lapsed(tx: AsyncConnection, customer: str) -> list[dict[str, Any]]:
    query = (
        select(d.plans)
        .join(d.claims, d.claims.c.id == d.plans.c.claim_id)
        .where(d.claims.c.customer_number == customer, d.plans.c.state == "lapsed")
    )
    return [dict(row._mapping) for row in await tx.execute(query)]


async def _plan(tx: AsyncConnection, plan_id: int) -> dict[str, Any]:
    row = (await tx.execute(select(d.plans).where(d.plans.c.id == plan_id).with_for_update())).first()
    if row is None:
        raise NotFound("There is no such plan.")
    return dict(row._mapping)


async def _claim(tx: AsyncConnection, claim_id: int, day: dt.date) -> Claim:
    found = await claims(tx, day, [claim_id])
    if not found:
        raise NotFound("There is no such claim, or it is closed.")
    return found[0]


def _as_data(parts: Any) -> list[dict[str, Any]]:
    return [{"due": part.due.isoformat(), "cents": part.cents} for part in parts]


def _from_data(rows: list[dict[str, Any]]) -> list[Instalment]:
    return [Instalment(dt.date.fromisoformat(row["due"]), row["cents"]) for row in rows]
