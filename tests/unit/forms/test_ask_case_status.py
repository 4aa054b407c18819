"""How a case stands: status at level 1, the outcome at level 2, additions, and everything that is for a person."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.decide.case_status import asked_again, late, status_of
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import MINE, case
from tests.support.talking import IDENTIFIED, MONDAY, Talk, add

TOPIC = "ask_case_status"
HOW = "hoe staat het met mijn klacht?"
WHO = "Z2026-004512, 3527 GV"
DAY = dt.timedelta(days=1)


async def test_the_status_takes_two_messages(kit: Kit) -> None:
    await case(kit)
    talk = await Talk.open(kit)
    assert "zaaknummer" in await talk.say(HOW, TOPIC)
    assert "in behandeling bij Facturatie. Je hoort uiterlijk 2 december 2026 meer" in await talk.say(WHO)
    assert "Graag gedaan" in await talk.say("bedankt", "thank")


async def test_an_answer_we_waited_for_is_added(kit: Kit) -> None:
    await case(kit, status="waiting_for_customer", summary="Factuur te hoog.")
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    assert "wacht op een antwoord van jou" in await talk.say(WHO)
    await talk.say("ja", "affirm")
    assert "uiterlijk 24 november 2026" in await talk.say("het bonnetje is van 20 november", "complain_invoice")
    row = await talk.row(t.cases)
    assert row["summary"].startswith("Factuur te hoog.")
    assert "het bonnetje is van 20 november" in row["summary"]
    assert row["status"] == "in_progress"
    told = (await talk.rows(c.signals))[-1]
    assert told["department"] == "facturatie"


async def test_the_outcome_takes_level_two(kit: Kit) -> None:
    await case(kit, status="resolved", about_money=True, outcome="Je krijgt € 25 terug.", closed_at=MONDAY - DAY)
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    first = await talk.say(WHO)
    assert "afgehandeld op 22 november 2026" in first
    assert "25" not in first.replace("2025", "")
    assert "klantnummer" in await talk.press("Uitkomst bekijken")
    assert "€ 25" in await talk.say(IDENTIFIED)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"due": MONDAY - DAY}, "term_missed"),
        ({"first_reaction_at": None, "status": "new"}, "term_missed"),
    ],
)
async def test_late_is_for_a_person_with_raised_priority(kit: Kit, values: dict[str, object], reason: str) -> None:
    await case(kit, **values)
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    assert "Dat spijt me" in await talk.say(WHO)
    row = await talk.row(t.conversations)
    assert (row["status"], row["priority"], row["department"]) == ("waiting", "high", "facturatie")
    assert reason in row["reasons"]


async def test_the_second_time_within_thirty_days_too(kit: Kit) -> None:
    await case(kit)
    await add(
        kit, t.contacts, number="K2026-000900", channel="chat", language="nl", started_at=MONDAY - 3 * DAY, customer_number=MINE,
        topics=[{"topic": TOPIC, "state": "answered", "answer": ""}], handled_by="bot",
    )  # fmt: skip
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    assert "tweede keer" in await talk.say(WHO)
    assert (await talk.row(t.conversations))["priority"] == "high"


async def test_not_agreeing_with_the_outcome(kit: Kit) -> None:
    await case(kit, status="resolved", outcome="Het bedrag klopt.", closed_at=MONDAY - DAY)
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    await talk.say(WHO)
    assert "Geschillencommissie" in await talk.press("Niet mee eens")
    assert "outcome_disputed" in (await talk.row(t.conversations))["reasons"]


async def test_no_number_means_level_two(kit: Kit) -> None:
    await case(kit)
    talk = await Talk.open(kit)
    assert "klantnummer" in await talk.say("ik heb geen zaaknummer, hoe staat het met mijn klacht", TOPIC)
    assert "Z2026-004512" in await talk.say(IDENTIFIED)


async def test_somebody_elses_case_and_none_sound_the_same(kit: Kit) -> None:
    await case(kit)
    await case(kit, number="Z2026-000777", customer_number=None)
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    await talk.press("Ik heb het nummer niet")
    await talk.say(IDENTIFIED)
    theirs = await talk.say("en Z2026-000777 dan?", TOPIC)
    none = await talk.say("en Z2026-999999 dan?", TOPIC)
    assert theirs == none
    assert "vind ik niet" in theirs
    assert "Facturatie" not in theirs


async def test_in_english(kit: Kit) -> None:
    await case(kit, extended=True)
    talk = await Talk.open(kit, "en")
    assert "extended" in await talk.say("what is the status of case Z2026-004512? 3527 GV", TOPIC)
    await talk.press("Add or ask something")
    assert "Billing responds by 24 November 2026" in await talk.say("please call me in the morning")


async def test_bad_input_is_named(kit: Kit) -> None:
    await case(kit)
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    assert "zaaknummer" in await talk.say("3527 GV")
    assert "in behandeling" in await talk.say("4512")


BASE = {
    "status": "in_progress",
    "extended": False,
    "due": MONDAY + DAY,
    "first_due": MONDAY - DAY,
    "first_reaction_at": MONDAY - DAY,
}


@pytest.mark.parametrize(
    ("changed", "status", "is_late"),
    [
        ({}, "in_progress", False),
        ({"status": "new", "first_reaction_at": None}, "received", True),
        ({"status": "reopened"}, "in_progress", False),
        ({"extended": True}, "extended", False),
        ({"status": "waiting_for_customer", "due": MONDAY - DAY}, "waiting", False),
        ({"status": "resolved", "due": MONDAY - DAY}, "settled", False),
        ({"due": MONDAY - DAY}, "in_progress", True),
    ],
)
def test_statuses_and_lateness(changed: dict[str, object], status: str, is_late: bool) -> None:
    row = {**BASE, **changed}
    assert status_of(row) == status
    assert late(row, MONDAY) is is_late


@pytest.mark.parametrize(
    ("days", "conversation", "topics", "again"),
    [(3, "x", [TOPIC], True), (31, "x", [TOPIC], False), (3, "here", [TOPIC], False), (3, "x", ["greet"], False)],
)
def test_asked_again(days: int, conversation: str, topics: list[str], again: bool) -> None:
    contact = {
        "conversation_id": conversation,
        "topics": [{"topic": name} for name in topics],
        "started_at": MONDAY - days * DAY,
    }
    assert asked_again([contact], "here", MONDAY - 60 * DAY, MONDAY, 30) is again
