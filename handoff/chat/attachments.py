"""Files that customers send and fetch; what is taken and how it is kept is in ``work.files``."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any, NamedTuple

from sanic import HTTPResponse
from sanic.response import raw
from sqlalchemy import select

from handoff.errors import NotFound
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.conversations import take_message
from handoff.work.files import store_file


class Stored(NamedTuple):
    """A stored file: the ``seq`` of its message, how it is shown, and who has the conversation."""

    seq: int
    view: dict[str, Any]
    status: str


async def take_attachment(kit: Kit, conversation_id: str, name: str | None, body: bytes, message_id: str) -> Stored:
    """Store a file with its message. Raises what ``store_file`` and ``take_message`` raise."""
    view = await store_file(kit, conversation_id, name, body, "customer")
    taken = await take_message(
        kit, conversation_id, message_id or str(uuid.uuid4()), text=f"📎 {view['name']}", attachment=view
    )
    return Stored(taken.seq, view, taken.status)


async def send_attachment(kit: Kit, conversation_id: str, attachment_id: str) -> HTTPResponse:
    """The bytes of a file of this conversation, never as something a browser would run."""
    async with kit.db.read() as tx:
        row = (
            await tx.execute(
                select(t.attachments).where(
                    t.attachments.c.id == attachment_id, t.attachments.c.conversation_id == conversation_id
                )
            )
        ).first()
    if row is None:
        raise NotFound("There is no such file.")
    body = await asyncio.to_thread((kit.settings.data / "files" / row.sha256[:2] / row.sha256).read_bytes)
    headers = {
        "content-disposition": f'attachment; filename="{row.name}"',
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return raw(body, content_type=row.type, headers=headers)
