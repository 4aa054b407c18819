"""A pause and a return, politeness in between, and what looks like something else in the middle of a form and is none of it."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.forms.patience import waits
from handoff.decide.fields import Message, Spec, read_field
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, MONDAY, Talk, content
from tests.unit.forms.helpers import asked
from tests.unit.forms.helpers import waits as waits_for_person
from tests.unit.forms.test_every_form import CASES, opened

both = pytest.mark.parametrize("language", ["nl", "en"])
PAUSE = {"nl": ["wacht even, ik zoek mijn klantnummer", "momentje", "nog even geduld"], "en": ["hang on, let me look for it", "one moment please", "hold on"]}  # fmt: skip
BACK = {"nl": "hallo, daar ben ik weer", "en": "hi, I'm back"}


@pytest.mark.parametrize(("topic", "language"), CASES)
async def test_a_pause_and_a_return_days_later(kit: Kit, topic: str, language: str) -> None:
    talk = await opened(kit, topic, language)
    before = (await talk.row(t.conversations))["context"]["form"]
    for words in PAUSE[language]:
        assert await talk.say(words, "out_of_scope", confidence=0.57) != ""
    kit.clock.moment += dt.timedelta(days=3)  # type: ignore[attr-defined]
    said = await talk.say(BACK[language], "greet")
    row = await talk.row(t.conversations)
    assert row["status"] == "bot"
    assert row["context"]["form"] == before  # and no try of it is counted
    assert len(said.split("\n\n")) == 2  # what was asked is asked again


@both
async def test_politeness_is_no_answer(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik ga verhuizen" if language == "nl" else "I am moving house", "change_address")
    await talk.say(IDENTIFIED)
    said = await talk.say("dank je" if language == "nl" else "thanks", "thank")
    assert ("Graag gedaan" if language == "nl" else "You're welcome") in said
    assert await asked(talk) == "address"
    assert (await talk.row(t.conversations))["context"]["form"]["values"] == {}
    await talk.say("tot morgen" if language == "nl" else "bye for now", "goodbye")
    await talk.say("Lindelaan 4, Utrecht")
    said = await talk.say("die weet ik nog niet" if language == "nl" else "I don't know that yet")
    assert ("mis ik nog de postcode" if language == "nl" else "still need the postcode") in said
    assert "straat" not in said
    assert "street" not in said


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("wacht even", True),
        ("momentje hoor", True),
        ("ok, één moment", True),
        ("ik pak mijn factuur erbij", True),
        ("wait, let me check my papers", True),
        ("just a second please", True),
        ("wacht, het is nummer 12", False),
        ("ik haal de fiets zelf op", False),
        ("ik pak de fiets", False),
        ("wacht, ik wil toch liever opzeggen", False),
        ("wait, I meant Tuesday", False),
        ("ik wacht al een uur op de monteur", False),
    ],
)
def test_who_asks_us_to_wait(text: str, is_it: bool) -> None:
    assert waits(text) is is_it


@both
async def test_a_bare_number_is_about_nothing_else(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik ga opzeggen" if language == "nl" else "I want to cancel", "cancel_subscription")
    await talk.say("40118273")
    await talk.say("3527 GV", "change_address")
    said = await talk.say("12", "change_address", confidence=0.8)
    assert "adres" not in said
    assert "address" not in said
    await talk.say("12-03-1985")
    assert (await talk.row(t.conversations))["verified"] == 2


@pytest.mark.parametrize(
    ("language", "start", "words"),
    [
        ("nl", "waar blijft mijn bestelling?", "ik heb het nummer niet bij de hand"),
        ("en", "where is my order?", "I don't have the number at hand"),
    ],
)
async def test_without_a_number_is_no_question_about_telephones(
    kit: Kit, language: str, start: str, words: str
) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(start, "ask_delivery_status")
    said = await talk.say(words, "ask_contact_details", confidence=0.86)
    assert "088" not in said
    assert ("geboortedatum" if language == "nl" else "date of birth") in said


@both
async def test_no_mailbox_for_the_code_of_an_account(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("nieuwe rekening" if language == "nl" else "new account", "change_bank_account")
    words = "ik heb geen toegang meer tot mijn mail" if language == "nl" else "I no longer have access to my mail"
    await talk.say(words, "change_contact_details", confidence=0.79)
    await waits_for_person(talk, "no_access")


@both
async def test_no_mailbox_where_a_date_of_birth_will_do(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik ga verhuizen" if language == "nl" else "I am moving house", "change_address")
    await talk.press("Stuur mij een code" if language == "nl" else "Send me a code")
    await talk.say("40118273, 3527 GV 12")
    words = "ik kan niet bij mijn mail" if language == "nl" else "I can't get into my mail"
    said = await talk.say(words, "change_contact_details", confidence=0.79)
    assert ("geboortedatum" if language == "nl" else "date of birth") in said
    assert ("nieuwe adres" if language == "nl" else "new address") in await talk.say("12-03-1985")


@both
async def test_what_becomes_of_a_complaint_that_is_being_told(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    story = "jullie medewerker was gisteren onbeleefd tegen mij" if language == "nl" else "your colleague was rude to me yesterday"  # fmt: skip
    await talk.say(story, "complain_staff")
    question = "wat gebeurt er nu met mijn klacht?" if language == "nl" else "what happens to my complaint now?"
    said = await talk.say(question, "ask_case_status", confidence=0.96)
    assert ("inhoudelijke reactie" if language == "nl" else "substantive response") in said
    assert await asked(talk) == "where"
    assert len((await talk.row(t.conversations))["context"]["form"]["waiting"]) == 0


async def test_an_address_in_an_answer_is_no_leak_of_data(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("de app doet het sinds gisteren helemaal niet meer", "complain_digital")
    await talk.say("ja", "affirm")
    await talk.say("iphone 15, versie 4.2")
    await talk.say("dat het werkt")
    assert await asked(talk) == "customer_number"
    signs = {"data_leak": 0.42}
    await talk.say("geen klantnummer, mail maar naar anna@voorbeeld.example", "change_contact_details", learned=signs)
    assert (await talk.row(t.conversations))["status"] == "bot"
    assert await asked(talk) == "postcode"
    # the words themselves still say it
    await talk.say("ik zie in de app de gegevens van iemand anders, mail anna@voorbeeld.example", learned=signs)
    assert (await talk.row(t.conversations))["status"] == "waiting"


async def test_a_day_is_no_wish_and_a_yes_neither(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("de app van jullie doet het helemaal niet meer", "complain_digital")
    await talk.say("ja", "affirm")
    await talk.say("iphone 15, versie 4.2")
    await talk.say("sinds gisteren")
    assert await asked(talk) == "wish"
    await talk.say("ja", "affirm")
    assert await asked(talk) == "wish"
    values = (await talk.row(t.conversations))["context"]["form"]["values"]
    assert values["since"] == "2026-11-22"


def test_a_customer_number_is_no_postcode_with_a_slip() -> None:
    for text in ("40118273", "40 118 273"):
        assert read_field(Spec("postcode"), Message(text, MONDAY, "nl"), asked=True) is None
    assert read_field(Spec("postcode"), Message("3527 G", MONDAY, "nl"), asked=True) is not None


def test_the_words_are_there_in_both_languages() -> None:
    texts = {name: entry for group in content().texts.values() for name, entry in group.items()}
    for name in ("form_wait", "form_back", "form_welcome", "form_goodbye", "form_language"):
        assert texts[name]["nl"]
        assert texts[name]["en"]
