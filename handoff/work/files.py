"""Photos and PDFs of a conversation: at most 10 MB, of a type that their content proves, kept outside the database."""

from __future__ import annotations

import asyncio
import hashlib
import re
import uuid
from pathlib import Path
from typing import Any

import puremagic
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from handoff.errors import BadInput, NotFound, TooLarge, WrongType
from handoff.store import tables as t
from handoff.work.base import Kit, new_id

MOST_BYTES = 10 * 1024 * 1024
TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "application/pdf": "pdf"}
_BRANDS = (b"heic", b"heix", b"mif1", b"heif")


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


async def store_file(kit: Kit, conversation_id: str, name: str | None, body: bytes, by: str) -> dict[str, Any]:
    """Store a file of a conversation; the same file again is the same. Returns ``id``, ``name``, ``type``, ``size``.

    Raises BadInput, TooLarge, WrongType, NotFound.
    """
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
                    by=by,
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
    return view


def _write(folder: Path, digest: str, body: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / digest
    if not target.exists():
        half = target.with_suffix(f".{uuid.uuid4().hex}")
        half.write_bytes(body)
        half.replace(target)
