"""/desk/contacts and /desk/register: the register of contacts, and what comes in by other ways than chat."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html
from sanic_ext import openapi

from handoff.desk import page_queries, page_views, views
from handoff.desk.page_kit import arguments, colleague, field, fresh_id, go, names_in, page, render, words_of
from handoff.desk.words import Words
from handoff.errors import NotFound, Refused
from handoff.web.http import whole_number
from handoff.work.base import Kit
from handoff.work.contacts import OUTCOMES
from handoff.work.conversations import check_text
from handoff.work.registration import CHANNELS, DIRECTIONS, register_contact
from handoff.work.understanding import understand

ROWS = 50  # lines of a register on a page
bp = Blueprint("desk_registers", url_prefix="/desk")


@bp.get("/contacts")
@openapi.exclude()
async def contact_list(request: Request) -> HTTPResponse:
    """The contacts, newest first."""
    await colleague(request)
    filters = arguments(request, "channel", "customer", "topic", "case")
    offset = whole_number(request, "offset", 0, 0, 10**7)
    found = await views.contacts_view(request.app.ctx.kit, filters, ROWS, offset)
    people = await _people(request.app.ctx.kit)
    return await page(
        request,
        "desk/contacts.html",
        found=found,
        filters=filters,
        offset=offset,
        rows=ROWS,
        channels=("chat", *CHANNELS[:-1]),
        all_topics=_topics(request),
        by=_by(people, words_of(request)),
    )


@bp.get("/contacts/<number:str>")
@openapi.exclude()
async def contact(request: Request, number: str) -> HTTPResponse:
    """One contact."""
    await colleague(request)
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        row = await page_queries.contact(tx, number)
    if row is None:
        raise NotFound("There is no such contact.")
    return await page(request, "desk/contact.html", contact=row, by=_by(await _people(kit), words_of(request)))


@bp.get("/register")
@openapi.exclude()
async def register(request: Request) -> HTTPResponse:
    """The form for a call, a letter, a visit or an e-mail."""
    await colleague(request)
    return await _register(request)


@bp.post("/register")
@openapi.exclude()
async def register_it(request: Request) -> HTTPResponse:
    """Triage, contact and, where something is left to do, a case."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    given = {
        "channel": field(request, "channel"),
        "direction": field(request, "direction") or "in",
        "text": field(request, "text"),
        "customer": field(request, "customer").strip() or None,
        "customer_name": field(request, "name").strip()[:120] or None,
        "outcome": field(request, "outcome") or None,
        "key": f"form:{session.agent['id']}:{field(request, 'key')}",
    }
    try:
        found = (await understand(kit, request.app.ctx.engine, [check_text(given["text"])], [None]))[0]
        numbers = await register_contact(kit, session.agent, given, found)
    except Refused as error:
        return await _register(request, error=error)
    return go(f"/desk/contacts/{numbers['contact']}", "registered")


@bp.post("/register/triage")
@openapi.exclude()
async def triage(request: Request) -> HTTPResponse:
    """What is recognised in the text so far; stores nothing."""
    await colleague(request)
    kit, text, found, away = request.app.ctx.kit, field(request, "text"), None, False
    if text.strip():
        try:
            found = (await understand(kit, request.app.ctx.engine, [check_text(text)], [None]))[0]
        except Refused:
            away = True
    return html(
        render(kit, words_of(request), "desk/_triage.html", found=found, away=away, department_of=_department_of(kit))
    )


async def _register(request: Request, *, error: Refused | None = None) -> HTTPResponse:
    names = ("channel", "direction", "text", "customer", "name", "outcome", "key")
    typed = {name: field(request, name) for name in names}
    typed["channel"], typed["direction"] = typed["channel"] or "phone", typed["direction"] or "in"
    typed["key"] = typed["key"] or fresh_id()
    return await page(
        request,
        "desk/register.html",
        error=error,
        typed=typed,
        channels=CHANNELS[:-1],
        directions=DIRECTIONS,
        outcomes=OUTCOMES,
        found=None,
        away=False,
        department_of=_department_of(request.app.ctx.kit),
    )


def _department_of(kit: Kit) -> Any:
    return lambda topic: kit.content.topics[topic].department if topic in kit.content.topics else None


def _topics(request: Request) -> list[tuple[str, str]]:
    kit: Kit = request.app.ctx.kit
    named = names_in(kit, words_of(request))
    return sorted(
        ((code, named["topic"](code)) for code, topic in kit.content.topics.items() if topic.kind != "meta"),
        key=lambda pair: pair[1].lower(),
    )


async def _people(kit: Kit) -> list[dict[str, Any]]:
    async with kit.db.read() as tx:
        return await page_queries.people(tx)


def _by(people: list[dict[str, Any]], w: Words) -> Any:
    names = {p["username"]: p["name"] for p in people}
    return lambda actor: page_views.actor_name(actor, names, w)
