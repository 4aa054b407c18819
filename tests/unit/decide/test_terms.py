"""Terms a person can check: the weekday stands with every date. Calendar: 25 and 26 December closed, 24 and 31 December
until 16.00, 1 January closed; customer service Monday to Friday 8.00-20.00, Saturday 9.00-17.00."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.decide import terms
from handoff.decide.calendars import AMSTERDAM

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def moment(text: str) -> dt.datetime:
    """ "Mon 2026-11-23 10:00[:00]": the weekday must be right."""
    weekday, _, rest = text.partition(" ")
    found = dt.datetime.fromisoformat(rest).replace(tzinfo=AMSTERDAM)
    assert DAYS[found.weekday()] == weekday, f"{rest} is a {DAYS[found.weekday()]}"
    return found


@pytest.fixture(scope="session")
def rules(content: Any) -> Any:
    return content.guidelines["terms"]


# priority, came in, a person by
PERSON = [
    # open
    ("critical", "Mon 2026-11-23 10:00", "Mon 2026-11-23 10:05"),
    ("high", "Mon 2026-11-23 10:00", "Mon 2026-11-23 10:15"),
    ("normal", "Mon 2026-11-23 10:00", "Mon 2026-11-23 10:01"),
    # the seconds around opening and closing: 8.00 is open, 20.00 is closed
    ("high", "Mon 2026-11-23 07:59:59", "Mon 2026-11-23 10:00"),
    ("high", "Mon 2026-11-23 08:00:00", "Mon 2026-11-23 08:15"),
    ("high", "Mon 2026-11-23 19:59:59", "Mon 2026-11-23 20:14:59"),
    ("high", "Mon 2026-11-23 20:00:00", "Tue 2026-11-24 10:00"),
    # Friday night -> Saturday, which opens at 9.00: before 10.00 (LW 17)
    ("high", "Fri 2026-11-27 20:00", "Sat 2026-11-28 10:00"),
    ("high", "Sat 2026-11-28 08:59:59", "Sat 2026-11-28 10:00"),
    ("high", "Sat 2026-11-28 16:59:59", "Sat 2026-11-28 17:14:59"),
    ("high", "Sat 2026-11-28 17:00", "Mon 2026-11-30 10:00"),
    ("high", "Sun 2026-11-29 12:00", "Mon 2026-11-30 10:00"),
    ("normal", "Sun 2026-11-29 12:00", "Mon 2026-11-30 08:01"),
    # 24 December closes at 16.00; 25 (Friday) and 26 (Saturday) are closed, 27 is a Sunday
    ("high", "Thu 2026-12-24 15:59:59", "Thu 2026-12-24 16:14:59"),
    ("high", "Thu 2026-12-24 16:00:00", "Mon 2026-12-28 10:00"),
    ("high", "Thu 2026-12-31 16:00:00", "Sat 2027-01-02 10:00"),
    # critical day and night, closing days too
    ("critical", "Sun 2026-11-29 03:00", "Sun 2026-11-29 03:05"),
    ("critical", "Fri 2026-12-25 23:59", "Sat 2026-12-26 00:04"),
    # the organisation is open on Good Friday and 5 May, closed on Easter Monday, King's Day and Ascension
    ("high", "Fri 2027-03-26 12:00", "Fri 2027-03-26 12:15"),
    ("high", "Mon 2027-03-29 12:00", "Tue 2027-03-30 10:00"),
    ("high", "Tue 2027-04-27 12:00", "Wed 2027-04-28 10:00"),
    ("high", "Wed 2027-05-05 12:00", "Wed 2027-05-05 12:15"),
    ("high", "Thu 2027-05-06 12:00", "Fri 2027-05-07 10:00"),
]


@pytest.mark.parametrize(("priority", "came_in", "by"), PERSON)
def test_a_person_by(content: Any, rules: Any, priority: str, came_in: str, by: str) -> None:
    assert terms.person_by(content.hours, rules, priority, moment(came_in)) == moment(by)


# priority, kind, came in, first reaction, solved: the term starts on the day after
CASES = [
    # a complaint: first reaction 2 working days, solved in 10, or 5 when high (LW 16)
    ("normal", "complaint", "Mon 2026-11-23 10:00", "Wed 2026-11-25 18:00", "Mon 2026-12-07 18:00"),
    ("high", "complaint", "Mon 2026-11-23 10:00", "Wed 2026-11-25 18:00", "Mon 2026-11-30 18:00"),
    ("low", "complaint", "Mon 2026-11-23 10:00", "Wed 2026-11-25 18:00", "Mon 2026-12-07 18:00"),
    ("normal", "complaint", "Fri 2026-11-27 23:59:59", "Tue 2026-12-01 18:00", "Fri 2026-12-11 18:00"),
    ("normal", "complaint", "Sat 2026-11-28 00:00:00", "Tue 2026-12-01 18:00", "Fri 2026-12-11 18:00"),
    # over Christmas: 24 December is day 1 and closes at 16.00, 28 December is day 2
    ("normal", "complaint", "Wed 2026-12-23 12:00", "Mon 2026-12-28 18:00", "Fri 2027-01-08 18:00"),
    ("high", "complaint", "Wed 2026-12-23 12:00", "Mon 2026-12-28 18:00", "Thu 2026-12-31 16:00"),
    # other cases: 1 working day; solved in 3, 5 or 10
    ("high", "procedure", "Mon 2026-11-23 10:00", "Tue 2026-11-24 18:00", "Thu 2026-11-26 18:00"),
    ("normal", "request", "Mon 2026-11-23 10:00", "Tue 2026-11-24 18:00", "Mon 2026-11-30 18:00"),
    ("low", "request", "Mon 2026-11-23 10:00", "Tue 2026-11-24 18:00", "Mon 2026-12-07 18:00"),
    ("normal", "request", "Wed 2026-12-23 10:00", "Thu 2026-12-24 16:00", "Thu 2026-12-31 16:00"),
    # critical: at once, and done in two working days
    ("critical", "urgent", "Mon 2026-11-23 19:00", "Mon 2026-11-23 19:05", "Wed 2026-11-25 18:00"),
    ("critical", "complaint", "Sat 2026-11-28 22:00", "Sat 2026-11-28 22:05", "Tue 2026-12-01 18:00"),
]


@pytest.mark.parametrize(("priority", "kind", "came_in", "first", "solved"), CASES)
def test_due(content: Any, rules: Any, priority: str, kind: str, came_in: str, first: str, solved: str) -> None:
    due = terms.due(content.hours, rules, priority, kind, moment(came_in))
    assert (due.first, due.solved) == (moment(first), moment(solved))
    assert due.person == terms.person_by(content.hours, rules, priority, moment(came_in))


# a month of data access ends on the same day; moved on from a weekend or holiday (domain facts, section 3)
DATA_ACCESS = [
    ("Mon 2026-11-23 10:00", "Wed 2026-12-23 18:00", "Tue 2027-02-23 18:00"),
    ("Sun 2027-01-31 10:00", "Mon 2027-03-01 18:00", "Fri 2027-04-30 18:00"),  # 28 February is a Sunday
    ("Sun 2026-10-25 10:00", "Wed 2026-11-25 18:00", "Mon 2027-01-25 18:00"),
    ("Wed 2026-11-25 10:00", "Mon 2026-12-28 18:00", "Thu 2027-02-25 18:00"),  # Christmas, Boxing Day, Sunday
    ("Mon 2026-11-30 10:00", "Wed 2026-12-30 18:00", "Mon 2027-03-01 18:00"),
    ("Tue 2026-12-01 10:00", "Mon 2027-01-04 18:00", "Mon 2027-03-01 18:00"),  # New Year's Day is a Friday
]


@pytest.mark.parametrize(("came_in", "solved", "extended"), DATA_ACCESS)
def test_data_access(content: Any, rules: Any, came_in: str, solved: str, extended: str) -> None:
    topic = "request_data_access"
    due = terms.due(content.hours, rules, "normal", "procedure", moment(came_in), topic=topic)
    assert due.solved == moment(solved)
    assert terms.extended(content.hours, rules, due.solved, moment(came_in), topic=topic) == moment(extended)


def test_a_complaint_is_extended_once_with_ten_working_days(content: Any, rules: Any) -> None:
    received = moment("Mon 2026-11-23 10:00")
    solved = terms.due(content.hours, rules, "normal", "complaint", received).solved
    longer = terms.extended(content.hours, rules, solved, received)
    assert longer == moment("Mon 2026-12-21 18:00")  # 20 working days in all
    assert terms.may_extend(solved, moment("Mon 2026-12-07 17:59:59"), extended_before=False)
    assert not terms.may_extend(solved, moment("Mon 2026-12-07 18:00:00"), extended_before=False)  # told before the end
    assert not terms.may_extend(solved, moment("Mon 2026-11-30 12:00"), extended_before=True)


# LW 15: the coordinator answers within 4 opening hours
ESCALATION = [
    ("Mon 2026-11-23 10:00", "Mon 2026-11-23 14:00"),
    ("Mon 2026-11-23 16:00", "Mon 2026-11-23 20:00"),
    ("Mon 2026-11-23 16:00:01", "Tue 2026-11-24 08:00:01"),
    ("Mon 2026-11-23 18:00", "Tue 2026-11-24 10:00"),
    ("Fri 2026-11-27 19:00", "Sat 2026-11-28 12:00"),
    ("Sat 2026-11-28 15:00", "Mon 2026-11-30 10:00"),
    ("Sun 2026-11-29 12:00", "Mon 2026-11-30 12:00"),
    ("Thu 2026-12-24 14:00", "Mon 2026-12-28 10:00"),
]


@pytest.mark.parametrize(("came_in", "first"), ESCALATION)
def test_threat_with_steps(content: Any, rules: Any, came_in: str, first: str) -> None:
    due = terms.due(content.hours, rules, "high", "urgent", moment(came_in), topic="threaten_escalation")
    assert due.first == moment(first)


# LW 17: one working day is Monday to Friday; high and closed is the next opening day, Saturday too
CALL_BACK = [
    ("normal", "Fri 2026-11-27 10:00", "Mon 2026-11-30 20:00"),
    ("normal", "Sat 2026-11-28 10:00", "Mon 2026-11-30 20:00"),
    ("normal", "Mon 2026-11-23 21:00", "Tue 2026-11-24 20:00"),
    ("normal", "Wed 2026-12-23 10:00", "Thu 2026-12-24 16:00"),
    ("normal", "Thu 2026-12-24 10:00", "Mon 2026-12-28 20:00"),
    ("high", "Fri 2026-11-27 20:00", "Sat 2026-11-28 10:00"),
    ("high", "Sat 2026-11-28 18:00", "Mon 2026-11-30 10:00"),
    ("high", "Mon 2026-11-23 10:00", "Tue 2026-11-24 20:00"),
    ("critical", "Sun 2026-11-29 03:00", "Sun 2026-11-29 03:05"),
]


@pytest.mark.parametrize(("priority", "came_in", "by"), CALL_BACK)
def test_call_back_by(content: Any, rules: Any, priority: str, came_in: str, by: str) -> None:
    assert terms.call_back_by(content.hours, rules, priority, moment(came_in)) == moment(by)


# priorities, "Streeftijden": who waits for a person and is called instead waits no longer than he would have waited
CALLED_INSTEAD = [
    ("high", "Mon 2026-11-23 10:00", "Mon 2026-11-23 10:15"),
    ("high", "Sat 2026-11-28 18:00", "Mon 2026-11-30 10:00"),
    ("normal", "Mon 2026-11-23 10:00", "Tue 2026-11-24 20:00"),
    ("critical", "Sun 2026-11-29 03:00", "Sun 2026-11-29 03:05"),
]


@pytest.mark.parametrize(("priority", "came_in", "by"), CALLED_INSTEAD)
def test_called_instead_of_waiting(content: Any, rules: Any, priority: str, came_in: str, by: str) -> None:
    assert terms.call_waiting_by(content.hours, rules, priority, moment(came_in)) == moment(by)


def test_a_clock_in_another_zone_tells_the_same_moment(content: Any, rules: Any) -> None:
    night = moment("Mon 2026-11-23 20:00:00").astimezone(dt.UTC)
    assert terms.person_by(content.hours, rules, "high", night) == moment("Tue 2026-11-24 10:00")


def test_summer_time_does_not_move_the_promise(content: Any, rules: Any) -> None:
    assert terms.person_by(content.hours, rules, "high", moment("Sat 2027-03-27 17:00")) == moment(
        "Tue 2027-03-30 10:00"
    )  # Easter
