"""The formats themselves: checks of the law, and forms of the house."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text import formats
from text.normalise import for_classifier


@pytest.mark.parametrize(
    ("digits", "valid"), [("4111111111111111", True), ("4111111111111112", False), ("378282246310005", True)]
)
def test_luhn(digits: str, valid: bool) -> None:
    assert formats.luhn(digits) is valid


@pytest.mark.parametrize(
    ("digits", "valid"),
    [("123456782", True), ("111222333", True), ("123456789", False), ("000000000", False), ("10000", False)],
)
def test_eleven_test(digits: str, valid: bool) -> None:
    assert formats.eleven_test(digits) is valid


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("NL91 ABNA 0417 1643 00", True),
        ("NL91ABNA0417164301", False),
        ("GB29 NWBK 6016 1331 9268 19", True),
        ("NL91", False),
        ("", False),
    ],
)
def test_iban(text: str, valid: bool) -> None:
    assert formats.iban_valid(text) is valid


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Z2026-004512", "case_number", "Z2026-004512"), ("z 2026 004512", "case_number", "Z2026-004512"), ("Z-2026/004512", "case_number", "Z2026-004512"),
        ("K2026-118204", "contact_number", "K2026-118204"), ("F2026031877", "invoice_number", "F2026-031877"), ("b 1234567", "order_number", "B1234567"),
        ("B123 4567", "order_number", "B1234567"), ("r-7654321", "repair_number", "R7654321"), ("40 12 34 56", "customer_number", "40123456"),
        ("reparatienummer 7654321", "repair_number", "R7654321"),
    ],
)  # fmt: skip
def test_house_numbers(text: str, kind: str, value: str) -> None:
    assert [(f.type, f.value) for f in formats.find_house_numbers(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text", ["Z2026-00451", "B123456", "B12345678", "50123456", "140123456", "40123456-7", "40.123,45", "F1999-031877"]
)
def test_no_house_number(text: str) -> None:
    assert list(formats.find_house_numbers(text)) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ik betaalde € 12,50 op 1 mei!!!!", "ik betaalde xbedrag op xdatum !!"),
        ("klantnr 40123456, bel 06-12345678", "klantnr xklantnr , bel xtelefoon"),
        ("zaak Z2026-004512", "zaak xzaaknr"),
        ("NL91 ABNA 0417 1643 00", "xiban"),
        ("1234 AB 5", "xpostcode xgetal"),
        ("2026 is", "xgetal is"),
        ("••••••1111", "xmasked"),
        ("café", "cafe"),
    ],
)
def test_what_the_classifier_sees(text: str, seen: str) -> None:
    assert for_classifier(text) == seen


@given(st.text(max_size=150))
def test_normalising_never_fails(text: str) -> None:
    assert for_classifier(text) == for_classifier(text).strip()
