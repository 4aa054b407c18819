"""Theft: taken in at once, with excess and last days; thief in sight or violence is for a person."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk, change

STOLEN = "mijn fiets is gisteren gestolen bij station Utrecht"
ONE = c.contracts.c.bike_number == "102938"


async def test_a_told_theft_takes_three_more_turns(kit: Kit) -> None:
    talk = await Talk.open(kit)
    first = await talk.say(STOLEN, "report_theft")
    assert "Wat vervelend" in first
    assert "bel 112" in first
    assert "op slot" in await talk.say(IDENTIFIED)
    assert "aangifte" in await talk.say("met de ketting aan een paal, en ik heb alle sleutels nog")
    done = await talk.press("Overslaan")
    assert "uiterlijk 26 november 2026" in done
    assert "uiterlijk 30 november 2026" in done
    assert "€ 150" in done
    assert "tot 23 december 2026 via gps" in done
    assert "geen maandprijs" in done
    assert "dagwaarde" not in done
    case = await talk.row(t.cases)
    assert case["number"] in done
    assert case["priority"] == "high"
    assert case["department"] == "facturatie"
    assert case["status"] != "resolved"
    assert case["data"]["Datum"] == "22 november 2026"
    assert (await talk.row(c.contracts))["status"] == "stolen"
    assert (await talk.row(c.signals))["department"] == "logistiek"


async def test_in_english_with_a_police_report(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("my bike was stolen", "report_theft")
    assert "Where was the bike" in await talk.say(IDENTIFIED)
    await talk.say("outside the library, last night")
    await talk.press("Locked and chained to something")
    await talk.press("Yes, all of them")
    done = await talk.say("PL0900-2026123456")
    assert "number PL0900-2026123456" in done
    assert "€150" in done


@pytest.mark.parametrize(
    ("product", "extra", "excess", "search"),
    [
        ("SR-ST1", False, "€ 60", False),
        ("SR-EB2", True, "€ 75", True),
        ("SR-BF2", False, "€ 250", True),
        ("SR-BF2", True, "€ 125", True),
    ],
)
async def test_excess_and_search_by_group(kit: Kit, product: str, extra: bool, excess: str, search: bool) -> None:
    await change(kit, c.contracts, ONE, product=product, extra_cover=extra)
    talk = await Talk.open(kit)
    await talk.say(STOLEN, "report_theft")
    await talk.say(IDENTIFIED)
    await talk.say("met de ketting aan een paal, en ik heb alle sleutels nog")
    done = await talk.say("nog niet")
    assert f"eigen risico is {excess};" in done
    assert ("via gps" in done) is search


@pytest.mark.parametrize(("product", "told"), [("SR-EB1", True), ("SR-ST1", False)])
async def test_only_locked_is_enough_for_group_a_alone(kit: Kit, product: str, told: bool) -> None:
    await change(kit, c.contracts, ONE, product=product)
    talk = await Talk.open(kit)
    await talk.say(STOLEN, "report_theft")
    await talk.say(IDENTIFIED)
    await talk.press("Op slot, niet ergens aan vast")
    await talk.press("Ja, allemaal")
    done = await talk.press("Overslaan")
    assert ("Facturatie beoordeelt dat" in done) is told
    assert ("Voorwaarden" in (await talk.row(t.cases))["data"]) is told


async def test_stolen_keys_go_into_the_police_report(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(STOLEN, "report_theft")
    await talk.say(IDENTIFIED)
    await talk.press("Op slot én met de ketting ergens aan vast")
    await talk.press("De sleutels zijn ook gestolen")
    assert "sleutels ook gestolen zijn" in await talk.press("Overslaan")


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("ik zie mijn fiets nu staan!", "Ga er niet zelf op af, bel 112", "thief_in_sight"),
        ("ik ben beroofd met een mes", "Wat heftig", "violence"),
    ],
)
async def test_thief_in_sight_or_violence_at_any_moment(kit: Kit, text: str, words: str, reason: str) -> None:
    talk = await Talk.open(kit)
    await talk.say(STOLEN, "report_theft")
    assert words in await talk.say(text)
    row = await talk.row(t.conversations)
    assert row["priority"] in ("high", "critical")
    assert reason in row["reasons"]


async def test_a_late_report_is_noted(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn fiets is op 15 november gestolen bij het station", "report_theft")
    await talk.say(IDENTIFIED)
    await talk.press("Op slot én met de ketting ergens aan vast")
    await talk.press("Ja, allemaal")
    await talk.press("Overslaan")
    assert "24 uur" in (await talk.row(t.cases))["data"]["Let op"]


async def test_a_question_bad_input_and_stop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn fiets is gestolen", "report_theft")
    await talk.say(IDENTIFIED)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "Waar stond de fiets" in reply
    assert "Op welke dag" in await talk.say("bij het station")
    assert "moet nog komen" in await talk.say("op 3 december 2026")
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert (await talk.row(c.contracts))["status"] == "active"


async def test_a_person_in_the_middle_gets_the_story(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(STOLEN, "report_theft")
    await talk.say(IDENTIFIED)
    await talk.say("ik wil een medewerker", "ask_human")
    case = await talk.row(t.cases)
    assert "station Utrecht" in case["data"]["Waar en wat er gebeurde"]
    assert case["data"]["Datum"] == dt.date(2026, 11, 22).strftime("%-d november %Y")
