"""/desk: the pages of the desk. Every form is a plain POST that redirects; htmx and scripts only make it quicker."""

from __future__ import annotations

import contextlib
import logging
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.response import html
from sanic_ext import openapi
from sqlalchemy.exc import DBAPIError

from handoff.decide.lettering import capital
from handoff.desk import (
    arrears,
    page_queries,
    pages_cases,
    pages_changes,
    pages_doubles,
    pages_floor,
    pages_lists,
    pages_mail,
    pages_register,
    pages_replies,
    pages_reports,
    pages_search,
    pages_talk,
    pages_work,
    together,
    views,
)
from handoff.desk.page_kit import (
    LANGUAGE_COOKIE,
    THEME_COOKIE,
    THEMES,
    arguments,
    bare,
    colleague,
    field,
    go,
    inside,
    is_htmx,
    page,
    refused,
    render,
    sentence,
    words_of,
)
from handoff.desk.session import agent_of, clear_cookie, set_cookie
from handoff.desk.words import LANGUAGES
from handoff.errors import Conflict, NotFound, Refused, Unauthorised, Unavailable
from handoff.store import queue
from handoff.web.http import client_address, whole_number
from handoff.work import accounts, handover, offering
from handoff.work.base import Kit

logger = logging.getLogger(__name__)
FILTERS = ("department", "language", "topic")
ROWS = 100  # waiting conversations on a page
TRIES = 20  # waiting conversations tried for "take the next" before giving up
YEAR_S = 365 * 24 * 3600
home = Blueprint("desk_home", url_prefix="/desk")


@home.get("/login")
@openapi.exclude()
async def login(request: Request) -> HTTPResponse:
    """The log-in form, or on to the desk for who is in."""
    target = inside(request.args.get("next"))
    try:
        await agent_of(request)
    except Unauthorised:
        note = "login.again" if target != "/desk" else "login.out" if request.args.get("out") else None
        return bare(request, "desk/login.html", target=target, username="", note=note, error=None)
    return go(target)


@home.post("/login")
@openapi.exclude()
async def log_in(request: Request) -> HTTPResponse:
    """Opens a session; slow and limited on failure."""
    target, username = inside(field(request, "next")), field(request, "username")
    try:
        session = await accounts.log_in(
            request.app.ctx.kit, username, field(request, "password"), client_address(request)
        )
    except Refused as error:
        message = sentence(error, words_of(request))
        return bare(
            request, "desk/login.html", status=error.status, target=target, username=username, note=None, error=message
        )
    response = go(target)
    set_cookie(request, response, session.token)
    return response


@home.post("/logout")
@openapi.exclude()
async def log_out(request: Request) -> HTTPResponse:
    """Ends the session; who leaves is away."""
    session = await agent_of(request)
    await accounts.set_presence(request.app.ctx.kit, session.agent, "away")
    await accounts.log_out(request.app.ctx.kit, session.token)
    response = go("/desk/login?out=1")
    clear_cookie(response)
    return response


@home.post("/settings")
@openapi.exclude()
async def settings(request: Request) -> HTTPResponse:
    """Language and appearance, kept in this browser."""
    response = go(inside(field(request, "next")))
    secure = request.app.ctx.kit.settings.base_url.startswith("https:")
    for cookie, value, known in (
        (LANGUAGE_COOKIE, field(request, "language"), LANGUAGES),
        (THEME_COOKIE, field(request, "theme"), THEMES),
    ):
        if value in known:
            response.add_cookie(cookie, value, path="/", max_age=YEAR_S, samesite="Lax", secure=secure)
    return response


@home.post("/presence")
@openapi.exclude()
async def presence(request: Request) -> HTTPResponse:
    """Available, busy or away."""
    session = await colleague(request)
    state = field(request, "state")
    await accounts.set_presence(request.app.ctx.kit, session.agent, state)
    if is_htmx(request):
        agent = {**session.agent, "presence": state}
        values = {
            "agent": agent,
            "csrf": session.csrf,
            "here": inside(field(request, "next")),
            "presences": accounts.PRESENCES,
        }
        return html(render(request.app.ctx.kit, words_of(request), "desk/_presence.html", **values))
    return go(inside(field(request, "next")))


@home.get("/")
@openapi.exclude()
async def queue_page(request: Request) -> HTTPResponse:
    """Who waits, in the order to handle, and why."""
    await colleague(request)
    return await _queue(request)


@home.get("/queue/rows")
@openapi.exclude()
async def queue_rows(request: Request) -> HTTPResponse:
    """The rows alone, for the live page."""
    session = await colleague(request)
    values = await waiting_rows(request, session.agent)
    return html(
        render(
            request.app.ctx.kit, words_of(request), "desk/_rows.html", csrf=session.csrf, agent=session.agent, **values
        )
    )


@home.get("/offer")
@openapi.exclude()
async def offered(request: Request) -> HTTPResponse:
    """What is offered to me now, for the live frame."""
    return await _offer(request, inside(request.args.get("at")))


@home.post("/conversations/<conversation_id:str>/decline")
@openapi.exclude()
async def decline(request: Request, conversation_id: str) -> HTTPResponse:
    """Not now: it is offered to somebody else."""
    session = await colleague(request)
    with contextlib.suppress(NotFound):  # over already: the same to who does not want it
        await offering.decline(request.app.ctx.kit, conversation_id, session.agent)
    back = inside(field(request, "next"))
    return await _offer(request, back) if is_htmx(request) else go(back)


@home.post("/claim-next")
@openapi.exclude()
async def claim_next(request: Request) -> HTTPResponse:
    """Takes the first that nobody else takes at the same moment."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    filters: dict[str, Any] = {name: value for name in FILTERS if (value := field(request, name))}
    async with kit.db.read() as tx:
        rows = await queue.waiting(tx, **filters, limit=TRIES)
    for row in rows:
        if row["wanted_agent_id"] not in (None, session.agent["id"]):
            continue
        try:
            await handover.claim(kit, row["id"], session.agent)
        except Conflict:
            continue  # a colleague was quicker; the next one then
        return go(f"/desk/conversations/{row['id']}", "claimed")
    return go("/desk", "nobody_waits")


@home.post("/conversations/<conversation_id:str>/claim")
@openapi.exclude()
async def claim(request: Request, conversation_id: str) -> HTTPResponse:
    """Takes this one, or says who was first."""
    session = await colleague(request)
    try:
        await handover.claim(request.app.ctx.kit, conversation_id, session.agent)
    except Conflict as error:
        return await _queue(request, error=error)
    return go(f"/desk/conversations/{conversation_id}", "claimed")


@home.get("/<path:path>")
@openapi.exclude()
async def missing(request: Request, path: str) -> HTTPResponse:
    """Any other address under /desk."""
    await agent_of(request)
    raise NotFound("This page does not exist.", code="page-missing")


async def waiting_rows(request: Request, agent: Any) -> dict[str, Any]:
    """Waiting conversations for the page, in order, with their places, and how many there are in all."""
    kit: Kit = request.app.ctx.kit
    filters: dict[str, Any] = arguments(request, *FILTERS)
    offset = whole_number(request, "offset", 0, 0, 10**7)
    async with kit.db.read() as tx:
        total = await queue.waiting_count(tx, **filters)
        offset = min(offset, max(0, (total - 1) // ROWS * ROWS))  # the last page, when the queue became shorter
        rows = await queue.waiting(tx, **filters, limit=ROWS, offset=offset)
        found = await views.queue_view(tx, rows)
        names = (
            {p["id"]: p["name"] for p in await page_queries.people(tx)}
            if any(r["wanted_agent_id"] for r in rows)
            else {}
        )
    for view, row in zip(found, rows, strict=True):
        view |= {
            "returned": row["returned"],
            "customer": row["customer_number"],
            "wanted": names.get(row["wanted_agent_id"]),
            "wanted_me": row["wanted_agent_id"] == agent["id"],
        }
    return {"rows": found, "total": total, "filters": filters, "offset": offset, "most": ROWS}


async def _queue(request: Request, *, error: Refused | None = None) -> HTTPResponse:
    session = await agent_of(request)
    values = await waiting_rows(request, session.agent)
    w, content = words_of(request), request.app.ctx.kit.content
    topics = sorted(
        ((code, capital(t.name.by(w.language))) for code, t in content.topics.items()),
        key=lambda pair: pair[1],
    )
    at = "/desk" if error else None
    return await page(request, "desk/queue.html", error=error, at=at, all_topics=topics, **values)


async def _offer(request: Request, here: str) -> HTTPResponse:
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        offer = (await together.offers_of(tx, [session.agent["id"]])).get(session.agent["id"])
        asked = (await together.mentions_of(tx, [session.agent["id"]])).get(session.agent["id"], [])
    return html(
        render(kit, words_of(request), "desk/_offer.html", offer=offer, asked=asked, csrf=session.csrf, here=here)
    )


PAGES = (
    home,
    pages_talk.bp,
    pages_replies.bp,
    pages_search.bp,
    pages_cases.bp,
    pages_lists.bp,
    pages_doubles.bp,
    pages_register.bp,
    pages_changes.bp,
    pages_work.bp,
    pages_mail.bp,
    *arrears.PAGES,
    pages_floor.bp,
    pages_reports.bp,
)
bp = Blueprint.group(*PAGES)

for _blueprint in PAGES:

    @_blueprint.exception(Refused)
    async def _refused(request: Request, error: Refused) -> HTTPResponse:
        """A refusal as a page."""
        return refused(request, error)

    @_blueprint.exception(DBAPIError)
    async def _database(request: Request, error: DBAPIError) -> HTTPResponse:
        """The register cannot be reached."""
        logger.error("database: %s", type(error.orig).__name__ if error.orig else error)
        return refused(request, Unavailable("Our register cannot be reached for a moment.", code="database-busy"))

    @_blueprint.exception(Exception)
    async def _unexpected(request: Request, error: Exception) -> HTTPResponse:
        """What we did not think of; details go to the log only."""
        if isinstance(error, SanicException) and (error.status_code or 500) < 500:
            return refused(request, NotFound("There is nothing at this address.", code="page-missing"))
        logger.exception("unexpected error at %s %s", request.method, request.path)
        return refused(request, Unavailable("Something went wrong on our side. Please try again.", code="internal"))
