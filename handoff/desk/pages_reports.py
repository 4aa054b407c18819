"""/desk/reports: the figures of a period as tables, charts and CSV. /desk/unanswered: what customers asked without an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sanic_ext import openapi

from handoff.decide import periods
from handoff.decide.alike import Group, grouped, veiled
from handoff.decide.calendars import AMSTERDAM
from handoff.decide.periods import NAMED, OWN, Period, day_of
from handoff.desk import figure_words
from handoff.desk.figure_words import Names
from handoff.desk.page_kit import names_in, page, supervisor, words_of
from handoff.desk.page_views import short_day
from handoff.desk.sheets import sheet
from handoff.errors import BadInput, NotFound, Refused
from handoff.store import floor
from handoff.store.reports import BY, Scope
from handoff.work import reporting
from handoff.work.base import Kit
from handoff.work.gaps import KINDS

LANGUAGES = ("nl", "en")
DEFAULT = "this_week"
# What stands on top: figure, column, its unit.
HEADLINES = (
    ("contacts", "all", reporting.COUNT),
    ("deflected", "share", reporting.SHARE),
    ("waited", "middle", reporting.SECONDS),
    ("resolved", "share", reporting.SHARE),
    ("terms", "share", reporting.SHARE),
    ("satisfaction", "mean", reporting.SCORE),
)
bp = Blueprint("desk_reports", url_prefix="/desk")


@dataclass(frozen=True)
class Asked:
    """What was chosen: the name of the period, its days, by what, and of which department and language."""

    name: str
    period: Period
    by: str
    department: str
    language: str

    def query(self, **other: str) -> dict[str, str]:
        """The same as query parameters."""
        own = {"from": self.period.first.isoformat(), "until": self.period.last.isoformat()} if self.name == OWN else {}
        chosen = {"period": self.name, **own, "by": self.by, "department": self.department, "language": self.language}
        return {k: v for k, v in {**chosen, **other}.items() if v}


@bp.get("/reports")
@openapi.exclude()
async def reports_page(request: Request) -> HTTPResponse:
    """All figures of a period."""
    await supervisor(request)
    kit: Kit = request.app.ctx.kit
    asked, error = _asked(request, kit)
    found = await reporting.report(kit, _scope(kit, asked))
    w, names = words_of(request), _names(request)
    by_code = {f.code: f for f in found}
    tops = [
        (w(f"headline.{code}"), figure_words.said(by_code[code].of_total(column), unit, w.language), code)
        for code, column, unit in HEADLINES
    ]
    span = _span(asked.period, w.language)
    shown = [figure_words.show(f, names, asked.by, span) for f in found]
    return await page(request, "desk/reports.html", error=error, figures=shown, tops=tops, **_form(asked, span))


@bp.get("/reports/<name:str>")
@openapi.exclude()
async def one_sheet(request: Request, name: str) -> HTTPResponse:
    """One figure as CSV: /desk/reports/contacts.csv with the parameters of the page."""
    await supervisor(request)
    kit: Kit = request.app.ctx.kit
    code, _, kind = name.partition(".")
    if kind != "csv" or code not in reporting.FIGURES:
        raise NotFound("There is no such report.", code="page-missing")
    asked, error = _asked(request, kit)
    if error:
        raise error
    (figure,) = await reporting.report(kit, _scope(kit, asked), [code])
    rows = figure_words.as_sheet(figure, _names(request), asked.by)
    return _download(sheet(rows, words_of(request).language), code, asked.period)


@bp.get("/unanswered")
@openapi.exclude()
async def unanswered_page(request: Request) -> HTTPResponse:
    """What had no answer, alike questions together, the most frequent first."""
    asked, kind, groups, error = await _unanswered(request)
    total = sum(g.count for g in groups)
    shown = [_group_view(g) for g in groups[:200]]
    form = _form(asked, _span(asked.period, words_of(request).language))
    return await page(
        request, "desk/unanswered.html", error=error, groups=shown, total=total, kinds=KINDS, kind=kind, **form
    )


@bp.get("/unanswered.csv")
@openapi.exclude()
async def unanswered_sheet(request: Request) -> HTTPResponse:
    """The same as CSV."""
    asked, _, groups, error = await _unanswered(request)
    if error:
        raise error
    w, topic = words_of(request), names_in(request.app.ctx.kit, words_of(request))["topic"]
    head = [w(f"gap.{name}") for name in ("question", "count", "kind", "topic", "language", "last")]
    rows: list[list[Any]] = [head]
    for view in map(_group_view, groups):
        last = view["last"].astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M")
        about = topic(view["topic"]) if view["topic"] else ""
        rows.append([view["text"], view["count"], w(f"gap.{view['kind']}"), about, view["language"], last])
    return _download(sheet(rows, w.language), "unanswered", asked.period)


async def _unanswered(request: Request) -> tuple[Asked, str, list[Group], Refused | None]:
    session = await supervisor(request)
    kit: Kit = request.app.ctx.kit
    asked, error = _asked(request, kit)
    kind = str(request.args.get("kind") or "")
    kind = kind if kind in KINDS else ""
    async with kit.db.read() as tx:
        rows = await floor.unanswered(
            tx, day_of(asked.period.first).start, day_of(asked.period.last).until,
            debtors="debtors" in session.agent["roles"], language=asked.language, kind=kind,
        )  # fmt: skip
    return asked, kind, grouped(rows), error


def _group_view(group: Group) -> dict[str, Any]:
    """The newest question veiled, how many, and where to read the last five."""
    last = group.members[0]
    others = list(dict.fromkeys(veiled(m["text"]) for m in group.members[1:]))
    text = veiled(last["text"])
    return {
        "text": text,
        "others": [other for other in others if other != text][:4],
        "count": group.count,
        "last": last["at"],
        "kind": last["kind"],
        "topic": last["topic"],
        "language": last["language"],
        "talks": list(dict.fromkeys(m["conversation_id"] for m in group.members))[:5],
    }


def _asked(request: Request, kit: Kit) -> tuple[Asked, Refused | None]:
    """What the address asks for; a period that is none gives this week, and says so."""
    today, args = kit.clock.now().date(), request.args
    by, department, language = (str(args.get(n) or "") for n in ("by", "department", "language"))
    by = by if by in BY else "day"
    department = department if department in kit.content.departments else ""
    language = language if language in LANGUAGES else ""
    name, error = str(args.get("period") or DEFAULT), None
    if name == OWN:
        try:
            period = periods.own(str(args.get("from") or ""), str(args.get("until") or ""))
        except ValueError:
            error = BadInput(
                "Choose two dates, the first before the last, at most a year apart.", code="period-invalid"
            )
            name = DEFAULT
    elif name not in NAMED:
        name = DEFAULT
    if name != OWN:
        period = periods.named(name, today)
    return Asked(name, period, by, department, language), error


def _scope(kit: Kit, asked: Asked) -> Scope:
    homes = {code: topic.department for code, topic in kit.content.topics.items()}
    return Scope(asked.period, asked.by, asked.department, asked.language, homes)


def _names(request: Request) -> Names:
    w = words_of(request)
    known = names_in(request.app.ctx.kit, w)
    return Names(w, known["department"], known["topic"])


def _span(period: Period, language: str) -> str:
    first, last = short_day(period.first, language), short_day(period.last, language)
    return first if period.first == period.last else f"{first} – {last}"


def _form(asked: Asked, span: str) -> dict[str, Any]:
    return {"chosen": asked, "span": span, "periods": (*NAMED, OWN), "bys": BY, "languages": LANGUAGES}


def _download(body: bytes, name: str, period: Period) -> HTTPResponse:
    file = f"balie-{name}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    headers = {"content-disposition": f'attachment; filename="{file}"'}
    return raw(body, content_type="text/csv; charset=utf-8", headers=headers)
