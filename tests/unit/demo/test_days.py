"""Relative days, and the days on which things happen."""

from __future__ import annotations

import datetime as dt

import pytest

D = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("now", "text", "day"),
    [
        ("2026-11-24T10:00", "today", "2026-11-24"),
        ("2026-11-24T10:00", "-40d", "2026-10-15"),
        ("2026-11-24T10:00", "+2w", "2026-12-08"),
        ("2026-11-24T10:00", "2025-01-31", "2025-01-31"),
        ("2026-03-31T10:00", "-1m", "2026-02-28"),  # the month is shorter
        ("2028-02-29T10:00", "-12m", "2027-02-28"),
        ("2026-11-23T10:00", "-1wd", "2026-11-20"),  # Monday: back over the weekend
        ("2026-12-28T10:00", "-2wd", "2026-12-23"),  # Christmas: only the 24th and 23rd
        ("2026-12-24T10:00", "next_workday", "2026-12-28"),
        ("2026-12-24T10:00", "next_delivery", "2026-12-28"),  # Saturday is Boxing Day
        ("2026-11-27T10:00", "next_delivery", "2026-11-28"),  # an ordinary Saturday
        ("2026-04-24T10:00", "+1wd", "2026-04-28"),  # King's Day on Monday
    ],
)
def test_what_a_text_says(days_at, now: str, text: str, day: str) -> None:
    assert days_at(now).of(text) == D(day)


@pytest.mark.parametrize("text", ["", "40d", "-40x", "tomorrow", "31-12-2026", "2026-02-30"])
def test_anything_else_is_refused(days_at, text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        days_at("2026-11-24T10:00").of(text)


@pytest.mark.parametrize(
    ("now", "day", "slot"),
    [
        ("2026-11-24T10:00", "2026-11-24", "08:00-11:00"),
        ("2026-11-24T11:00", "2026-11-24", "11:00-14:00"),
        ("2026-11-24T19:59", "2026-11-24", "17:00-20:00"),
        ("2026-11-24T20:00", "2026-11-25", "08:00-11:00"),
        ("2026-11-28T22:00", "2026-11-30", "08:00-11:00"),  # no delivery on Sunday
        ("2026-12-25T09:00", "2026-12-28", "08:00-11:00"),
    ],
)
def test_a_bike_on_its_way_is_never_in_the_past(days_at, now: str, day: str, slot: str) -> None:
    assert days_at(now).on_the_way() == (D(day), slot)


@pytest.mark.parametrize(
    ("month", "issued", "debit"),
    [("2026-12-01", "2026-11-20", "2026-11-27"), ("2027-01-01", "2026-12-20", "2026-12-28"), ("2026-05-01", "2026-04-20", "2026-04-28")],
)  # fmt: skip
def test_invoice_and_debit(days_at, month: str, issued: str, debit: str) -> None:
    days = days_at("2026-11-24T10:00")
    assert days.issued(D(month)) == D(issued)
    assert days.debit(D(issued)) == D(debit)


@pytest.mark.parametrize(("now", "last"), [("2026-11-19T23:59", "2026-11-01"), ("2026-11-20T00:00", "2026-12-01"), ("2026-12-31T12:00", "2027-01-01")])  # fmt: skip
def test_the_last_month_with_an_invoice(days_at, now: str, last: str) -> None:
    assert days_at(now).last_month == D(last)


def test_a_moment_is_never_after_now(days_at) -> None:
    days = days_at("2026-11-24T09:00")
    assert days.moment(days.today, 15) < days.now
