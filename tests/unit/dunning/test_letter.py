"""The 14-day letter: the worked examples with their weekdays, and what must hold for any day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.letter import Term, extra_days, term_from_receipt, term_of
from tests.unit.dunning.conftest import RULES

LAW = replace(RULES.letter, extra_delivery_days=())  # the table of the law has no extra day
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS = st.dates(min_value=dt.date(2026, 1, 1), max_value=dt.date(2028, 11, 1))


def day(text: str) -> dt.date:
    """ "Mon 23-11-2026": the weekday must be right."""
    name, _, rest = text.partition(" ")
    d, m, y = map(int, rest.split("-"))
    assert NAMES[dt.date(y, m, d).weekday()] == name, text
    return dt.date(y, m, d)


TABLE = [  # posted, received, day 14, last free day
    ("Mon 23-11-2026", "Wed 25-11-2026", "Wed 9-12-2026", "Wed 9-12-2026"),
    ("Thu 26-11-2026", "Sat 28-11-2026", "Sat 12-12-2026", "Mon 14-12-2026"),
    ("Fri 27-11-2026", "Tue 1-12-2026", "Tue 15-12-2026", "Tue 15-12-2026"),
    ("Wed 9-12-2026", "Fri 11-12-2026", "Fri 25-12-2026", "Mon 28-12-2026"),
    ("Wed 23-12-2026", "Tue 29-12-2026", "Tue 12-1-2027", "Tue 12-1-2027"),
    ("Wed 1-4-2026", "Sat 4-4-2026", "Sat 18-4-2026", "Mon 20-4-2026"),
    ("Fri 17-4-2026", "Tue 21-4-2026", "Tue 5-5-2026", "Wed 6-5-2026"),
    ("Wed 29-4-2026", "Fri 1-5-2026", "Fri 15-5-2026", "Mon 18-5-2026"),
    ("Tue 12-5-2026", "Sat 16-5-2026", "Sat 30-5-2026", "Mon 1-6-2026"),
]
RECEIVED = [  # receipt known, day 14, last free day
    ("Fri 18-12-2026", "Fri 1-1-2027", "Mon 4-1-2027"),
    ("Fri 20-3-2026", "Fri 3-4-2026", "Tue 7-4-2026"),
]
WITH_EXTRA_DAY = [  # what the organisation does: one delivery day more, two from 1 July 2027
    ("Mon 23-11-2026", "Thu 26-11-2026", "Thu 10-12-2026", "Thu 10-12-2026"),
    ("Thu 26-11-2026", "Tue 1-12-2026", "Tue 15-12-2026", "Tue 15-12-2026"),
    ("Wed 23-12-2026", "Wed 30-12-2026", "Wed 13-1-2027", "Wed 13-1-2027"),
    ("Wed 30-6-2027", "Sat 3-7-2027", "Sat 17-7-2027", "Mon 19-7-2027"),
    ("Thu 1-7-2027", "Wed 7-7-2027", "Wed 21-7-2027", "Wed 21-7-2027"),
]


@pytest.mark.parametrize(("posted", "received", "fourteenth", "last"), TABLE)
def test_the_table_of_the_law(posted: str, received: str, fourteenth: str, last: str) -> None:
    found = term_of(day(posted), LAW, LEGAL_HOLIDAYS)
    assert found == Term(day(received), day(fourteenth), day(last))
    assert found.costs_from == day(last) + dt.timedelta(days=1)


@pytest.mark.parametrize(("received", "fourteenth", "last"), RECEIVED)
def test_a_known_receipt(received: str, fourteenth: str, last: str) -> None:
    assert term_from_receipt(day(received), LAW, LEGAL_HOLIDAYS) == Term(day(received), day(fourteenth), day(last))


@pytest.mark.parametrize(("posted", "received", "fourteenth", "last"), WITH_EXTRA_DAY)
def test_with_the_extra_day(posted: str, received: str, fourteenth: str, last: str) -> None:
    assert term_of(day(posted), RULES.letter, LEGAL_HOLIDAYS) == Term(day(received), day(fourteenth), day(last))


def test_the_extra_days_have_dates() -> None:
    table = RULES.letter.extra_delivery_days
    days = (dt.date(2012, 6, 30), dt.date(2026, 11, 27), dt.date(2027, 6, 30), dt.date(2027, 7, 1))
    assert [extra_days(table, d) for d in days] == [0, 1, 1, 2]


@given(DAYS)
def test_never_shorter_than_fourteen_days_and_never_ending_on_a_free_day(posted: dt.date) -> None:
    with_extra, law = term_of(posted, RULES.letter, LEGAL_HOLIDAYS), term_of(posted, LAW, LEGAL_HOLIDAYS)
    assert with_extra.last_free >= with_extra.received + dt.timedelta(days=14)
    assert with_extra.last_free.weekday() < 5
    assert with_extra.last_free not in LEGAL_HOLIDAYS
    assert with_extra.received > law.received
    assert with_extra.last_free >= law.last_free


@given(DAYS, DAYS)
def test_posted_later_never_ends_earlier(one: dt.date, two: dt.date) -> None:
    early, late = sorted((one, two))
    assert term_of(early, RULES.letter, LEGAL_HOLIDAYS).last_free <= term_of(late, RULES.letter, LEGAL_HOLIDAYS).last_free
