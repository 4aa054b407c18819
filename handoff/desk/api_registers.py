"""/api/desk for cases, changes, signals, post and customers: what can be done with them besides looking."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sanic_ext import openapi

from handoff.desk import registers, views
from handoff.desk.session import agent_of
from handoff.errors import BadInput, Forbidden
from handoff.web.http import body_of, whole_number
from handoff.work import changes, handling, post, signals
from handoff.work.accounts import Session

bp = Blueprint("desk_api_registers", url_prefix="/api/desk")


async def _colleague(request: Request) -> Session:
    session = await agent_of(request)
    if not {"agent", "supervisor"} & set(session.agent["roles"]):
        raise Forbidden("This takes the role agent.", code="role-missing")
    return session


@bp.post("/cases/<number:str>/extend")
@openapi.summary("Extend the term of a case, once")
@openapi.secured("desk")
async def extend(request: Request, number: str) -> HTTPResponse:
    """`reason`, which the customer reads; before the term ends."""
    session, kit = await _colleague(request), request.app.ctx.kit
    await views.case_view(kit, number, session.agent)
    await handling.extend(kit, number, body_of(request).get("reason"), session.agent)
    return json(await views.case_view(kit, number, session.agent))


@bp.post("/cases/<number:str>/reopen")
@openapi.summary("Open a case again under its number")
@openapi.secured("desk")
async def reopen(request: Request, number: str) -> HTTPResponse:
    """`reason`; within 30 days after closing."""
    session, kit = await _colleague(request), request.app.ctx.kit
    await views.case_view(kit, number, session.agent)
    await handling.reopen(kit, number, body_of(request).get("reason"), session.agent)
    return json(await views.case_view(kit, number, session.agent))


@bp.post("/cases/<number:str>/called")
@openapi.summary("A planned call was made")
@openapi.secured("desk")
async def called(request: Request, number: str) -> HTTPResponse:
    """`reached`: whether the customer was spoken to. Twice not: an e-mail instead."""
    session, kit = await _colleague(request), request.app.ctx.kit
    await views.case_view(kit, number, session.agent)
    await handling.called(kit, number, body_of(request).get("reached") is True, session.agent)
    return json(await views.case_view(kit, number, session.agent))


@bp.get("/changes")
@openapi.summary("Changes of customers' data")
@openapi.secured("desk")
async def list_changes(request: Request) -> HTTPResponse:
    """`show`: waiting (default), sample, planned or all; filters customer and field."""
    session = await _colleague(request)
    show = request.args.get("show") or "waiting"
    if show not in registers.SHOWS:
        raise BadInput(f"show is one of {', '.join(registers.SHOWS)}.", code="bad-input")
    limit, offset = whole_number(request, "limit", 100, 1, 500), whole_number(request, "offset", 0, 0, 10**7)
    filters = {k: request.args.get(k) for k in ("customer", "field") if request.args.get(k)}
    return json(await registers.changes_view(request.app.ctx.kit, show, session.agent, limit, offset, **filters))


@bp.post("/changes")
@openapi.summary("Take down a change for a customer")
@openapi.secured("desk")
async def enter(request: Request) -> HTTPResponse:
    """`customer`, `field`, `new`, `ground`, `key`, and for a day to come `effective_on`; 201 with the change."""
    session, body, kit = await _colleague(request), body_of(request), request.app.ctx.kit
    number = await changes.enter(
        kit,
        session.agent,
        str(body.get("customer") or ""),
        str(body.get("field") or ""),
        _values(body),
        key=str(body.get("key") or "")[:60] or _missing("key"),
        ground=str(body.get("ground") or ""),
        effective_on=day_of(body.get("effective_on")),
    )
    return json(await registers.one_change(kit, number, session.agent), status=201)


@bp.post("/changes/<change_id:int>/approve")
@openapi.summary("Approve a change, as a second person")
@openapi.secured("desk")
async def approve(request: Request, change_id: int) -> HTTPResponse:
    """`called`: the old number was rung first, which a recent other change asks for."""
    session, kit = await _colleague(request), request.app.ctx.kit
    await changes.approve(kit, change_id, session.agent, called=body_of(request).get("called") is True)
    return json(await registers.one_change(kit, change_id, session.agent))


@bp.post("/changes/<change_id:int>/refuse")
@openapi.summary("Refuse a change, as a second person")
@openapi.secured("desk")
async def refuse(request: Request, change_id: int) -> HTTPResponse:
    """`reason`; the customer hears that nothing was changed."""
    session, kit = await _colleague(request), request.app.ctx.kit
    await changes.refuse(kit, change_id, session.agent, body_of(request).get("reason"))
    return json(await registers.one_change(kit, change_id, session.agent))


@bp.post("/changes/<change_id:int>/correct")
@openapi.summary("Correct a change; both values stay")
@openapi.secured("desk")
async def correct(request: Request, change_id: int) -> HTTPResponse:
    """`new` and `reason`; 201 with the change that corrects."""
    session, body, kit = await _colleague(request), body_of(request), request.app.ctx.kit
    number = await changes.correct(kit, change_id, session.agent, _values(body), body.get("reason"))
    return json(await registers.one_change(kit, number, session.agent), status=201)


@bp.get("/signals")
@openapi.summary("Particulars for departments")
@openapi.secured("desk")
async def list_signals(request: Request) -> HTTPResponse:
    """`received`: those with a receipt; `all`: of every department, not only mine."""
    session = await _colleague(request)
    limit, offset = whole_number(request, "limit", 100, 1, 500), whole_number(request, "offset", 0, 0, 10**7)
    return json(
        await registers.signals_view(
            request.app.ctx.kit,
            session.agent,
            limit,
            offset,
            mine=request.args.get("all") not in views.TRUE,
            received=request.args.get("received") in views.TRUE,
        )
    )


@bp.post("/signals/<signal_id:int>/receive")
@openapi.summary("Say that a department received a particular")
@openapi.secured("desk")
async def receive(request: Request, signal_id: int) -> HTTPResponse:
    """`reply`: what the department does about it."""
    session = await _colleague(request)
    await signals.acknowledge(request.app.ctx.kit, signal_id, session.agent, body_of(request).get("reply"))
    return json({"ok": True})


@bp.get("/post")
@openapi.summary("The post list")
@openapi.secured("desk")
async def list_post(request: Request) -> HTTPResponse:
    """What must go out on paper; `sent`: what went."""
    await _colleague(request)
    return json(await registers.post_view(request.app.ctx.kit, sent=request.args.get("sent") in views.TRUE))


@bp.post("/post/sent")
@openapi.summary("Mark post as sent")
@openapi.secured("desk")
async def post_sent(request: Request) -> HTTPResponse:
    """`ids`: what went out."""
    session = await _colleague(request)
    ids = body_of(request).get("ids")
    if not isinstance(ids, list) or not all(isinstance(i, int) for i in ids):
        raise BadInput("ids is a list of numbers.", code="bad-input")
    return json({"sent": await post.mark_sent(request.app.ctx.kit, ids, session.agent)})


def day_of(value: object) -> dt.date | None:
    """A day as ISO text, or None when empty. Raises BadInput."""
    if not value:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise BadInput("A day is written as 2026-12-01.", code="day-invalid") from None


def _values(body: dict[str, Any]) -> dict[str, Any]:
    new = body.get("new")
    if not isinstance(new, dict):
        raise BadInput("new holds the new values.", code="bad-input")
    return new


def _missing(name: str) -> str:
    raise BadInput(f"{name} is missing.", code="bad-input")
