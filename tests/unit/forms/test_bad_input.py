"""What people get wrong or try on, in both languages: named, asked again, and nothing given away."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from handoff.chat.attachments import take_attachment
from handoff.decide import identification as rules
from handoff.errors import Refused
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import CASE, case
from tests.support.talking import CUSTOMER, IDENTIFIED, Talk, add
from tests.unit.forms.helpers import asked, code_of, waits

both = pytest.mark.parametrize("language", ["nl", "en"])
MOVE = {"nl": "ik ga verhuizen", "en": "I am moving house"}
PRIVATE = ("Anna", "Boer", "Vinkstraat", "0417164300", "102938")


async def moving(kit: Kit, language: str, address: str = "Lindelaan 4, 3511 AB Utrecht") -> tuple[Talk, str]:
    """A move as far as the answer to the question for the address."""
    talk = await Talk.open(kit, language)
    await talk.say(MOVE[language], "change_address")
    await talk.say(IDENTIFIED)
    return talk, await talk.say(address)


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("nl", "31 april", "bestaat niet"),
        ("en", "31 April", "does not exist"),
        ("nl", "1 november 2026", "voorbij"),
        ("en", "1 November 2026", "past"),
        ("nl", "30-02-2027", "bestaat niet"),
    ],
)
async def test_a_day_that_cannot_be(kit: Kit, language: str, day: str, words: str) -> None:
    talk, _ = await moving(kit, language)
    assert await asked(talk) == "from"
    assert words in await talk.say(day)
    assert await asked(talk) == "from"
    assert "december" in (await talk.say("1 december" if language == "nl" else "1 December")).lower()
    assert await talk.rows(c.changes) == []


@both
async def test_a_postcode_with_a_slip(kit: Kit, language: str) -> None:
    talk, said = await moving(kit, language, "Lindelaan 4, 3511 A Utrecht")
    assert "postcode" in said
    said = await talk.say("3511 AB")
    assert await asked(talk) == "from", said


@both
async def test_an_address_abroad_is_for_a_person(kit: Kit, language: str) -> None:
    talk, _ = await moving(kit, language, "Hauptstraße 5, 10115 Berlin, " + ("Duitsland" if language == "nl" else "Germany"))  # fmt: skip
    await waits(talk, "abroad")
    assert await talk.rows(c.changes) == []


@both
async def test_an_account_of_another_country_is_good_and_one_that_cannot_be_is_not(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("nieuwe rekening" if language == "nl" else "new account", "change_bank_account")
    await talk.say("40118273, 3527 GV 12")
    await talk.say(await code_of(talk))
    await talk.say("DE89 3704 0044 0532 0130 01")
    assert await asked(talk) == "iban"
    await talk.say("DE89 3704 0044 0532 0130 00")
    assert await asked(talk) == "holder"


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("nl", "ik ben 16 en ik wil een E-Stad met Flex bestellen"),
        ("en", "I am 16 and I want to order an E-Stad with Flex"),
    ],
)
async def test_a_minor_does_not_order_alone(kit: Kit, language: str, first: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(first, "start_subscription")
    await waits(talk, "minor")
    assert await talk.rows(c.orders) == []


@both
async def test_a_minor_by_date_of_birth(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    wish = "ik wil een E-Stad met Jaar bestellen, ik ben 1,75 m" if language == "nl" else "I want to order an E-Stad with Jaar, I am 1.75 m tall"  # fmt: skip
    await talk.say(wish, "start_subscription")
    said = await talk.say("Piet Jansen, 03-04-2010, piet@voorbeeld.example, Lindelaan 4, 3511 AB Utrecht")
    assert "18" in said
    assert await talk.rows(c.orders) == []


@both
async def test_a_code_guessed_by_brute_force(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("nieuwe rekening" if language == "nl" else "new account", "change_bank_account")
    await talk.say("40118273, 3527 GV 12")
    right = int(await code_of(talk))
    said = ""
    for step in range(1, rules.ATTEMPTS + 1):
        said = await talk.say(f"{(right + step) % 1000000:06d}")
    await waits(talk, "not_identified")
    assert not any(word in said for word in PRIVATE)
    assert await talk.say(f"{right:06d}") == ""
    assert (await talk.row(t.conversations))["verified"] == 0


@both
async def test_the_case_number_of_somebody_else(kit: Kit, language: str) -> None:
    await add(kit, c.customers, **{**CUSTOMER, "number": "40118274", "name": "Bram", "postcode": "3511 AB"})
    await case(kit, customer_number="40118274")
    talk = await Talk.open(kit, language)
    await talk.say(MOVE[language], "change_address")
    await talk.say(IDENTIFIED)  # identified as herself, and asks for his case
    await talk.say("laat maar" if language == "nl" else "never mind", "stop")
    said = await talk.say(f"hoe staat het met {CASE}?" if language == "nl" else f"how is {CASE} going?", "ask_case_status")  # fmt: skip
    assert "Facturatie" not in said
    assert "Billing" not in said
    assert "2 december" not in said.lower()
    other = await Talk.open(kit, language)
    await other.say("hoe staat het met mijn zaak?" if language == "nl" else "how is my case going?", "ask_case_status")
    wrong = await other.say(f"{CASE}, 3527 GV")
    assert "Facturatie" not in wrong
    assert (await talk.rows(t.conversations, t.conversations.c.id == other.id))[0]["verified"] == 0


@both
async def test_an_upload_that_is_not_what_it_says_leaves_the_form_as_it_was(kit: Kit, language: str) -> None:
    talk, _ = await moving(kit, language)
    for body in (b"MZ\x90\x00" + b"\0" * 60, b"<svg onload=alert(1)>", b"PK\x03\x04" + b"\0" * 60):
        with pytest.raises(Refused):
            await take_attachment(kit, talk.id, "foto.jpg", body, str(uuid.uuid4()))
    assert await talk.rows(t.attachments) == []
    assert await asked(talk) == "from"
    assert "december" in (await talk.say("1 december" if language == "nl" else "1 December")).lower()


@both
async def test_the_same_confirmation_twice_makes_one_case(kit: Kit, language: str) -> None:
    talk, _ = await moving(kit, language)
    await talk.say("1 december" if language == "nl" else "1 December")
    yes = next(b for b in talk.buttons if b["title"].startswith(("Ja", "Yes")))
    await talk.press(yes["title"])
    talk.buttons = [yes]
    await talk.press(yes["title"])
    assert len(await talk.rows(t.cases)) == 1
    assert len(await talk.rows(c.changes)) == 1
    assert dt.date(2026, 12, 1) == (await talk.row(c.changes))["effective_on"]
