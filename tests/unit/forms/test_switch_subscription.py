"""Switching: at once from Flex to Jaar and between sizes; another bike is put ready with its price, deposit and day."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import BIKE, IDENTIFIED, Talk, add, change

ONE = c.contracts.c.bike_number == "102938"
YEAR = {"subscription": "year", "month_cents": 6500, "min_until": dt.date(2027, 3, 2)}


async def test_flex_to_jaar_takes_two_more_turns(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil met mijn E-Stad van flex naar jaar", "switch_subscription")
    summary = await talk.say(IDENTIFIED)
    assert "Je nieuwe maandprijs is € 65, vanaf vandaag" in summary
    assert "tot 23 november 2027" in summary
    await talk.say("ja", "affirm")
    contract = await talk.row(c.contracts)
    assert contract["subscription"] == "year"
    assert contract["month_cents"] == 6500
    assert contract["min_until"] == dt.date(2027, 11, 23)
    assert (await talk.row(t.cases))["status"] == "resolved"


async def test_the_discount_of_a_third_bike_stays(kit: Kit) -> None:
    await change(kit, c.contracts, ONE, month_cents=7110)
    talk = await Talk.open(kit)
    await talk.say("zet mijn abonnement om naar jaar", "switch_subscription")
    assert "€ 58,50" in await talk.say(IDENTIFIED)


async def test_another_bike_is_put_ready_for_logistiek(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil mijn E-Stad ruilen voor een E-Ver, ik ben 1,80 m", "switch_subscription")
    assert "€ 25 erbij" in await talk.say(IDENTIFIED)
    assert "Wanneer" in await talk.press("Bij mij thuis")
    assert talk.buttons[-1]["title"] == "maandag 30 november 17.00–20.00 uur"
    summary = await talk.say("maandag 30 november om 15.00 uur")
    assert "€ 99, vanaf de dag van de omruil" in summary
    assert "borg blijft gelijk" in summary
    assert "De omruil kost € 25" in summary
    assert "maandag 30 november tussen 14.00 en 17.00 uur" in summary
    done = await talk.say("ja", "affirm")
    assert "Logistiek bevestigt hem uiterlijk 24 november 2026" in done
    case = await talk.row(t.cases)
    assert case["department"] == "logistiek"
    assert case["status"] != "resolved"
    assert case["data"]["Nieuwe maandprijs"] == "€ 99"
    assert (await talk.row(c.contracts))["product"] == "SR-EB1"


async def test_in_english_at_a_service_point(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("I'd like to swap my bike", "switch_subscription")
    assert "Which bike would you like" in await talk.say(IDENTIFIED)
    assert "How tall" in await talk.say("the E-Bak Twee")
    await talk.say("175 cm")
    summary = await talk.press("At a service point")
    assert "Your deposit becomes €100 higher" in summary
    assert "The swap is free" in summary
    assert "7 December 2026" in summary
    assert "Logistics confirms it" in await talk.say("yes", "affirm")


async def test_a_swap_too_soon_after_the_last_costs_money(kit: Kit) -> None:
    await change(kit, c.contracts, ONE, swapped_on=dt.date(2026, 9, 1))
    talk = await Talk.open(kit)
    await talk.say("mijn fiets ruilen voor een E-Ver, ik ben 1,80 m", "switch_subscription")
    await talk.say(IDENTIFIED)
    assert "De omruil kost € 35" in await talk.press("Bij een servicepunt")


async def test_who_does_not_fit_hears_what_does(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil mijn E-Stad ruilen voor een E-Bak Twee, ik ben 158 cm", "switch_subscription")
    reply = await talk.say(IDENTIFIED)
    assert "van 1,60 m tot 1,95 m" in reply
    assert "E-Bak Drie" in reply
    assert "servicepunt" in await talk.say("doe dan de E-Bak Drie")


async def test_a_childrens_bike_in_another_size_is_free(kit: Kit) -> None:
    await change(kit, c.contracts, ONE, product="SR-KF1", month_cents=1250, deposit_cents=2500)
    talk = await Talk.open(kit)
    await talk.say("de kinderfiets is te klein geworden", "switch_subscription")
    assert "Hoe lang" in await talk.say(IDENTIFIED)
    assert "ook gratis" in await talk.say("134 cm")
    summary = await talk.press("Bij een servicepunt")
    assert "24 inch" in summary
    assert "blijft € 12,50" in summary
    await talk.say("ja", "affirm")
    assert (await talk.row(t.cases))["status"] == "resolved"
    assert "24 inch" in (await talk.row(c.signals))["text"]


async def test_jaar_to_flex_within_the_year_is_for_a_person_with_the_amount(kit: Kit) -> None:
    await change(kit, c.contracts, ONE, **YEAR)
    talk = await Talk.open(kit)
    await talk.say("ik wil naar flex", "switch_subscription")
    reply = await talk.say(IDENTIFIED)
    assert "vanaf 2 maart 2027" in reply
    assert "samen € 112" in reply  # 2 March to 23 November: 8 whole months of 14 euros
    assert "settlement" in (await talk.row(t.conversations))["reasons"]


async def test_jaar_to_flex_after_the_year_is_put_ready(kit: Kit) -> None:
    await change(kit, c.contracts, ONE, **{**YEAR, "min_until": dt.date(2026, 3, 2)})
    talk = await Talk.open(kit)
    await talk.say("ik wil naar flex", "switch_subscription")
    assert "€ 79" in await talk.say(IDENTIFIED)
    assert "Een collega bevestigt hem" in await talk.say("ja", "affirm")


async def test_what_somebody_has_already_is_said(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil naar flex", "switch_subscription")
    assert "heb je al" in await talk.say(IDENTIFIED)
    assert "€ 65" in await talk.press("Naar Jaar")


async def test_a_cheaper_bike_twice_in_a_year_is_for_a_person(kit: Kit) -> None:
    await change(kit, c.contracts, ONE, **YEAR, swapped_on=dt.date(2026, 3, 20))
    talk = await Talk.open(kit)
    await talk.say("mijn E-Stad ruilen voor een Stad, ik ben 180 cm", "switch_subscription")
    await talk.say(IDENTIFIED)
    assert "cheaper_within_year" in (await talk.row(t.conversations))["reasons"]


async def test_where_a_bike_is_not_delivered_it_is_said(kit: Kit) -> None:
    await change(kit, c.customers, c.customers.c.number == "40118273", city="Groningen")
    talk = await Talk.open(kit)
    await talk.say("mijn fiets ruilen voor een Snel 45", "switch_subscription")
    assert "leveren wij niet in jouw buurt" in await talk.say(IDENTIFIED)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("er is een defect, daarom wil ik ruilen", "defect_behind_it"), ("het is een zakelijk contract", "business")],
)
async def test_a_defect_or_a_company_is_for_a_person(kit: Kit, text: str, reason: str) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil een andere fiets", "switch_subscription")
    await talk.say(IDENTIFIED)
    await talk.say(text)
    assert reason in (await talk.row(t.conversations))["reasons"]


async def test_a_business_customer_is_for_zakelijk(kit: Kit) -> None:
    await change(kit, c.customers, c.customers.c.number == "40118273", business=True)
    talk = await Talk.open(kit)
    await talk.say("ik wil een andere fiets", "switch_subscription")
    await talk.say(IDENTIFIED)
    assert (await talk.row(t.cases))["department"] == "zakelijk"


async def test_a_height_outside_the_table_is_for_verkoop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil een andere fiets", "switch_subscription")
    await talk.say(IDENTIFIED)
    await talk.say("de E-Ver")
    assert "Verkoop" in await talk.say("2,05")
    assert (await talk.row(t.cases))["department"] == "verkoop"


async def test_a_question_a_correction_and_stop(kit: Kit) -> None:
    await add(kit, c.contracts, **{**BIKE, "product": "SR-VF1", "bike_number": "205511", "month_cents": 2900})
    talk = await Talk.open(kit)
    await talk.say("ik wil mijn vouwfiets ruilen voor een E-Ver, ik ben 1,80 m", "switch_subscription")
    await talk.say(IDENTIFIED)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "servicepunt" in reply
    assert "{" not in reply
    await talk.press("Bij een servicepunt")
    assert "Stad Comfort" in await talk.say("nee, toch liever de Stad Comfort")
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")


async def test_the_bike_that_is_named_says_what_is_to_change(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil graag overstappen naar een bakfiets", "switch_subscription")
    asked = await talk.say(IDENTIFIED)
    reply = await talk.say("e-bak twee")
    assert "dat begrijp ik niet" not in reply, (asked, reply)
    assert "lang" in reply
