"""Copies of invoices: by mail at once, on paper, and what goes another way."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import invoice
from tests.support.talking import IDENTIFIED, Talk

TOPIC = "request_invoice_copy"


async def months(kit: Kit, year: int = 2026, last: int = 11) -> None:
    for month in range(1, last + 1):
        await invoice(kit, f"F{year}-0100{month:02d}", f"{year}-{month:02d}")


async def test_one_month_takes_two_messages(kit: Kit) -> None:
    await months(kit)
    talk = await Talk.open(kit)
    assert "klantnummer" in await talk.say("stuur me de factuur van oktober", TOPIC)
    done = await talk.say(IDENTIFIED)
    assert "oktober 2026 (F2026-010010)" in done
    assert "anna@" not in done
    mails = await talk.rows(t.outbox)
    assert [m["kind"] for m in mails] == ["invoice"]
    assert mails[0]["payload"]["numbers"] == ["F2026-010010"]
    assert mails[0]["payload"]["to"] == "anna@voorbeeld.example"
    assert (await talk.row(t.cases))["status"] == "resolved"


async def test_a_year_on_paper_is_read_back_first(kit: Kit) -> None:
    await months(kit)
    talk = await Talk.open(kit)
    await talk.say("ik wil alle facturen van 2026 op papier", TOPIC)
    assert "11 facturen per post" in await talk.say(IDENTIFIED)
    assert "uiterlijk 30 november 2026" in await talk.say("ja", "affirm")
    job = await talk.row(c.post_jobs)
    assert len(job["what"]) == 11
    assert job["address"]["street"] == "Vinkstraat"
    assert job["due"] == dt.date(2026, 11, 30)


async def test_a_correction_of_the_period(kit: Kit) -> None:
    await months(kit)
    talk = await Talk.open(kit)
    await talk.say("stuur me de facturen van september en oktober", TOPIC)
    assert "september 2026" in await talk.say(IDENTIFIED)
    done = await talk.say("nee, alleen augustus", "deny")
    assert "augustus 2026 (F2026-010008)" in done
    assert (await talk.row(t.outbox))["payload"]["numbers"] == ["F2026-010008"]


async def test_another_address_is_changed_first(kit: Kit) -> None:
    await months(kit)
    talk = await Talk.open(kit)
    await talk.say("stuur factuur F2026-010010 naar piet@elders.example", TOPIC)
    assert "alleen naar het adres dat wij van je hebben" in await talk.say(IDENTIFIED)
    await talk.press("Eerst mijn adres wijzigen")
    assert talk.buttons[0]["payload"] == "/change_contact_details"
    assert await talk.rows(t.outbox) == []


async def test_or_it_goes_to_the_known_one(kit: Kit) -> None:
    await months(kit)
    talk = await Talk.open(kit, "en")
    await talk.say("send invoice F2026-010010 to piet@elders.example", TOPIC)
    await talk.say(IDENTIFIED)
    assert "within 5 minutes" in await talk.press("To the address you have")


async def test_which_one_is_asked(kit: Kit) -> None:
    await months(kit)
    talk = await Talk.open(kit)
    await talk.say("ik wil graag een kopie van mijn factuur", TOPIC)
    assert "Welke factuur" in await talk.say(IDENTIFIED)
    assert "november 2026" in await talk.say("de laatste")


async def test_more_than_twelve_is_for_a_person(kit: Kit) -> None:
    await months(kit)
    await months(kit, 2025, 12)
    talk = await Talk.open(kit)
    await talk.say("ik wil facturen", TOPIC)
    await talk.say(IDENTIFIED)
    await talk.say("de laatste 24 maanden")
    row = await talk.row(t.conversations)
    assert row["status"] == "waiting"
    assert "many_or_other_name" in row["reasons"]


async def test_another_name_is_for_a_person(kit: Kit) -> None:
    await months(kit)
    talk = await Talk.open(kit)
    await talk.say("stuur de factuur van oktober op naam van mijn bedrijf", TOPIC)
    assert (await talk.row(t.conversations))["status"] == "waiting"


async def test_a_business_goes_to_business(kit: Kit) -> None:
    await months(kit)
    async with kit.db.write() as tx:
        await tx.execute(update(c.customers).values(business=True))
    talk = await Talk.open(kit)
    await talk.say("stuur me de factuur van oktober", TOPIC)
    await talk.say(IDENTIFIED)
    assert (await talk.row(t.conversations))["department"] == "zakelijk"


@pytest.mark.parametrize(
    ("wish", "words"), [("factuur F2026-999999", "vind ik niet"), ("factuur F2018-010001", "ouder dan 7 jaar")]
)
async def test_what_is_not_there_is_said(kit: Kit, wish: str, words: str) -> None:
    await months(kit)
    await months(kit, 2018, 1)
    talk = await Talk.open(kit)
    await talk.say(f"stuur me {wish}", TOPIC)
    assert words in await talk.say(IDENTIFIED)
    assert await talk.rows(t.outbox) == []


async def test_without_an_address_it_goes_by_post(kit: Kit) -> None:
    await months(kit)
    async with kit.db.write() as tx:
        await tx.execute(update(c.customers).values(email=None))
    talk = await Talk.open(kit)
    await talk.say("stuur me de factuur van oktober", TOPIC)
    assert "per post" in await talk.say(IDENTIFIED)
    await talk.press("On paper, by post" if talk.buttons[0]["title"].startswith("On") else "Op papier, per post")
    assert len(await talk.rows(c.post_jobs)) == 1


async def test_stop(kit: Kit) -> None:
    await months(kit)
    talk = await Talk.open(kit)
    await talk.say("stuur me alle facturen van 2026", TOPIC)
    await talk.say(IDENTIFIED)
    assert "niets gewijzigd" in await talk.say("laat maar", "stop")
    assert await talk.rows(t.outbox) == []
