"""Words of the mails we send, from what the outbox recorded."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from handoff.settings import ROOT
from handoff.store import reads
from handoff.work.base import Kit
from handoff.work.moments import day_in_words
from handoff.work.showing import message_view

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(ROOT / "handoff" / "web" / "mail"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)
_SENDERS = {
    "nl": {"customer": "Jij", "bot": "Assistent", "agent": "Medewerker", "system": "Bericht"},
    "en": {"customer": "You", "bot": "Assistant", "agent": "Colleague", "system": "Notice"},
}


async def compose(kit: Kit, kind: str, payload: Mapping[str, Any]) -> EmailMessage:
    """The mail of ``kind`` for ``payload``, as text and HTML. Raises KeyError for a kind that has no template."""
    makers = {"transcript": _transcript}
    values = await makers[kind](kit, payload)
    language = payload.get("language", "nl")
    message = EmailMessage()
    message["To"] = payload["to"]
    subject, _, text = _ENVIRONMENT.get_template(f"{kind}.{language}.txt").render(**values).partition("\n")
    message["Subject"] = subject.removeprefix("Subject: ").strip()
    message.set_content(text.strip() + "\n")
    message.add_alternative(_ENVIRONMENT.get_template(f"{kind}.{language}.html").render(**values), subtype="html")
    return message


async def _transcript(kit: Kit, payload: Mapping[str, Any]) -> dict[str, Any]:
    language = payload.get("language", "nl")
    async with kit.db.read() as tx:
        conversation = await reads.conversation(tx, payload["conversation"])
        rows = await reads.messages_after(tx, payload["conversation"], 0)
    assert conversation is not None
    lines = [
        {
            **message_view(r),
            "who": _SENDERS[language][r["sender"]],
            "clock": f"{r['at'].astimezone(kit.clock.now().tzinfo):%H:%M}",
        }
        for r in rows
        if r["seq"] <= payload["upto"]
    ]
    return {
        "lines": lines,
        "day": day_in_words(conversation["created_at"].astimezone(kit.clock.now().tzinfo).date(), language),
        "organisation": kit.content.organisation.name,
    }
