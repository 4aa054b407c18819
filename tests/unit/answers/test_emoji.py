"""Emoji without words, where they are plain."""

from __future__ import annotations

import pytest

from actions.emoji import topic_of


@pytest.mark.parametrize(
    ("text", "topic"),
    [("👋", "greet"), ("👍", "affirm"), ("👍🏽", "affirm"), ("❤️", "thank"), ("🙏🙏", "thank"), ("😡😡😡", "vent_frustration"), ("👍😡", "vent_frustration"), ("❌", "deny"),
     ("😀😀🚲", None), ("🤷", None), ("?!", None), ("", None), ("👍 prima", None), ("ja 👋", None)],
)  # fmt: skip
def test_emoji_alone(text: str, topic: str | None) -> None:
    assert topic_of(text) == topic
