"""The language of an answer in a form: a name shows none, a sentence does."""

from __future__ import annotations

import pytest

from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import Talk


async def asked_for_an_address(kit: Kit) -> Talk:
    talk = await Talk.open(kit, "en")
    assert "address" in await talk.say("please send me the brochure by post", "request_materials")
    return talk


@pytest.mark.parametrize("name", ["Jan de Vries", "Fatima El Amrani", "J. van 't Hof, Biltstraat 12"])
async def test_a_dutch_name_leaves_the_language_as_it_is(kit: Kit, name: str) -> None:
    talk = await asked_for_an_address(kit)
    answer = await talk.say(name, heard="nl")
    assert "postcode" in answer
    assert "adres" not in answer.replace("address", "")
    assert (await talk.row(t.conversations))["language"] == "en"


async def test_a_sentence_in_dutch_is_answered_in_dutch(kit: Kit) -> None:
    talk = await asked_for_an_address(kit)
    assert "adres" in await talk.say("kan ik dat ook in het Nederlands doen", heard="nl")
