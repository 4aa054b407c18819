"""/api/chat by HTTP: parse, work, render."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sanic_ext import openapi

from handoff.bus import conversation_channel
from handoff.chat import attachments
from handoff.chat.tokens import make_token, read_token
from handoff.errors import BadInput, NotFound, Unauthorised
from handoff.limits import Window
from handoff.web.http import body_of, client_address, whole_number
from handoff.work.conversations import note_delivered, open_conversation, take_message
from handoff.work.feedback import rate, send_transcript
from handoff.work.showing import news

LONGEST_WAIT_S = 30
PASSING = frozenset(
    {"busy", "typing", "read", "delivered", "note"}
)  # notices that bring no message and change no status
bp = Blueprint("chat", url_prefix="/api/chat")


def conversation_of(request: Request) -> str:
    """The conversation that the Bearer token of ``request`` opens."""
    token = request.token
    if not token:
        raise Unauthorised("Send the conversation's token: Authorization: Bearer …", code="token-missing")
    return read_token(request.app.ctx.kit.settings.secret, token)


@bp.before_server_start
async def _limits(app: Any) -> None:
    settings = app.ctx.kit.settings
    app.ctx.opening_limit = Window(settings.conversations_per_hour, 3600)
    app.ctx.message_limit = Window(settings.messages_per_minute, 60)


@bp.post("/conversations")
@openapi.summary("Start a conversation")
@openapi.body(
    {
        "application/json": {
            "type": "object",
            "properties": {
                "language": {"type": "string", "enum": ["nl", "en"], "nullable": True},
                "page": {"type": "string", "nullable": True},
            },
        }
    },
    required=False,
)
@openapi.response(201, {"application/json": {"type": "object"}}, "conversation, token, status and messages")
async def start(request: Request) -> HTTPResponse:
    """Starts a conversation; the greeting says that this is a digital assistant."""
    body = body_of(request, empty_ok=True)
    language, page = body.get("language"), body.get("page")
    if language not in (None, "nl", "en"):
        raise BadInput('"language" is "nl", "en" or null.', code="language-unknown")
    if page is not None and (not isinstance(page, str) or len(page) > 500):
        raise BadInput('"page" is an address of at most 500 characters, or null.', code="page-invalid")
    request.app.ctx.opening_limit.hit(
        client_address(request), "Too many conversations were started from this address. Please wait a while."
    )
    kit = request.app.ctx.kit
    row = await open_conversation(kit, language=language, page=page, address=client_address(request))
    view = await news(kit, row["id"], 0) or {}
    return json(
        {
            "conversation": row["id"],
            "token": make_token(kit.settings.secret, row["id"]),
            "status": view["status"],
            "messages": view["messages"],
        },
        status=201,
    )


@bp.post("/messages")
@openapi.summary("Send a message or press a button")
@openapi.secured("conversation")
@openapi.body(
    {
        "application/json": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "text": {"type": "string", "maxLength": 4000},
                "payload": {"type": "string"},
            },
        }
    }
)
@openapi.response(202, {"application/json": {"type": "object"}}, "stored; seq")
async def send(request: Request) -> HTTPResponse:
    """Stores a message; the same id again is 200 with the same seq, and handled once."""
    conversation_id = conversation_of(request)
    taken = await receive(request.app, conversation_id, body_of(request))
    return json({"seq": taken.seq}, status=200 if taken.before else 202)


async def receive(app: Any, conversation_id: str, body: dict[str, Any]) -> Any:
    """Take a message or a button press in the form that HTTP and WebSocket share."""
    text, payload = body.get("text"), body.get("payload")
    if (text is None) == (payload is None):
        raise BadInput('A message has either "text" or "payload".', code="text-or-payload")
    if payload is not None and (not isinstance(payload, str) or not payload or len(payload) > 1000):
        raise BadInput('"payload" is the payload of a button.', code="payload-invalid")
    app.ctx.message_limit.hit(conversation_id, "You are sending messages very fast. Please wait a moment.")
    taken = await take_message(app.ctx.kit, conversation_id, str(body.get("id", "")), text=text, payload=payload)
    if taken.status == "bot" and not taken.before:
        app.ctx.runner.wake(conversation_id)
    elif taken.status == "waiting":
        app.ctx.runner.look()
    return taken


@bp.get("/messages")
@openapi.summary("Read what is new, waiting for it if need be")
@openapi.secured("conversation")
@openapi.parameter("after", int, "query")
@openapi.parameter("wait", int, "query")
@openapi.response(200, {"application/json": {"type": "object"}}, "status, busy, queue and messages")
async def read(request: Request) -> HTTPResponse:
    """Returns as soon as something is newer than ``after``, at the latest after ``wait`` seconds (0 to 30)."""
    conversation_id = conversation_of(request)
    after = whole_number(request, "after", 0, 0, 2**31 - 1)
    wait = whole_number(request, "wait", 0, 0, LONGEST_WAIT_S)
    kit, until = request.app.ctx.kit, time.monotonic() + wait
    async with kit.bus.listen(conversation_channel(conversation_id)) as queue:
        first = await news(kit, conversation_id, after)
        if first is None:
            raise NotFound("There is no such conversation.")
        if first["status"] != "bot":  # who asks for what comes after has what came before
            await note_delivered(kit, conversation_id, after)
        view = first
        while not view["messages"] and (left := until - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                notice = await asyncio.wait_for(queue.get(), min(left, 5.0))
                if notice.get("type") in PASSING:
                    continue
            view = await news(kit, conversation_id, after) or first
            if view["status"] != first["status"]:
                break
    return json(view)


@bp.post("/attachments")
@openapi.summary("Send a photo or PDF of at most 10 MB")
@openapi.secured("conversation")
@openapi.response(201, {"application/json": {"type": "object"}}, "seq and attachment")
async def attach(request: Request) -> HTTPResponse:
    """Stores a file as a message; its type is checked by content."""
    conversation_id = conversation_of(request)
    request.app.ctx.message_limit.hit(conversation_id, "You are sending very fast. Please wait a moment.")
    file = request.files.get("file") if request.files else None
    if file is None:
        raise BadInput('Send the file as multipart form data, in the field "file".', code="file-missing")
    stored = await attachments.take_attachment(
        request.app.ctx.kit,
        conversation_id,
        file.name,
        file.body,
        str(request.form.get("id") or "") if request.form else "",
    )
    if stored.status == "bot":
        request.app.ctx.runner.wake(conversation_id)
    return json({"seq": stored.seq, "attachment": stored.view}, status=201)


@bp.get("/attachments/<attachment_id:str>")
@openapi.secured("conversation")
async def download(request: Request, attachment_id: str) -> HTTPResponse:
    """A file of this conversation."""
    token = request.token or request.args.get("token") or ""
    conversation_id = read_token(request.app.ctx.kit.settings.secret, token)
    return await attachments.send_attachment(request.app.ctx.kit, conversation_id, attachment_id)


@bp.post("/rating")
@openapi.summary("Rate the conversation")
@openapi.secured("conversation")
async def rating(request: Request) -> HTTPResponse:
    """1 to 5, with a comment if wanted; the last one counts."""
    body = body_of(request)
    await rate(request.app.ctx.kit, conversation_of(request), body.get("score"), body.get("comment"))
    return json({"ok": True})


@bp.post("/transcript")
@openapi.summary("Send the transcript by mail")
@openapi.secured("conversation")
async def transcript(request: Request) -> HTTPResponse:
    """Puts the transcript in the outbox; it is sent at once, and again on failure."""
    conversation_id = conversation_of(request)
    request.app.ctx.message_limit.hit(conversation_id, "Please wait a moment.")
    await send_transcript(request.app.ctx.kit, conversation_id, body_of(request).get("email"))
    return json({"ok": True}, status=202)
