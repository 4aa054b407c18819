"""Half-filled forms outlive a crash; a double press and a message sent twice arrange one thing; mail waits for its server."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.integration.test_conversations import code_of, payload_of
from tests.support.chat import Chat, new_uuid
from tests.support.customers import with_customer
from tests.support.installation import Service, Stage
from tests.support.process import until

pytestmark = [pytest.mark.engine, pytest.mark.slow]
MOVE = "ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht"
WHO = "40118273, 3527 GV 12, 12-03-1985"


@pytest.fixture
def served(stage: Stage) -> Iterator[Service]:
    """A service of its own that knows one customer."""
    made = with_customer(stage.service("forms"))
    yield made
    assert made.child is not None
    if not made.child.alive:
        made.start()


def changes(service: Service) -> int:
    """How many changes there are."""
    return service.count("changes")


def killed(service: Service) -> None:
    """kill -9, and up again."""
    service.kill()
    service.start()


def test_a_half_filled_form_outlives_kill_9(served: Service) -> None:
    chat = served.chat()
    assert "klantnummer" in chat.said(MOVE)
    killed(served)
    assert "Lindelaan 4, 3511 AB Utrecht" in chat.said(WHO)
    killed(served)
    assert "Gelukt" in chat.said("ja")
    assert changes(served) == 1
    assert served.count("cases", "conversation_id = ?", chat.id) == 1
    chat.check_seqs()


def test_a_code_under_way_outlives_kill_9(served: Service) -> None:
    chat = served.chat()
    chat.said("mijn nieuwe rekeningnummer is NL20INGB0001234567")
    chat.said("40118273, 3527 GV 12")
    killed(served)
    assert "wiens naam" in chat.said(code_of(served))
    assert "machtiging" in chat.said(payload=payload_of(chat, "Anna de Boer"))


def test_killed_while_a_confirmation_is_under_way(served: Service) -> None:
    chat = served.chat()
    chat.said(MOVE)
    chat.said(WHO)
    served.engine.pause()
    try:
        chat.send(payload=payload_of(chat, "Ja, dat klopt"))
        served.kill()
    finally:
        served.engine.resume()
    served.start()
    view = chat.settled()
    assert "Gelukt" in view["messages"][-1]["text"]
    assert changes(served) == 1
    assert served.count("cases", "conversation_id = ?", chat.id) == 1


def test_the_confirmation_pressed_twice_at_once(served: Service) -> None:
    chat = served.chat()
    chat.said(MOVE)
    chat.said(WHO)
    payload, before = payload_of(chat, "Ja, dat klopt"), served.count("outbox", "kind = 'confirmation'")
    presses = [threading.Thread(target=lambda: Chat(chat.url, chat.id, chat.token, []).send(payload=payload)) for _ in range(2)]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    chat.settled()
    assert changes(served) == 1
    assert served.count("cases", "conversation_id = ?", chat.id) == 1
    assert served.count("outbox", "kind = 'confirmation'") == before + 1


def test_the_same_message_sent_twice(served: Service) -> None:
    chat = served.chat()
    chat.said(MOVE)
    chat.said(WHO)
    message = new_uuid()
    payload = payload_of(chat, "Ja, dat klopt")
    assert chat.send(payload=payload, message_id=message) == chat.send(payload=payload, message_id=message)
    chat.settled()
    assert chat.send(payload=payload, message_id=message)
    chat.settled()
    assert changes(served) == 1
    assert served.count("cases", "conversation_id = ?", chat.id) == 1


def test_without_a_mail_server_mail_is_written_once(served: Service) -> None:
    chat = served.chat()
    chat.said(MOVE)
    chat.said(WHO)
    chat.said("ja")
    # Its own: what a killed service was just sending, in a test before this one, is held for two minutes.
    mine = "state = 'sent' AND kind = 'confirmation' AND key LIKE ?"
    until(lambda: served.count("outbox", mine, f"%:{chat.id}:%") == 1, 20, what="the confirmation sent")
