"""How a repair stands: by its number or the bike's, a replacement bike, collecting, and what is late."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.decide.calendars import closing_days
from handoff.decide.repairs import collect_slots, replacement_due, standing
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import repair
from tests.support.talking import IDENTIFIED, MONDAY, Talk, content

TOPIC = "ask_repair_status"
HOW = "hoe staat het met mijn reparatie?"
WHO = "R4500123, 3527 GV"


async def test_the_status_and_a_replacement_bike(kit: Kit) -> None:
    await repair(kit)
    talk = await Talk.open(kit)
    assert "reparatienummer" in await talk.say(HOW, TOPIC)
    assert "klaar op 26 november 2026" in await talk.say(WHO)
    assert "uiterlijk 24 november 2026" in await talk.say("ja graag", "affirm")
    assert (await talk.row(c.repairs))["replacement_bike"] is True
    case = await talk.row(t.cases)
    assert case["department"] == "werkplaats"
    assert case["status"] == "new"


async def test_a_no_is_left_alone_and_a_later_yes_needs_no_number(kit: Kit) -> None:
    await repair(kit)
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    await talk.say(WHO)
    await talk.say("nee hoor, bedankt", "thank")
    assert await talk.rows(t.cases) == []
    assert "aangevraagd" in await talk.say("doe toch maar een vervangende fiets", TOPIC)


async def test_the_bike_number_will_do(kit: Kit) -> None:
    await repair(kit)
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    assert "R4500123" in await talk.say("102938, 3527GV")
    assert (await talk.row(t.conversations))["verified"] == 1


async def test_a_bike_that_is_ready_is_collected_on_a_day_and_time(kit: Kit) -> None:
    await repair(kit, status="ready", status_since=dt.date(2026, 11, 20))
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    assert "tot en met 4 december 2026" in await talk.say(WHO)
    assert "Hoe laat" in await talk.say("donderdag")
    assert "12.00–15.00" in await talk.say("de tweede")
    row = await talk.row(c.repairs)
    assert (row["date"], row["slot"]) == (dt.date(2026, 11, 26), "12:00-15:00")


async def test_in_english(kit: Kit) -> None:
    await repair(kit, status="ready", status_since=dt.date(2026, 11, 20))
    talk = await Talk.open(kit, "en")
    assert "ready" in await talk.say("is repair R4500123 done? 3527 GV", TOPIC)
    assert "Agreed" in await talk.say("Thursday at 10:00")


async def test_over_its_term_goes_to_a_person(kit: Kit) -> None:
    await repair(kit, status="waiting_for_part", status_since=dt.date(2026, 11, 2))
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    assert "Dat spijt me" in await talk.say(WHO)
    row = await talk.row(t.conversations)
    assert row["status"] == "waiting"
    assert row["reasons"] == ["promised_date_passed"]
    assert row["department"] == "werkplaats"


async def test_a_status_that_is_old_is_for_the_workshop(kit: Kit) -> None:
    await repair(kit, status="requested", status_since=dt.date(2026, 11, 16), way="mechanic")
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    reply = await talk.say(WHO)
    assert "sinds 16 november 2026" in reply
    assert (await talk.row(t.cases))["number"] in reply


async def test_a_replacement_bike_before_its_time_is_explained(kit: Kit) -> None:
    await repair(kit, requested_at=MONDAY, status_since=MONDAY.date())
    talk = await Talk.open(kit)
    assert "langer dan 2 werkdagen" in await talk.say("vervangende fiets voor reparatie R4500123, 3527GV", TOPIC)
    assert (await talk.row(c.repairs))["replacement_bike"] is False


async def test_a_planned_visit_and_one_without_a_number(kit: Kit) -> None:
    await repair(kit, way="mechanic", status="planned", date=dt.date(2026, 11, 25), slot="08:00-11:00")
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    await talk.say("geen idee", "deny")
    assert "woensdag 25 november tussen 8.00 en 11.00" in await talk.say(IDENTIFIED)


async def test_no_repair_at_all(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(HOW, TOPIC)
    await talk.press("Ik heb het nummer niet")
    assert "geen reparatie" in await talk.say(IDENTIFIED)


LIMITS = content().guidelines["limits"]
CLOSED = closing_days(tuple(content().hours.closing_days))


@pytest.mark.parametrize(
    ("status", "since", "planned", "found"),
    [
        ("requested", 18, None, "fine"),
        ("requested", 17, None, "stale"),
        ("in_workshop", 18, None, "fine"),
        ("in_workshop", 17, None, "stale"),
        ("in_workshop", 13, None, "over"),
        ("waiting_for_part", 9, None, "fine"),
        ("waiting_for_part", 6, None, "over"),
        ("planned", 2, 23, "fine"),
        ("planned", 2, 20, "over"),
        ("ready", 2, None, "fine"),
    ],
)
def test_a_repair_against_its_terms(status: str, since: int, planned: int | None, found: str) -> None:
    day = dt.date(2026, 11, planned) if planned else None
    assert standing(status, dt.date(2026, 11, since), day, MONDAY.date(), LIMITS, CLOSED) == found


@pytest.mark.parametrize(
    ("status", "way", "began", "due"),
    [
        ("in_workshop", "service_point", 18, True),
        ("in_workshop", "service_point", 19, False),
        ("requested", "mechanic", 2, False),
        ("ready", "service_point", 2, False),
        ("waiting_for_part", "mechanic", 18, True),
    ],
)
def test_when_there_is_a_replacement_bike(status: str, way: str, began: int, due: bool) -> None:
    assert replacement_due(status, way, dt.date(2026, 11, began), MONDAY.date(), 2, CLOSED) is due


def test_collecting_is_within_opening_times_and_up_to_the_last_day() -> None:
    slots = collect_slots(content().hours, MONDAY, dt.date(2026, 11, 30), 3)
    assert slots[0].value == "2026-11-23 16:00-18:00"
    assert dt.date(2026, 11, 29) not in {s.day for s in slots}
    assert slots[-1].day == dt.date(2026, 11, 30)
