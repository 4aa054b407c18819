"""What holds for every form, in both languages: a question in between, stop, nonsense, and a person with what was said."""

from __future__ import annotations

import pytest

from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk, content

# How a customer begins each; for topics that take a number it is not given, so that something is left to ask.
OPENERS = {
    "ask_arrears": ("hoeveel sta ik open?", "how much do I owe?"),
    "ask_case_status": ("hoe staat het met mijn zaak?", "how is my case going?"),
    "ask_delivery_status": ("waar blijft mijn bestelling?", "where is my order?"),
    "ask_deposit_refund": ("waar blijft mijn borg?", "where is my deposit?"),
    "ask_direct_debit": ("waarom is er van mijn rekening afgeschreven?", "why was my account debited?"),
    "ask_invoice_explanation": ("waarom is mijn factuur zo hoog?", "why is my invoice so high?"),
    "ask_reminder_received": ("ik kreeg een herinnering", "I got a reminder"),
    "ask_repair_status": ("is mijn fiets al gemaakt?", "is my bike repaired yet?"),
    "cancel_subscription": ("ik wil opzeggen", "I want to cancel"),
    "change_address": ("ik ga verhuizen", "I'm moving house"),
    "change_bank_account": ("ik heb een nieuwe rekening", "I have a new account"),
    "change_contact_details": ("ik heb een nieuw mailadres", "I have a new e-mail address"),
    "complain_accessibility": ("niemand neemt op", "nobody answers"),
    "complain_delivery": ("de levering is te laat", "the delivery is late"),
    "complain_digital": ("de app doet het niet", "the app is down"),
    "complain_invoice": ("de factuur klopt niet", "the invoice is wrong"),
    "complain_product": ("de fiets kraakt", "the bike creaks"),
    "complain_repair": ("de monteur kwam niet", "the mechanic did not come"),
    "complain_staff": ("ik werd onbeleefd geholpen", "I was treated rudely"),
    "dispute_claim": ("ik ben het niet eens met de vordering", "I disagree with the claim"),
    "pause_subscription": ("ik wil pauzeren", "I want to pause"),
    "report_damage": ("ik heb schade", "I have damage"),
    "report_lost_key": ("ik ben mijn sleutel kwijt", "I lost my key"),
    "report_theft": ("mijn fiets is gestolen", "my bike was stolen"),
    "report_payment_made": ("ik heb al betaald", "I have already paid"),
    "request_callback": ("bel mij terug", "call me back"),
    "request_data_access": ("ik wil mijn gegevens inzien", "I want to see my data"),
    "request_invoice_copy": ("ik wil een kopie van een factuur", "I want a copy of an invoice"),
    "request_materials": ("stuur me informatie", "send me information"),
    "request_payment_plan": ("ik wil in termijnen betalen", "I want to pay in instalments"),
    "request_repair": ("mijn band is lek", "I have a flat tyre"),
    "start_subscription": ("ik wil graag een abonnement afsluiten", "I would like to take out a subscription"),
    "switch_subscription": ("ik wil overstappen", "I want to switch"),
}
CASES = [(topic, language) for topic in sorted(OPENERS) for language in ("nl", "en")]
each_form = pytest.mark.parametrize(("topic", "language"), CASES)


def test_every_form_is_here() -> None:
    assert set(OPENERS) == set(content().forms)


async def opened(kit: Kit, topic: str, language: str) -> Talk:
    """A conversation in which the form is open, with its first question asked."""
    talk = await Talk.open(kit, language)
    await talk.say(OPENERS[topic][language == "en"], topic)
    assert (await talk.row(t.conversations))["context"]["form"]["topic"] == topic
    return talk


@each_form
async def test_a_question_in_between_is_answered_and_the_form_stays(kit: Kit, topic: str, language: str) -> None:
    talk = await opened(kit, topic, language)
    question = "zijn jullie zaterdag open?" if language == "nl" else "are you open on Saturday?"
    reply = await talk.say(question, "ask_opening_hours")
    assert "9" in reply
    assert "17" in reply
    row = await talk.row(t.conversations)
    assert row["context"]["form"]["topic"] == topic
    assert row["status"] == "bot"


@each_form
async def test_stop_leaves_nothing_behind(kit: Kit, topic: str, language: str) -> None:
    talk = await opened(kit, topic, language)
    await talk.say("laat maar" if language == "nl" else "never mind", "stop")
    row = await talk.row(t.conversations)
    assert row["context"].get("form") is None
    assert row["status"] == "bot"
    assert await talk.rows(t.cases) == []


@each_form
async def test_a_person_in_the_middle_gets_it_all(kit: Kit, topic: str, language: str) -> None:
    talk = await opened(kit, topic, language)
    await talk.say("ik wil een medewerker spreken" if language == "nl" else "I want to speak to a person", "ask_human")
    row = await talk.row(t.conversations)
    assert row["status"] == "waiting"
    assert row["context"].get("form") is None
    case = await talk.row(t.cases)
    assert topic in case["topics"]
    parts = await talk.rows(t.parts)
    assert [p["state"] for p in parts if p["topic"] == topic] == ["handed_over"]


@each_form
async def test_nonsense_is_asked_again_and_then_goes_to_a_person(kit: Kit, topic: str, language: str) -> None:
    talk = await opened(kit, topic, language)
    said = [await talk.say(text) for text in ("…", "!!", "??", "…!", "!?")]
    row = await talk.row(t.conversations)
    assert row["status"] == "waiting", said
    assert all(said[:2])
    assert len(await talk.rows(t.cases)) == 1


@pytest.mark.parametrize(("topic", "language"), [c for c in CASES if content().forms[c[0]].level == 2])
async def test_a_wrong_person_is_told_nothing(kit: Kit, topic: str, language: str) -> None:
    talk = await opened(kit, topic, language)
    for _ in range(3):
        reply = await talk.say(IDENTIFIED.replace("1985", "1986"))
        for secret in ("Anna", "Vinkstraat", "anna@", "7164300", "102938"):
            assert secret not in reply
        if (await talk.row(t.conversations))["status"] == "waiting":
            break
    assert (await talk.row(t.conversations))["verified"] == 0
