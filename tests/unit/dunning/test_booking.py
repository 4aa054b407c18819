"""Payments that a person books: what they are for, in which order, and what cannot be booked."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.dunning.booking import COSTS, Part, allot, bookable, refused
from handoff.decide.dunning.interest import Payment, owed
from handoff.decide.dunning.rules import Rate
from handoff.decide.dunning.schedule import Item

OLD, NEW = dt.date(2026, 9, 28), dt.date(2026, 10, 27)
TWO = [Item("F2", NEW, 82_00), Item("F1", OLD, 84_00)]  # as they come, not in order
PART_DISPUTED = [Item("F1", OLD, 84_00, disputed_cents=30_00), Item("F2", NEW, 82_00)]

DIVIDED = [  # cents, items, costs open, invoice named, parts
    (84_00, TWO, 0, "", [("F1", 84_00)]),
    (100_00, TWO, 0, "", [("F1", 84_00), ("F2", 16_00)]),
    (100_00, TWO, 40_00, "", [(COSTS, 40_00), ("F1", 60_00)]),
    (30_00, TWO, 40_00, "", [(COSTS, 30_00)]),
    (206_00, TWO, 40_00, "", [(COSTS, 40_00), ("F1", 84_00), ("F2", 82_00)]),
    (50_00, TWO, 40_00, "F2", [("F2", 50_00)]),
    (100_00, PART_DISPUTED, 0, "", [("F1", 54_00), ("F2", 46_00)]),
    (150_00, PART_DISPUTED, 0, "", [("F1", 68_00), ("F2", 82_00)]),
    (84_00, PART_DISPUTED, 0, "F1", [("F1", 84_00)]),
    (1, TWO, 0, "", [("F1", 1)]),
    (50_00, TWO, 0, "F9", []),
]


@pytest.mark.parametrize(("cents", "items", "costs", "number", "parts"), DIVIDED)
def test_what_a_payment_is_for(cents: int, items: list[Item], costs: int, number: str, parts: list[tuple[str, int]]) -> None:
    assert allot(cents, items, costs, number) == [Part(*one) for one in parts]


REFUSED = [
    (0, NEW, "amount-zero"),
    (-1, NEW, "amount-zero"),
    (1, dt.date(2026, 11, 25), "day-future"),
    (1, dt.date(2026, 9, 19), "day-before-invoice"),
    (166_01, NEW, "more-than-open"),
    (166_00, dt.date(2026, 11, 24), ""),
    (1, dt.date(2026, 9, 20), ""),
]


@pytest.mark.parametrize(("cents", "on", "why"), REFUSED)
def test_what_cannot_be_booked(cents: int, on: dt.date, why: str) -> None:
    assert refused(cents, on, dt.date(2026, 11, 24), dt.date(2026, 9, 20), bookable(TWO, 0)) == why


cents = st.integers(0, 500_00)
items = st.lists(st.builds(Item, st.sampled_from("ABCD"), st.dates(OLD, NEW), cents, cents), max_size=4, unique_by=lambda i: i.number)


@given(st.integers(0, 3_000_00), items, cents, st.sampled_from(["", "A"]))
def test_nothing_is_lost_and_nothing_gets_more_than_is_open(paid: int, owing: list[Item], costs: int, number: str) -> None:
    parts = {part.number: part.cents for part in allot(paid, owing, costs, number)}
    most = bookable(owing, costs, number)
    assert sum(parts.values()) == min(paid, most)
    left = {item.number: item.open_cents for item in owing} | {COSTS: costs}
    assert all(0 < part <= left[name] for name, part in parts.items())


@given(st.integers(0, 3_000_00), items, cents)
def test_costs_and_principal_as_the_law_has_them(paid: int, owing: list[Item], costs: int) -> None:
    """The same as the reckoning with interest says of a claim that bears none."""
    parts = {part.number: part.cents for part in allot(paid, owing, costs)}
    principal = sum(item.open_cents for item in owing)
    law = owed(principal, NEW, NEW, [Rate(since=OLD, percent=0)], costs=costs, payments=[Payment(NEW, paid)])
    assert costs - parts.get(COSTS, 0) == law.costs
    assert principal - sum(part for name, part in parts.items() if name != COSTS) == law.principal


@given(st.lists(st.integers(1, 400_00), max_size=5), items, cents)
def test_in_parts_or_at_once_is_the_same(paid: list[int], owing: list[Item], costs: int) -> None:
    left, costs_left = owing, costs
    for one in paid:
        parts = {part.number: part.cents for part in allot(one, left, costs_left)}
        costs_left -= parts.pop(COSTS, 0)
        left = [Item(i.number, i.failed_on, i.open_cents - parts.get(i.number, 0), i.disputed_cents) for i in left]
    at_once = {part.number: part.cents for part in allot(sum(paid), owing, costs)}
    assert costs - costs_left == at_once.pop(COSTS, 0)
    assert {i.number: i.open_cents for i in left} == {i.number: i.open_cents - at_once.get(i.number, 0) for i in owing}
