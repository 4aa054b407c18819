"""When what was promised is due. Terms are data (guidelines.yml); this only counts.

Rules: handbook, page on priorities ("Streeftijden") with its reading guide, points 15 to 17, and the complaints and data
access procedures. A term starts on the day after the report; working days are Monday to Friday except the organisation's
closing days. What is promised "by that day" counts until 18.00, or until closing time where that is earlier (24 and 31
December: 16.00).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from handoff.decide.calendars import (
    AMSTERDAM,
    LEGAL_HOLIDAYS,
    Hours,
    add_months,
    add_working_days,
    closing_days,
    is_open,
    next_opening,
    opening,
    working_day_on_or_after,
)

PLACE = "customer_service"
END_OF_DAY = dt.time(18, 0)  # until when a promise "by that day" counts as kept
LAST_CALL = dt.time(20, 0)  # until when customer service still calls back on a working day


class Due(NamedTuple):
    """Until when a person reacts in the conversation, the first reaction on the case, and its solution; all aware."""

    person: dt.datetime
    first: dt.datetime
    solved: dt.datetime


def due(
    hours: Hours,
    terms: Mapping[str, Any],
    priority: str,
    kind: str,
    now: dt.datetime,
    *,
    topic: str = "",
    channel: str = "",
) -> Due:
    """Terms of a case of ``priority`` and topic kind ``kind`` that came in at ``now``.

    ``terms`` is the ``terms`` block of guidelines.yml. Critical goes on day and night (safety line). A ``topic`` may have
    terms of its own; a letter or an e-mail (``channel``) has a first reaction of its own. What a complaint hears first is
    more than that it was read: two working days on every channel.
    """
    rule = terms[priority]
    complaint = "_complaint" if kind == "complaint" else ""
    day = _local(now).date()
    person = person_by(hours, terms, priority, now)
    own = terms["topics"].get(topic, {}) if priority != "critical" else {}
    first_days, solve_days = (
        int(own.get("first", rule["first" + complaint])),
        own.get("solve", rule["solve" + complaint]),
    )
    if channel == "letter":
        first_days = int(terms["letter"]["complaint" if kind == "complaint" and priority != "critical" else priority])
    first = _end_of(hours, _working_days_after(hours, day, first_days)) if first_days else person
    if channel == "letter" and not first_days:
        first = dt.datetime.combine(day, dt.time(23, 59), AMSTERDAM)
    solved = _end_of(hours, _working_days_after(hours, day, int(solve_days)))
    if topic == "request_data_access":
        solved = _end_of(hours, legal_month_end(day, int(terms["data_access_months"])))
    if channel == "email" and priority in terms["email"] and not own and not complaint:
        first = after_opening_hours(hours, now, dt.timedelta(minutes=int(terms["email"][priority])))
    if topic == "threaten_escalation":  # reading guide 15: the coordinator answers within opening hours
        first = after_opening_hours(hours, now, dt.timedelta(hours=float(terms["escalation_hours"])))
    return Due(person, first, solved)


def person_by(hours: Hours, terms: Mapping[str, Any], priority: str, now: dt.datetime) -> dt.datetime:
    """Until when a person reacts in a chat: minutes while open; high after hours before 10.00 on the next opening day."""
    wait = dt.timedelta(minutes=int(terms[priority]["person_minutes"]))
    if priority == "critical" or is_open(hours, PLACE, now):
        return now + wait
    opens = next_opening(hours, PLACE, now)
    if priority == "high":
        return dt.datetime.combine(opens.date(), dt.time.fromisoformat(terms["callback_high_by"]), AMSTERDAM)
    return opens + wait


def call_back_by(hours: Hours, terms: Mapping[str, Any], priority: str, now: dt.datetime) -> dt.datetime:
    """Until when a customer is called back: within a working day; high and closed: before 10.00 on the next opening day.

    Critical is never left for the next day: the safety line calls at once, day and night.
    """
    if priority == "critical":
        return person_by(hours, terms, "critical", now)
    if priority == "high" and not is_open(hours, PLACE, now):
        return person_by(hours, terms, "high", now)
    return _end_of(hours, _working_days_after(hours, _local(now).date(), 1), LAST_CALL)


def call_waiting_by(hours: Hours, terms: Mapping[str, Any], priority: str, now: dt.datetime) -> dt.datetime:
    """Until when somebody who waits for a person is called instead of waiting.

    High: as soon as a person would have come (priorities, "Streeftijden": 15 minutes while open, else before 10.00 on the next
    opening day); leaving a number makes nobody wait longer. The others as every call-back (procedures, request_callback).
    """
    return person_by(hours, terms, priority, now) if priority == "high" else call_back_by(hours, terms, priority, now)


def extended(
    hours: Hours, terms: Mapping[str, Any], solved: dt.datetime, received: dt.datetime, *, topic: str = ""
) -> dt.datetime:
    """The end of a term that is extended, which is done once: ten working days more; data access two months more.

    ``solved`` is the end of the first term, ``received`` when the case came in.
    """
    if topic == "request_data_access":
        months = int(terms["data_access_months"]) + int(terms["data_access_extension_months"])
        return _end_of(hours, legal_month_end(_local(received).date(), months))
    return _end_of(hours, _working_days_after(hours, _local(solved).date(), int(terms["extension_days"])))


def may_extend(solved: dt.datetime, now: dt.datetime, *, extended_before: bool) -> bool:
    """Whether a term may still be extended: once, and told before the first term ends."""
    return not extended_before and now < solved


def legal_month_end(day: dt.date, months: int) -> dt.date:
    """The last day of a legal term in months: moved on from a weekend or holiday (31-1-2027 + 1 month = 1-3-2027)."""
    return working_day_on_or_after(add_months(day, months), LEGAL_HOLIDAYS)


def after_opening_hours(hours: Hours, now: dt.datetime, wait: dt.timedelta) -> dt.datetime:
    """The moment at which customer service has been open for ``wait`` since ``now``."""
    moment = next_opening(hours, PLACE, now)
    while True:
        closes = _closing(hours, moment)
        if moment + wait <= closes:
            return moment + wait
        wait -= closes - moment
        moment = next_opening(hours, PLACE, closes)


def _closing(hours: Hours, moment: dt.datetime) -> dt.datetime:
    ends = [end for start, end in opening(hours, PLACE, moment.date()) if start <= moment.time() < end]
    return dt.datetime.combine(moment.date(), ends[0], AMSTERDAM)


def _working_days_after(hours: Hours, day: dt.date, count: int) -> dt.date:
    return add_working_days(day, count, closing_days(tuple(hours.closing_days)))


def _end_of(hours: Hours, day: dt.date, at: dt.time = END_OF_DAY) -> dt.datetime:
    """``at`` on ``day``, or earlier when customer service closes earlier that day."""
    closes = max((end for _, end in opening(hours, PLACE, day)), default=at)
    return dt.datetime.combine(day, min(at, closes), AMSTERDAM)


def _local(at: dt.datetime) -> dt.datetime:
    return at.astimezone(AMSTERDAM)
