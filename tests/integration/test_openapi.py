"""The OpenAPI document is made from the code, is valid in form, and true of the contract."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.support.installation import Service

CONTRACT = [  # every call of api.md
    ("post", "/api/chat/conversations"), ("post", "/api/chat/messages"), ("get", "/api/chat/messages"), ("post", "/api/chat/attachments"),
    ("post", "/api/chat/rating"), ("post", "/api/chat/transcript"), ("post", "/api/triage"), ("post", "/api/triage/batch"),
    ("post", "/api/desk/sessions"), ("put", "/api/desk/presence"), ("get", "/api/desk/queue"), ("post", "/api/desk/conversations/{}/claim"),
    ("get", "/api/desk/conversations/{}"), ("post", "/api/desk/conversations/{}/messages"), ("post", "/api/desk/conversations/{}/notes"),
    ("post", "/api/desk/conversations/{}/transfer"), ("post", "/api/desk/conversations/{}/release"), ("post", "/api/desk/conversations/{}/return-to-bot"),
    ("post", "/api/desk/conversations/{}/close"), ("get", "/api/desk/cases"), ("get", "/api/desk/cases/{}"), ("patch", "/api/desk/cases/{}"),
    ("post", "/api/desk/contacts"), ("get", "/api/desk/contacts"), ("get", "/healthz"), ("get", "/readyz"),
]  # fmt: skip
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


@pytest.fixture
def document(balie: Service) -> dict:
    answer = httpx.get(f"{balie.url}/openapi.json", timeout=60)
    assert answer.status_code == 200
    return dict(answer.json())


def paths_of(document: dict) -> dict[str, dict]:
    return {re.sub(r"\{[^}]+\}", "{}", path).rstrip("/") or "/": item for path, item in document["paths"].items()}


def test_form(document: dict) -> None:
    assert re.fullmatch(r"3\.\d+\.\d+", document["openapi"])
    assert {"title", "version"} <= set(document["info"])
    ids = []
    for path, item in document["paths"].items():
        assert path.startswith("/")
        named = set(re.findall(r"\{([^}]+)\}", path))
        for method, operation in item.items():
            assert method in METHODS, (path, method)
            ids.append(operation.get("operationId"))
            given = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert given == named, f"{method} {path}: path parameters {given}"
            assert all(p.get("required") for p in operation.get("parameters", []) if p["in"] == "path")
            for code, response in operation.get("responses", {}).items():
                assert re.fullmatch(r"[1-5]\d\d|default", str(code))
                assert "description" in response, f"{method} {path} {code}"
            for scheme in operation.get("security", []):
                assert set(scheme) <= set(document["components"]["securitySchemes"])
    known = [i for i in ids if i]
    assert len(known) == len(set(known)), "an operation id stands for one operation"


@pytest.mark.parametrize(("method", "path"), CONTRACT)
def test_every_call_of_the_contract_is_described(document: dict, method: str, path: str) -> None:
    assert method in paths_of(document).get(path, {}), f"{method} {path}"


@pytest.mark.parametrize(("method", "path"), CONTRACT)
def test_every_described_call_is_there(balie: Service, method: str, path: str) -> None:
    answer = httpx.request(method, balie.url + path.replace("{}", "niemand"), timeout=60, json={} if method != "get" else None)
    assert answer.status_code not in (404, 405, 500), f"{answer.status_code} {answer.text}"


def test_what_is_secured_is_described_as_secured(balie: Service, document: dict) -> None:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if path.startswith("/api/desk") and method == "get" and "ws" not in path:
                status = httpx.get(balie.url + re.sub(r"\{[^}]+\}", "niemand", path)).status_code
                assert (status == 401) == bool(operation.get("security")), f"{path}: {status}, described as {operation.get('security')}"
