"""What a debtor is told of his claim: the step that really comes, its day, and costs only as the letter states them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.course import course
from handoff.decide.dunning.heard import stop_for
from handoff.decide.dunning.rules import Rules
from handoff.decide.dunning.schedule import REASONS, Debtor, Done, Item, Stop
from handoff.decide.dunning.told import Letter, standing

D = dt.date
ZERO = D(2026, 10, 27)
DEBTOR = Debtor(items=[Item("F2026-000001", ZERO, 79_00)])
POSTED = D(2026, 11, 26)
ONE, TWO = Done("reminder_1", D(2026, 11, 3)), Done("reminder_2", D(2026, 11, 17))
SENT = Done("letter_14", POSTED)
LAST, LOCK, AGENCY = Done("last_letter", D(2026, 12, 21)), Done("lock", D(2026, 12, 28)), Done("agency", D(2027, 1, 4))
LETTER = Letter(POSTED, 40_00)


def at(debtor: Debtor, day: dt.date, rules: Rules, letter: Letter | None = None) -> Any:
    return standing(debtor, letter, day, rules, LEGAL_HOLIDAYS)


@pytest.mark.parametrize(
    ("done", "today", "phase", "step", "on"),
    [
        ((), D(2026, 10, 30), "next", "reminder_1", D(2026, 11, 3)),
        ((), D(2026, 11, 10), "next", "reminder_1", D(2026, 11, 10)),  # late: today, not a day that is past
        ((), D(2026, 11, 8), "next", "reminder_1", D(2026, 11, 9)),  # a Sunday: on Monday
        ((ONE,), D(2026, 11, 4), "next", "reminder_2", D(2026, 11, 17)),
        ((ONE, TWO), D(2026, 11, 18), "next", "letter_14", D(2026, 11, 26)),
        ((ONE, TWO, SENT), D(2026, 11, 27), "letter_runs", "last_letter", D(2026, 12, 21)),
        ((ONE, TWO, SENT), D(2026, 12, 15), "letter_runs", "last_letter", D(2026, 12, 21)),  # the last free day
        ((ONE, TWO, SENT), D(2026, 12, 16), "letter_over", "last_letter", D(2026, 12, 21)),
        ((ONE, TWO, SENT, LAST), D(2026, 12, 22), "next", "lock", D(2026, 12, 28)),
        ((ONE, TWO, SENT, LAST, LOCK), D(2026, 12, 29), "next", "agency", D(2027, 1, 4)),
        ((ONE, TWO, SENT, LAST, LOCK, AGENCY), D(2027, 1, 5), "at_agency", "", None),
    ],
)
def test_the_step_that_comes(rules: Rules, done: tuple[Done, ...], today: dt.date, phase: str, step: str, on: Any) -> None:
    found = at(replace(DEBTOR, done=done), today, rules, LETTER if SENT in done else None)
    assert (found.phase, found.step, found.on) == (phase, step, on)


def test_what_is_told_is_what_happens(rules: Rules) -> None:
    """On every day of the course the day that is told is that on which the schedule takes the step."""
    for event in course(DEBTOR, ZERO, 100, rules, LEGAL_HOLIDAYS):
        if not event.step:
            continue
        done = [Done(e.step, e.day) for e in course(DEBTOR, ZERO, 100, rules, LEGAL_HOLIDAYS) if e.step and e.day < event.day]
        posted = next((one.on for one in done if one.step == "letter_14"), None)
        start = max([one.on for one in done], default=ZERO)
        for day in (start, event.day - dt.timedelta(days=1)):
            if day >= start:
                told = at(replace(DEBTOR, done=done), day, rules, Letter(posted, 40_00) if posted else None)
                assert (told.step, told.on) == (event.step, event.day), (event, day)


def test_costs_are_those_of_the_letter_and_none_before_it(rules: Rules) -> None:
    done = (ONE, TWO, SENT)
    assert at(replace(DEBTOR, done=done), D(2026, 11, 27), rules, LETTER).costs_cents == 40_00
    assert at(replace(DEBTOR, done=(ONE, TWO)), D(2026, 11, 18), rules).costs_cents == 0
    assert at(replace(DEBTOR, done=done), D(2026, 11, 27), rules, LETTER).last_free == D(2026, 12, 15)


def test_a_letter_that_was_not_posted_has_no_day(rules: Rules) -> None:
    found = at(replace(DEBTOR, done=(ONE, TWO, SENT)), D(2026, 11, 30), rules, Letter(None, 40_00))
    assert (found.phase, found.on, found.last_free) == ("letter_waits", None, None)


@pytest.mark.parametrize(
    ("change", "phase", "why"),
    [
        ({"items": [Item("F", ZERO, 0)]}, "none", ""),
        ({"business": True}, "business", ""),
        ({"flags": ("deceased",)}, "death", ""),
        ({"administrator": True}, "administration", ""),
        ({"birth_date": D(2009, 1, 1)}, "minor", ""),
        ({"flags": ("vulnerable",)}, "stopped", "vulnerable"),
        ({"stops": (Stop("dispute", ZERO),)}, "stopped", "dispute"),
        ({"stops": (Stop("dispute", ZERO, D(2026, 11, 1), D(2026, 11, 9)),)}, "next", ""),
        ({"stops": (Stop("deferment", D(2026, 11, 10), D(2026, 12, 1), D(2026, 12, 2)),)}, "deferred", ""),
        ({"plan": "asked"}, "plan_requested", ""),
        ({"plan": "running"}, "plan_running", ""),
        ({"waits_until": D(2026, 12, 1)}, "promise", ""),
        ({"items": [Item("F", D(2024, 1, 1), 79_00)]}, "old", ""),
        ({"email": False, "address": False}, "person", "no_address"),
        ({"items": [Item("F", ZERO, 79_00, 79_00)]}, "stopped", "dispute"),
        ({"items": [Item("F", ZERO, 79_00, 10_00)]}, "next", ""),
    ],
)
def test_what_stands_in_between(rules: Rules, change: dict[str, Any], phase: str, why: str) -> None:
    found = at(replace(DEBTOR, **change), D(2026, 11, 20), rules)
    assert (found.phase, found.why) == (phase, why)


@pytest.mark.parametrize(
    ("reasons", "topics", "signs", "stop"),
    [
        ((), {"ask_arrears"}, set(), ""),
        ((), {"dispute_claim"}, set(), "dispute"),
        ((), {"report_payment_made"}, set(), "paid_claimed"),
        ((), {"request_payment_plan"}, set(), "plan_requested"),
        ((), {"report_hardship"}, set(), "hardship"),
        (("hardship",), {"request_payment_plan"}, set(), "hardship"),
        (("hardship",), {"report_hardship"}, {"debt_help"}, "debt_help"),
        (("hardship",), {"report_hardship"}, {"bankruptcy"}, "bankruptcy"),
        (("administration", "hardship"), {"report_hardship"}, {"debt_help"}, "administration"),
        (("death", "minor"), {"ask_reminder_received"}, set(), "death"),
        (("minor",), {"ask_arrears"}, set(), "minor"),
        (("danger",), {"signal_distress"}, set(), "vulnerable"),
        (("danger",), {"report_injury"}, set(), ""),  # an accident with the bike is no reason by itself
        ((), {"ask_arrears"}, {"detention"}, "detention"),
        ((), {"ask_arrears"}, {"debt_help"}, ""),
        (("asked_for_person",), {"ask_human"}, set(), ""),
    ],
)
def test_the_stop_that_goes_with_what_is_told(reasons: Any, topics: Any, signs: Any, stop: str) -> None:
    assert stop_for(reasons, topics, signs) == stop
    assert not stop or stop in REASONS
