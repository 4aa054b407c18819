"""What the pages of debtors share: who may see them, the trace of a look, files to download."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import raw

from handoff.decide.dunning import lists
from handoff.decide.dunning.schedule import REASONS
from handoff.decide.lettering import capital
from handoff.desk import page_queries, page_views
from handoff.desk.page_kit import colleague, field, page, words_of
from handoff.desk.words import Words
from handoff.errors import BadInput, NotFound
from handoff.work.accounts import Session
from handoff.work.base import Kit, record
from handoff.work.dunning.run import today_in

TABS = ("list", "run", "calls", "lists", "report")
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
BOM = "\ufeff"


async def debt_colleague(request: Request) -> Session:
    """The session of somebody who may see arrears. Raises NotFound, in the words of a page that does not exist."""
    session = await colleague(request)
    if "debtors" not in session.agent["roles"]:
        raise NotFound("This page does not exist.", code="page-missing")
    return session


async def looked(request: Request, subject: str, name: str, what: str, **detail: Any) -> None:
    """Leave the trace of a look."""
    session, kit = await debt_colleague(request), request.app.ctx.kit
    async with kit.db.write() as tx:
        await record(tx, kit.clock.now(), subject, name, f"agent:{session.agent['username']}", what, **detail)


async def debt_page(request: Request, template: str, tab: str, **values: Any) -> HTTPResponse:
    """A page with the tabs of debtors."""
    kit: Kit = request.app.ctx.kit
    w = words_of(request)
    async with kit.db.read() as tx:
        names = {p["username"]: p["name"] for p in await page_queries.people(tx)}
    return await page(
        request,
        template,
        tab=tab,
        tab_names=TABS,
        by=lambda actor: page_views.actor_name(actor, names, w),
        steps=[step.id for step in kit.content.dunning.schedule.steps],
        reasons_to_stop=REASONS,
        today=today_in(kit),
        **values,
    )


def day_field(request: Request, name: str) -> dt.date:
    """A form field that holds a day. Raises BadInput."""
    try:
        found = dt.date.fromisoformat(field(request, name))
    except ValueError:
        raise BadInput("Choose a day.", code="day-missing") from None
    if not 2000 <= found.year <= 2100:
        raise BadInput("Choose a day.", code="day-missing")
    return found


def cents_field(request: Request, name: str, *, empty: int | None = None) -> int:
    """A form field that holds an amount in euros, in cents. Raises BadInput; an empty field is `empty` where one is given."""
    text = field(request, name).strip()
    if not text and empty is not None:
        return empty
    return cents_of(text)


def cents_of(text: str) -> int:
    """An amount as people write it, in cents. Raises BadInput."""
    try:
        return lists.cents(text, "total")
    except lists.Refused:
        raise BadInput("An amount is written as 12,50.", code="amount-invalid") from None


def why_refused(w: Words, one: Mapping[str, Any]) -> str:
    """Why a row of a list was refused, in the reader's language; an old report keeps its own words."""
    code = one.get("code")
    if not code or code not in lists.REFUSALS:
        return str(one["reason"])
    values = dict(one.get("values") or {})
    if "field" in values:
        values["field"] = w.named("debt_field", str(values["field"]))
    return capital(w(f"refused.{code}", **values))


def euros_plain(cents: int) -> str:
    """An amount as a spreadsheet in Dutch reads it: 1234,50."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100},{cents % 100:02d}"


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV file for a spreadsheet: with a byte order mark, semicolons, and no cell that is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(cell) for cell in head])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    if not text.lstrip(" \u00a0").startswith(RISKY) or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def download(body: str | bytes, name: str, kind: str, *, inline: bool = False) -> HTTPResponse:
    """A file."""
    headers = {
        "content-disposition": f'{"inline" if inline else "attachment"}; filename="{name}"',
        "cache-control": "private, no-store",
    }
    data = body.encode() if isinstance(body, str) else body
    return raw(data, content_type=kind, headers=headers)


CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
