"""The desk's side of api.md, field by field: shapes, filters, refusals; whatever is sent, never a 5xx."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.integration.test_chat import problem
from tests.integration.test_rest_channel import call
from tests.support.chat import new_uuid
from tests.support.desk import Desk
from tests.support.installation import PASSWORD, Service

CARD = {"summary", "parts", "customer", "verified", "case", "priority", "reasons", "messages", "notes", "history"}
PART = {"text", "topic", "state", "answer"}
WAITING = {"conversation", "case", "priority", "topics", "since", "due", "department", "summary"}
CONTACT = {"number", "case", "channel", "started", "ended", "customer", "customer_name", "customer_role", "verified", "verified_how", "topics", "summary", "outcome", "follow_up", "priority", "priority_reason", "particulars", "handled_by", "confidential", "direction", "language"}  # fmt: skip


@pytest.fixture
def desk(balie: Service) -> Desk:
    balie.empty_queue()
    return balie.desk()


def zoned(moment: str) -> bool:
    return datetime.fromisoformat(moment).tzinfo is not None


def test_log_in_gives_token_agent_and_cookie(balie: Service) -> None:
    balie.desk()
    answer = httpx.post(f"{balie.url}/api/desk/sessions", json={"username": "sanne", "password": PASSWORD})
    assert answer.status_code == 201
    body = answer.json()
    assert set(body["agent"]) == {"id", "name", "roles"}
    assert body["token"]
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_queue_card_and_claim(balie: Service, desk: Desk) -> None:
    chat = balie.chat()
    chat.ask("Hoe zwaar is de E-Ver?")
    chat.handed_over()
    view = chat.view
    assert view["status"] == "waiting"
    assert set(view["queue"]) == {"position", "expected_wait_s", "open"}
    (row,) = desk.queue()
    assert set(row) >= WAITING
    assert zoned(row["since"])
    assert zoned(row["due"])
    card = desk.card(chat.id)
    assert set(card) >= CARD
    assert all(set(part) >= PART for part in card["parts"])
    assert {part["state"] for part in card["parts"]} == {"answered", "handed_over"}
    assert [m["seq"] for m in card["messages"]] == [m["seq"] for m in view["messages"]]
    assert desk.try_claim(chat.id).status_code == 200
    refused = problem(balie.desk("mo", name="Mo Yildiz").try_claim(chat.id), 409)
    assert (refused["agent"], refused["state"]) == ("Sanne de Wit", "agent")
    assert chat.view["queue"] is None
    desk.do(chat.id, "notes", text="een notitie")
    assert desk.card(chat.id)["notes"][0]["text"] == "een notitie"
    message_id = new_uuid()
    assert desk.say(chat.id, "Hallo", message_id) == desk.say(chat.id, "Hallo", message_id), "the same id is the same message"
    assert desk.do(chat.id, "close", outcome="zelfstandig afgehandeld", feedback="Klaar.").status_code == 200
    problem(chat.post("nog iets"), 409)
    assert "Klaar." in chat.texts("agent")


def test_contacts_by_every_filter(balie: Service, desk: Desk) -> None:
    body = {"channel": "letter", "text": "Mijn rem is stuk en ik heb een klacht", "customer": "40777001", "customer_name": "Jan Jansen", "direction": "in", "outcome": "doorverbonden"}
    made = desk.http.post("/contacts", json=body)
    assert made.status_code == 201
    number = made.json()["contact"]
    (contact,) = desk.get("/contacts", number=number)["contacts"]
    assert set(contact) >= CONTACT
    assert (contact["customer_name"], contact["customer_role"], contact["verified"]) == ("Jan Jansen", "klant", 0)
    day = contact["started"][:10]
    for wanted in (
        {"channel": "letter"}, {"customer": "40777001"}, {"topic": contact["topics"][0]["topic"]}, {"case": contact["case"]}, {"language": "nl"},
        {"outcome": "doorverbonden"}, {"priority": contact["priority"]}, {"direction": "in"}, {"handled_by": "agent:sanne"}, {"since": day}, {"until": day},
    ):  # fmt: skip
        found = desk.get("/contacts", customer=wanted.pop("customer", "40777001"), **wanted)
        assert [c["number"] for c in found["contacts"]] == [number], wanted
    for nothing in ({"channel": "phone"}, {"outcome": "verbinding verbroken"}, {"since": "2027-01-01"}, {"until": "2026-01-01"}, {"topic": "ask_privacy"}):
        assert desk.get("/contacts", customer="40777001", **nothing) == {"total": 0, "contacts": []}
    for wrong in ("gisteren", "9999-12-31", "2026-13-01", "0001-01-01"):
        problem(desk.http.get("/contacts", params={"since": wrong}), 422)


ODD: tuple[Any, ...] = (None, 7, True, [], ["new"], {}, {"a": 1}, "x" * 5000, "")
FIELDS = ("status", "department", "priority", "owner", "decision", "outcome", "consequences", "feedback", "cause", "improvement", "summary", "number", "due")


@pytest.mark.parametrize("field", FIELDS)
def test_a_case_takes_only_what_fits(balie: Service, desk: Desk, field: str) -> None:
    number = desk.card(balie.chat().handed_over().id)["case"]
    before = desk.get(f"/cases/{number}")
    for value in ODD:
        answer = desk.http.patch(f"/cases/{number}", json={field: value})
        assert answer.status_code in (200, 422), (value, answer.text)
        if answer.status_code == 422:
            problem(answer, 422)
    after = desk.get(f"/cases/{number}")
    assert {k: after[k] for k in ("number", "status", "priority", "department", "due", "owner")} == {k: before[k] for k in ("number", "status", "priority", "department", "due", "owner")}
    assert after["summary"] is not None


@pytest.mark.parametrize("field", ["channel", "text", "customer", "customer_name", "direction", "outcome", "summary", "key"])
def test_a_contact_takes_only_what_fits(desk: Desk, field: str) -> None:
    for value in (7, True, [], {"a": 1}, "x" * 5000):
        answer = desk.http.post("/contacts", json={"channel": "phone", "text": "Mijn rem is stuk", field: value})
        assert answer.status_code in (201, 413, 422), (value, answer.text)


def test_a_closed_case_needs_outcome_and_feedback(balie: Service, desk: Desk) -> None:
    number = desk.card(balie.chat().handed_over().id)["case"]
    problem(desk.http.patch(f"/cases/{number}", json={"status": "resolved"}), 422)
    assert desk.http.patch(f"/cases/{number}", json={"status": "resolved", "outcome": "Uitgelegd", "feedback": "Zo werkt het."}).status_code == 200
    assert zoned(desk.get(f"/cases/{number}")["closed"])


def test_a_program_goes_on_in_one_conversation_after_a_close(balie: Service, desk: Desk) -> None:
    sender = new_uuid()
    call(balie, {"sender": sender, "message": "/ask_human"})
    (row,) = desk.queue()
    desk.claim(row["conversation"])
    desk.do(row["conversation"], "close", outcome="zelfstandig afgehandeld", feedback="Klaar.")
    first = call(balie, {"sender": sender, "message": "Hoe zwaar is de E-Ver?"}).json()
    assert "digitale assistent" in first[0]["text"], "a new conversation says again that it is no person"
    assert "24 kg" in call(balie, {"sender": sender, "message": "en de E-Stad?"}).json()[0]["text"], "and remembers what was said"
    assert balie.count("conversations", "external_id LIKE ?", f"rest:{sender}%") == 2
