"""Who may change something: by cookie only from our own pages with the session's value, by Bearer token always."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from handoff.errors import Forbidden
from handoff.web.security import COOKIE, bearer_of, check_csrf, cross_origin_of, same_origin
from handoff.work.accounts import Session

SETTINGS: Any = SimpleNamespace(base_url="https://balie.example", allow_origins=("https://shop.example",))


def request(
    method: str = "POST", path: str = "/desk/presence", *, csrf: str | None = None, cookie: bool = True, **headers: str
) -> Any:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    form = {"csrf": csrf} if csrf else {}
    if csrf:
        names.setdefault("content-type", "application/x-www-form-urlencoded")
    known = SimpleNamespace(desk_session=Session("token", "right", {}))
    cookies = {COOKIE: "token"} if cookie else {}
    return SimpleNamespace(
        method=method, path=path, headers={"host": "balie.example", **names}, cookies=cookies, form=form, ctx=known
    )


@pytest.mark.parametrize(
    "good",
    [
        request(csrf="right"),
        request(x_csrf_token="right"),
        request(csrf="right", origin="https://balie.example"),
        request("PATCH", "/api/desk/cases/Z2026-000001", x_csrf_token="right"),
        request("POST", "/api/desk/contacts", authorization="Bearer abc", origin="https://anywhere.example"),
        request("GET"),
        request(cookie=False),  # nothing is added by the browser: the handler asks to log in
        request(path="/desk/login"),
        request(path="/api/desk/sessions"),
        request(path="/api/chat/messages"),
        request(path="/deskundig"),
    ],
)
async def test_passes(good) -> None:
    await check_csrf(good, SETTINGS)


@pytest.mark.parametrize(
    "bad",
    [
        request(),
        request(csrf="wrong"),
        request(x_csrf_token=""),
        request("DELETE", "/api/desk/sessions/x"),
        request(csrf="right", origin="https://evil.example"),
        request(csrf="right", origin="null"),
        request(csrf="right", sec_fetch_site="cross-site"),
        request(path="/desk/login", origin="https://evil.example"),
        request(path="/api/desk/sessions", origin="https://shop.example"),  # may embed the widget, not the desk
        request(authorization="Basic abc"),
        request(csrf="rïght"),
    ],
)
async def test_is_refused(bad) -> None:
    with pytest.raises(Forbidden):
        await check_csrf(bad, SETTINGS)


@pytest.mark.parametrize(
    ("path", "origin", "allowed"),
    [
        ("/api/chat/messages", "https://shop.example", True),
        ("/static/widget.js", "https://shop.example", True),
        ("/api/chat/messages", "https://evil.example", False),
        ("/api/desk/queue", "https://shop.example", False),
        ("/desk", "https://shop.example", False),
        ("/static/desk/desk.js", "https://shop.example", False),
        ("/api/chatter", "https://shop.example", False),
        ("/api/chat/messages", None, False),
    ],
)
def test_only_the_widget_crosses_origins(path: str, origin: str | None, allowed: bool) -> None:
    headers = {"origin": origin} if origin else {}
    assert bool(cross_origin_of(request(path=path, **headers), SETTINGS)) is allowed


def test_a_host_behind_a_proxy_counts_as_our_own() -> None:
    assert same_origin(request(origin="http://balie.example"), SETTINGS)


@pytest.mark.parametrize(
    ("header", "token"), [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Bearer", None), ("Basic abc", None)]
)
def test_bearer(header: str, token: str | None) -> None:
    assert bearer_of(request(authorization=header)) == token
