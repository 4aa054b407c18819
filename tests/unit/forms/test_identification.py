"""Who somebody is: nothing is said before, nothing is hinted at, and guessing ends at a person."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert, update

from handoff.decide import identification as rules
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.accounts import add_account
from handoff.work.base import Kit
from handoff.work.handover import claim, return_to_bot
from tests.support.talking import CUSTOMER, IDENTIFIED, Talk, add
from tests.unit.forms.helpers import asked, code_of, waits

KNOWN, UNKNOWN = "40118273", "40999999"
BORN_WRONG = "40118273, 3527 GV 12, 13-03-1985"
PRIVATE = ("Anna", "Boer", "Vinkstraat", "anna@voorbeeld", "0417164300", "102938", "12345678")


async def order(kit: Kit) -> None:
    """An order of the customer."""
    await add(kit, c.orders, number="B4410927", customer_number=KNOWN, product="SR-EB1", subscription="flex", status="planned", ordered_on=dt.date(2026, 11, 1), promised_on=dt.date(2026, 12, 1))  # fmt: skip


async def all_said(talk: Talk, *messages: str, topic: str = "change_address") -> list[str]:
    """What is said to messages in a row; the first begins the form."""
    first, *rest = messages
    return [await talk.say(first, topic), *[await talk.say(m) for m in rest]]


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_same_words_for_a_number_that_exists_and_one_that_does_not(kit: Kit, language: str) -> None:
    start = "ik ga verhuizen" if language == "nl" else "I am moving"
    replies = []
    for number in (KNOWN, UNKNOWN):
        talk = await Talk.open(kit, language)
        replies.append(
            await all_said(talk, start, f"{number}, 3527 GV 12, 13-03-1985", f"{number}, 3527 GX 12, 12-03-1985")
        )
    assert replies[0] == replies[1]
    for words in PRIVATE:
        assert not any(words in reply for reply in replies[0])


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_a_code_is_promised_to_whoever_asks(kit: Kit, language: str) -> None:
    start = "ik ga verhuizen" if language == "nl" else "I am moving"
    title = "Stuur mij een code" if language == "nl" else "Send me a code"
    replies = []
    for number in (KNOWN, UNKNOWN):
        talk = await Talk.open(kit, language)
        said = [
            await talk.say(start, "change_address"),
            await talk.press(title),
            await talk.say(f"{number}, 3527 GV 12"),
        ]
        said += [await talk.say("000000"), await talk.say("000001")]
        replies.append(said)
    assert replies[0] == replies[1]
    mails = [r for r in await talk.rows(t.outbox) if r["kind"] == "code"]
    assert [m["payload"]["to"] for m in mails] == ["anna@voorbeeld.example"]


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_same_words_for_a_number_of_level_one(kit: Kit, language: str) -> None:
    await order(kit)
    start = "waar blijft mijn bestelling" if language == "nl" else "where is my order"
    replies = []
    for number in ("B4410927", "B9999999"):
        talk = await Talk.open(kit, language)
        replies.append(
            [
                r.replace(number, "")
                for r in await all_said(talk, start, f"{number} 1234 AB", topic="ask_delivery_status")
            ]
        )
    assert replies[0] == replies[1]


async def test_a_third_person_with_a_wrong_date_of_birth(kit: Kit) -> None:
    talk = await Talk.open(kit)
    replies = await all_said(talk, "ik ga verhuizen", BORN_WRONG, BORN_WRONG, BORN_WRONG)
    assert replies[1] == replies[2]
    assert "Een collega helpt je verder" in replies[3]
    await waits(talk, "not_identified")
    row = await talk.row(t.conversations)
    assert row["customer_number"] is None
    assert row["verified"] == 0
    for words in PRIVATE:
        assert not any(words in reply for reply in replies)


async def test_guessing_at_one_customer_from_many_conversations(kit: Kit) -> None:
    for n in range(3):
        talk = await Talk.open(kit, address=f"192.0.2.{n + 10}")
        await all_said(talk, "ik ga verhuizen", BORN_WRONG, BORN_WRONG)
    talk = await Talk.open(kit, address="192.0.2.99")
    reply = (await all_said(talk, "ik ga verhuizen", IDENTIFIED))[1]
    assert "kan ik niet controleren" in reply  # the right pieces are worth nothing for an hour
    kit.clock.moment += rules.CUSTOMER_WINDOW + dt.timedelta(minutes=1)  # type: ignore[attr-defined]
    talk = await Talk.open(kit, address="192.0.2.99")
    assert "nieuwe adres" in (await all_said(talk, "ik ga verhuizen", IDENTIFIED))[1]


async def test_guessing_from_one_address_at_many_customers(kit: Kit) -> None:
    for n in range(8):
        talk = await Talk.open(kit, address="192.0.2.7")
        wrong = [f"4020000{n}, 3527 GV 12, 12-03-1985"] * 2
        await all_said(talk, "ik ga verhuizen", *wrong)
    talk = await Talk.open(kit, address="192.0.2.7")
    assert "kan ik niet controleren" in (await all_said(talk, "ik ga verhuizen", IDENTIFIED))[1]
    talk = await Talk.open(kit, address="192.0.2.8")
    assert "nieuwe adres" in (await all_said(talk, "ik ga verhuizen", IDENTIFIED))[1]


async def with_code(kit: Kit) -> tuple[Talk, str]:
    """A conversation that has a code under way, and the code."""
    talk = await Talk.open(kit)
    await talk.say("nieuwe rekening", "change_bank_account")
    await talk.say("40118273, 3527 GV 12")
    return talk, await code_of(talk)


async def test_a_code_works_once_and_for_ten_minutes(kit: Kit) -> None:
    talk, code = await with_code(kit)
    kit.clock.moment += rules.CODE_LIFE - dt.timedelta(seconds=1)  # type: ignore[attr-defined]
    assert "IBAN" in await talk.say(code)
    late, old = await with_code(kit)
    kit.clock.moment += rules.CODE_LIFE + dt.timedelta(seconds=1)  # type: ignore[attr-defined]
    assert "verlopen" in await late.say(old)
    assert "10 minuten" in await late.press("Stuur een nieuwe code")
    assert "IBAN" in await late.say(await code_of(late))


async def test_a_new_code_makes_the_old_one_worthless(kit: Kit) -> None:
    talk, old = await with_code(kit)
    await talk.say("ik heb geen code gekregen, stuur een nieuwe")
    new = await code_of(talk)
    if new != old:
        assert "klopt niet" in await talk.say(old)
    assert "IBAN" in await talk.say(new)


async def test_the_code_of_another_conversation_is_worthless(kit: Kit) -> None:
    _, code = await with_code(kit)
    talk, own = await with_code(kit)
    if code != own:
        assert "klopt niet" in await talk.say(code)


async def test_three_wrong_codes_and_the_right_one_no_longer_works(kit: Kit) -> None:
    talk, right = await with_code(kit)
    wrong = f"{(int(right) + 1) % 1000000:06d}"
    await talk.say(wrong)
    await talk.say(wrong)
    assert "Een collega helpt je verder" in await talk.say(wrong)
    await waits(talk, "not_identified")
    assert await talk.say(right) == ""
    assert (await talk.row(t.conversations))["verified"] == 0


async def test_new_codes_give_no_new_attempts(kit: Kit) -> None:
    talk, right = await with_code(kit)
    for _ in range(2):
        await talk.say(f"{(int(right) + 1) % 1000000:06d}")
        await talk.press("Stuur een nieuwe code")
        right = await code_of(talk)
    assert "Een collega helpt je verder" in await talk.say(f"{(int(right) + 1) % 1000000:06d}")


async def test_once_is_enough(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await all_said(talk, "ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht", IDENTIFIED)
    await talk.say("ja", "affirm")
    assert "telefoonnummer" in await talk.say("en mijn telefoonnummer moet anders", "change_contact_details")


async def test_a_date_of_birth_is_not_enough_where_a_code_is_asked(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await all_said(talk, "ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht", IDENTIFIED)
    await talk.say("ja", "affirm")
    assert "code per e-mail" in await talk.say("en ik heb een nieuwe rekening", "change_bank_account")


async def test_level_one_is_not_enough_for_level_two(kit: Kit) -> None:
    await order(kit)
    talk = await Talk.open(kit)
    await all_said(talk, "waar blijft mijn bestelling", "B4410927 3527 GV", topic="ask_delivery_status")
    assert (await talk.row(t.conversations))["verified"] == 1
    reply = await talk.say("ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht", "change_address")
    assert "klantnummer" in reply
    assert "Vinkstraat" not in reply


async def agent(kit: Kit) -> dict[str, Any]:
    """A colleague."""
    await add_account(kit, "sanne", "Sanne de Wit", ("agent",), "geheim-voor-de-tests", departments=("klantenservice",))
    return {"id": 1, "username": "sanne", "name": "Sanne de Wit", "roles": ["agent"], "departments": ["klantenservice"]}


async def test_after_a_colleague_the_form_is_gone_and_the_identification_stays(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await all_said(talk, "ik ga verhuizen", IDENTIFIED)
    await talk.say("ik wil een medewerker", "ask_human")
    colleague = await agent(kit)
    await claim(kit, talk.id, colleague)
    assert await talk.say("Lindelaan 4, 3511 AB Utrecht") == ""
    await return_to_bot(kit, talk.id, colleague)
    assert await asked(talk) == ""
    context = (await talk.row(t.conversations))["context"]
    assert context["identified"]["level"] == 2
    assert "telefoonnummer" in await talk.say("mijn telefoonnummer wijzigen", "change_contact_details")


async def test_what_is_secret_is_masked_in_every_message(kit: Kit) -> None:
    talk, code = await with_code(kit)
    await talk.say(code)
    await talk.say("NL20INGB0001234567 en mijn bsn is 123456782")
    texts = " ".join(m["text"] or "" for m in await talk.rows(t.messages) if m["sender"] == "customer")
    assert code not in texts
    assert "NL20INGB0001234567" not in texts
    assert "123456782" not in texts
    held = await talk.rows(c.held_values)
    assert {h["kind"] for h in held} == {"code", "iban"}
    await talk.say("Anna de Boer")
    await talk.say("ja")
    await talk.say("ja")
    assert await talk.rows(c.held_values) == []


async def test_a_customer_without_a_date_of_birth_cannot_be_proved_by_one(kit: Kit) -> None:
    async with kit.db.write() as tx:
        await tx.execute(update(c.customers).values(birth_date=None))
    talk = await Talk.open(kit)
    assert "kan ik niet controleren" in (await all_said(talk, "ik ga verhuizen", IDENTIFIED))[1]


async def test_two_customers_at_one_address(kit: Kit) -> None:
    other = {**CUSTOMER, "number": "40118274", "name": "Bram de Boer", "birth_date": dt.date(1984, 1, 2)}
    async with kit.db.write() as tx:
        await tx.execute(insert(c.customers).values(**other))
    talk = await Talk.open(kit)
    await all_said(talk, "ik ga verhuizen", "40118274, 3527 GV 12, 12-03-1985", "40118274, 3527 GV 12, 2-1-1984")
    assert (await talk.row(t.conversations))["customer_number"] == "40118274"


def test_comparison_takes_in_every_piece_whoever_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    honest = rules.hmac.compare_digest

    def counting(one: Any, other: Any) -> bool:
        compared.append(1)
        return honest(one, other)

    monkeypatch.setattr(rules.hmac, "compare_digest", counting)
    counts = []
    for claim_, customer in (
        (rules.Claimed("40118273", "3527GV", "12", "1985-03-12"), CUSTOMER),
        (rules.Claimed("40118273", "9999XX", "1", "1900-01-01"), CUSTOMER),
        (rules.Claimed("40999999", "3527GV", "12", "1985-03-12"), None),
    ):
        compared.clear()
        rules.proves(claim_, customer)
        counts.append(len(compared))
    assert counts == [4, 4, 4]
