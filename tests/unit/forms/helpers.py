"""What several of these tests do: read the newest code, count cases."""

from __future__ import annotations

from handoff.store import tables as t
from tests.support.talking import Talk


async def code_of(talk: Talk) -> str:
    """The newest code that was mailed or sent by SMS."""
    rows = [r for r in await talk.rows(t.outbox) if r["kind"] in ("code", "sms")]
    return str(rows[-1]["payload"]["code"])


async def asked(talk: Talk) -> str:
    """What the open form asks, "" when there is none."""
    form = (await talk.row(t.conversations, t.conversations.c.id == talk.id))["context"].get("form") or {}
    return str(form.get("asked") or form.get("stage") or "")


async def waits(talk: Talk, reason: str) -> None:
    """The conversation waits for a person, for this reason."""
    row = await talk.row(t.conversations, t.conversations.c.id == talk.id)
    assert row["status"] == "waiting"
    assert reason in row["reasons"]
