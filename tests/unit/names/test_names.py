"""Finding names: hyphens and spaces, accents, typing errors, longest first, look-alikes left alone."""

from __future__ import annotations

import pytest

from text.names import NameFinder, distance, normalise

FINDER = NameFinder(
    {
        "EB2": ["E-Ver", "SR-EB2"],
        "EB1": ["E-Stad", "elektrische stadsfiets"],
        "ST1": ["Stad"],
        "ST7": ["Stad Comfort"],
        "CARGO": ["bakfiets"],
        "BF3": ["bakfiets met drie wielen", "driewieler"],
        "CAFE": ["café"],
    },
    ignore=["in de stad"],
)

CASES = [
    ("wat kost de E-Ver", ["EB2"]),
    ("wat kost de e ver", ["EB2"]),
    ("SR EB2 of sreb2", ["EB2", "EB2"]),
    ("have you ever", []),  # a short name must be written apart
    ("estad", ["EB1"]),
    ("elektrsiche stadsfiets", ["EB1"]),  # neighbours swapped
    ("Stad Comfort", ["ST7"]),  # longest first
    ("stad-comfort", ["ST7"]),
    ("ik fiets in de stad", []),  # looks like a name
    ("ik fiets in de stad op de Stad", ["ST1"]),
    ("de bakfiets met drie wielen", ["BF3"]),
    ("de bakfeits", ["CARGO"]),
    ("bakfietsen", ["CARGO"]),
    ("driewielers", ["BF3"]),
    ("CAFE", ["CAFE"]),
    ("", []),
    ("🚲 E-Ver!", ["EB2"]),
]


@pytest.mark.parametrize(("text", "codes"), CASES)
def test_find(text: str, codes: list[str]) -> None:
    assert [found.code for found in FINDER.find(text)] == codes


def test_where_a_name_stands() -> None:
    (found,) = FINDER.find("de E-Ver kost?")
    assert "de E-Ver kost?"[found.start : found.end] == "E-Ver"


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("fiets", "fiets", 0), ("feits", "fiets", 1), ("fits", "fiets", 1), ("fietss", "fiets", 1), ("auto", "fiets", 3)],
)
def test_distance(one: str, other: str, errors: int) -> None:
    assert distance(one, other, 2) == errors


def test_normalise() -> None:
    assert normalise("É-Ver 45!") == "ever45"
