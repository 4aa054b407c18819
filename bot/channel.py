"""The one door of the engine: turns and parses for the desk service, on loopback, behind a shared secret.

The stock REST channel takes sender and intent from whoever calls it and answers 200 to every failure; here the caller
is known and a failed turn says so.
"""

from __future__ import annotations

import hmac
import logging
from typing import Any, Awaitable, Callable, Dict, Optional, Text

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)
MOST_TEXTS = 64


class BalieChannel(InputChannel):
    """``POST turn`` runs one customer message; ``POST parse`` understands texts without a conversation; ``GET ready``."""

    def __init__(self, secret: str) -> None:
        """``secret``: what the service must send in ``X-Balie-Secret``."""
        self._secret = secret
        self._turns = 0  # under way; one that is to be replaced is ended when there are none

    @classmethod
    def name(cls) -> Text:
        """Name of the channel in credentials and in the address."""
        return "balie"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> BalieChannel:
        """Built from ``credentials.yml``; raises RasaException without a secret."""
        if not credentials or not credentials.get("secret"):
            cls.raise_missing_credentials_exception()
        return cls(str(credentials["secret"]))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes."""
        door = Blueprint("balie_channel", "balie")

        def refused(request: Request) -> Optional[HTTPResponse]:
            given = request.headers.get("x-balie-secret", "")
            return None if hmac.compare_digest(given, self._secret) else response.json({"error": "secret"}, status=401)

        @door.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            if not agent or not agent.is_ready():
                # The server listens only after it tried to load, so this will not get better by waiting.
                return response.json({"ready": False, "reason": "its model cannot be loaded"}, status=503)
            return response.json({"ready": True, "model": agent.model_id, "turns": self._turns})

        @door.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            no = refused(request)
            if no:
                return no
            body = request.json
            out = CollectingOutputChannel()
            message = UserMessage(
                body["text"],
                out,
                body["sender"],
                input_channel=self.name(),
                message_id=body["id"],
                metadata=body.get("metadata"),
            )
            self._turns += 1
            try:
                await on_new_message(message)
            finally:
                self._turns -= 1
            return response.json({"messages": out.messages})

        @door.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            no = refused(request)
            if no:
                return no
            texts = request.json["texts"][:MOST_TEXTS]
            return response.json({"parses": [await request.app.ctx.agent.parse_message(text) for text in texts]})

        return door
