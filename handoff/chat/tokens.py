"""Tokens that open one conversation and nothing else: signed, so that an id alone is worth nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac

from handoff.errors import Unauthorised


def make_token(secret: str, conversation_id: str) -> str:
    """A token bound to ``conversation_id``."""
    return f"{conversation_id}.{_sign(secret, conversation_id)}"


def read_token(secret: str, token: str) -> str:
    """The conversation that ``token`` opens. Raises Unauthorised for anything that we did not sign."""
    conversation_id, _, given = token.partition(".")
    if not conversation_id or not token.isascii() or not hmac.compare_digest(given, _sign(secret, conversation_id)):
        raise Unauthorised("This token is not valid. Please start a new conversation.", code="token-invalid")
    return conversation_id


def _sign(secret: str, conversation_id: str) -> str:
    digest = hmac.new(secret.encode(), b"chat:" + conversation_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode().rstrip("=")
