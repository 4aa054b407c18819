"""/api/chat/ws: everything above ``after`` once and in order, whatever happens to the line."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode

from tests.support.chat import Socket, messages_in, new_uuid
from tests.support.installation import Service


def test_hello_then_everything_then_the_status(balie: Service) -> None:
    chat = balie.chat()
    with chat.socket() as line:
        assert line.of("message")["message"]["seq"] == 1
        status = line.of("status")
        assert {k: status[k] for k in ("status", "busy", "queue")} == {"status": "bot", "busy": False, "queue": None}


def test_a_message_is_acknowledged_and_answered(balie: Service) -> None:
    chat = balie.chat()
    with chat.socket(after=1) as line:
        line.of("status")
        message_id = line.message("Hoe zwaar is de E-Ver?")
        line.idle()
        ack = next(f for f in line.frames if f["type"] == "ack")
        assert (ack["id"], ack["seq"]) == (message_id, 2)
        assert [(m["seq"], m["sender"]) for m in messages_in(line.frames)] == [(2, "customer"), (3, "bot")]
        assert any(f["type"] == "status" and f["busy"] for f in line.frames), "the bot is seen to be busy"
        assert "26 kg" in messages_in(line.frames)[1]["text"]


def test_two_tabs_see_the_same(balie: Service) -> None:
    chat = balie.chat()
    with chat.socket() as one, chat.socket() as two:
        two.of("status")
        one.message("Hoe zwaar is de E-Ver?")
        for line in (one, two):
            line.until(lambda f: f["type"] == "message" and f["message"]["seq"] == 3)
        assert messages_in(one.frames) == messages_in(two.frames)


def test_queue_place_and_agent_are_told_without_asking(balie: Service) -> None:
    chat, desk = balie.chat(), balie.desk()
    with chat.socket() as line:
        line.of("status")
        chat.send(payload="/ask_human")
        waiting = line.until(lambda f: f["type"] == "status" and f["status"] == "waiting")
        assert waiting["queue"]["position"] >= 1
        assert waiting["queue"]["open"] is True
        desk.claim(chat.id)
        line.until(lambda f: f["type"] == "status" and f["status"] == "agent" and f["queue"] is None)
        assert "Sanne" in messages_in(line.frames)[-1]["text"]


def test_typing_and_reading_of_the_agent(balie: Service) -> None:
    chat, desk = balie.chat().handed_over(), balie.desk()
    desk.claim(chat.id)
    with chat.socket() as line, Socket(balie.url, None, "/api/desk/ws", {"Authorization": f"Bearer {desk.token}"}) as screen:
        line.of("status")
        screen.send({"type": "open", "conversation": chat.id, "after": 0})
        screen.until(lambda f: f["type"] == "status" and f["conversation"] == chat.id and f["mine"])
        screen.send({"type": "typing", "conversation": chat.id, "on": True})
        typing = line.of("typing")
        assert (typing["sender"], typing["on"]) == ("agent", True)
        line.send({"type": "typing", "on": True})
        assert screen.until(lambda f: f["type"] == "typing")["sender"] == "customer"
        seq = desk.say(chat.id, "Kun je dat uitleggen?")
        line.until(lambda f: f["type"] == "message" and f["message"]["seq"] == seq)
        line.send({"type": "read", "seq": seq})
        assert screen.until(lambda f: f["type"] == "read" and f["seq"] == seq)["by"] == "customer"
        screen.send({"type": "read", "conversation": chat.id, "seq": seq})
        assert line.of("read")["by"] == "agent"
    assert desk.card(chat.id)["seen"] == {"customer": seq, "agent": seq}


def test_a_customer_cannot_see_ahead_of_what_there_is(balie: Service) -> None:
    chat = balie.chat()
    with chat.socket(after=500) as line:
        line.of("status")
        line.send({"type": "read", "seq": 400})
        line.send({"type": "ping"})
        line.of("pong")
        assert messages_in(line.frames) == []
    assert balie.rows("SELECT customer_seen_seq FROM conversations WHERE id = ?", chat.id) == [{"customer_seen_seq": 0}]


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({"type": "hello", "token": "geraden.token", "after": 0}, 4401),
        ({"type": "hello", "token": "\ud800.x", "after": 0}, 4401),
        ({"type": "hello"}, 4400),
        ({"type": "hello", "token": 5}, 4400),
        ({"type": "message", "id": new_uuid(), "text": "zonder hello"}, 4400),
        ("geen json", 4400),
        (b"\xff\xfe", 4400),
        ("[]", 4400),
        ('{"type": "hello", "token": ', 4400),
    ],
)
def test_no_conversation_without_a_proper_hello(balie: Service, hello: object, code: int) -> None:
    with Socket(balie.url, hello) as line:
        assert line.closed() == code
        (error,) = line.frames
        assert error["type"] == "error"
        assert error["detail"]


@pytest.mark.parametrize("after", [-1, "1", 1.5, True, 2**40, None])
def test_hello_with_a_strange_number(balie: Service, after: object) -> None:
    with Socket(balie.url, {"type": "hello", "token": balie.chat().token, "after": after}) as line:
        assert line.closed() == 4400


def test_broken_utf8_harms_that_line_only(balie: Service) -> None:
    chat = balie.chat()
    with chat.socket(after=1) as line:
        line.of("status")
        # Sanic gives such a line no answer at all; a browser cannot make one.
        line.wire.socket.sendall(Frame(Opcode.TEXT, b'{"type": "\xff\xfe"}').serialize(mask=True))
        assert line.quiet(1) == []
    with chat.socket(after=1) as line:
        line.of("status")
        line.message("Hoe zwaar is de E-Ver?")
        line.idle()
        assert "26 kg" in messages_in(line.frames)[-1]["text"]
