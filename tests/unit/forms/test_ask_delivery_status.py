"""Where a delivery is: the status in two turns, moving it, a note for the driver, and what is for Logistics."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.decide.delivery import free_slots, may_move, overdue, wished_first
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import order
from tests.support.talking import IDENTIFIED, MONDAY, Talk, content

TOPIC = "ask_delivery_status"
WHERE = "waar blijft mijn fiets?"
WHO = "B4410927, 3527 GV"


async def test_the_status_takes_two_messages_and_nags_nobody(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit)
    assert "bestelnummer" in await talk.say(WHERE, TOPIC)
    status = await talk.say(WHO)
    assert "donderdag 26 november tussen 14.00 en 17.00 uur" in status
    assert [b["title"] for b in talk.buttons] == ["Levering verzetten", "Iets voor de bezorger"]
    assert (await talk.row(t.parts))["state"] == "answered"
    assert "Graag gedaan" in await talk.say("top, bedankt", "thank")
    assert await talk.rows(t.cases) == []


async def test_all_in_one_message_takes_one(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit, "en")
    status = await talk.say("where is order B4410927? my postcode is 3527 GV", TOPIC)
    assert "Thursday 26 November between 14:00 and 17:00" in status
    assert "Move the delivery" in [b["title"] for b in talk.buttons]


async def test_moving_it_to_a_day_and_then_a_time(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit)
    await talk.say(WHERE, TOPIC)
    await talk.say(WHO)
    await talk.press("Levering verzetten")
    assert "Hoe laat" in await talk.say("zaterdag")
    assert all("zaterdag" in b["title"] for b in talk.buttons)
    done = await talk.say("om 3 uur 's middags")
    row = await talk.row(c.orders)
    assert (row["date"], row["slot"]) == (dt.date(2026, 11, 28), "14:00-17:00")
    assert row["promised_on"] == dt.date(2026, 11, 28)
    case = await talk.row(t.cases)
    assert case["status"] == "resolved"
    assert case["number"] in done


async def test_a_wish_in_the_first_message_is_offered_first(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit)
    await talk.say("kan levering B4410927 verzet worden naar zaterdag? 3527 GV", TOPIC)
    assert talk.buttons[0]["title"].startswith("zaterdag 28 november")
    assert "zaterdag 28 november tussen 14.00 en 17.00" in await talk.say("zaterdag tussen 14 en 17 uur")


async def test_in_english_by_buttons(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit, "en")
    await talk.say("where is my bike?", TOPIC)
    await talk.say(WHO)
    await talk.press("Move the delivery")
    assert "Done" in await talk.press("Wednesday 25 November 14:00–17:00")


async def test_too_late_to_move_is_said(kit: Kit) -> None:
    await order(kit, date=dt.date(2026, 11, 24))
    kit.clock.moment = MONDAY.replace(hour=18, minute=30)  # type: ignore[attr-defined]
    talk = await Talk.open(kit)
    await talk.say("ik wil mijn levering verzetten", TOPIC)
    assert "lukt nu niet meer" in await talk.say(WHO)
    assert (await talk.row(c.orders))["date"] == dt.date(2026, 11, 24)


async def test_a_note_for_the_driver(kit: Kit) -> None:
    await order(kit, status="ordered", date=None, slot=None, paid_on=None)
    talk = await Talk.open(kit)
    await talk.say(WHERE, TOPIC)
    assert "zodra je betaling binnen is" in await talk.say(WHO)
    await talk.say("ja", "affirm")
    assert "achterom" in await talk.say("bel stuk, achterom graag", TOPIC)
    assert (await talk.row(c.orders))["instruction"] == "bel stuk, achterom graag"


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Logistiek belt je uiterlijk 24 november 2026"), ("en", "Logistics calls you by 24 November 2026")],
)
async def test_a_promised_day_that_has_passed_is_for_logistics(kit: Kit, language: str, words: str) -> None:
    await order(kit, promised_on=dt.date(2026, 11, 20), date=dt.date(2026, 11, 20))
    talk = await Talk.open(kit, language)
    await talk.say(WHERE, TOPIC)
    assert words in await talk.say(WHO)
    case = await talk.row(t.cases)
    assert case["department"] == "logistiek"
    assert case["status"] == "new"


async def test_a_failed_delivery_gets_a_new_appointment(kit: Kit) -> None:
    await order(kit, status="failed", failed_times=1)
    talk = await Talk.open(kit)
    await talk.say(WHERE, TOPIC)
    assert "daarna kost het € 25" in await talk.say(WHO)
    await talk.say("ja graag", "affirm")
    assert "24 november tussen 8.00" in await talk.say("maakt niet uit")
    assert (await talk.row(c.orders))["status"] == "planned"


async def test_on_its_way_and_delivered_are_plain_answers(kit: Kit) -> None:
    await order(kit, status="on_the_way", date=dt.date(2026, 11, 23))
    await order(kit, number="B4410928", status="delivered", delivered_at=MONDAY)
    talk = await Talk.open(kit)
    assert "onderweg" in await talk.say("waar is B4410927? 3527 GV", TOPIC)
    assert "geleverd" in await talk.say("en B4410928, 3527 GV?", TOPIC)
    assert (await talk.row(t.conversations))["context"].get("form") is None


async def test_without_the_number_the_customer_chooses(kit: Kit) -> None:
    await order(kit)
    await order(kit, number="B4410928", product="SR-ST1", status="ordered", date=None, slot=None)
    talk = await Talk.open(kit)
    await talk.say(WHERE, TOPIC)
    assert "klantnummer" in await talk.say("ik weet mijn bestelnummer niet", TOPIC)
    await talk.say(IDENTIFIED)
    assert len(talk.buttons) == 2
    assert "B4410927" in await talk.say("die e-stad")


async def test_the_only_order_needs_no_number_once_identified(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit)
    await talk.say(WHERE, TOPIC)
    await talk.press("Ik heb het nummer niet")
    assert "B4410927" in await talk.say(IDENTIFIED)


async def test_a_wrong_number_and_a_wrong_postcode_sound_the_same(kit: Kit) -> None:
    await order(kit)
    first, second = await Talk.open(kit), await Talk.open(kit)
    await first.say(WHERE, TOPIC)
    await second.say(WHERE, TOPIC)
    assert await first.say("B1111111, 3527 GV") == await second.say("B4410927, 3511 AB")


async def test_another_question_leaves_the_offer(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit)
    await talk.say(WHERE, TOPIC)
    await talk.say(WHO)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "9.00" in reply
    assert "verzetten" not in reply


async def test_a_person_in_the_middle(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit)
    await talk.say(WHERE, TOPIC)
    await talk.say(WHO)
    await talk.press("Levering verzetten")
    await talk.say("ik wil een medewerker spreken", "ask_human")
    assert (await talk.row(t.conversations))["status"] == "waiting"
    assert "B4410927" in str((await talk.row(t.cases))["data"])


async def test_stop_while_moving_changes_nothing(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit)
    await talk.say("ik wil mijn levering verzetten", TOPIC)
    await talk.say(WHO)
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert (await talk.row(c.orders))["date"] == dt.date(2026, 11, 26)


UNTIL = dt.time(18)


@pytest.mark.parametrize(
    ("status", "day", "hour", "may"),
    [
        ("planned", 24, 17, True),
        ("planned", 24, 18, False),
        ("planned", 25, 20, True),
        ("planned", 23, 9, False),
        ("on_the_way", 25, 9, False),
        ("failed", 20, 20, True),
        ("ordered", 25, 9, False),
    ],
)
def test_until_when_a_delivery_may_be_moved(status: str, day: int, hour: int, may: bool) -> None:
    assert may_move(status, dt.date(2026, 11, day), MONDAY.replace(hour=hour), UNTIL) is may


@pytest.mark.parametrize(
    ("status", "promised", "late"),
    [
        ("planned", 22, True),
        ("planned", 23, False),
        ("ordered", 20, True),
        ("delivered", 20, False),
        ("failed", 20, True),
    ],
)
def test_when_a_delivery_is_overdue(status: str, promised: int, late: bool) -> None:
    assert overdue(status, dt.date(2026, 11, promised), MONDAY.date()) is late


def test_slots_begin_the_day_after_and_skip_sundays_and_closing_days() -> None:
    rules = content().delivery
    slots = free_slots(MONDAY, rules.days, rules.slots, (dt.date(2026, 11, 25),), UNTIL)
    days = {s.day for s in slots}
    assert min(days) == dt.date(2026, 11, 24)
    assert dt.date(2026, 11, 25) not in days
    assert dt.date(2026, 11, 29) not in days
    evening = free_slots(MONDAY.replace(hour=18), rules.days, rules.slots, (), UNTIL)
    assert evening[0].day == dt.date(2026, 11, 25)
    assert wished_first(slots, {dt.date(2026, 11, 28)})[0].day == dt.date(2026, 11, 28)
