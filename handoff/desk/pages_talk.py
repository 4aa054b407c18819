"""/desk/conversations: one conversation with its hand-over card, and what an agent does with it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sanic_ext import openapi

from handoff.desk import page_queries, page_views, pages_replies, views
from handoff.desk.page_kit import colleague, field, fresh_id, go, names_in, page, words_of
from handoff.errors import NotFound, Refused
from handoff.store import reads
from handoff.work import handover, notes, recognising
from handoff.work.base import Kit
from handoff.work.contacts import OUTCOMES
from handoff.work.conversations import note_seen

SHOWN_INLINE = {"image/jpeg", "image/png", "image/webp"}
bp = Blueprint("desk_talk", url_prefix="/desk")


@bp.get("/conversations/<conversation_id:str>")
@openapi.exclude()
async def conversation(request: Request, conversation_id: str) -> HTTPResponse:
    """The hand-over card, the chat, notes and history."""
    await colleague(request)
    return await talk_page(request, conversation_id)


@bp.post("/conversations/<conversation_id:str>/messages")
@openapi.exclude()
async def write(request: Request, conversation_id: str) -> HTTPResponse:
    """A message to the customer."""
    session = await colleague(request)
    work = handover.reply(
        request.app.ctx.kit, conversation_id, session.agent, field(request, "id"), field(request, "text")
    )
    return await _done(request, conversation_id, work, f"{address(conversation_id)}#write")


@bp.post("/conversations/<conversation_id:str>/notes")
@openapi.exclude()
async def note(request: Request, conversation_id: str) -> HTTPResponse:
    """A note among colleagues."""
    session = await colleague(request)
    thread = field(request, "thread")
    work = notes.add_note(
        request.app.ctx.kit,
        conversation_id,
        session.agent,
        field(request, "text"),
        thread=int(thread) if thread.isdigit() else None,
    )
    return await _done(request, conversation_id, work, address(conversation_id), "noted")


@bp.post("/conversations/<conversation_id:str>/advice")
@openapi.exclude()
async def advice(request: Request, conversation_id: str) -> HTTPResponse:
    """Asks a colleague, without handing over."""
    session = await colleague(request)
    work = notes.ask_advice(
        request.app.ctx.kit, conversation_id, session.agent, field(request, "colleague"), field(request, "question")
    )
    return await _done(request, conversation_id, work, address(conversation_id), "asked")


@bp.post("/conversations/<conversation_id:str>/customer")
@openapi.exclude()
async def customer(request: Request, conversation_id: str) -> HTTPResponse:
    """Whose conversation it is, established by the colleague who has it."""
    session = await colleague(request)
    number, ground = field(request, "customer"), field(request, "ground")
    work = recognising.recognise(request.app.ctx.kit, conversation_id, session.agent, number, ground)
    return await _done(request, conversation_id, work, address(conversation_id), "recognised")


@bp.post("/conversations/<conversation_id:str>/attachments")
@openapi.exclude()
async def send_file(request: Request, conversation_id: str) -> HTTPResponse:
    """A photo or PDF to the customer."""
    session = await colleague(request)
    file = request.files.get("file") if request.files else None
    work = handover.send_file(
        request.app.ctx.kit, conversation_id, session.agent, file.name if file else None, file.body if file else b""
    )
    return await _done(request, conversation_id, work, f"{address(conversation_id)}#write")


@bp.post("/conversations/<conversation_id:str>/transfer")
@openapi.exclude()
async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
    """On to a department or a colleague."""
    session = await colleague(request)
    kind, _, name = field(request, "to").partition(":")
    work = handover.transfer(
        request.app.ctx.kit,
        conversation_id,
        session.agent,
        department=name if kind == "department" else None,
        to_agent=name if kind == "agent" else None,
        reason=field(request, "reason"),
        summary=field(request, "summary"),
    )
    return await _done(request, conversation_id, work, "/desk", "transferred")


@bp.post("/conversations/<conversation_id:str>/release")
@openapi.exclude()
async def release(request: Request, conversation_id: str) -> HTTPResponse:
    """Back to the front of the queue."""
    session = await colleague(request)
    return await _done(
        request,
        conversation_id,
        handover.release(request.app.ctx.kit, conversation_id, session.agent),
        "/desk",
        "released",
    )


@bp.post("/conversations/<conversation_id:str>/return-to-bot")
@openapi.exclude()
async def return_to_bot(request: Request, conversation_id: str) -> HTTPResponse:
    """The assistant goes on."""
    session = await colleague(request)
    return await _done(
        request,
        conversation_id,
        handover.return_to_bot(request.app.ctx.kit, conversation_id, session.agent),
        "/desk",
        "returned",
    )


@bp.post("/conversations/<conversation_id:str>/close")
@openapi.exclude()
async def close(request: Request, conversation_id: str) -> HTTPResponse:
    """Finish with outcome and feedback."""
    session = await colleague(request)
    work = handover.close_conversation(
        request.app.ctx.kit,
        conversation_id,
        session.agent,
        outcome=field(request, "outcome"),
        feedback=field(request, "feedback"),
    )
    return await _done(request, conversation_id, work, "/desk", "closed")


@bp.get("/attachments/<attachment_id:str>")
@openapi.exclude()
async def attachment(request: Request, attachment_id: str) -> HTTPResponse:
    """A customer's file: photos are shown, anything else is only handed out."""
    await colleague(request)
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        row = await page_queries.attachment(tx, attachment_id)
    if row is None:
        raise NotFound("There is no such file.")
    file = kit.settings.data / "files" / row["sha256"][:2] / row["sha256"]
    try:
        body = await asyncio.to_thread(file.read_bytes)
    except FileNotFoundError:
        raise NotFound("This file is gone.", log=f"{attachment_id}: no file {file.name}") from None
    shown = "inline" if row["type"] in SHOWN_INLINE else "attachment"
    headers = {
        "content-disposition": f'{shown}; filename="{row["name"]}"',
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=3600",
    }
    return raw(body, content_type=row["type"], headers=headers)


async def talk_page(request: Request, conversation_id: str, *, error: Refused | None = None) -> HTTPResponse:
    """The page of one conversation; after a refusal what was typed stays in its form."""
    session = await colleague(request)
    kit, w = request.app.ctx.kit, words_of(request)
    card = await views.card(kit, conversation_id)
    async with kit.db.read() as tx:
        people = await page_queries.people(tx)
        holder = await page_queries.holder(tx, conversation_id)
        row = await reads.conversation(tx, conversation_id)
    assert row is not None
    mine = card["status"] == "agent" and holder is not None and holder["agent_id"] == session.agent["id"]
    others = []
    if card["customer"]:
        debtors = "debtors" in session.agent["roles"]
        found = await views.cases_view(kit, {"customer": card["customer"]["number"]}, 10, 0, debtors=debtors)
        others = [c for c in found["cases"] if c["number"] != card["case"]]
    await notes.see_mentions(kit, conversation_id, session.agent)
    if mine and card["messages"]:
        await note_seen(kit, conversation_id, "agent", card["messages"][-1]["seq"])
    return await page(
        request,
        "desk/talk.html",
        error=error,
        at=address(conversation_id),
        card=card,
        yours=mine,
        others=others,
        by=lambda actor: page_views.actor_name(actor, {p["username"]: p["name"] for p in people}, w),
        people=[p for p in people if p["id"] != session.agent["id"] and "agent" in p["roles"]],
        suggested=await pages_replies.for_parts(kit, row, card["parts"], session.agent) if mine else {},
        events=_events(kit, request, card["history"], people),
        outcomes=OUTCOMES,
        message_id=field(request, "id") or fresh_id(),
        typed={
            name: field(request, name)
            for name in ("text", "to", "reason", "summary", "outcome", "feedback", "colleague", "question")
        }
        if error
        else {},
        passed=_passed(card["history"]),
        thread=request.args.get("thread") or "",
        act=request.path.rsplit("/", 1)[-1] if error else "",
        mood_is=page_views.mood(card["reasons"], [p["topic"] for p in card["parts"]]),
        shown_inline=SHOWN_INLINE,
        talk_at=address(conversation_id),
        language=w.language,
    )


def _passed(history: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last transfer, while nothing came of it yet: what the colleague who passed it on wanted said first."""
    last = next((e for e in reversed(history) if e["what"] in ("transferred", "returned to bot", "closed")), None)
    return last if last and last["what"] == "transferred" else None


def address(conversation_id: str) -> str:
    """The page of a conversation."""
    return f"/desk/conversations/{conversation_id}"


def _events(
    kit: Kit, request: Request, history: list[dict[str, Any]], people: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    w = words_of(request)
    named = names_in(kit, w)
    names = {p["username"]: p["name"] for p in people}
    return [
        page_views.event_view(
            event, names, w, lambda field_, value: named["department"](value) if field_ == "department" else str(value)
        )
        for event in history
    ]


async def _done(
    request: Request, conversation_id: str, work: Awaitable[object], to: str, said: str | None = None
) -> HTTPResponse:
    """Do it and go on; a refusal is said on the page, with what was typed."""
    try:
        await work
    except NotFound:
        raise
    except Refused as error:
        return await talk_page(request, conversation_id, error=error)
    target, _, anchor = to.partition("#")
    return go(target + (f"#{anchor}" if anchor else ""), said)
