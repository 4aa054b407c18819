"""Moving house, from one message to a case; with corrections, questions in between, a change of mind and bad input."""

from __future__ import annotations

import datetime as dt

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk, add

MOVE = "ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht"


async def test_a_complete_message_takes_two_more(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "klantnummer" in await talk.say(MOVE, "change_address")
    summary = await talk.say(IDENTIFIED)
    assert "1 december 2026" in summary
    assert "Lindelaan 4, 3511 AB Utrecht" in summary
    done = await talk.say("ja", "affirm")
    case = await talk.row(t.cases)
    assert case["number"] in done
    assert case["status"] == "resolved"
    change = await talk.row(c.changes)
    assert change["old"]["street"] == "Vinkstraat"
    assert change["new"]["street"] == "Lindelaan"
    assert change["status"] == "planned"
    assert change["effective_on"] == dt.date(2026, 12, 1)
    mail = await talk.row(t.outbox)
    assert mail["payload"]["to"] == "anna@voorbeeld.example"
    assert case["number"] in mail["payload"]["subject"]


async def test_in_english(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    assert "customer number" in await talk.say(
        "I'm moving to Lindelaan 4, 3511 AB Utrecht from 1 December", "change_address"
    )
    assert "1 December 2026" in await talk.say(IDENTIFIED)
    assert "Done" in await talk.say("yes", "affirm")


async def test_only_what_is_missing_is_asked(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik ga verhuizen", "change_address")
    assert "nieuwe adres" in await talk.say(IDENTIFIED)
    assert "postcode" in await talk.say("Lindelaan 4 in Utrecht")
    assert "welke dag" in await talk.say("3511 AB")
    assert "1 december 2026" in await talk.say("1 december")


async def test_a_correction_of_one_piece(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MOVE, "change_address")
    await talk.say(IDENTIFIED)
    assert "Lindelaan 12, 3511 AB Utrecht" in await talk.say("nee, huisnummer 12", "deny")
    assert "3 december 2026" in await talk.say("en het moet 3 december zijn")
    await talk.say("klopt", "affirm")
    assert (await talk.row(c.changes))["new"]["house_number"] == "12"


async def test_a_question_in_between_is_answered_and_the_form_goes_on(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik ga verhuizen", "change_address")
    await talk.say(IDENTIFIED)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "9.00" in reply
    assert "nieuwe adres" in reply
    assert "welke dag" in await talk.say("Lindelaan 4, 3511 AB Utrecht")


async def test_stop_changes_nothing(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MOVE, "change_address")
    await talk.say(IDENTIFIED)
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert await talk.rows(c.changes) == []
    assert await talk.rows(t.cases) == []
    assert (await talk.row(t.conversations))["context"].get("form") is None


async def test_impossible_and_past_days_are_named(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik ga verhuizen naar Lindelaan 4, 3511 AB Utrecht", "change_address")
    await talk.say(IDENTIFIED)
    assert "31 april" in await talk.say("31 april")
    assert "voorbij" in await talk.say("1 november 2026")
    assert "4 december 2026" in await talk.say("4 december")


async def test_abroad_is_for_a_person_with_what_was_said(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik ga verhuizen per 1 december", "change_address")
    await talk.say(IDENTIFIED)
    reply = await talk.say("Veldstraat 12, 9000 Gent, België")
    assert "buitenland" in reply
    assert "collega" in reply
    row = await talk.row(t.conversations)
    assert row["status"] == "waiting"
    assert "abroad" in row["reasons"]


async def test_a_person_in_the_middle_gets_what_was_filled_in(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MOVE, "change_address")
    await talk.say(IDENTIFIED)
    await talk.say("ik wil een medewerker", "ask_human")
    case = await talk.row(t.cases)
    assert case["data"]["Nieuw adres"] == "Lindelaan 4, 3511 AB Utrecht"
    assert case["customer_number"] == "40118273"
    assert (await talk.row(t.conversations))["status"] == "waiting"


async def test_another_fresh_change_makes_a_person_look(kit: Kit) -> None:
    await add(
        kit, c.changes, key="x", customer_number="40118273", field="email", old={}, new={}, effective_on=dt.date(2026, 11, 20), status="applied",
        ground="code", asked_at=kit.clock.now() - dt.timedelta(days=5), asked_by="bot",
    )  # fmt: skip
    talk = await Talk.open(kit)
    await talk.say(MOVE, "change_address")
    await talk.say(IDENTIFIED)
    assert (await talk.row(t.conversations))["status"] == "waiting"
    assert await talk.rows(c.changes, c.changes.c.field == "address") == []


async def test_the_same_confirmation_twice_makes_one_case(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MOVE, "change_address")
    await talk.say(IDENTIFIED)
    await talk.say("ja", "affirm")
    await talk.say("ja", "affirm")
    assert len(await talk.rows(t.cases)) == 1
    assert len(await talk.rows(c.changes)) == 1
