"""Processes die and hang, the database is locked: the customer hears the truth, nothing is lost and nothing comes twice.

These tests have an engine and a service of their own, because they kill them.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.test_chat import problem
from tests.support.chat import Chat, new_uuid
from tests.support.installation import Service, Stage
from tests.support.process import until

pytestmark = [pytest.mark.engine, pytest.mark.slow]
SORRY = "er ging bij mij iets mis"
SORRY_TWICE = "Het lukt mij nu niet"
QUESTION = "Hoe zwaar is de E-Ver?"
ENGINE_TIMEOUT_S = 4


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Stage]:
    """A second engine, to be killed."""
    made = Stage(tmp_path_factory.mktemp("faults"), model)
    yield made
    made.close()


@pytest.fixture
def balie(second: Stage) -> Iterator[Service]:
    """A service whose patience with the engine is short; well at the start, whatever the test before did."""
    made = second.service("faults", ENGINE_TIMEOUT=str(ENGINE_TIMEOUT_S))
    if not second.engine.alive:
        second.engine.start_and_wait()
    yield made
    second.engine.resume()
    assert made.child is not None
    if not made.child.alive:
        made.start(wait=False)


def under_way(balie: Service, chat: Chat, text: str = QUESTION) -> int:
    """Send a question to a hung engine, and return its seq once a turn is being run for it."""
    balie.engine.pause()
    seq = chat.send(text)
    until(lambda: balie.count("turns", "conversation_id = ? AND seq = ? AND attempts = 1", chat.id, seq), 20, what="a turn under way")
    time.sleep(0.2)
    return seq


def once(balie: Service, chat: Chat, *, customer: int, answers: int) -> None:
    """Every message once, numbered without gaps, one contact, no turn left over."""
    messages = chat.check_seqs()
    assert [m["sender"] for m in messages].count("customer") == customer, messages
    assert [m["sender"] for m in messages].count("bot") == answers + 1, messages
    assert balie.count("contacts", "conversation_id = ?", chat.id) == 1
    assert balie.count("turns", "conversation_id = ? AND state = 'pending'", chat.id) == 0


# -- the engine


def test_hung_engine_then_a_person_then_it_goes_on(balie: Service) -> None:
    chat = balie.chat()
    balie.engine.pause()
    began = time.monotonic()
    (first,) = chat.ask(QUESTION)
    assert time.monotonic() - began < ENGINE_TIMEOUT_S + 8
    assert SORRY in first["text"]
    assert [b["payload"] for b in first["buttons"]] == ["/ask_human"]
    assert chat.status == "bot"
    (second,) = chat.ask("hallo?")
    assert SORRY_TWICE in second["text"]
    view = chat.view
    assert view["status"] == "waiting"
    assert view["queue"]["position"] >= 1
    assert httpx.get(f"{balie.url}/healthz").status_code == 200
    ready = httpx.get(f"{balie.url}/readyz", timeout=10)
    assert ready.status_code == 503
    assert "engine" in ready.json()["reason"]
    balie.engine.resume()
    balie.wait_ready()
    time.sleep(2)  # the engine now runs the two turns that it is too late for
    once(balie, chat, customer=2, answers=2)
    assert balie.count("cases", "conversation_id = ?", chat.id) == 1
    desk = balie.desk()
    assert desk.card(chat.id)["reasons"] == ["engine_failed"]
    desk.claim(chat.id)
    assert desk.do(chat.id, "return-to-bot").status_code == 200
    assert "26 kg" in chat.said(QUESTION), "it answers again"


def test_slow_engine_is_waited_for_once_and_its_late_answer_is_not_said(balie: Service) -> None:
    chat = balie.chat()
    seq = under_way(balie, chat)
    chat.settled(seq)
    balie.engine.resume()
    balie.wait_ready()
    assert "24 kg" in chat.said("Hoe zwaar is de E-Stad?"), "an answer between failures"
    once(balie, chat, customer=2, answers=2)
    assert balie.rows("SELECT failures, status FROM conversations WHERE id = ?", chat.id) == [{"failures": 0, "status": "bot"}]


def test_short_hang_is_not_noticed(balie: Service) -> None:
    chat = balie.chat()
    seq = under_way(balie, chat)
    time.sleep(1)
    balie.engine.resume()
    (answer,) = chat.settled(seq)["messages"]
    assert "26 kg" in answer["text"]


def test_engine_killed_during_an_answer(balie: Service) -> None:
    chat, other = balie.chat(), balie.chat()
    seq = under_way(balie, chat)
    balie.engine.kill()
    (first,) = chat.settled(seq, 10)["messages"]
    assert SORRY in first["text"]
    began = time.monotonic()
    assert SORRY in other.said(QUESTION)
    assert time.monotonic() - began < 5, "a dead engine is known at once"
    asked = balie.chat()
    (handed,) = asked.ask(payload="/ask_human")
    assert asked.status == "waiting", "a person can be asked for without an engine"
    assert SORRY not in handed["text"]
    assert balie.desk().card(asked.id)["reasons"] == ["asked_for_person"]
    once(balie, asked, customer=1, answers=1)
    balie.engine.start_and_wait()
    assert "24 kg" in other.said("Hoe zwaar is de E-Stad?")
    once(balie, chat, customer=1, answers=1)
    once(balie, other, customer=2, answers=2)
    assert balie.chat().status == "bot"


# -- the service


def test_service_killed_during_an_answer(balie: Service) -> None:
    chat = balie.chat()
    seq = under_way(balie, chat)
    balie.kill()
    balie.engine.resume()
    time.sleep(0.5)
    balie.start()
    began = time.monotonic()
    (answer,) = chat.settled(seq)["messages"]
    assert "26 kg" in answer["text"]
    assert time.monotonic() - began < 20, "the customer does not wait until a dead service's hold is over"
    once(balie, chat, customer=1, answers=1)


@pytest.mark.parametrize("after", [0.0, 0.04, 0.15])
def test_service_killed_right_after_a_person_was_asked_for(balie: Service, after: float) -> None:
    chat = balie.chat()
    chat.send(payload="/ask_human")
    time.sleep(after)
    balie.kill()
    balie.start()
    chat.settled()
    assert chat.status == "waiting"
    once(balie, chat, customer=1, answers=1)
    assert balie.count("cases", "conversation_id = ?", chat.id) == 1
    assert balie.rows("SELECT count(*) AS n FROM history WHERE subject_id = ? AND what = 'handed over'", chat.id) == [{"n": 1}]
    assert chat.id in [w["conversation"] for w in balie.desk().queue(limit="5000")]
    balie.desk().claim(chat.id)
    balie.desk().do(chat.id, "release")


def test_service_killed_while_messages_come_in(balie: Service) -> None:
    chat = balie.chat().handed_over()
    ids, taken = [new_uuid() for _ in range(25)], []

    def write() -> None:
        for number, message_id in enumerate(ids):
            try:
                if chat.post(f"bericht {number}", message_id=message_id).status_code == 202:
                    taken.append(message_id)
            except httpx.HTTPError:
                return

    writer = threading.Thread(target=write)
    writer.start()
    until(lambda: len(taken) >= 8, 20, 0.005)
    balie.kill()
    writer.join(60)
    balie.start()
    stored = {m["id"] for m in chat.check_seqs()}
    assert set(taken) <= stored, "what was acknowledged is there"
    assert len(taken) < len(ids)
    for number, message_id in enumerate(ids):  # the customer's side sends again whatever it is not sure of
        assert chat.post(f"bericht {number}", message_id=message_id).status_code == (200 if message_id in stored else 202)
    assert [m["id"] for m in chat.check_seqs() if m["text"].startswith("bericht")].count(ids[0]) == 1
    assert sum(m["sender"] == "customer" for m in chat.check_seqs()) == 1 + len(ids)


def test_service_killed_while_a_person_has_the_conversation(balie: Service) -> None:
    chat = balie.chat().handed_over()
    balie.desk().claim(chat.id)
    balie.desk().say(chat.id, "Ik zoek het even uit.")
    balie.kill()
    balie.start()
    assert chat.status == "agent"
    balie.desk().say(chat.id, "Gevonden.")
    assert chat.texts("agent") == ["Ik zoek het even uit.", "Gevonden."]


def test_both_killed_during_an_answer(balie: Service) -> None:
    chat = balie.chat()
    seq = under_way(balie, chat)
    balie.kill()
    balie.engine.kill()
    balie.start(wait=False)
    balie.wait_ready("/healthz")
    balie.engine.start_and_wait()
    balie.wait_ready()
    view = chat.settled(seq)
    # Back before its engine the service may have said sorry; what it never does is say nothing, or both.
    assert len(view["messages"]) == 1
    assert SORRY in view["messages"][0]["text"] or "26 kg" in view["messages"][0]["text"]
    assert "24 kg" in chat.said("Hoe zwaar is de E-Stad?")
    once(balie, chat, customer=2, answers=2)


# -- the database


@pytest.fixture
def locked(balie: Service) -> Iterator[sqlite3.Connection]:
    """Somebody else holds the write lock, until the test gives it back."""
    connection = sqlite3.connect(balie.data / "balie.db", timeout=20, isolation_level=None, check_same_thread=False)
    yield connection
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    connection.close()


def test_locked_database_is_said_and_the_message_can_be_sent_again(balie: Service, locked: sqlite3.Connection) -> None:
    chat, message_id = balie.chat(), new_uuid()
    locked.execute("BEGIN IMMEDIATE")
    refused = chat.post(QUESTION, message_id=message_id)
    body = problem(refused, 503)
    assert body["type"] == "/problems/database-busy"
    assert int(refused.headers["retry-after"]) >= 1
    assert "sqlite" not in refused.text.lower()
    assert len(chat.view["messages"]) == 1, "reading goes on"
    with chat.socket(after=1) as line:
        line.of("status")
        line.message(QUESTION, message_id)
        error = line.of("error")
        assert (error["status"], error["id"]) == (503, message_id)
        locked.execute("ROLLBACK")
        line.message(QUESTION, message_id)
        line.of("ack")
    assert chat.post(QUESTION, message_id=message_id).status_code == 200
    chat.settled()
    once(balie, chat, customer=1, answers=1)


def test_database_locked_while_the_bot_answers(balie: Service, locked: sqlite3.Connection) -> None:
    chat = balie.chat()
    seq = under_way(balie, chat)
    locked.execute("BEGIN IMMEDIATE")
    balie.engine.resume()
    time.sleep(14)  # longer than the action, and then the service, wait for the lock
    locked.execute("ROLLBACK")
    view = chat.settled(seq, 30)
    assert len(view["messages"]) == 1
    once(balie, chat, customer=1, answers=1)


def test_short_lock_is_waited_for(balie: Service, locked: sqlite3.Connection) -> None:
    chat = balie.chat()
    locked.execute("BEGIN IMMEDIATE")
    threading.Timer(2.0, lambda: locked.execute("ROLLBACK")).start()
    assert chat.post(QUESTION).status_code == 202
    chat.settled()
    once(balie, chat, customer=1, answers=1)
