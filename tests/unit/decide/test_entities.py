"""Entities by the public contract: the form of each value, where it stands, and what only looks like it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.entities import find_entities

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=AMSTERDAM)
Find = Callable[[str], list[tuple[str, str, str]]]


@pytest.fixture(scope="session")
def find(content: Any) -> Find:
    """find(text) -> [(type, value, what stands in the text)]"""
    return lambda text: [
        (e["type"], e["value"], text[e["start"] : e["end"]]) for e in find_entities(text, content, NOW)
    ]


# text -> type, value, what stands in the text (the value itself when left out)
FOUND: list[tuple[str, *tuple[tuple[str, ...], ...]]] = [
    # iban: spaces, dots, lower case, foreign; what follows is left out
    ("NL91 ABNA 0417 1643 00", ("iban", "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00")),
    ("nl91abna0417164300 op naam van", ("iban", "NL91ABNA0417164300", "nl91abna0417164300")),
    ("NL91.ABNA.0417.1643.00", ("iban", "NL91ABNA0417164300", "NL91.ABNA.0417.1643.00")),
    ("be68 5390 0754 7034", ("iban", "BE68539007547034", "be68 5390 0754 7034")),
    ("DE89 3704 0044 0532 0130 00", ("iban", "DE89370400440532013000", "DE89 3704 0044 0532 0130 00")),
    ("in 20 NL91ABNA0417164300 NL13TEST0123456789", ("iban", "NL91ABNA0417164300"), ("iban", "NL13TEST0123456789")),
    # postcode and house number, with letter and addition; the value is digits only
    ("3511 AB 12", ("postcode", "3511 AB"), ("house_number", "12")),
    ("Plein 1944 nr 3, 6511 AB", ("house_number", "3"), ("postcode", "6511 AB")),
    ("3011 BD / 88", ("postcode", "3011 BD"), ("house_number", "88")),
    ("ik woon op nummer 17", ("house_number", "17")),
    ("tussen 9 en 11 vrijdagochtend", ("time", "09:00", "9"), ("time", "11:00", "11"), ("date", "2026-11-27", "vrijdagochtend")),
    ("3511ab, nr. 12-3hoog", ("postcode", "3511 AB", "3511ab"), ("house_number", "12")),
    ("1012 ab 14 bis", ("postcode", "1012 AB", "1012 ab"), ("house_number", "14")),
    ("3511AB12", ("postcode", "3511 AB", "3511AB"), ("house_number", "12")),
    ("Kerkstraat 12-3hoog, 1012 AB Amsterdam", ("house_number", "12"), ("postcode", "1012 AB")),
    ("Van der Helststraat 12b 1072 PK", ("house_number", "12"), ("postcode", "1072 PK")),
    ("Oudegracht 210 bis", ("house_number", "210")),
    ("mijn huisnummer wordt 14a", ("house_number", "14")),
    # phone
    ("06-12345678", ("phone", "+31612345678", "06-12345678")),
    ("06 12 34 56 78", ("phone", "+31612345678", "06 12 34 56 78")),
    ("06.12.34.56.78", ("phone", "+31612345678", "06.12.34.56.78")),
    ("+31 (0)6 1234 5678", ("phone", "+31612345678", "+31 (0)6 1234 5678")),
    ("0031612345678", ("phone", "+31612345678", "0031612345678")),
    ("030-1234567", ("phone", "+31301234567", "030-1234567")),
    ("(030) 123 45 67", ("phone", "+31301234567", "(030) 123 45 67")),
    ("088-000 12 34", ("phone", "+31880001234", "088-000 12 34")),
    ("+32 470 12 34 56", ("phone", "+32470123456", "+32 470 12 34 56")),
    ("0470/12.34.56", ("phone", "+32470123456", "0470/12.34.56")),
    # e-mail
    ("mail naar Jan.de.Vries@Voorbeeld.NL.", ("email", "jan.de.vries@voorbeeld.nl", "Jan.de.Vries@Voorbeeld.NL")),
    # numbers of the house
    ("klantnummer 4012 3456", ("customer_number", "40123456", "4012 3456")),
    ("klant 40.12.34.56", ("customer_number", "40123456", "40.12.34.56")),
    ("40123456", ("customer_number", "40123456")),
    ("z 2026 004512", ("case_number", "Z2026-004512", "z 2026 004512")),
    ("Z2026-004512", ("case_number", "Z2026-004512")),
    ("zaaknummer 2026-004512", ("case_number", "Z2026-004512", "2026-004512")),
    ("f2026 031877", ("invoice_number", "F2026-031877", "f2026 031877")),
    ("factuurnummer 2026031877", ("invoice_number", "F2026-031877", "2026031877")),
    ("b1234567", ("order_number", "B1234567", "b1234567")),
    ("bestelnummer 1234567", ("order_number", "B1234567", "1234567")),
    ("R 7654321", ("repair_number", "R7654321", "R 7654321")),
    ("fietsnummer 123456", ("bike_number", "123456")),
    ("op de sticker onder het zadel staat 123456", ("bike_number", "123456")),
    ("123456 is mijn fietsnummer", ("bike_number", "123456")),
    # product by any name
    ("E-Ver of SR-EB1", ("product", "SR-EB2", "E-Ver"), ("product", "SR-EB1")),
    ("de e ver", ("product", "SR-EB2", "e ver")),
    # always masked
    ("mijn bsn is 123456782", ("bsn", "•••••••••", "123456782")),
    ("4111 1111 1111 1111", ("card_number", "••••••••••••1111", "4111 1111 1111 1111")),
    ("••••••••••••1111 werkt niet", ("card_number", "••••••••••••1111")),
    # together
    ("op 12 december 2026 € 79,00 van NL91ABNA0417164300", ("date", "2026-12-12", "12 december 2026"), ("amount", "79.00", "€ 79,00"), ("iban", "NL91ABNA0417164300")),
    ("ik verhuis naar Dorpsstraat 5, 1234 AB op 1 december om half vier", ("house_number", "5"), ("postcode", "1234 AB"), ("date", "2026-12-01", "1 december"), ("time", "03:30", "half vier")),
    ("-12,50 op F2026-031877", ("amount", "-12.50", "-12,50"), ("invoice_number", "F2026-031877")),
    ("tel: 0612345678, klantnr: 40123456", ("phone", "+31612345678", "0612345678"), ("customer_number", "40123456")),
]  # fmt: skip
NONE = [
    "2026 is een goed jaar", "IN 2026 IS DAT ANDERS", "sinds 2026 ik", "1500 km", "1234 SA", "code 482913", "de code voor mijn fiets is 482913",
    "referentie 123456782", "aangifte nummer 2026123456", "K2026-118204", "25 bucks", "de fiets is onderweg 3", "24/7", "ik ben 1,85 lang", "versie 3.2.1",
]  # fmt: skip


@pytest.mark.parametrize("row", FOUND, ids=lambda row: row[0])
def test_found(find: Find, row: tuple[Any, ...]) -> None:
    text, *expected = row
    assert find(text) == [(kind, value, *(rest or [value])) for kind, value, *rest in expected]


@pytest.mark.parametrize("text", NONE)
def test_only_looks_like_one(find: Find, text: str) -> None:
    assert find(text) == []


def test_house_numbers_are_never_citizen_numbers_or_phones(find: Find) -> None:
    for text in ("klantnummer 40123456", "B1234567", "F2026-031877", "Z2026-004512", "R1234567"):
        assert {kind for kind, _, _ in find(text)} & {"bsn", "phone", "card_number"} == set()


PIECES = st.sampled_from(
    "NL91 ABNA 0417 1643 00|40123456|Z2026-004512|f 2026 031877|06-12345678|+31 (0)6|3511 AB 12|€ 12,-|-12,50|half vier|vrijdag|1/12|31 april|E-Ver|123456782|"
    "4111 1111 1111 1111|a@b.nl|•|\n|ik ben|2026|is|tussen 9 en 11|K2026-118204|€|,|-|.".split("|")
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=120), st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=12).map("".join)
    )
)
def test_any_text_gives_entities_in_order_that_do_not_overlap(content: Any, text: str) -> None:
    position = 0
    for entity in find_entities(text, content, NOW):
        assert position <= entity["start"] < entity["end"] <= len(text)
        inside = text[entity["start"] : entity["end"]]
        assert inside == inside.strip()
        assert entity["value"]
        position = entity["end"]
