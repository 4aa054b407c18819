"""A bare noun is too vague to act on; a short clear question is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.vague import LEAST, Vague

TOPICS = ("ask_product_price", "report_theft", "request_repair", "cancel_subscription")
ROWS = [(f"iets met de fiets {i}", TOPICS[i % 4]) for i in range(LEAST)]
ROWS += [(f"openingstijden op dag {i}", "ask_opening_hours") for i in range(LEAST)]
ROWS += [(f"hoi ik heb een vraag {i}", topic) for i, topic in enumerate(TOPICS * 4)] + [("hoi", "greet")]
VAGUE = Vague.fit([text for text, _ in ROWS], [topic for _, topic in ROWS])


@pytest.mark.parametrize("text", ["fiets", "Fiets?", "mijn fiets", "de FIETS!"])
def test_a_bare_noun_about_anything_is_vague(text: str) -> None:
    assert VAGUE.says(text)


@pytest.mark.parametrize("text", ["openingstijden?", "fiets gestolen", "hoi", "bakfiets", "", "123"])
def test_what_has_a_topic_or_is_unknown_is_not_called_vague(text: str) -> None:
    assert not VAGUE.says(text)


def test_what_is_saved_says_the_same(tmp_path: Path) -> None:
    VAGUE.save(tmp_path)
    again = Vague.load(tmp_path)
    assert again.says("fiets")
    assert not again.says("hoi")
