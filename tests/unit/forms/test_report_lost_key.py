"""Lost keys: a spare one to the known address, a new lock when both are gone, and a person where one is needed at once."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk, change

ONE = "ik ben één sleutel van mijn kettingslot kwijt"
LOST = "ik ben mijn sleutel kwijt"


async def test_a_spare_key_by_post_in_three_more_turns(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "veilige plek" in await talk.say(ONE, "report_lost_key")
    asked = await talk.say(IDENTIFIED)
    assert "€ 15" in asked
    assert "25 november 2026" in asked
    summary = await talk.press("Per post")
    assert "Vinkstraat 12, 3527 GV Utrecht" in summary
    done = await talk.say("ja", "affirm")
    case = await talk.row(t.cases)
    assert case["number"] in done
    assert case["status"] == "resolved"
    assert case["data"]["Kosten"] == "€ 15"
    post = await talk.row(c.post_jobs)
    assert post["kind"] == "key"
    assert post["address"]["street"] == "Vinkstraat"
    assert post["due"] == dt.date(2026, 11, 25)


async def test_in_english_at_a_service_point(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("I lost my key", "report_lost_key")
    assert "Which key" in await talk.say(IDENTIFIED)
    assert "€15" in await talk.say("one key of the battery lock")
    summary = await talk.press("Collect it")
    assert "from 24 November 2026" in summary
    assert "All set" in await talk.say("yes", "affirm")
    assert (await talk.row(c.signals))["department"] == "werkplaats"


@pytest.mark.parametrize(
    ("product", "button", "price"),
    [
        ("SR-EB1", "Sleutel van het kettingslot", "€ 45"),
        ("SR-EB1", "Sleutel van de accu", "€ 60"),
        ("SR-VF1", "", "€ 45"),
        ("SR-KF1", "", "€ 45"),
        ("SR-ST1", "", "€ 45"),
    ],
)
async def test_both_gone_takes_a_new_lock(kit: Kit, product: str, button: str, price: str) -> None:
    await change(kit, c.contracts, c.contracts.c.bike_number == "102938", product=product)
    talk = await Talk.open(kit)
    await talk.say(LOST, "report_lost_key")
    await talk.say(IDENTIFIED)
    if button:
        await talk.press(button)
    assert price in await talk.press("Allebei kwijt")
    await talk.press("Monteur aan huis")
    summary = await talk.press("morgen 8.00–11.00 uur")
    assert "met 2 sleutels" in summary
    done = await talk.say("ja", "affirm")
    repair = await talk.row(c.repairs)
    assert repair["number"] in done
    assert repair["date"] == dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "reason", "words", "priority"),
    [
        ("mijn sleutels zijn gestolen", "key_stolen", "gratis", "normal"),
        ("stuur hem maar naar mijn werk", "other_address", "ander adres", "normal"),
        ("mijn telefoon is ook kwijt", "lost_phone", "blokkeert meteen", "high"),
        ("ik ben buitengesloten", "locked_out_now", "088-000 12 60", "high"),
        ("mijn telefoon is leeg", "locked_out_now", "noodcode", "high"),
    ],
)
async def test_what_is_for_a_person(kit: Kit, text: str, reason: str, words: str, priority: str) -> None:
    talk = await Talk.open(kit)
    await talk.say(LOST, "report_lost_key")
    await talk.say(IDENTIFIED)
    assert words in await talk.say(text)
    row = await talk.row(t.conversations)
    assert reason in row["reasons"]
    assert row["priority"] == priority


async def test_stolen_by_its_button(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(LOST, "report_lost_key")
    await talk.say(IDENTIFIED)
    await talk.press("Sleutel van de accu")
    assert "aangifte" in await talk.press("Gestolen")


async def test_a_question_a_correction_and_stop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(ONE, "report_lost_key")
    await talk.say(IDENTIFIED)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "Per post" in reply
    assert "{" not in reply
    await talk.press("Per post")
    assert "Kettingkade" in await talk.say("nee, ik haal hem toch op bij een servicepunt")
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert await talk.rows(c.post_jobs) == []


async def test_a_person_in_the_middle_gets_which_key(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(ONE, "report_lost_key")
    await talk.say(IDENTIFIED)
    await talk.say("ik wil een medewerker", "ask_human")
    assert (await talk.row(t.cases))["data"]["Sleutel"] == "Sleutel van het kettingslot"
