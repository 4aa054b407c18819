"""The schedule: the handbook's days on a real calendar, every reason to stand still, and what must hold for any debtor."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.letter import term_of
from handoff.decide.dunning.schedule import (
    Debtor,
    Done,
    Item,
    Stop,
    Today,
    call_on,
    moved,
    planned,
    stopped_days,
    today_of,
)
from tests.unit.dunning.conftest import RULES

DAY = dt.timedelta(days=1)
ZERO = dt.date(2026, 10, 27)  # a Tuesday
STEPS = ("reminder_1", "reminder_2", "letter_14", "last_letter", "lock", "agency")


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def debtor(*done: tuple[str, str], zero: dt.date = ZERO, **more: Any) -> Debtor:
    items = more.pop("items", (Item("F2026-000001", zero, 79_00),))
    return Debtor(items=items, done=[Done(step, d(on)) for step, on in done], **more)


def look(who: Debtor, on: str | dt.date) -> Today:
    return today_of(who, d(on) if isinstance(on, str) else on, RULES, LEGAL_HOLIDAYS)


def test_the_days_of_the_handbook() -> None:
    """Day 53 is Saturday 19 December and moves to Monday 21; days 60 and 67 move along (28 December and 4 January)."""
    assert planned(debtor(), ZERO, RULES, LEGAL_HOLIDAYS) == [
        ("reminder_1", d("2026-11-03")), ("reminder_2", d("2026-11-17")), ("letter_14", d("2026-11-26")),
        ("last_letter", d("2026-12-21")), ("lock", d("2026-12-28")), ("agency", d("2027-01-04")),
    ]  # fmt: skip


NEXT = [  # done, on, what: a step or why not, day of it
    ((), "2026-11-02", "not_yet", "2026-11-03"),
    ((), "2026-11-03", "reminder_1", "2026-11-03"),
    # late in the list: the first step first, and then the days it gave
    ((), "2026-12-30", "reminder_1", "2026-11-03"),
    ((("reminder_1", "2026-12-30"),), "2026-12-31", "not_yet", "2027-01-07"),
    ((("reminder_1", "2026-11-03"),), "2026-11-16", "not_yet", "2026-11-17"),
    ((("reminder_1", "2026-11-03"),), "2026-11-17", "reminder_2", "2026-11-17"),
    ((("reminder_2", "2026-11-17"), ("reminder_1", "2026-11-03")), "2026-11-25", "not_yet", "2026-11-26"),
    ((("reminder_2", "2026-11-17"), ("reminder_1", "2026-11-03")), "2026-11-26", "letter_14", "2026-11-26"),
    # a letter posted on Wednesday 9 December is there on Saturday 12; the 26th moves to Monday 28: no costs on day 53
    ((("reminder_1", "2026-11-03"), ("reminder_2", "2026-11-17"), ("letter_14", "2026-12-09")), "2026-12-21", "not_yet", "2026-12-29"),
    ((("reminder_1", "2026-11-03"), ("reminder_2", "2026-11-17"), ("letter_14", "2026-12-09")), "2026-12-29", "last_letter", "2026-12-29"),
    # costs a week later: lock and transfer a week later
    (tuple(zip(STEPS[:4], ("2026-11-03", "2026-11-17", "2026-11-26", "2026-12-30"), strict=True)), "2027-01-05", "not_yet", "2027-01-06"),
    (tuple(zip(STEPS[:4], ("2026-11-03", "2026-11-17", "2026-11-26", "2026-12-30"), strict=True)), "2027-01-06", "lock", "2027-01-06"),
    (tuple(zip(STEPS[:5], ("2026-11-03", "2026-11-17", "2026-11-26", "2026-12-30", "2027-01-06"), strict=True)), "2027-01-12", "not_yet", "2027-01-13"),
    (tuple(zip(STEPS, ["2026-12-30"] * 6, strict=True)), "2027-02-01", "finished", None),
]


@pytest.mark.parametrize(("done", "on", "what", "day"), NEXT)
def test_the_next_step(done: tuple[tuple[str, str], ...], on: str, what: str, day: str | None) -> None:
    found = look(debtor(*done), on)
    assert (found.step or found.why, found.on) == (what, d(day) if day else None)


MOVED = [  # a day of the schedule, the day on which it is done
    ("2026-11-28", "2026-11-28"),  # Saturday stays
    ("2026-11-29", "2026-11-30"),  # Sunday
    ("2026-04-03", "2026-04-07"),  # Good Friday: Saturday is no working day, Monday is Easter
    ("2026-05-05", "2026-05-06"),
    ("2026-05-14", "2026-05-18"),  # Ascension, and the Friday that is on a par with a holiday
    ("2026-12-25", "2026-12-28"),
]


@pytest.mark.parametrize(("day", "to"), MOVED)
def test_days_move_off_sundays_and_holidays(day: str, to: str) -> None:
    assert moved(d(day), LEGAL_HOLIDAYS) == d(to)


ON = "2026-11-03"
WHY = [
    ({"items": (Item("F1", ZERO, 0),)}, "paid", False),
    ({"business": True}, "business", True),
    ({"flags": ("deceased",)}, "death", False),
    ({"flags": ("vulnerable",)}, "vulnerable", False),
    ({"administrator": True}, "administration", False),
    ({"birth_date": dt.date(2008, 11, 4)}, "minor", False),
    ({"birth_date": dt.date(2008, 11, 3)}, "", False),
    ({"items": (Item("F1", ZERO, 79_00, 79_00),)}, "dispute", False),
    ({"items": (Item("F1", ZERO, 79_00, 30_00),)}, "", False),
    ({"stops": (Stop("paid_claimed", d(ON)),)}, "paid_claimed", False),
    ({"stops": (Stop("hardship", d("2026-10-01"), review_on=d("2026-11-01")),)}, "hardship", True),
    ({"stops": (Stop("manual", d("2026-11-04")),)}, "", False),
    ({"plan": "asked"}, "plan_requested", False),
    ({"plan": "running"}, "plan_running", False),
    ({"waits_until": d(ON)}, "promise", False),
    ({"waits_until": d("2026-11-02")}, "", False),
    ({"email": False, "address": False}, "no_address", True),
    ({"zero": dt.date(2024, 11, 3)}, "old", True),
]


@pytest.mark.parametrize(("facts", "why", "person"), WHY)
def test_why_nothing_happens(facts: dict[str, Any], why: str, person: bool) -> None:
    found = look(debtor(**facts), ON)
    assert (found.why, found.person, bool(found.step)) == (why, person, not why)


def test_only_the_part_that_is_not_disputed_is_asked_for() -> None:
    items = (Item("F1", ZERO, 79_00, 30_00), Item("F2", ZERO + 30 * DAY, 79_00), Item("F3", ZERO, 50_00, 50_00), Item("F4", ZERO, 0))
    found = look(debtor(items=items), ON)
    assert (found.due_cents, found.numbers) == (128_00, ("F1", "F2"))


@pytest.mark.parametrize(
    ("facts", "step", "ways"),
    [
        ({}, "reminder_1", ("email",)),
        ({"email": False}, "reminder_1", ("letter",)),
        ({}, "reminder_2", ("email", "call")),
        ({"phone": False}, "reminder_2", ("email",)),
        ({"flags": ("no_calls",)}, "reminder_2", ("email",)),
        ({}, "letter_14", ("letter", "email")),
        ({"email": False}, "letter_14", ("letter",)),
    ],
)
def test_by_which_way(facts: dict[str, Any], step: str, ways: tuple[str, ...]) -> None:
    done = [(name, "2026-11-03") for name in STEPS[: STEPS.index(step)]]
    found = look(debtor(*done, **facts), "2026-12-01")
    assert (found.step, found.channels) == (step, ways)


def test_a_14_day_letter_needs_a_postal_address() -> None:
    found = look(debtor(("reminder_1", ON), ("reminder_2", "2026-11-17"), address=False), "2026-12-01")
    assert (found.why, found.person) == ("no_address", True)


def test_a_lock_is_not_blocked_in_a_dispute() -> None:
    done = tuple(zip(STEPS[:4], ("2026-11-03", "2026-11-17", "2026-11-26", "2026-12-21"), strict=True))
    items = (Item("F1", ZERO, 79_00, 10_00),)
    assert look(debtor(*done, items=items), "2026-12-28").why == "lock_not_allowed"
    assert look(debtor(*done), "2026-12-28").step == "lock"


def test_a_person_steps_in_on_working_days_only() -> None:
    done = tuple(zip(STEPS[:3], ("2026-11-03", "2026-11-17", "2026-11-26"), strict=True))
    assert look(debtor(*done), "2027-01-02").why == "no_working_day"
    assert look(debtor(*done), "2027-01-04").person


def test_the_days_of_a_stop_do_not_count() -> None:
    stop = Stop("paid_claimed", d("2026-10-30"), until=d("2026-11-06"), resume_on=d("2026-11-06"))
    assert look(debtor(stops=(stop,)), "2026-11-09").on == d("2026-11-10")


def test_after_a_dispute_there_are_seven_days_to_pay() -> None:
    stop = Stop("dispute", d("2026-11-01"), until=d("2026-11-03"), resume_on=d("2026-11-11"))
    found = look(debtor(stops=(stop,)), "2026-11-10")
    assert (found.why, found.on) == ("not_yet", d("2026-11-11"))


def test_two_stops_at_once_count_once() -> None:
    stops = (Stop("a", d("2026-11-01"), d("2026-11-05")), Stop("b", d("2026-11-03"), d("2026-11-08")), Stop("c", d("2026-11-20")))
    assert stopped_days(stops, d("2026-11-01"), d("2026-11-10")) == 7
    assert stopped_days(stops, d("2026-11-04"), d("2026-11-22")) == 6


def test_the_call_moves_to_a_day_for_calls() -> None:
    assert call_on(Done("reminder_2", d("2026-11-28")), RULES, LEGAL_HOLIDAYS) == d("2026-11-30")


# --- whatever the dates ---------------------------------------------------------------------------------------

ZEROS = st.dates(min_value=dt.date(2026, 1, 1), max_value=dt.date(2028, 6, 1))


@given(ZEROS, st.lists(st.integers(0, 12), min_size=6, max_size=6))
def test_any_course_keeps_the_promises(zero: dt.date, delays: list[int]) -> None:
    """Play a course in which every step is some days late: in order, on fit days, and costs only after the letter ran out."""
    done: list[Done] = []
    today, who = zero, Debtor(items=(Item("F1", zero, 100_00),))
    wait = iter(delays)
    for _ in range(400):
        found = today_of(replace(who, done=done), today, RULES, LEGAL_HOLIDAYS)
        if found.why == "finished":
            break
        if found.step:
            assert today.weekday() != 6
            assert today not in LEGAL_HOLIDAYS
            done.append(Done(found.step, today))
            today += next(wait) * DAY
        today += DAY
    assert tuple(one.step for one in done) == STEPS
    on = {one.step: one.on for one in done}
    offsets = dict(zip(STEPS, (7, 21, 30, 53, 60, 67), strict=True))
    assert all(on[name] >= zero + offset * DAY for name, offset in offsets.items())
    assert on["last_letter"] > term_of(on["letter_14"], RULES.letter, LEGAL_HOLIDAYS).last_free
    assert on["reminder_2"] > on["reminder_1"] + 7 * DAY
    assert on["letter_14"] > on["reminder_2"] + 7 * DAY
    assert on["lock"] >= on["last_letter"] + 7 * DAY
    assert on["agency"] >= on["last_letter"] + 14 * DAY


@given(ZEROS, st.integers(0, 80), st.sampled_from(("dispute", "paid_claimed", "hardship", "death", "manual")), st.integers(0, 5))
def test_nothing_ever_happens_during_a_stop(zero: dt.date, after: int, reason: str, steps: int) -> None:
    who = Debtor(items=(Item("F1", zero, 100_00),), done=[Done(name, zero) for name in STEPS[:steps]], stops=(Stop(reason, zero + after * DAY),))
    for later in (0, 1, 30, 300):
        assert today_of(who, zero + (after + later) * DAY, RULES, LEGAL_HOLIDAYS).step == ""
