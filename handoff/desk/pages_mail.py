"""/desk/mail: the messages that the outbox wrote to the mail folder, newest first."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from email import policy
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sanic_ext import openapi

from handoff.desk import page_queries
from handoff.desk.page_kit import colleague, page
from handoff.errors import NotFound

MOST = 200
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.eml")
TEXT = re.compile(r"\d{1,12}\.txt")
bp = Blueprint("desk_mail", url_prefix="/desk/mail")


@bp.get("/")
@openapi.exclude()
async def mail_list(request: Request) -> HTTPResponse:
    """The folder; mail about arrears only for who has the role."""
    hidden = await _hidden(request)
    data = request.app.ctx.kit.settings.data
    letters = [one for one in await asyncio.to_thread(read_folder, data / "mail") if one["name"] not in hidden]
    texts = await asyncio.to_thread(read_texts, data / "sms")
    letters = sorted((*letters, *texts), key=lambda one: one["at"] or _LONG_AGO, reverse=True)[:MOST]
    return await page(request, "desk/mail.html", letters=letters)


@bp.get("/sms/<name:str>")
@openapi.exclude()
async def one_text(request: Request, name: str) -> HTTPResponse:
    """One text message."""
    await colleague(request)
    file = request.app.ctx.kit.settings.data / "sms" / name
    if not TEXT.fullmatch(name) or not file.is_file():
        raise NotFound("There is no such message.")
    return await page(request, "desk/letter.html", letter=await asyncio.to_thread(read_text, file))


@bp.get("/<name:str>/<index:int>")
@openapi.exclude()
async def attached(request: Request, name: str, index: int) -> HTTPResponse:
    """A file that went along with a message."""
    hidden = await _hidden(request)
    file = request.app.ctx.kit.settings.data / "mail" / name
    if not NAME.fullmatch(name) or name in hidden or not file.is_file():
        raise NotFound("There is no such message.")
    found = await asyncio.to_thread(read_attachment, file, index)
    if found is None:
        raise NotFound("There is no such file.")
    shown = {"content-disposition": f'inline; filename="{found[0]}"', "cache-control": "private, no-store"}
    return raw(found[1], content_type="application/pdf", headers=shown)


@bp.get("/<name:str>")
@openapi.exclude()
async def one_mail(request: Request, name: str) -> HTTPResponse:
    """One message, as text."""
    hidden = await _hidden(request)
    file = request.app.ctx.kit.settings.data / "mail" / name
    if not NAME.fullmatch(name) or name in hidden or not file.is_file():
        raise NotFound("There is no such message.")
    return await page(request, "desk/letter.html", letter=await asyncio.to_thread(read_letter, file, True))


async def _hidden(request: Request) -> set[str]:
    """Messages that this colleague may not see."""
    session = await colleague(request)
    if "debtors" in session.agent["roles"]:
        return set()
    async with request.app.ctx.kit.db.read() as tx:
        return await page_queries.mail_of_debtors(tx)


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
        "address": f"/desk/mail/{file.name}",
        "sms": False,
        "files": [part.get_filename() or "" for part in message.iter_attachments()] if whole else [],
    }


def read_attachment(file: Path, index: int) -> tuple[str, bytes] | None:
    """Name and bytes of the PDF with this place in a message, or None."""
    parts = list(BytesParser(policy=policy.default).parsebytes(file.read_bytes()).iter_attachments())
    if not 0 <= index < len(parts) or parts[index].get_content_type() != "application/pdf":
        return None
    return re.sub(r"[^A-Za-z0-9._-]", "", parts[index].get_filename() or "file.pdf"), parts[index].get_content()


def read_texts(folder: Path) -> list[dict[str, Any]]:
    """The text messages in ``folder``."""
    return [read_text(f) for f in sorted(folder.glob("*.txt"), reverse=True)[:MOST] if TEXT.fullmatch(f.name)]


def read_text(file: Path) -> dict[str, Any]:
    """One text message, in the shape of a mail."""
    head, _, text = file.read_text("utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    at = dt.datetime.fromisoformat(fields["Date"]) if "Date" in fields else None
    return {
        "name": file.name,
        "to": fields.get("To", ""),
        "from": "",
        "subject": " ".join(text.split())[:80],
        "at": at,
        "text": text.strip(),
        "address": f"/desk/mail/sms/{file.name}",
        "sms": True,
        "files": [],
    }
