"""/desk/mail: the messages that the outbox wrote to the mail folder, newest first."""

from __future__ import annotations

import asyncio
import re
from email import policy
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from handoff.desk.page_kit import colleague, page
from handoff.errors import NotFound

MOST = 200
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.eml")
bp = Blueprint("desk_mail", url_prefix="/desk/mail")


@bp.get("/")
@openapi.exclude()
async def mail_list(request: Request) -> HTTPResponse:
    """The folder."""
    await colleague(request)
    letters = await asyncio.to_thread(read_folder, request.app.ctx.kit.settings.data / "mail")
    return await page(request, "desk/mail.html", letters=letters)


@bp.get("/<name:str>")
@openapi.exclude()
async def one_mail(request: Request, name: str) -> HTTPResponse:
    """One message, as text."""
    await colleague(request)
    file = request.app.ctx.kit.settings.data / "mail" / name
    if not NAME.fullmatch(name) or not file.is_file():
        raise NotFound("There is no such message.")
    return await page(request, "desk/letter.html", letter=await asyncio.to_thread(read_letter, file, True))


def read_folder(folder: Path) -> list[dict[str, Any]]:
    """Heads of the newest messages in ``folder``."""
    files = sorted(
        (f for f in folder.glob("*.eml") if NAME.fullmatch(f.name)),
        key=lambda f: (f.stat().st_mtime, f.name),
        reverse=True,
    )
    return [read_letter(f) for f in files[:MOST]]


def read_letter(file: Path, whole: bool = False) -> dict[str, Any]:
    """Head of a message, and with ``whole`` its text."""
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes(), headersonly=not whole)
    text = ""
    if whole:
        body = message.get_body(("plain", "html"))
        text = body.get_content() if body else ""
    try:
        at = parsedate_to_datetime(str(message["date"])) if message["date"] else None
    except ValueError:
        at = None
    return {
        "name": file.name,
        "to": str(message["to"] or ""),
        "from": str(message["from"] or ""),
        "subject": str(message["subject"] or ""),
        "at": at if at and at.tzinfo else None,
        "text": text,
    }
