"""Being called back: number, name, subject and a slot of two hours."""

from __future__ import annotations

import pytest

from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import Talk
from tests.unit.forms.helpers import asked, waits

TOPIC = "request_callback"
WISH = "kunnen jullie mij morgenmiddag bellen over mijn factuur? 06-12345678"


async def test_the_fewest_turns(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "hoe heet je" in await talk.say(WISH, TOPIC)  # 1
    summary = await talk.say("Anna de Boer")  # 2
    assert "dinsdag 24 november tussen 13.00 en 15.00 uur" in summary
    assert "06 12345678, over: mijn factuur." in summary
    done = await talk.press("Ja, dat klopt")  # 3
    case = await talk.row(t.cases)
    assert case["number"] in done
    assert case["callback"]["phone"] == "+31612345678"
    assert case["callback"]["name"] == "Anna de Boer"
    assert "2026-11-24T13:00" in case["callback"]["from"]


async def test_step_by_step_in_english(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    assert "which number" in await talk.say("can you call me back?", TOPIC)
    assert "What is it about" in await talk.say("Anna, 06 12345678")
    assert "When would suit you" in await talk.say("about my broken bike")
    assert "between 9:00 and 11:00" in await talk.say("tomorrow at 10")
    assert "between 13:00 and 15:00" in await talk.say("no, make it 2 pm tomorrow", "deny")
    assert "Agreed" in await talk.say("yes", "affirm")
    assert (await talk.row(t.cases))["data"]["Tijdvak"] == "dinsdag 24 november 13.00–15.00 uur"


async def test_a_time_that_is_not_free_is_chosen_from_buttons(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("bel me over mijn factuur, 06 12345678", TOPIC)
    await talk.say("Anna")
    assert "niets vrij" in await talk.say("zondag om 10 uur")
    assert "15.00 en 17.00 uur" in await talk.press("morgen 15.00–17.00 uur")


@pytest.mark.parametrize("given", ["06 1234567", "12345678"])
async def test_a_number_that_cannot_be(kit: Kit, given: str) -> None:
    talk = await Talk.open(kit)
    await talk.say("bel me terug over mijn factuur", TOPIC)
    assert "telefoonnummer klopt niet" in await talk.say(given)
    assert "hoe heet je" in await talk.say("06 12345678")


async def test_a_correction_at_the_summary(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(WISH, TOPIC)
    await talk.say("Anna de Boer")
    assert "06 87654321" in await talk.say("nee, het nummer is 06 87654321", "deny")
    assert "17.00 en 19.00 uur" in await talk.say("ja maar liever morgenavond", "affirm")
    await talk.say("ja", "affirm")
    assert (await talk.row(t.cases))["callback"]["phone"] == "+31687654321"


async def test_a_correction_before_the_summary_is_named(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("bel me over mijn factuur, 06 12345678", TOPIC)
    await talk.say("Anna")
    reply = await talk.say("nee sorry, 06 87654321", "deny")
    assert "telefoonnummer is nu 06 87654321" in reply
    assert "Wanneer komt het uit" in reply


async def test_a_question_in_between(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("bel me over mijn factuur, 06 12345678", TOPIC)
    await talk.say("Anna")
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "9.00" in reply
    assert "Wanneer komt het uit" in reply
    assert len(talk.buttons) > 3
    assert "Klopt dat" in await talk.say("morgenochtend")


async def test_stop_and_a_person(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(WISH, TOPIC)
    await talk.say("hoeft niet meer", "stop")
    assert await talk.rows(t.cases) == []
    assert await asked(talk) == ""
    await talk.say(WISH, TOPIC)
    await talk.say("ik wil nu iemand spreken", "ask_human")
    await waits(talk, "asked_for_person")
    assert (await talk.row(t.cases))["data"]["Telefoonnummer"] == "06 12345678"


async def test_the_same_confirmation_twice(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(WISH, TOPIC)
    await talk.say("Anna de Boer")
    buttons = talk.buttons
    await talk.press("Ja, dat klopt")
    talk.buttons = buttons
    assert "al afgerond" in await talk.press("Ja, dat klopt")
    assert len(await talk.rows(t.cases)) == 1


async def test_another_time_at_the_summary_counts_and_the_name_is_no_subject(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("kan iemand mij morgenmiddag terugbellen over mijn borg? 0612345103, Lotte Brouwer", "request_callback")
    summary = await talk.say("tussen 3 en 5")
    assert "tussen 15.00 en 17.00 uur" in summary
    assert "over: mijn borg." in summary
    assert "15.00 en 17.00" in await talk.say("ja", "affirm")
