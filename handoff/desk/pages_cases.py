"""/desk/cases/NUMBER: one case, and what is done with it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from handoff.decide import casework
from handoff.desk import page_queries, page_views, registers, views
from handoff.desk.data_words import in_words
from handoff.desk.page_kit import colleague, field, fresh_id, go, names_in, page, words_of
from handoff.desk.pages_talk import SHOWN_INLINE
from handoff.errors import NotFound, Refused
from handoff.work import bulk, handling, refunds
from handoff.work.base import RANKS, Kit
from handoff.work.new_values import cents_of
from handoff.work.telling import WAYS

TEXTS = ("outcome", "remedy", "consequences", "feedback", "feedback_to", "referred_to", "cause", "improvement")
CHOICES = ("status", "owner", "department", "priority", "decision", "feedback_by")
TYPED = (*CHOICES, *TEXTS, "granted", "satisfied", "told", "reason")
SATISFIED = {"yes": True, "no": False, "": None}
bp = Blueprint("desk_cases", url_prefix="/desk")


@bp.get("/cases/<number:str>")
@openapi.exclude()
async def case(request: Request, number: str) -> HTTPResponse:
    """One case."""
    await colleague(request)
    return await case_page(request, number)


@bp.post("/cases/<number:str>")
@openapi.exclude()
async def change_case(request: Request, number: str) -> HTTPResponse:
    """Changes what differs; every change is in the history."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    before = await views.case_view(kit, number, session.agent)
    try:
        changes = _changes(request, before)
        if not changes:
            return go(f"/desk/cases/{number}", "unchanged")
        await handling.change_case(kit, number, changes, session.agent, told=field(request, "told") != "no")
    except NotFound:
        raise
    except Refused as error:
        return await case_page(request, number, error=error)
    return go(f"/desk/cases/{number}", "changed")


@bp.post("/cases/<number:str>/extend")
@openapi.exclude()
async def extend(request: Request, number: str) -> HTTPResponse:
    """One more term, with a reason for the customer."""
    session = await colleague(request)
    work = handling.extend(request.app.ctx.kit, number, field(request, "reason"), session.agent)
    return await _done(request, number, work, "extended")


@bp.post("/cases/<number:str>/reopen")
@openapi.exclude()
async def reopen(request: Request, number: str) -> HTTPResponse:
    """Open again under the same number."""
    session = await colleague(request)
    work = handling.reopen(request.app.ctx.kit, number, field(request, "reason"), session.agent)
    return await _done(request, number, work, "reopened")


@bp.post("/cases/<number:str>/called")
@openapi.exclude()
async def called(request: Request, number: str) -> HTTPResponse:
    """A planned call was made, with or without an answer."""
    session = await colleague(request)
    reached = field(request, "reached") == "yes"
    return await _done(request, number, handling.called(request.app.ctx.kit, number, reached, session.agent), "called")


@bp.post("/cases/<number:str>/notes")
@openapi.exclude()
async def note(request: Request, number: str) -> HTTPResponse:
    """A note among colleagues, on this case alone."""
    session = await colleague(request)
    await views.case_view(request.app.ctx.kit, number, session.agent)  # who may not see it may not write on it
    key, text = field(request, "key") or fresh_id(), field(request, "text")
    try:
        outcome = await bulk.change_many(request.app.ctx.kit, [number], "note", text, session.agent, key=key)
    except Refused as error:
        return await case_page(request, number, error=error)
    for _, why in outcome.refused:
        return await case_page(request, number, error=why)
    return go(f"/desk/cases/{number}", "noted")


async def case_page(request: Request, number: str, *, error: Refused | None = None) -> HTTPResponse:
    """The page of a case; after a refusal with what was typed."""
    session = await colleague(request)
    kit, w = request.app.ctx.kit, words_of(request)
    found = await views.case_view(kit, number, session.agent)
    async with kit.db.read() as tx:
        people = await page_queries.people(tx)
        refund = await refunds.waiting(tx, number)
    form: Any = request.form or {}
    typed = {
        **found,
        "granted": f"{found['granted_cents'] / 100:.2f}".replace(".", ",")
        if found["granted_cents"] is not None
        else "",
        "satisfied": {True: "yes", False: "no", None: ""}[found["satisfied"]],
        "told": "",
        "reason": "",
        **({name: field(request, name) for name in TYPED if name in form} if error else {}),
    }
    names = {p["username"]: p["name"] for p in people}
    return await page(
        request,
        "desk/case.html",
        error=error,
        at=f"/desk/cases/{number}",
        act=request.path.rsplit("/", 1)[-1] if error else "",
        case=found,
        typed=typed,
        note_key=fresh_id(),
        data=in_words(kit.content, found["topics"], found["data"], w),
        files=await registers.attachments_of(kit, found["conversation"]),
        shown_inline=SHOWN_INLINE,
        events=events_of(request, kit, found["history"], people),
        people=people,
        owner_name=names.get(found["owner"] or ""),
        statuses=[s for s in handling.STATUSES if casework.may_become(found["status"], s)],
        decisions=handling.DECISIONS,
        priorities=tuple(RANKS),
        ways=WAYS,
        refund=refund,
        limit=refunds.limit_of(kit),
        most=casework.largest_grant(session.agent["roles"], kit.content.guidelines["cases"]["grants"]),
    )


def events_of(request: Request, kit: Kit, history: list[dict[str, Any]], people: list[dict[str, Any]]) -> list[dict[str, Any]]:  # fmt: skip
    """Lines of history in words."""
    w = words_of(request)
    by_id = {p["id"]: p["name"] for p in people}
    named = names_in(kit, w)

    def name_of(name: str, value: Any) -> str:
        if value is None or value == "":
            return w("none")
        groups = {
            "status": "case_status",
            "priority": "priority",
            "decision": "decision",
            "outcome": "outcome",
            "feedback_by": "way",
        }
        if name in groups:
            return w.named(groups[name], str(value))
        if name == "department":
            return str(named["department"](value))
        if name == "due":
            return str(named["moment"](value))
        if isinstance(value, bool):
            return w("yes") if value else w("no")
        if name.endswith("_cents"):
            return str(named["euros"](value))
        return by_id.get(value, str(value)) if name == "owner_id" else str(value)

    names = {p["username"]: p["name"] for p in people}
    return [page_views.event_view(event, names, w, name_of) for event in history]


def _changes(request: Request, before: dict[str, Any]) -> dict[str, Any]:
    """What the form says that differs. Raises BadInput for an amount that is none."""
    form: Any = request.form or {}
    changes: dict[str, Any] = {}
    for name in (*CHOICES, *TEXTS):
        if name in form:
            value = field(request, name).replace("\r\n", "\n").strip() or None
            if value != (before[name] or None):
                changes[name] = value
    if "granted" in form and (cents := cents_of(field(request, "granted"))) != before["granted_cents"]:
        changes["granted_cents"] = cents
    if "satisfied" in form and (said := SATISFIED.get(field(request, "satisfied"))) != before["satisfied"]:
        changes["satisfied"] = said
    return changes


async def _done(request: Request, number: str, work: Awaitable[object], said: str) -> HTTPResponse:
    session = await colleague(request)
    try:
        await views.case_view(request.app.ctx.kit, number, session.agent)  # who may not see it may not change it
    except Refused:
        if hasattr(work, "close"):
            work.close()
        raise
    try:
        await work
    except NotFound:
        raise
    except Refused as error:
        return await case_page(request, number, error=error)
    return go(f"/desk/cases/{number}", said)
