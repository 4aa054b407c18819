"""The same on PostgreSQL, and two services on one database that wake each other through Redis."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handoff.store.db import Database
from handoff.store.migrate import migrate, pending
from tests.integration import test_attachments, test_chat, test_complaints, test_handover, test_held, test_registered
from tests.integration.test_bad_input import raw
from tests.support.chat import Chat, new_uuid
from tests.support.desk import Desk
from tests.support.installation import PASSWORD, Service, Stage, run
from tests.support.process import until
from tests.support.servers import Redis, postgres

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.engine, pytest.mark.slow]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """An empty database."""
    with postgres() as made:
        yield made


@pytest.fixture(scope="module")
def bell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis server."""
    made = Redis(tmp_path_factory.mktemp("redis")).start_and_wait()
    yield made
    made.kill()


@pytest.fixture
def one(stage: Stage, address: str, bell: Redis) -> Service:
    """The first service, where the engine's actions run."""
    if not bell.alive:
        bell.start_and_wait()
    return stage.service("postgres", DATABASE_URL=address, REDIS_URL=bell.url)


@pytest.fixture(scope="module")
def two(stage: Stage, address: str, bell: Redis) -> Iterator[Service]:
    """The second service on the same database."""
    with stage.aside(DATABASE_URL=address, REDIS_URL=bell.url) as made:
        yield made


@pytest.fixture
def desk(one: Service) -> Desk:
    """Sanne, on the first service, with nobody waiting."""
    one.empty_queue()
    return one.desk("sanne", name="Sanne de Wit")


def test_migrations_run_from_nothing_and_again_and_at_once(address: str) -> None:
    async def work() -> str | None:
        db = Database(address)
        try:
            await migrate(db)
            return await pending(db)
        finally:
            await db.close()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda _: run(work()), range(3))) == [None] * 3


CUSTOMER = [
    test_chat.test_a_question_is_answered_with_its_source,
    test_chat.test_twenty_messages_at_once_are_numbered_without_gaps_and_all_answered,
    test_chat.test_the_same_id_again_is_the_same_message,
    test_chat.test_the_same_id_ten_times_at_once_is_handled_once,
    test_chat.test_long_poll_returns_as_soon_as_there_is_news,
    test_chat.test_four_thousand_emoji_count_as_characters,
    test_chat.test_rating,
    test_complaints.test_messages_missed_after_a_reconnect,
    test_attachments.test_the_same_upload_twice_is_one_message,
]
AGENT = [
    test_handover.test_two_misunderstandings_in_a_row,
    test_handover.test_order_is_priority_then_due_then_waiting_time,
    test_complaints.test_two_agents_claim_one_chat,
    test_held.test_card_says_what_was_asked_answered_and_left,
    test_complaints.test_the_bot_goes_on_answering_after_take_over,
    test_held.test_transfer_to_a_department_keeps_the_story,
    test_held.test_release_puts_the_customer_in_front,
    test_complaints.test_back_to_the_bot_broken,
    test_held.test_closing_reports_to_the_customer_and_in_the_register,
    test_complaints.test_an_agent_who_drops_out,
    test_registered.test_every_conversation_is_one_contact,
    test_registered.test_a_telephone_contact_is_triaged_and_registered,
    test_registered.test_a_case_change_is_in_its_history,
]


@pytest.mark.parametrize("scenario", CUSTOMER, ids=lambda f: f.__name__)
def test_customers_side(one: Service, scenario: Callable[[Service], None]) -> None:
    scenario(one)


@pytest.mark.parametrize("scenario", AGENT, ids=lambda f: f.__name__)
def test_desks_side(one: Service, desk: Desk, scenario: Callable[[Service, Desk], None]) -> None:
    scenario(one, desk)


def test_what_postgres_cannot_store_is_left_out(one: Service) -> None:
    chat = one.chat()
    assert raw(chat, '{"id": "' + new_uuid() + '", "text": "Hoe zwaar \\u0000\\ud800is de E-Ver?"}').status_code == 202
    assert "26 kg" in chat.settled(2)["messages"][0]["text"]
    assert raw(chat, '{"score": 4, "comment": "x\\u0000y"}', "rating").status_code == 200


# -- two services


def at(service: Service, chat: Chat) -> Chat:
    """The same conversation, spoken to through another service."""
    return Chat(service.url, chat.id, chat.token, [])


def test_an_agent_on_one_service_reaches_the_customer_on_the_other(one: Service, two: Service, desk: Desk) -> None:
    chat = one.chat().handed_over()
    there = Desk.log_in(two.url, "sanne", PASSWORD)
    with chat.socket() as line:
        line.of("status")
        there.claim(chat.id)
        line.until(lambda f: f["type"] == "status" and f["status"] == "agent", 5)
        for n in range(5):
            began = time.monotonic()
            there.say(chat.id, f"hallo {n}")
            line.until(lambda f, n=n: f["type"] == "message" and f["message"]["text"] == f"hallo {n}", 5)
            assert time.monotonic() - began < 2
    assert at(two, chat).view == chat.view


def test_twenty_claims_over_both_have_one_winner(one: Service, two: Service, desk: Desk) -> None:
    chat = one.chat().handed_over()
    names = [f"collega{n}" for n in range(20)]
    for name in names:
        one.account(name, f"{name.capitalize()} Jansen", ("agent",), ("klantenservice",))
    with ThreadPoolExecutor(4) as pool:
        desks = list(pool.map(lambda n: Desk.log_in((one, two)[names.index(n) % 2].url, n, PASSWORD), names))
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda d: d.try_claim(chat.id), desks))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 19
    assert one.count("history", "subject_id = ? AND what = 'claimed'", chat.id) == 1


def test_messages_through_both_are_numbered_and_answered_once(one: Service, two: Service) -> None:
    chat = one.chat()
    doors, ids = (chat, at(two, chat)), [new_uuid() for _ in range(10)]
    jobs = [(door, message_id) for message_id in ids for door in doors]  # every message is sent through both
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda job: job[0].post("Hoe zwaar is de E-Ver?", message_id=job[1]), jobs))
    assert sorted(a.status_code for a in answers) == [200] * 10 + [202] * 10
    chat.settled(within=90)
    messages = chat.check_seqs()
    assert sum(m["sender"] == "customer" for m in messages) == 10
    assert sum(m["sender"] == "bot" for m in messages) == 11


def test_the_queue_on_the_other_service_changes_at_once(one: Service, two: Service, desk: Desk) -> None:
    from tests.support.chat import Socket

    there = Desk.log_in(two.url, "sanne", PASSWORD)
    with Socket(two.url, None, "/api/desk/ws", {"Authorization": f"Bearer {there.token}"}) as screen:
        screen.of("queue")
        chat = one.chat().handed_over()
        screen.until(lambda f: f["type"] == "queue" and chat.id in [w["conversation"] for w in f.get("waiting", ())], 8)


def test_without_redis_it_is_slower_but_nothing_is_lost(one: Service, two: Service, desk: Desk, bell: Redis) -> None:
    chat = one.chat().handed_over()
    there = Desk.log_in(two.url, "sanne", PASSWORD)
    there.claim(chat.id)
    last, got = chat.view["messages"][-1]["seq"], []
    bell.kill()
    poll = threading.Thread(target=lambda: got.append(chat.read(last, 20)))
    poll.start()
    there.say(chat.id, "zonder bel")
    poll.join(30)
    assert [m["text"] for m in got[0]["messages"]] == ["zonder bel"]
    assert "26 kg" in one.chat().said("Hoe zwaar is de E-Ver?")
    bell.start_and_wait()
    with chat.socket() as line:
        line.of("status")

        def heard() -> bool:
            there.say(chat.id, "met bel")
            return any(f["type"] == "message" and f["message"]["text"] == "met bel" for f in line.quiet(1))

        until(heard, 20, what="the bell works again")


def test_data_folder_holds_no_database(one: Service) -> None:
    assert not list(Path(one.data).glob("*.db"))
