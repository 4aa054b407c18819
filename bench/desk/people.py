"""Agents and customers as light as can be: a WebSocket each, and for an agent the page's own requests by HTTP.

They do what the pages do: who types says so, and who reads says so.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection, connect

ALIVE_S = 20.0
TYPES_S = 2.0  # seconds between the first letter and the sending
THINKS_S = (2.0, 4.0)  # an agent takes so long for an answer
MESSAGE = '{"type": "message"'


class Answer(NamedTuple):
    """An answer by HTTP: ``first`` and ``whole`` are seconds until its first and its last byte."""

    status: int
    first: float
    whole: float
    body: bytes


class Http:
    """One connection that is kept; requests one after another."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._lock = asyncio.Lock()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None, *, page: bool = False) -> Answer:
        """``page``: as a browser asks, with the cookie; else as a program, with the Bearer token."""
        sent = json.dumps(body).encode() if body is not None else b""
        who = f"Cookie: balie_session={self._token}" if page else f"Authorization: Bearer {self._token}"
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{who}\r\n"
        if body is not None:  # a reading call with a length is a call with a body to the server
            head += f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n"
        head += "\r\n"
        async with self._lock:
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=2**22)
            reader, writer = self._streams
            began = time.monotonic()
            writer.write(head.encode() + sent)
            top = await reader.readuntil(b"\r\n\r\n")
            first = time.monotonic() - began
            fields = dict(line.lower().split(b": ", 1) for line in top.split(b"\r\n")[1:] if b": " in line)
            got = await reader.readexactly(int(fields.get(b"content-length", b"0")))
            return Answer(int(top.split(b" ", 2)[1]), first, time.monotonic() - began, got)

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams:
            self._streams[1].close()


@dataclass
class Post:
    """Messages under way: when each was sent, and how long those took that came. ``counts``: whether they count now."""

    counts: bool = False
    sent: dict[str, float] = field(default_factory=dict)
    waits: dict[str, list[float]] = field(default_factory=lambda: {"to_agent": [], "to_customer": []})
    refused: list[str] = field(default_factory=list)

    def send(self) -> str:
        """A new message's id, sent now."""
        name = str(uuid.uuid4())
        if self.counts:
            self.sent[name] = time.monotonic()
        return name

    def came(self, name: str, where: str) -> None:
        """A message came on the other side."""
        began = self.sent.pop(name, None)
        if began is not None:
            self.waits[where].append(time.monotonic() - began)


class Customer:
    """A customer's window. ``heard`` is told of each status with the moment that it came."""

    def __init__(self, address: str, row: dict[str, Any], post: Post, pause: tuple[float, float]) -> None:
        self._address, self._row, self._post, self._pause = address, row, post, pause
        self.status: dict[str, Any] = {}
        self.heard: Callable[[Customer, float], None] = lambda *_: None
        self._socket: ClientConnection | None = None

    async def begin(self) -> None:
        """Connect, and say from where on."""
        self._socket = await connect(f"{self._address}/api/chat/ws", proxy=None, compression=None, ping_interval=None)
        await self._say({"type": "hello", "token": self._row["token"], "after": self._row["after"]})

    async def _say(self, frame: dict[str, Any]) -> None:
        assert self._socket is not None
        await self._socket.send(json.dumps(frame))

    async def listen(self) -> None:
        """Take what comes, until cancelled."""
        assert self._socket is not None
        async for text in self._socket:
            if text.startswith(MESSAGE):
                message = json.loads(text)["message"]
                if message["sender"] == "agent":
                    self._post.came(message["id"], "to_customer")
                    await self._say({"type": "read", "seq": message["seq"]})
            elif text.startswith('{"type": "status"'):
                self.status = json.loads(text)
                self.heard(self, time.monotonic())
            elif text.startswith('{"type": "error"'):
                self._post.refused.append(str(text))

    async def write(self) -> None:
        """While a colleague has the conversation: a message, and after a pause the next."""
        await asyncio.sleep(random.uniform(0, self._pause[1]))
        while True:
            await asyncio.sleep(max(0.0, random.uniform(*self._pause) - TYPES_S))
            if self.status.get("status") != "agent":
                continue
            await self._say({"type": "typing", "on": True})
            await asyncio.sleep(TYPES_S)
            name = self._post.send()
            await self._say(
                {"type": "message", "id": name, "text": f"En hoe zit het dan met mijn bestelling {name[:6]}?"}
            )

    async def end(self) -> None:
        """Close the window."""
        if self._socket:
            await self._socket.close()


class Agent:
    """An agent's screen. ``heard`` is told of each change of the queue with the moment that it came."""

    def __init__(self, address: str, port: int, row: dict[str, Any], post: Post) -> None:
        self._address, self._token, self._post = address, row["token"], post
        self.talks: list[str] = list(row["talks"])
        self.http = Http(port, self._token)
        self.total, self.waiting, self.frame_bytes = 0, [], 0  # type: int, list[dict[str, Any]], int
        self.heard: Callable[[Agent, float], None] = lambda *_: None
        self._socket: ClientConnection | None = None
        self._asked: dict[str, int] = {}
        self._work = asyncio.Event()

    async def begin(self) -> None:
        """Connect, and follow one's own talks."""
        headers = {"Authorization": f"Bearer {self._token}"}
        self._socket = await connect(
            f"{self._address}/api/desk/ws",
            proxy=None,
            compression=None,
            ping_interval=None,
            max_size=2**22,
            additional_headers=headers,
        )
        for name in self.talks:
            await self.say({"type": "open", "conversation": name, "after": 0})

    async def say(self, frame: dict[str, Any]) -> None:
        """One frame out."""
        assert self._socket is not None
        await self._socket.send(json.dumps(frame))

    async def listen(self) -> None:
        """Take what comes, until cancelled."""
        assert self._socket is not None
        async for text in self._socket:
            if text.startswith(MESSAGE):
                frame = json.loads(text)
                message = frame["message"]
                if message["sender"] == "customer":
                    self._post.came(message["id"], "to_agent")
                    self._asked[frame["conversation"]] = message["seq"]
                    self._work.set()
            elif text.startswith('{"type": "queue"'):
                self._queue(json.loads(text), len(text.encode()))
            elif text.startswith('{"type": "error"'):
                self._post.refused.append(str(text))

    def _queue(self, frame: dict[str, Any], size: int) -> None:
        before, self.total = self.total, frame["total"]
        self.waiting = frame.get("waiting", self.waiting)
        if frame["total"] != before:
            self.frame_bytes = size
            self.heard(self, time.monotonic())

    async def answer(self) -> None:
        """Read what was asked longest ago, think, type and answer; then the next."""
        while True:
            await self._work.wait()
            if not self._asked:
                self._work.clear()
                continue
            name = next(iter(self._asked))
            await self.say({"type": "read", "conversation": name, "seq": self._asked.pop(name)})
            await self.say({"type": "typing", "conversation": name, "on": True})
            await asyncio.sleep(random.uniform(*THINKS_S))
            if name in self.talks:
                text = "Ik kijk het even voor je na, een ogenblik."
                await self.say({"type": "message", "conversation": name, "id": self._post.send(), "text": text})

    async def live(self) -> None:
        """A sign of life, as the page gives it."""
        while True:
            await asyncio.sleep(ALIVE_S * random.uniform(0.9, 1.1))
            await self.say({"type": "alive"})

    async def next_customer(self) -> bool:
        """Finish the oldest talk and take the first who waits; False when somebody else had all of the first."""
        over = self.talks.pop(0)
        words = {"outcome": "zelfstandig afgehandeld", "feedback": "Het is geregeld."}
        await self.http.call("POST", f"/api/desk/conversations/{over}/close", words)
        await self.say({"type": "shut", "conversation": over})
        for row in self.waiting[:5]:
            name = row["conversation"]
            if (await self.http.call("POST", f"/api/desk/conversations/{name}/claim", {})).status == 200:
                self.talks.append(name)
                await self.http.call("GET", f"/desk/conversations/{name}", page=True)
                await self.say({"type": "open", "conversation": name, "after": 0})
                return True
        return False

    async def end(self) -> None:
        """Close the screen."""
        self.http.close()
        if self._socket:
            await self._socket.close()
