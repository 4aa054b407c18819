"""A payment that was reported and not found: where it may be looked for, who may be told, and until when nothing else is sent.

Source: handbook, debtors, report_payment_made ("Niet gevonden: een medewerker belt") and report_hardship (who is under
administration is not written to). The handbook names no term here: its seven calendar days, as after a dispute, are used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass, replace

from handoff.decide.dunning.letter import received_on
from handoff.decide.dunning.rules import Rules, ScheduleRules
from handoff.decide.dunning.schedule import Debtor, Today, planned, stop_reason, today_of

PLACES = ("account", "amount", "last4", "reference", "links", "unmatched")  # their words stand in texts/dunning.yml
NOT_WRITTEN = frozenset({"death", "administration", "minor", "bankruptcy"})  # somebody else is to be spoken to
GOES_ON = ("", "not_yet", "no_working_day")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Reported:
    """What the debtor said of the payment: cents, its day, and the last digits of the account it came from, if known."""

    cents: int
    on: dt.date
    last4: str = ""


def not_written(debtor: Debtor, today: dt.date, rules: ScheduleRules) -> bool:
    """Whether nothing may be sent to the debtor himself, or nothing of this kind: a business is spoken to by a person."""
    reported = {stop.reason for stop in debtor.stops if stop.until is None}
    return debtor.business or bool({stop_reason(replace(debtor, stops=()), today, rules), *reported} & NOT_WRITTEN)


def free_until(sent: dt.date, channel: str, rules: Rules, holidays: Container[dt.date]) -> dt.date:
    """The last day before anything else is sent: of a mail from its day on, of a letter from the day it counts as received."""
    start = received_on(sent, rules.letter, holidays) if channel == "letter" else sent
    return start + rules.schedule.not_found_days * _DAY


def lifted(debtor: Debtor, day: dt.date, until: dt.date) -> Debtor:
    """The facts once the report of a payment holds nothing up any more, and what follows waits until after ``until``."""
    stops = [
        replace(stop, until=day, resume_on=until + _DAY)
        if stop.reason == "paid_claimed" and stop.until is None
        else stop
        for stop in debtor.stops
    ]
    return replace(debtor, stops=stops)


def comes_next(
    debtor: Debtor, today: dt.date, rules: Rules, holidays: Container[dt.date]
) -> tuple[str, dt.date] | None:
    """The step that follows and its day at the earliest; None where something else holds the schedule, or nothing is left."""
    found: Today = today_of(debtor, today, rules, holidays)
    if found.why not in GOES_ON:
        return None
    return next(iter(planned(debtor, today, rules, holidays)), None)
