"""A customer, by HTTP and by WebSocket: nothing but what api.md says."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

ANSWER_WITHIN_S = 40.0


def new_uuid() -> str:
    """An id for a message."""
    return str(uuid.uuid4())


class Chat:
    """One conversation by HTTP."""

    def __init__(self, url: str, conversation: str, token: str, messages: list[dict[str, Any]]) -> None:
        self.url, self.id, self.token, self.messages = url, conversation, token, messages
        self.http = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False
        )

    @classmethod
    def start(cls, url: str, *, language: str | None = "nl", page: str | None = None) -> Chat:
        """A new conversation."""
        answer = httpx.post(
            f"{url}/api/chat/conversations", json={"language": language, "page": page}, timeout=60, trust_env=False
        )
        assert answer.status_code == 201, answer.text
        body = answer.json()
        return cls(url, body["conversation"], body["token"], body["messages"])

    @property
    def last(self) -> int:
        """Seq of the last message seen."""
        return max((m["seq"] for m in self.messages), default=0)

    def post(
        self, text: str | None = None, *, payload: str | None = None, message_id: str | None = None
    ) -> httpx.Response:
        """POST /messages, whatever comes of it."""
        body: dict[str, Any] = {"id": message_id or new_uuid()}
        if text is not None:
            body["text"] = text
        if payload is not None:
            body["payload"] = payload
        return self.http.post("/api/chat/messages", json=body)

    def send(self, text: str | None = None, *, payload: str | None = None, message_id: str | None = None) -> int:
        """Send a message and return its seq."""
        answer = self.post(text, payload=payload, message_id=message_id)
        assert answer.status_code in (200, 202), answer.text
        return int(answer.json()["seq"])

    def read(self, after: int = 0, wait: int = 0) -> dict[str, Any]:
        """GET /messages."""
        answer = self.http.get("/api/chat/messages", params={"after": after, "wait": wait})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    @property
    def view(self) -> dict[str, Any]:
        """Everything there is."""
        return self.read(0)

    @property
    def status(self) -> str:
        """bot, waiting, agent or closed."""
        return str(self.view["status"])

    def settled(self, after: int = 0, within: float = ANSWER_WITHIN_S) -> dict[str, Any]:
        """The view above ``after`` once the bot owes nothing any more."""
        limit = time.monotonic() + within
        while True:
            view = self.read(after)
            if not view["busy"]:
                return view
            assert time.monotonic() < limit, f"no answer within {within:.0f} s: {view}"
            time.sleep(0.05)

    def ask(
        self, text: str | None = None, *, payload: str | None = None, within: float = ANSWER_WITHIN_S
    ) -> list[dict[str, Any]]:
        """Send, wait until answered, and return what was said to it."""
        seq = self.send(text, payload=payload)
        view = self.settled(seq, within)
        self.messages += view["messages"]
        return list(view["messages"])

    def said(self, text: str | None = None, *, payload: str | None = None) -> str:
        """Send, and return all words of the answer."""
        return "\n".join(m["text"] for m in self.ask(text, payload=payload))

    def handed_over(self) -> Chat:
        """Ask for a person, and be in the queue."""
        self.ask(payload="/ask_human")
        assert self.status == "waiting", self.view
        return self

    def texts(self, *senders: str) -> list[str]:
        """What was said, by these senders or all."""
        return [m["text"] for m in self.view["messages"] if not senders or m["sender"] in senders]

    def until_text(self, words: str, within: float = ANSWER_WITHIN_S) -> dict[str, Any]:
        """The first message that has ``words`` in it."""
        limit, after = time.monotonic() + within, 0
        while True:
            view = self.read(after, 5)
            for message in view["messages"]:
                if words in message["text"]:
                    return dict(message)
                after = message["seq"]
            assert time.monotonic() < limit, f"{words!r} was never said: {self.texts()}"

    def check_seqs(self) -> list[dict[str, Any]]:
        """All messages, after a look that they are numbered from 1 without gaps."""
        messages = self.view["messages"]
        assert [m["seq"] for m in messages] == list(range(1, len(messages) + 1)), messages
        return list(messages)

    def socket(self, after: int = 0) -> Socket:
        """The same conversation by WebSocket."""
        return Socket(self.url, {"type": "hello", "token": self.token, "after": after})


class Socket:
    """A WebSocket; frames that came are kept in ``frames``."""

    def __init__(
        self, url: str, hello: object | None, path: str = "/api/chat/ws", headers: dict[str, str] | None = None
    ) -> None:
        self.wire = connect(
            url.replace("http", "ws", 1) + path, open_timeout=30, max_size=2**22, proxy=None, additional_headers=headers
        )
        self.frames: list[dict[str, Any]] = []
        if hello is not None:
            self.send(hello)

    def __enter__(self) -> Socket:
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.close()

    def send(self, frame: object) -> None:
        """One frame: text and bytes as they are, anything else as JSON."""
        self.wire.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def message(self, text: str, message_id: str | None = None) -> str:
        """Send a message; returns its id."""
        message_id = message_id or new_uuid()
        self.send({"type": "message", "id": message_id, "text": text})
        return message_id

    def next(self, within: float = ANSWER_WITHIN_S) -> dict[str, Any]:
        """The next frame; TimeoutError when none comes."""
        frame = dict(json.loads(self.wire.recv(timeout=within)))
        self.frames.append(frame)
        return frame

    def until(self, holds: Callable[[dict[str, Any]], object], within: float = ANSWER_WITHIN_S) -> dict[str, Any]:
        """The next frame for which ``holds``."""
        limit = time.monotonic() + within
        while True:
            try:
                frame = self.next(max(0.01, limit - time.monotonic()))
            except TimeoutError:
                raise AssertionError(f"no such frame within {within:.0f} s; got {self.frames}") from None
            if holds(frame):
                return frame

    def of(self, kind: str, within: float = ANSWER_WITHIN_S) -> dict[str, Any]:
        """The next frame of a type."""
        return self.until(lambda f: f["type"] == kind, within)

    def idle(self) -> dict[str, Any]:
        """The next status that says the bot owes nothing."""
        return self.until(lambda f: f["type"] == "status" and not f["busy"])

    def quiet(self, seconds: float = 1.0) -> list[dict[str, Any]]:
        """Frames that come within ``seconds``."""
        out, limit = [], time.monotonic() + seconds
        while (left := limit - time.monotonic()) > 0:
            try:
                out.append(self.next(left))
            except TimeoutError:
                break
        return out

    def closed(self, within: float = 20) -> int:
        """The code with which the other side closes."""
        limit = time.monotonic() + within
        while time.monotonic() < limit:
            try:
                self.next(1)
            except TimeoutError:
                continue
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006
        raise AssertionError(f"the socket stays open: {self.frames}")


def messages_in(frames: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages among ``frames``."""
    return [f["message"] for f in frames if f["type"] == "message"]
