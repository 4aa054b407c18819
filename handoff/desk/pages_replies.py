"""/desk/conversations/ID/replies: what a colleague can say, found while typing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sanic_ext import openapi
from sqlalchemy import select

from actions.answers.lookup import Hit, find, prepare, suggestions
from handoff.content.schema import Language
from handoff.desk import page_views
from handoff.desk.page_kit import colleague, words_of
from handoff.errors import NotFound
from handoff.store import customers as c
from handoff.store import reads
from handoff.store import tables as t
from handoff.work.base import Kit

LONGEST = 200  # characters of a query that are looked at
bp = Blueprint("desk_replies", url_prefix="/desk")


@bp.after_server_start
async def _prepare(app: Any) -> None:
    app.add_task(asyncio.to_thread(prepare, app.ctx.kit.content))


@bp.get("/conversations/<conversation_id:str>/replies")
@openapi.exclude()
async def replies(request: Request, conversation_id: str) -> HTTPResponse:
    """Standard replies and approved answers for ``q``, in the language of the customer or ``language``."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        row = await reads.conversation(tx, conversation_id)
        if row is None:
            raise NotFound("There is no such conversation.")
        p = t.parts.c
        open_ones = select(p.topic).where(p.conversation_id == conversation_id, p.state != "answered")
        topics = list((await tx.execute(open_ones)).scalars())
    asked = request.args.get("language") or row["language"]
    found = await asyncio.to_thread(
        find,
        kit.content,
        "en" if asked == "en" else "nl",
        (request.args.get("q") or "")[:LONGEST],
        topics=topics,
        today=kit.clock.now().date(),
        values=await values_of(kit, row, session.agent),
    )
    w = words_of(request)
    return json({"hits": [{**vars(hit), "group": w(f"replies.{hit.kind}")} for hit in found]})


async def values_of(kit: Kit, row: Mapping[str, Any], agent: Mapping[str, Any]) -> dict[str, str]:
    """What is known of the variables of a standard reply: the customer's name, the case and its term, the agent."""
    async with kit.db.read() as tx:
        name = (
            await tx.execute(select(c.customers.c.name).where(c.customers.c.number == row["customer_number"]))
        ).scalar()
        due = (await tx.execute(select(t.cases.c.due).where(t.cases.c.number == row["case_number"]))).scalar()
    language = row["language"]
    return {
        "name": str(name).split()[0] if name else "",
        "case": row["case_number"] or "",
        "due": page_views.day(due, language) if due else "",
        "customer": row["customer_number"] or "",
        "agent": str(agent["name"]).split()[0],
    }


async def for_parts(kit: Kit, row: Mapping[str, Any], parts: list[dict[str, Any]], agent: Any) -> dict[int, list[Hit]]:
    """Suggestions for each part that is open, by its place in ``parts``."""
    values = await values_of(kit, row, agent)
    language: Language = "en" if row["language"] == "en" else "nl"
    today = kit.clock.now().date()
    return {
        index: await asyncio.to_thread(
            suggestions, kit.content, language, part["topic"], part["text"], today=today, values=values
        )
        for index, part in enumerate(parts)
        if part["state"] != "answered"
    }
