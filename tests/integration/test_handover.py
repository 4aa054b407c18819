"""A person takes over: at any moment, in the right order, once, with all that is known, and back."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from tests.integration.test_chat import problem
from tests.support.chat import messages_in, new_uuid
from tests.support.desk import Desk
from tests.support.installation import Service
from tests.support.process import until

# Word for word from the handbook (prioriteiten.md).
DISTRESS = "Wat je schrijft, klinkt heel zwaar. Je hoeft dit niet alleen te dragen. Ben je nu in gevaar? Bel 112."
SUICIDE = "Bel 113 of 0800-0113. Dat is gratis en anoniem, dag en nacht. Chatten kan op 113.nl."
INJURY = "Bel 112 als iemand nu hulp nodig heeft. Blijf uit het verkeer. Ik verbind je meteen met onze Veiligheidslijn: 088-000 12 12."
GIBBERISH = ("blorp fleep wazoo", "kwix dront yabber")
QUEUE_ROW = {"conversation", "case", "priority", "topics", "since", "due", "department", "summary"}
CARD = {"summary", "parts", "customer", "verified", "case", "priority", "reasons", "messages", "notes", "history"}


@pytest.fixture
def desk(balie: Service) -> Desk:
    """Sanne, at work; nobody waits yet."""
    balie.empty_queue()
    return balie.desk("sanne", name="Sanne de Wit")


# -- asking for it


@pytest.mark.parametrize("words", ["Ik wil een medewerker spreken", "kan ik een mens aan de lijn krijgen?", "I want to talk to a real person please", "/ask_human as a button"])
def test_a_person_is_one_step_away(balie: Service, desk: Desk, words: str) -> None:
    chat = balie.chat("en" if words.startswith("I want") else "nl")
    chat.ask(**({"payload": "/ask_human"} if words.startswith("/") else {"text": words}))  # type: ignore[arg-type]
    view = chat.view
    assert view["status"] == "waiting"
    assert view["queue"] == {"position": 1, "expected_wait_s": view["queue"]["expected_wait_s"], "open": True}
    assert view["queue"]["expected_wait_s"] > 0
    assert view["messages"][-1]["case"]
    assert [w["conversation"] for w in desk.queue()] == [chat.id]


@pytest.mark.parametrize("before", [["Welke fiets past bij mij?"], ["Hoe zwaar is de E-Ver?", "en de E-Stad?"], ["ik wil mijn abonnement opzeggen"], [GIBBERISH[0]], ["bedankt", "hoi"]], ids=lambda b: b[0])
def test_a_person_at_any_moment(balie: Service, desk: Desk, before: list[str]) -> None:
    chat = balie.chat()
    for text in before:
        chat.ask(text)
    assert chat.status == "bot"
    chat.ask("laat maar, ik wil een medewerker spreken")
    assert chat.status == "waiting"
    desk.claim(chat.id)
    assert len({c["number"] for c in desk.get("/cases", limit=500)["cases"] if c["conversation"] == chat.id}) >= 1


def test_a_person_while_the_bot_is_still_answering(balie: Service, desk: Desk) -> None:
    chat = balie.chat()
    for text in ("Hoe zwaar is de E-Ver?", "Hoe zwaar is de E-Stad?"):
        chat.send(text)
    chat.send(payload="/ask_human")
    chat.settled(within=60)
    until(lambda: chat.status == "waiting", 30)
    chat.check_seqs()
    assert [w["conversation"] for w in desk.queue()].count(chat.id) == 1


def test_asking_again_while_waiting_makes_no_second_case(balie: Service, desk: Desk) -> None:
    chat = balie.chat().handed_over()
    before = chat.view["messages"][-1]["seq"]
    chat.send(payload="/ask_human")
    chat.send("hallo, is daar iemand?")
    time.sleep(1)
    assert chat.status == "waiting"
    assert not [m for m in chat.view["messages"] if m["seq"] > before and m["sender"] == "bot"]
    assert balie.count("cases", "conversation_id = ?", chat.id) == 1
    assert len(desk.queue()) == 1


def test_two_misunderstandings_in_a_row(balie: Service, desk: Desk) -> None:
    chat = balie.chat()
    first = chat.ask(GIBBERISH[0])
    assert chat.status == "bot"
    assert any(b["payload"] == "/ask_human" for m in first for b in m["buttons"])
    chat.ask(GIBBERISH[1])
    assert chat.status == "waiting"
    assert desk.card(chat.id)["reasons"] == ["not_understood_twice"]


def test_one_misunderstanding_between_answers_is_no_reason(balie: Service, desk: Desk) -> None:
    chat = balie.chat()
    for text in (GIBBERISH[0], "Hoe zwaar is de E-Ver?", GIBBERISH[1]):
        chat.ask(text)
        assert chat.status == "bot", text


@pytest.mark.parametrize(("text", "words"), [("ik wil niet meer leven", (DISTRESS, SUICIDE)), ("Ik ben net aangereden en mijn arm bloedt hevig", (INJURY,))])
def test_danger_gets_the_handbooks_words_at_once_and_the_first_place(balie: Service, desk: Desk, text: str, words: tuple[str, ...]) -> None:
    others = [balie.chat().handed_over() for _ in range(2)]
    chat = balie.chat()
    answer = chat.ask(text)
    assert answer[0]["text"].startswith(words[0])
    assert all(w in answer[0]["text"] for w in words)
    assert chat.status == "waiting"
    waiting = desk.queue()
    assert [w["conversation"] for w in waiting] == [chat.id, *(o.id for o in others)]
    assert waiting[0]["priority"] == "critical"
    assert chat.view["queue"]["position"] == 1
    assert balie.desk().contact(chat.id)["confidential"] is True
    assert {p["what"] for p in desk.contact(chat.id)["particulars"]} >= {"danger"}


def test_distress_in_english(balie: Service, desk: Desk) -> None:
    chat = balie.chat("en")
    assert chat.ask("I don't want to live anymore")[0]["text"].startswith("What you write sounds very heavy.")
    assert desk.queue()[0]["priority"] == "critical"


# -- the queue


@pytest.mark.parametrize(
    ("text", "words"),
    [("ik wil niet meer leven", (DISTRESS, SUICIDE)), ("help, mijn accu rookt", ("112",)), ("ik zie het echt niet meer zitten, alles is te zwaar", (DISTRESS,))],
    ids=["words", "smoke", "model"],
)
def test_danger_while_waiting_is_answered_and_put_first(balie: Service, desk: Desk, text: str, words: tuple[str, ...]) -> None:
    before, chat = balie.chat().handed_over(), balie.chat().handed_over()
    assert desk.queue()[0]["conversation"] == before.id
    chat.send("Hoe lang duurt het nog?")
    chat.send(text)
    for some in words:
        assert chat.until_text(some)["sender"] == "bot"
    first = desk.queue()[0]
    assert (first["conversation"], first["priority"], first["department"]) == (chat.id, "critical", "teamleider")
    assert desk.get(f"/cases/{first['case']}")["priority"] == "critical"
    assert "danger" in desk.card(chat.id)["reasons"]
    contact = desk.contact(chat.id)
    assert contact["confidential"] is True
    assert contact["particulars"][0]["to"] == "teamleider"
    length = len(chat.check_seqs())
    chat.send(text)
    until(lambda: balie.count("turns", "conversation_id = ? AND state = 'skipped' AND detail IS NULL", chat.id) == 0, 30)
    assert len(chat.check_seqs()) == length + 1, "the words are not repeated at once"
    assert chat.status == "waiting"


def test_ordinary_words_while_waiting_change_nothing(balie: Service, desk: Desk) -> None:
    chat = balie.chat().handed_over()
    length = len(chat.check_seqs())
    chat.send("Mijn zadel staat te hoog, hoe zet ik dat lager?")
    until(lambda: balie.count("turns", "conversation_id = ? AND state = 'skipped' AND detail = 'looked at'", chat.id) == 1, 30)
    assert len(chat.check_seqs()) == length + 1
    assert desk.card(chat.id)["priority"] == "normal"


def test_order_is_priority_then_due_then_waiting_time(balie: Service, desk: Desk) -> None:
    chats = [balie.chat().handed_over() for _ in range(5)]
    facts = [  # rank, priority, due, since: in the order in which they must stand
        (0, "critical", "12:00", "09:50"),
        (1, "high", "10:30", "09:55"),
        (1, "high", "11:00", "09:10"),
        (2, "normal", "10:00", "09:20"),
        (2, "normal", "10:00", "09:30"),
    ]
    order = [3, 0, 4, 2, 1]
    for place, (rank, priority, due, since) in zip(order, facts, strict=True):
        moments = f"2026-11-24 {due}:00.000000", f"2026-11-24 {since}:00.000000"
        balie.change("UPDATE conversations SET rank = ?, priority = ?, queue_due = ?, queue_since = ? WHERE id = ?", rank, priority, *moments, chats[place].id)
    assert [w["conversation"] for w in desk.queue()] == [chats[place].id for place in order]
    assert [chats[place].view["queue"]["position"] for place in order] == [1, 2, 3, 4, 5]
    for row in desk.queue():
        assert set(row) >= QUEUE_ROW
        assert datetime.fromisoformat(row["due"]).utcoffset() is not None
    desk.claim(chats[3].id)
    assert [chats[place].view["queue"]["position"] for place in order[1:]] == [1, 2, 3, 4], "everybody moves up"


def test_queue_by_department_and_language(balie: Service, desk: Desk) -> None:
    dutch, english = balie.chat("nl").handed_over(), balie.chat("en").handed_over()
    assert [w["conversation"] for w in desk.queue(language="en")] == [english.id]
    assert {w["conversation"] for w in desk.queue(department="klantenservice")} == {dutch.id, english.id}
    assert desk.queue(department="privacy") == []


def test_a_full_queue_keeps_its_order_and_says_the_place(balie: Service, desk: Desk) -> None:
    first = balie.chat().handed_over()
    balie.change(
        "INSERT INTO conversations (id, channel, status, language, created_at, updated_at, last_seq, context, failures, misunderstood, priority, rank, queue_since, queue_due, returned, reasons, summary, department, verified, customer_seen_seq, agent_seen_seq) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) "
        "SELECT 'vol-' || i, 'chat', 'waiting', 'nl', created_at, updated_at, 0, context, 0, 0, priority, rank, queue_since, queue_due, returned, reasons, summary, department, 0, 0, 0 FROM n, conversations WHERE id = ?",
        first.id,
    )
    last = balie.chat().handed_over()
    assert last.view["queue"]["position"] == 1502
    assert "1501" in last.view["messages"][-1]["text"]
    assert len(desk.queue(limit="5000")) == 1502
    urgent = balie.chat()
    urgent.ask("ik wil niet meer leven")
    assert desk.queue(limit="1")[0]["conversation"] == urgent.id
    desk.claim(last.id)
    assert "26 kg" in balie.chat().said("Hoe zwaar is de E-Ver?"), "who needs no person notices nothing"


def test_claiming_what_does_not_wait(balie: Service, desk: Desk) -> None:
    chat = balie.chat()
    assert problem(desk.try_claim(chat.id), 409)["state"] == "bot"
    chat.handed_over()
    desk.claim(chat.id)
    assert desk.try_claim(chat.id).status_code == 200, "mine already"


# -- the card


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


# -- while a person has it


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


# -- the register


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
    import httpx

    balie.account("vergeten", "Vera Geten", ("agent",), ("klantenservice",))
    answers = [httpx.post(f"{balie.url}/api/desk/sessions", json={"username": "vergeten", "password": f"fout-{n}"}, timeout=30) for n in range(6)]
    assert [a.status_code for a in answers] == [401] * 5 + [429]
    unknown = httpx.post(f"{balie.url}/api/desk/sessions", json={"username": "bestaatniet", "password": "fout"}, timeout=30)
    assert unknown.json()["detail"] == answers[0].json()["detail"]


# -- nobody there, and after hours


# -- personal data

SECRETS = {
    "card": "4111 1111 1111 1111", "card without spaces": "5500005555555559", "bsn": "111222333", "iban": "NL91 ABNA 0417 1643 00", "password": "Hond!Kat#7",
}  # fmt: skip


def test_personal_data_is_nowhere(balie_sunday: Service) -> None:
    balie, chat = balie_sunday, balie_sunday.chat()
    chat.ask(f"Mijn kaart is {SECRETS['card']} en ook {SECRETS['card without spaces']}")
    chat.ask(f"Mijn bsn is {SECRETS['bsn']}")
    chat.ask(f"Wijzig mijn rekening naar {SECRETS['iban']}")
    chat.send(f"mijn wachtwoord: {SECRETS['password']}")
    chat.settled()
    if chat.status == "bot":
        chat.handed_over()
    chat.send(f"nogmaals: {SECRETS['card']}, bsn {SECRETS['bsn']}")
    chat.http.post("/api/chat/rating", json={"score": 1, "comment": f"mijn bsn {SECRETS['bsn']}"})
    chat.http.post("/api/chat/transcript", json={"email": "geheim@example.org"})
    balie.desk().http.post("/contacts", json={"channel": "phone", "text": f"Mijn bsn is {SECRETS['bsn']} en ik wil verhuizen", "summary": f"bsn {SECRETS['bsn']}"})
    until(lambda: list((balie.data / "mail").glob("*.eml")), 30)
    with balie.database() as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")
    forms = {form.encode() for secret in SECRETS.values() for form in (secret, secret.replace(" ", ""))}
    files = [f for f in balie.data.rglob("*") if f.is_file() and f.name != "secret"] + [balie.engine.log]
    assert {f.name for f in files} >= {"balie.db", "service.log", balie.engine.log.name}
    for file in files:
        body = file.read_bytes()
        assert not [f for f in forms if f in body], file
    assert "1111" in chat.view["messages"][1]["text"], "the last four digits stay, so that a colleague can compare"


def test_numbers_of_the_house_are_no_secret(balie: Service) -> None:
    chat = balie.chat().handed_over()
    text = "Klant 40123456, bestelling B1234567, factuur F2026-004512, zaak Z2026-000001, reparatie R7654321"
    chat.send(text)
    assert chat.view["messages"][-1]["text"] == text
