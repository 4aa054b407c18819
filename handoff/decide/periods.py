"""Periods of reports: whole days on the clock of the organisation, also on the days of 23 and 25 hours."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from handoff.decide.calendars import AMSTERDAM, add_months

NAMED = ("today", "yesterday", "this_week", "last_week", "this_month", "last_month")
OWN = "own"
LONGEST_DAYS = 366


class Day(NamedTuple):
    """A calendar day in Amsterdam and the moments between which it lies: from ``start``, before ``until``."""

    day: dt.date
    start: dt.datetime
    until: dt.datetime


class Period(NamedTuple):
    """From ``first`` to ``last``, both included."""

    first: dt.date
    last: dt.date

    def days(self) -> list[Day]:
        """Every day of it, in order."""
        count = (self.last - self.first).days + 1
        return [day_of(self.first + dt.timedelta(days=n)) for n in range(count)]


def day_of(day: dt.date) -> Day:
    """A day with its moments: midnight is taken on the clock, so that the change of the clocks falls within its day."""
    after = day + dt.timedelta(days=1)
    start, until = (dt.datetime.combine(d, dt.time(), AMSTERDAM).astimezone(dt.UTC) for d in (day, after))
    return Day(day, start, until)


def named(name: str, today: dt.date) -> Period:
    """The period ``name`` (one of ``NAMED``) seen from ``today``; a week begins on Monday, and what runs ends today.

    Raises KeyError for another name.
    """
    monday = today - dt.timedelta(days=today.weekday())
    month = today.replace(day=1)
    one, week = dt.timedelta(days=1), dt.timedelta(days=7)
    return {
        "today": Period(today, today),
        "yesterday": Period(today - one, today - one),
        "this_week": Period(monday, today),
        "last_week": Period(monday - week, monday - one),
        "this_month": Period(month, today),
        "last_month": Period(add_months(month, -1), month - one),
    }[name]


def own(first: str, last: str) -> Period:
    """A period of one's own from two ISO dates. Raises ValueError when they are none, turned round or too far apart."""
    begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    if begin.year < 2000 or end.year >= 2100 or begin > end or (end - begin).days >= LONGEST_DAYS:
        raise ValueError("no such period")
    return Period(begin, end)
