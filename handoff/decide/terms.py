"""When what was promised is due. Terms are data (guidelines.yml); this only counts.

Rules: handbook, page on priorities ("Streeftijden") with its reading guide, points 15 to 17. A term starts on the day
after the report; working days are Monday to Friday except the organisation's closing days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from handoff.decide.calendars import AMSTERDAM, Hours, add_months, add_working_days, closing_days, is_open, next_opening

PLACE = "customer_service"
END_OF_DAY = dt.time(18, 0)  # until when a promise "by that day" counts as kept


class Due(NamedTuple):
    """Until when a person reacts in the conversation, the first reaction on the case, and its solution; all aware."""

    person: dt.datetime
    first: dt.datetime
    solved: dt.datetime


def due(hours: Hours, terms: Mapping[str, Any], priority: str, kind: str, now: dt.datetime, *, topic: str = "") -> Due:
    """Terms of a case of ``priority`` and topic kind ``kind`` that came in at ``now``.

    ``terms`` is the ``terms`` block of guidelines.yml. Critical goes on day and night (safety line).
    """
    rule = terms[priority]
    closed = closing_days(tuple(hours.closing_days))
    day = now.astimezone(AMSTERDAM).date()
    complaint = "_complaint" if kind == "complaint" else ""
    solved = _on(add_working_days(day, int(rule["solve" + complaint]), closed))
    if topic == "request_data_access":
        solved = _on(add_months(day, int(terms["data_access_months"])))
    return Due(person_by(hours, terms, priority, now), _on(add_working_days(day, int(rule["first" + complaint]), closed)), solved)


def person_by(hours: Hours, terms: Mapping[str, Any], priority: str, now: dt.datetime) -> dt.datetime:
    """Until when a person reacts in a chat: minutes while open; high after hours before 10.00 on the next opening day."""
    wait = dt.timedelta(minutes=int(terms[priority]["person_minutes"]))
    if priority == "critical" or is_open(hours, PLACE, now):
        return now + wait
    opens = next_opening(hours, PLACE, now)
    if priority == "high":
        return opens.replace(hour=0, minute=0, second=0) + _since_midnight(terms["callback_high_by"])
    return opens + wait


def call_back_by(hours: Hours, terms: Mapping[str, Any], priority: str, now: dt.datetime) -> dt.datetime:
    """Until when a customer is called back: within a working day; high and closed: before 10.00 on the next opening day."""
    if priority in ("critical", "high") and not is_open(hours, PLACE, now):
        return person_by(hours, terms, "high", now)
    closed = closing_days(tuple(hours.closing_days))
    return _on(add_working_days(now.astimezone(AMSTERDAM).date(), 1, closed), dt.time(20, 0))


def _on(day: dt.date, at: dt.time = END_OF_DAY) -> dt.datetime:
    return dt.datetime.combine(day, at, AMSTERDAM)


def _since_midnight(clock: str) -> dt.timedelta:
    hour, minute = clock.split(":")
    return dt.timedelta(hours=int(hour), minutes=int(minute))
