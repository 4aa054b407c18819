"""/desk/cases: the list of cases, filters kept under a name, and the same thing done with several cases at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from handoff.desk import page_queries, views
from handoff.desk.page_kit import (
    DESK_ROLES,
    arguments,
    colleague,
    field,
    fresh_id,
    go,
    inside,
    page,
    sentence,
    words_of,
)
from handoff.errors import Refused
from handoff.web.http import whole_number
from handoff.work import bulk, handling, saved_filters
from handoff.work.base import RANKS, Kit

ROWS = 50  # cases on a page
FILTERS = (*saved_filters.NAMES, "customer")
LAST = 10**7  # the largest offset that is taken
bp = Blueprint("desk_lists", url_prefix="/desk")


@bp.get("/cases")
@openapi.exclude()
async def case_list(request: Request) -> HTTPResponse:
    """The cases, what is due first on top."""
    return await _list(request, arguments(request, *FILTERS), whole_number(request, "offset", 0, 0, LAST))


@bp.post("/cases/bulk")
@openapi.exclude()
async def change_many(request: Request) -> HTTPResponse:
    """Does one thing with the chosen cases, and says of each with which it could not be done why."""
    session = await colleague(request)
    filters, offset = _back(request)
    form: Any = request.form
    numbers = [str(n) for n in form.getlist("case") or []] if form else []
    does, value = _asked(request, session.agent)
    if does == "nothing":  # Enter on a tick, without scripts
        return await _list(request, filters, offset, chosen=numbers)
    key = field(request, "key") or fresh_id()
    try:
        outcome = await bulk.change_many(request.app.ctx.kit, numbers, does, value, session.agent, key=key)
    except Refused as error:
        return await _list(request, filters, offset, error=error, chosen=numbers)
    return await _list(request, filters, offset, outcome=outcome)


@bp.get("/cases/filters")
@openapi.exclude()
async def filter_list(request: Request) -> HTTPResponse:
    """The filters that are kept, to rename and remove."""
    return await _filters(request)


@bp.post("/cases/filters")
@openapi.exclude()
async def save_filter(request: Request) -> HTTPResponse:
    """Keeps the filters that the list shows."""
    session = await colleague(request)
    filters, offset = _back(request)
    shared = field(request, "shared") == "yes"
    try:
        await saved_filters.save(request.app.ctx.kit, session.agent, field(request, "name"), filters, shared=shared)
    except Refused as error:
        return await _list(request, filters, offset, error=error)
    return go(_address(filters, 0), "filter_saved")


@bp.post("/cases/filters/<filter_id:int>")
@openapi.exclude()
async def rename_filter(request: Request, filter_id: int) -> HTTPResponse:
    """Another name."""
    session = await colleague(request)
    try:
        await saved_filters.rename(request.app.ctx.kit, session.agent, filter_id, field(request, "name"))
    except Refused as error:
        return await _filters(request, error=error)
    return go("/desk/cases/filters", "filter_renamed")


@bp.post("/cases/filters/<filter_id:int>/remove")
@openapi.exclude()
async def remove_filter(request: Request, filter_id: int) -> HTTPResponse:
    """Away with it."""
    session = await colleague(request)
    try:
        await saved_filters.remove(request.app.ctx.kit, session.agent, filter_id)
    except Refused as error:
        return await _filters(request, error=error)
    return go("/desk/cases/filters", "filter_removed")


async def _list(
    request: Request,
    filters: Mapping[str, str],
    offset: int,
    *,
    error: Refused | None = None,
    outcome: bulk.Outcome | None = None,
    chosen: Sequence[str] = (),
) -> HTTPResponse:
    session = await colleague(request)
    kit, w = request.app.ctx.kit, words_of(request)
    wanted = {k: v for k, v in filters.items() if k != "mine"}
    if filters.get("mine"):
        wanted["owner"] = session.agent["username"]
    found = await views.cases_view(kit, wanted, ROWS, offset, debtors="debtors" in session.agent["roles"])
    async with kit.db.read() as tx:
        kept = await saved_filters.filters_of(tx, session.agent)
        people = [p for p in await page_queries.people(tx) if DESK_ROLES & set(p["roles"])]
    here = {k: v for k, v in filters.items() if k in saved_filters.NAMES}
    return await page(
        request,
        "desk/cases.html",
        error=error,
        at=_address(filters, offset),
        found=found,
        filters=dict(filters),
        offset=offset,
        rows=ROWS,
        statuses=handling.STATUSES,
        priorities=tuple(RANKS),
        people=people,
        chosen=set(chosen),
        note=field(request, "note") if error else "",
        form_key=fresh_id(),
        outcome=outcome,
        refused=[(number, sentence(why, w)) for number, why in outcome.refused] if outcome else [],
        kept=[
            {**one, "href": _address(one["filters"], 0), "on": one["filters"] == here == dict(filters)} for one in kept
        ],
        keepable=bool(here),
        shares=saved_filters.SHARES in session.agent["roles"],
    )


async def _filters(request: Request, *, error: Refused | None = None) -> HTTPResponse:
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        kept = await saved_filters.filters_of(tx, session.agent)
    return await page(
        request,
        "desk/filters.html",
        error=error,
        at="/desk/cases/filters",
        kept=[{**one, "href": _address(one["filters"], 0)} for one in kept],
    )


def _asked(request: Request, agent: Mapping[str, Any]) -> tuple[str, str]:
    """What the pressed button asks for, and with which value."""
    does = field(request, "do")
    if does == "me":
        return "assign", str(agent["username"])
    if does == "colleague":
        return "assign", field(request, "colleague")
    return does, field(request, does) if does in ("department", "priority", "note") else ""


def _back(request: Request) -> tuple[dict[str, str], int]:
    """Filters and place of the list that a form was sent from."""
    given = dict(parse_qsl(urlsplit(inside(field(request, "back"))).query))
    offset = given.get("offset", "0")
    filters = {name: given[name] for name in FILTERS if given.get(name)}
    return filters, min(int(offset), LAST) if offset.isdecimal() else 0


def _address(filters: Mapping[str, str], offset: int) -> str:
    query = {**filters, **({"offset": offset} if offset else {})}
    return f"/desk/cases?{urlencode(query)}" if query else "/desk/cases"
