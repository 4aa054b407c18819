"""How a complainant hears the outcome: by e-mail unless he says otherwise, at any moment, in his own words."""

from __future__ import annotations

import pytest

from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk

WRONG = {
    "nl": ("op factuur F2026-031877 staat 89 euro in plaats van 79 euro", "89 in plaats van 79", "terugbetalen"),
    "en": ("invoice F2026-031877 says 89 euros instead of 79 euros", "89 instead of 79", "pay it back"),
}
LATE = "mijn fiets B4410927 zou 20 november komen maar er is niemand gekomen"


async def known(kit: Kit, language: str) -> tuple[Talk, str]:
    """The complaint of an identified customer, as far as the summary."""
    talk = await Talk.open(kit, language)
    first, amount, wish = WRONG[language]
    for text in (first, IDENTIFIED, amount):
        await talk.say(text, "complain_invoice" if text == first else "other")
    return talk, await talk.say(wish)


@pytest.mark.parametrize(("language", "named"), [("nl", "Antwoord: per e-mail"), ("en", "Answer: by e-mail")])
async def test_by_mail_unless_told_otherwise(kit: Kit, language: str, named: str) -> None:
    talk, summary = await known(kit, language)
    assert named in summary
    await talk.say("ja" if language == "nl" else "yes", "affirm")
    assert (await talk.row(t.cases))["feedback_by"] == "email"


@pytest.mark.parametrize(
    ("language", "said", "named", "by"),
    [
        ("nl", "liever per post", "Antwoord: per brief", "letter"),
        ("nl", "nee, per telefoon", "Antwoord: per telefoon", "phone"),
        ("nl", "bel me maar even als het uitgezocht is", "Antwoord: per telefoon", "phone"),
        ("nl", "klopt, maar stuur me liever een brief", "Antwoord: per brief", "letter"),
        ("en", "by letter please", "Answer: by letter", "letter"),
        ("en", "could you call me instead of mailing", "Answer: by telephone", "phone"),
    ],
)
async def test_another_way(kit: Kit, language: str, said: str, named: str, by: str) -> None:
    talk, _ = await known(kit, language)
    assert named in await talk.say(said)
    await talk.say("ja" if language == "nl" else "yes", "affirm")
    case = await talk.row(t.cases)
    assert (case["feedback_by"], case["feedback_to"]) == (by, None)


async def test_somebody_unknown_gives_the_address_for_a_letter(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(LATE, "complain_delivery")
    await talk.say("morgen leveren")
    assert "de straat, het huisnummer en de plaats" in await talk.say("40118273, 3527 GV, stuur maar liever een brief")
    summary = await talk.say("Lindelaan 4, 3511 AB Utrecht")
    assert "Antwoord: per brief" in summary
    assert "Lindelaan 4, 3511 AB Utrecht" in summary
    await talk.say("ja", "affirm")
    case = await talk.row(t.cases)
    assert (case["feedback_by"], case["feedback_to"]) == ("letter", "Lindelaan 4, 3511 AB Utrecht")


async def test_somebody_unknown_who_wants_a_call_is_asked_for_the_number(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(LATE, "complain_delivery")
    await talk.say("morgen leveren")
    assert "Op welk telefoonnummer" in await talk.say("40118273, 3527 GV, bel me maar")
    assert "06 12345678" in await talk.say("06-12345678")
    await talk.say("ja", "affirm")
    case = await talk.row(t.cases)
    assert (case["feedback_by"], case["feedback_to"]) == ("phone", "+31612345678")


@pytest.mark.parametrize(
    "story",
    [
        "ik heb jullie gisteren gebeld en een brief gestuurd, maar mijn fiets B4410927 van 20 november is er nog niet",
        "jullie zouden mij bellen over mijn fiets B4410927 die 20 november zou komen, maar ik heb nog niets gehoord of gekregen",
    ],
)
async def test_a_call_or_letter_in_the_story_is_no_wish(kit: Kit, story: str) -> None:
    talk = await Talk.open(kit)
    await talk.say(story, "complain_delivery")
    await talk.say("morgen leveren")
    summary = await talk.say("40118273, 3527 GV, anna@voorbeeld.example")
    assert "Antwoord" not in summary
    await talk.say("ja", "affirm")
    assert (await talk.row(t.cases))["feedback_by"] == "email"
