"""What belongs to a complaint: what is told beside it, and what is asked after it was taken in."""

from __future__ import annotations

import uuid

import pytest

from handoff.decide.case_status import asks_when_told
from handoff.decide.triage import complains
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.conversations import take_message
from tests.support.talking import Talk
from tests.unit.forms.helpers import asked

both = pytest.mark.parametrize("language", ["nl", "en"])


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", [("I want to complain about a late delivery.", "complain_delivery"), ("My order B4410927 should have come on 20 November.", "ask_delivery_status")]),
        ("nl", [("Ik wil een klacht indienen:", "ask_complaint_procedure"), ("mijn bestelling B4410927 zou 20 november komen en is er nog niet", "ask_delivery_status")]),
    ],
)  # fmt: skip
async def test_what_is_told_beside_it_is_its_story(kit: Kit, language: str, parts: list[tuple[str, str]]) -> None:
    talk = await Talk.open(kit, language)
    whole = " ".join(text for text, _ in parts)
    await talk.say(whole, *(f"{topic}={text}" for text, topic in parts))
    row = await talk.row(t.conversations)
    assert row["status"] == "bot"
    form = row["context"]["form"]
    assert form["topic"] == "complain_delivery"
    assert form["values"]["order_number"] == "B4410927"
    assert form["values"]["promised"] == "2026-11-20"
    assert await asked(talk) == "wish"


async def test_two_complaints_are_still_two(kit: Kit) -> None:
    talk = await Talk.open(kit)
    wish, one, two = "ik wil een klacht indienen.", "de bezorging was te laat", "en jullie medewerker was onbeleefd"
    await talk.say(f"{wish} {one} {two}", f"ask_complaint_procedure={wish}", f"complain_delivery={one}", f"complain_staff={two}")  # fmt: skip
    row = await talk.row(t.conversations)
    assert row["status"] == "waiting"
    assert "several_complaints" in row["reasons"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "ik heb een klacht"), ("en", "I have a complaint"), ("nl", "hallo, ik heb nog een klacht")],
)
async def test_who_has_a_complaint_is_asked_what_about(kit: Kit, language: str, words: str) -> None:
    talk = await Talk.open(kit, language)
    said = await talk.say(words, "ask_complaint_procedure")
    assert ("Waar gaat het over" if language == "nl" else "What is it about") in said
    assert await talk.rows(t.cases) == []


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("ik heb een klacht", True),
        ("I've got a complaint", True),
        ("ik heb een klacht ingediend", False),
        ("ik heb nog een klacht openstaan", False),
        ("I have a complaint pending", False),
        ("heb ik een klacht?", False),
        ("ik heb geen klachten", False),
    ],
)
def test_who_complains(text: str, is_it: bool) -> None:
    assert complains(text) is is_it


@both
async def test_words_of_which_nobody_is_sure_go_with_the_wish_beside_them(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    wish = "ik wil mijn abonnement opzeggen" if language == "nl" else "I want to cancel my subscription"
    beside = "ik breng de fiets zelf naar het servicepunt" if language == "nl" else "I'll bring it to a service point"
    taken = await take_message(kit, talk.id, str(uuid.uuid4()), text=f"{wish}, {beside}")
    parts = [
        {"text": text, "topic": topic, "confidence": sure, "ranking": [], "urgent": {}}
        for text, topic, sure in ((wish, "cancel_subscription", 0.99), (beside, "request_repair", 0.37))
    ]
    await talk._turn(taken.seq, parts)
    form = (await talk.row(t.conversations))["context"]["form"]
    assert form["waiting"] == []
    assert form["values"]["return_way"] == "service_point"


async def complained(kit: Kit, language: str) -> tuple[Talk, str]:
    """A complaint about a delivery, taken in without a postcode; its number."""
    talk = await Talk.open(kit, language)
    dutch = language == "nl"
    await talk.say("mijn fiets B4410927 zou 20 november komen maar er kwam niemand opdagen" if dutch else "my bike B4410927 was promised for 20 November and nobody showed up", "complain_delivery")  # fmt: skip
    await talk.say("leveren" if dutch else "deliver it")
    await talk.say("kees@voorbeeld.example")
    await talk.press("Overslaan" if dutch else "Skip")
    await talk.say("ja" if dutch else "yes", "affirm")
    return talk, str((await talk.row(t.cases))["number"])


@both
async def test_a_question_afterwards_is_no_second_complaint(kit: Kit, language: str) -> None:
    talk, _ = await complained(kit, language)
    said = await talk.say("krijg ik een vergoeding?" if language == "nl" else "how much compensation do I get?")
    assert ("vergoeding" if language == "nl" else "ompensation") in said
    assert await asked(talk) == ""
    assert len(await talk.rows(t.cases)) == 1
    await talk.say("en er is ook iets mis met de bezorging van vandaag, er kwam weer niemand" if language == "nl" else "and something is wrong with today's delivery too, nobody came again", "complain_delivery")  # fmt: skip
    assert (await talk.row(t.conversations))["context"].get("form") or (await talk.row(t.conversations))["status"] == "waiting"  # fmt: skip


@both
async def test_when_one_hears_more_is_told_where_it_was_promised(kit: Kit, language: str) -> None:
    talk, number = await complained(kit, language)
    question = "wanneer hoor ik iets?" if language == "nl" else "when will I hear?"
    said = await talk.say(question, "ask_opening_hours", confidence=0.34)
    assert number in said
    assert ("25 november 2026" if language == "nl" else "25 November 2026") in said
    other = await Talk.open(kit, language)
    assert number not in await other.say(question, "ask_opening_hours", confidence=0.4)
    asking = await Talk.open(kit, language)
    await asking.say(
        f"hoe staat het met {number}?" if language == "nl" else f"how is {number} going?", "ask_case_status"
    )
    said = await asking.say("3527 GV")
    assert ("niet controleren" if language == "nl" else "cannot check") in said


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("wanneer hoor ik iets?", True),
        ("hoe snel krijg ik antwoord", True),
        ("wanneer hoor ik hier iets van jullie over", True),
        ("when will I get a response?", True),
        ("wanneer krijg ik mijn fiets?", False),
        ("wanneer zijn jullie open?", False),
        ("ik hoor niets", False),
    ],
)
def test_who_asks_when_he_hears_more(text: str, is_it: bool) -> None:
    assert asks_when_told(text) is is_it
