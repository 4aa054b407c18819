"""/api/chat/ws: the same conversation by WebSocket. A reconnect asks for everything above ``after`` and misses nothing.

Frames in are a table of handlers. Frames out carry what the database holds; the bus only says when to look.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint, Request, Websocket
from sanic.exceptions import WebsocketClosed
from websockets.exceptions import ConnectionClosed

from handoff.bus import Notice, conversation_channel
from handoff.chat.api import receive as take
from handoff.chat.places import Places
from handoff.chat.tokens import read_token
from handoff.errors import Malformed, Refused
from handoff.store import reads
from handoff.web.sockets import number_in, parse_frame, receive, send, turn_away
from handoff.work.conversations import note_delivered, note_seen
from handoff.work.showing import news

logger = logging.getLogger(__name__)
bp = Blueprint("chat_socket", url_prefix="/api/chat")
HELLO_WITHIN_S = 10.0
REFRESH_S = 20.0  # looked at without a notice too, so that a lost one costs little


@bp.before_server_start
async def _start(app: Any) -> None:
    app.ctx.places = Places(app.ctx.kit)


@bp.before_server_stop
async def _stop(app: Any) -> None:
    await app.ctx.places.stop()


class Connection:
    """One browser's connection to one conversation."""

    def __init__(self, app: Any, socket: Websocket, conversation_id: str, after: int) -> None:
        self.app, self.kit, self.socket = app, app.ctx.kit, socket
        self.conversation_id, self.after = conversation_id, after
        self._status: dict[str, Any] | None = None
        self._types = False
        self._handlers: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "message": self._message,
            "typing": self._typing,
            "read": self._read,
            "delivered": self._delivered,
            "ping": self._ping,
        }

    async def run(self) -> None:
        """Serve until either side ends."""
        channel = conversation_channel(self.conversation_id)
        async with self.kit.bus.listen(channel) as queue, self.app.ctx.places.follow(self.conversation_id, queue):
            # What the browser has already, from before a reload or over another way: it was not said by this line.
            await note_delivered(self.kit, self.conversation_id, self.after)
            await self.push()
            await self._push_read()
            try:
                async with asyncio.TaskGroup() as group:
                    reader = group.create_task(receive(self.socket, self._handlers, lambda *_: {}))
                    writer = group.create_task(self._follow(queue))
                    reader.add_done_callback(lambda _: writer.cancel())
            finally:
                if self._types:  # also when the line breaks: who is gone does not type
                    await self._typing({"on": False})

    async def push(self) -> None:
        """Send what is new: messages in order, then the status if it changed."""
        view = await news(self.kit, self.conversation_id, self.after)
        if view is None:
            return
        for message in view.pop("messages"):
            await self.send({"type": "message", "message": message})
            self.after = message["seq"]
        if view != self._status:
            self._status = view
            await self.send({"type": "status", **view})

    async def _push_read(self) -> None:
        """Up to where a colleague has read: after a reload the customer sees it again."""
        async with self.kit.db.read() as tx:
            row = await reads.conversation(tx, self.conversation_id)
        if row and row["agent_seen_seq"]:
            await self.send({"type": "read", "by": "agent", "seq": row["agent_seen_seq"]})

    async def send(self, frame: dict[str, Any]) -> None:
        """One frame out."""
        await send(self.socket, frame)

    async def _follow(self, queue: asyncio.Queue[Notice]) -> None:
        while True:
            try:
                notice = await asyncio.wait_for(queue.get(), REFRESH_S)
            except TimeoutError:
                notice = {"type": "message"}
            if notice.get("type") == "place":
                await self._place(notice["queue"])
                continue
            if notice.get("type") == "typing":
                if notice.get("sender") == "agent":
                    await self.send({"type": "typing", "sender": "agent", "on": bool(notice.get("on"))})
            elif notice.get("type") == "read":
                if notice.get("by") == "agent":
                    await self.send({"type": "read", "by": "agent", "seq": notice["seq"]})
            elif notice.get("type") not in ("note", "delivered"):
                await self.push()

    async def _place(self, queue: dict[str, Any]) -> None:
        """The place in the queue moved. Whether this one still waits is told on its own channel."""
        if self._status and self._status["status"] == "waiting" and self._status["queue"] != queue:
            self._status = {**self._status, "queue": queue}
            await self.send({"type": "status", **self._status})

    async def _message(self, frame: dict[str, Any]) -> None:
        taken = await take(self.app, self.conversation_id, frame)
        await self.send({"type": "ack", "id": frame.get("id"), "seq": taken.seq})

    async def _typing(self, frame: dict[str, Any]) -> None:
        self._types = bool(frame.get("on"))
        await self.kit.bus.publish(
            conversation_channel(self.conversation_id),
            {"type": "typing", "sender": "customer", "on": self._types},
        )

    async def _read(self, frame: dict[str, Any]) -> None:
        await note_seen(self.kit, self.conversation_id, "customer", number_in(frame, "seq"))

    async def _delivered(self, frame: dict[str, Any]) -> None:
        await note_delivered(self.kit, self.conversation_id, number_in(frame, "seq"))

    async def _ping(self, frame: dict[str, Any]) -> None:
        await self.send({"type": "pong"})


async def hello(app: Any, socket: Websocket) -> tuple[str, int]:
    """Read the first frame: the conversation it opens and the last seq the browser has. Raises Refused."""
    try:
        raw = await asyncio.wait_for(socket.recv(), HELLO_WITHIN_S)
    except TimeoutError:
        raise Malformed("The first frame must be a hello.", code="hello-missing") from None
    frame = parse_frame(raw or "")
    if frame.get("type") != "hello" or not isinstance(frame.get("token"), str):
        raise Malformed('The first frame must be {"type": "hello", "token": …, "after": seq}.', code="hello-missing")
    after = number_in(frame, "after", 0)
    return read_token(app.ctx.kit.settings.secret, frame["token"]), after


@bp.websocket("/ws")
async def chat_socket(request: Request, socket: Websocket) -> None:
    """Greets, then serves the connection."""
    try:
        conversation_id, after = await hello(request.app, socket)
        if await news(request.app.ctx.kit, conversation_id, 2**31 - 1) is None:
            raise Malformed("There is no such conversation.", code="not-found")
    except Refused as refused:
        with contextlib.suppress(ConnectionClosed, WebsocketClosed):
            await turn_away(socket, refused)
        return
    with contextlib.suppress(ConnectionClosed, WebsocketClosed):
        try:
            await Connection(request.app, socket, conversation_id, after).run()
        except* (ConnectionClosed, WebsocketClosed):
            logger.debug("socket of %s closed", conversation_id)
