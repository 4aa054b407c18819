"""Repairs: safe first, by bike number and postcode; a quick fix, a time, another time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk, add, change

FLAT = "mijn achterband is lek"
WHO = "fiets 102938, 3527 GV"


async def planned(kit: Kit, **values: Any) -> None:
    await add(
        kit, c.repairs,
        **{
            "number": "R4500001", "customer_number": "40118273", "bike_number": "102938", "what": "Ketting", "way": "mechanic", "status": "planned",
            "status_since": dt.date(2026, 11, 22), "requested_at": kit.clock.now(), "date": dt.date(2026, 11, 25), "slot": "08:00-11:00", **values,
        },
    )  # fmt: skip


async def test_a_flat_tyre_with_a_customer_number(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "fietsnummer" in await talk.say(FLAT, "request_repair")
    assert "45 minuten" in await talk.say(IDENTIFIED)
    assert "Wanneer" in await talk.press("Monteur aan huis")
    assert talk.buttons[0]["title"] == "morgen 8.00–11.00 uur"
    assert talk.buttons[-1]["title"] == "woensdag 25 november 17.00–20.00 uur"
    summary = await talk.press("morgen 8.00–11.00 uur")
    assert "dinsdag 24 november tussen 8.00 en 11.00 uur bij Vinkstraat 12" in summary
    assert "lekke banden zijn gratis" in summary
    assert "€ 75" in summary
    done = await talk.say("ja", "affirm")
    repair = await talk.row(c.repairs)
    assert f"Je reparatienummer is {repair['number']}" in done
    assert "18.00 uur de dag ervoor" in done
    assert repair["date"] == dt.date(2026, 11, 24)
    assert repair["slot"] == "08:00-11:00"
    assert repair["what"] == "Lekke band"
    assert (await talk.row(t.cases))["status"] == "resolved"


async def test_by_bike_number_no_address_is_told(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "remt en stuurt" in await talk.say("mijn fiets is kapot", "request_repair")
    assert "fietsnummer" in await talk.press("Ja")
    assert "Wat is er stuk" in await talk.say(WHO)
    assert "monteur" in await talk.say("de trapper tikt sinds gisteren")
    asked = await talk.press("Monteur aan huis")
    assert "Op welk adres" in asked
    assert "Vinkstraat" not in asked
    await talk.say("Lindelaan 4, 3511 AB Utrecht")
    summary = await talk.say("woensdag 25 november 's ochtends om 9.00 uur")
    assert "Lindelaan 4" in summary
    await talk.say("ja", "affirm")
    assert (await talk.row(t.conversations))["verified"] == 1
    assert "Lindelaan 4" in (await talk.row(c.repairs))["what"]
    assert (await talk.row(t.cases))["data"]["Sinds"] == "22 november 2026"


async def test_in_english_at_a_service_point(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("I have a flat tyre", "request_repair")
    await talk.say("bike 102938, 3527 GV")
    summary = await talk.press("Service point")
    assert "Flat tyre" in summary
    assert "45 minutes" in summary
    done = await talk.say("yes", "affirm")
    assert "Mention your repair number R45" in done
    assert (await talk.row(c.repairs))["status"] == "requested"


async def test_unsafe_is_critical_before_anything_else(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn fiets is kapot", "request_repair")
    reply = await talk.press("Nee")
    assert "Rijd niet verder" in reply
    row = await talk.row(t.conversations)
    assert row["priority"] == "critical"
    assert "unsafe_part" in row["reasons"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("nee, de remmen doen het niet", "Rijd niet verder"), ("er komt rook uit de accu", "bel 112")],
)
async def test_danger_in_an_answer(kit: Kit, text: str, words: str) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn fiets is kapot", "request_repair")
    await talk.press("Ja")
    await talk.say(WHO)
    reply = await talk.say(text)
    if "rook" not in text:
        assert words in reply
    assert (await talk.row(t.conversations))["priority"] == "critical"


async def test_a_quick_fix_that_helps_needs_no_repair(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("het slot reageert niet", "request_repair")
    assert "bluetooth" in await talk.say(WHO)
    assert "opgelost" in await talk.press("Ja")
    assert await talk.rows(c.repairs) == []
    assert await talk.rows(t.cases) == []


async def test_a_quick_fix_that_does_not_help_goes_on(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("het slot reageert niet", "request_repair")
    await talk.say(WHO)
    assert "monteur" in await talk.press("Nee")


async def test_outside_the_area_only_a_service_point(kit: Kit) -> None:
    await change(kit, c.customers, c.customers.c.number == "40118273", city="Breda")
    talk = await Talk.open(kit)
    await talk.say(FLAT, "request_repair")
    summary = await talk.say(IDENTIFIED)
    assert "geen monteur aan huis" in summary
    assert "zonder afspraak" in summary


async def test_the_same_defect_again_is_a_complaint(kit: Kit) -> None:
    await planned(kit, status="done", status_since=dt.date(2026, 11, 2), date=dt.date(2026, 11, 2))
    talk = await Talk.open(kit)
    await talk.say(FLAT, "request_repair")
    assert "afgelopen 30 dagen" in await talk.say(WHO)
    reply = await talk.press("Ja")
    assert "spoedreparatie binnen 1 werkdag" in reply
    assert "Een medewerker beslist daarover" in reply
    assert (await talk.row(t.conversations))["priority"] == "high"


async def test_an_old_repair_does_not_matter(kit: Kit) -> None:
    await planned(kit, status="done", status_since=dt.date(2026, 10, 1), date=dt.date(2026, 10, 1))
    talk = await Talk.open(kit)
    await talk.say(FLAT, "request_repair")
    assert "monteur" in await talk.say(WHO)


async def test_an_appointment_is_moved(kit: Kit) -> None:
    await planned(kit)
    talk = await Talk.open(kit)
    await talk.say("ik wil de afspraak met de monteur verzetten", "request_repair")
    assert "25 november 2026" in await talk.say(WHO)
    assert "R4500001" in await talk.press("morgen 14.00–17.00 uur")
    assert "blijft R4500001" in await talk.say("ja", "affirm")
    repair = await talk.row(c.repairs)
    assert repair["date"] == dt.date(2026, 11, 24)
    assert repair["slot"] == "14:00-17:00"


@pytest.mark.parametrize(("hour", "late"), [(17, False), (19, True)])
async def test_moving_is_possible_until_six_the_day_before(kit: Kit, hour: int, late: bool) -> None:
    await planned(kit, date=dt.date(2026, 11, 24))
    kit.clock.moment = kit.clock.now().replace(hour=hour)  # type: ignore[attr-defined]
    talk = await Talk.open(kit)
    await talk.say("ik wil de monteur op een andere dag", "request_repair")
    assert ("te laat" in await talk.say(WHO)) is late


async def test_a_question_a_correction_and_stop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(FLAT, "request_repair")
    await talk.say(IDENTIFIED)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "servicepunt" in reply
    assert "{" not in reply
    await talk.press("Servicepunt")
    assert "Wanneer" in await talk.say("nee, toch liever de monteur")
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert await talk.rows(c.repairs) == []


async def test_a_person_in_the_middle_gets_what_is_broken(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(FLAT, "request_repair")
    await talk.say(IDENTIFIED)
    await talk.say("ik wil een medewerker", "ask_human")
    assert (await talk.row(t.cases))["data"]["Wat er stuk is"] == "Lekke band"


async def test_a_wrong_bike_number_tells_nothing(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(FLAT, "request_repair")
    assert "niet controleren" in await talk.say("fiets 999999, 3527 GV")
