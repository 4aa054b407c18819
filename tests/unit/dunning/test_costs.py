"""Collection costs: every worked example, and what must hold for any amount."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handoff.decide.dunning.costs import Part, charge, half_up, scale, summed, vat
from tests.unit.dunning.conftest import RULES

COSTS = RULES.costs
TODAY = dt.date(2026, 11, 27)
AMOUNTS = st.integers(min_value=0, max_value=5_000_000_00)

TABLE = [  # principal, costs, VAT, together
    (25_00, 40_00, 8_40, 48_40),
    (266_67, 40_00, 8_40, 48_40),
    (267_00, 40_05, 8_41, 48_46),
    (412_30, 61_85, 12_99, 74_84),
    (986_42, 147_96, 31_07, 179_03),
    (2_500_00, 375_00, 78_75, 453_75),
    (3_500_00, 475_00, 99_75, 574_75),
    (5_000_00, 625_00, 131_25, 756_25),
    (8_400_00, 795_00, 166_95, 961_95),
    (12_500_00, 900_00, 189_00, 1_089_00),
    (250_000_00, 3_025_00, 635_25, 3_660_25),
    (1_000_000_00, 6_775_00, 1_422_75, 8_197_75),
    (4_000_000_00, 6_775_00, 1_422_75, 8_197_75),
]


@pytest.mark.parametrize(("principal", "costs", "tax", "together"), TABLE)
def test_the_table(principal: int, costs: int, tax: int, together: int) -> None:
    found = scale(principal, COSTS)
    assert (found, vat(found, COSTS), found + vat(found, COSTS)) == (costs, tax, together)


@pytest.mark.parametrize(("principal", "costs"), [(195_00, 40_00), (400_00, 60_00), (3_000_00, 425_00)])
def test_the_examples_of_the_handbook(principal: int, costs: int) -> None:
    assert scale(principal, COSTS) == costs


def test_several_invoices_are_summed() -> None:
    assert summed([100_00] * 3, COSTS) == 45_00


def test_nothing_and_less_than_nothing() -> None:
    assert scale(0, COSTS) == 0
    with pytest.raises(ValueError, match="negative"):
        scale(-1, COSTS)


LATER, EARLIER = dt.date(2026, 11, 28), dt.date(2026, 11, 27)
CHARGES = [  # business, costs from, charged before, cents, reason
    (False, None, False, 0, "no_valid_letter"),
    (None, None, False, 0, "no_valid_letter"),
    (True, None, False, 0, "no_term_passed"),
    (False, LATER, False, 0, "term_runs"),
    (None, LATER, False, 0, "term_runs"),
    (False, EARLIER, False, 45_00, ""),
    (True, EARLIER, False, 45_00, ""),
    (False, EARLIER, True, 0, "charged_before"),
]


@pytest.mark.parametrize(("business", "since", "before", "cents", "reason"), CHARGES)
def test_when_costs_may_be_charged(business: bool | None, since: dt.date | None, before: bool, cents: int, reason: str) -> None:
    found = charge([Part(300_00)], COSTS, TODAY, business=business, costs_from=since, charged_before=before)
    assert (found.cents, found.vat_cents, found.reason, found.person) == (cents, 0, reason, False)


def test_a_part_paid_in_time_lowers_the_costs() -> None:
    whole = charge([Part(600_00)], COSTS, TODAY, business=False, costs_from=EARLIER)
    rest = charge([Part(400_00)], COSTS, TODAY, business=False, costs_from=EARLIER)
    assert (whole.cents, rest.cents) == (90_00, 60_00)
    assert charge([Part(0)], COSTS, TODAY, business=False, costs_from=EARLIER).reason == "nothing_open"


def test_vat_only_where_the_organisation_says_so() -> None:
    asked = replace(COSTS, charge_vat=True)
    assert charge([Part(412_30)], asked, TODAY, business=True, costs_from=EARLIER).vat_cents == 12_99


MONTHS = (dt.date(2026, 9, 1), dt.date(2026, 10, 1))
RECURRING = [  # parts, goes to a person
    ([Part(79_00, 1, MONTHS[0]), Part(79_00, 1, MONTHS[1])], True),
    ([Part(79_00, 1, MONTHS[0]), Part(79_00, 2, MONTHS[1])], False),
    ([Part(79_00, None, MONTHS[0]), Part(79_00, None, MONTHS[1])], False),
    ([Part(79_00, 1, dt.date(2026, 3, 1)), Part(79_00, 1, MONTHS[1])], False),
    ([Part(0, 1, MONTHS[0]), Part(79_00, 1, MONTHS[1])], False),
]


@pytest.mark.parametrize(("parts", "person"), RECURRING)
def test_instalments_of_one_agreement_go_to_a_person(parts: list[Part], person: bool) -> None:
    assert charge(parts, COSTS, TODAY, business=False, costs_from=EARLIER).person is person


@given(AMOUNTS, AMOUNTS)
def test_more_principal_is_never_less_costs(one: int, two: int) -> None:
    low, high = sorted((one, two))
    assert scale(low, COSTS) <= scale(high, COSTS)


@given(AMOUNTS.filter(bool))
def test_between_minimum_and_maximum(principal: int) -> None:
    assert COSTS.minimum <= scale(principal, COSTS) <= COSTS.maximum


def exact(principal: int) -> Fraction:
    """The scale of art. 2 of the decree as it is written, over cents and without any rounding."""
    found, left = Fraction(0), principal
    for width, percent in ((2_500_00, 15), (2_500_00, 10), (5_000_00, 5), (190_000_00, 1), (None, Fraction(1, 2))):
        portion = left if width is None else min(left, width)
        found, left = found + Fraction(portion * percent, 100), left - portion
    return min(max(found, Fraction(40_00)), Fraction(6_775_00))


SUMMED = [  # principals; costs over their sum; what each would be by itself, rounded
    ((100_00, 100_00, 100_00), 45_00, 120_00),
    ((133_33, 133_34), 40_00, 80_00),
    ((200_00, 212_30), 61_85, 80_00),
    ((2_400_00, 200_00), 385_00, 400_00),
    ((4_000_00, 4_400_00), 795_00, 1_090_00),
    # 210.5055: one cent above the parts, because each of those was rounded down and the law knows only the sum
    ((701_68, 701_69), 210_51, 210_50),
    ((266_70, 266_70), 80_01, 80_02),
]


@pytest.mark.parametrize(("principals", "costs", "apart"), SUMMED)
def test_the_cent_of_a_sum(principals: tuple[int, ...], costs: int, apart: int) -> None:
    assert (summed(principals, COSTS), sum(scale(p, COSTS) for p in principals)) == (costs, apart)
    found = charge([Part(p) for p in principals], COSTS, TODAY, business=False, costs_from=EARLIER)
    assert found.cents == costs


@given(st.lists(AMOUNTS.filter(bool), min_size=1, max_size=6))
@example([701_68, 701_69])
def test_the_costs_are_those_of_the_law_over_the_sum(principals: list[int]) -> None:
    law = exact(sum(principals))
    assert summed(principals, COSTS) == floor(law + Fraction(1, 2))  # rounded once, half up: never more than half a cent off
    assert law <= sum(exact(p) for p in principals)  # before rounding, together is never dearer than apart
    assert summed(principals, COSTS) == summed(sorted(principals), COSTS)


@given(AMOUNTS, st.integers(min_value=-400, max_value=400), st.sampled_from([None, False]))
def test_a_consumer_never_pays_costs_before_the_last_free_day_is_over(principal: int, offset: int, business: bool | None) -> None:
    costs_from = TODAY + dt.timedelta(days=offset)
    found = charge([Part(principal)], COSTS, TODAY, business=business, costs_from=costs_from)
    assert bool(found.cents) == (principal > 0 and offset <= 0)


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=10**6))
def test_half_up(numerator: int, denominator: int) -> None:
    found = half_up(numerator, denominator)
    assert -denominator <= 2 * (numerator - found * denominator) < denominator
