"""The door for programs that speak the engine's REST channel: same register, same queue, same hand-over."""

from __future__ import annotations

import threading

import httpx
import pytest

from tests.integration.test_chat import problem
from tests.support.chat import new_uuid
from tests.support.installation import Service

TOKEN = "a-token-for-programs"


def call(balie: Service, body: object, token: str = TOKEN) -> httpx.Response:
    return httpx.post(f"{balie.url}/webhooks/rest/webhook", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=60)


def test_a_message_gets_a_list_of_messages(balie: Service) -> None:
    sender = new_uuid()
    answer = call(balie, {"sender": sender, "message": "Hoe zwaar is de E-Ver?"})
    assert answer.status_code == 200
    greeting, message = answer.json()
    assert "digitale assistent" in greeting["text"]
    assert message["recipient_id"] == sender
    assert "26 kg" in message["text"]
    assert "24 kg" in call(balie, {"sender": sender, "message": "en de E-Stad?"}).json()[0]["text"]
    assert balie.desk().get("/contacts", channel="rest")["total"] + balie.desk().get("/contacts", channel="chat")["total"] >= 1


def test_hand_over_and_silence(balie: Service) -> None:
    sender, desk = new_uuid(), balie.desk()
    _, message = call(balie, {"sender": sender, "message": "/ask_human"}).json()
    assert "collega" in message["text"]
    (row,) = balie.rows("SELECT id FROM conversations WHERE external_id = ?", f"rest:{sender}")
    assert row["id"] in [w["conversation"] for w in desk.queue()]
    desk.claim(row["id"])
    assert call(balie, {"sender": sender, "message": "ben je daar?"}).json() == []
    assert desk.card(row["id"])["messages"][-1]["text"] == "ben je daar?"


def test_a_repeat_with_its_own_id_is_handled_once(balie: Service) -> None:
    sender, message_id = new_uuid(), new_uuid()
    for _ in range(2):
        assert call(balie, {"sender": sender, "message": "Hoe zwaar is de E-Ver?", "message_id": message_id}).status_code == 200
    assert balie.count("messages", "id = ?", message_id) == 1


def test_two_first_messages_at_once_are_one_conversation(balie: Service) -> None:
    sender = new_uuid()
    threads = [threading.Thread(target=call, args=(balie, {"sender": sender, "message": "Hoe zwaar is de E-Ver?"})) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert balie.count("conversations", "external_id LIKE ?", f"rest:{sender}%") == 1


@pytest.mark.parametrize("body", [{}, {"sender": "a"}, {"sender": "", "message": "hoi"}, {"sender": "x y", "message": "hoi"}, {"sender": 5, "message": "hoi"}, {"sender": "a", "message": ""}, {"sender": "a", "message": 5}, {"sender": "a" * 151, "message": "hoi"}])
def test_bad_calls(balie: Service, body: object) -> None:
    problem(call(balie, body), 422)


def test_no_token_no_door(balie: Service) -> None:
    problem(call(balie, {"sender": "a", "message": "hoi"}, "geraden"), 401)
    problem(httpx.post(f"{balie.url}/webhooks/rest/webhook", json={"sender": "a", "message": "hoi"}), 401)


def test_closed_unless_configured(strict: Service) -> None:
    problem(call(strict, {"sender": "a", "message": "hoi"}), 404)
