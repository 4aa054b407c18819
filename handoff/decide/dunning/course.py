"""Playing a claim forward: what would happen on which day if nothing is paid and everybody does their work on the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass, replace

from handoff.decide.dunning.costs import Part, charge
from handoff.decide.dunning.letter import term_of
from handoff.decide.dunning.rules import Rules
from handoff.decide.dunning.schedule import COSTS, LETTER, Debtor, Done, today_of

_DAY = dt.timedelta(days=1)
_QUIET = {"not_yet", "no_working_day"}  # waiting is no event


@dataclass(frozen=True)
class Event:
    """A step on a day, or why nothing happens from that day on. Amounts in cents."""

    day: dt.date
    step: str = ""
    why: str = ""
    person: bool = False
    due_cents: int = 0
    costs_cents: int = 0


def course(debtor: Debtor, start: dt.date, days: int, rules: Rules, holidays: Container[dt.date]) -> list[Event]:
    """The events of `days` days from `start` on, `start` included."""
    events: list[Event] = []
    costs, why = debtor.costs_cents, ""
    for day in (start + n * _DAY for n in range(days)):
        found = today_of(debtor, day, rules, holidays)
        if found.step:
            if found.step == COSTS:
                costs = _costs(debtor, day, rules, holidays)
            events.append(Event(day, found.step, "", found.person, found.due_cents, costs))
            debtor = replace(debtor, done=[*debtor.done, Done(found.step, day)])
        elif found.why not in _QUIET and found.why != why:
            events.append(Event(day, "", found.why, found.person, found.due_cents, costs))
        why = found.why
    return events


def _costs(debtor: Debtor, day: dt.date, rules: Rules, holidays: Container[dt.date]) -> int:
    posted = next((one.on for one in debtor.done if one.step == LETTER), None)
    since = term_of(posted, rules.letter, holidays).costs_from if posted else None
    parts = [Part(item.due_cents, item.agreement, item.month) for item in debtor.items]
    return charge(parts, rules.costs, day, business=debtor.business, costs_from=since).cents
