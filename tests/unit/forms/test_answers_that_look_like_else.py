"""Answers that the model takes for something else: an end of it all, a stop, a payment plan, another form."""

from __future__ import annotations

import pytest

from handoff.decide.entities import find_entities
from handoff.decide.fields import Message, Spec, Value, read_field
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.understanding import telling
from tests.support.rows import SETS
from tests.support.talking import IDENTIFIED, MONDAY, Talk, content
from tests.unit.forms.helpers import asked

both = pytest.mark.parametrize("language", ["nl", "en"])


@both
async def test_where_a_bike_stood_is_no_distress(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("mijn fiets is gestolen" if language == "nl" else "my bike was stolen", "report_theft")
    words = "vannacht, hij stond op slot voor mijn huis in Utrecht" if language == "nl" else "last night, it was locked in front of my house in Utrecht"  # fmt: skip
    said = await talk.say(words, "report_theft", confidence=0.69, urgent={"signal_distress": 0.16})
    assert "113" not in said
    values = (await talk.row(t.conversations))["context"]["form"]["values"]
    assert values["locked"] == "locked"


@both
async def test_but_what_sounds_like_it_is_asked_with_care(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("mijn fiets is gestolen" if language == "nl" else "my bike was stolen", "report_theft")
    words = "ik weet niet hoe ik dit allemaal nog moet volhouden zonder mijn fiets" if language == "nl" else "I do not know how to go on with all of this without my bike"  # fmt: skip
    assert "113" in await talk.say(words, "report_theft", confidence=0.6, urgent={"signal_distress": 0.41})
    other = await Talk.open(kit, language)
    await other.say("ik wil opzeggen" if language == "nl" else "I want to cancel", "cancel_subscription")
    words = "ik wil er een einde aan maken" if language == "nl" else "I want to end it"
    assert "113" in await other.say(words, "cancel_subscription", urgent={"signal_distress": 0.1})


@both
async def test_more_to_add_is_no_distress(kit: Kit, language: str) -> None:
    await SETS["case"](kit)
    talk = await Talk.open(kit, language)
    await talk.say("hoe staat het met Z2026-004512?" if language == "nl" else "how is Z2026-004512 going?", "ask_case_status")  # fmt: skip
    await talk.say("3527 GV")
    words = "ik wil er iets aan toevoegen: ik heb ook een foto" if language == "nl" else "I would like to add something, I have a photo too"  # fmt: skip
    said = await talk.say(words, "start_subscription", confidence=0.29, urgent={"signal_distress": 0.16})
    assert "113" not in said
    assert await asked(talk) == "addition"
    other = await Talk.open(kit, language)
    await other.say("hoe staat het met Z2026-004512?" if language == "nl" else "how is Z2026-004512 going?", "ask_case_status")  # fmt: skip
    words = "het hoeft van mij allemaal niet meer zo te gaan hoor" if language == "nl" else "I do not want any of it to go on like this"  # fmt: skip
    assert "113" in await other.say(words, "ask_case_status", confidence=0.3, urgent={"signal_distress": 0.3})


async def test_a_scrap_without_a_word_says_nothing_whatever_the_model_makes_of_it(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    one, two = "my invoice is wrong", "to complain about your rude colleague too"
    said = await talk.say(f"{one} and I want {two}", f"complain_invoice={one}", "signal_distress=I", f"complain_staff={two}")  # fmt: skip
    assert "113" not in said
    row = await talk.row(t.conversations)
    assert "several_complaints" in row["reasons"]
    assert row["priority"] != "critical"
    assert [p["topic"] for p in await talk.rows(t.parts)] == ["complain_invoice", "complain_staff"]


def test_a_scrap_is_no_part_of_a_verdict_either() -> None:
    parts = [{"text": "my invoice is wrong"}, {"text": "I"}, {"text": "…"}]
    assert telling(parts) == parts[:1]
    assert telling([{"text": "?"}]) == [{"text": "?"}]
    assert telling([{"text": "1"}, {"text": "2"}]) == [{"text": "1"}, {"text": "2"}]


@both
async def test_a_bare_no_to_the_summary_asks_what_should_be_different(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht" if language == "nl" else "I'm moving to Lindelaan 4, 3511 AB Utrecht on 1 December", "change_address")  # fmt: skip
    await talk.say(IDENTIFIED)
    said = await talk.say("nee" if language == "nl" else "no", "deny")
    assert ("Wat moet er anders" if language == "nl" else "What should be different") in said
    assert "2 " in await talk.say("2 december" if language == "nl" else "2 December")


@both
async def test_a_price_without_a_question_mark_is_that_of_what_is_arranged(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik ga verhuizen" if language == "nl" else "I am moving house", "change_address")
    said = await talk.say("wat kost dat" if language == "nl" else "what does that cost", "ask_product_price")
    assert ("gratis" if language == "nl" else "free") in said
    assert "€ 79" not in said


@both
async def test_what_was_offered_is_no_stop(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik wil opzeggen" if language == "nl" else "I want to cancel", "cancel_subscription")
    await talk.say(IDENTIFIED)
    await talk.say("laat maar ophalen" if language == "nl" else "just collect it", "stop", confidence=0.99)
    assert await asked(talk) == "slot"
    await talk.say("laat maar" if language == "nl" else "never mind", "stop")
    assert await asked(talk) == ""


@both
async def test_a_day_later_takes_up_the_offer_to_move(kit: Kit, language: str) -> None:
    await SETS["order"](kit)
    talk = await Talk.open(kit, language)
    await talk.say("waar blijft mijn fiets? B4410927, 3527 GV" if language == "nl" else "where is my bike? B4410927, 3527 GV", "ask_delivery_status")  # fmt: skip
    said = await talk.say("kan het een dag later?" if language == "nl" else "can it be a day later?", "request_payment_plan", confidence=0.86)  # fmt: skip
    assert await asked(talk) == "slot"
    assert "088" not in said


@both
async def test_another_question_passes_the_offer_over(kit: Kit, language: str) -> None:
    await SETS["order"](kit)
    talk = await Talk.open(kit, language)
    await talk.say("waar blijft mijn fiets? B4410927, 3527 GV" if language == "nl" else "where is my bike? B4410927, 3527 GV", "ask_delivery_status")  # fmt: skip
    said = await talk.say("zijn jullie zaterdag open?" if language == "nl" else "are you open on Saturday?", "ask_opening_hours")  # fmt: skip
    assert "17" in said
    assert await asked(talk) == ""


@both
async def test_the_end_of_a_pause_is_moved_and_cancels_nothing(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    wish = "ik wil pauzeren van 15 december tot 20 januari" if language == "nl" else "I want to pause from 15 December until 20 January"  # fmt: skip
    await talk.say(wish, "pause_subscription")
    await talk.say(IDENTIFIED)
    words = "maak er eind januari van" if language == "nl" else "make it the end of January"
    said = await talk.say(words, "cancel_subscription", confidence=0.57)
    assert ("15 december 2026 tot en met 31 januari 2027" if language == "nl" else "15 December 2026") in said
    assert ("31 januari 2027" if language == "nl" else "31 January 2027") in said
    assert (await talk.row(t.conversations))["context"]["form"]["waiting"] == []


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("eind januari", "2026-12-15", "2027-01-31"),
        ("18 december", "2026-12-18", "2027-01-20"),
        ("vanaf 18 januari", "2027-01-18", "2027-01-20"),
        ("tot 1 januari", "2026-12-15", "2027-01-01"),
        ("10 december", "2026-12-10", "2027-01-20"),
        ("1 maart", "2026-12-15", "2027-03-01"),
    ],
)
def test_which_end_one_day_moves(text: str, begins: str, ends: str) -> None:
    old = {"from": "2026-12-15", "to": "2027-01-20"}
    message = Message(text, MONDAY, "nl", find_entities(text, content(), MONDAY))
    read = read_field(Spec("period", old=old), message, asked=False)
    assert isinstance(read, Value)
    assert read.value == {"from": begins, "to": ends}


@both
async def test_another_form_is_promised_only_when_sure(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("bel mij terug op 06 12345678" if language == "nl" else "call me back on 06 12345678", "request_callback")  # fmt: skip
    words = "over mijn factuur" if language == "nl" else "about my invoice"
    await talk.say(words, "complain_invoice", confidence=0.62)
    assert (await talk.row(t.conversations))["context"]["form"]["waiting"] == []
    move = "ik wil ook mijn adres wijzigen" if language == "nl" else "I also want to change my address"
    await talk.say(move, "change_address", confidence=0.95)
    waiting = (await talk.row(t.conversations))["context"]["form"]["waiting"]
    assert [w["topic"] for w in waiting] == ["change_address"]


@both
async def test_the_same_request_for_data_once_more(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    wish = "ik wil inzage in mijn gegevens" if language == "nl" else "I want access to my data"
    await talk.say(wish, "request_data_access")
    await talk.say(IDENTIFIED)
    (case,) = await talk.rows(t.cases)
    assert case["number"] in await talk.say(wish, "request_data_access")
    assert len(await talk.rows(t.cases)) == 1
    await talk.say("ik wil mijn gegevens laten wissen" if language == "nl" else "I want my data erased: delete it", "request_data_access")  # fmt: skip
    assert len(await talk.rows(t.cases)) == 2
