"""Playing forward: the whole course with its amounts, and a stop in between."""

from __future__ import annotations

import datetime as dt

from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.course import Event, course
from handoff.decide.dunning.schedule import Debtor, Item, Stop
from tests.unit.dunning.conftest import RULES

ZERO = dt.date(2026, 10, 27)


def test_the_whole_course() -> None:
    who = Debtor(items=(Item("F1", ZERO, 400_00),))
    found = course(who, ZERO, 90, RULES, LEGAL_HOLIDAYS)
    assert found == [
        Event(dt.date(2026, 11, 3), "reminder_1", due_cents=400_00),
        Event(dt.date(2026, 11, 17), "reminder_2", due_cents=400_00),
        Event(dt.date(2026, 11, 26), "letter_14", due_cents=400_00),
        Event(dt.date(2026, 12, 21), "last_letter", person=True, due_cents=400_00, costs_cents=60_00),
        Event(dt.date(2026, 12, 28), "lock", person=True, due_cents=400_00, costs_cents=60_00),
        Event(dt.date(2027, 1, 4), "agency", person=True, due_cents=400_00, costs_cents=60_00),
        Event(dt.date(2027, 1, 5), "", "finished", True, 400_00, 60_00),
    ]


def test_a_stop_ends_the_course() -> None:
    who = Debtor(items=(Item("F1", ZERO, 400_00),), stops=(Stop("dispute", dt.date(2026, 11, 10)),))
    assert [(e.step, e.why) for e in course(who, ZERO, 90, RULES, LEGAL_HOLIDAYS)] == [("reminder_1", ""), ("", "dispute")]
