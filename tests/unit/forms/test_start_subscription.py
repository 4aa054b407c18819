"""Ordering: a new customer, a known one, what the first payment is, and whom we send to a colleague."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import BIKE, IDENTIFIED, Talk, add, change

ORDER = "ik wil een E-Stad met Jaar bestellen, ik ben 1,75 m"
WHO = "Piet Jansen, 03-04-1990, piet@voorbeeld.example, Lindelaan 4, 3511 AB Utrecht"


async def known(talk: Talk) -> None:
    """Identified earlier in the conversation."""
    await talk.say("ik ga verhuizen", "change_address")
    await talk.say(IDENTIFIED)
    await talk.say("laat maar", "stop")


async def test_a_new_customer_in_four_turns(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "geboortedatum" in await talk.say(ORDER, "start_subscription")
    assert "gratis" in await talk.say(WHO)
    summary = await talk.press("Bezorgen")
    assert "€ 65 per maand" in summary
    # paid today, delivered on 30 November: one day, and December because it starts after the 20th
    assert "€ 217,17: € 150 borg, 1 dag × € 2,17 = € 2,17 voor de rest van de maand en € 65" in summary
    assert "30 november 2026" in summary
    done = await talk.say("ja", "affirm")
    assert "14 kalenderdagen bedenken" in done
    order = await talk.row(c.orders)
    assert order["number"] in done
    assert order["product"] == "SR-EB1"
    assert order["subscription"] == "year"
    new = await talk.row(c.customers, c.customers.c.number == order["customer_number"])
    assert new["name"] == "Piet Jansen"
    assert new["birth_date"] == dt.date(1990, 4, 3)
    assert new["street"] == "Lindelaan"
    mail = await talk.row(t.outbox)
    assert mail["payload"]["to"] == "piet@voorbeeld.example"
    assert f"bestellen/{order['number']}" in mail["payload"]["body"]
    assert (await talk.row(t.cases))["status"] == "resolved"


async def test_flex_with_delivery_in_english_early_in_the_month(kit: Kit) -> None:
    kit.clock.moment = dt.datetime(2027, 3, 5, 10, 0, tzinfo=kit.clock.now().tzinfo)  # type: ignore[attr-defined]
    talk = await Talk.open(kit, "en")
    assert "€79 a month" in await talk.say("I'd like to order an E-Stad", "start_subscription")
    assert "How tall" in await talk.say("Flex")
    await talk.say("175 cm")
    assert "(€25)" in await talk.say("Piet Jansen, 03-04-1990, piet@voorbeeld.example, Lindelaan 4, 3511 AB Utrecht")
    summary = await talk.say("please deliver it")
    # delivered on Friday 12 March: 20 days of 2.63, as in the handbook
    assert "20 days × €2.63 = €52.60" in summary
    assert "€25 for delivery" in summary
    assert "€227.60" in summary
    assert "change your mind" in await talk.say("yes", "affirm")


async def test_a_known_customer_is_not_asked_who_he_is(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await known(talk)
    assert "bezorgen" in await talk.say(ORDER, "start_subscription")
    await talk.press("Ik haal hem op")
    await talk.say("ja", "affirm")
    assert (await talk.row(c.orders))["customer_number"] == "40118273"
    assert len(await talk.rows(c.customers)) == 1


async def test_the_third_bike_has_its_discount(kit: Kit) -> None:
    await add(kit, c.contracts, **{**BIKE, "product": "SR-VF1", "bike_number": "205511"})
    talk = await Talk.open(kit)
    await known(talk)
    await talk.say(ORDER, "start_subscription")
    assert "€ 58,50 per maand" in await talk.press("Ik haal hem op")


async def test_open_bills_come_first(kit: Kit) -> None:
    await add(
        kit, c.invoices, number="F2026-000001", customer_number="40118273", month=dt.date(2026, 10, 1), issued_on=dt.date(2026, 9, 20),
        due_on=dt.date(2026, 9, 28), lines=[], total_cents=7900,
    )  # fmt: skip
    talk = await Talk.open(kit)
    await known(talk)
    assert "staat nog een bedrag open" in await talk.say(ORDER, "start_subscription")
    assert await talk.rows(c.orders) == []


async def test_four_bikes_are_the_most(kit: Kit) -> None:
    for number in ("205511", "205512", "205513"):
        await add(kit, c.contracts, **{**BIKE, "bike_number": number})
    talk = await Talk.open(kit)
    await known(talk)
    assert "maximaal 4 fietsen" in await talk.say(ORDER, "start_subscription")


async def test_too_young(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(ORDER, "start_subscription")
    assert "ouder of voogd" in await talk.say(WHO.replace("1990", "2010"))
    assert await talk.rows(c.customers, c.customers.c.name == "Piet Jansen") == []


async def test_five_bikes_are_for_zakelijk(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil een E-Stad bestellen", "start_subscription")
    await talk.say("het gaat om 6 fietsen voor ons team")
    assert (await talk.row(t.cases))["department"] == "zakelijk"


async def test_who_cannot_manage_and_who_is_too_tall_are_for_verkoop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil een E-Stad met Jaar bestellen", "start_subscription")
    assert "Verkoop" in await talk.say("2,06")
    assert (await talk.row(t.cases))["department"] == "verkoop"
    talk = await Talk.open(kit)
    await talk.say("ik wil een E-Stad met Jaar bestellen", "start_subscription")
    assert "samen" in await talk.say("het lukt me niet alleen")


async def test_who_does_not_fit_hears_what_does(kit: Kit) -> None:
    talk = await Talk.open(kit)
    reply = await talk.say("ik wil een E-Stad met Jaar bestellen, ik ben 197 cm", "start_subscription")
    assert "E-Ver" in reply


@pytest.mark.parametrize(("city", "refused"), [("Groningen", True), ("Delft", False)])
async def test_some_bikes_are_not_delivered_everywhere(kit: Kit, city: str, refused: bool) -> None:
    talk = await Talk.open(kit)
    assert "rijbewijs" in await talk.say("ik wil een Snel 45 met Flex, ik ben 180 cm", "start_subscription")
    await talk.press("Ja")
    reply = await talk.say(f"Piet Jansen, 03-04-1990, piet@voorbeeld.example, Lindelaan 4, 9711 AB {city}")
    assert ("leveren wij niet in jouw buurt" in reply) is refused


async def test_without_a_licence_no_speed_pedelec(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil een Snel 45 met Flex, ik ben 180 cm", "start_subscription")
    assert "e-bikes mogen wel" in await talk.press("Nee")


async def test_outside_the_area_it_is_collected(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(ORDER, "start_subscription")
    summary = await talk.say("Piet Jansen, 03-04-1990, piet@voorbeeld.example, Lindelaan 4, 4811 AB Breda")
    assert "bij een servicepunt" in summary


async def test_a_question_a_correction_and_stop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil een E-Stad bestellen", "start_subscription")
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "Flex of Jaar" in reply
    assert "{" not in reply
    await talk.say("Jaar, en ik ben 1,75 m")
    await talk.say(WHO)
    await talk.press("Bezorgen")
    assert "€ 79 per maand" in await talk.say("nee, toch Flex")
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert await talk.rows(c.orders) == []


async def test_a_person_in_the_middle_gets_the_order(kit: Kit) -> None:
    await change(kit, c.customers, c.customers.c.number == "40118273", phone=None)
    talk = await Talk.open(kit)
    await talk.say(ORDER, "start_subscription")
    await talk.say("kan ik een mens spreken", "ask_human")
    assert (await talk.row(t.cases))["data"]["Fiets"] == "E-Stad"
