"""Statutory interest, exact until the end: by rates with dates, days over 365, compounding each year from the default.

Payments go to costs, then interest, then principal (art. 6:44 BW). Everything is a fraction of a cent until it is asked
for in cents, rounded half up once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from handoff.decide.calendars import add_months
from handoff.decide.dunning.costs import half_up
from handoff.decide.dunning.rules import Rate

_YEAR = 365 * 10_000  # days, times hundredths of a percent


@dataclass(frozen=True)
class Payment:
    """Money that came in on a day, in cents."""

    on: dt.date
    cents: int


@dataclass(frozen=True)
class Owed:
    """What is owed on a day, in cents, and what was paid too much."""

    costs: int
    interest: int
    principal: int
    over: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.costs + self.interest + self.principal


def rate_on(day: dt.date, rates: Sequence[Rate]) -> int:
    """The rate on `day` in hundredths of a percent. Raises LookupError before the first date of the table."""
    found = next((rate.percent for rate in reversed(rates) if rate.since <= day), None)
    if found is None:
        raise LookupError(f"no interest rate is known for {day}")
    return found


def interest(principal: int, start: dt.date, end: dt.date, rates: Sequence[Rate]) -> int:
    """Interest in cents over `principal` cents from `start` (included, the day of default) to `end` (excluded)."""
    return owed(principal, start, end, rates).interest


def owed(
    principal: int,
    default: dt.date,
    until: dt.date,
    rates: Sequence[Rate],
    *,
    costs: int = 0,
    payments: Iterable[Payment] = (),
) -> Owed:
    """What is owed at the start of `until`, after the payments up to and including that day.

    A payment counts on its day; one before the default lowers the principal from the start. Raises ValueError for a
    negative amount.
    """
    came = _by_day(payments)
    if principal < 0 or costs < 0 or any(cents < 0 for cents in came.values()):
        raise ValueError("amounts cannot be negative")
    book = _Book(Fraction(costs), Fraction(principal))
    for day in sorted(d for d in came if d < default):
        book.pay(came[day])
    day = default
    while day < until:
        following = _next_stop(day, default, until, rates, came)
        book.pay(came.get(day, 0))
        book.grow((following - day).days, rate_on(day, rates))
        if _anniversary(following, default):
            book.compound()
        day = following
    if until >= default:
        book.pay(came.get(until, 0))
    return book.owed()


def _by_day(payments: Iterable[Payment]) -> dict[dt.date, int]:
    found: dict[dt.date, int] = {}
    for payment in payments:
        if payment.cents < 0:
            raise ValueError("amounts cannot be negative")
        found[payment.on] = found.get(payment.on, 0) + payment.cents
    return found


def _next_stop(
    day: dt.date, default: dt.date, until: dt.date, rates: Sequence[Rate], came: Iterable[dt.date]
) -> dt.date:
    """The next day on which something changes: a rate, a payment, a year since the default, the end."""
    years = day.year - default.year
    birthdays = (add_months(default, 12 * n) for n in (years, years + 1))
    stops = (until, *birthdays, *(rate.since for rate in rates), *came)
    return min(stop for stop in stops if day < stop <= until)


def _anniversary(day: dt.date, default: dt.date) -> bool:
    return day > default and day == add_months(default, 12 * (day.year - default.year))


class _Book:
    """Costs, principal, interest that bears interest itself, and interest of this year."""

    def __init__(self, costs: Fraction, principal: Fraction) -> None:
        self.costs, self.principal = costs, principal
        self.old, self.new, self.over = Fraction(0), Fraction(0), Fraction(0)

    def grow(self, days: int, rate: int) -> None:
        self.new += (self.principal + self.old) * days * rate / _YEAR

    def compound(self) -> None:
        self.old, self.new = self.old + self.new, Fraction(0)

    def pay(self, cents: int) -> None:
        left = Fraction(cents)
        for name in ("costs", "new", "old", "principal"):
            part = min(left, getattr(self, name))
            setattr(self, name, getattr(self, name) - part)
            left -= part
        self.over += left

    def owed(self) -> Owed:
        cents = [_cents(part) for part in (self.costs, self.old + self.new, self.principal, self.over)]
        return Owed(*cents)


def _cents(value: Fraction) -> int:
    return half_up(value.numerator, value.denominator)
