"""/desk/search: words in contacts, cases and messages. /desk/callbacks: who must be called, and by when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from handoff.decide.calendars import AMSTERDAM
from handoff.desk import page_queries
from handoff.desk.page_kit import arguments, colleague, page
from handoff.store import search
from handoff.web.http import whole_number
from handoff.work.base import Kit

ROWS = 50
FILTERS = ("q", "kind", "department", "since", "until")
bp = Blueprint("desk_search", url_prefix="/desk")


@bp.get("/search")
@openapi.exclude()
async def find(request: Request) -> HTTPResponse:
    """The search box, filters, and what was found, newest first."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    filters = arguments(request, *FILTERS)
    words, kind = filters.get("q", "")[:200], filters.get("kind", "")
    offset = whole_number(request, "offset", 0, 0, 10_000)
    options: dict[str, Any] = {}
    if since := _midnight(filters.get("since", "")):
        options["since"] = since
    if until := _midnight(filters.get("until", "")):
        options["until"] = until + dt.timedelta(days=1)
    roles = session.agent["roles"]
    async with kit.db.read() as tx:
        found = await search.find(
            tx,
            words,
            debtors="debtors" in roles,
            confidential="supervisor" in roles,
            kinds=[kind] if kind in search.KINDS else search.KINDS,
            department=filters.get("department", ""),
            most=ROWS + 1,
            offset=offset,
            **options,
        )
    return await page(
        request,
        "desk/search.html",
        words=words,
        found=found[:ROWS],
        further=len(found) > ROWS,
        offset=offset,
        rows=ROWS,
        filters=filters,
        kinds=search.KINDS,
    )


@bp.get("/callbacks")
@openapi.exclude()
async def callbacks(request: Request) -> HTTPResponse:
    """Who asked to be called and was not yet, by the moment that was promised."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        found = await page_queries.callbacks(tx, debtors="debtors" in session.agent["roles"])
    own = request.args.get("mine") == "1"
    shown = [c for c in found if not own or c["department"] in session.agent["departments"]]
    return await page(request, "desk/callbacks.html", found=shown, own=own)


def _midnight(day: str) -> dt.datetime | None:
    try:
        found = dt.date.fromisoformat(day)
    except ValueError:
        return None
    return dt.datetime.combine(found, dt.time(), AMSTERDAM) if 2000 <= found.year < 2100 else None
