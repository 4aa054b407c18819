"""The editors' conversations, with stated topics; and the table of how long they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoff.work.base import Kit
from tests.support.arrears import owes_two
from tests.support.conversations import Conversation, conversations, figures, play, table
from tests.support.talking import Talk, content

ALL = conversations()
DOC = Path(__file__).parents[3] / "docs" / "understanding.md"


@pytest.mark.parametrize("conversation", [c for _, c in ALL], ids=[f"{file}: {c.name}" for file, c in ALL])
async def test_conversation(kit: Kit, conversation: Conversation) -> None:
    if conversation.owes:
        await owes_two(kit)
    await play(await Talk.open(kit, conversation.language), conversation)


def test_no_form_takes_more_than_it_must() -> None:
    for conversation in (c for _, c in ALL if c.fewest is not None):
        assert len(conversation.steps) <= (conversation.fewest or 0), conversation.name


def test_every_form_goes_as_it_should_in_both_languages() -> None:
    told = {(c.form, c.language) for _, c in ALL if c.form}
    assert told == {(form, language) for form in content().forms for language in ("nl", "en")}


def test_the_table_in_the_documentation_is_of_now() -> None:
    assert table(figures([c for _, c in ALL])) in DOC.read_text(encoding="utf-8")
