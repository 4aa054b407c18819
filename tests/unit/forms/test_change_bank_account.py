"""A new account: proved by a code, asked with consent and mandate, never in force before a second colleague."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import Talk, add
from tests.unit.forms.helpers import asked, code_of, waits

TOPIC = "change_bank_account"
WHO = "40118273, 3527 GV 12"
NEW = "NL20INGB0001234567"


async def begun(kit: Kit, text: str = "ik heb een nieuw rekeningnummer", language: str = "nl") -> Talk:
    """A conversation in which the customer is identified by a code."""
    talk = await Talk.open(kit, language)
    await talk.say(text, TOPIC)
    await talk.say(WHO)
    await talk.say(await code_of(talk))
    return talk


async def test_the_fewest_turns(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "code per e-mail" in await talk.say(f"mijn nieuwe rekening is {NEW}", TOPIC)  # 1
    assert "10 minuten" in await talk.say(WHO)  # 2
    assert "wiens naam" in await talk.say(await code_of(talk))  # 3: the account was taken from the first message
    assert "machtiging" in await talk.press("Anna de Boer")  # 4
    assert "eindigt op 4567" in await talk.press("Ja")  # 5
    done = await talk.press("Ja, dat klopt")  # 6
    assert "tweede collega" in done
    assert "24 november 2026" in done
    case = await talk.row(t.cases)
    assert case["number"] in done
    assert case["department"] == "facturatie"
    assert case["status"] == "new"
    change = await talk.row(c.changes)
    assert change["status"] == "waiting"
    assert change["new"]["iban"] == NEW
    customer = await talk.row(c.customers)
    assert customer["iban"] == "NL91ABNA0417164300"


async def test_in_english(kit: Kit) -> None:
    talk = await begun(kit, "I have a new bank account", "en")
    assert "whose name" in await talk.say(NEW)
    assert "authorise" in await talk.say("it's my own account", confidence=0.1)
    assert "ending in 4567" in await talk.say("yes", "affirm")
    assert "second colleague" in await talk.say("yes", "affirm")


async def test_the_number_is_nowhere_in_words(kit: Kit) -> None:
    talk = await begun(kit)
    await talk.say(f"het wordt {NEW}")
    await talk.say("Anna de Boer")
    await talk.say("ja")
    await talk.say("ja")
    for message in await talk.rows(t.messages):
        assert NEW not in (message["text"] or "")
    assert NEW not in str((await talk.row(t.cases))["data"])
    assert NEW not in str(await talk.row(t.contacts))
    assert await talk.rows(c.held_values) == []


@pytest.mark.parametrize(
    ("account", "why"),
    [
        ("NL20INGB0001234568", "controlecijfers"),
        ("SA03 8000 0000 6080 1016 7519", "SEPA"),
        ("NL91ABNA0417164300", "hebben wij al"),
    ],
)
async def test_accounts_that_cannot_be(kit: Kit, account: str, why: str) -> None:
    talk = await begun(kit)
    reply = await talk.say(account)
    assert why in reply
    assert await asked(talk) == "iban"
    assert "wiens naam" in await talk.say(NEW)


async def test_an_account_in_another_sepa_country(kit: Kit) -> None:
    talk = await begun(kit)
    assert "wiens naam" in await talk.say("DE89 3704 0044 0532 0130 00")


async def test_somebody_elses_account_takes_consent(kit: Kit) -> None:
    talk = await begun(kit)
    await talk.say(NEW)
    assert "Is Piet Jansen het ermee eens" in await talk.say("Piet Jansen")
    assert "moet akkoord zijn" in await talk.say("nee", "deny")
    assert await talk.rows(c.changes) == []
    assert await talk.rows(t.cases) == []


async def test_without_a_mandate_nothing_changes(kit: Kit) -> None:
    talk = await begun(kit)
    await talk.say(NEW)
    await talk.say("mijn eigen naam")
    assert "Zonder machtiging" in await talk.say("nee", "deny")
    assert await talk.rows(c.changes) == []


async def test_a_correction_at_the_summary(kit: Kit) -> None:
    talk = await begun(kit)
    await talk.say(NEW)
    await talk.say("Anna de Boer")
    await talk.say("ja")
    assert "eindigt op 3000" in await talk.say("nee, het is DE89370400440532013000", "deny")
    await talk.say("ja", "affirm")
    assert (await talk.row(c.changes))["new"]["iban"] == "DE89370400440532013000"


async def test_a_question_in_between(kit: Kit) -> None:
    talk = await begun(kit)
    reply = await talk.say("wanneer wordt er afgeschreven?", "ask_direct_debit")
    assert "rekeningnummer (IBAN)" in reply
    assert len(reply) > 120
    assert "wiens naam" in await talk.say(NEW)


async def test_stop_forgets_the_account(kit: Kit) -> None:
    talk = await begun(kit)
    await talk.say(NEW)
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert await talk.rows(c.held_values) == []
    assert await talk.rows(c.changes) == []


async def test_after_a_fresh_change_billing_calls_first(kit: Kit) -> None:
    await add(
        kit, c.changes, key="x", customer_number="40118273", field="phone", old={}, new={}, effective_on=dt.date(2026, 11, 20), status="applied",
        ground="code", asked_at=kit.clock.now() - dt.timedelta(days=3), asked_by="bot",
    )  # fmt: skip
    talk = await begun(kit)
    await talk.say(NEW)
    await talk.say("Anna de Boer")
    await talk.say("ja")
    assert "belt een collega van Facturatie" in await talk.say("ja", "affirm")
    await waits(talk, "fraud_check")
    change = await talk.row(c.changes, c.changes.c.field == "iban")
    assert change["status"] == "waiting"


async def test_a_person_in_the_middle_sees_no_more_than_four_digits(kit: Kit) -> None:
    talk = await begun(kit)
    await talk.say(NEW)
    await talk.say("ik wil een medewerker", "ask_human")
    case = await talk.row(t.cases)
    assert case["data"]["Nieuw IBAN"] == "••••4567"
    await waits(talk, "asked_for_person")


async def test_not_understood_three_times_gives_a_person_what_was_told(kit: Kit) -> None:
    talk = await begun(kit)
    await talk.say(NEW)
    await talk.say("Anna de Boer")
    for _ in range(2):
        assert "machtiging" in await talk.say("blauw")
    assert "Een collega helpt je verder" in await talk.say("blauw")
    await waits(talk, "not_understood_twice")
    data = (await talk.row(t.cases))["data"]
    assert data["Naam van de rekeninghouder"] == "Anna de Boer"


async def test_the_same_confirmation_twice_and_an_old_button(kit: Kit) -> None:
    talk = await begun(kit)
    await talk.say(NEW)
    await talk.say("Anna de Boer")
    await talk.say("ja")
    buttons = talk.buttons
    await talk.press("Ja, dat klopt")
    talk.buttons = buttons
    assert "al afgerond" in await talk.press("Ja, dat klopt")
    assert len(await talk.rows(t.cases)) == 1
    assert len(await talk.rows(c.changes)) == 1
