"""While a person has the conversation: the card, who may do what, passing on, giving back, closing."""

from __future__ import annotations

from tests.integration.test_chat import problem
from tests.support.chat import messages_in, new_uuid
from tests.support.desk import Desk
from tests.support.installation import Service

CARD = {"summary", "parts", "customer", "verified", "case", "priority", "reasons", "messages", "notes", "history"}


def test_card_says_what_was_asked_answered_and_left(balie: Service, desk: Desk) -> None:
    chat = balie.chat()
    chat.ask("Hoe zwaar is de E-Ver?")
    chat.ask("ik wil een medewerker spreken")
    card = desk.card(chat.id)
    assert set(card) >= CARD
    assert [(p["topic"], p["state"]) for p in card["parts"]] == [("ask_product_features", "answered"), ("ask_human", "handed_over")]
    assert "26 kg" in card["parts"][0]["answer"]
    assert {"text", "topic", "state", "answer"} <= set(card["parts"][0])
    assert card["messages"] == chat.view["messages"]
    assert card["case"] == chat.view["messages"][-1]["case"]
    assert (card["customer"], card["verified"], card["notes"]) == (None, 0, [])
    assert card["priority"] == "normal"
    assert card["reasons"] == ["asked_for_person"]
    assert card["summary"]
    assert [h["what"] for h in card["history"]] == ["opened", "handed over"]


def test_only_who_has_it_may_write_transfer_or_close(balie: Service, desk: Desk) -> None:
    chat, other = balie.chat().handed_over(), balie.desk("mo", name="Mo Yildiz")
    problem(desk.http.post(f"/conversations/{chat.id}/messages", json={"id": new_uuid(), "text": "te vroeg"}), 409)
    desk.claim(chat.id)
    assert problem(other.http.post(f"/conversations/{chat.id}/messages", json={"id": new_uuid(), "text": "van een ander"}), 403)["agent"] == "Sanne de Wit"
    for what, body in (("transfer", {"department": "facturatie", "reason": "x"}), ("release", {}), ("return-to-bot", {}), ("close", {"outcome": "x", "feedback": "y"})):
        problem(other.do(chat.id, what, **body), 403)
    assert chat.status == "agent"


def test_transfer_to_a_department_keeps_the_story(balie: Service, desk: Desk) -> None:
    chat, other = balie.chat().handed_over(), balie.desk("mo", name="Mo Yildiz", departments=("facturatie",))
    desk.claim(chat.id)
    problem(desk.do(chat.id, "transfer", department="facturatie"), 422)
    problem(desk.do(chat.id, "transfer", department="bestaat-niet", reason="x"), 422)
    problem(desk.do(chat.id, "transfer", department="facturatie", agent="mo", reason="x"), 422)
    problem(desk.do(chat.id, "transfer", agent="niemand", reason="x"), 422)
    assert desk.do(chat.id, "transfer", department="facturatie", reason="Gaat over de rekening van oktober").status_code == 200
    assert chat.status == "waiting"
    (row,) = other.queue(department="facturatie")
    assert row["conversation"] == chat.id
    told = chat.texts("system")[-1]
    assert "doorverbonden" in told
    assert "oktober" not in told, "the reason is for the colleague"
    other.claim(chat.id)
    assert "Gaat over de rekening van oktober" in [n["text"] for n in other.card(chat.id)["notes"]]
    other.say(chat.id, "Ik kijk mee.")
    problem(desk.http.post(f"/conversations/{chat.id}/messages", json={"id": new_uuid(), "text": "nog even"}), 403)


def test_transfer_to_a_colleague(balie: Service, desk: Desk) -> None:
    chat, other = balie.chat().handed_over(), balie.desk("mo", name="Mo Yildiz")
    desk.claim(chat.id)
    assert desk.do(chat.id, "transfer", agent="mo", reason="Jij kent deze klant").status_code == 200
    assert chat.id in [w["conversation"] for w in other.queue()]
    other.claim(chat.id)
    assert chat.status == "agent"


def test_release_puts_the_customer_in_front(balie: Service, desk: Desk) -> None:
    chat = balie.chat().handed_over()
    desk.claim(chat.id)
    later = balie.chat().handed_over()
    assert desk.do(chat.id, "release").status_code == 200
    assert [w["conversation"] for w in desk.queue()] == [chat.id, later.id]
    assert chat.view["queue"]["position"] == 1
    assert later.view["queue"]["position"] == 2
    assert "vooraan" in chat.texts("system")[-1]


def test_closing_reports_to_the_customer_and_in_the_register(balie: Service, desk: Desk) -> None:
    chat = balie.chat()
    chat.ask("Hoe zwaar is de E-Ver?")
    chat.handed_over()
    number = desk.card(chat.id)["case"]
    before = desk.get(f"/cases/{number}")
    assert (before["status"], before["first_reaction"]) == ("new", None)
    desk.claim(chat.id)
    assert desk.get(f"/cases/{number}")["status"] == "in_progress"
    problem(desk.do(chat.id, "close", outcome="zelfstandig afgehandeld"), 422)
    problem(desk.do(chat.id, "close", feedback="Klaar."), 422)
    with chat.socket() as line:
        line.of("status")
        assert desk.do(chat.id, "close", outcome="zelfstandig afgehandeld", feedback="Ik heb het voor je geregeld.").status_code == 200
        line.until(lambda f: f["type"] == "status" and f["status"] == "closed")
        assert [m["text"] for m in messages_in(line.frames)][-2:] == ["Ik heb het voor je geregeld.", "Het gesprek is afgesloten."]
    case = desk.get(f"/cases/{number}")
    assert (case["status"], case["feedback"]) == ("resolved", "Ik heb het voor je geregeld.")
    assert case["closed"]
    contact = desk.contact(chat.id)
    assert (contact["outcome"], contact["handled_by"], contact["case"]) == ("zelfstandig afgehandeld", "agent:sanne", number)
    assert {t["state"] for t in contact["topics"]} == {"answered"}
    problem(desk.do(chat.id, "close", outcome="x", feedback="y"), 409)
    chat.check_seqs()


def test_an_outcome_after_consulting_colleagues(balie: Service, desk: Desk) -> None:
    chat = balie.chat().handed_over()
    desk.claim(chat.id)
    desk.do(chat.id, "notes", text="Even met Mo overlegd.")
    desk.do(chat.id, "close", outcome="zelfstandig afgehandeld", feedback="Geregeld.")
    assert desk.contact(chat.id)["outcome"] == "afgehandeld na ruggespraak"
