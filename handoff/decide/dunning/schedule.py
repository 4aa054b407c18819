"""The schedule of one claim: what is to be done today, or why nothing is.

Day 0 is the day on which the oldest debit of the claim failed or was reversed. No step is skipped: who comes late into
the list begins at the beginning, and every step leaves the debtor the days it promised. A stop holds everything; the days
of a stop do not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace

from handoff.decide.calendars import add_months, working_day_on_or_after
from handoff.decide.dunning.behaviour import call_day
from handoff.decide.dunning.letter import term_of
from handoff.decide.dunning.rules import Channel, Rules, ScheduleRules, Step

_DAY = dt.timedelta(days=1)
_SUNDAY = 6
LETTER = "letter_14"
COSTS = "last_letter"
LOCK = "lock"
# Why a schedule stops. Each is lifted by a person.
REASONS = (
    "dispute", "paid_claimed", "plan_requested", "hardship", "debt_help", "administration", "bankruptcy", "death", "minor",
    "vulnerable", "detention", "manual",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """An invoice of the claim: cents open, and of those the part that is disputed."""

    number: str
    failed_on: dt.date
    open_cents: int
    disputed_cents: int = 0
    agreement: int | None = None
    month: dt.date | None = None

    @property
    def due_cents(self) -> int:
        """What may be asked for now."""
        return max(0, self.open_cents - self.disputed_cents)


@dataclass(frozen=True)
class Done:
    """A step that was carried out on a day."""

    step: str
    on: dt.date


@dataclass(frozen=True)
class Stop:
    """The schedule was stopped; `until` is the day it was lifted, `resume_on` the first day on which it may go on."""

    reason: str
    since: dt.date
    until: dt.date | None = None
    resume_on: dt.date | None = None
    review_on: dt.date | None = None


@dataclass(frozen=True)
class Debtor:
    """The facts of one claim. `flags`, `birth_date` and `administrator` are the customer's; `waits_until` a promise."""

    items: Sequence[Item]
    done: Sequence[Done] = ()
    stops: Sequence[Stop] = ()
    business: bool = False
    email: bool = True
    address: bool = True
    phone: bool = True
    flags: Container[str] = ()
    birth_date: dt.date | None = None
    administrator: bool = False
    plan: str = ""  # asked, or running
    waits_until: dt.date | None = None
    costs_cents: int = 0


@dataclass(frozen=True)
class Today:
    """What to do: `step` with its channels, or `why` nothing. `on` is the day of the next step where one is known.

    `person` says that somebody must look; `due_cents` is what is asked for, without costs.
    """

    step: str = ""
    channels: tuple[Channel, ...] = ()
    why: str = ""
    on: dt.date | None = None
    person: bool = False
    due_cents: int = 0
    next_step: str = ""
    old: bool = False
    numbers: tuple[str, ...] = field(default=())


def moved(day: dt.date, holidays: Container[dt.date]) -> dt.date:
    """`day`, or the next working day where it falls on a Sunday or a holiday (Good Friday and 5 May are such)."""
    return working_day_on_or_after(day, holidays) if day.weekday() == _SUNDAY or day in holidays else day


def stop_reason(debtor: Debtor, today: dt.date, rules: ScheduleRules) -> str:
    """Why the schedule stands still, or empty: what is known of the customer goes before what was reported."""
    if "deceased" in debtor.flags:
        return "death"
    if debtor.administrator:
        return "administration"
    if debtor.birth_date and today < add_months(debtor.birth_date, 12 * rules.minor_below):
        return "minor"
    if "vulnerable" in debtor.flags:
        return "vulnerable"
    running = [stop for stop in debtor.stops if stop.until is None and stop.since <= today]
    return min(running, key=lambda stop: (stop.since, stop.reason)).reason if running else ""


def stopped_days(stops: Iterable[Stop], start: dt.date, today: dt.date) -> int:
    """Days between `start` and `today` on which a stop held; two stops at once count once."""
    spans = sorted((max(s.since, start), min(s.until or today, today)) for s in stops)
    total, reached = 0, start
    for first, last in spans:
        first = max(first, reached)
        if last > first:
            total += (last - first).days
            reached = last
    return total


def today_of(debtor: Debtor, today: dt.date, rules: Rules, holidays: Container[dt.date]) -> Today:
    """What is to be done for a claim on `today`, or why nothing."""
    opened = [item for item in debtor.items if item.open_cents > 0]
    if not opened:
        return Today(why="paid")
    asked = [item for item in opened if item.due_cents > 0]
    due, numbers = sum(item.due_cents for item in asked), tuple(sorted(item.number for item in asked))
    old = _old(opened, today, rules.schedule)
    if debtor.business:
        return Today(why="business", due_cents=due, person=True, old=old)
    reason = stop_reason(debtor, today, rules.schedule)
    if reason:
        return Today(why=reason, due_cents=due, person=_review(debtor, today), old=old)
    if not asked:
        return Today(why="dispute", old=old)
    waiting = _waiting(debtor, today)
    if waiting:
        return Today(why=waiting, on=debtor.waits_until, due_cents=due, old=old)
    step = next_step(debtor, rules.schedule)
    if step is None:
        return Today(why="finished", due_cents=due, person=True, old=old)
    day = day_of(step, debtor, today, rules, holidays)
    if today < day:
        return Today(why="not_yet", on=day, next_step=step.id, due_cents=due, old=old, numbers=numbers)
    return _step(step, debtor, today, rules, holidays, Today(on=day, due_cents=due, old=old, numbers=numbers))


def next_step(debtor: Debtor, rules: ScheduleRules) -> Step | None:
    """The first step that was not carried out; None after the last."""
    done = {one.step for one in debtor.done}
    return next((step for step in rules.steps if step.id not in done), None)


def day_of(step: Step, debtor: Debtor, today: dt.date, rules: Rules, holidays: Container[dt.date]) -> dt.date:
    """The day on which `step`, the next one, is due: by the schedule, and never before what earlier steps promised."""
    steps, done = rules.schedule.steps, {one.step: one.on for one in debtor.done}
    start = min(item.failed_on for item in debtor.items if item.open_cents > 0)
    day = start + (step.day + stopped_days(debtor.stops, start, today)) * _DAY
    before = [s for s in steps[: steps.index(step)] if s.id in done]
    if before:
        last = before[-1]
        free = last.days_to_pay + 1 if last.days_to_pay else 0
        day = max(day, done[last.id] + (free + stopped_days(debtor.stops, done[last.id], today)) * _DAY)
    if step.id == COSTS and LETTER in done:
        day = max(day, term_of(done[LETTER], rules.letter, holidays).costs_from)
    if step.day > _day_named(steps, COSTS) and COSTS in done:  # the steps after it move along
        gap = step.day - _day_named(steps, COSTS)
        day = max(day, done[COSTS] + (gap + stopped_days(debtor.stops, done[COSTS], today)) * _DAY)
    resumes = [stop.resume_on for stop in debtor.stops if stop.resume_on is not None]
    day = max([day, *resumes])
    return working_day_on_or_after(day, holidays) if step.person else moved(day, holidays)


def planned(debtor: Debtor, today: dt.date, rules: Rules, holidays: Container[dt.date]) -> list[tuple[str, dt.date]]:
    """The days of all steps still to come, if nothing is paid and each is carried out on its day."""
    found: list[tuple[str, dt.date]] = []
    done = list(debtor.done)
    while (step := next_step(_with(debtor, done), rules.schedule)) is not None:
        day = max(day_of(step, _with(debtor, done), today, rules, holidays), today)
        day = working_day_on_or_after(day, holidays) if step.person else moved(day, holidays)
        found.append((step.id, day))
        done.append(Done(step.id, day))
    return found


def _with(debtor: Debtor, done: Sequence[Done]) -> Debtor:
    return Debtor(items=debtor.items, done=done, stops=debtor.stops)


def channels(step: Step, debtor: Debtor) -> tuple[Channel, ...]:
    """The ways a step goes. A mail without an address becomes a letter; a 14-day letter must go by post."""
    found: list[Channel] = []
    for channel in step.channels:
        if channel == "call":
            if debtor.phone and "no_calls" not in debtor.flags:
                found.append(channel)
        elif channel == "email" and not debtor.email:
            if debtor.address and "letter" not in found:
                found.append("letter")
        elif channel == "email" or debtor.address:
            found.append(channel)
    return tuple(dict.fromkeys(found))


def call_on(done: Done, rules: Rules, holidays: Container[dt.date]) -> dt.date:
    """The day on which the call that belongs to a step is made: its day, or the first one for calls after it."""
    return call_day(done.on, rules.behaviour, holidays)


def _step(
    step: Step, debtor: Debtor, today: dt.date, rules: Rules, holidays: Container[dt.date], found: Today
) -> Today:
    ways = channels(step, debtor)
    why = _held_back(step, debtor, ways, today, holidays, found.old)
    if why:
        return replace(found, why=why, next_step=step.id, person=why != "no_working_day")
    return replace(found, step=step.id, channels=ways, person=step.person)


def _held_back(
    step: Step, debtor: Debtor, ways: Container[str], today: dt.date, holidays: Container[dt.date], old: bool
) -> str:
    """Why a step that is due is not carried out by itself."""
    fit = working_day_on_or_after if step.person else moved
    if today != fit(today, holidays):
        return "no_working_day"
    if step.id == LOCK and any(item.disputed_cents for item in debtor.items):
        return "lock_not_allowed"
    if step.person:
        return ""
    if old:
        return "old"
    reachable = "letter" in ways if step.id == LETTER else "letter" in ways or "email" in ways
    return "" if reachable else "no_address"


def _waiting(debtor: Debtor, today: dt.date) -> str:
    if debtor.plan:
        return "plan_running" if debtor.plan == "running" else "plan_requested"
    return "promise" if debtor.waits_until is not None and today <= debtor.waits_until else ""


def _review(debtor: Debtor, today: dt.date) -> bool:
    return any(s.until is None and s.review_on is not None and s.review_on <= today for s in debtor.stops)


def _old(items: Iterable[Item], today: dt.date, rules: ScheduleRules) -> bool:
    """Whether a claim is so old that it may be barred: then a person looks before anything is asked."""
    return any(add_months(item.failed_on, 12 * rules.limitation_years) <= today for item in items)


def _day_named(steps: Sequence[Step], name: str) -> int:
    return next(step.day for step in steps if step.id == name)
