"""Working days, closing days, debit and invoice days, opening hours: tables that a person can check."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handoff.content import load
from handoff.decide import calendars as cal

AMS = ZoneInfo("Europe/Amsterdam")
HOURS = load(Path(__file__).parents[3] / "data" / "organisation", tolerate=True).hours
CLOSED = cal.closing_days(tuple(HOURS.closing_days))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMS)


@pytest.mark.parametrize(
    ("date", "closed", "legal"),
    [
        ("2026-01-01", True, True),  # New Year's Day
        ("2026-01-02", False, True),  # equated by decree
        ("2026-04-03", False, True),  # Good Friday: we are open
        ("2026-04-05", True, False),  # Easter Sunday is a Sunday already
        ("2026-04-06", True, True),
        ("2026-04-27", True, True),  # King's Day
        ("2025-04-26", True, True),  # King's Day a day earlier, because the 27th was a Sunday
        ("2026-05-05", False, True),  # Liberation Day counts every year for the ATW, we are open
        ("2025-05-05", False, True),
        ("2026-05-14", True, True),  # Ascension
        ("2026-05-15", False, True),  # equated by decree
        ("2026-05-25", True, True),  # Whit Monday
        ("2026-12-25", True, True),
        ("2026-12-26", True, True),
        ("2026-12-24", False, False),
        ("2026-11-23", False, False),
    ],
)
def test_closing_days_and_legal_holidays_are_two_calendars(date: str, closed: bool, legal: bool) -> None:
    assert (day(date) in CLOSED) is closed
    assert (day(date) in cal.LEGAL_HOLIDAYS) is legal


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-23", 5, "2026-11-30"),  # Monday + 5 = Monday
        ("2026-11-27", 1, "2026-11-30"),  # Friday + 1 = Monday
        ("2026-11-28", 1, "2026-11-30"),  # Saturday + 1 = Monday
        ("2026-12-24", 1, "2026-12-28"),  # over Christmas (Fri, Sat) and Sunday
        ("2026-04-02", 1, "2026-04-03"),  # Good Friday is a working day for us
        ("2026-04-03", 1, "2026-04-07"),  # over Easter Monday
        ("2026-05-04", 1, "2026-05-05"),  # 5 May is a working day for us
    ],
)
def test_add_working_days(start: str, n: int, end: str) -> None:
    assert cal.add_working_days(day(start), n, CLOSED) == day(end)


def test_a_term_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        cal.add_working_days(day("2026-11-23"), -1, CLOSED)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-03-10", 1, "2026-04-10"),
        ("2026-01-31", 1, "2026-02-28"),  # last day of February
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-11-23", 12, "2027-11-23"),
    ],
)
def test_add_months(start: str, n: int, end: str) -> None:
    assert cal.add_months(day(start), n) == day(end)


@pytest.mark.parametrize(
    ("today", "debit", "invoice"),
    [
        ("2026-11-23", "2026-11-27", "2026-12-20"),
        ("2026-11-27", "2026-11-27", "2026-12-20"),  # on the day itself
        ("2026-11-28", "2026-12-28", "2026-12-20"),  # 27 December 2026 is a Sunday
        ("2026-12-28", "2026-12-28", "2027-01-20"),
        ("2026-12-20", "2026-12-28", "2026-12-20"),
        ("2026-04-20", "2026-04-28", "2026-04-20"),  # the 27th is King's Day
        ("2027-03-20", "2027-03-30", "2027-03-20"),  # Saturday, Easter, Easter Monday
    ],
)
def test_debit_and_invoice_days(today: str, debit: str, invoice: str) -> None:
    assert cal.next_debit(day(today), CLOSED) == cal.next_debit(day(today)) == day(debit)
    assert cal.next_invoice(day(today)) == day(invoice)


@pytest.mark.parametrize(
    ("place", "date", "expected"),
    [
        ("customer_service", "2026-11-23", "8:00-20:00"),
        ("customer_service", "2026-11-28", "9:00-17:00"),
        ("customer_service", "2026-11-29", ""),
        ("customer_service", "2026-12-24", "8:00-16:00"),  # early closing
        ("customer_service", "2026-12-25", ""),
        ("service_points", "2026-11-23", "13:00-18:00"),
        ("service_points", "2026-11-26", "9:00-18:00"),
        ("service_points/utrecht", "2026-11-26", "9:00-20:00"),  # late-night shopping
        ("service_points/zwolle", "2026-11-26", "9:00-18:00"),
        ("service_points/utrecht", "2026-12-24", "9:00-16:00"),  # a Thursday: early closing wins
        ("service_points/utrecht", "2026-05-14", ""),  # Ascension is a Thursday
        ("breakdown_line", "2026-12-25", "7:00-23:00"),
        ("business", "2026-11-28", ""),
        ("business", "2026-12-24", "8:30-17:30"),  # no early closing there
        ("debtors", "2026-11-23", "9:00-17:00"),
    ],
)
def test_opening(place: str, date: str, expected: str) -> None:
    spans = cal.opening(HOURS, place, day(date))
    assert ",".join(f"{a.hour}:{a:%M}-{b.hour}:{b:%M}" for a, b in spans) == expected


@pytest.mark.parametrize(
    ("place", "moment", "expected"),
    [
        ("customer_service", "2026-11-23 07:59:59", False),
        ("customer_service", "2026-11-23 08:00", True),
        ("customer_service", "2026-11-23 19:59:59", True),
        ("customer_service", "2026-11-23 20:00", False),
        ("safety_line", "2026-12-25 03:00", True),
        ("safety_line", "2026-12-25 23:59:59", True),
        ("breakdown_line", "2026-12-25 23:00", False),
    ],
)
def test_is_open(place: str, moment: str, expected: bool) -> None:
    assert cal.is_open(HOURS, place, at(moment)) is expected


@pytest.mark.parametrize(
    ("place", "moment", "opens"),
    [
        ("customer_service", "2026-11-23 14:00", "2026-11-23 14:00"),  # open already
        ("customer_service", "2026-11-23 07:00", "2026-11-23 08:00"),
        ("customer_service", "2026-11-23 21:00", "2026-11-24 08:00"),
        ("customer_service", "2026-11-28 17:00", "2026-11-30 08:00"),  # Saturday evening to Monday
        ("customer_service", "2026-12-24 16:30", "2026-12-28 08:00"),  # over Christmas
        ("service_points", "2026-11-29 10:00", "2026-11-30 13:00"),
        ("debtors", "2026-11-27 17:00", "2026-11-30 09:00"),
    ],
)
def test_next_opening(place: str, moment: str, opens: str) -> None:
    assert cal.next_opening(HOURS, place, at(moment)) == at(opens)


def test_times_from_another_zone_are_read_on_the_clock_in_amsterdam() -> None:
    assert cal.is_open(HOURS, "customer_service", dt.datetime(2026, 11, 23, 18, 59, tzinfo=dt.UTC))
    assert not cal.is_open(HOURS, "customer_service", dt.datetime(2026, 11, 23, 19, 1, tzinfo=dt.UTC))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        cal.is_open(HOURS, "customer_service", dt.datetime(2026, 11, 23, 12))


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(KeyError):
        cal.opening(HOURS, "canteen", day("2026-11-23"))
