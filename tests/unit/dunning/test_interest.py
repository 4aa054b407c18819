"""Interest: the worked examples, the order of payments, and what must hold for any claim."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.dunning.interest import Owed, Payment, interest, owed, rate_on
from tests.unit.dunning.conftest import RULES

CONSUMER, BUSINESS = RULES.interest.consumer, RULES.interest.business
DAYS = st.dates(min_value=dt.date(2023, 1, 1), max_value=dt.date(2027, 12, 31))
AMOUNTS = st.integers(min_value=0, max_value=100_000_00)

TABLE = [  # principal, from, to, rates, interest
    (10_000_00, "2025-12-17", "2026-01-16", CONSUMER, 41_10),
    (1_000_00, "2025-07-01", "2026-01-01", CONSUMER, 30_25),
    (500_00, "2024-11-01", "2026-05-01", CONSUMER, 43_14),
    (8_400_00, "2026-01-01", "2026-01-23", BUSINESS, 51_39),
    (1_000_00, "2026-01-01", "2026-01-01", CONSUMER, 0),
    (1_000_00, "2026-02-01", "2026-01-01", CONSUMER, 0),
    # a year of 365 days at one rate, and two: 4% on 4%
    (1_000_00, "2026-01-01", "2027-01-01", CONSUMER, 40_00),
    (1_000_00, "2026-01-01", "2028-01-01", CONSUMER, 81_60),
    # a default on 29 February has its anniversary on the 28th
    (1_000_00, "2024-02-29", "2025-02-28", CONSUMER, 68_41),
]


@pytest.mark.parametrize(("principal", "start", "end", "rates", "cents"), TABLE)
def test_the_table(principal: int, start: str, end: str, rates: Any, cents: int) -> None:
    assert interest(principal, dt.date.fromisoformat(start), dt.date.fromisoformat(end), rates) == cents


def test_the_organisation_charges_none() -> None:
    assert RULES.interest.charged is False


def test_no_rate_before_the_table() -> None:
    with pytest.raises(LookupError):
        rate_on(dt.date(2014, 12, 31), CONSUMER)
    assert rate_on(dt.date(2026, 12, 31), BUSINESS) == 10_40


def test_payments_go_to_costs_then_interest_then_principal() -> None:
    start, end = dt.date(2026, 1, 1), dt.date(2027, 1, 1)

    def after(cents: int) -> Owed:
        return owed(1_000_00, start, end, CONSUMER, costs=150_00, payments=[Payment(end, cents)])

    assert after(0) == Owed(150_00, 40_00, 1_000_00)
    assert after(100_00) == Owed(50_00, 40_00, 1_000_00)
    assert after(170_00) == Owed(0, 20_00, 1_000_00)
    assert after(690_00) == Owed(0, 0, 500_00)
    assert after(1_200_00) == Owed(0, 0, 0, 10_00)


def test_a_payment_stops_the_interest_on_what_it_paid() -> None:
    start, half, end = dt.date(2026, 1, 1), dt.date(2026, 7, 2), dt.date(2027, 1, 1)
    found = owed(1_000_00, start, end, CONSUMER, payments=[Payment(half, 500_00 + 19_95)])
    assert found.principal == 500_00
    assert found.interest == 10_03  # 183 days at 4% over 500, and a half cent that was left


def test_negative_amounts_are_refused() -> None:
    for wrong in ((-1, 0, 0), (0, -1, 0), (0, 0, -1)):
        with pytest.raises(ValueError, match="negative"):
            owed(wrong[0], dt.date(2026, 1, 1), dt.date(2026, 2, 1), CONSUMER, costs=wrong[1], payments=[Payment(dt.date(2026, 1, 5), wrong[2])])


@given(AMOUNTS, AMOUNTS, DAYS, DAYS, DAYS)
def test_more_and_longer_is_never_less(one: int, two: int, start: dt.date, end: dt.date, later: dt.date) -> None:
    low, high = sorted((one, two))
    start, end, later = sorted((start, end, later))
    assert interest(low, start, end, CONSUMER) <= interest(high, start, end, CONSUMER)
    assert interest(low, start, end, CONSUMER) <= interest(low, start, later, CONSUMER)


@given(AMOUNTS, st.integers(0, 500_00), st.lists(st.tuples(DAYS, st.integers(0, 30_000_00)), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_payments_does_not_change_the_sum(principal: int, costs: int, paid: list[tuple[dt.date, int]], chance: Any) -> None:
    payments = [Payment(*p) for p in paid]
    start, end = dt.date(2023, 6, 1), dt.date(2028, 1, 1)
    shuffled = chance.sample(payments, len(payments))
    assert owed(principal, start, end, CONSUMER, costs=costs, payments=payments) == owed(principal, start, end, CONSUMER, costs=costs, payments=shuffled)


@given(AMOUNTS, st.integers(0, 500_00), st.lists(st.tuples(DAYS, st.integers(0, 30_000_00)), max_size=6))
def test_no_money_disappears(principal: int, costs: int, paid: list[tuple[dt.date, int]]) -> None:
    """What was paid is what is gone from costs and principal, what was paid of interest, and what was too much."""
    payments, start, end = [Payment(*p) for p in paid], dt.date(2023, 6, 1), dt.date(2028, 1, 1)
    found = owed(principal, start, end, CONSUMER, costs=costs, payments=payments)
    total = sum(p.cents for p in payments)
    assert 0 <= found.costs <= costs
    assert 0 <= found.principal <= principal
    assert found.over <= total
    assert found.over == 0 or found.total == 0
    if not found.total:  # all is paid: at least the claim itself
        assert total - found.over >= principal + costs
