"""/desk/debtors/NUMBER/...: money that came in is booked by hand and taken back with a reason; word that it was not found."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from handoff import papers
from handoff.decide.dunning.search import Reported
from handoff.desk.arrears.kit import cents_field, day_field, debt_colleague, debt_page, looked
from handoff.desk.arrears.pages_acts import done, mine, note_of
from handoff.desk.arrears.pages_list import one_debtor
from handoff.desk.page_kit import field
from handoff.errors import NotFound, Refused
from handoff.work.dunning import payments, searches

bp = Blueprint("desk_debtor_payments", url_prefix="/desk/debtors")


@bp.post("/<number:str>/claims/<claim_id:int>/payment")
@openapi.exclude()
async def book(request: Request, number: str, claim_id: int) -> HTTPResponse:
    """Book a payment: for one invoice, or for what comes first by the rules."""
    session = await debt_colleague(request)

    async def work() -> None:
        invoice = field(request, "invoice")
        await mine(request, number, claim_id=claim_id, invoice=invoice or None)
        await payments.book(
            request.app.ctx.kit, claim_id, cents_field(request, "amount"), day_field(request, "on"), field(request, "way"),
            session.agent["username"], once=field(request, "once"), invoice=invoice, note=note_of(request),
            reference=" ".join(field(request, "reference").split()), again=field(request, "again") == "yes",
            tell=field(request, "tell") == "yes",
        )  # fmt: skip

    return await done(request, number, work(), "payment_booked")


@bp.post("/<number:str>/bookings/<booking_id:int>/undo")
@openapi.exclude()
async def undo(request: Request, number: str, booking_id: int) -> HTTPResponse:
    """Take a payment back that was booked; why is written down."""
    session = await debt_colleague(request)

    async def work() -> None:
        await mine(request, number, booking_id=booking_id)
        await payments.undo(request.app.ctx.kit, booking_id, session.agent["username"], note_of(request))

    return await done(request, number, work(), "payment_undone")


@bp.post("/<number:str>/not-found/look")
@openapi.exclude()
async def look_at_word(request: Request, number: str) -> HTTPResponse:
    """The text of word that a payment was not found, before anything is sent."""
    await debt_colleague(request)
    try:
        await mine(request, number, stop_id=_stop(request))
        notice = await searches.preview(request.app.ctx.kit, number, _reported(request), _places(request))
    except NotFound:
        raise
    except Refused as error:
        return await one_debtor(request, number, error=error)
    await looked(request, "customer", number, "notice previewed")
    names = ("stop", "amount", "on", "last4", "note")
    fields = [(name, field(request, name)) for name in names] + [("place", one) for one in _places(request)]
    return await debt_page(
        request,
        "desk/debt_word.html",
        "",
        number=number,
        notice=notice,
        text=papers.as_blocks(notice.body),
        fields=fields,
    )


@bp.post("/<number:str>/not-found")
@openapi.exclude()
async def tell_not_found(request: Request, number: str) -> HTTPResponse:
    """Send it; the schedule goes on after the days that it names."""
    session = await debt_colleague(request)

    async def work() -> None:
        stop = _stop(request)
        await mine(request, number, stop_id=stop)
        kit, who = request.app.ctx.kit, session.agent["username"]
        await searches.tell(kit, number, stop, _reported(request), _places(request), who, note_of(request))

    return await done(request, number, work(), "not_found_told")


def _stop(request: Request) -> int:
    text = field(request, "stop")
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _reported(request: Request) -> Reported:
    return Reported(cents_field(request, "amount"), day_field(request, "on"), field(request, "last4").strip())


def _places(request: Request) -> list[str]:
    form: Any = request.form or {}
    return list(dict.fromkeys(form.getlist("place", []))) if form else []
