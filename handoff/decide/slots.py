"""Stretches of time to choose from: call-backs, visits of a mechanic, deliveries. Which there are is content; this counts.

Source: handbook, procedures (request_callback, request_repair, ask_delivery_status) and the reading guide, point 17.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from handoff.decide.calendars import AMSTERDAM, Hours, is_open, is_working_day, next_opening, opening

PLACE = "customer_service"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_AHEAD = 21  # days; further than that nobody is offered a slot


class Slot(NamedTuple):
    """A stretch on one day, local time."""

    day: dt.date
    start: dt.time
    end: dt.time

    @property
    def value(self) -> str:
        """As it is kept: "2026-11-24 09:00-11:00"."""
        return f"{self.day.isoformat()} {self.start:%H:%M}-{self.end:%H:%M}"

    @property
    def ends(self) -> dt.datetime:
        """The moment at which it ends."""
        return dt.datetime.combine(self.day, self.end, AMSTERDAM)

    @property
    def begins(self) -> dt.datetime:
        """The moment at which it begins."""
        return dt.datetime.combine(self.day, self.start, AMSTERDAM)


def slot_of(value: str) -> Slot:
    """A slot as it was kept. Raises ValueError for another text."""
    day, _, span = value.partition(" ")
    start, _, end = span.partition("-")
    return Slot(dt.date.fromisoformat(day), dt.time.fromisoformat(start), dt.time.fromisoformat(end))


def spans(written: Iterable[Any]) -> list[tuple[dt.time, dt.time]]:
    """Spans written as "09:00-11:00" or as pairs of times."""
    made = []
    for item in written:
        start, end = item.split("-") if isinstance(item, str) else item
        made.append((_time(start), _time(end)))
    return made


def _time(value: Any) -> dt.time:
    return value if isinstance(value, dt.time) else dt.time.fromisoformat(value)


def slots_between(
    first: dt.datetime, days: Container[str], written: Iterable[Any], closed: Container[dt.date], most: int
) -> list[Slot]:
    """The first ``most`` slots that begin after ``first``, on the week days ``days`` that are not ``closed``."""
    found: list[Slot] = []
    hours = spans(written)
    for ahead in range(LOOK_AHEAD):
        day = first.date() + dt.timedelta(days=ahead)
        if DAYS[day.weekday()] not in days or day in closed:
            continue
        for start, end in hours:
            slot = Slot(day, start, end)
            if slot.begins > first:
                found.append(slot)
            if len(found) == most:
                return found
    return found


def callback_slots(
    hours: Hours, rules: Mapping[str, Any], priority: str, now: dt.datetime, closed: Container[dt.date], most: int = 8
) -> list[Slot]:
    """When a customer can be called back. High and after hours: a slot of its own before 10.00 on the next opening day.

    ``rules``: ``callback_slots`` of guidelines.yml. Otherwise today and the next working day, Saturday included.
    """
    if priority in ("high", "critical") and not is_open(hours, PLACE, now):
        opens = next_opening(hours, PLACE, now)
        return [Slot(opens.date(), opens.time(), dt.time.fromisoformat(rules["high_until"]))]
    found: list[Slot] = []
    for ahead in range(LOOK_AHEAD):
        day = now.date() + dt.timedelta(days=ahead)
        for start, end in spans(rules["saturday"] if day.weekday() == 5 else rules["week"]):
            slot = Slot(day, start, end)
            if slot.begins > now and _staffed(hours, slot):
                found.append(slot)
        if len(found) >= most or (ahead and found and is_working_day(day, closed)):
            break
    return found[:most]


def _staffed(hours: Hours, slot: Slot) -> bool:
    return any(start <= slot.start and slot.end <= end for start, end in opening(hours, PLACE, slot.day))


def matching(slots: Sequence[Slot], days: Sequence[dt.date], times: Sequence[dt.time], part: str) -> list[Slot]:
    """The slots that fit what was said: a day, a time, or a part of the day ("morning", "afternoon", "evening")."""
    kept = [s for s in slots if not days or s.day in days]
    if times:
        kept = [s for s in kept if any(s.start <= t < s.end for t in times)]
    limits = {"morning": (0, 12), "afternoon": (12, 17), "evening": (17, 24)}
    if part:
        low, high = limits[part]
        kept = [s for s in kept if low <= s.start.hour < high] or [
            s for s in kept if s.start.hour < high <= s.end.hour + 1
        ]
    return kept


def slots_until(
    now: dt.datetime, last: dt.date, days: Container[str], written: Iterable[Any], closed: Container[dt.date], on: int
) -> list[Slot]:
    """All slots of the last ``on`` days up to and including ``last`` on which we come, those that have begun left out."""
    found: list[Slot] = []
    hours, day = spans(written), last
    while on > 0 and day >= now.date():
        mine = [Slot(day, start, end) for start, end in hours if DAYS[day.weekday()] in days and day not in closed]
        mine = [s for s in mine if s.begins > now]
        found = [*mine, *found]
        on -= bool(mine)
        day -= dt.timedelta(days=1)
    return found
