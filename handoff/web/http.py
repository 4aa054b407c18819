"""Reading requests and refusing them: every room parses with these, so that every refusal has the same form."""

from __future__ import annotations

import json as jsonlib
import logging
import re
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import raw
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handoff.errors import BadInput, Malformed, Refused, Unavailable

logger = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")  # halves of characters and NUL: no encoding and no database takes them


def parse_json(raw: str | bytes) -> Any:
    """A JSON value, its texts freed of what can be escaped in JSON but not be stored. Raises ValueError, RecursionError."""
    value = jsonlib.loads(raw)
    head = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
    return _storable(value) if b"\\u" in head else value


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, list):
        return [_storable(v) for v in value]
    if isinstance(value, dict):
        return {_storable(k): _storable(v) for k, v in value.items()}
    return value


def body_of(request: Request, *, empty_ok: bool = False) -> dict[str, Any]:
    """The JSON object in the body. Raises Malformed when it is none."""
    if not request.body and empty_ok:
        return {}
    try:
        body = parse_json(request.body)
    except (ValueError, RecursionError):
        raise Malformed("The body is not valid JSON in UTF-8.", code="not-json") from None
    if not isinstance(body, dict):
        raise Malformed("The body must be a JSON object.", code="not-an-object")
    return body


def whole_number(request: Request, name: str, default: int, least: int, most: int) -> int:
    """A query parameter as a whole number. Raises BadInput outside ``least``..``most``."""
    given = request.args.get(name)
    if given is None:
        return default
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise BadInput(f'"{name}" is a whole number from {least} to {most}.', code="number-invalid")
    return int(given)


def client_address(request: Request) -> str:
    """The address that a request comes from."""
    return request.remote_addr or request.ip or "?"


def problem(document: dict[str, Any], status: int) -> HTTPResponse:
    """A problem document (RFC 9457)."""
    headers = {"retry-after": str(document["retry_after_s"])} if "retry_after_s" in document else {}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return raw(jsonlib.dumps(document).encode(), status=status, content_type=PROBLEM, headers=headers)


def register_busy() -> Unavailable:
    """What whoever asks hears when the database does not answer in time; asking again is harmless."""
    return Unavailable(
        "Our register cannot be reached for a moment. Nothing was stored; please try again.",
        code="database-busy",
        extra={"retry_after_s": 2},
    )


def install_errors(app: Sanic) -> None:
    """Turn every error into a problem document; details go to the log, never to the caller."""

    @app.exception(Refused)
    async def _refused(request: Request, error: Refused) -> HTTPResponse:
        if error.log:
            logger.info("%s: %s", error.code, error.log)
        return problem(error.document(), error.status)

    @app.exception(DataError)
    async def _unstorable(request: Request, error: DataError) -> HTTPResponse:
        logger.info("database refused a value: %s", type(error.orig).__name__)
        wrong = BadInput(
            "Something in the request is longer than it may be, or cannot be stored.", code="value-invalid"
        )
        return problem(wrong.document(), wrong.status)

    @app.exception(DBAPIError, PoolTimeout)
    async def _database(request: Request, error: DBAPIError | PoolTimeout) -> HTTPResponse:
        logger.error("database: %s", type(getattr(error, "orig", None) or error).__name__)
        sorry = register_busy()
        return problem(sorry.document(), sorry.status)

    @app.exception(SanicException)
    async def _sanic(request: Request, error: SanicException) -> HTTPResponse:
        status = error.status_code or 500
        title = {404: "Not found", 405: "Method not allowed", 413: "Too large", 400: "The request cannot be read"}.get(
            status, "The request cannot be carried out"
        )
        detail = {404: "There is nothing at this address.", 413: "This is more than we take."}.get(status, title + ".")
        return problem({"type": f"/problems/http-{status}", "title": title, "status": status, "detail": detail}, status)

    @app.exception(Exception)
    async def _unexpected(request: Request, error: Exception) -> HTTPResponse:
        logger.exception("unexpected error at %s %s", request.method, request.path)
        return problem(
            {
                "type": "/problems/internal",
                "title": "Something went wrong on our side",
                "status": 500,
                "detail": "Something went wrong on our side. Please try again.",
            },
            500,
        )
