"""/api/triage: one text, or JSON Lines of many."""

from __future__ import annotations

import json as jsonlib
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sanic.response import raw
from sanic_ext import openapi

from handoff.errors import BadInput, Malformed, TooLarge
from handoff.web.http import body_of, parse_json
from handoff.web.security import request_session
from handoff.work.conversations import check_text
from handoff.work.understanding import CHANNELS, understand

MOST_LINES = 2000
bp = Blueprint("triage", url_prefix="/api/triage")


@bp.post("/")
@openapi.summary("Understand one message")
@openapi.secured("desk")
@openapi.body(
    {
        "application/json": {
            "type": "object",
            "required": ["text"],
            "properties": {
                "text": {"type": "string", "maxLength": 4000},
                "channel": {"type": "string", "enum": list(CHANNELS)},
                "language": {"type": "string"},
            },
        }
    }
)
@openapi.response(
    200, {"application/json": {"type": "object"}}, "language, parts, entities, complexity, reasons, priority, route"
)
async def one(request: Request) -> HTTPResponse:
    """Language, parts, entities, complexity, priority and route; stores nothing."""
    await request_session(request)
    text, language = asked(body_of(request))
    found = await understand(request.app.ctx.kit, request.app.ctx.engine, [text], [language])
    return json(found[0])


@bp.post("/batch")
@openapi.summary("Understand many messages, JSON Lines in and out")
@openapi.secured("desk")
async def batch(request: Request) -> HTTPResponse:
    """A line in, a line out, in order; a line that cannot be read gives a problem document on its line."""
    await request_session(request)
    try:
        lines = [line for line in request.body.decode("utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.", code="not-utf8") from None
    if len(lines) > MOST_LINES:
        raise TooLarge(f"A call takes at most {MOST_LINES} lines.", code="too-many-lines", extra={"limit": MOST_LINES})
    rows: list[dict[str, Any] | None] = []
    texts, languages, where = [], [], []
    for number, line in enumerate(lines):
        try:
            body = parse_json(line)
            if not isinstance(body, dict):
                raise Malformed("A line must be a JSON object.", code="not-an-object")
            text, language = asked(body)
        except (ValueError, RecursionError):
            rows.append(Malformed("This line is not JSON.", code="not-json").document())
        except (BadInput, Malformed, TooLarge) as refused:
            rows.append(refused.document())
        else:
            rows.append(None)
            texts.append(text)
            languages.append(language)
            where.append(number)
    for number, found in zip(
        where,
        await understand(request.app.ctx.kit, request.app.ctx.engine, texts, languages) if texts else [],
        strict=True,
    ):
        rows[number] = found
    body = "".join(jsonlib.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return raw(body.encode(), content_type="application/x-ndjson; charset=utf-8")


def asked(body: dict[str, Any]) -> tuple[str, str | None]:
    """Text and language of a request. Raises BadInput or TooLarge."""
    language = body.get("language")
    if language not in (None, "nl", "en", "other"):
        raise BadInput('"language" is "nl", "en", "other" or left out.', code="language-unknown")
    if body.get("channel", "chat") not in CHANNELS:
        raise BadInput(f'"channel" is one of {", ".join(CHANNELS)}.', code="channel-unknown")
    return check_text(body.get("text")), language
