"""Slips of the thumb are put right, other words are left alone."""

from __future__ import annotations

import pytest

from bot.nlu.spelling import Spelling, one_edit

COUNTS = {"factuur": 40, "opzeggen": 30, "reparatie": 20, "fiets": 90, "feest": 1, "monteur": 10, "delivery": 12}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("factur", "factuur"),
        ("facctuur", "factuur"),
        ("fatcuur", "factuur"),
        ("opzegen", "opzeggen"),
        ("delivrey", "delivery"),
        ("fiest", "fiets"),  # the commoner word, not "feest" that was written once
        ("reparatie", "reparatie"),
        ("helikopter", "helikopter"),
        ("fit", "fit"),  # too short to judge
    ],
)
def test_correct(written: str, meant: str) -> None:
    assert Spelling(COUNTS).correct(written) == meant


def test_rest_of_the_text_stays() -> None:
    assert Spelling(COUNTS).correct("mijn factur, aub!") == "mijn factuur, aub!"


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("ab", "ba", True),
        ("abc", "ab", True),
        ("abc", "abd", True),
        ("abc", "cba", False),
        ("abcd", "ab", False),
        ("abc", "abc", True),
    ],
)
def test_one_edit(a: str, b: str, near: bool) -> None:
    assert one_edit(a, b) is near
