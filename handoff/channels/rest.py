"""For programs that speak the engine's REST channel: the same register, queue and hand-over as the web chat.

Off unless configured with a token. ``sender`` is the program's own name for a conversation.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import time
import uuid
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from handoff.bus import conversation_channel
from handoff.errors import BadInput, NotFound, Unauthorised
from handoff.web.http import body_of
from handoff.work.conversations import open_conversation, take_message
from handoff.work.showing import news

ANSWER_WITHIN_S = 20.0
FIRST_SEQ = 2  # of a customer's first message, after the greeting
_SENDER = re.compile(r"[\w.@+:\-]{1,150}")
bp = Blueprint("rest_channel", url_prefix="/webhooks/rest")


@bp.post("/webhook")
async def webhook(request: Request) -> HTTPResponse:
    """Takes a message and returns what the bot says to it; nothing while a person has the conversation."""
    settings = request.app.ctx.kit.settings
    if not settings.rest_token:
        raise NotFound("There is nothing at this address.")
    given = request.token or request.args.get("token") or ""
    if not given.isascii() or not hmac.compare_digest(given, settings.rest_token):
        raise Unauthorised("This door takes the configured token.", code="token-invalid")
    body = body_of(request)
    sender = body.get("sender")
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise BadInput('"sender" is a name of at most 150 letters, digits and . @ + : - _.', code="sender-invalid")
    return json(await _exchange(request.app, sender, body))


async def _exchange(app: Any, sender: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    kit = app.ctx.kit
    row = await open_conversation(kit, language=None, channel="rest", external_id=f"rest:{sender}")
    # A program that repeats a message may send its own id along, so that the repeat is handled once.
    message_id = str(body.get("message_id") or uuid.uuid4())
    text = body.get("message")
    pressed = isinstance(text, str) and text.startswith("/")
    app.ctx.message_limit.hit(row["id"], "Too many messages in a minute.")
    try:
        taken = (
            await take_message(kit, row["id"], message_id, payload=text)
            if pressed
            else await take_message(kit, row["id"], message_id, text=text)
        )
    except BadInput:
        if not pressed:
            raise
        taken = await take_message(kit, row["id"], message_id, text=text)
    if taken.status != "bot":
        return []
    app.ctx.runner.wake(row["id"])
    # The first answer comes with the greeting, which says that this is a digital assistant.
    after = taken.seq if taken.seq > FIRST_SEQ else 0
    until = time.monotonic() + ANSWER_WITHIN_S
    async with kit.bus.listen(conversation_channel(row["id"])) as queue:
        while True:
            view = await news(kit, row["id"], after) or {"messages": [], "busy": False}
            if not view["busy"] or time.monotonic() > until:
                return [_message(sender, m) for m in view["messages"] if m["sender"] == "bot"]
            try:
                await asyncio.wait_for(queue.get(), 1.0)
            except TimeoutError:
                continue


def _message(sender: str, message: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"recipient_id": sender, "text": message["text"]}
    if message["buttons"]:
        out["buttons"] = message["buttons"]
    if message["source"] or message["case"]:
        out["custom"] = {k: message[k] for k in ("source", "case", "topic") if message[k]}
    return out
