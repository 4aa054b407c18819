"""What is registered of it all: contacts, cases with their history; and who may log in to read it."""

from __future__ import annotations

import httpx

from tests.integration.test_chat import problem
from tests.support.desk import Desk
from tests.support.handbook import GIBBERISH
from tests.support.installation import Service


def test_every_conversation_is_one_contact(balie: Service, desk: Desk) -> None:
    answered, handed, unclear = balie.chat("en"), balie.chat(), balie.chat()
    answered.ask("How heavy is the E-Ver?")
    answered.ask("and the E-Stad?")
    handed.handed_over()
    unclear.ask(GIBBERISH[0])
    contact = desk.contact(answered.id)
    assert (contact["channel"], contact["language"], contact["outcome"], contact["direction"]) == ("chat", "en", "zelfstandig afgehandeld", "in")
    assert [t["topic"] for t in contact["topics"]] == ["ask_product_features"] * 2
    assert contact["handled_by"].startswith("assistent")
    assert contact["number"].startswith("K2026-")
    assert desk.contact(handed.id)["outcome"] == "doorverbonden"
    assert desk.contact(handed.id)["follow_up"]["case"] == desk.card(handed.id)["case"]
    assert desk.contact(unclear.id)["outcome"] != "doorverbonden"
    total = desk.get("/contacts", limit=1)["total"]
    assert total == balie.count("contacts") >= balie.count("conversations", "id IN (SELECT conversation_id FROM turns WHERE state != 'pending')")


def test_a_telephone_contact_is_triaged_and_registered(balie: Service, desk: Desk) -> None:
    answer = desk.http.post("/contacts", json={"channel": "phone", "text": "Mijn fiets is vannacht gestolen", "customer": "40123456", "direction": "in"})
    assert answer.status_code == 201
    body = answer.json()
    contact = desk.get("/contacts", number=body["contact"])["contacts"][0]
    assert (contact["channel"], contact["customer"], contact["case"]) == ("phone", "40123456", body["case"])
    assert desk.get(f"/cases/{body['case']}")["priority"] == "high"


def test_a_case_change_is_in_its_history(balie: Service, desk: Desk) -> None:
    number = desk.card(balie.chat().handed_over().id)["case"]
    assert desk.http.patch(f"/cases/{number}", json={"priority": "high"}).status_code == 200
    last = desk.get(f"/cases/{number}")["history"][-1]
    assert last["actor"] == "agent:sanne"
    assert "high" in str(last["detail"])
    problem(desk.http.patch(f"/cases/{number}", json={"number": "Z2026-999999"}), 422)
    problem(desk.http.patch(f"/cases/{number}", json={"status": "zoek"}), 422)
    problem(desk.http.get("/cases/Z2026-999999"), 404)


def test_log_in_is_limited(balie: Service) -> None:
    balie.account("vergeten", "Vera Geten", ("agent",), ("klantenservice",))
    answers = [httpx.post(f"{balie.url}/api/desk/sessions", json={"username": "vergeten", "password": f"fout-{n}"}, timeout=30) for n in range(6)]
    assert [a.status_code for a in answers] == [401] * 5 + [429]
    unknown = httpx.post(f"{balie.url}/api/desk/sessions", json={"username": "bestaatniet", "password": "fout"}, timeout=30)
    assert unknown.json()["detail"] == answers[0].json()["detail"]
