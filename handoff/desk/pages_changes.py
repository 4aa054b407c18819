"""/desk/changes: changes of customers' data that wait for a second person, the sample, and what was changed."""

from __future__ import annotations

from collections.abc import Awaitable

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from handoff.desk import page_queries, page_views, registers
from handoff.desk.api_registers import day_of
from handoff.desk.page_kit import arguments, colleague, field, fresh_id, go, page, words_of
from handoff.errors import BadInput, NotFound, Refused
from handoff.web.http import whole_number
from handoff.work import changes, refunds
from handoff.work.base import Kit
from handoff.work.new_values import FIELDS

ROWS = 50
VALUES = ("street", "house_number", "addition", "postcode", "city", "email", "phone", "iban", "iban_holder", "amount", "refund_for")
bp = Blueprint("desk_changes", url_prefix="/desk")


@bp.get("/changes")
@openapi.exclude()
async def change_list(request: Request) -> HTTPResponse:
    """What waits, what is to be looked at, what is planned, and everything."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    show = request.args.get("show") or "waiting"
    show = show if show in registers.SHOWS else "waiting"
    filters = arguments(request, "customer")
    offset = whole_number(request, "offset", 0, 0, 10**7)
    found = await registers.changes_view(kit, show, session.agent, ROWS, offset, **filters)
    return await page(
        request,
        "desk/changes.html",
        found=found,
        show=show,
        shows=registers.SHOWS,
        filters={"show": show, **filters},
        offset=offset,
        rows=ROWS,
        by=await by(request),
    )


@bp.get("/changes/<change_id:int>")
@openapi.exclude()
async def change(request: Request, change_id: int) -> HTTPResponse:
    """One change, with both values."""
    await colleague(request)
    return await _page(request, change_id)


@bp.post("/changes/<change_id:int>/approve")
@openapi.exclude()
async def approve(request: Request, change_id: int) -> HTTPResponse:
    """By somebody else than who entered it."""
    session = await colleague(request)
    called = field(request, "called") == "yes"
    work = changes.approve(request.app.ctx.kit, change_id, session.agent, called=called)
    return await _done(request, change_id, work, "approved")


@bp.post("/changes/<change_id:int>/refuse")
@openapi.exclude()
async def refuse(request: Request, change_id: int) -> HTTPResponse:
    """With a reason."""
    session = await colleague(request)
    work = changes.refuse(request.app.ctx.kit, change_id, session.agent, field(request, "reason"))
    return await _done(request, change_id, work, "refused")


@bp.post("/changes/<change_id:int>/looked-at")
@openapi.exclude()
async def looked_at(request: Request, change_id: int) -> HTTPResponse:
    """A change of the sample is right."""
    session = await colleague(request)
    return await _done(
        request, change_id, changes.looked_at(request.app.ctx.kit, change_id, session.agent), "looked_at"
    )


@bp.post("/changes/<change_id:int>/correct")
@openapi.exclude()
async def correct(request: Request, change_id: int) -> HTTPResponse:
    """The right value beside the wrong one."""
    session = await colleague(request)
    given = {name: field(request, name) for name in VALUES}
    work = changes.correct(request.app.ctx.kit, change_id, session.agent, given, field(request, "reason"))
    return await _done(request, change_id, work, "corrected")


@bp.get("/customers/<number:str>/change")
@openapi.exclude()
async def new_change(request: Request, number: str) -> HTTPResponse:
    """The form to take down a change."""
    await colleague(request)
    return await _form(request, number)


@bp.post("/customers/<number:str>/change")
@openapi.exclude()
async def enter(request: Request, number: str) -> HTTPResponse:
    """Takes down a change, by the same rules as the assistant's."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    try:
        if field(request, "confirmed") != "yes":
            raise BadInput("Read the change out and ask whether it is right.", code="confirm-first")
        made = await changes.enter(
            kit,
            session.agent,
            number,
            field(request, "field"),
            {name: field(request, name) for name in VALUES},
            key=field(request, "key")[:60] or fresh_id(),
            ground=field(request, "ground"),
            effective_on=day_of(field(request, "effective_on")),
        )
    except NotFound:
        raise
    except Refused as error:
        return await _form(request, number, error=error)
    return go(f"/desk/changes/{made}", "change_entered")


async def by(request: Request) -> page_views.Named:
    """Who did something, by name."""
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        names = {p["username"]: p["name"] for p in await page_queries.people(tx)}
    w = words_of(request)
    return lambda actor: page_views.actor_name(actor, names, w)


async def _page(request: Request, change_id: int, *, error: Refused | None = None) -> HTTPResponse:
    session = await colleague(request)
    found = await registers.one_change(request.app.ctx.kit, change_id, session.agent)
    typed = {name: field(request, name) for name in (*VALUES, "reason", "called")}
    return await page(
        request,
        "desk/change.html",
        error=error,
        at=f"/desk/changes/{change_id}",
        act=request.path.rsplit("/", 1)[-1] if error else "",
        change=found,
        typed=typed
        if error
        else {**dict.fromkeys(typed, ""), **{k: v or "" for k, v in found["new"].items() if k != "iban"}},
        entered_by_me=found["asked_by"] == f"agent:{session.agent['username']}",
        may_iban=registers.may_see_accounts(request.app.ctx.kit, session.agent),
        limit=refunds.limit_of(request.app.ctx.kit),
        by=await by(request),
    )


async def _form(request: Request, number: str, *, error: Refused | None = None) -> HTTPResponse:
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    customer = (await registers.customer_view(kit, number, {**session.agent, "roles": []}))["customer"]
    chosen = field(request, "field") or request.args.get("field") or "address"
    names = ("field", "ground", "effective_on", "confirmed", "key", *VALUES)
    typed = {name: field(request, name) for name in names}
    typed |= {"field": chosen if chosen in FIELDS else "address", "key": typed["key"] or fresh_id()}
    return await page(
        request,
        "desk/change_new.html",
        error=error,
        at=f"/desk/customers/{number}/change?field={typed['field']}",
        customer=customer,
        typed=typed,
        fields=FIELDS,
        today=kit.clock.now().date().isoformat(),
        limit=refunds.limit_of(kit),
    )


async def _done(request: Request, change_id: int, work: Awaitable[object], said: str) -> HTTPResponse:
    try:
        await work
    except NotFound:
        raise
    except Refused as error:
        return await _page(request, change_id, error=error)
    return go(f"/desk/changes/{change_id}", said)
