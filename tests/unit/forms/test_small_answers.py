"""Short answers that mean what they say: since when, an apology wanted, when we call."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.decide.entities import find_entities
from handoff.decide.fields import Message, Spec, Value, read_field
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import MONDAY, Talk, content
from tests.unit.forms.helpers import asked

SINCE = [
    ("de versnelling van fiets 102938 hapert al sinds vorige week", "2026-11-16"),
    ("the gears of bike 102938 have been slipping since last week", "2026-11-16"),
    ("hij kraakt sinds een paar dagen", "2026-11-20"),
    ("it has been creaking for a few weeks", "2026-11-02"),
    ("sinds afgelopen weekend", "2026-11-21"),
    ("since last month", "2026-10-23"),
    ("al drie weken", "2026-11-02"),
]


@pytest.mark.parametrize(("text", "day"), SINCE)
@pytest.mark.parametrize("asked_for", [True, False])
def test_since_when(text: str, day: str, asked_for: bool) -> None:
    message = Message(text, MONDAY, "nl", find_entities(text, content(), MONDAY))
    assert read_field(Spec("date", when="past", lasting=True), message, asked=asked_for) == Value(day)


@pytest.mark.parametrize("text", ["vorige week ging het nog goed", "last week it was fine", "de accu gaat een paar dagen mee"])
def test_a_week_that_is_only_named_is_no_since(text: str) -> None:
    message = Message(text, MONDAY, "nl", find_entities(text, content(), MONDAY))
    assert read_field(Spec("date", when="past", lasting=True), message, asked=False) is None


@pytest.mark.parametrize(
    ("language", "story"),
    [
        ("nl", "de versnelling van fiets 102938 hapert al sinds vorige week"),
        ("en", "the gears of bike 102938 have been slipping since last week"),
    ],
)
async def test_what_the_first_sentence_tells_is_not_asked_again(kit: Kit, language: str, story: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(story, "complain_product")
    await talk.press("Ja" if language == "nl" else "Yes")
    assert await asked(talk) == "earlier"


@pytest.mark.parametrize(
    ("language", "words", "heard"),
    [
        ("nl", "excuses", "vent_frustration"),
        ("nl", "ik wil gewoon excuses van hem", "ask_human"),
        ("nl", "dat jullie sorry zeggen", "vent_frustration"),
        ("en", "an apology", "vent_frustration"),
        ("en", "just an apology from him please", "complain_staff"),
    ],
)
async def test_an_apology_is_a_good_solution(kit: Kit, language: str, words: str, heard: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("jullie medewerker deed gisteren erg kortaf tegen mij" if language == "nl" else "your colleague was rude to me yesterday", "complain_staff")  # fmt: skip
    await talk.say("aan de telefoon" if language == "nl" else "on the phone")
    assert await asked(talk) == "wish"
    await talk.say(words, heard)
    assert await asked(talk) == "customer_number"
    said = await talk.say("40118273, 3527 GV, anna@voorbeeld.example")
    assert words in said
    assert (await talk.row(t.conversations, t.conversations.c.id == talk.id))["status"] == "bot"


async def test_anger_that_names_an_apology_is_more_than_an_answer(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("jullie medewerker deed gisteren erg kortaf tegen mij", "complain_staff")
    await talk.say("aan de telefoon")
    await talk.say("ik wil excuses en anders stap ik naar mijn advocaat", "threaten_escalation")
    assert (await talk.row(t.conversations, t.conversations.c.id == talk.id))["status"] == "waiting"


async def agreed(kit: Kit, language: str = "nl") -> tuple[Talk, str]:
    talk = await Talk.open(kit, language)
    dutch = language == "nl"
    await talk.say("kunnen jullie mij terugbellen" if dutch else "can you call me back", "request_callback")
    await talk.say("Anna de Boer 0612345678")
    await talk.say("over mijn factuur" if dutch else "about my invoice")
    await talk.say("dinsdag tussen 11 en 13 uur" if dutch else "Tuesday between 11:00 and 13:00")
    await talk.say("ja" if dutch else "yes", "affirm")
    (case,) = await talk.rows(t.cases)
    return talk, str(case["number"])


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("nl", "hoe staat het met mijn zaak {number}?", "dinsdag 24 november tussen 11.00 en 13.00 uur"),
        ("en", "what is the status of my case {number}?", "Tuesday 24 November between 11:00 and 13:00"),
    ],
)
async def test_the_time_of_a_call_is_told_where_it_was_agreed(kit: Kit, language: str, question: str, told: str) -> None:
    talk, number = await agreed(kit, language)
    said = await talk.say(question.format(number=number), "ask_case_status")
    assert told in said
    assert number in said


async def test_nowhere_else_without_proof(kit: Kit) -> None:
    _, number = await agreed(kit)
    other = await Talk.open(kit)
    assert "postcode" in await other.say(f"hoe staat het met {number}?", "ask_case_status")
    said = await other.say("3527 GV")
    assert "november" not in said
    assert "kan ik niet controleren" in said


async def test_a_call_that_did_not_come_is_for_a_person(kit: Kit) -> None:
    talk, number = await agreed(kit)
    kit.clock.moment = MONDAY + dt.timedelta(days=2)  # type: ignore[attr-defined]
    said = await talk.say(f"hoe staat het met mijn zaak {number}?", "ask_case_status")
    assert "Dat spijt me" in said


@pytest.mark.parametrize(
    ("language", "wish", "hours", "told"),
    [
        ("nl", "kan iemand mij morgen bellen over mijn factuur? 06 12345678, ik heet Anna de Boer", "tussen 11 en 1", "dinsdag 24 november tussen 11.00 en 13.00"),
        ("en", "can somebody call me tomorrow about my invoice? 06 12345678, my name is Anna de Boer", "between 11 and 1", "Tuesday 24 November between 11:00 and 13:00"),
    ],
)  # fmt: skip
async def test_bare_hours_on_the_day_named_before(kit: Kit, language: str, wish: str, hours: str, told: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(wish, "request_callback")
    assert told in await talk.say(hours)
