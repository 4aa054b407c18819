"""The rules on contracts as tables: ends, settlements, pauses, swaps, first payments. Examples of the handbook first."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from handoff.decide.endings import cents, ending, settlement, whole_months
from handoff.decide.first_payment import age, first_payment
from handoff.decide.pauses import Pause, judge, price, shifted
from handoff.decide.swaps import (
    cheaper_too_soon,
    discount_kept,
    fits,
    fitting_products,
    month_price,
    size_for,
    swap_cost,
)
from tests.support.talking import content

D = dt.date
LIMITS = {"pause_days": 90, "pause_least_days": 30, "pause_notice_days": 7}


@pytest.mark.parametrize(
    ("today", "subscription", "min_until", "notice", "term"),
    [
        (D(2026, 3, 10), "flex", None, D(2026, 4, 10), D(2026, 4, 10)),
        (D(2027, 1, 31), "flex", None, D(2027, 2, 28), D(2027, 2, 28)),
        (D(2028, 1, 31), "flex", None, D(2028, 2, 29), D(2028, 2, 29)),
        (D(2027, 1, 28), "flex", None, D(2027, 2, 28), D(2027, 2, 28)),
        (D(2026, 12, 31), "flex", None, D(2027, 1, 31), D(2027, 1, 31)),
        (D(2026, 5, 1), "year", D(2027, 1, 5), D(2026, 6, 1), D(2027, 1, 5)),
        (D(2026, 12, 5), "year", D(2027, 1, 5), D(2027, 1, 5), D(2027, 1, 5)),  # a month before the end: exactly then
        (D(2026, 12, 6), "year", D(2027, 1, 5), D(2027, 1, 6), D(2027, 1, 6)),  # a day later: a month from today
        (D(2027, 6, 1), "year", D(2027, 1, 5), D(2027, 7, 1), D(2027, 7, 1)),
        (D(2027, 1, 31), "year", D(2027, 2, 28), D(2027, 2, 28), D(2027, 2, 28)),
    ],
)
def test_ending(today: D, subscription: str, min_until: D | None, notice: D, term: D) -> None:
    found = ending(today, subscription, min_until)
    assert found.notice == notice
    assert found.term == term
    assert found.early == (notice < term)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (D(2026, 3, 2), D(2026, 8, 2), 5),
        (D(2026, 3, 2), D(2026, 8, 1), 4),
        (D(2026, 3, 31), D(2026, 4, 30), 1),
        (D(2026, 3, 31), D(2026, 4, 29), 0),
        (D(2025, 11, 15), D(2026, 10, 20), 11),
        (D(2026, 3, 2), D(2026, 3, 1), 0),
    ],
)
def test_whole_months(first: D, last: D, months: int) -> None:
    assert whole_months(first, last) == months


@pytest.mark.parametrize(
    ("flex", "year", "month", "months", "due"),
    [
        (7900, 6500, 6500, 5, 7000),  # the handbook: E-Stad after 5 months is 5 x 14 = 70
        (1250, 950, 950, 11, 3300),
        (18900, 15900, 15900, 1, 3000),
        (7900, 6500, 5850, 5, 6300),  # with 10% off the difference is 10% less
        (7900, 6500, 7000, 5, 7000),  # never more than the list says
        (7900, 6500, 6500, 0, 0),
    ],
)
def test_settlement(flex: int, year: int, month: int, months: int, due: int) -> None:
    assert settlement(flex, year, month, months) == due


@pytest.mark.parametrize(("euros", "expected"), [("22.50", 2250), ("12.505", 1251), ("79", 7900)])
def test_cents(euros: str, expected: int) -> None:
    assert cents(Decimal(euros)) == expected


@pytest.mark.parametrize(
    ("first", "last", "used", "verdict"),
    [
        (D(2026, 12, 1), D(2026, 12, 30), 0, ""),  # 30 days
        (D(2026, 12, 1), D(2026, 12, 29), 0, "too_short"),
        (D(2026, 12, 1), D(2027, 2, 28), 0, ""),  # 90 days
        (D(2026, 12, 1), D(2027, 3, 1), 0, "too_long"),
        (D(2026, 11, 30), D(2027, 1, 10), 0, ""),  # 7 days ahead
        (D(2026, 11, 29), D(2027, 1, 10), 0, "too_soon"),
        (D(2026, 12, 1), D(2026, 12, 30), 60, ""),
        (D(2026, 12, 1), D(2026, 12, 31), 60, "shorter"),
        (D(2026, 12, 1), D(2026, 12, 30), 61, "used_up"),
    ],
)
def test_pause(first: D, last: D, used: int, verdict: str) -> None:
    assert judge(Pause(first, last), D(2026, 11, 23), used, LIMITS) == verdict


@pytest.mark.parametrize(("month", "paused"), [(6500, 2600), (7900, 3160), (2250, 900), (1250, 500), (8415, 3366)])
def test_price_of_a_pause(month: int, paused: int) -> None:
    assert price(month, 40) == paused


def test_a_pause_moves_the_end_of_the_year() -> None:
    pause = Pause(D(2026, 12, 1), D(2026, 12, 30))
    assert shifted(D(2027, 3, 2), pause) == D(2027, 4, 1)
    assert shifted(D(2026, 11, 30), pause) == D(2026, 11, 30)
    assert shifted(None, pause) is None


@pytest.mark.parametrize(
    ("last", "at_home", "cost"),
    [
        (None, False, 0),
        (None, True, 2500),
        (D(2026, 5, 23), False, 0),  # exactly six months ago
        (D(2026, 5, 24), False, 3500),
        (D(2026, 10, 1), True, 6000),
    ],
)
def test_what_a_swap_costs(last: D | None, at_home: bool, cost: int) -> None:
    assert swap_cost(D(2026, 11, 23), last, at_home, (3500, 2500)) == cost


@pytest.mark.parametrize(
    ("subscription", "old", "new", "last", "refused"),
    [
        ("year", 8400, 6500, D(2026, 3, 1), True),
        ("year", 8400, 6500, D(2025, 11, 23), False),
        ("year", 8400, 6500, None, False),
        ("year", 6500, 8400, D(2026, 3, 1), False),
        ("flex", 8400, 6500, D(2026, 3, 1), False),
    ],
)
def test_a_cheaper_bike_within_the_year(subscription: str, old: int, new: int, last: D | None, refused: bool) -> None:
    assert cheaper_too_soon(D(2026, 11, 23), subscription, old, new, last) is refused


def test_a_discount_stays() -> None:
    assert discount_kept(5850, Decimal(65), 10) == 10
    assert discount_kept(6500, Decimal(65), 10) == 0
    assert month_price(Decimal("22.50"), 10) == 2025


@pytest.mark.parametrize(("height", "low", "high", "yes"), [(155, 1.55, 1.95, True), (154, 1.55, 1.95, False), (195, 1.55, 1.95, True), (196, 1.55, 1.95, False), (158, 1.58, 1.98, True)])  # fmt: skip
def test_fits(height: int, low: float, high: float, yes: bool) -> None:
    assert fits(height, low, high) is yes


@pytest.mark.parametrize(("height", "size"), [(115, "20 inch"), (129, "20 inch"), (130, "24 inch"), (150, "24 inch"), (151, None), (110, None)])  # fmt: skip
def test_size_of_a_childrens_bike(height: int, size: str | None) -> None:
    assert size_for(height, content().products["SR-KF1"].features.sizes) == size


def test_bikes_that_fit() -> None:
    kinds = ("e_bike", "speed_pedelec")
    assert fitting_products(156, content().products, kinds) == ["SR-EB1"]
    assert fitting_products(198, content().products, kinds) == ["SR-EB2", "SR-SP1"]


@pytest.mark.parametrize(
    ("start", "month", "deposit", "delivery", "days", "day_price", "following", "total"),
    [
        (D(2026, 3, 12), 7900, 15000, 2500, 20, 263, 0, 15000 + 5260 + 2500),  # the handbook: 20 x 2,63 = 52,60
        (D(2026, 3, 20), 7900, 15000, 2500, 12, 263, 0, 15000 + 3156 + 2500),
        (D(2026, 3, 21), 7900, 15000, 2500, 11, 263, 7900, 15000 + 2893 + 7900 + 2500),  # after the 20th
        (D(2026, 11, 30), 6500, 15000, 0, 1, 217, 6500, 15000 + 217 + 6500),
        (D(2028, 2, 1), 1250, 2500, 0, 29, 42, 0, 2500 + 1218),
    ],
)
def test_first_payment(
    start: D, month: int, deposit: int, delivery: int, days: int, day_price: int, following: int, total: int
) -> None:
    found = first_payment(start, month, deposit, delivery, days_in_month=30, next_month_after=20)
    assert found.days == days
    assert found.day_price == day_price
    assert found.next_month == following
    assert found.total == total


@pytest.mark.parametrize(("born", "years"), [(D(2008, 11, 23), 18), (D(2008, 11, 24), 17), (D(1985, 3, 12), 41)])
def test_age(born: D, years: int) -> None:
    assert age(born, D(2026, 11, 23)) == years
