"""The hand-over card quotes what the customer came for, not the "yes" or the button by which he came to a person."""

from __future__ import annotations

import pytest

from handoff.desk.page_views import gist
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.contacts import summary_of
from tests.support.talking import Talk

HUMAN = "ask_human"
Turn = tuple[str, ...]


async def quoted(talk: Talk) -> str:
    """What stands in the queue's row of this conversation."""
    row = await talk.row(t.conversations, t.conversations.c.id == talk.id)
    assert row["status"] == "waiting"
    return gist(row["summary"])


@pytest.mark.parametrize(
    ("turns", "row"),
    [
        ([("Hoe zwaar is de E-Ver?", "ask_product_features"), ("ik wil een medewerker", HUMAN)], "“Hoe zwaar is de E-Ver?” Daarna: “ik wil een medewerker”"),
        ([("Hoe zwaar is de E-Ver?", "ask_product_features"), ("een mens graag", HUMAN)], "“Hoe zwaar is de E-Ver?”"),
        ([("Kunt u mijn buurman helpen?", "out_of_scope"), ("bedankt", "thank"), ("medewerker", HUMAN)], "“Kunt u mijn buurman helpen?”"),
        ([("hoi", "greet"), ("medewerker graag", HUMAN)], "“medewerker graag”"),
        ([("kan ik iemand spreken over mijn rekening?", HUMAN)], "“kan ik iemand spreken over mijn rekening?”"),
    ],
    ids=lambda v: str(v)[:40],
)  # fmt: skip
async def test_the_question_is_quoted(kit: Kit, turns: list[Turn], row: str) -> None:
    talk = await Talk.open(kit)
    for text, *topics in turns:
        await talk.say(text, *topics)
    assert await quoted(talk) == row


async def test_the_story_of_an_open_form_is_quoted(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("jullie monteur kwam gisteren niet opdagen, ik heb de hele dag gewacht", "complain_repair")
    await talk.say("R4500012")
    await talk.say("medewerker graag", HUMAN)
    assert await quoted(talk) == "“jullie monteur kwam gisteren niet opdagen, ik heb de hele dag gewacht”"


@pytest.mark.parametrize(
    ("states", "language", "sentence"),
    [
        ("a", "nl", "De vraag is in het gesprek beantwoord."),
        ("o", "nl", "De vraag is overgedragen."),
        ("aa", "nl", "De 2 vragen zijn in het gesprek beantwoord."),
        ("oo", "nl", "De 2 vragen zijn overgedragen."),
        ("aoo", "nl", "Van de 3 vragen is er 1 in het gesprek beantwoord. De rest is overgedragen."),
        ("aao", "nl", "Van de 3 vragen zijn er 2 in het gesprek beantwoord. De rest is overgedragen."),
        ("a", "en", "The question was answered in the conversation."),
        ("o", "en", "The question was handed over."),
        ("aao", "en", "2 of 3 questions were answered in the conversation. The rest was handed over."),
        ("aoo", "en", "1 of 3 questions was answered in the conversation. The rest was handed over."),
    ],
)
def test_a_contact_says_what_came_of_its_questions(kit: Kit, states: str, language: str, sentence: str) -> None:
    topics = [{"topic": "ask_product_features", "state": "answered" if s == "a" else "open"} for s in states]
    said = summary_of(kit, topics, {"language": language})
    assert said.endswith(f". {sentence}")
