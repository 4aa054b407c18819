"""Another e-mail address or telephone number, each proved by a code."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk
from tests.unit.forms.helpers import asked, code_of, waits

TOPIC = "change_contact_details"
MAIL = "mijn nieuwe e-mailadres is nieuw@voorbeeld.example"


async def test_an_address_takes_a_code_to_the_old_and_to_the_new(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MAIL, TOPIC)  # 1
    assert "oude e-mailadres" in await talk.say(IDENTIFIED)  # 2
    assert (await talk.row(t.outbox))["payload"]["to"] == "anna@voorbeeld.example"
    assert "nieuwe e-mailadres" in await talk.say(await code_of(talk))  # 3
    assert (await talk.row(t.outbox))["payload"]["to"] == "nieuw@voorbeeld.example"
    done = await talk.say(await code_of(talk))  # 4
    assert "nieuw@voorbeeld.example" in done
    assert (await talk.row(c.customers))["email"] == "nieuw@voorbeeld.example"
    notices = [r for r in await talk.rows(t.outbox) if r["kind"] == "change_notice"]
    assert [n["payload"]["to"] for n in notices] == ["anna@voorbeeld.example"]
    case = await talk.row(t.cases)
    assert case["status"] == "resolved"
    assert case["number"] in done


async def test_a_code_that_was_given_to_identify_is_not_asked_again(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MAIL, TOPIC)
    await talk.press("Stuur mij een code")
    await talk.say("40118273, 3527 GV 12")
    assert "nieuwe e-mailadres" in await talk.say(await code_of(talk))
    assert "Gelukt" in await talk.say(await code_of(talk))


async def test_a_telephone_number_in_english(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("I want to change my details", TOPIC)
    assert "e-mail address or your telephone number" in await talk.say(IDENTIFIED)
    assert "new telephone number" in await talk.say("my phone")
    assert "6-digit code" in await talk.say("06 87654321")
    sms = await talk.row(t.outbox, t.outbox.c.kind == "sms")
    assert sms["payload"]["to"] == "+31687654321"
    assert "06 87654321" in await talk.say(await code_of(talk))
    assert (await talk.row(t.cases))["data"]["Wat er wijzigt"] == "Telefoonnummer"


async def test_a_telephone_number_in_the_first_message(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn nieuwe nummer is 06 87654321", TOPIC)
    assert "nieuwe telefoonnummer" in await talk.say(IDENTIFIED)
    assert "Gelukt" in await talk.say(await code_of(talk))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("anna@", "e-mailadres nakijken"),
        ("anna at voorbeeld.nl", "e-mailadres nakijken"),
        ("anna@voorbeeld.example", "hebben wij al"),
    ],
)
async def test_addresses_that_cannot_be(kit: Kit, given: str, why: str) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil mijn e-mailadres wijzigen", TOPIC)
    await talk.say(IDENTIFIED)
    assert why in await talk.say(given)
    assert "oude e-mailadres" in await talk.say("nieuw@voorbeeld.example")


async def test_a_telephone_number_with_a_digit_too_few(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil mijn telefoonnummer wijzigen", TOPIC)
    await talk.say(IDENTIFIED)
    assert "telefoonnummer klopt niet" in await talk.say("06 1234567")
    assert "nieuwe telefoonnummer" in await talk.say("06 87654321")


async def test_three_wrong_codes_and_the_right_one_no_longer_works(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn nieuwe nummer is 06 87654321", TOPIC)
    await talk.say(IDENTIFIED)
    right = await code_of(talk)
    wrong = f"{(int(right) + 1) % 1000000:06d}"
    assert "klopt niet" in await talk.say(wrong)
    assert "klopt niet" in await talk.say(wrong)
    assert "Een collega helpt je verder" in await talk.say(wrong)
    await waits(talk, "not_identified")
    assert await talk.say(right) == ""
    assert (await talk.row(c.customers))["phone"] == "+31612345678"


async def test_a_code_of_eleven_minutes_ago_and_a_new_one(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn nieuwe nummer is 06 87654321", TOPIC)
    await talk.say(IDENTIFIED)
    old = await code_of(talk)
    kit.clock.moment += dt.timedelta(minutes=11)  # type: ignore[attr-defined]
    assert "Gelukt" not in await talk.say(old)
    assert (await talk.row(c.customers))["phone"] == "+31612345678"


async def test_a_new_code_makes_the_old_one_worthless(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn nieuwe nummer is 06 87654321", TOPIC)
    await talk.say(IDENTIFIED)
    old = await code_of(talk)
    assert "6 cijfers" in await talk.press("Stuur een nieuwe code")
    new = await code_of(talk)
    if old != new:
        assert "klopt niet" in await talk.say(old)
    assert "Gelukt" in await talk.say(new)


async def test_no_access_to_the_old_address_is_for_a_person(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MAIL, TOPIC)
    await talk.say(IDENTIFIED)
    assert "belt een collega" in await talk.say("ik heb geen toegang meer tot dat adres")
    await waits(talk, "no_access")
    assert (await talk.row(t.cases))["data"]["Nieuw e-mailadres"] == "nieuw@voorbeeld.example"


async def test_a_correction_before_the_code(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MAIL, TOPIC)
    await talk.say(IDENTIFIED)
    await talk.say(await code_of(talk))
    reply = await talk.say("nee, het is nieuw2@voorbeeld.example", "deny")
    assert "nieuwe e-mailadres" in reply
    assert (await talk.row(t.outbox))["payload"]["to"] == "nieuw2@voorbeeld.example"
    assert "nieuw2@voorbeeld.example" in await talk.say(await code_of(talk))


async def test_a_question_in_between_while_a_code_is_asked(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MAIL, TOPIC)
    await talk.say(IDENTIFIED)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "9.00" in reply
    assert "code van 6 cijfers" in reply
    assert "nieuwe e-mailadres" in await talk.say(await code_of(talk))


async def test_stop_and_changing_ones_mind(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MAIL, TOPIC)
    await talk.say(IDENTIFIED)
    assert "niets gewijzigd" in await talk.say("stop", "stop")
    assert await asked(talk) == ""
    assert (await talk.row(c.customers))["email"] == "anna@voorbeeld.example"
    await talk.say("ik wil mijn telefoonnummer wijzigen", TOPIC)
    reply = await talk.say("ik wil toch liever mijn adres wijzigen", "change_address")
    assert "rusten" in reply
    assert "nieuwe adres" in reply


async def test_a_person_in_the_middle(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(MAIL, TOPIC)
    await talk.say(IDENTIFIED)
    await talk.say("geef me een mens", "ask_human")
    await waits(talk, "asked_for_person")
    assert (await talk.row(t.cases))["data"]["Nieuw e-mailadres"] == "nieuw@voorbeeld.example"


async def test_the_last_code_twice_makes_one_case(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn nieuwe nummer is 06 87654321", TOPIC)
    await talk.say(IDENTIFIED)
    code = await code_of(talk)
    await talk.say(code)
    await talk.say(code)
    assert len(await talk.rows(t.cases)) == 1
    assert len(await talk.rows(c.changes)) == 1
