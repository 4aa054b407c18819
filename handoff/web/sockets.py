"""What both sockets share: frames read strictly, handled by their type, and refusals that are said."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sanic import Websocket
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handoff.errors import Malformed, Refused, Unauthorised
from handoff.web.http import parse_json, register_busy

LARGEST_FRAME = 64 * 1024  # characters or bytes
Frame = dict[str, Any]
Handlers = Mapping[str, Callable[[Frame], Awaitable[None]]]


def parse_frame(raw: str | bytes) -> Frame:
    """A frame as a JSON object. Raises Malformed when it is none, or too large."""
    if len(raw) > LARGEST_FRAME:
        raise Malformed("This frame is too large.", code="frame-too-large")
    try:
        frame = parse_json(raw)
    except (ValueError, RecursionError):
        raise Malformed("A frame is JSON.", code="not-json") from None
    if not isinstance(frame, dict):
        raise Malformed("A frame is a JSON object.", code="not-an-object")
    return frame


def number_in(frame: Frame, name: str, default: int | None = None) -> int:
    """A message's number in a frame. Raises Malformed."""
    value = frame.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Malformed(f'"{name}" is the number of a message.', code="seq-invalid")
    return value


async def send(socket: Websocket, frame: Frame) -> None:
    """One frame out."""
    await socket.send(json.dumps(frame, ensure_ascii=False))


async def receive(socket: Websocket, handlers: Handlers, more: Callable[[Refused, Frame], Frame]) -> None:
    """Handle frames by their type until the other side ends.

    A refusal is answered with an ``error`` frame, to which ``more`` adds what this socket tells besides; a session that
    is over ends the connection.
    """
    while True:
        raw = await socket.recv()
        if raw is None:
            return
        frame: Frame = {}
        try:
            frame = parse_frame(raw)
            handler = handlers.get(str(frame.get("type")))
            if handler is None:
                raise Malformed(f"There is no frame of type {str(frame.get('type'))[:40]!r}.", code="frame-unknown")
            await handler(frame)
        except Unauthorised as over:
            await socket.close(4401, over.code)
            return
        except (Refused, DBAPIError, PoolTimeout) as problem:
            refused = problem if isinstance(problem, Refused) else register_busy()
            await send(socket, {**_error(refused), "id": frame.get("id"), **more(refused, frame)})


async def turn_away(socket: Websocket, refused: Refused) -> None:
    """Say why a connection is not served, and close it: 4401 without a session, 4403 without the right, else 4400."""
    await send(socket, _error(refused))
    await socket.close({401: 4401, 403: 4403}.get(refused.status, 4400), refused.code)


def _error(refused: Refused) -> Frame:
    return {**refused.document(), "type": "error", "code": refused.code}
