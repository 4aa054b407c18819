"""Who is at the desk: a session opened by a Bearer token (programs) or a cookie (pages)."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from handoff.settings import Settings
from handoff.web.security import COOKIE, request_session
from handoff.work.accounts import Session, note_alive


async def agent_of(request: Request) -> Session:
    """The session of whoever sends ``request``. A Bearer token goes before the cookie. Raises Unauthorised.

    Every request is a sign of life: who works by program, without our pages, must not lose conversations.
    """
    session = await request_session(request)
    await note_alive(request.app.ctx.kit, session.agent)
    return session


def set_cookie(request: Request, response: HTTPResponse, token: str) -> None:
    """Let the browser remember the session, out of reach of scripts."""
    settings = _settings(request)
    age = int(settings.session_hours * 3600)
    response.add_cookie(COOKIE, token, path="/", httponly=True, samesite="Lax", secure=_https(settings), max_age=age)


def clear_cookie(response: HTTPResponse) -> None:
    """Let the browser forget the session."""
    response.delete_cookie(COOKIE, path="/")


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.ctx.kit.settings
    return settings


def _https(settings: Settings) -> bool:
    return settings.base_url.startswith("https:")


__all__ = ["COOKIE", "agent_of", "clear_cookie", "set_cookie"]
