"""A few words that answer our question are not taken for danger by the model alone; what says it itself still rings."""

from __future__ import annotations

import pytest

from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import Talk


async def asked_for_subject(kit: Kit) -> Talk:
    talk = await Talk.open(kit)
    await talk.say("kunnen jullie me bellen?", "request_callback")
    await talk.say("06 12345678, Jan Smit")
    return talk


@pytest.mark.parametrize(
    ("answer", "topic"),
    [
        ("over mijn kapotte fiets", "report_injury"),
        ("excuses", "threaten_escalation"),
        ("mijn lekke band", "report_injury"),
    ],
)
async def test_an_answer_is_an_answer(kit: Kit, answer: str, topic: str) -> None:
    talk = await asked_for_subject(kit)
    assert "komt het uit" in await talk.say(answer, topic, confidence=0.7)
    assert (await talk.row(t.conversations))["status"] == "bot"


@pytest.mark.parametrize(
    ("answer", "topic", "confidence"),
    [
        ("er komt rook uit de accu", "report_injury", 0.7),
        ("ik wil niet meer leven", "signal_distress", 0.7),
        ("mijn arm is gebroken", "report_injury", 0.99),
        ("dan zie ik jullie bij de rechter", "threaten_escalation", 0.99),
    ],
)
async def test_danger_rings_all_the_same(kit: Kit, answer: str, topic: str, confidence: float) -> None:
    talk = await asked_for_subject(kit)
    await talk.say(answer, topic, confidence=confidence)
    assert (await talk.row(t.conversations))["status"] == "waiting"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "I don't know"), ("en", "I don’t know yet"), ("en", "not sure"), ("nl", "weet ik niet"), ("nl", "Geen idee, sorry")],
)
async def test_who_does_not_know_calls_for_nobody(kit: Kit, language: str, words: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("which bike suits me?" if language == "en" else "welke fiets past bij mij?", "ask_product_advice")
    answer = await talk.say(words, "signal_distress", confidence=0.99)
    assert "113" not in answer
    assert ("per trip" if language == "en" else "per rit") in answer  # the next question
    assert (await talk.row(t.conversations))["status"] == "bot"


@pytest.mark.parametrize("words", ["I don't know any more", "I don't know how to go on", "I don't know, I can't do this any longer"])
async def test_who_does_not_know_how_to_go_on_does(kit: Kit, words: str) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("which bike suits me?", "ask_product_advice")
    assert "113" in await talk.say(words, "signal_distress", confidence=0.99)
    assert (await talk.row(t.conversations))["status"] == "waiting"
