"""What a form needs but no message may show: an account number, a code. Kept apart from the text, and not for long."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import customers as c
from text import masking

LIFE = dt.timedelta(hours=24)  # handbook, retention: identification codes 24 hours
_CODE = re.compile(r"(?<!\d)\d{3}[ \-]?\d{3}(?!\d)")


def keep_apart(text: str, *, awaits_code: bool) -> tuple[str, list[tuple[str, str]]]:
    """The text that may be kept, masked, and what was taken out of it as (kind, value), in order.

    ``awaits_code``: six digits are the code that we asked for.
    """
    held = [
        ("iban", re.sub(r"[^A-Za-z0-9]", "", text[f.start : f.end]).upper())
        for f in masking.find(text)
        if f.type == "iban"
    ]
    clean = masking.mask(text).text
    if awaits_code:
        held += [("code", re.sub(r"\D", "", m.group())) for m in _CODE.finditer(clean)]
        clean = _CODE.sub(masking.BULLET * 6, clean)
    return clean, held


def awaits_code(conversation: Mapping[str, Any]) -> bool:
    """Whether the assistant has just asked for a code."""
    return str(((conversation["context"] or {}).get("form") or {}).get("asked", "")).startswith("code")


async def hold_values(
    tx: AsyncConnection, secret: str, conversation_id: str, seq: int, held: Sequence[tuple[str, str]], now: dt.datetime
) -> None:
    """Store what was taken out of message ``seq``, sealed with the installation's secret."""
    for idx, (kind, value) in enumerate(held):
        sealed = _seal(secret).encrypt(value.encode()).decode()
        await tx.execute(
            insert(c.held_values).values(
                conversation_id=conversation_id, seq=seq, idx=idx, kind=kind, value=sealed, at=now
            )
        )


async def held_of(
    tx: AsyncConnection, secret: str, conversation_id: str, *, seq: int | None = None, before: int | None = None
) -> dict[str, list[str]]:
    """What was kept out of the messages of a conversation, by kind, in order: of all, of message ``seq``, or of those ``before``."""
    query = select(c.held_values).where(c.held_values.c.conversation_id == conversation_id)
    if seq is not None:
        query = query.where(c.held_values.c.seq == seq)
    if before is not None:
        query = query.where(c.held_values.c.seq < before)
    found: dict[str, list[str]] = {}
    for row in await tx.execute(query.order_by(c.held_values.c.seq, c.held_values.c.idx)):
        with contextlib.suppress(InvalidToken):  # sealed with a secret that is no more
            found.setdefault(row.kind, []).append(_seal(secret).decrypt(row.value.encode()).decode())
    return found


async def forget_values(tx: AsyncConnection, conversation_id: str) -> None:
    """What was kept out of the messages of this conversation is no longer needed."""
    await tx.execute(delete(c.held_values).where(c.held_values.c.conversation_id == conversation_id))


@lru_cache(maxsize=4)
def _seal(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"held:{secret}".encode()).digest()))


def origin_of(secret: str, address: str | None) -> str | None:
    """A keyed hash of an address: the same for the same address, and nothing can be read from it."""
    return hmac.new(secret.encode(), address.encode(), hashlib.sha256).hexdigest() if address else None
