"""/desk/signals, /desk/post and /desk/customers: particulars, what goes out on paper, and all about one customer."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sanic_ext import openapi

from handoff import papers
from handoff.clock import AMSTERDAM
from handoff.desk import page_queries, registers
from handoff.desk.page_kit import colleague, field, go, page
from handoff.desk.pages_cases import events_of
from handoff.desk.pages_changes import by
from handoff.desk.timeline import timeline
from handoff.errors import BadInput, NotFound, Refused
from handoff.web.http import whole_number
from handoff.work import post, signals
from handoff.work.base import Kit

ROWS = 50
bp = Blueprint("desk_work", url_prefix="/desk")
_CONVERSATION = re.compile(r"[\w-]{1,40}")


@bp.get("/signals")
@openapi.exclude()
async def signal_list(request: Request) -> HTTPResponse:
    """What my departments must hear of."""
    await colleague(request)
    return await _signals(request)


@bp.post("/signals/<signal_id:int>")
@openapi.exclude()
async def receive(request: Request, signal_id: int) -> HTTPResponse:
    """Received, with what we do about it."""
    session = await colleague(request)
    try:
        await signals.acknowledge(request.app.ctx.kit, signal_id, session.agent, field(request, "reply"))
    except NotFound:
        raise
    except Refused as error:
        return await _signals(request, error=error)
    return go("/desk/signals", "signal_received")


@bp.get("/post")
@openapi.exclude()
async def post_list(request: Request) -> HTTPResponse:
    """What must go out on paper."""
    await colleague(request)
    return await _post(request)


@bp.post("/post")
@openapi.exclude()
async def post_ticked(request: Request) -> HTTPResponse:
    """What is ticked has been sent, or is printed."""
    session = await colleague(request)
    ids = _ids(request)
    try:
        if not ids:
            raise BadInput("Tick what it is about.", code="nothing-ticked")
        if field(request, "act") == "print":
            return go("/desk/post/print?" + "&".join(f"id={i}" for i in ids))
        await post.mark_sent(request.app.ctx.kit, ids, session.agent)
    except Refused as error:
        return await _post(request, error=error)
    return go("/desk/post", "post_sent")


@bp.get("/post/print")
@openapi.exclude()
async def post_print(request: Request) -> HTTPResponse:
    """The ticked jobs, each on a page of its own with the address behind the window of the envelope."""
    await colleague(request)
    ids = [int(value) for value in request.args.getlist("id", []) if value.isdigit()][:100]
    jobs = await registers.post_jobs(request.app.ctx.kit, ids)
    if not jobs:
        raise NotFound("There is no such post.")
    return await page(request, "desk/post_print.html", jobs=jobs)


@bp.get("/post/<job_id:int>/<index:int>")
@openapi.exclude()
async def post_paper(request: Request, job_id: int, index: int) -> HTTPResponse:
    """The paper itself as a PDF, to print."""
    await colleague(request)
    kit: Kit = request.app.ctx.kit
    job = next(iter(await registers.post_jobs(kit, [job_id])), None)
    if job is None or not 0 <= index < len(job["what"]):
        raise NotFound("There is no such post.")
    body = await _paper(kit, job, job["what"][index])
    name = f"{job['kind']}-{job_id}-{index + 1}.pdf"
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "private, no-store"}
    return raw(body, content_type="application/pdf", headers=headers)


@bp.get("/customers")
@openapi.exclude()
async def find(request: Request) -> HTTPResponse:
    """The search box, and what it found; the only hit opens at once, unless the customer of a conversation (``for``) is sought."""
    await colleague(request)
    words, talk = (request.args.get("q") or "")[:80], request.args.get("for") or ""
    talk = talk if _CONVERSATION.fullmatch(talk) else ""
    found = await registers.find_customers(request.app.ctx.kit, words)
    if len(found) == 1 and words and not talk:
        return go(f"/desk/customers/{found[0]['number']}")
    return await page(request, "desk/customers.html", words=words, found=found, talk=talk)


@bp.get("/customers/<number:str>")
@openapi.exclude()
async def customer(request: Request, number: str) -> HTTPResponse:
    """All about one customer."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    found = await registers.customer_view(kit, number, session.agent)
    if found["customer"]["number"] != number:
        return go(f"/desk/customers/{found['customer']['number']}")
    async with kit.db.read() as tx:
        people = await page_queries.people(tx)
    return await page(
        request,
        "desk/customer.html",
        **{k: v for k, v in found.items() if k != "history"},
        happened=timeline(
            {**found, "events": events_of(request, kit, found["history"], people)},
            kit.clock.now().astimezone(AMSTERDAM).date(),
        ),
        by=await by(request),
        products=kit.content.products,
    )


async def _signals(request: Request, *, error: Refused | None = None) -> HTTPResponse:
    session = await colleague(request)
    everybody, received = request.args.get("all") == "1", request.args.get("received") == "1"
    offset = whole_number(request, "offset", 0, 0, 10**7)
    found = await registers.signals_view(
        request.app.ctx.kit, session.agent, ROWS, offset, mine=not everybody, received=received
    )
    return await page(
        request,
        "desk/signals.html",
        error=error,
        at="/desk/signals",
        found=found,
        everybody=everybody,
        received=received,
        offset=offset,
        rows=ROWS,
        filters={k: "1" for k, on in (("all", everybody), ("received", received)) if on},
        by=await by(request),
    )


async def _post(request: Request, *, error: Refused | None = None) -> HTTPResponse:
    sent = request.args.get("sent") == "1"
    found = await registers.post_view(request.app.ctx.kit, sent=sent)
    today = request.app.ctx.kit.clock.now().date().isoformat()
    return await page(
        request,
        "desk/post.html",
        error=error,
        at="/desk/post",
        found=found,
        sent=sent,
        today=today,
        by=await by(request),
    )


async def _paper(kit: Kit, job: dict[str, Any], what: dict[str, Any]) -> bytes:
    if job["kind"] == "letter":
        return await asyncio.to_thread(papers.letter, kit.content, job, kit.clock.now().date())
    if job["kind"] == "material":
        key = f"{what['code']}.{what['language']}"
        if key not in kit.content.papers:
            raise NotFound("There is no text of this material in this language.")
        return await asyncio.to_thread(papers.material, kit.content, what["code"], what["language"])
    return await registers.invoice_paper(
        kit, str(what.get("number") or what.get("code")), str(what.get("language") or "nl")
    )


def _ids(request: Request) -> list[int]:
    values = request.form.getlist("id") if request.form else None
    return [int(v) for v in values or [] if str(v).isdigit()]
