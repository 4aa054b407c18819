"""/desk/debtors/lists: lists of debtors that come in by upload, with their columns named once and every refused row told."""

from __future__ import annotations

import asyncio
import re
import secrets
from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import select

from handoff.decide.dunning.lists import COLUMNS, NEEDED, missing
from handoff.desk.arrears.kit import CSV, csv_text, debt_colleague, debt_page, download, looked, why_refused
from handoff.desk.page_kit import field, go, words_of
from handoff.errors import BadInput, NotFound, Refused
from handoff.store import debtors as d
from handoff.work.base import Kit
from handoff.work.dunning import importing

SAMPLE, MOST_SHOWN = 5, 200
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
bp = Blueprint("desk_debt_lists", url_prefix="/desk/debtors/lists")


@bp.get("/")
@openapi.exclude()
async def lists(request: Request) -> HTTPResponse:
    """What was taken in, and the form for another list."""
    await debt_colleague(request)
    return await _lists(request)


@bp.post("/")
@openapi.exclude()
async def upload(request: Request) -> HTTPResponse:
    """A file: looked at, and kept aside until its columns are confirmed."""
    await debt_colleague(request)
    kit: Kit = request.app.ctx.kit
    try:
        given = request.files.get("file") if request.files else None
        if given is None or not given.body:
            raise BadInput("Choose a file.", code="file-empty")
        source = " ".join(field(request, "source").split())[:60]
        if not source:
            raise BadInput("Say where the list comes from.", code="source-missing")
        await asyncio.to_thread(importing.read, given.body)
    except Refused as error:
        return await _lists(request, error=error)
    token = secrets.token_urlsafe(16)
    await asyncio.to_thread(_keep, _file(kit, token), given.body)
    name = Path(given.name or "list").name[:200]
    return await _columns(request, token, name, source, field(request, "complete") == "yes")


@bp.post("/take")
@openapi.exclude()
async def take(request: Request) -> HTTPResponse:
    """Takes the list in by the columns that were confirmed, which are remembered for its source."""
    session, kit = await debt_colleague(request), request.app.ctx.kit
    token, name, source = field(request, "token"), field(request, "name")[:200], field(request, "source")[:60]
    complete = field(request, "complete") == "yes"
    file = _file(kit, token)
    if not file.is_file():
        return await _lists(request, error=BadInput("Upload the file again.", code="upload-gone"))
    columns = {key: field(request, f"column-{key}") for key in COLUMNS}
    body = await asyncio.to_thread(file.read_bytes)
    try:
        report = await importing.take_list(
            kit, body, name, f"agent:{session.agent['username']}", source=source, columns=columns, complete=complete
        )
    except Refused as error:
        return await _columns(request, token, name, source, complete, error=error, chosen=columns)
    await asyncio.to_thread(file.unlink, missing_ok=True)
    return go(f"/desk/debtors/lists/{report.id}", "list_taken")


@bp.get("/<import_id:int>")
@openapi.exclude()
async def report(request: Request, import_id: int) -> HTTPResponse:
    """What a list did, and which rows were refused, by line and reason."""
    row, refused = await _import(request, import_id)
    return await debt_page(
        request, "desk/debt_import.html", "lists", row=row, refused=refused[:MOST_SHOWN], total=len(refused)
    )


@bp.get("/<import_id:int>/refused.csv")
@openapi.exclude()
async def refused_file(request: Request, import_id: int) -> HTTPResponse:
    """All refused rows as a file."""
    _, refused = await _import(request, import_id)
    w = words_of(request)
    return download(csv_text([w("list.line"), w("list.reason")], refused), f"refused-{import_id}.csv", CSV)


async def _import(request: Request, import_id: int) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    await debt_colleague(request)
    kit, w = request.app.ctx.kit, words_of(request)
    async with kit.db.read() as tx:
        row = (await tx.execute(select(d.imports).where(d.imports.c.id == import_id))).first()
    if row is None:
        raise NotFound("There is no such list.")
    await looked(request, "debtors", str(import_id), "list viewed")
    return dict(row._mapping), [(one["line"], why_refused(w, one)) for one in row.refused]


async def _lists(request: Request, *, error: Refused | None = None) -> HTTPResponse:
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        rows = await tx.execute(select(d.imports).order_by(d.imports.c.id.desc()).limit(50))
        found = [dict(row._mapping) for row in rows]
        sources = list((await tx.execute(select(d.mappings.c.source).order_by(d.mappings.c.source))).scalars())
    return await debt_page(
        request, "desk/debt_lists.html", "lists", error=error, at="/desk/debtors/lists", found=found, sources=sources,
        source=field(request, "source"), fields=[(key, key in NEEDED) for key in COLUMNS],
    )  # fmt: skip


async def _columns(
    request: Request, token: str, name: str, source: str, complete: bool, *, error: Refused | None = None,
    chosen: dict[str, str] | None = None,
) -> HTTPResponse:  # fmt: skip
    """Which column is what, as remembered or recognised, with the first rows and what would be refused."""
    kit: Kit = request.app.ctx.kit
    w = words_of(request)
    sheet = await asyncio.to_thread(lambda: importing.read(_file(kit, token).read_bytes()))
    mapping = chosen if chosen is not None else await importing.mapping_of(kit, source, sheet.header)
    used = {key: column for key, column in mapping.items() if column}
    lacking = missing(used, sheet.header)
    taken, refused = ([], []) if lacking else await asyncio.to_thread(importing.entries_of, sheet, used)
    told = [
        (line, why_refused(w, {"code": why.code, "values": why.values, "reason": str(why)})) for line, why in refused
    ]
    return await debt_page(
        request, "desk/debt_columns.html", "lists", error=error, at="/desk/debtors/lists", token=token, name=name, source=source,
        complete=complete, header=sheet.header, sample=[row for _, row in sheet.rows[:SAMPLE]], total=len(sheet.rows),
        fields=[(key, key in NEEDED) for key in COLUMNS], mapping=used, lacking=lacking, taken=len(taken), refused=told[:20],
        refused_total=len(told),
    )  # fmt: skip


def _file(kit: Kit, token: str) -> Path:
    if not _TOKEN.fullmatch(token):
        raise NotFound("There is no such upload.")
    return kit.settings.data / "lists" / token


def _keep(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(body)
