"""How people say what they can pay, and when."""

from __future__ import annotations

import pytest

from handoff.decide.entities import find_entities
from handoff.decide.fields import Message, Spec, Value, read_field
from tests.support.talking import MONDAY, content


def read(kind: str, text: str, asked: bool) -> object:
    found = read_field(Spec(kind), Message(text, MONDAY, "nl", find_entities(text, content(), MONDAY)), asked=asked)
    return found.value if isinstance(found, Value) else None


@pytest.mark.parametrize(
    ("text", "answered", "unasked"),
    [
        ("50 euro per maand", "month:5000", "month:5000"),
        ("50 per maand", "month:5000", "month:5000"),
        ("vijftig euro per maand", "month:5000", "month:5000"),
        ("elke maand 30 euro", "month:3000", "month:3000"),
        ("ik kan 40 euro missen", "month:4000", None),
        ("50", "month:5000", None),
        ("€ 40,50", "month:4050", None),
        ("40,50", "month:4050", None),
        ("in 3 termijnen", "terms:3", "terms:3"),
        ("in 3 keer", "terms:3", "terms:3"),
        ("3x", "terms:3", None),
        ("drie maanden", "terms:3", None),
        ("3", "terms:3", None),
        ("uitstel tot 15 december", "until:2026-12-15", "until:2026-12-15"),
        ("mag ik twee weken uitstel", "until:2026-12-07", "until:2026-12-07"),
        ("ik betaal alles op 15 december", "until:2026-12-15", "until:2026-12-15"),
        ("mijn salaris is op 25 november binnen", "until:2026-11-25", "until:2026-11-25"),
        ("I can do 40 a month", "month:4000", "month:4000"),
        ("three instalments", "terms:3", "terms:3"),
        ("in 4 months", "terms:4", "terms:4"),
        ("two weeks more time please", "until:2026-12-07", "until:2026-12-07"),
        ("I get paid on 5 December", "until:2026-12-05", "until:2026-12-05"),
        ("ik betaal het op 27 november", "until:2026-11-27", "until:2026-11-27"),
        ("ik kan het vrijdag 4 december betalen", "until:2026-12-04", "until:2026-12-04"),
        ("I'll pay on 4 December", "until:2026-12-04", "until:2026-12-04"),
        ("ik wil in termijnen betalen vanaf 1 december", None, None),
        ("ik heb op 20 november betaald", None, None),
        ("ik denk 60 ofzo", "month:6000", None),
        ("ik wil betalen 3 maanden", "terms:3", "terms:3"),
        ("ik heb al 3 maanden niet betaald", "terms:3", None),
        ("over twee weken heb ik mijn salaris", "until:2026-12-07", "until:2026-12-07"),
        ("dan heb ik 2 kinderen en 3 banen", None, None),
        ("vanaf 1 december", None, None),
        ("weet ik niet", None, None),
        ("0", None, None),
        ("hoeveel sta ik open", None, None),
        ("mijn klantnummer is 40118273", None, None),
    ],
)
def test_a_wish(text: str, answered: str | None, unasked: str | None) -> None:
    assert read("instalments", text, True) == answered
    assert read("instalments", text, False) == unasked


@pytest.mark.parametrize(
    ("text", "answered", "unasked"),
    [("84 euro", 8400, 8400), ("€ 84,-", 8400, 8400), ("84", 8400, None), ("79,50", 7950, 7950), ("weet ik niet", None, None)],
)
def test_an_amount(text: str, answered: int | None, unasked: int | None) -> None:
    assert read("amount", text, True) == answered
    assert read("amount", text, False) == unasked


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("40118273 3527 GV 12 12-03-1985", "1985-03-12"),
        ("40118273 3527 GV 3 4-5-1979 en schiet op", "1979-05-04"),
        ("40118273 3527 GV 12, 12-03-85", "1985-03-12"),
        ("12 maart 1985", "1985-03-12"),
    ],
)
def test_a_house_number_before_a_date_of_birth_is_no_day(text: str, born: str) -> None:
    assert read("birth_date", text, True) == born
