"""Cancelling: one bike at once, dates and costs before the yes; never refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import BIKE, IDENTIFIED, Talk, add, change

CANCEL = "ik wil mijn abonnement opzeggen"
JAAR = {
    "subscription": "year",
    "month_cents": 6500,
    "started_on": dt.date(2026, 7, 23),
    "min_until": dt.date(2027, 7, 23),
}


async def make_year(kit: Kit, **values: Any) -> None:
    await change(kit, c.contracts, c.contracts.c.bike_number == "102938", **{**JAAR, **values})


async def second_bike(kit: Kit, **values: Any) -> None:
    folding = {"product": "SR-VF1", "bike_number": "205511", "month_cents": 2900, "deposit_cents": 5000}
    await add(kit, c.contracts, **{**BIKE, **folding, **values})


async def test_flex_in_three_more_turns(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "klantnummer" in await talk.say(CANCEL, "cancel_subscription")
    assert "servicepunt" in await talk.say(IDENTIFIED)
    summary = await talk.press("Ik breng hem")
    assert "stopt dan op 23 december 2026" in summary
    assert "kost niets" in summary
    assert "Kettingkade 40" in summary
    assert "de fiets, sleutels en lader" in summary
    done = await talk.say("ja", "affirm")
    case = await talk.row(t.cases)
    assert case["number"] in done
    assert case["status"] == "resolved"
    assert case["data"]["Einddatum"] == "23 december 2026"
    contract = await talk.row(c.contracts)
    assert contract["status"] == "cancelled"
    assert contract["ends_on"] == dt.date(2026, 12, 23)
    assert contract["return_way"] == "service_point"
    mail = await talk.row(t.outbox)
    assert "23 december 2026" in mail["payload"]["body"]


async def test_all_in_the_first_message_takes_two_more(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil opzeggen per 1 februari en breng de fiets naar een servicepunt", "cancel_subscription")
    assert "1 februari 2027" in await talk.say(IDENTIFIED)
    await talk.say("ja graag", "affirm")
    assert (await talk.row(c.contracts))["ends_on"] == dt.date(2027, 2, 1)


async def test_in_english(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    assert "customer number" in await talk.say("I want to cancel my subscription", "cancel_subscription")
    assert "service point" in await talk.say(IDENTIFIED)
    assert "23 December 2026" in await talk.say("I'll bring it to a service point")
    assert "Done. Your subscription ends on 23 December 2026" in await talk.say("yes", "affirm")
    assert (await talk.row(c.contracts))["status"] == "cancelled"


async def test_collecting_is_planned_by_the_end_date(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    asked = await talk.say("halen jullie hem maar op")
    assert "23 december 2026" in asked
    assert [b["title"] for b in talk.buttons][-1] == "woensdag 23 december 17.00–20.00 uur"
    summary = await talk.press("woensdag 23 december 14.00–17.00 uur")
    assert "€ 25" in summary
    assert "tussen 14.00 en 17.00 uur" in summary
    assert "Vinkstraat 12" in summary
    await talk.say("ja", "affirm")
    assert (await talk.row(c.contracts))["return_way"] == "pickup"
    signal = await talk.row(c.signals)
    assert signal["department"] == "logistiek"
    assert "2026-12-23 14:00-17:00" in signal["text"]


async def test_outside_the_area_nothing_is_collected(kit: Kit) -> None:
    await change(kit, c.customers, c.customers.c.number == "40118273", city="Breda")
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    summary = await talk.say(IDENTIFIED)
    assert "bij een servicepunt" in summary
    assert "ophalen" not in summary


async def test_jaar_early_with_its_settlement(kit: Kit) -> None:
    await make_year(kit)
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    asked = await talk.say(IDENTIFIED)
    assert "loopt tot 23 juli 2027" in asked
    assert "samen € 70" in asked
    assert [b["title"] for b in talk.buttons][:2] == ["Op 23 juli 2027, kost niets", "Eerder: 23 december 2026, € 70"]
    await talk.press("Eerder: 23 december 2026, € 70")
    summary = await talk.press("Ik breng hem")
    assert "betaal je € 70" in summary
    await talk.say("ja", "affirm")
    assert (await talk.row(c.contracts))["ends_on"] == dt.date(2026, 12, 23)
    assert (await talk.row(t.cases))["data"]["Verrekening"] == "€ 70"
    assert (await talk.row(c.signals))["department"] == "facturatie"


async def test_jaar_at_the_end_costs_nothing(kit: Kit) -> None:
    await make_year(kit)
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    await talk.say("doe maar aan het einde, dan kost het niets")
    assert "23 juli 2027" in await talk.press("Ik breng hem")
    await talk.say("ja", "affirm")
    assert (await talk.row(c.contracts))["ends_on"] == dt.date(2027, 7, 23)
    assert await talk.rows(c.signals) == []


async def test_long_illness_needs_no_settlement_and_no_proof(kit: Kit) -> None:
    await make_year(kit)
    talk = await Talk.open(kit)
    await talk.say("ik ben langdurig ziek en wil mijn abonnement opzeggen", "cancel_subscription")
    asked = await talk.say(IDENTIFIED)
    assert "servicepunt" in asked
    summary = await talk.press("Ik breng hem")
    assert "23 december 2026" in summary
    assert "geen verrekening" in summary
    assert "medisch" not in summary


async def test_arrears_do_not_matter(kit: Kit) -> None:
    await add(
        kit, c.invoices, number="F2026-000001", customer_number="40118273", month=dt.date(2026, 10, 1), issued_on=dt.date(2026, 9, 20),
        due_on=dt.date(2026, 9, 28), lines=[], total_cents=7900,
    )  # fmt: skip
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    await talk.press("Ik breng hem")
    await talk.say("ja", "affirm")
    assert (await talk.row(c.contracts))["status"] == "cancelled"


async def test_one_of_two_bikes_by_its_name_in_the_first_message(kit: Kit) -> None:
    await second_bike(kit)
    talk = await Talk.open(kit)
    await talk.say("ik wil mijn vouwfiets opzeggen", "cancel_subscription")
    await talk.say(IDENTIFIED)
    summary = await talk.press("Ik breng hem")
    assert "Vouw" in summary
    assert "de fiets en sleutels" in summary
    await talk.say("ja", "affirm")
    rows = {r["bike_number"]: r["status"] for r in await talk.rows(c.contracts)}
    assert rows == {"102938": "active", "205511": "cancelled"}


async def test_more_than_one_bike_is_for_a_person(kit: Kit) -> None:
    await second_bike(kit)
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    assert "Welke fiets" in await talk.say(IDENTIFIED)
    reply = await talk.say("allebei")
    assert "in één keer" in reply
    assert "several_bikes" in (await talk.row(t.conversations))["reasons"]


async def test_a_death_is_met_with_condolences_and_a_person(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    reply = await talk.say("mijn man is vorige week overleden")
    assert "gecondoleerd" in reply.lower() or "medeleven" in reply.lower() or "verlies" in reply.lower()
    row = await talk.row(t.conversations)
    assert row["status"] == "waiting"
    assert row["priority"] == "high"


async def test_a_dispute_about_the_settlement_is_for_a_person(kit: Kit) -> None:
    await make_year(kit)
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    reply = await talk.say("daar ben ik het niet mee eens, 70 euro is onredelijk")
    assert "telt vanaf vandaag" in reply
    row = await talk.row(t.conversations)
    assert "settlement_disputed" in row["reasons"]
    assert (await talk.row(t.cases))["data"]["Fiets"].startswith("E-Stad")


async def test_a_correction_of_the_summary(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    await talk.press("Ik breng hem")
    assert "Wanneer" in await talk.say("nee, toch liever ophalen")
    assert "€ 25" in await talk.say("22 december 's middags")


async def test_a_question_in_between_keeps_the_buttons(kit: Kit) -> None:
    await make_year(kit)
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "9.00" in reply
    assert "{" not in reply
    assert "Eerder" in " ".join(b["title"] for b in talk.buttons)


async def test_what_is_already_cancelled_is_told(kit: Kit) -> None:
    await change(
        kit, c.contracts, c.contracts.c.bike_number == "102938", status="cancelled", ends_on=dt.date(2026, 12, 1)
    )
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    reply = await talk.say(IDENTIFIED)
    assert "al opgezegd" in reply
    assert "1 december 2026" in reply
    assert await talk.rows(t.cases) == []


async def test_stop_and_bad_input(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    assert "zelf naar een servicepunt" in await talk.say("blauw")
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert (await talk.row(c.contracts))["status"] == "active"


async def test_a_person_in_the_middle_gets_what_was_filled_in(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    await talk.press("Ik breng hem")
    await talk.say("ik wil een medewerker", "ask_human")
    case = await talk.row(t.cases)
    assert case["data"]["Inleveren"] == "Ik breng hem"
    assert case["data"]["Einddatum"] == "23 december 2026"


async def test_not_identified_still_counts_from_today(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "datum van vandaag telt" in await talk.say(CANCEL, "cancel_subscription")
    for _ in range(3):
        kit.clock.moment += dt.timedelta(minutes=1)  # type: ignore[attr-defined]
        await talk.say("40118273, 3527 GV 12, 13-03-1985")
    assert (await talk.row(t.conversations))["status"] == "waiting"
    assert "not_identified" in (await talk.row(t.conversations))["reasons"]


async def test_no_to_the_summary_is_no_dispute(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(CANCEL, "cancel_subscription")
    await talk.say(IDENTIFIED)
    await talk.press("Ik breng hem")
    reply = await talk.say("nee, dat klopt niet", "deny")
    assert "wat er anders moet" in reply
    assert (await talk.row(t.conversations))["status"] == "bot"
    assert "2 januari 2027" in await talk.say("ik wil stoppen per 2 januari 2027")
