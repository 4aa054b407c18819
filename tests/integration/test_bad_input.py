"""Whatever is sent: a clear refusal or a sensible answer, nothing stored wrongly, no trace, and the service goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.test_chat import problem
from tests.support.chat import Chat, Socket, messages_in, new_uuid
from tests.support.installation import Service

CONTROL = "Hoe \x00zwaar\x07 is\x1b[31m de\x7f E-Ver?"
DIRECTION = "Hoe zwaar is \u202ede E-Ver\u202c?\u200b\ufeff"
TOO_DEEP = "[" * 100_000 + "]" * 100_000
LEAKS = ("Traceback", 'File "', "sqlalchemy", "sqlite", str(Path(__file__).parents[2]), "site-packages", "BALIE_")


@pytest.fixture(autouse=True)
def still_healthy(balie: Service) -> Iterator[None]:
    """After every test here the service is well, and answers another customer."""
    before = balie.log.count("Traceback")
    yield
    assert httpx.get(f"{balie.url}/readyz", timeout=30).status_code == 200
    assert balie.log.count("Traceback") == before, balie.log[-3000:]


def clean(answer: httpx.Response) -> httpx.Response:
    assert answer.status_code < 500, answer.text
    assert not any(leak in answer.text for leak in LEAKS), answer.text
    return answer


def raw(chat: Chat, body: str | bytes, path: str = "messages") -> httpx.Response:
    return clean(chat.http.post(f"/api/chat/{path}", content=body, headers={"content-type": "application/json"}))


# -- texts that are no message

EMPTY = {"empty": "", "spaces": "   \t\n ", "no-break spaces": "\u00a0\u2003", "control characters": "\x00\x01\x1f", "direction marks": "\u202e\u202c", "zero width": "\u200b\ufeff", "half a character": "\ud83d"}


@pytest.mark.parametrize("text", EMPTY.values(), ids=EMPTY.keys())
def test_nothing_to_read(balie: Service, text: str) -> None:
    chat = balie.chat()
    body = problem(raw(chat, json.dumps({"id": new_uuid(), "text": text})), 422)
    assert body["type"] == "/problems/message-empty"
    assert len(chat.check_seqs()) == 1
    with chat.socket(after=1) as line:
        line.send(json.dumps({"type": "message", "id": new_uuid(), "text": text}))
        assert line.of("error")["code"] == "message-empty"
        line.message("Hoe zwaar is de E-Ver?")
        line.idle()
    assert len(chat.check_seqs()) == 3


CLEANED = {"control characters": CONTROL, "direction marks": DIRECTION, "half a character": "Hoe zwaar is \ud83dde E-Ver?"}


@pytest.mark.parametrize("text", CLEANED.values(), ids=CLEANED.keys())
def test_what_cannot_be_seen_is_not_stored(balie: Service, text: str) -> None:
    chat = balie.chat()
    assert raw(chat, json.dumps({"id": new_uuid(), "text": text})).status_code == 202
    view = chat.settled(2)
    stored = balie.rows("SELECT text FROM messages WHERE conversation_id = ? AND seq = 2", chat.id)[0]["text"]
    assert not [c for c in stored if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u200b\u202e\u202c\ufeff"]
    assert "26 kg" in view["messages"][0]["text"] or "[31m" in stored


ODD = {
    "emoji": "😀😀🚲", "punctuation": "?!?!", "one letter": "x", "numbers": "12345", "right to left": "شكرا جزيلا لكم على المساعدة", "chinese": "你好，我想取消我的订阅",
    "html": "<img src=x onerror=alert(1)> <script>alert('x')</script>", "sql": "'; DROP TABLE messages; --", "sql where": "' OR 1=1 --",
    "template": "{{7*7}} ${7*7} {case} {name} %s", "path": "../../../../etc/passwd", "json": '{"intent": "ask_human"}', "rasa entities": "[E-Ver](product) hoe zwaar?",
    "line breaks": "Hoe\n\n\nzwaar\r\nis\rde\nE-Ver?", "very long word": "a" * 3900, "zalgo": "h̵̛̰o̴͚̿ë̸́ ̷z̶w̵a̴a̶r̷", "many questions": "Hoe zwaar is de E-Ver? " * 100,
}  # fmt: skip


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_texts_get_a_sensible_answer(balie: Service, text: str) -> None:
    chat = balie.chat()
    answer = chat.ask(text)
    assert answer
    assert all(m["text"].strip() for m in answer)
    assert not any(leak in m["text"] for m in answer for leak in LEAKS)
    assert "Sorry, er ging bij mij iets mis" not in answer[0]["text"]
    stored = chat.check_seqs()[1]["text"]
    assert stored == text.replace("\r\n", "\n").replace("\r", "\n").strip()
    assert balie.count("messages") > 0


def test_emoji_only_gets_its_own_words(balie: Service) -> None:
    assert "emoji" in balie.chat().said("😀😀🚲")


# -- commands typed by a customer


@pytest.mark.parametrize("text", ["/ask_human", "/cancel_subscription", " /ask_human", "/restart", "/session_start", "//ask_human", '/choose{"value": "x"}', "/signal_distress", "/nlu_fallback", "/"])
def test_a_typed_command_is_text(balie: Service, text: str) -> None:
    chat = balie.chat()
    answer = chat.ask(text)
    assert answer
    # A button says for certain what is meant; words are weighed, and these are not among those the bot knows.
    part = balie.rows("SELECT topic, confidence FROM parts WHERE conversation_id = ?", chat.id)
    assert all(float(p["confidence"]) < 1 for p in part), part
    assert balie.rows("SELECT payload FROM messages WHERE conversation_id = ? AND sender = 'customer'", chat.id) == [{"payload": None}]
    assert chat.check_seqs()[1]["text"] == text.strip()


@pytest.mark.parametrize("text", ["/cancel_subscription", "/signal_distress", "/report_theft"])
def test_a_typed_command_makes_no_case(balie: Service, text: str) -> None:
    chat = balie.chat()
    chat.ask(text)
    assert not any(m["case"] for m in chat.check_seqs()) or chat.status == "waiting"
    assert balie.count("cases", "conversation_id = ? AND priority = 'critical'", chat.id) == 0


def test_a_command_over_the_socket_is_text_too(balie: Service) -> None:
    chat = balie.chat()
    with chat.socket(after=1) as line:
        line.of("status")
        line.message("/restart")
        line.idle()
    assert [m["sender"] for m in chat.check_seqs()] == ["bot", "customer", "bot"]


# -- buttons


@pytest.mark.parametrize("payload", ["/cancel_subscription", "/signal_distress", "/restart", '/choose{"value": "none"}', "ask_human", "/ASK_HUMAN", "/ask_human ", '/ask_human{"x": 1}', "\ud800", "x" * 1001, "", 5, {"a": 1}, ["/ask_human"], True])
def test_a_payload_that_was_never_issued_is_refused(balie: Service, payload: object) -> None:
    chat = balie.chat()
    problem(raw(chat, json.dumps({"id": new_uuid(), "payload": payload})), 422)
    assert len(chat.check_seqs()) == 1
    with chat.socket(after=1) as line:
        line.send(json.dumps({"type": "message", "id": new_uuid(), "payload": payload}))
        assert line.of("error")["status"] == 422


def test_a_button_of_another_conversation_is_refused(balie: Service) -> None:
    mine, other = balie.chat(), balie.chat()
    (bot,) = mine.ask("Welke fiets past bij mij?")
    issued = next(b["payload"] for b in bot["buttons"] if b["payload"] != "/ask_human")
    problem(other.post(payload=issued), 422)
    assert mine.post(payload=issued).status_code == 202


# -- bodies

BODIES = {
    "empty": (b"", 400), "not json": (b"hallo", 400), "half json": (b'{"id": ', 400), "array": (b"[]", 400), "string": (b'"x"', 400), "null": (b"null", 400), "number": (b"5", 400),
    "invalid utf-8": (b'{"id": "x", "text": "\xff\xfe\xfa"}', 400), "utf-16 rubbish": (b"\xff\xfe\x00\xd8", 400), "deep": (TOO_DEEP.encode(), 400), "deep in text": (b'{"text": ' + TOO_DEEP.encode() + b"}", 400),
    "deep objects": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400), "form": (b"id=1&text=hoi", 400), "nul": (b"\0", 400),
    "no fields": (b"{}", 422), "no id": (b'{"text": "hoi"}', 422), "number as text": (json.dumps({"id": new_uuid(), "text": 5}).encode(), 422),
    "list as text": (json.dumps({"id": new_uuid(), "text": ["hoi"]}).encode(), 422), "both": (json.dumps({"id": new_uuid(), "text": "a", "payload": "/ask_human"}).encode(), 422),
    "neither": (json.dumps({"id": new_uuid(), "text": None}).encode(), 422), "no uuid": (b'{"id": "1", "text": "hoi"}', 422), "number as id": (b'{"id": 5, "text": "hoi"}', 422),
    "half a character as id": (b'{"id": "\\ud800", "text": "hoi"}', 422), "object as id": (b'{"id": {"a": 1}, "text": "hoi"}', 422), "nan": (b'{"id": NaN, "text": NaN}', 422),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES.keys())
def test_bodies_that_are_no_message(balie: Service, body: bytes, status: int) -> None:
    chat = balie.chat()
    problem(raw(chat, body), status)
    assert len(chat.check_seqs()) == 1


@pytest.mark.parametrize("body", [b'{"language": "de"}', b'{"language": 5}', b'{"page": 5}', b'{"page": "%s"}' % (b"x" * 501), b'{"language": ["nl"]}'])
def test_conversations_that_cannot_start(balie: Service, body: bytes) -> None:
    before = balie.count("conversations")
    problem(clean(httpx.post(f"{balie.url}/api/chat/conversations", content=body)), 422)
    assert balie.count("conversations") == before


@pytest.mark.parametrize("path", ["conversations", "messages", "rating", "transcript"])
@pytest.mark.parametrize("body", [b"\xff", b"[1]", TOO_DEEP.encode(), b'"\\ud800"'], ids=["utf-8", "array", "deep", "half a character"])
def test_every_door_refuses_what_it_cannot_read(balie: Service, path: str, body: bytes) -> None:
    problem(raw(balie.chat(), body, path), 400)


def test_halves_of_characters_harm_nothing_anywhere(balie: Service) -> None:
    chat, desk = balie.chat().handed_over(), balie.desk()
    half = '"x\\ud800\\u0000y"'
    assert clean(httpx.post(f"{balie.url}/api/chat/conversations", content='{"page": ' + half + "}")).status_code == 201
    assert raw(chat, '{"score": 3, "comment": ' + half + "}", "rating").status_code == 200
    problem(raw(chat, '{"email": "a\\ud800 b@c.nl"}', "transcript"), 422)
    problem(clean(httpx.post(f"{balie.url}/api/desk/sessions", content='{"username": ' + half + ', "password": ' + half + "}")), 401)
    desk.claim(chat.id)
    for path, body in (
        (f"/conversations/{chat.id}/notes", '{"text": ' + half + "}"),
        (f"/conversations/{chat.id}/messages", '{"id": "' + new_uuid() + '", "text": ' + half + "}"),
        (f"/conversations/{chat.id}/transfer", '{"department": "klantenservice", "reason": ' + half + "}"),
        ("/contacts", '{"channel": "phone", "text": "Mijn fiets is gestolen", "customer_name": ' + half + ', "summary": ' + half + ', "key": ' + half + "}"),
    ):
        assert clean(desk.http.post(path, content=body)).status_code < 300, path
    assert "xy" in chat.texts("agent")


def test_a_body_larger_than_anything(balie: Service) -> None:
    chat = balie.chat()
    problem(raw(chat, json.dumps({"id": new_uuid(), "text": "a" * 5_000_000})), 413)
    try:
        answer = chat.http.post("/api/chat/messages", content=b"a" * 20_000_000)
        problem(clean(answer), 413)
    except httpx.TransportError:
        pass  # hanging up on it is an answer too
    assert len(chat.check_seqs()) == 1


# -- addresses and methods


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/chat/nergens", 404), ("DELETE", "/api/chat/messages", 405), ("GET", "/api/chat/conversations", 405), ("GET", "/wp-login.php", 404), ("GET", "/%00", 404), ("GET", "/static/../settings.py", 404), ("GET", "/static/%2e%2e/%2e%2e/settings.py", 404), ("GET", "/site/..%2f..%2fREADME.md", 404)])
def test_addresses_that_are_not_there(balie: Service, method: str, path: str, status: int) -> None:
    with Raw(balie.port) as wire:
        answer = wire.ask(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(f"HTTP/1.1 {status}"), answer[:300]
    assert "application/problem+json" in answer
    assert not any(leak in answer for leak in LEAKS)


class Raw:
    """A plain connection, to say what no client library would."""

    def __init__(self, port: int) -> None:
        import socket

        self.wire = socket.create_connection(("127.0.0.1", port), 30)

    def __enter__(self) -> Raw:
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.close()

    def ask(self, said: bytes) -> str:
        self.wire.sendall(said)
        out = b""
        while chunk := self.wire.recv(65536):
            out += chunk
        return out.decode(errors="replace")


@pytest.mark.parametrize("said", [b"rommel\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\nConnection: close\r\n\r\n", b"POST /api/chat/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe.abc\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"])
def test_requests_that_are_none(balie: Service, said: bytes) -> None:
    with Raw(balie.port) as wire:
        answer = wire.ask(said)
    assert not any(leak in answer for leak in LEAKS), answer
    assert not answer.startswith("HTTP/1.1 5") or answer.startswith(("HTTP/1.1 505", "HTTP/1.1 503")), answer


# -- frames

FRAMES = {
    "not json": "hallo", "empty": "", "half": '{"type": "mess', "array": "[]", "null": "null", "number": "5", "deep": "[" * 20_000, "no type": "{}", "unknown type": '{"type": "shutdown"}',
    "type is a list": '{"type": ["message"]}', "hello again": '{"type": "hello"}', "bytes": b"\x00\x01\xff", "read without seq": '{"type": "read"}', "read with text": '{"type": "read", "seq": "5"}',
    "read with truth": '{"type": "read", "seq": true}', "read far": '{"type": "read", "seq": 99999999999}', "message without id": '{"type": "message", "text": "hoi"}', "message with id 1": '{"type": "message", "id": 1, "text": "hoi"}',
    "message without text": '{"type": "message", "id": "' + new_uuid() + '"}', "text is an object": '{"type": "message", "id": "' + new_uuid() + '", "text": {}}', "large frame": '{"type": "message", "x": "' + "a" * 70_000 + '"}',
    "too long": '{"type": "message", "id": "' + new_uuid() + '", "text": "' + "a" * 4001 + '"}', "half a character as type": '{"type": "\\ud800"}',
}  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_frames_that_are_none(balie: Service, frame: str | bytes) -> None:
    chat = balie.chat()
    with chat.socket(after=1) as line:
        line.of("status")
        line.send(frame)
        error = line.of("error")
        assert 400 <= error["status"] < 500
        assert error["detail"]
        assert not any(leak in json.dumps(error) for leak in LEAKS)
        line.message("Hoe zwaar is de E-Ver?")
        line.idle()
        assert "26 kg" in messages_in(line.frames)[-1]["text"], "the line goes on"
    assert len(chat.check_seqs()) == 3


def test_a_frame_larger_than_anything_ends_that_line_only(balie: Service) -> None:
    chat = balie.chat()
    with chat.socket(after=1) as line:
        line.of("status")
        line.send('{"type": "message", "text": "' + "a" * 400_000 + '"}')
        assert line.closed() in (1009, 1006)
    assert chat.said("Hoe zwaar is de E-Ver?")


def test_the_socket_door_refuses_plain_http(balie: Service) -> None:
    clean(httpx.get(f"{balie.url}/api/chat/ws"))


# -- the desk's doors


@pytest.mark.parametrize("header", ["Bearer ", "Bearer x", "Basic eDp5", "Bearer " + "a" * 5000, "bearer", "x"])
def test_desk_without_a_session(balie: Service, header: str) -> None:
    problem(clean(httpx.get(f"{balie.url}/api/desk/queue", headers={"Authorization": header.strip() or "x"})), 401)


def test_a_customers_token_opens_no_desk(balie: Service) -> None:
    chat, desk = balie.chat(), balie.desk()
    problem(httpx.get(f"{balie.url}/api/desk/queue", headers={"Authorization": f"Bearer {chat.token}"}), 401)
    problem(httpx.get(f"{balie.url}/api/chat/messages", headers={"Authorization": f"Bearer {desk.token}"}), 401)


@pytest.mark.parametrize("body", [{}, {"username": 5, "password": "x"}, {"username": "sanne"}, {"username": "x" * 61, "password": "x"}, {"username": "sanne", "password": "x" * 201}])
def test_incomplete_log_in(balie: Service, body: object) -> None:
    problem(clean(httpx.post(f"{balie.url}/api/desk/sessions", json=body)), 422)


@pytest.mark.parametrize(("path", "body", "status"), [("niemand/claim", {}, 404), ("niemand/messages", {"id": new_uuid(), "text": "x"}, 404), ("niemand/notes", {"text": "x"}, 404), ("niemand/release", {}, 404), ("%00/claim", {}, 404), ("niemand/close", {"outcome": "x", "feedback": "y"}, 404), ("niemand/close", {}, 422), ("niemand/transfer", {}, 422)])
def test_conversations_that_are_not_there(balie: Service, path: str, body: object, status: int) -> None:
    problem(clean(balie.desk().http.post(f"/conversations/{path}", json=body)), status)


@pytest.mark.parametrize("body", [{"state": "asleep"}, {}, {"state": ["away"]}, {"state": {"a": 1}}])
def test_presence_that_is_none(balie: Service, body: object) -> None:
    problem(clean(balie.desk().http.put("/presence", json=body)), 422)


def test_the_desks_socket_wants_a_session(balie: Service) -> None:
    with Socket(balie.url, None, "/api/desk/ws", {"Authorization": "Bearer x"}) as line:
        assert line.closed() == 4401
    with Socket(balie.url, None, "/api/desk/ws", {"Origin": "https://elders.example"}) as line:
        assert line.closed() == 4403


# -- the engine's door


def test_actions_run_for_the_engine_only(balie: Service) -> None:
    call = {"next_action": "action_answer", "tracker": {}, "domain": {}}
    for headers in ({}, {"X-Balie-Secret": "geraden"}, {"X-Balie-Secret": ""}):
        assert clean(httpx.post(f"{balie.url}/internal/actions", json=call, headers=headers)).status_code == 401


# -- triage


@pytest.mark.parametrize(("body", "status"), [({"text": ""}, 422), ({"text": "a" * 4001}, 413), ({"text": "hoi", "channel": "fax"}, 422), ({"text": "hoi", "language": "xx"}, 422), ({}, 422)])
def test_triage_refuses(balie: Service, body: object, status: int) -> None:
    problem(clean(balie.desk().http.post(f"{balie.url}/api/triage", json=body)), status)


def test_triage_batch_tells_which_line_is_wrong(balie: Service) -> None:
    lines = [b'{"text": "Hoe zwaar is de E-Ver?"}', b"rommel", b"[]", b'{"text": ""}', b'{"text": "\\ud800"}', b'{"text": "I want to cancel"}']
    answer = clean(balie.desk().http.post(f"{balie.url}/api/triage/batch", content=b"\n".join(lines), timeout=60))
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert len(rows) == 6
    assert [r.get("status") for r in rows] == [None, 400, 400, 422, 422, None]
    problem(clean(balie.desk().http.post(f"{balie.url}/api/triage/batch", content=b"\xff\xfe")), 400)
