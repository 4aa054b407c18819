"""Days relative to the moment at which the demo is loaded: "-40d", "+2w", "-5m", "-3wd", "today"."""

from __future__ import annotations

import datetime as dt
import re

from handoff.content import Content
from handoff.decide.calendars import (
    AMSTERDAM,
    INVOICE_DAY,
    WEEKDAYS,
    add_months,
    add_working_days,
    closing_days,
    is_working_day,
    next_debit,
    working_day_on_or_after,
)

_STEP = re.compile(r"([+-]\d+)(d|wd|w|m)")
HISTORY_MONTHS = 14  # how far back invoices go
DAY = dt.timedelta(days=1)


class Days:
    """The calendar around ``now`` (aware), with the closing days and delivery days of the organisation."""

    def __init__(self, now: dt.datetime, content: Content) -> None:
        self.now = now.astimezone(AMSTERDAM)
        self.today = self.now.date()
        self.closed = closing_days(tuple(content.hours.closing_days))
        self._delivery_days = frozenset(WEEKDAYS.index(name) for name in content.delivery.days)
        self._slots = content.delivery.slots

    def of(self, text: str) -> dt.date:
        """The day that ``text`` says: an ISO date, "today", "next_workday", "next_delivery", or a step from today in days
        (d), weeks (w), months (m) or working days (wd). Raises ValueError for anything else.
        """
        named = {
            "today": lambda: self.today,
            "next_workday": lambda: self.working_days(1),
            "next_delivery": lambda: self.delivery_on_or_after(self.today + DAY),
        }
        if text in named:
            return named[text]()
        match = _STEP.fullmatch(text)
        if match is None:
            return dt.date.fromisoformat(text)
        count, unit = int(match[1]), match[2]
        if unit == "m":
            return add_months(self.today, count)
        if unit == "wd":
            return self.working_days(count)
        return self.today + dt.timedelta(days=count * (7 if unit == "w" else 1))

    def working_days(self, count: int, start: dt.date | None = None) -> dt.date:
        """The working day ``count`` working days after ``start`` (default: today), or before it when it is negative."""
        day = start or self.today
        if count >= 0:
            return add_working_days(day, count, self.closed)
        while count < 0:
            day -= DAY
            count += is_working_day(day, self.closed)
        return day

    def working_on_or_before(self, day: dt.date) -> dt.date:
        """``day`` when it is a working day, else the last one before it."""
        while not is_working_day(day, self.closed):
            day -= DAY
        return day

    def working_on_or_after(self, day: dt.date) -> dt.date:
        """``day`` when it is a working day, else the first one after it."""
        return working_day_on_or_after(day, self.closed)

    def delivers(self, day: dt.date) -> bool:
        """Whether bikes are delivered on ``day``."""
        return day.weekday() in self._delivery_days and day not in self.closed

    def delivery_on_or_before(self, day: dt.date) -> dt.date:
        """The last delivery day up to and including ``day``."""
        while not self.delivers(day):
            day -= DAY
        return day

    def delivery_on_or_after(self, day: dt.date) -> dt.date:
        """The first delivery day from ``day`` on."""
        while not self.delivers(day):
            day += DAY
        return day

    def slot(self, number: int) -> str:
        """A delivery slot as text, "14:00-17:00"; any number will do."""
        start, end = self._slots[number % len(self._slots)]
        return f"{start:%H:%M}-{end:%H:%M}"

    def on_the_way(self) -> tuple[dt.date, str]:
        """Day and slot of a bike that has left the depot: today in the slot that runs or comes next, else the next day."""
        if self.delivers(self.today):
            for number, (_, end) in enumerate(self._slots):
                if self.now.time() < end:
                    return self.today, self.slot(number)
        return self.delivery_on_or_after(self.today + DAY), self.slot(0)

    def moment(self, day: dt.date, hour: int = 10, minute: int = 15) -> dt.datetime:
        """A moment on ``day``, never after now."""
        return min(dt.datetime.combine(day, dt.time(hour, minute), AMSTERDAM), self.now - dt.timedelta(minutes=5))

    def issued(self, month: dt.date) -> dt.date:
        """When the invoice about ``month`` (its first day) is made: the 20th of the month before."""
        return add_months(month, -1).replace(day=INVOICE_DAY)

    def debit(self, issued: dt.date) -> dt.date:
        """The direct debit of an invoice made on ``issued``."""
        return next_debit(issued, self.closed)

    @property
    def first_month(self) -> dt.date:
        """The earliest month that has an invoice."""
        return add_months(self.today.replace(day=1), -HISTORY_MONTHS)

    @property
    def last_month(self) -> dt.date:
        """The latest month whose invoice has been made."""
        return add_months(self.today.replace(day=1), 1 if self.today.day >= INVOICE_DAY else 0)
