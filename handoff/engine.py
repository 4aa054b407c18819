"""The only client of the engine. A call gives a result or ``Failed``; it never raises and never waits forever."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from handoff.settings import Settings
from handoff.switchboard import Switchboard

logger = logging.getLogger(__name__)
_BATCH = 64


@dataclass(frozen=True)
class Turn:
    """The engine ran a whole turn; what it said is stored by the action that said it."""

    messages: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Failed:
    """The engine did not do it; ``detail`` is for the log."""

    detail: str


class Engine:
    """Speaks to one or more engines; a conversation keeps its engine, by a hash of its id."""

    def __init__(self, settings: Settings) -> None:
        """Addresses, secret and patience come from ``settings``."""
        self._board = Switchboard(settings.data, settings.engines)
        self._faults: dict[str, str] = {}  # what an engine last said was wrong with it
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(settings.engine_timeout, connect=2.0),
            headers={"X-Balie-Secret": settings.secret},
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
            trust_env=False,
        )

    def address(self, conversation_id: str) -> str:
        """The engine of a conversation."""
        number = int.from_bytes(hashlib.sha256(conversation_id.encode()).digest()[:4], "big")
        addresses = self._board.now()
        return addresses[number % len(addresses)]

    async def turn(self, conversation_id: str, message_id: str, text: str, metadata: dict[str, Any]) -> Turn | Failed:
        """Let the bot answer one message. ``text`` is as the engine must read it (see ``plain``)."""
        body = {"sender": conversation_id, "id": message_id, "text": text, "metadata": metadata}
        answer = await self._post(self.address(conversation_id), "turn", body)
        return answer if isinstance(answer, Failed) else Turn(tuple(answer.get("messages", ())))

    async def parse(self, texts: Sequence[str]) -> list[dict[str, Any]] | Failed:
        """Understand ``texts`` without a conversation."""
        out: list[dict[str, Any]] = []
        for at in range(0, len(texts), _BATCH):
            answer = await self._post(
                self._board.now()[0], "parse", {"texts": [plain(x) for x in texts[at : at + _BATCH]]}, timeout=60.0
            )
            if isinstance(answer, Failed):
                return answer
            out += answer["parses"]
        return out

    async def ready(self) -> Failed | None:
        """None when every engine has its model loaded."""
        for address in self._board.now():
            try:
                answer = await self._client.get(f"{address}/webhooks/balie/ready", timeout=2.0)
            except httpx.HTTPError as problem:
                before = self._faults.get(address)
                return Failed(
                    f"{address}: {f'{before}; it is being started again' if before else type(problem).__name__}"
                )
            if answer.status_code != 200:
                self._faults[address] = "its model cannot be loaded" if answer.status_code == 503 else "it is not ours"
                return Failed(f"{address}: {self._faults[address]}")
            self._faults.pop(address, None)
        return None

    async def close(self) -> None:
        """Close connections."""
        await self._client.aclose()

    async def _post(
        self, address: str, what: str, body: dict[str, Any], timeout: float | None = None
    ) -> dict[str, Any] | Failed:
        patience = httpx.USE_CLIENT_DEFAULT if timeout is None else httpx.Timeout(timeout)
        try:
            answer = await self._client.post(f"{address}/webhooks/balie/{what}", json=body, timeout=patience)
        except httpx.HTTPError as problem:
            return Failed(f"{what}: {type(problem).__name__} {problem}".strip())
        if answer.status_code != 200:
            return Failed(f"{what}: HTTP {answer.status_code}")
        try:
            return dict(answer.json())
        except ValueError:
            return Failed(f"{what}: not JSON")


def plain(text: str) -> str:
    """``text`` so that the engine cannot take it for a command: anyone can type "/intent_name"."""
    stripped = text.lstrip("/ \t\n")
    return stripped if stripped else "?"
