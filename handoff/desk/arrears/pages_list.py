"""/desk/debtors: the list of claims, and one debtor."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from handoff import papers
from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.booking import WAYS as WAYS_IN
from handoff.decide.dunning.schedule import REASONS, today_of
from handoff.decide.dunning.search import PLACES
from handoff.desk.arrears.kit import CSV, PDF, csv_text, debt_colleague, debt_page, download, euros_plain, looked
from handoff.desk.arrears.view import debtor_view
from handoff.desk.page_kit import arguments, go, words_of
from handoff.desk.page_queries import people
from handoff.desk.pages_cases import events_of
from handoff.errors import NotFound, Refused
from handoff.store import debt_reads
from handoff.web.http import whole_number
from handoff.work.base import Kit
from handoff.work.dunning.facts import claims
from handoff.work.dunning.run import today_in

ROWS, MOST_EXPORTED = 50, 100_000
FILTERS = ("q", "step", "stop", "state", "sort")
WAITS = ("plan_running", "promise", "business")
STOPS = (debt_reads.NO_STOP, debt_reads.ANY_STOP, *dict.fromkeys((*REASONS, *WAITS)))
bp = Blueprint("desk_debtors", url_prefix="/desk/debtors")


@bp.get("/")
@openapi.exclude()
async def debtor_list(request: Request) -> HTTPResponse:
    """Claims by filter, the oldest first."""
    await debt_colleague(request)
    kit: Kit = request.app.ctx.kit
    filters = arguments(request, *FILTERS)
    offset = whole_number(request, "offset", 0, 0, 10**7)
    query = _query(kit, filters)
    async with kit.db.read() as tx:
        count, total, rows = await debt_reads.page_of(tx, query, ROWS, offset)
        known = {one.id: one for one in await claims(tx, today_in(kit), [row["id"] for row in rows])}
    for row in rows:
        claim = known.get(row["id"])
        row["today"] = today_of(claim.debtor, today_in(kit), kit.content.dunning, LEGAL_HOLIDAYS) if claim else None
    await looked(request, "debtors", "list", "debtors listed", filters=filters, shown=len(rows))
    return await debt_page(
        request, "desk/debtors.html", "list", found=rows, total=count, cents=total, filters=filters, offset=offset, rows=ROWS,
        stops=STOPS, states=debt_reads.STATES, sorts=debt_reads.SORTS,
    )  # fmt: skip


@bp.get("/list.csv")
@openapi.exclude()
async def list_file(request: Request) -> HTTPResponse:
    """The same list as a file."""
    await debt_colleague(request)
    kit, w = request.app.ctx.kit, words_of(request)
    filters = arguments(request, *FILTERS)
    query = _query(kit, filters)
    async with kit.db.read() as tx:
        _, _, rows = await debt_reads.page_of(tx, query, MOST_EXPORTED, 0)
    await looked(request, "debtors", "list", "debtors exported", filters=filters, shown=len(rows))
    head = [w(f"debtors.{name}") for name in ("customer", "name", "invoices", "since", "amount")]
    lines = [(r["customer_number"], r["name"], r["invoices"], r["zero"] or "", euros_plain(r["total"])) for r in rows]
    return download(csv_text(head, lines), "debtors.csv", CSV)


@bp.get("/<number:str>")
@openapi.exclude()
async def debtor(request: Request, number: str) -> HTTPResponse:
    """One debtor."""
    await debt_colleague(request)
    return await one_debtor(request, number)


async def one_debtor(request: Request, number: str, *, error: Refused | None = None) -> HTTPResponse:
    """The page of a debtor; after a refusal with what was typed. Looking at it leaves a trace."""
    session, kit = await debt_colleague(request), request.app.ctx.kit
    found = await debtor_view(kit, number, session.agent)
    if found["customer"]["number"] != number:
        return go(f"/desk/debtors/{found['customer']['number']}")
    await looked(request, "customer", number, "debtor viewed")
    async with kit.db.read() as tx:
        everybody = await people(tx)
    form: Any = request.form or {}
    typed: dict[str, Any] = {name: str(form.get(name) or "") for name in form} if error else {}
    if "place" in typed:
        typed["place"] = form.getlist("place")
    once = typed.get("once") or secrets.token_urlsafe(12)  # a form that is sent twice books once
    return await debt_page(
        request, "desk/debtor.html", "", error=error, at=f"/desk/debtors/{number}", typed=typed, act=request.path if error else "",
        once=once, ways=WAYS_IN, places=PLACES,
        not_found_days=kit.content.dunning.schedule.not_found_days, refused=error.code if error else "",
        events=events_of(request, kit, found.pop("history"), everybody), **found,
    )  # fmt: skip


@bp.get("/<number:str>/ledger.csv")
@openapi.exclude()
async def ledger_file(request: Request, number: str) -> HTTPResponse:
    """The account as a file."""
    session, w = await debt_colleague(request), words_of(request)
    found = await debtor_view(request.app.ctx.kit, number, session.agent)
    await looked(request, "customer", number, "debtor exported")
    head = [w(f"ledger.{name}") for name in ("day", "what", "ref", "amount", "balance")]
    rows = [
        (x.on or "", w(f"ledger.{x.what}"), x.ref, euros_plain(x.cents), euros_plain(x.balance))
        for x in found["ledger"]
    ]
    return download(csv_text(head, rows), f"{found['customer']['number']}.csv", CSV)


@bp.get("/<number:str>/notices/<notice_id:int>")
@openapi.exclude()
async def notice(request: Request, number: str, notice_id: int) -> HTTPResponse:
    """A notice as it was sent."""
    row = await _notice(request, number, notice_id)
    return await debt_page(
        request, "desk/debt_notice.html", "", number=number, notice=row, text=papers.as_blocks(row["body"])
    )


@bp.get("/<number:str>/notices/<notice_id:int>/pdf")
@openapi.exclude()
async def notice_paper(request: Request, number: str, notice_id: int) -> HTTPResponse:
    """A letter as it goes on paper."""
    row = await _notice(request, number, notice_id)
    if row["channel"] != "letter":
        raise NotFound("There is no such letter.")
    body = await asyncio.to_thread(papers.notices, request.app.ctx.kit.content, [row])
    return download(body, f"{row['step']}-{notice_id}.pdf", PDF, inline=True)


async def _notice(request: Request, number: str, notice_id: int) -> dict[str, Any]:
    await debt_colleague(request)
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        row = await debt_reads.notice(tx, number, notice_id)
    if row is None:
        raise NotFound("There is no such notice.")
    await looked(request, "customer", number, "notice viewed", notice=notice_id)
    return row


def _query(kit: Kit, filters: dict[str, str]) -> Any:
    rules = kit.content.dunning.schedule
    steps = [step.id for step in rules.steps]
    return debt_reads.claims_query(steps, filters, today_in(kit), minor_below=rules.minor_below)
