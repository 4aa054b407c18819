"""Rows of a list: amounts and dates as programs write them, and every reason to refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.dunning.lists import Refused, cents, day, entry, guess, missing
from handoff.decide.written import euros

ROW = {"Klantnummer": "40000001", "Factuurnummer": "F2026-000001", "Vervaldatum": "27-10-2026", "Openstaand bedrag": "79,00", "Naam": "F. El Amrani"}
MAPPING = guess(list(ROW))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("79", 79_00), ("79,5", 79_50), ("79.50", 79_50), ("€ 1.234,50", 1_234_50), ("1,234.50", 1_234_50), ("1.234", 1_234_00),
        ("12,-", 12_00), ("EUR 0,00", 0), ("€\u00a01.234.567,89", 1_234_567_89), ("0,01", 1),
    ],
)  # fmt: skip
def test_amounts(text: str, found: int) -> None:
    assert cents(text, "amount") == found


@pytest.mark.parametrize("text", ["-12,50", "12 euro 50", "1,2k", "12,345,6", "1.23.456", "abc", "12,505", "99999999999", "1e5"])
def test_amounts_that_are_not_certain_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        cents(text, "amount")


@given(st.integers(0, 2_000_000_000), st.sampled_from(["nl", "en"]))
def test_what_we_write_we_read(amount: int, language: str) -> None:
    assert cents(euros(amount, language), "amount") == amount


@pytest.mark.parametrize("text", ["27-10-2026", "27/10/2026", "27.10.2026", "2026-10-27", "2026-10-27 00:00:00"])
def test_dates(text: str) -> None:
    assert day(text, "date") == dt.date(2026, 10, 27)


@pytest.mark.parametrize("text", ["31-02-2026", "10-27-2026", "27-10-26", "morgen", "27-10-1926", ""])
def test_dates_that_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        day(text, "date")


def test_a_row() -> None:
    found = entry(ROW, MAPPING)
    assert (found.customer, found.invoice, found.open_cents, found.total_cents) == ("40000001", "F2026-000001", 79_00, 79_00)
    assert found.failed_on == found.due_on == dt.date(2026, 10, 27)
    assert found.person == {"name": "F. El Amrani"}


REFUSED = [
    ({"Klantnummer": "123"}, "8 digits"),
    ({"Factuurnummer": ""}, "invoice number"),
    ({"Factuurnummer": "F2026-000001-TOO-LONG"}, "invoice number"),
    ({"Vervaldatum": "soon"}, "due date"),
    ({"Openstaand bedrag": ""}, "no amount"),
    ({"Openstaand bedrag": "-5"}, "below zero"),
    ({"Bedrag": "50,00"}, "more is open"),
    ({"Postcode": "0123 AB"}, "postcode"),
    ({"E-mail": "nobody"}, "e-mail"),
    ({"Naam": "x" * 121}, "more than 120"),
    ({"Factuurdatum": "28-10-2026"}, "before the invoice"),
]


@pytest.mark.parametrize(("change", "reason"), REFUSED)
def test_why_a_row_is_refused(change: dict[str, str], reason: str) -> None:
    row = ROW | change
    with pytest.raises(Refused, match=reason):
        entry(row, guess(list(row)))


def test_columns_are_recognised_and_missing_ones_named() -> None:
    assert guess(["KLANT NR", "Factuur-nummer", "open", "due date", "x"]) == {"customer": "KLANT NR", "invoice": "Factuur-nummer", "open": "open", "due_on": "due date"}
    assert missing({}, []) == ["customer", "invoice", "due_on", "open"]
    assert missing({"customer": "a", "invoice": "b", "due_on": "c", "total": "gone"}, ["a", "b", "c"]) == ["open"]


@given(st.dictionaries(st.sampled_from(sorted(ROW)), st.text(max_size=30)))
def test_any_row_is_taken_or_refused(change: dict[str, str]) -> None:
    try:
        found = entry(ROW | change, MAPPING)
    except Refused:
        return
    assert 0 <= found.open_cents <= found.total_cents
