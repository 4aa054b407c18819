"""/desk/debtors/report: how old what is open is, and what came in after each step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from handoff.decide.calendars import add_months
from handoff.decide.written import euros
from handoff.desk import charts
from handoff.desk.arrears.kit import CSV, csv_text, debt_colleague, debt_page, download, euros_plain, looked
from handoff.desk.page_kit import words_of
from handoff.store import debt_reads
from handoff.work.base import Kit
from handoff.work.dunning.run import today_in

bp = Blueprint("desk_debt_report", url_prefix="/desk/debtors/report")


@bp.get("/")
@openapi.exclude()
async def report(request: Request) -> HTTPResponse:
    """Both, with charts and the same in tables."""
    await debt_colleague(request)
    kit, w = request.app.ctx.kit, words_of(request)
    since, until = _span(request)
    async with kit.db.read() as tx:
        ages = await debt_reads.ageing(tx, today_in(kit))
        came = await debt_reads.collected(tx, _steps(kit), since, until)
        costs = await debt_reads.costs_between(tx, since, until)
    await looked(request, "debtors", "report", "report viewed")
    for row in ages:
        row["name"] = _age(w, row)
    for row in came:
        row["name"] = w.named("step", row["step"] or "none")
    return await debt_page(
        request, "desk/debt_report.html", "report", ages=ages, came=came, costs=costs, since=since, until=until,
        age_chart=_chart("chart-ageing", w("chart.ageing"), ages, w.language),
        came_chart=_chart("chart-collected", w("chart.collected"), came, w.language),
    )  # fmt: skip


@bp.get("/ageing.csv")
@openapi.exclude()
async def ageing_file(request: Request) -> HTTPResponse:
    """How old what is open is, as a file."""
    await debt_colleague(request)
    kit, w = request.app.ctx.kit, words_of(request)
    async with kit.db.read() as tx:
        ages = await debt_reads.ageing(tx, today_in(kit))
    await looked(request, "debtors", "report", "report exported")
    head = [w(f"report.{name}") for name in ("age", "open", "disputed", "invoices", "debtors")]
    rows = [
        (_age(w, r), euros_plain(r["cents"]), euros_plain(r["disputed"]), r["invoices"], r["debtors"]) for r in ages
    ]
    return download(csv_text(head, rows), f"ageing-{today_in(kit)}.csv", CSV)


@bp.get("/collected.csv")
@openapi.exclude()
async def collected_file(request: Request) -> HTTPResponse:
    """What came in after each step, as a file."""
    await debt_colleague(request)
    kit, w = request.app.ctx.kit, words_of(request)
    since, until = _span(request)
    async with kit.db.read() as tx:
        came = await debt_reads.collected(tx, _steps(kit), since, until)
    await looked(request, "debtors", "report", "report exported")
    head = [w(f"report.{name}") for name in ("step", "taken", "paying", "came")]
    rows = [(w.named("step", r["step"] or "none"), r["taken"], r["claims"], euros_plain(r["cents"])) for r in came]
    return download(csv_text(head, rows), f"collected-{since}-{until}.csv", CSV)


def _chart(key: str, title: str, rows: Sequence[dict[str, Any]], language: str) -> Markup:
    """Lying bars of what each row amounts to."""

    def said(cents: float) -> str:
        return euros(round(cents), language)

    says = "; ".join(f"{row['name']} {said(row['cents'])}" for row in rows)
    return charts.lying(key, title, says, [charts.Bar(row["name"], (row["cents"],)) for row in rows], said)


def _age(w: Any, row: dict[str, Any]) -> str:
    return str(
        w("report.days", first=row["first"], last=row["last"])
        if row["last"]
        else w("report.days_more", n=row["first"] - 1)
    )


def _span(request: Request) -> tuple[dt.date, dt.date]:
    """From and until, both included; by default the last twelve months."""
    today = today_in(request.app.ctx.kit)

    def day(name: str, otherwise: dt.date) -> dt.date:
        try:
            found = dt.date.fromisoformat(request.args.get(name) or "")
        except ValueError:
            return otherwise
        return found if 2000 <= found.year <= 2100 else otherwise

    until = day("until", today)
    return min(day("since", add_months(until, -12)), until), until


def _steps(kit: Kit) -> list[str]:
    return [step.id for step in kit.content.dunning.schedule.steps]
