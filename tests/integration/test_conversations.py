"""The editors' conversations with the real engine, by HTTP: nobody tells the bot what a message is about."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.arrears import two_bills
from tests.support.chat import Chat
from tests.support.conversations import Conversation, compare, conversations
from tests.support.customers import with_customer
from tests.support.installation import Service, Stage
from tests.support.process import until

pytestmark = [pytest.mark.engine, pytest.mark.slow]
ALL = conversations()
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@pytest.fixture
def served(stage: Stage) -> Service:
    """A service for the conversations."""
    return stage.service("conversations")


@pytest.mark.parametrize("conversation", [c for _, c in ALL], ids=[f"{file}: {c.name}" for file, c in ALL])
def test_conversation(served: Service, conversation: Conversation) -> None:
    with_customer(served, *conversation.has, invoices=two_bills() if conversation.owes else ())
    chat = served.chat(conversation.language)
    for number, step in enumerate(conversation.steps, 1):
        if step.press:
            reply = chat.said(payload=payload_of(chat, step.press))
        else:
            reply = chat.said(step.customer.replace("{code}", code_of(served) if "{code}" in step.customer else ""))
        compare(conversation, number, step, reply)
    assert chat.status == conversation.ends
    if conversation.cases is not None:
        assert served.count("cases", "conversation_id = ?", chat.id) == conversation.cases


def payload_of(chat: Chat, title: str) -> str:
    """What the button with this title under the last message sends."""
    buttons = chat.messages[-1]["buttons"]
    return next(str(b["payload"]) for b in buttons if b["title"] == title)


def code_of(service: Service) -> str:
    """The newest code, from the mail or text message that carried it: other mail has numbers of six digits too (Z2026-000123)."""
    until(lambda: service.count("outbox", "key LIKE 'code:%' AND state = 'waiting'") == 0, 20, what="the code sent")
    newest = service.rows("SELECT id, kind FROM outbox WHERE key LIKE 'code:%' ORDER BY id DESC LIMIT 1")[0]
    folder, ending = ("sms", "txt") if newest["kind"] == "sms" else ("mail", "eml")
    found = _CODE.search(_words(service.data / folder / f"{newest['id']:06d}.{ending}"))
    assert found, "the mail with the code has it"
    return found.group()


def _words(file: Path) -> str:
    """The text of a mail, or of a text message, that was written to the folder."""
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",)) if isinstance(mail, EmailMessage) and mail["Subject"] else None
    return str(body.get_content()) if body is not None else file.read_text(encoding="utf-8")
