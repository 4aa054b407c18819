"""/desk/debtors/NUMBER/...: what a person does for one debtor. Every act is a plain form and leaves a line in the history."""

from __future__ import annotations

from collections.abc import Awaitable
from itertools import pairwise

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import select

from handoff.decide.dunning.lists import Refused as Unreadable
from handoff.decide.dunning.lists import day as day_in
from handoff.decide.dunning.plans import Instalment
from handoff.desk.arrears.kit import cents_field, cents_of, day_field, debt_colleague
from handoff.desk.arrears.pages_list import one_debtor
from handoff.desk.arrears.reported import note_of_report
from handoff.desk.page_kit import field, go
from handoff.errors import BadInput, NotFound, Refused
from handoff.store import debtors as d
from handoff.work.base import Kit
from handoff.work.dunning import disputes, plans, steps, stops

MOST_NOTE = 1_000
bp = Blueprint("desk_debtor_acts", url_prefix="/desk/debtors")


@bp.post("/<number:str>/stop")
@openapi.exclude()
async def stop(request: Request, number: str) -> HTTPResponse:
    """Stop the schedule of this customer or of one claim."""
    session = await debt_colleague(request)
    claim = field(request, "claim")

    async def work() -> None:
        await stops.stop(
            request.app.ctx.kit, number, field(request, "reason"), f"agent:{session.agent['username']}",
            claim_id=int(claim) if claim.isdigit() else None, note=note_of(request),
        )  # fmt: skip

    return await done(request, number, work(), "debt_stopped")


@bp.post("/<number:str>/paid")
@openapi.exclude()
async def paid(request: Request, number: str) -> HTTPResponse:
    """The debtor says that it was paid: the schedule stops, with what is needed to find the payment."""
    session = await debt_colleague(request)

    async def work() -> None:
        cents, day, last = cents_field(request, "amount"), day_field(request, "on"), field(request, "last4").strip()
        if last and not (last.isdigit() and len(last) == 4):
            raise BadInput("Give the last four digits of the account.", code="last4")
        by = f"agent:{session.agent['username']}"
        await stops.stop(
            request.app.ctx.kit, number, "paid_claimed", by, note=note_of_report(day, cents, last, note_of(request))
        )

    return await done(request, number, work(), "debt_stopped")


@bp.post("/<number:str>/stops/<stop_id:int>/lift")
@openapi.exclude()
async def lift(request: Request, number: str, stop_id: int) -> HTTPResponse:
    """The schedule may go on; why is written down."""
    session = await debt_colleague(request)

    async def work() -> None:
        await mine(request, number, stop_id=stop_id)
        if not note_of(request):
            raise BadInput("Write a reason.", code="reason-missing")
        await stops.lift(request.app.ctx.kit, stop_id, session.agent["username"], note_of(request))

    return await done(request, number, work(), "debt_lifted")


@bp.post("/<number:str>/claims/<claim_id:int>/plan")
@openapi.exclude()
async def propose(request: Request, number: str, claim_id: int) -> HTTPResponse:
    """A plan for a person to decide on; the schedule stands still."""
    session = await debt_colleague(request)

    async def work() -> None:
        await mine(request, number, claim_id=claim_id)
        terms = field(request, "terms").strip()
        if terms and not (terms.isdigit() and 1 <= int(terms) <= 120):
            raise BadInput("Give the number of parts.", code="terms-invalid")
        month = cents_field(request, "month", empty=0)
        await plans.propose(
            request.app.ctx.kit, claim_id, f"agent:{session.agent['username']}", day_field(request, "first"),
            month_cents=month or None, terms=int(terms) if terms and not month else None,
            hardship=field(request, "hardship") == "yes", note=note_of(request),
        )  # fmt: skip

    return await done(request, number, work(), "plan_asked")


@bp.post("/<number:str>/plans/<plan_id:int>")
@openapi.exclude()
async def decide(request: Request, number: str, plan_id: int) -> HTTPResponse:
    """Approve or refuse a plan; the debtor is told in writing."""
    session = await debt_colleague(request)
    approved = field(request, "decision") == "approve"

    async def work() -> None:
        await mine(request, number, plan_id=plan_id)
        parts = _parts(field(request, "parts")) if approved and field(request, "parts").strip() else None
        note = field(request, "reason").strip()[:MOST_NOTE]
        await plans.decide(request.app.ctx.kit, plan_id, session.agent, approved=approved, instalments=parts, note=note)

    return await done(request, number, work(), "plan_approved" if approved else "plan_refused")


@bp.post("/<number:str>/claims/<claim_id:int>/promise")
@openapi.exclude()
async def promise(request: Request, number: str, claim_id: int) -> HTTPResponse:
    """A promise to pay by a day, or more time that we grant."""
    session = await debt_colleague(request)

    async def work() -> None:
        await mine(request, number, claim_id=claim_id)
        await plans.promise(
            request.app.ctx.kit, claim_id, day_field(request, "until"), f"agent:{session.agent['username']}",
            deferment=field(request, "kind") == "deferment", departments=tuple(session.agent["departments"]),
        )  # fmt: skip

    return await done(request, number, work(), "promised")


@bp.post("/<number:str>/claims/<claim_id:int>/costs")
@openapi.exclude()
async def costs(request: Request, number: str, claim_id: int) -> HTTPResponse:
    """Charge collection costs, or none, and send the last letter."""
    session = await debt_colleague(request)

    async def work() -> None:
        await mine(request, number, claim_id=claim_id)
        await steps.charge_costs(
            request.app.ctx.kit, claim_id, cents_field(request, "costs"), session.agent["username"]
        )

    return await done(request, number, work(), "costs_charged")


@bp.post("/<number:str>/claims/<claim_id:int>/settle")
@openapi.exclude()
async def settle(request: Request, number: str, claim_id: int) -> HTTPResponse:
    """Costs that were paid, or are no longer asked for."""
    session = await debt_colleague(request)

    async def work() -> None:
        await mine(request, number, claim_id=claim_id)
        waived, who = field(request, "kind") == "waived", session.agent["username"]
        cents = cents_field(request, "settled")
        await steps.settle_costs(request.app.ctx.kit, claim_id, cents, who, waived=waived, note=note_of(request))

    return await done(request, number, work(), "costs_settled")


@bp.post("/<number:str>/claims/<claim_id:int>/part")
@openapi.exclude()
async def part(request: Request, number: str, claim_id: int) -> HTTPResponse:
    """The decision on a part of an invoice that was disputed: what stays open is asked for again, after the days to pay."""
    session = await debt_colleague(request)

    async def work() -> None:
        invoice = field(request, "invoice")
        await mine(request, number, claim_id=claim_id, invoice=invoice)
        if not note_of(request):
            raise BadInput("Write a reason.", code="reason-missing")
        await disputes.settle_part(request.app.ctx.kit, invoice, session.agent["username"], note_of(request))

    return await done(request, number, work(), "part_decided")


@bp.post("/<number:str>/claims/<claim_id:int>/step")
@openapi.exclude()
async def step(request: Request, number: str, claim_id: int) -> HTTPResponse:
    """A step that takes a person was carried out, or left out."""
    session = await debt_colleague(request)

    async def work() -> None:
        await mine(request, number, claim_id=claim_id)
        await steps.done_by_hand(request.app.ctx.kit, claim_id, session.agent["username"], note_of(request))

    return await done(request, number, work(), "step_done")


@bp.post("/<number:str>/claims/<claim_id:int>/called")
@openapi.exclude()
async def called(request: Request, number: str, claim_id: int) -> HTTPResponse:
    """An attempt to call, answered or not."""
    session = await debt_colleague(request)

    async def work() -> None:
        await mine(request, number, claim_id=claim_id)
        who = session.agent["username"]
        await steps.record_call(request.app.ctx.kit, claim_id, field(request, "result"), who, note_of(request))

    return await done(request, number, work(), "called")


def note_of(request: Request) -> str:
    """What a colleague wrote down with an act."""
    return field(request, "note").replace("\r\n", "\n").strip()[:MOST_NOTE]


def _parts(text: str) -> list[Instalment]:
    """A line a part: day and amount. Raises BadInput."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        day, _, amount = line.strip().partition(" ")
        try:
            found.append(Instalment(day_in(day, "day"), cents_of(amount.strip())))
        except Unreadable:
            raise BadInput("Write each part on a line: 31-12-2026 25,00.", code="parts-unreadable") from None
    if any(one.due >= other.due for one, other in pairwise(found)) or any(p.cents <= 0 for p in found):
        raise BadInput("Write each part on a line: 31-12-2026 25,00.", code="parts-unreadable")
    return found


async def mine(
    request: Request,
    number: str,
    *,
    claim_id: int = 0,
    plan_id: int = 0,
    stop_id: int = 0,
    booking_id: int = 0,
    invoice: str | None = None,
) -> None:
    """Raises NotFound when the claim, its invoice, the plan, the stop or the booking is of another customer."""
    kit: Kit = request.app.ctx.kit
    k = d.claims.c
    query = select(k.id).where(k.customer_number == number, k.id == claim_id)
    if invoice is not None:
        query = query.join(d.items, d.items.c.claim_id == k.id).where(d.items.c.invoice_number == invoice)
    if plan_id:
        query = (
            select(k.id)
            .join(d.plans, d.plans.c.claim_id == k.id)
            .where(k.customer_number == number, d.plans.c.id == plan_id)
        )
    if booking_id:
        query = (
            select(k.id)
            .join(d.bookings, d.bookings.c.claim_id == k.id)
            .where(k.customer_number == number, d.bookings.c.id == booking_id)
        )
    if stop_id:
        query = select(d.stops.c.id).where(d.stops.c.customer_number == number, d.stops.c.id == stop_id)
    async with kit.db.read() as tx:
        if (await tx.execute(query)).first() is None:
            raise NotFound("There is no such thing of this customer.")


async def done(request: Request, number: str, work: Awaitable[object], said: str) -> HTTPResponse:
    """The debtor's page after ``work``, or with what it refused and what was typed."""
    try:
        await work
    except NotFound:
        raise
    except Refused as error:
        return await one_debtor(request, number, error=error)
    return go(f"/desk/debtors/{number}", said)
