"""What every answer carries and every unsafe request must show: headers, cross-origin rules, the CSRF value.

``Bearer`` requests need no CSRF value, because no browser adds that header by itself. A cookie is added by itself: an
unsafe request under /desk or /api/desk that has one must also show the value that only our own pages know.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request, Sanic
from sanic.response import empty

from handoff.errors import Forbidden, Unauthorised
from handoff.settings import Settings
from handoff.work.accounts import Session, session_of

COOKIE = "balie_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
GUARDED = ("/desk", "/api/desk")
LOG_IN = frozenset({"/desk/login", "/api/desk/sessions"})  # no session yet: the origin is looked at instead
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
WIDGET = "/static/widget.js"
PREFLIGHT_S = 600


def install(app: Sanic, settings: Settings) -> None:
    """Guard every request and complete every answer of ``app``."""
    app.config.CORS = False  # the rules below are narrower than those of the extension
    https = settings.base_url.startswith("https:")

    @app.on_request
    async def _guard(request: Request) -> HTTPResponse | None:
        if request.method == "OPTIONS" and cross_origin_of(request, settings):
            return empty()
        await check_csrf(request, settings)
        return None

    @app.on_response
    async def _complete(request: Request, response: HTTPResponse) -> None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("strict-transport-security", HSTS)
        if _under(request.path, ("/desk", "/api")):
            response.headers.setdefault("cache-control", "no-store")
        shared = request.path == WIDGET or _under(request.path, ("/api/chat",))
        response.headers.setdefault("cross-origin-resource-policy", "cross-origin" if shared else "same-origin")
        if shared:
            response.headers.setdefault("vary", "Origin")
        if origin := cross_origin_of(request, settings):
            response.headers["access-control-allow-origin"] = origin
            if request.method == "OPTIONS":
                response.headers["access-control-allow-methods"] = "GET, POST"
                response.headers["access-control-allow-headers"] = "Authorization, Content-Type"
                response.headers["access-control-max-age"] = str(PREFLIGHT_S)


def cross_origin_of(request: Request, settings: Settings) -> str | None:
    """The origin of a request from a website that may embed the widget, for what the widget needs; else None."""
    origin = request.headers.get("origin")
    wanted = request.path == WIDGET or _under(request.path, ("/api/chat",))
    return origin if wanted and origin in settings.allow_origins else None


def same_origin(request: Request, settings: Settings) -> bool:
    """Whether a browser says that this request comes from our own pages; programs send no Origin and pass."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") not in ("cross-site", "same-site")
    return origin == settings.base_url or urlsplit(origin).netloc == request.headers.get("host")


async def check_csrf(request: Request, settings: Settings) -> None:
    """Raises Forbidden for an unsafe request with our cookie and without the session's CSRF value."""
    if request.method in SAFE or not _under(request.path, GUARDED) or bearer_of(request):
        return
    if not same_origin(request, settings):
        raise Forbidden("This request comes from another website.", code="origin-foreign")
    if request.path.rstrip("/") in LOG_IN or not request.cookies.get(COOKIE):
        return
    try:
        session = await request_session(request)
    except Unauthorised:
        return  # the handler says so in its own way
    given = request.headers.get("x-csrf-token") or _form_value(request)
    if not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise Forbidden("This form is from an earlier log-in. Reload the page and try again.", code="csrf-invalid")


async def request_session(request: Request) -> Session:
    """The session of a Bearer token or else of the cookie, looked up once a request. Raises Unauthorised."""
    known = getattr(request.ctx, "desk_session", None)
    if known is None:
        token = bearer_of(request) or (request.cookies.get(COOKIE) if "authorization" not in request.headers else None)
        known = request.ctx.desk_session = await session_of(request.app.ctx.kit, token)
    return known


def bearer_of(request: Request) -> str | None:
    """The token of an ``Authorization: Bearer`` header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _form_value(request: Request) -> str:
    kind = request.headers.get("content-type", "")
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        form = request.form
        return str(form.get("csrf") or "") if form else ""
    return ""


def _under(path: str, roots: tuple[str, ...]) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in roots)
