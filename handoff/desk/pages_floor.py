"""/desk/now: who is on, who waits, which cases press. /desk/board: the same in large figures, for a wall, without names."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html
from sanic_ext import openapi

from handoff.decide.periods import named
from handoff.desk import figure_words
from handoff.desk.page_kit import bare, is_htmx, page, render, supervisor, words_of
from handoff.errors import Forbidden
from handoff.store import floor
from handoff.store.reports import Scope
from handoff.web.security import request_session
from handoff.work import reporting
from handoff.work.base import Kit

TODAY = ("contacts", "deflected", "waited", "satisfaction")  # what the wall says of today
STATES = {"available": 0, "busy": 1, "away": 2}
bp = Blueprint("desk_floor", url_prefix="/desk")


@bp.get("/now")
@openapi.exclude()
async def now_page(request: Request) -> HTTPResponse:
    """How things stand; its middle comes again every few seconds."""
    session = await supervisor(request)
    values = await standing(request.app.ctx.kit, debtors="debtors" in session.agent["roles"])
    if is_htmx(request):
        return html(render(request.app.ctx.kit, words_of(request), "desk/_now.html", **values))
    return await page(request, "desk/now.html", **values)


@bp.get("/board")
@openapi.exclude()
async def board_page(request: Request) -> HTTPResponse:
    """The wall. It is no sign of life of whoever logged in on it: a screen on a wall takes no work."""
    session = await request_session(request)
    if "supervisor" not in session.agent["roles"]:
        raise Forbidden("This page is for supervisors.", code="role-supervisor")
    kit: Kit = request.app.ctx.kit
    values = {**await standing(kit, debtors=False), "today": await today(kit, words_of(request).language)}
    if is_htmx(request):
        return html(render(kit, words_of(request), "desk/_board.html", **values))
    return bare(request, "desk/board.html", csrf=session.csrf, **values)


async def standing(kit: Kit, *, debtors: bool) -> dict[str, Any]:
    """People, load, waiting and pressing cases at this moment."""
    now = kit.clock.now()
    soon = now + dt.timedelta(hours=float(kit.content.guidelines["cases"]["nearly_due_hours"]))
    async with kit.db.read() as tx:
        people = await floor.people(tx, now - dt.timedelta(seconds=kit.settings.agent_gone_after))
        waiting = await floor.waiting(tx)
        late, nearly, cases = await floor.late_cases(tx, now, soon, debtors=debtors)
    there = [p for p in people if p["there"]]
    available = [p for p in there if p["presence"] == "available"]
    return {
        "people": sorted(people, key=lambda p: (not p["there"], STATES.get(p["presence"], 3), p["name"])),
        "there": len(there),
        "available": len(available),
        "open": sum(p["load"] for p in people),
        "room": sum(p["capacity"] for p in available),
        "waiting": waiting,
        "waiting_now": sum(row["waiting"] for row in waiting),
        "critical": sum(row["critical"] or 0 for row in waiting),
        "since": min((row["since"] for row in waiting if row["since"]), default=None),
        "late": late,
        "nearly": nearly,
        "cases": cases,
    }


async def today(kit: Kit, language: str) -> dict[str, str]:
    """The day so far, in words."""
    day = named("today", kit.clock.now().date())
    homes = {code: topic.department for code, topic in kit.content.topics.items()}
    found = {f.code: f for f in await reporting.report(kit, Scope(day, "language", homes=homes), TODAY)}
    w = figure_words.said
    return {
        "contacts": w(found["contacts"].of_total("all"), reporting.COUNT, language),
        "deflected": w(found["deflected"].of_total("share"), reporting.SHARE, language),
        "waited": w(found["waited"].of_total("middle"), reporting.SECONDS, language),
        "satisfaction": w(found["satisfaction"].of_total("mean"), reporting.SCORE, language),
    }
