"""A question beside the one that was understood is not passed over in silence."""

from __future__ import annotations

import uuid

import pytest

from actions.turn import run_turn
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.conversations import take_message
from tests.support.talking import Talk

RANKING = [{"name": "ask_product_usage", "confidence": 0.3}, {"name": "report_injury", "confidence": 0.2}, {"name": "ask_privacy", "confidence": 0.02}]


async def reply_to(talk: Talk, text: str, known: str, topic: str, unheard: str) -> str:
    taken = await take_message(talk.kit, talk.id, str(uuid.uuid4()), text=text)
    part = {"text": known, "topic": topic, "confidence": 0.95, "ranking": [{"name": topic, "confidence": 0.95}]}
    besides = [{"text": unheard, "confidence": 0.3, "ranking": RANKING}] if unheard else []
    language = {"code": "nl", "confidence": 1.0}
    said = await run_turn(talk.kit, talk.id, {"metadata": {"seq": taken.seq}, "parts": [part], "unheard": besides, "language": language, "signs": {}})
    return "\n\n".join(m["text"] for m in said)


@pytest.mark.parametrize("unheard", ["mag mijn vrouw ook op mijn fiets?", ""])
async def test_what_was_not_understood_is_asked_about(kit: Kit, unheard: str) -> None:
    talk = await Talk.open(kit)
    reply = await reply_to(talk, f"hoe zwaar is de E-Ver? {unheard}", "hoe zwaar is de E-Ver?", "ask_product_features", unheard)
    assert "26 kg" in reply
    assert ("“mag mijn vrouw ook op mijn fiets”" in reply) is bool(unheard)


async def test_it_is_asked_about_before_a_form_too(kit: Kit) -> None:
    talk = await Talk.open(kit)
    text, lost = "ik verhuis naar Lindelaan 4, 3511 AB Utrecht. en mag mijn vrouw er ook op", "mag mijn vrouw er ook op"
    reply = await reply_to(talk, text, "ik verhuis naar Lindelaan 4, 3511 AB Utrecht", "change_address", lost)
    assert f"“{lost}”" in reply
    assert reply.index(lost) < reply.index("klantnummer")


async def test_likely_topics_are_offered_and_urgent_ones_are_not(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await reply_to(talk, "hoe zwaar is de E-Ver? mag mijn vrouw er ook op", "hoe zwaar is de E-Ver?", "ask_product_features", "mag mijn vrouw er ook op")
    buttons = (await talk.row(t.messages, t.messages.c.conversation_id == talk.id, t.messages.c.sender == "bot"))["buttons"]
    assert [b["payload"] for b in buttons] == ["/ask_product_usage"]
