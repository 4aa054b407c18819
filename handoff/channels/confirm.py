"""/confirm/TOKEN: the page behind the link that confirms a new e-mail address.

Looking changes nothing, because mail programs look at links by themselves; the button confirms.
"""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html
from sanic_ext import openapi

from handoff.content.texts import text as say
from handoff.errors import NotFound
from handoff.settings import ROOT
from handoff.work import links
from handoff.work.base import Kit

bp = Blueprint("confirm", url_prefix="/confirm")
_TEMPLATES = Environment(
    loader=FileSystemLoader(ROOT / "handoff" / "web" / "templates"), autoescape=True, undefined=StrictUndefined
)


@bp.get("/<token:str>")
@openapi.exclude()
async def look(request: Request, token: str) -> HTTPResponse:
    """The button."""
    kit: Kit = request.app.ctx.kit
    try:
        return _page(kit, "ask", await links.language_of(kit, token))
    except NotFound:
        return _page(kit, "dead", "nl", 404)


@bp.post("/<token:str>")
@openapi.exclude()
async def confirm(request: Request, token: str) -> HTTPResponse:
    """The address counts from now on."""
    kit: Kit = request.app.ctx.kit
    try:
        language = await links.language_of(kit, token)
        await links.confirm(kit, token)
    except NotFound:
        return _page(kit, "dead", "nl", 404)
    return _page(kit, "done", language)


def _page(kit: Kit, state: str, language: str, status: int = 200) -> HTTPResponse:
    body = _TEMPLATES.get_template("confirm.html").render(
        language=language,
        state=state,
        organisation=kit.content.organisation.name,
        title=say(kit.content, f"confirm_{state}_title", language),
        words=say(
            kit.content, f"confirm_{state}", language, phone=kit.content.organisation.contact["customer_service"].phone
        ),
        button=say(kit.content, "confirm_button", language),
    )
    return html(body, status=status, headers={"cache-control": "no-store", "referrer-policy": "no-referrer"})
