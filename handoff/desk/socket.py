"""/api/desk/ws: the live queue and the open conversations of one agent's screen.

In: open, shut, message, typing, read, alive. Out: queue, message, status, typing, read, delivered, note, ack, alive, error. What a
frame says comes from the database; the bus only says when to look. After a reconnect ``open`` asks for everything
above ``after``, so nothing is missed and nothing comes twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint, Request, Websocket
from sanic.exceptions import WebsocketClosed
from websockets.exceptions import ConnectionClosed

from handoff.bus import DESK, Notice, conversation_channel
from handoff.desk import page_queries
from handoff.desk.feed import Feed, Snapshot
from handoff.desk.page_kit import DESK_ROLES, render, sentence, words_of
from handoff.desk.pages_talk import SHOWN_INLINE
from handoff.desk.session import agent_of
from handoff.desk.words import Words
from handoff.errors import Forbidden, Malformed, NotFound, Refused
from handoff.store import reads
from handoff.web.security import bearer_of, same_origin
from handoff.web.sockets import number_in, receive, send, turn_away
from handoff.work import accounts, handover
from handoff.work.accounts import Session
from handoff.work.base import Kit
from handoff.work.conversations import note_seen
from handoff.work.showing import message_view

logger = logging.getLogger(__name__)
bp = Blueprint("desk_socket", url_prefix="/api/desk")
MOST_OPEN = 12  # conversations that one screen follows at the same time
REFRESH_S = 15.0


@bp.before_server_start
async def _start(app: Any) -> None:
    app.ctx.desk_feed = Feed(app.ctx.kit)


@bp.before_server_stop
async def _stop(app: Any) -> None:
    await app.ctx.desk_feed.stop()


class Screen:
    """One agent's browser tab."""

    def __init__(self, kit: Kit, feed: Feed, socket: Websocket, session: Session, words: Words) -> None:
        self.kit, self.feed, self.socket, self.session, self.words = kit, feed, socket, session, words
        self.agent = session.agent
        self._first_name = str(session.agent["name"]).split()[0]
        self._group: asyncio.TaskGroup | None = None
        self._open: dict[str, asyncio.Task[None]] = {}
        self._holds: set[str] = set()
        self._types: set[str] = set()
        self._handlers: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "open": self._open_it,
            "shut": self._shut,
            "message": self._message,
            "typing": self._typing,
            "read": self._read,
            "alive": self._alive,
        }

    async def run(self) -> None:
        """Serve until either side ends."""
        await accounts.seen(self.kit, self.agent)
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                queue = group.create_task(self._follow_queue())
                await receive(self.socket, self._handlers, self._more)
                for task in (queue, *self._open.values()):
                    task.cancel()
        finally:  # also when the line breaks: who is gone does not look, nor type
            for conversation_id in self._types & set(self._open):
                await self._typing({"conversation": conversation_id, "on": False})
            for conversation_id in self._open:
                await self._looks(conversation_id, on=False)

    async def send(self, frame: dict[str, Any]) -> None:
        """One frame out."""
        await send(self.socket, frame)

    def _more(self, refused: Refused, frame: dict[str, Any]) -> dict[str, Any]:
        """The refusal in the words and the language of the screen."""
        return {"text": sentence(refused, self.words), "conversation": frame.get("conversation")}

    async def _follow_queue(self) -> None:
        rows = watching = ""
        own: list[dict[str, Any]] | None = None
        last: tuple[Any, ...] = ()
        async with self.feed.look(self.agent["id"]) as box:
            while True:
                snapshot: Snapshot = await box.get()
                me = self.agent["id"]
                mine, asked = snapshot.mine.get(me, []), snapshot.mentions.get(me, [])
                now = (snapshot.total, mine, snapshot.offers.get(me), asked)
                if now != last or snapshot.waiting != rows:
                    frame = {"type": "queue", "total": now[0], "mine": mine, "offer": now[2], "asked": asked}
                    if mine != own:
                        frame["html"] = render(self.kit, self.words, "desk/_mine.html", mine=mine, here="")
                        own = mine
                    head = json.dumps(frame, ensure_ascii=False)
                    # The rows are by far the largest piece; they go along only when they changed.
                    same = snapshot.waiting == rows
                    await self.socket.send(head if same else f'{head[:-1]}, "waiting": {snapshot.waiting}}}')
                    last, rows = now, snapshot.waiting
                if snapshot.watching != watching:  # changes with every letter somebody types: as text, the same for all screens
                    watching = snapshot.watching
                    await self.socket.send(f'{{"type": "watching", "watching": {watching}}}')

    async def _open_it(self, frame: dict[str, Any]) -> None:
        conversation_id, after = conversation_in(frame), number_in(frame, "after", 0)
        async with self.kit.db.read() as tx:
            if await page_queries.holder(tx, conversation_id) is None:
                raise NotFound("There is no such conversation.")
        if known := self._open.pop(conversation_id, None):
            known.cancel()
        while len(self._open) >= MOST_OPEN:
            self._open.pop(next(iter(self._open))).cancel()
        assert self._group is not None
        self._open[conversation_id] = self._group.create_task(self._follow(conversation_id, after))
        await self._looks(conversation_id)

    async def _shut(self, frame: dict[str, Any]) -> None:
        if known := self._open.pop(conversation_in(frame), None):
            known.cancel()
            await self._looks(conversation_in(frame), on=False)

    async def _looks(self, conversation_id: str, *, on: bool = True, typing: bool = False) -> None:
        """Tell all screens that this agent looks at a conversation, or types in it."""
        notice = {"type": "looking", "conversation": conversation_id, "agent": self.agent["id"]}
        await self.kit.bus.publish(DESK, {**notice, "name": self._first_name, "on": on, "typing": typing})

    async def _follow(self, conversation_id: str, after: int) -> None:
        state: dict[str, Any] = {}
        async with self.kit.bus.listen(conversation_channel(conversation_id)) as notices:
            while True:
                after, state = await self._push(conversation_id, after, state)
                while not await self._passing(conversation_id, await _next(notices), state):
                    pass

    async def _passing(self, conversation_id: str, notice: Notice, state: dict[str, Any]) -> bool:
        """Send on what a notice says whole (typing, a note's coming, how far was read); True when the database must be looked at."""
        kind = notice.get("type")
        if kind == "typing":
            if notice.get("agent") != self.agent["id"]:
                who = {"sender": notice.get("sender"), "name": notice.get("name")}
                await self.send(
                    {"type": "typing", "conversation": conversation_id, **who, "on": bool(notice.get("on"))}
                )
            return False
        if kind == "note":
            await self.send({"type": "note", "conversation": conversation_id})
            return False
        if kind in ("read", "delivered"):
            if notice.get("by") == "customer" and notice["seq"] > state.get(kind, 0):
                state[kind] = notice["seq"]
                await self._mark(conversation_id, kind, notice["seq"])
            return False
        return kind != "busy"

    async def _mark(self, conversation_id: str, kind: str, seq: int) -> None:
        await self.send({"type": kind, "conversation": conversation_id, "by": "customer", "seq": seq})

    async def _push(self, conversation_id: str, after: int, state: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Send messages above ``after`` in order, then status and read marks where they changed."""
        async with self.kit.db.read() as tx:
            holder = await page_queries.holder(tx, conversation_id)
            rows = await reads.messages_after(tx, conversation_id, after)
        for row in rows:
            view = message_view(row)
            marks = {
                "seen": holder["customer_seen_seq"] if holder else 0,
                "got": holder["customer_got_seq"] if holder else 0,
            }
            html = render(
                self.kit, self.words, "desk/_message_one.html", message=view, shown_inline=SHOWN_INLINE, **marks
            )
            await self.send({"type": "message", "conversation": conversation_id, "message": view, "html": html})
            after = row["seq"]
        if holder is None:
            return after, state
        mine = holder["status"] == "agent" and holder["agent_id"] == self.agent["id"]
        (self._holds.add if mine else self._holds.discard)(conversation_id)
        now = {"status": holder["status"], "agent": holder["agent"], "mine": mine}
        if now != state.get("status"):
            await self.send({"type": "status", "conversation": conversation_id, **now})
        marks = {"read": holder["customer_seen_seq"], "delivered": holder["customer_got_seq"]}
        for kind, seq in marks.items():
            if seq != state.get(kind):
                await self._mark(conversation_id, kind, seq)
        return after, {"status": now, **marks}

    async def _message(self, frame: dict[str, Any]) -> None:
        conversation_id = conversation_in(frame)
        seq = await handover.reply(self.kit, conversation_id, self.agent, str(frame.get("id", "")), frame.get("text"))
        await self.send({"type": "ack", "id": frame.get("id"), "conversation": conversation_id, "seq": seq})

    async def _typing(self, frame: dict[str, Any]) -> None:
        conversation_id = conversation_in(frame)
        if conversation_id not in self._open:
            return
        (self._types.add if frame.get("on") else self._types.discard)(conversation_id)
        # Only who has the conversation is seen typing by the customer; anyone else only by colleagues.
        sender = "agent" if conversation_id in self._holds else "colleague"
        who = {"agent": self.agent["id"], "name": self._first_name}
        await self._looks(conversation_id, typing=bool(frame.get("on")))
        await self.kit.bus.publish(
            conversation_channel(conversation_id),
            {"type": "typing", "sender": sender, "on": bool(frame.get("on")), **who},
        )

    async def _read(self, frame: dict[str, Any]) -> None:
        conversation_id, seq = conversation_in(frame), number_in(frame, "seq")
        if conversation_id in self._holds:  # a colleague who looks on does not make the customer see "read"
            await note_seen(self.kit, conversation_id, "agent", seq)
            await self.kit.bus.publish(DESK, {"type": "written", "conversation": conversation_id, "held": True})

    async def _alive(self, frame: dict[str, Any]) -> None:
        await accounts.session_of(self.kit, self.session.token)  # logged out elsewhere ends here too
        await accounts.seen(self.kit, self.agent)
        for conversation_id in self._open:
            await self._looks(conversation_id)
        await self.send({"type": "alive", "now": self.kit.clock.now().isoformat()})


async def _next(notices: asyncio.Queue[Notice]) -> Notice:
    try:
        return await asyncio.wait_for(notices.get(), REFRESH_S)
    except TimeoutError:
        return {}


def conversation_in(frame: dict[str, Any]) -> str:
    """The conversation that a frame is about. Raises Malformed."""
    value = frame.get("conversation")
    if not isinstance(value, str) or not value or len(value) > 60:
        raise Malformed('"conversation" is the id of a conversation.', code="conversation-invalid")
    return value


async def welcome(request: Request) -> Session:
    """The session that a socket is opened with. A cookie counts from our own pages only. Raises Refused."""
    if not bearer_of(request) and (
        "origin" not in request.headers or not same_origin(request, request.app.ctx.kit.settings)
    ):
        raise Forbidden("This request comes from another website.", code="origin-foreign")
    session = await agent_of(request)
    if not DESK_ROLES & set(session.agent["roles"]):
        raise Forbidden("This account has no role at the desk.", code="desk-role")
    return session


@bp.websocket("/ws")
async def desk_socket(request: Request, socket: Websocket) -> None:
    """Serves one screen."""
    with contextlib.suppress(ConnectionClosed, WebsocketClosed):
        try:
            session = await welcome(request)
        except Refused as error:
            await turn_away(socket, error)
            return
        try:
            await Screen(request.app.ctx.kit, request.app.ctx.desk_feed, socket, session, words_of(request)).run()
        except* (ConnectionClosed, WebsocketClosed):
            logger.debug("desk socket of %s closed", session.agent["username"])
