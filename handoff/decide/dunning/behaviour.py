"""When a debtor may be approached: days, hours and how often. Answering what a debtor himself asks is always allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.dunning.rules import BehaviourRules, Hours

WEEK = dt.timedelta(days=7)
_FURTHEST_DAYS = 30  # no run of days without approach is longer


def may_mail(at: dt.datetime, rules: BehaviourRules, holidays: Container[dt.date]) -> str:
    """Empty when notices may go out at `at` (aware), else why not: "day", "holiday" or "hours"."""
    return _refused(at, rules.mail, holidays)


def may_call(
    at: dt.datetime, attempts: Iterable[dt.datetime], rules: BehaviourRules, holidays: Container[dt.date]
) -> str:
    """Empty when the debtor may be called at `at` (aware), else why not: as `may_mail`, or "today" or "week".

    `attempts` are the earlier calls, answered or not. A week is any seven days, so no week of the calendar has more.
    """
    today = at.astimezone(AMSTERDAM).date()
    refused = _refused(at, rules.call, holidays)
    if refused:
        return refused
    days = [attempt.astimezone(AMSTERDAM).date() for attempt in attempts]
    if days.count(today) >= rules.calls_per_day:
        return "today"
    return "week" if sum(today - WEEK < day <= today for day in days) >= rules.calls_per_week else ""


def next_mail(at: dt.datetime, rules: BehaviourRules, holidays: Container[dt.date]) -> dt.datetime:
    """`at` when notices may go out then, else the first moment after it (aware, Amsterdam)."""
    return _next(at, rules.mail, holidays)


def next_call(at: dt.datetime, rules: BehaviourRules, holidays: Container[dt.date]) -> dt.datetime:
    """`at` when calls may be made then, else the first moment after it; attempts are not looked at."""
    return _next(at, rules.call, holidays)


def call_day(day: dt.date, rules: BehaviourRules, holidays: Container[dt.date]) -> dt.date:
    """`day`, or the first day after it on which calls may be made."""
    return _next(dt.datetime.combine(day, dt.time(), AMSTERDAM), rules.call, holidays).date()


def _refused(at: dt.datetime, hours: Hours, holidays: Container[dt.date]) -> str:
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be compared with hours")
    local = at.astimezone(AMSTERDAM)
    if local.date() in holidays:
        return "holiday"
    if not hours.on(local.date()):
        return "day"
    start, end = hours.hours
    return "" if start <= local.time() < end else "hours"


def _next(at: dt.datetime, hours: Hours, holidays: Container[dt.date]) -> dt.datetime:
    if not _refused(at, hours, holidays):
        return at
    local = at.astimezone(AMSTERDAM)
    for ahead in range(_FURTHEST_DAYS):
        moment = dt.datetime.combine(local.date() + dt.timedelta(days=ahead), hours.hours[0], AMSTERDAM)
        if moment >= local and not _refused(moment, hours, holidays):
            return moment
    raise ValueError(f"no day within {_FURTHEST_DAYS} days on which a debtor may be approached")
