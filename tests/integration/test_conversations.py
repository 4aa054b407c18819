"""The editors' conversations with the real engine, by HTTP: nobody tells the bot what a message is about."""

from __future__ import annotations

import json

import pytest

from tests.support.chat import Chat
from tests.support.conversations import Conversation, compare, conversations
from tests.support.customers import with_customer
from tests.support.installation import Service, Stage

pytestmark = [pytest.mark.engine, pytest.mark.slow]
ALL = conversations()


@pytest.fixture
def served(stage: Stage) -> Service:
    """A service that knows the customer of the conversations."""
    return with_customer(stage.service("conversations"))


@pytest.mark.parametrize("conversation", [c for _, c in ALL], ids=[f"{file}: {c.name}" for file, c in ALL])
def test_conversation(served: Service, conversation: Conversation) -> None:
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
    """The newest code."""
    rows = service.rows("SELECT payload FROM outbox WHERE kind IN ('code', 'sms') ORDER BY id DESC LIMIT 1")
    found = rows[0]["payload"]
    return str((json.loads(found) if isinstance(found, str) else found)["code"])
