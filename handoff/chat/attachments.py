"""Photos and PDFs: at most 10 MB, of a type that their content proves, kept outside the database."""

from __future__ import annotations

import asyncio
import hashlib
import re
import uuid
from pathlib import Path
from typing import Any, NamedTuple

import puremagic
from sanic import HTTPResponse
from sanic.response import raw
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from handoff.errors import BadInput, NotFound, TooLarge, WrongType
from handoff.store import tables as t
from handoff.work.base import Kit, new_id
from handoff.work.conversations import take_message

MOST_BYTES = 10 * 1024 * 1024
TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "application/pdf": "pdf"}
_BRANDS = (b"heic", b"heix", b"mif1", b"heif")


class Stored(NamedTuple):
    """A stored file: the ``seq`` of its message, how it is shown, and who has the conversation."""

    seq: int
    view: dict[str, Any]
    status: str


def kind_of(body: bytes) -> str:
    """Media type by content. Raises WrongType when it is none that we take."""
    if body[4:8] == b"ftyp" and body[8:12] in _BRANDS:
        return "image/heic"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    try:
        found = puremagic.from_string(body[:4096], mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if found not in TYPES:
        raise WrongType("We take photos (JPG, PNG, WebP, HEIC) and PDF. This file is something else.", code="file-type")
    return found


async def take_attachment(kit: Kit, conversation_id: str, name: str | None, body: bytes, message_id: str) -> Stored:
    """Store a file with its message. Raises BadInput, TooLarge, WrongType, or what ``take_message`` raises."""
    if not body:
        raise BadInput("This file is empty.", code="file-empty")
    if len(body) > MOST_BYTES:
        raise TooLarge(
            "A file may be at most 10 MB. Nothing was stored.",
            code="file-too-large",
            extra={"limit": MOST_BYTES, "length": len(body)},
        )
    media, digest = kind_of(body), hashlib.sha256(body).hexdigest()
    clean = re.sub(r"[^\w.\- ]", "_", Path(name or "bestand").name)[:120] or "bestand"
    folder = kit.settings.data / "files" / digest[:2]
    await asyncio.to_thread(_write, folder, digest, body)
    view = {"id": new_id(), "name": clean, "type": media, "size": len(body)}
    try:
        async with kit.db.write() as tx:
            await tx.execute(
                insert(t.attachments).values(
                    id=view["id"],
                    conversation_id=conversation_id,
                    at=kit.clock.now(),
                    by="customer",
                    name=clean,
                    type=media,
                    size=len(body),
                    sha256=digest,
                )
            )
    except IntegrityError:  # the same file again in the same conversation, or no such conversation
        async with kit.db.read() as tx:
            row = (
                await tx.execute(
                    select(t.attachments).where(
                        t.attachments.c.conversation_id == conversation_id, t.attachments.c.sha256 == digest
                    )
                )
            ).first()
        if row is None:
            raise NotFound("There is no such conversation.") from None
        view = {"id": row.id, "name": row.name, "type": row.type, "size": row.size}
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


def _write(folder: Path, digest: str, body: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / digest
    if not target.exists():
        half = target.with_suffix(f".{uuid.uuid4().hex}")
        half.write_bytes(body)
        half.replace(target)
