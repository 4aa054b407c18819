"""What goes to a person is confirmed as well, and the outcome goes to where the customer said that he may be reached."""

from __future__ import annotations

import pytest

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.telling import way_of
from tests.support.talking import IDENTIFIED, MONDAY, Talk, add

both = pytest.mark.parametrize("language", ["nl", "en"])


async def confirmed(talk: Talk) -> list[tuple[str, str]]:
    """To whom a confirmation went, and its subject."""
    return [
        (r["payload"]["to"], r["payload"]["subject"]) for r in await talk.rows(t.outbox) if r["kind"] == "confirmation"
    ]


@both
async def test_a_complaint_handed_over_at_its_summary(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    dutch = language == "nl"
    await talk.say("jullie monteur kwam gisteren niet opdagen, ik heb de hele dag gewacht" if dutch else "your mechanic did not show up yesterday, I waited all day", "complain_repair")  # fmt: skip
    await talk.say("R4500012")
    await talk.press("Nee" if dutch else "No")
    await talk.say("een nieuwe afspraak" if dutch else "a new appointment")
    await talk.say("40118273, 3527 GV, anna@voorbeeld.example")
    await talk.say("ik wil een medewerker spreken" if dutch else "I want to speak to a person", "ask_human")
    case = await talk.row(t.cases)
    assert (case["feedback_by"], case["feedback_to"]) == ("email", "anna@voorbeeld.example")
    ((to, subject),) = await confirmed(talk)
    assert to == "anna@voorbeeld.example"
    assert case["number"] in subject
    mail = await talk.row(t.outbox, t.outbox.c.kind == "confirmation")
    assert ("25 november 2026" if dutch else "25 November 2026") in mail["payload"]["body"]
    async with kit.db.write() as tx:
        way = await way_of(tx, case)
    assert (way.name, way.to) == ("email", "anna@voorbeeld.example")


async def test_a_telephone_number_is_how_it_is_told_and_gets_no_mail(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn fiets B4410927 zou 20 november komen maar er kwam niemand opdagen", "complain_delivery")
    await talk.say("leveren")
    await talk.say("40118273, 3527 GV, 06 12345678")
    await talk.say("ik wil een medewerker spreken", "ask_human")
    case = await talk.row(t.cases)
    assert (case["feedback_by"], case["feedback_to"]) == ("phone", "+31612345678")
    assert await confirmed(talk) == []


@both
async def test_a_request_of_a_known_customer_is_confirmed_to_the_address_we_know(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik ga verhuizen" if language == "nl" else "I am moving house", "change_address")
    await talk.say(IDENTIFIED)
    await talk.say("Hauptstraße 5, 10115 Berlin, " + ("Duitsland" if language == "nl" else "Germany"))
    ((to, subject),) = await confirmed(talk)
    assert to == "anna@voorbeeld.example"
    assert (await talk.row(t.cases))["number"] in subject
    assert (await talk.row(t.cases))[
        "feedback_by"
    ] is None  # as it came in: in the chat, or by mail once that is closed


async def test_who_proved_nothing_is_not_mailed(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn nieuwe e-mailadres is nieuw@voorbeeld.example", "change_contact_details")
    await talk.say("ik wil een medewerker spreken", "ask_human")
    assert (await talk.row(t.cases))["feedback_to"] is None
    assert await confirmed(talk) == []


async def test_who_is_in_danger_is_not_mailed(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik ga verhuizen", "change_address")
    await talk.say(IDENTIFIED)
    await talk.say("ik zie het niet meer zitten, ik wil niet meer leven", "signal_distress")
    assert (await talk.row(t.conversations))["status"] == "waiting"
    assert await confirmed(talk) == []


async def test_of_arrears_nothing_is_mailed(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik ga verhuizen", "change_address")
    await talk.say(IDENTIFIED)
    await talk.say("laat maar", "stop")
    await talk.say("ik ben het niet eens met de incassokosten", "dispute_claim")
    assert (await talk.row(t.conversations))["status"] == "waiting"
    assert await confirmed(talk) == []


async def test_a_complex_complaint_is_confirmed_once(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik ga verhuizen", "change_address")
    await talk.say(IDENTIFIED)
    await talk.say("laat maar", "stop")
    await talk.say("mijn fiets is nu voor de derde keer stuk door hetzelfde gebrek", "complain_product")
    assert (await talk.row(t.conversations))["status"] == "waiting"
    assert len(await confirmed(talk)) == 1


async def signals(talk: Talk) -> list[tuple[str, str]]:
    """What departments must hear of."""
    return sorted((r["what"], r["department"]) for r in await talk.rows(c.signals))


@both
async def test_an_unsafe_part_told_in_an_answer_is_told_to_those_it_concerns(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("mijn fiets kraakt al een tijdje heel erg" if language == "nl" else "my bike has been creaking a lot for a while", "complain_product")  # fmt: skip
    await talk.press("Nee" if language == "nl" else "No")
    assert (await talk.row(t.conversations))["status"] == "waiting"
    assert await signals(talk) == [("unsafe_part", "teamleider"), ("unsafe_part", "werkplaats")]


@both
async def test_a_compliment_reaches_the_team_leader(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    words = "jullie monteur was geweldig, heel netjes geholpen" if language == "nl" else "your mechanic was brilliant, thank you"  # fmt: skip
    await talk.say(words, "praise")
    assert await signals(talk) == [("compliment", "teamleider")]
    assert (await talk.row(c.signals))["text"] == words


async def test_a_suspect_change_is_told_to_billing_and_the_team_leader(kit: Kit) -> None:
    await add(kit, c.changes, customer_number="40118273", field="email", old={"email": "x@voorbeeld.example"}, new={"email": "anna@voorbeeld.example"}, status="applied", ground="code", asked_at=MONDAY, asked_by="bot", effective_on=MONDAY.date(), key="k", sampled=False)  # fmt: skip
    talk = await Talk.open(kit)
    await talk.say("ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht", "change_address")
    await talk.say(IDENTIFIED)
    assert await signals(talk) == [("fraud_check", "facturatie"), ("fraud_check", "teamleider")]
