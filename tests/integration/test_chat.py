"""The customer's side of api.md by HTTP: numbering, repeats, waiting, tokens, limits, ratings."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import httpx
import pytest

from tests.support.chat import Chat, new_uuid
from tests.support.installation import Service

PROBLEM = "application/problem+json"
MESSAGE = {"seq", "id", "at", "sender", "text", "topic", "buttons", "source", "case", "attachment"}


def problem(answer: httpx.Response, status: int) -> dict[str, object]:
    """The problem document of a refusal, after a look that it is one (RFC 9457)."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    body = answer.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    assert "Traceback" not in answer.text
    return dict(body)


def test_health_and_readiness(balie: Service) -> None:
    assert httpx.get(f"{balie.url}/healthz").status_code == 200
    assert httpx.get(f"{balie.url}/readyz").json()["status"] == "ready"


@pytest.mark.parametrize(("language", "words"), [("nl", "digitale assistent"), ("en", "digital assistant"), (None, "digitale assistent")])
def test_greeting_says_that_it_is_no_person(balie: Service, language: str | None, words: str) -> None:
    answer = httpx.post(f"{balie.url}/api/chat/conversations", json={"language": language, "page": "https://spaakrijk.example/fietsen"})
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"conversation", "token", "status", "messages"}
    assert body["status"] == "bot"
    (greeting,) = body["messages"]
    assert set(greeting) == MESSAGE
    assert (greeting["seq"], greeting["sender"]) == (1, "bot")
    assert words in greeting["text"]
    assert datetime.fromisoformat(greeting["at"]).utcoffset() is not None
    assert balie.rows("SELECT page FROM conversations WHERE id = ?", body["conversation"]) == [{"page": "https://spaakrijk.example/fietsen"}]


def test_a_conversation_starts_without_any_body(balie: Service) -> None:
    assert httpx.post(f"{balie.url}/api/chat/conversations").status_code == 201


def test_a_question_is_answered_with_its_source(balie: Service) -> None:
    chat = balie.chat()
    answer = chat.post("Hoe zwaar is de E-Ver?")
    assert answer.status_code == 202
    assert answer.json() == {"seq": 2}
    (bot,) = chat.settled(2)["messages"]
    assert set(bot) == MESSAGE
    assert "26 kg" in bot["text"]
    assert bot["topic"] == "ask_product_features"
    assert set(bot["source"]) == {"id", "title", "url"}
    assert chat.view["messages"][1]["sender"] == "customer"
    assert set(chat.view) == {"status", "busy", "queue", "messages"}


def test_follow_up_leans_on_what_was_said(balie: Service) -> None:
    chat = balie.chat("en")
    assert "26 kg" in chat.said("How heavy is the E-Ver?")
    assert "24 kg" in chat.said("and the E-Stad?")


def test_twenty_messages_at_once_are_numbered_without_gaps_and_all_answered(balie: Service) -> None:
    chat = balie.chat()
    ids = [new_uuid() for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda i: chat.post(f"Hoe zwaar is de {('E-Ver', 'E-Stad')[ids.index(i) % 2]}?", message_id=i), ids))
    assert [a.status_code for a in answers] == [202] * 20
    seqs = [a.json()["seq"] for a in answers]
    assert len(set(seqs)) == 20
    chat.settled(within=90)
    messages = chat.check_seqs()
    by_id = {m["id"]: m for m in messages}
    assert [by_id[i]["seq"] for i in ids] == seqs
    assert sum(m["sender"] == "customer" for m in messages) == 20
    assert sum(m["sender"] == "bot" for m in messages) == 21, "the greeting, and one answer to each"


def test_the_same_id_again_is_the_same_message(balie: Service) -> None:
    chat, message_id = balie.chat(), new_uuid()
    first = chat.post("Hoe zwaar is de E-Ver?", message_id=message_id)
    again = chat.post("Hoe zwaar is de E-Ver?", message_id=message_id)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    chat.settled()
    assert chat.post("Iets heel anders", message_id=message_id.upper()).status_code == 200, "an id is the same in capitals"
    chat.settled()
    assert [m["sender"] for m in chat.check_seqs()] == ["bot", "customer", "bot"]


def test_the_same_id_ten_times_at_once_is_handled_once(balie: Service) -> None:
    chat, message_id = balie.chat(), new_uuid()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: chat.post("Hoe zwaar is de E-Ver?", message_id=message_id), range(10)))
    assert sorted(a.status_code for a in answers) == [200] * 9 + [202]
    assert {a.json()["seq"] for a in answers} == {2}
    chat.settled()
    assert [m["sender"] for m in chat.check_seqs()] == ["bot", "customer", "bot"]


def test_one_id_in_two_conversations_is_two_messages(balie: Service) -> None:
    one, two, message_id = balie.chat(), balie.chat(), new_uuid()
    assert one.post("Hoi", message_id=message_id).status_code == 202
    assert two.post("Hoi", message_id=message_id).status_code == 202


def test_long_poll_returns_as_soon_as_there_is_news(balie: Service) -> None:
    chat = balie.chat().handed_over()
    desk = balie.desk()
    desk.claim(chat.id)
    last, got = chat.view["messages"][-1]["seq"], []

    def poll() -> None:
        began = time.monotonic()
        got.append((chat.read(last, 30), time.monotonic() - began))

    waiting = threading.Thread(target=poll)
    waiting.start()
    time.sleep(1.0)
    sent = time.monotonic()
    desk.say(chat.id, "Goedemorgen!")
    waiting.join(30)
    assert time.monotonic() - sent < 3
    ((view, waited),) = got
    assert [m["text"] for m in view["messages"]] == ["Goedemorgen!"]
    assert 0.9 < waited < 5


def test_long_poll_ends_empty_after_its_wait(balie: Service) -> None:
    chat, began = balie.chat(), time.monotonic()
    assert chat.read(1, 2)["messages"] == []
    assert 1.8 < time.monotonic() - began < 6


@pytest.mark.parametrize("query", ["after=-1", "after=x", "wait=31", "wait=-1", "after=1.5", "after=99999999999", "after=٣"])
def test_numbers_that_are_none_are_refused(balie: Service, query: str) -> None:
    chat = balie.chat()
    problem(chat.http.get(f"/api/chat/messages?{query}"), 422)


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t.split(".")[0], lambda t: t + "x", lambda t: "." + t.split(".")[1], lambda t: "x" + t, lambda t: "x", lambda t: "é.é"])
def test_a_token_that_we_did_not_sign_opens_nothing(balie: Service, spoil: object) -> None:
    chat = balie.chat()
    bad = spoil(chat.token)  # type: ignore[operator]
    headers = {"Authorization": f"Bearer {bad}".encode()}
    problem(httpx.get(f"{balie.url}/api/chat/messages", headers=headers), 401)
    problem(httpx.post(f"{balie.url}/api/chat/messages", headers=headers, json={"id": new_uuid(), "text": "hoi"}), 401)


def test_a_token_opens_its_own_conversation_only(balie: Service) -> None:
    mine, other = balie.chat(), balie.chat()
    mine.ask("Hoe zwaar is de E-Ver?")
    assert len(other.view["messages"]) == 1
    mixed = f"{mine.id}.{other.token.split('.')[1]}"
    problem(httpx.get(f"{balie.url}/api/chat/messages", headers={"Authorization": f"Bearer {mixed}"}), 401)
    problem(httpx.get(f"{balie.url}/api/chat/messages"), 401)


def test_no_answer_repeats_the_one_before(balie: Service) -> None:
    chat = balie.chat()
    said = [chat.said("bedankt") for _ in range(3)]
    assert said[0] != said[1] != said[2]


def test_four_thousand_characters_are_taken_and_one_more_is_not(balie: Service) -> None:
    chat = balie.chat()
    text = ("hoi " * 1000)[:4000].rstrip() + "!"
    text += "." * (4000 - len(text))
    assert chat.post(text).status_code == 202
    chat.settled()
    before = balie.count("messages", "conversation_id = ?", chat.id)
    body = problem(chat.post("a" * 4001), 413)
    assert "4,000" in str(body["detail"])
    assert body["limit"] == 4000
    assert balie.count("messages", "conversation_id = ?", chat.id) == before
    assert [m["text"] for m in chat.check_seqs()][1] == text


def test_four_thousand_emoji_count_as_characters(balie: Service) -> None:
    chat = balie.chat()
    assert chat.post("🚲" * 4000).status_code == 202
    problem(chat.post("🚲" * 4001), 413)


def test_too_many_messages_in_a_minute_are_refused_with_when_to_try_again(balie: Service) -> None:
    chat = balie.chat().handed_over()
    answers = [chat.post("nog iets") for _ in range(31)]
    refused = [a for a in answers if a.status_code != 202]
    assert refused
    body = problem(refused[0], 429)
    assert int(refused[0].headers["retry-after"]) == body["retry_after_s"]
    assert 1 <= int(str(body["retry_after_s"])) <= 60
    assert sum(m["sender"] == "customer" for m in chat.check_seqs()) == 1 + 31 - len(refused)


def test_too_many_conversations_from_one_address(strict: Service) -> None:
    answers = [httpx.post(f"{strict.url}/api/chat/conversations", json={}) for _ in range(4)]
    assert [a.status_code for a in answers] == [201, 201, 201, 429]
    problem(answers[3], 429)
    assert strict.count("conversations") == 3


def test_rating(balie: Service) -> None:
    chat = balie.chat()
    chat.ask("Hoe zwaar is de E-Ver?")
    assert chat.http.post("/api/chat/rating", json={"score": 4, "comment": "Snel geholpen"}).status_code == 200
    assert chat.http.post("/api/chat/rating", json={"score": 2}).status_code == 200
    assert balie.rows("SELECT rating FROM conversations WHERE id = ?", chat.id) == [{"rating": 2}]
    for score in (0, 6, True, "5", 4.5, None):
        problem(chat.http.post("/api/chat/rating", json={"score": score}), 422)
    problem(chat.http.post("/api/chat/rating", json={"score": 5, "comment": "x" * 1001}), 422)
    assert balie.rows("SELECT rating FROM conversations WHERE id = ?", chat.id) == [{"rating": 2}]


def test_a_button_that_was_issued_works_and_shows_its_title(balie: Service) -> None:
    chat = balie.chat()
    (bot,) = chat.ask("wat vind je van voetbal")
    button = next(b for m in [bot] for b in m["buttons"] if b["payload"] == "/ask_human")
    seq = chat.send(payload=button["payload"])
    chat.settled(seq)
    assert chat.view["messages"][seq - 1]["text"] == button["title"]
    assert chat.status == "waiting"


def test_closed_conversation_takes_no_more(balie: Service) -> None:
    chat, desk = balie.chat().handed_over(), balie.desk()
    desk.claim(chat.id)
    assert desk.do(chat.id, "close", outcome="zelfstandig afgehandeld", feedback="Het is geregeld.").status_code == 200
    problem(chat.post("en nog iets"), 409)
    assert chat.status == "closed"


def test_long_conversation_is_read_whole_in_pieces(balie: Service) -> None:
    chat, desk = balie.chat().handed_over(), balie.desk()
    desk.claim(chat.id)
    for n in range(60):
        desk.say(chat.id, f"regel {n}")
    chat.check_seqs()
    seen, after = [], 0
    while True:
        view = chat.read(after)
        if not view["messages"]:
            break
        seen += view["messages"]
        after = view["messages"][-1]["seq"]
    assert [m["seq"] for m in seen] == list(range(1, len(seen) + 1))


def test_two_customers_never_mix(balie: Service) -> None:
    chats = [balie.chat() for _ in range(8)]
    asked = ["Hoe zwaar is de E-Ver?", "Hoe zwaar is de E-Stad?"]

    def talk(at: int) -> str:
        return chats[at].said(asked[at % 2])

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(talk, range(8)))
    for at, text in enumerate(said):
        assert ("26 kg" if at % 2 == 0 else "24 kg") in text
        assert len(chats[at].check_seqs()) == 3


def test_chat_start_helper_is_a_conversation_of_its_own(balie: Service) -> None:
    assert Chat.start(balie.url).id != Chat.start(balie.url).id
