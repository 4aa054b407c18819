"""Periods of whole days on the clock in Amsterdam, and what counts come to."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from handoff.decide.figures import mean, share, within
from handoff.decide.periods import NAMED, Period, day_of, named, own

D = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("name", "today", "first", "last"),
    [
        ("today", "2026-11-24", "2026-11-24", "2026-11-24"),
        ("yesterday", "2026-03-01", "2026-02-28", "2026-02-28"),
        ("this_week", "2026-11-24", "2026-11-23", "2026-11-24"),
        ("this_week", "2026-11-23", "2026-11-23", "2026-11-23"),  # a Monday
        ("this_week", "2026-11-29", "2026-11-23", "2026-11-29"),  # a Sunday
        ("last_week", "2026-11-23", "2026-11-16", "2026-11-22"),
        ("last_week", "2027-01-01", "2026-12-21", "2026-12-27"),
        ("this_month", "2026-11-24", "2026-11-01", "2026-11-24"),
        ("last_month", "2026-03-31", "2026-02-01", "2026-02-28"),
        ("last_month", "2027-01-15", "2026-12-01", "2026-12-31"),
    ],
)
def test_named_periods(name: str, today: str, first: str, last: str) -> None:
    assert named(name, D(today)) == Period(D(first), D(last))


def test_every_name_is_a_period() -> None:
    assert all(named(name, D("2026-11-24")).days() for name in NAMED)


@pytest.mark.parametrize(
    ("day", "start", "until", "hours"),
    [
        ("2026-11-24", "2026-11-23T23:00", "2026-11-24T23:00", 24),
        ("2026-07-01", "2026-06-30T22:00", "2026-07-01T22:00", 24),
        ("2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00", 23),  # the clock goes forward
        ("2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00", 25),  # and back
    ],
)
def test_a_day_lies_between_its_midnights(day: str, start: str, until: str, hours: int) -> None:
    found = day_of(D(day))
    assert found.start == dt.datetime.fromisoformat(f"{start}+00:00")
    assert found.until == dt.datetime.fromisoformat(f"{until}+00:00")
    assert found.until - found.start == dt.timedelta(hours=hours)


def test_the_days_of_a_period_follow_each_other_without_gaps() -> None:
    days = own("2026-03-01", "2026-11-30").days()
    assert len(days) == 275
    assert all(a.until == b.start for a, b in itertools.pairwise(days))


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-11-24", "2026-11-23"), ("", ""), ("x", "2026-01-01"), ("2025-01-01", "2026-01-02"), ("1999-12-31", "2000-01-01"), ("2026-02-30", "2026-03-01")],
)
def test_what_is_no_period_is_refused(first: str, last: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        own(first, last)


def test_a_year_is_the_longest_period() -> None:
    assert len(own("2025-01-01", "2026-01-01").days()) == 366


@pytest.mark.parametrize(
    ("counts", "middle", "nine"),
    [({}, None, None), ({4: 1}, 4, 4), ({1: 1, 2: 1}, 1, 2), ({1: 1, 2: 1, 9: 1}, 2, 9), ({5: 9, 60: 1}, 5, 5), ({5: 8, 60: 2}, 5, 60)],
)
def test_the_middle_and_nine_in_ten(counts: dict[float, int], middle: float | None, nine: float | None) -> None:
    assert (within(counts, 50), within(counts, 90)) == (middle, nine)


def test_shares_and_averages() -> None:
    assert share(1, 4) == 0.25
    assert share(0, 0) is None
    assert mean({1: 1, 5: 3}) == 4
    assert mean({1: 0}) is None
