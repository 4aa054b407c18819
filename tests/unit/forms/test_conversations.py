"""The editors' conversations, with stated topics; and the table of how long they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoff.work.base import Kit
from tests.support.arrears import owes_two
from tests.support.conversations import Conversation, conversations, figures, play, table
from tests.support.talking import Talk

ALL = conversations()
DOC = Path(__file__).parents[3] / "docs" / "understanding.md"


@pytest.mark.parametrize("conversation", [c for _, c in ALL], ids=[f"{file}: {c.name}" for file, c in ALL])
async def test_conversation(kit: Kit, conversation: Conversation) -> None:
    if conversation.owes:
        await owes_two(kit)
    await play(await Talk.open(kit, conversation.language), conversation)


def test_no_form_takes_more_than_it_must() -> None:
    for form, turns, fewest in figures([c for _, c in ALL]):
        assert turns <= fewest, form


def test_the_table_in_the_documentation_is_of_now() -> None:
    assert table(figures([c for _, c in ALL])) in DOC.read_text(encoding="utf-8")
