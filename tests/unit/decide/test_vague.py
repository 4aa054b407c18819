"""Too vague to know what is wanted; and short messages that are not."""

from __future__ import annotations

import pytest

from handoff.decide.vague import too_vague


@pytest.mark.parametrize(
    "text",
    ["iets met mijn fiets", "ik heb een vraagje", "het werkt niet", "mijn abonnement", "kunt u mij helpen", "zie mijn vorige bericht",
     "it doesn't work", "question", "I have an issue with my subscription", "it's about that thing", "can you help me?", "ik wil iets vragen over een abonnement"],
)  # fmt: skip
def test_vague(text: str) -> None:
    assert too_vague(text)


@pytest.mark.parametrize(
    "text",
    ["mijn fiets doet het niet", "sleutel kwijt", "wat is Spaakrijk", "ik wil een andere fiets", "lekke band", "opzeggen", "my bike is gone",
     "I want to die", "wat kost een abonnement", "status B1234567", "ja", "hoi", "", "the app doesn't work", "wie zijn jullie",
     "ik wil een abonnement", "ik wil graag een fietsabonnement", "I want a subscription", "I would like to have a subscription please"],
)  # fmt: skip
def test_not_vague(text: str) -> None:
    assert not too_vague(text)
