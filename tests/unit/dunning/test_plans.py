"""Payment plans, deferment and keeping them: the handbook's table, its edges, and what must hold for any amount."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.dunning.plans import Instalment, deferment, made_to_measure, may_approve, proposal, too_small, watch
from handoff.decide.dunning.schedule import Debtor, Stop
from tests.unit.dunning.conftest import RULES

PLANS = RULES.plans
TODAY = dt.date(2026, 11, 27)
FIRST = dt.date(2026, 12, 1)

TABLE = [  # open, wish, cents of each instalment, department, role
    (79_00, {}, [26_33, 26_33, 26_34], "klantenservice", None),
    (60_00, {}, [30_00, 30_00], "klantenservice", None),
    (20_00, {}, [20_00], "klantenservice", None),
    (250_00, {}, [83_33, 83_33, 83_34], "klantenservice", None),
    (250_01, {}, [41_66] * 5 + [41_71], "debiteurenbeheer", None),
    (1_000_00, {"terms": 4}, [250_00] * 4, "debiteurenbeheer", None),
    (1_000_01, {}, [83_33] * 11 + [83_38], "debiteurenbeheer", "supervisor"),
    (300_00, {"month_cents": 70_00}, [70_00] * 4 + [20_00], "debiteurenbeheer", None),
    (20_00, {"month_cents": 20_00}, [20_00], "klantenservice", None),
    (184_00, {"month_cents": 61_33}, [61_33, 61_33, 61_34], "klantenservice", None),  # the parts that we named ourselves
    (79_00, {"month_cents": 100_00}, [79_00], "klantenservice", None),
]


@pytest.mark.parametrize(("cents", "wish", "amounts", "department", "role"), TABLE)
def test_within_the_table(cents: int, wish: dict[str, int], amounts: list[int], department: str, role: str | None) -> None:
    found = proposal(cents, FIRST, TODAY, PLANS, **wish)
    assert [i.cents for i in found.instalments] == amounts
    assert (found.department, found.role, found.reason) == (department, role, "")
    assert found.instalments[0].due == FIRST


def test_the_same_day_of_each_month() -> None:
    found = proposal(300_00, dt.date(2026, 12, 31), dt.date(2026, 12, 20), PLANS, terms=3)
    assert [i.due for i in found.instalments] == [dt.date(2026, 12, 31), dt.date(2027, 1, 31), dt.date(2027, 2, 28)]


TO_A_PERSON = [
    (200_00, {"month_cents": 24_99}, FIRST, "below_minimum"),
    (200_00, {"month_cents": 0}, FIRST, "below_minimum"),
    (200_00, {"month_cents": 50_00}, FIRST, "too_many_terms"),
    (200_00, {"terms": 4}, FIRST, "too_many_terms"),
    (60_00, {"terms": 3}, FIRST, "below_minimum"),
    (200_00, {"hardship": True}, FIRST, "hardship"),
    (200_00, {"failed_on": dt.date(2025, 11, 28)}, FIRST, "failed_before"),
    (200_00, {}, dt.date(2026, 12, 12), "first_too_late"),
    (200_00, {}, dt.date(2026, 11, 26), "first_in_the_past"),
    (0, {}, FIRST, "nothing_open"),
]


@pytest.mark.parametrize(("cents", "wish", "first", "reason"), TO_A_PERSON)
def test_outside_the_table_a_person_decides(cents: int, wish: dict[str, Any], first: dt.date, reason: str) -> None:
    found = proposal(cents, first, TODAY, PLANS, **wish)
    assert (found.within_table, found.reason) == (False, reason)
    assert found.department


def test_an_old_failure_does_not_count_and_the_fourteenth_day_does() -> None:
    assert proposal(200_00, dt.date(2026, 12, 11), TODAY, PLANS, failed_on=dt.date(2025, 11, 27)).within_table


@pytest.mark.parametrize(
    ("days", "earlier", "department", "reason"),
    [
        (1, False, "klantenservice", ""), (14, False, "klantenservice", ""), (15, False, "debiteurenbeheer", ""),
        (30, False, "debiteurenbeheer", ""), (31, False, "debiteurenbeheer", "too_long"),
        (7, True, "debiteurenbeheer", "deferred_before"), (0, False, "debiteurenbeheer", "no_days"),
    ],
)  # fmt: skip
def test_deferment(days: int, earlier: bool, department: str, reason: str) -> None:
    found = deferment(days, earlier, PLANS)
    assert (found.department, found.reason) == (department, reason)


PLAN = [Instalment(dt.date(2026, 12, 1), 50_00), Instalment(dt.date(2027, 1, 1), 50_00)]
WATCH = [  # paid, on, told on, state, catch up until
    (0, "2026-12-01", None, "kept", None),
    (0, "2026-12-02", None, "missed", None),
    (49_99, "2026-12-03", None, "missed", None),
    (0, "2026-12-04", None, "notice_due", None),
    (0, "2027-02-04", None, "notice_due", None),  # without a notice it never lapses
    (0, "2026-12-11", "2026-12-04", "missed", "2026-12-11"),
    (0, "2026-12-12", "2026-12-04", "lapsed", "2026-12-11"),
    (50_00, "2026-12-12", "2026-12-04", "kept", None),
    (50_00, "2027-01-02", "2026-12-04", "missed", None),  # the earlier notice was about the earlier instalment
    (100_00, "2026-12-02", None, "completed", None),
]


@pytest.mark.parametrize(("paid", "on", "told", "state", "until"), WATCH)
def test_watching_a_plan(paid: int, on: str, told: str | None, state: str, until: str | None) -> None:
    found = watch(PLAN, paid, dt.date.fromisoformat(on), PLANS, dt.date.fromisoformat(told) if told else None)
    assert (found.state, found.catch_up_until) == (state, dt.date.fromisoformat(until) if until else None)


@given(st.integers(1, 50_000_00), st.one_of(st.none(), st.integers(0, 60_000_00)), st.integers(0, 14))
def test_a_proposal_adds_up_and_stays_within_the_table(cents: int, month: int | None, ahead: int) -> None:
    found = proposal(cents, TODAY + dt.timedelta(days=ahead), TODAY, PLANS, month_cents=month)
    if not found.within_table:
        assert found.reason
        return
    amounts = [i.cents for i in found.instalments]
    assert sum(amounts) == cents
    assert all(a > 0 for a in amounts)
    assert all(a >= min(25_00, cents) for a in amounts[:-1])
    assert len(amounts) <= (3 if cents <= 250_00 else 6 if cents <= 1_000_00 else 12)
    if month is None:
        assert amounts[-1] - amounts[0] < len(amounts)


SERVICE, MO = ({"klantenservice"}, {"agent", "debtors"}), ({"debiteurenbeheer", "facturatie"}, {"agent", "debtors"})
LEADER, OTHER_LEADER = ({"debiteurenbeheer"}, {"supervisor", "debtors"}), ({"klantenservice", "teamleider"}, {"supervisor", "debtors"})
BILLING = ({"facturatie"}, {"agent", "debtors"})
DECIDES = [  # handbook, request_payment_plan: up to EUR 250, up to EUR 1,000, above; debt help or administration at any amount
    (250_00, False, [SERVICE, MO, LEADER, OTHER_LEADER]),
    (250_01, False, [MO, LEADER]),
    (1_000_00, False, [MO, LEADER]),
    (1_000_01, False, [LEADER]),
    (50_00, True, [LEADER]),
    (500_00, True, [LEADER]),
]


@pytest.mark.parametrize(("cents", "hardship", "who"), DECIDES)
def test_who_decides_on_a_plan(cents: int, hardship: bool, who: list[Any]) -> None:
    made = proposal(cents, FIRST, TODAY, PLANS, hardship=hardship)
    everybody = [SERVICE, MO, LEADER, OTHER_LEADER, BILLING]
    assert [one for one in everybody if may_approve(made.department, made.role, *one, PLANS)] == who


@pytest.mark.parametrize(
    ("debtor", "measured"),
    [
        (Debtor([]), False),
        (Debtor([], administrator=True), True),
        (Debtor([], stops=[Stop("debt_help", TODAY)]), True),
        (Debtor([], stops=[Stop("administration", TODAY)]), True),
        (Debtor([], stops=[Stop("debt_help", TODAY, until=TODAY)]), False),
        (Debtor([], stops=[Stop("hardship", TODAY)]), False),
    ],
)
def test_debt_help_and_administration_are_made_to_measure(debtor: Debtor, measured: bool) -> None:
    assert made_to_measure(debtor) is measured


def test_the_least_of_a_part_with_debt_help() -> None:
    assert too_small([Instalment(FIRST, 9_99), Instalment(FIRST, 50_00)], PLANS)
    assert not too_small([Instalment(FIRST, 10_00), Instalment(FIRST, 5_00)], PLANS)
