"""What every page needs: templates, texts, who looks, refusals in words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import HTTPResponse, Request
from sanic.response import empty, html, redirect

from handoff.content import Content
from handoff.content.texts import text as say
from handoff.decide.calendars import closing_days
from handoff.decide.lettering import capital
from handoff.decide.written import address_lines, euros
from handoff.desk import page_queries, page_views, registers, together
from handoff.desk.data_words import change_value
from handoff.desk.session import agent_of
from handoff.desk.words import LANGUAGES, Words
from handoff.errors import Forbidden, Refused, Unauthorised
from handoff.settings import ROOT
from handoff.store import queue
from handoff.work import accounts
from handoff.work.accounts import Session
from handoff.work.base import Kit

LANGUAGE_COOKIE, THEME_COOKIE = "balie_language", "balie_theme"
THEMES = ("auto", "light", "dark")
DESK_ROLES = {"agent", "supervisor"}
SEEN_EVERY_S = 15  # a page view is a sign of life too, for who works without scripts

environment = Environment(
    loader=FileSystemLoader(ROOT / "handoff" / "web" / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
environment.filters |= {"email": page_views.email, "phone": page_views.phone}


def words_of(request: Request) -> Words:
    """The texts in the language that this browser chose."""
    return Words(request.cookies.get(LANGUAGE_COOKIE) or "nl")


def theme_of(request: Request) -> str:
    """The appearance that this browser chose."""
    theme = request.cookies.get(THEME_COOKIE) or "auto"
    return theme if theme in THEMES else "auto"


async def colleague(request: Request) -> Session:
    """The session of somebody who works at the desk. Raises Unauthorised, Forbidden."""
    session = await agent_of(request)
    if not DESK_ROLES & set(session.agent["roles"]):
        raise Forbidden("This account has no role at the desk.", code="desk-role")
    kit: Kit = request.app.ctx.kit
    last = session.agent["seen_at"]
    if last is None or (kit.clock.now() - last).total_seconds() > SEEN_EVERY_S:
        await accounts.seen(kit, session.agent)
    return session


async def supervisor(request: Request) -> Session:
    """The session of a supervisor. Raises Unauthorised, Forbidden."""
    session = await colleague(request)
    if "supervisor" not in session.agent["roles"]:
        raise Forbidden("This page is for supervisors.", code="role-supervisor")
    return session


def names_in(kit: Kit, w: Words) -> dict[str, Any]:
    """Functions that templates use, bound to the language and the moment."""
    now, content, language = kit.clock.now(), kit.content, w.language

    def plain(code: str | None) -> str:
        found = content.topics.get(code or "")
        return found.name.by(language) if found else (code or "").replace("_", " ")  # type: ignore[arg-type]

    def topic(code: str | None) -> str:
        return capital(plain(code))

    def topics(codes: Sequence[str], most: int) -> str:
        more = f" +{len(codes) - most}" if len(codes) > most else ""
        return capital(", ".join(plain(code) for code in codes[:most])) + more

    def department(code: str | None) -> str:
        found = content.departments.get(code or "")
        return found.name.by(language) if found else code or w("none")  # type: ignore[arg-type]

    return {
        "w": w,
        "now": now,
        "topic": topic,
        "topics": topics,
        "department": department,
        "departments": {k: department(k) for k in content.departments},
        "left": partial(_left, now, w),
        "waited": partial(_waited, now, w),
        "moment": partial(_moment, now, language),
        "clock": page_views.clock,
        "reasons": lambda codes: page_views.reasons_in_words(codes, w),
        "mood": page_views.mood,
        "place": lambda row: page_views.place_in_words(row, now, w),
        "one_line": page_views.one_line,
        "open_count": page_views.open_count,
        "gist": page_views.gist,
        "initials": page_views.initials,
        "organisation": content.organisation.name,
        "particular": partial(_particular, content, language),
        "day": partial(_day, language),
        "workdays": partial(_workdays, now, w, closing_days(tuple(content.hours.closing_days))),
        "euros": lambda cents: euros(cents, language),
        "address": lambda who: ", ".join(address_lines({**who, "name": ""}, envelope=False)),
        "address_lines": address_lines,
        "change_value": partial(change_value, language=language),
    }


async def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    error: Refused | None = None,
    at: str | None = None,
    **values: Any,
) -> HTTPResponse:
    """A whole page for whoever is logged in, with the frame around it; ``error`` shows above the content.

    ``at``: the address of this page where it answers a form that was sent elsewhere.
    """
    kit: Kit = request.app.ctx.kit
    session = await agent_of(request)
    w = words_of(request)
    async with kit.db.read() as tx:
        mine = (await page_queries.conversations_of(tx, [session.agent["id"]])).get(session.agent["id"], [])
        offer = (await together.offers_of(tx, [session.agent["id"]])).get(session.agent["id"])
        asked = (await together.mentions_of(tx, [session.agent["id"]])).get(session.agent["id"], [])
        total = await queue.waiting_count(tx)
        todo = await registers.todo(tx, session.agent, kit.clock.now().date())
    said = request.args.get("said")
    frame = {
        "agent": session.agent,
        "csrf": session.csrf,
        "mine": mine,
        "offer": offer,
        "asked": asked,
        "waiting_total": total,
        "todo": todo,
        "here": at or here(request),
        "theme": theme_of(request),
        "said": f"said.{said}" if said and f"said.{said}" in TABLE_KEYS else None,
        "error": sentence(error, w) if error else None,
        "presences": accounts.PRESENCES,
    }
    return html(render(kit, w, template, **frame, **values), status=error.status if error else status)


def bare(request: Request, template: str, *, status: int = 200, **values: Any) -> HTTPResponse:
    """A page without the frame: log-in and refusals."""
    return html(
        render(request.app.ctx.kit, words_of(request), template, theme=theme_of(request), here=here(request), **values),
        status=status,
    )


def render(kit: Kit, w: Words, template: str, **values: Any) -> str:
    """A template with the texts and names in place."""
    return environment.get_template(template).render(**names_in(kit, w), **values)


def sentence(error: Refused, w: Words) -> str:
    """A refusal in the agent's language; one without translation keeps its own words."""
    key = f"error.{error.code}"
    if key not in TABLE_KEYS:
        return error.sentence
    values = {name: error.extra.get(name) or "?" for name in ("agent", "most")}
    if isinstance(cents := error.extra.get("most_cents"), int):
        values["most"] = euros(cents, w.language)
    return w(key, **values)


def go(address: str, said: str | None = None) -> HTTPResponse:
    """See another page: what a form answers when it has done its work."""
    if said:
        address += ("&" if "?" in address else "?") + f"said={said}"
    return redirect(address, status=303)


def refused(request: Request, error: Refused) -> HTTPResponse:
    """A refusal as a page; who is not logged in is asked to, and comes back here."""
    w = words_of(request)
    if isinstance(error, Unauthorised):
        back = here(request) if request.method == "GET" else "/desk"
        address = f"/desk/login?next={quote(back, safe='/')}"
        return empty(204, headers={"hx-redirect": address}) if is_htmx(request) else redirect(address, status=303)
    return bare(request, "desk/refused.html", status=error.status, message=sentence(error, w), missing=error.status == 404)


def here(request: Request) -> str:
    """Path and query of this page, without what was said once."""
    query = "&".join(part for part in request.query_string.split("&") if part and not part.startswith("said="))
    return f"{request.path}?{query}" if query else request.path


def inside(address: object, default: str = "/desk") -> str:
    """``address`` when it is a page of the desk, else ``default``: nobody is sent to another website."""
    if not isinstance(address, str) or "\\" in address or any(ord(ch) < 32 for ch in address):
        return default
    parts = urlsplit(address)
    ours = not parts.scheme and not parts.netloc and (parts.path == "/desk" or parts.path.startswith("/desk/"))
    return address if ours else default


def is_htmx(request: Request) -> bool:
    """Whether htmx asks for a fragment."""
    return request.headers.get("hx-request") == "true"


def field(request: Request, name: str) -> str:
    """A form field as text; empty when it is not there."""
    form = request.form
    return str(form.get(name) or "") if form else ""


def arguments(request: Request, *names: str) -> dict[str, str]:
    """The named query parameters that are filled in."""
    return {name: value for name in names if (value := request.args.get(name))}


def fresh_id() -> str:
    """An id for a form that may be sent twice without harm."""
    return str(uuid.uuid4())


def _left(now: Any, w: Words, due: Any, start: Any = None) -> page_views.Left:
    return page_views.time_left(due, start, now, w)


def _waited(now: Any, w: Words, since: Any) -> str:
    return page_views.waited(since, now, w)


def _moment(now: Any, language: str, value: Any) -> str:
    return page_views.moment(value, now, language)


def _day(language: str, value: Any) -> str:
    return page_views.short_day(value, language)


def _workdays(now: Any, w: Words, closed: Any, due: Any, start: Any = None) -> page_views.Left:
    """How a term stands in working days; on its last day in hours."""
    left = page_views.time_left(due, start, now, w)
    days = page_views.working_days_left(due, now, closed)
    return left if days is None else page_views.Left(left.level, w.count("due.workdays", days))


def _particular(content: Content, language: str, code: str) -> str:
    key = f"particular_{code}"
    known = any(key in group for group in content.texts.values())
    return capital(say(content, key, language) if known else code.replace("_", " "))


TABLE_KEYS: Mapping[str, str] = Words(LANGUAGES[0])._table
