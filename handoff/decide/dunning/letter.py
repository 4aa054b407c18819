"""The 14-day letter: when it counts as received, until when paying is free of costs, and from when costs are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass

from handoff.decide.calendars import WEEKDAYS, working_day_on_or_after
from handoff.decide.dunning.rules import ExtraDays, LetterRules

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """The days of one letter. `fourteenth` is before, `last_free` after the move off weekends and holidays."""

    received: dt.date
    fourteenth: dt.date
    last_free: dt.date

    @property
    def costs_from(self) -> dt.date:
        """The first day on which costs are due."""
        return self.last_free + _DAY


def extra_days(table: Sequence[ExtraDays], posted: dt.date) -> int:
    """The delivery days added to a letter posted on `posted`; none before the first date of the table."""
    return next((row.days for row in reversed(table) if row.since <= posted), 0)


def is_delivery_day(day: dt.date, weekdays: Container[str], holidays: Container[dt.date]) -> bool:
    """Whether the post is delivered on `day`."""
    return WEEKDAYS[day.weekday()] in weekdays and day not in holidays


def received_on(posted: dt.date, rules: LetterRules, holidays: Container[dt.date]) -> dt.date:
    """The day on which a letter posted on `posted` counts as received: some delivery days later."""
    left, day = rules.delivery_day + extra_days(rules.extra_delivery_days, posted), posted
    while left > 0:
        day += _DAY
        left -= is_delivery_day(day, rules.delivery_weekdays, holidays)
    return day


def term_from_receipt(received: dt.date, rules: LetterRules, holidays: Container[dt.date]) -> Term:
    """The term of a letter whose day of receipt is known: it starts on the day after."""
    last = received + rules.free_days * _DAY
    return Term(received, last, working_day_on_or_after(last, holidays))


def term_of(posted: dt.date, rules: LetterRules, holidays: Container[dt.date]) -> Term:
    """The term of a letter posted on `posted`; `holidays` are those of the Algemene termijnenwet with equated days."""
    return term_from_receipt(received_on(posted, rules, holidays), rules, holidays)
