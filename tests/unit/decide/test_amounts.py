"""Amounts as people write them (domain facts, sections 4 and 5: what the libraries get wrong)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.amounts import amounts, find_amounts, number_in_words

# text, amounts as they stand in the text
FOUND = [
    ("€ 12,-", [(12.00, "€ 12,-")]),
    ("€12,-", [(12.00, "€12,-")]),
    ("van 65 naar 79 euro", [(65.00, "65"), (79.00, "79 euro")]),
    ("between 40 and 60 euros", [(40.00, "40"), (60.00, "60 euros")]),
    ("12,- graag", [(12.00, "12,-")]),
    ("€ 250,=", [(250.00, "€ 250,=")]),
    ("€ 12,50 per maand", [(12.50, "€ 12,50")]),
    ("12,50", [(12.50, "12,50")]),
    ("-12,50", [(-12.50, "-12,50")]),
    ("€ -12,50", [(-12.50, "€ -12,50")]),
    ("-€ 12,50 op mijn factuur", [(-12.50, "-€ 12,50")]),
    ("min 12 euro", [(-12.00, "min 12 euro")]),
    ("minus €12.50", [(-12.50, "minus €12.50")]),
    ("12 euro 50", [(12.50, "12 euro 50")]),
    ("12 euro en 50 cent", [(12.50, "12 euro en 50 cent")]),
    ("12 euro vijftig", [(12.50, "12 euro vijftig")]),
    ("ik betaal twaalf euro vijftig per maand", [(12.50, "twaalf euro vijftig")]),
    ("vijftig euro", [(50.00, "vijftig euro")]),
    ("tweeëntwintig euro", [(22.00, "tweeëntwintig euro")]),
    ("honderdvijftig euro", [(150.00, "honderdvijftig euro")]),
    ("twaalfhonderd euro", [(1200.00, "twaalfhonderd euro")]),
    ("one hundred and twenty euros", [(120.00, "one hundred and twenty euros")]),
    ("twenty-five euros back", [(25.00, "twenty-five euros")]),
    ("anderhalve euro", [(1.50, "anderhalve euro")]),
    ("1,2k", [(1200.00, "1,2k")]),
    ("2k euro", [(2000.00, "2k euro")]),
    ("25 cent", [(0.25, "25 cent")]),
    ("vijftig cent", [(0.50, "vijftig cent")]),
    ("een tientje", [(10.00, "een tientje")]),
    ("twee tientjes", [(20.00, "twee tientjes")]),
    ("€1.234,56", [(1234.56, "€1.234,56")]),
    ("€1,234.56", [(1234.56, "€1,234.56")]),
    ("€ 1.234,50", [(1234.50, "€ 1.234,50")]),  # babel writes a no-break space
    ("€ 1.900", [(1900.00, "€ 1.900")]),
    ("1.000 euro", [(1000.00, "1.000 euro")]),
    ("EUR 12,50", [(12.50, "EUR 12,50")]),
    ("12.50 EUR", [(12.50, "12.50 EUR")]),
    ("12€", [(12.00, "12€")]),
    ("I was charged 12.50 twice", [(12.50, "12.50")]),
    ("€ 79 of € 65?", [(79.00, "€ 79"), (65.00, "€ 65")]),
    ("op 12 december 2026 € 79,00 afgeschreven", [(79.00, "€ 79,00")]),
    ("20 euro 14 dagen geleden", [(20.00, "20 euro")]),
    ("€ 12.50.", [(12.50, "€ 12.50")]),
]
NONE = [
    "25 bucks",
    "$25",
    "£25.00",
    "5 km",
    "1,2 km",
    "10k km",
    "ik ben 1,85 lang",
    "3,50 bar",
    "paar euro",
    "7,50 kg",
    "om 12.50 uur",
    "versie 2,0",
    "40123456",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(a.cents / 100, text[a.start : a.end]) for a in find_amounts(text)] == expected


@pytest.mark.parametrize("text", NONE)
def test_no_amount(text: str) -> None:
    assert find_amounts(text) == []


def test_sign_is_dropped() -> None:
    assert amounts("-12,50 en € 3") == [12.50, 3.00]


@pytest.mark.parametrize(
    ("words", "value"),
    [("nul", 0), ("één", 1), ("vijfentwintig", 25), ("eenentwintig", 21), ("honderd", 100), ("tweehonderd vijftig", 250), ("vijfentwintighonderd", 2500),
     ("duizend", 1000), ("twenty-one", 21), ("a hundred", 100), ("fifteen hundred", 1500), ("fiets", None), ("", None), ("open", None)],
)  # fmt: skip
def test_number_in_words(words: str, value: int | None) -> None:
    assert number_in_words(words) == value


@given(st.integers(0, 99_999), st.integers(0, 99))
def test_a_written_amount_is_read_back(euros: int, cents: int) -> None:
    dutch = f"{euros:,}".replace(",", ".") + f",{cents:02d}"
    english = f"{euros:,}.{cents:02d}"
    for written in (f"€ {dutch}", f"€{english}", f"{dutch} euro"):
        assert [a.cents for a in find_amounts(f"factuur {written} klopt")] == [euros * 100 + cents], written


@given(st.text(alphabet="0123456789.,-€ euroctk\n", max_size=60))
def test_never_raises_and_spans_are_inside(text: str) -> None:
    for amount in find_amounts(text):
        assert 0 <= amount.start < amount.end <= len(text)
