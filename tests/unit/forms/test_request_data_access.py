"""A request about one's own data: taken in for Privacy, with the term of the law."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import case, invoice
from tests.support.talking import IDENTIFIED, MONDAY, Talk

TOPIC = "request_data_access"


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("nl", "ik wil inzage in mijn gegevens", "inzage"),
        ("nl", "ik wil al mijn gegevens meenemen als bestand", "meenemen"),
        ("en", "please give me access to my data", "access"),
        ("en", "I want to export my data", "portability"),
    ],
)
async def test_two_messages_are_enough(kit: Kit, language: str, text: str, word: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(text, TOPIC)
    done = await talk.say(IDENTIFIED)
    assert f"({word})" in done
    assert "23 december 2026" in done.lower()
    assert "Autoriteit Persoonsgegevens" in done
    found = await talk.row(t.cases)
    assert (found["department"], found["status"]) == ("privacy", "new")
    assert found["due"].date() == dt.date(2026, 12, 23)
    assert found["number"] in done
    assert (await talk.row(t.outbox))["payload"]["to"] == "anna@voorbeeld.example"


async def test_the_term_moves_on_from_a_weekend(kit: Kit) -> None:
    kit.clock.moment = MONDAY.replace(year=2027, month=1, day=29)  # type: ignore[attr-defined]
    talk = await Talk.open(kit)
    await talk.say("ik wil inzage in mijn gegevens", TOPIC)
    assert "1 maart 2027" in await talk.say(IDENTIFIED)


async def test_erasing_says_what_stays(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("verwijder al mijn gegevens", TOPIC)
    done = await talk.say(IDENTIFIED)
    assert "7 jaar" in done
    assert "loopt nog" not in done


async def test_and_what_must_wait(kit: Kit) -> None:
    await case(kit)
    talk = await Talk.open(kit)
    await talk.say("verwijder al mijn gegevens", TOPIC)
    assert "loopt nog een klacht" in await talk.say(IDENTIFIED)


async def test_an_open_invoice_must_wait_too(kit: Kit) -> None:
    await invoice(kit, "F2026-030001", "2026-11", paid_cents=0)
    talk = await Talk.open(kit, "en")
    await talk.say("erase all my data", TOPIC)
    assert "still running" in await talk.say(IDENTIFIED)


async def test_what_is_to_be_corrected_is_asked(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil een avg verzoek doen bij jullie", TOPIC)
    assert "inzien, verbeteren, wissen" in await talk.say(IDENTIFIED)
    assert "Welk gegeven" in await talk.press("Verbeteren")
    await talk.say("mijn voornaam is Anne, niet Anna", TOPIC)
    assert "Anne, niet Anna" in (await talk.row(t.cases))["summary"]


async def test_a_question_in_between_and_stop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil een avg verzoek doen bij jullie", TOPIC)
    await talk.say(IDENTIFIED)
    assert "9.00" in await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "niets gewijzigd" in await talk.say("stop", "stop")
    assert await talk.rows(t.cases) == []


async def test_nothing_before_identification(kit: Kit) -> None:
    await case(kit)
    talk = await Talk.open(kit)
    reply = await talk.say("verwijder al mijn gegevens", TOPIC)
    assert "klacht" not in reply
    assert "kan ik niet controleren" in await talk.say("40118273, 3527 GV 12, 13-03-1985")


async def test_others_data_is_for_a_person_at_once(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik zie de gegevens van iemand anders in mijn account", TOPIC)
    assert (await talk.row(t.conversations))["status"] == "waiting"


async def test_seeing_and_erasing_are_one_request(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("I want to see everything you have stored about me and delete my old chats", "request_data_access")
    await talk.say(IDENTIFIED)
    done = await talk.say("both")
    assert "access, then erasure" in done
    assert "7 years" in done
