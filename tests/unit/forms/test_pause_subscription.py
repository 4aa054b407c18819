"""Pausing: dates in every form, the amount before the yes, and what is outside the rules."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.decide.entities import find_entities
from handoff.decide.fields import Message, Spec, Value, Wrong, read_field
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, MONDAY, Talk, add, change, content

PAUSE = "ik wil mijn abonnement pauzeren"
ONE = c.contracts.c.bike_number == "102938"


def period(text: str, old: dict[str, str] | None = None, *, asked: bool = True) -> object:
    message = Message(text, MONDAY, "nl", find_entities(text, content(), MONDAY))
    return read_field(Spec("period", old=old), message, asked=asked)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("van 10 december tot 20 januari", "2026-12-10", "2027-01-20"),
        ("van 10 tot en met 31 december", "2026-12-10", "2026-12-31"),
        ("from 10 December until 20 January", "2026-12-10", "2027-01-20"),
        ("vanaf 1 december, 6 weken", "2026-12-01", "2027-01-11"),
        ("2 maanden vanaf 1 december", "2026-12-01", "2027-01-31"),
        ("for 60 days from 1 December", "2026-12-01", "2027-01-29"),
        ("vanaf 1 december", "2026-12-01", ""),
        ("over 2 weken", "2026-12-07", ""),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    assert period(text) == Value({"from": first, "to": last})


def test_an_end_is_laid_over_what_is_known() -> None:
    old = {"from": "2026-12-01", "to": ""}
    assert period("tot 15 januari", old) == Value({"from": "2026-12-01", "to": "2027-01-15"})
    assert period("15 januari", old) == Value({"from": "2026-12-01", "to": "2027-01-15"})
    assert period("zes weken", old) == Value({"from": "2026-12-01", "to": "2027-01-11"})
    whole = {"from": "2026-12-01", "to": "2027-01-15"}
    assert period("nee, tot 1 februari", whole) == Value({"from": "2026-12-01", "to": "2027-02-01"})
    assert isinstance(period("van 10 november tot 12 november 2026"), Wrong)
    assert isinstance(period("van 20 januari 2027 tot 10 december 2026"), Wrong)
    assert period("blauw") is None


async def test_a_complete_message_takes_two_more(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil pauzeren van 10 december tot en met 20 januari", "pause_subscription")
    summary = await talk.say(IDENTIFIED)
    assert "van 10 december 2026 tot en met 20 januari 2027" in summary
    assert "42 dagen" in summary
    assert "€ 31,60 per maand" in summary
    assert "kun je niet rijden" in summary
    done = await talk.say("ja", "affirm")
    assert "app" in done
    contract = await talk.row(c.contracts)
    assert contract["paused_from"] == dt.date(2026, 12, 10)
    assert contract["paused_to"] == dt.date(2027, 1, 20)
    assert contract["paused_days_12m"] == 42
    case = await talk.row(t.cases)
    assert case["status"] == "resolved"
    assert case["data"]["Bedrag per maand"] == "€ 31,60"


async def test_in_english_piece_by_piece(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("I'd like to pause my subscription", "pause_subscription")
    assert "30 November 2026" in await talk.say(IDENTIFIED)
    assert "Up to and including" in await talk.say("from 10 December")
    assert "€31.60 a month" in await talk.say("6 weeks")
    assert "All set" in await talk.say("yes", "affirm")


async def test_jaar_moves_its_end(kit: Kit) -> None:
    await change(kit, c.contracts, ONE, subscription="year", month_cents=6500, min_until=dt.date(2027, 3, 2))
    talk = await Talk.open(kit)
    await talk.say("pauzeer mijn fiets van 1 december tot en met 30 december", "pause_subscription")
    summary = await talk.say(IDENTIFIED)
    assert "€ 26 per maand" in summary
    assert "naar 1 april 2027" in summary
    await talk.say("ja", "affirm")
    assert (await talk.row(c.contracts))["min_until"] == dt.date(2027, 4, 1)


async def test_too_soon_and_too_short_are_asked_again(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(PAUSE, "pause_subscription")
    await talk.say(IDENTIFIED)
    assert "vanaf 30 november 2026" in await talk.say("van 25 november tot 10 januari")
    assert "minimaal 30" in await talk.say("van 1 december tot 10 december")
    assert "voor het begin" in await talk.say("van 20 januari 2027 tot 10 januari 2027")
    assert "31 dagen" in await talk.say("van 1 december tot en met 31 december")


async def test_a_correction_of_the_end(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil pauzeren van 10 december tot en met 20 januari", "pause_subscription")
    await talk.say(IDENTIFIED)
    assert "31 januari 2027" in await talk.say("nee, tot 31 januari", "deny")


async def test_longer_than_allowed_is_for_a_person(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(PAUSE, "pause_subscription")
    await talk.say(IDENTIFIED)
    assert "maximaal 90" in await talk.say("van 1 december tot 1 mei")
    assert "pause_outside_rules" in (await talk.row(t.conversations))["reasons"]
    assert "1 mei 2027" in (await talk.row(t.cases))["data"]["Pauze"]


async def test_days_used_before_count(kit: Kit) -> None:
    await change(kit, c.contracts, ONE, paused_days_12m=50)
    talk = await Talk.open(kit)
    await talk.say(PAUSE, "pause_subscription")
    await talk.say(IDENTIFIED)
    assert "nog 40" in await talk.say("van 1 december tot en met 31 januari")


async def test_illness_is_for_a_person_and_not_asked_about(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(PAUSE, "pause_subscription")
    await talk.say(IDENTIFIED)
    assert "verder niets" in await talk.say("ik ben ziek geworden, dus ik weet niet hoe lang")
    assert (await talk.row(t.conversations))["status"] == "waiting"


async def test_arrears_are_for_debtors_without_an_amount(kit: Kit) -> None:
    await add(
        kit, c.invoices, number="F2026-000001", customer_number="40118273", month=dt.date(2026, 10, 1), issued_on=dt.date(2026, 9, 20),
        due_on=dt.date(2026, 9, 28), lines=[], total_cents=7900,
    )  # fmt: skip
    talk = await Talk.open(kit)
    assert "open" not in await talk.say(PAUSE, "pause_subscription")
    reply = await talk.say(IDENTIFIED)
    assert "Debiteurenbeheer" in reply
    assert "79" not in reply
    assert (await talk.row(t.cases))["department"] == "debiteurenbeheer"


@pytest.mark.parametrize("product", ["SR-KF1", "SR-VF1"])
async def test_without_a_smart_lock_it_cannot_be(kit: Kit, product: str) -> None:
    await change(kit, c.contracts, ONE, product=product)
    talk = await Talk.open(kit)
    await talk.say(PAUSE, "pause_subscription")
    assert "geen slim slot" in await talk.say(IDENTIFIED)
    assert await talk.rows(t.cases) == []


async def test_a_pause_that_stands_is_told(kit: Kit) -> None:
    await change(kit, c.contracts, ONE, paused_from=dt.date(2026, 12, 1), paused_to=dt.date(2027, 1, 15))
    talk = await Talk.open(kit)
    await talk.say(PAUSE, "pause_subscription")
    assert "15 januari 2027" in await talk.say(IDENTIFIED)


async def test_a_question_in_between_stop_and_a_person(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(PAUSE, "pause_subscription")
    await talk.say(IDENTIFIED)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "Van wanneer tot wanneer" in reply
    assert "{" not in reply
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert (await talk.row(c.contracts))["paused_from"] is None


async def test_a_person_in_the_middle_gets_the_dates(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil pauzeren van 10 december tot en met 20 januari", "pause_subscription")
    await talk.say(IDENTIFIED)
    await talk.say("toch liever een medewerker", "ask_human")
    assert "10 december 2026" in (await talk.row(t.cases))["data"]["Pauze"]
