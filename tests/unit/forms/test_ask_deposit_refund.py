"""Where the deposit is: returned, checked, settled, paid; late or doubted is for Billing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.decide.refunds import kept_back, refund_cents, stage_of
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import ended
from tests.support.talking import IDENTIFIED, MONDAY, Talk

TOPIC = "ask_deposit_refund"
WHEN = "wanneer krijg ik mijn borg terug?"
KEY = [{"what": {"nl": "Sleutel niet ingeleverd", "en": "Key not returned"}, "cents": -1500}]
CHECKED = {"checked_on": dt.date(2026, 11, 18), "settlement": KEY, "refund_cents": 3500}


async def test_still_to_be_checked(kit: Kit) -> None:
    await ended(kit)
    talk = await Talk.open(kit)
    assert "klantnummer" in await talk.say(WHEN, TOPIC)
    told = await talk.say(IDENTIFIED)
    assert "uiterlijk 19 november 2026" in told
    assert "Je borg van € 50 staat uiterlijk op 30 november 2026 op je rekening die eindigt op 4300" in told
    assert await talk.rows(t.cases) == []


async def test_settled_and_doubted(kit: Kit) -> None:
    await ended(kit, **CHECKED)
    talk = await Talk.open(kit)
    await talk.say(WHEN, TOPIC)
    told = await talk.say(IDENTIFIED)
    assert "krijg je € 35 terug" in told
    assert "- Sleutel niet ingeleverd: -€ 15" in told
    assert "Welk bedrag" in await talk.say("daar ben ik het niet mee eens", "complain_invoice")
    assert "uiterlijk 25 november 2026" in await talk.say("ik heb beide sleutels ingeleverd", "complain_invoice")
    case = await talk.row(t.cases)
    assert case["department"] == "facturatie"
    assert "beide sleutels" in case["summary"]


async def test_a_large_deduction_that_is_doubted_is_for_a_person(kit: Kit) -> None:
    battery = [{"what": {"nl": "Accu niet ingeleverd", "en": "Battery not returned"}, "cents": -45000}]
    await ended(kit, settlement=battery, checked_on=dt.date(2026, 11, 18), refund_cents=0)
    talk = await Talk.open(kit)
    await talk.say(WHEN, TOPIC)
    await talk.say(IDENTIFIED)
    await talk.press("Ik ben het er niet mee eens")
    await talk.say("de accu zat er gewoon in", "complain_invoice")
    assert "deduction_disputed" in (await talk.row(t.conversations))["reasons"]


@pytest.mark.parametrize(("language", "words"), [("nl", "Dat spijt me"), ("en", "I am sorry")])
async def test_past_its_last_day(kit: Kit, language: str, words: str) -> None:
    await ended(kit, returned_on=dt.date(2026, 11, 8))
    talk = await Talk.open(kit, language)
    await talk.say(WHEN, TOPIC)
    assert words in await talk.say(IDENTIFIED)
    case = await talk.row(t.cases)
    assert (case["department"], case["status"]) == ("facturatie", "new")
    assert case["due"].date() == dt.date(2026, 11, 25)


async def test_paid_in_full(kit: Kit) -> None:
    await ended(kit, refunded_on=dt.date(2026, 11, 20), refund_cents=5000, checked_on=dt.date(2026, 11, 18))
    talk = await Talk.open(kit, "en")
    await talk.say("has my deposit been paid?", TOPIC)
    told = await talk.say(IDENTIFIED)
    assert "On 20 November 2026 €50 was paid" in told
    assert "We keep nothing back" in told


async def test_a_return_that_is_not_in_our_records(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(WHEN, TOPIC)
    assert "nog niet geregistreerd" in await talk.say(IDENTIFIED)
    await talk.press("Ik heb hem al ingeleverd")
    assert "moet nog komen" in await talk.say("4 december 2026")
    assert "18 november 2026" in await talk.say("18 november")
    assert (await talk.row(t.cases))["department"] == "facturatie"


async def test_two_bikes_are_told_apart(kit: Kit) -> None:
    await ended(kit)
    await ended(kit, bike_number="555112", product="SR-EB1", returned_on=dt.date(2026, 11, 17), deposit_cents=15000)
    talk = await Talk.open(kit)
    await talk.say(WHEN, TOPIC)
    assert "Om welke fiets" in await talk.say(IDENTIFIED)
    assert "€ 150" in await talk.say("de e-stad")


async def test_stop_and_question_in_between(kit: Kit) -> None:
    await ended(kit, **CHECKED)
    talk = await Talk.open(kit)
    await talk.say(WHEN, TOPIC)
    assert "klantnummer" in await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")


ROW: dict[str, Any] = {
    "returned_on": dt.date(2026, 11, 16),
    "checked_on": None,
    "settlement": None,
    "refund_by": None,
    "refunded_on": None,
}


@pytest.mark.parametrize(
    ("changed", "stage"),
    [
        ({}, "to_check"),
        ({"checked_on": dt.date(2026, 11, 18)}, "checked"),
        ({"settlement": KEY}, "settled"),
        ({"refunded_on": dt.date(2026, 11, 20)}, "paid"),
        ({"returned_on": None}, "not_returned"),
        ({"returned_on": dt.date(2026, 11, 9)}, "to_check"),
        ({"returned_on": dt.date(2026, 11, 8)}, "late"),
        ({"refund_by": dt.date(2026, 11, 22)}, "late"),
    ],
)
def test_stages(changed: dict[str, Any], stage: str) -> None:
    assert stage_of({**ROW, **changed}, MONDAY.date(), 14) == stage


def test_what_comes_back() -> None:
    row = {"refund_cents": None, "deposit_cents": 5000, "settlement": [*KEY, {"what": {}, "cents": 300}]}
    assert refund_cents(row) == 3800
    assert kept_back(row) == KEY
    assert refund_cents({**row, "refund_cents": 100}) == 100
