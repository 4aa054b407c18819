"""A person takes over: at any moment, in the right order, once, with all that is known, and back."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from tests.integration.test_chat import problem
from tests.support.desk import Desk
from tests.support.handbook import DISTRESS, GIBBERISH, INJURY, SUICIDE
from tests.support.installation import Service
from tests.support.process import until

QUEUE_ROW = {"conversation", "case", "priority", "topics", "since", "due", "department", "summary"}


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
