"""/desk/debtors/run: the run of today, looked at before it is started; its letters; and who to call."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html
from sanic_ext import openapi

from handoff import papers
from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.behaviour import may_mail, next_mail
from handoff.desk.arrears import running
from handoff.desk.arrears.kit import PDF, day_field, debt_colleague, debt_page, download, looked
from handoff.desk.page_kit import field, go, render, words_of
from handoff.errors import BadInput, NotFound, Refused
from handoff.web.http import whole_number
from handoff.work.base import Kit
from handoff.work.dunning import run
from handoff.work.dunning.steps import RESULTS, call_list

SHOWN, PEOPLE = 10, 100  # notices on a page of the preview; claims for a person named at once
bp = Blueprint("desk_debt_run", url_prefix="/desk/debtors")


@bp.get("/run")
@openapi.exclude()
async def today_run(request: Request) -> HTTPResponse:
    """What the run of today would do, does, or did."""
    await debt_colleague(request)
    return await _run(request)


@bp.post("/run")
@openapi.exclude()
async def start(request: Request) -> HTTPResponse:
    """An employee starts the run; a second start sends nothing twice."""
    session, kit = await debt_colleague(request), request.app.ctx.kit
    try:
        if field(request, "seen") != "yes":
            raise BadInput("Look at the notices first, and say so.", code="preview-first")
        running.start(request.app, kit, session.agent["username"])
    except Refused as error:
        return await _run(request, error=error)
    for _ in range(20):  # until its row is there, so that the page has something to show
        if await run.run_of(kit, run.today_in(kit)) or not running.at_work(request.app):
            break
        await asyncio.sleep(0.1)
    return go("/desk/debtors/run", "run_started")


@bp.get("/run/progress")
@openapi.exclude()
async def progress(request: Request) -> HTTPResponse:
    """How far the run is, for the live page; once it is over the page is loaded anew."""
    await debt_colleague(request)
    kit: Kit = request.app.ctx.kit
    found = await run.run_of(kit, run.today_in(kit))
    busy = running.at_work(request.app) or (found is not None and found["state"] == "started")
    body = render(kit, words_of(request), "desk/_debt_progress.html", run=found, busy=busy)
    return html(body, headers={} if busy else {"hx-refresh": "true"})


@bp.get("/run/preview")
@openapi.exclude()
async def preview(request: Request) -> HTTPResponse:
    """The text of every notice that the run of today would send."""
    await debt_colleague(request)
    kit: Kit = request.app.ctx.kit
    offset = whole_number(request, "offset", 0, 0, 10**6)
    day = run.today_in(kit)
    out = [one for one in await run.plan_day(kit) if one.goes_out]
    shown = out[offset : offset + SHOWN]
    found = [
        {"notice": notice, "claim": one.claim, "text": papers.as_blocks(notice.body)}
        for one in shown
        for notice in run.preview(kit, [one], day)
    ]
    await looked(request, "debtors", day.isoformat(), "run previewed", offset=offset, shown=len(found))
    return await debt_page(
        request, "desk/debt_preview.html", "run", found=found, total=len(out), offset=offset, rows=SHOWN
    )


@bp.get("/run/<run_id:int>/letters.pdf")
@openapi.exclude()
async def letters(request: Request, run_id: int) -> HTTPResponse:
    """All letters of a run in one file to print."""
    await debt_colleague(request)
    file = await running.letters_file(request.app.ctx.kit, run_id)
    if file is None:
        raise NotFound("This run has no letter to print.")
    await looked(request, "debtors", str(run_id), "letters downloaded")
    return download(await asyncio.to_thread(file.read_bytes), f"letters-{file.stem[:10]}.pdf", PDF)


@bp.post("/run/<run_id:int>/posted")
@openapi.exclude()
async def posted(request: Request, run_id: int) -> HTTPResponse:
    """The letters of a run went to the post on a day: their terms count from then."""
    session, kit = await debt_colleague(request), request.app.ctx.kit
    try:
        ids = [row["id"] for row in await run.letters(kit, run_id)]
        await run.mark_posted(kit, ids, day_field(request, "day"), session.agent["username"])
    except Refused as error:
        return await _run(request, error=error)
    return go("/desk/debtors/run", "letters_posted")


@bp.get("/calls")
@openapi.exclude()
async def calls(request: Request) -> HTTPResponse:
    """Who may be called now, and what may be said."""
    await debt_colleague(request)
    found = await call_list(request.app.ctx.kit)
    offset = whole_number(request, "offset", 0, 0, 10**6)
    shown = found[offset : offset + 50]
    await looked(request, "debtors", "calls", "call list viewed", shown=len(shown))
    return await debt_page(
        request,
        "desk/debt_calls.html",
        "calls",
        found=shown,
        total=len(found),
        offset=offset,
        rows=50,
        results=RESULTS,
        phone=request.app.ctx.kit.content.organisation.contact["customer_service"].phone,
    )


async def _run(request: Request, *, error: Refused | None = None) -> HTTPResponse:
    kit: Kit = request.app.ctx.kit
    day, now, behaviour = run.today_in(kit), kit.clock.now(), kit.content.dunning.behaviour
    found = await run.run_of(kit, day)
    busy = running.at_work(request.app) or (found is not None and found["state"] == "started")
    planned = [] if busy else await run.plan_day(kit)
    counts = Counter((one.today.step, tuple(one.today.channels)) for one in planned if one.goes_out)
    person = [one for one in planned if one.today.person]
    quiet = may_mail(now, behaviour, LEGAL_HOLIDAYS)
    lying = await run.letters(kit)
    waiting: Counter[int] = Counter(row["run_id"] or run.NO_RUN for row in lying)
    await looked(request, "debtors", day.isoformat(), "run viewed")
    values: dict[str, Any] = {
        "run": found,
        "busy": busy,
        "counts": sorted(counts.items()),
        "out": sum(counts.values()),
        "why": sorted(Counter(one.today.why for one in planned if one.today.why and not one.today.person).items()),
        "person": person[:PEOPLE],
        "person_total": len(person),
        "quiet": next_mail(now, behaviour, LEGAL_HOLIDAYS) if quiet else None,
        "lying": sorted(waiting.items(), reverse=True),
    }
    values["all_letters"] = await run.letters(kit, found["id"]) if found and not busy else []
    return await debt_page(request, "desk/debt_run.html", "run", error=error, at="/desk/debtors/run", **values)
