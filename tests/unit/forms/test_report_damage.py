"""Damage: somebody hurt comes first, another party is for a person, else it is taken in and the repair planned."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk, change

FELL = "ik ben gisteren in de Lange Nieuwstraat gevallen en het spatbord is gebroken"


async def test_a_fall_with_a_mechanic(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "iemand gewond" in await talk.say(FELL, "report_damage")
    assert "klantnummer" in await talk.press("Nee")
    assert "veilig" in await talk.say(IDENTIFIED)
    assert "foto" in await talk.press("Ja")
    assert "monteur" in await talk.press("Overslaan")
    await talk.press("Monteur aan huis")
    summary = await talk.press("morgen 11.00–14.00 uur")
    assert "spatbord is gebroken (22 november 2026)" in summary
    assert "eigen risico van € 75" in summary
    done = await talk.say("ja", "affirm")
    assert "Uiterlijk 30 november 2026 hoor je wat het kost" in done
    repair = await talk.row(c.repairs)
    assert repair["number"] in done
    assert repair["slot"] == "11:00-14:00"
    case = await talk.row(t.cases)
    assert case["number"] in done
    assert case["status"] != "resolved"
    assert case["department"] == "werkplaats"
    assert case["due"].date() == dt.date(2026, 11, 30)


async def test_in_english_vandalism_at_a_service_point(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("there is damage to my bike", "report_damage")
    await talk.press("No")
    assert "What is broken" in await talk.say(IDENTIFIED)
    assert "safe" in await talk.say("vandals kicked the rear light to pieces at the station yesterday")
    await talk.press("Yes")
    await talk.press("Skip")
    await talk.press("Service point")
    done = await talk.say("yes", "affirm")
    assert "€250" in done
    assert "without an appointment" in done


async def test_somebody_hurt_comes_before_everything(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("er is schade aan mijn fiets", "report_damage")
    reply = await talk.press("Ja")
    assert "Bel 112" in reply
    row = await talk.row(t.conversations)
    assert row["priority"] == "critical"
    assert row["customer_number"] is None


async def test_unsafe_is_critical(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(FELL, "report_damage")
    await talk.press("Nee")
    await talk.say(IDENTIFIED)
    assert "Rijd niet verder" in await talk.press("Nee")
    assert (await talk.row(t.conversations))["priority"] == "critical"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("een auto reed gisteren tegen me aan op het plein", "other_party"),
        ("ik ga niet akkoord met die kosten", "costs_disputed"),
    ],
)
async def test_another_party_or_a_dispute_is_for_a_person(kit: Kit, text: str, reason: str) -> None:
    talk = await Talk.open(kit)
    await talk.say("er is schade aan mijn fiets", "report_damage")
    await talk.press("Nee")
    await talk.say(IDENTIFIED)
    await talk.say(text)
    assert reason in (await talk.row(t.conversations))["reasons"]


async def test_another_party_by_its_button(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("er is schade aan mijn fiets", "report_damage")
    await talk.press("Nee")
    await talk.say(IDENTIFIED)
    await talk.say("het spatbord is gisteren in de straat gebroken")
    reply = await talk.press("Iemand anders, of een auto of gebouw")
    assert "erken geen schuld" in reply


@pytest.mark.parametrize(("product", "extra", "excess"), [("SR-ST1", False, "€ 30"), ("SR-BF2", True, "€ 62,50")])
async def test_excess_by_group(kit: Kit, product: str, extra: bool, excess: str) -> None:
    await change(kit, c.contracts, c.contracts.c.bike_number == "102938", product=product, extra_cover=extra)
    talk = await Talk.open(kit)
    await talk.say(FELL, "report_damage")
    await talk.press("Nee")
    await talk.say(IDENTIFIED)
    await talk.press("Ja")
    await talk.press("Overslaan")
    assert f"eigen risico van {excess} als" in await talk.press("Servicepunt")


async def test_a_question_and_stop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(FELL, "report_damage")
    await talk.press("Nee")
    await talk.say(IDENTIFIED)
    assert "veilig" in await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert await talk.rows(c.repairs) == []


async def test_a_late_report_is_noted_and_a_person_gets_all(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(FELL.replace("gisteren", "op 10 november"), "report_damage")
    await talk.press("Nee")
    await talk.say(IDENTIFIED)
    await talk.say("ik wil een medewerker", "ask_human")
    case = await talk.row(t.cases)
    assert "2 kalenderdagen" in case["data"]["Let op"]
    assert case["data"]["Oorzaak"] == "Zelf, bijvoorbeeld gevallen"


async def test_no_to_the_summary_is_no_dispute(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(FELL, "report_damage")
    await talk.press("Nee")
    await talk.say(IDENTIFIED)
    await talk.press("Ja")
    await talk.press("Overslaan")
    await talk.press("Servicepunt")
    assert "21 november 2026" in await talk.say("nee, dat klopt niet, het was op 21 november", "deny")
    assert (await talk.row(t.conversations))["status"] == "bot"
