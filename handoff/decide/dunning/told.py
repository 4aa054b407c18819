"""How a claim stands, as it may be told to the debtor himself: what has been done, what comes next and when.

Only what is true is told: a day on which the next step is due if nothing changes, and costs only as they stand in the file
(handbook, debtors: "De assistent rekent nooit zelf kosten uit voor een klant").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from handoff.decide.dunning.letter import term_of
from handoff.decide.dunning.rules import Rules
from handoff.decide.dunning.schedule import COSTS, LETTER, REASONS, Debtor, planned, today_of

AGENCY = "agency"
# Reasons for which nothing of the claim is discussed in a chat: somebody else is to be spoken to, or nobody.
NOT_DISCUSSED = ("death", "administration", "minor")


@dataclass(frozen=True)
class Letter:
    """The 14-day letter as it was made: the day it was posted (None: not yet) and the costs it announces, in cents."""

    posted_on: dt.date | None
    costs_cents: int


@dataclass(frozen=True)
class Standing:
    """How a claim stands on a day.

    ``phase``: "none"; a name of ``NOT_DISCUSSED``; "business", "old", "at_agency"; "stopped" (``why`` says by what);
    "plan_running", "plan_requested", "promise", "deferred" (until ``on``); "letter_waits" (made, not posted yet),
    "letter_runs" (free of costs up to and including ``last_free``), "letter_over"; "person" (a colleague looks first);
    or "next", with ``step`` due ``on``. ``costs_cents``: what the letter announces. ``day``: day of the schedule.
    """

    phase: str
    step: str = ""
    on: dt.date | None = None
    last_free: dt.date | None = None
    costs_cents: int = 0
    day: int = 0
    why: str = ""


def standing(
    debtor: Debtor, letter: Letter | None, today: dt.date, rules: Rules, holidays: Container[dt.date]
) -> Standing:
    """How the claim of ``debtor`` stands on ``today``."""
    opened = [item for item in debtor.items if item.open_cents > 0]
    if not opened:
        return Standing("none")
    day = max(0, (today - min(item.failed_on for item in opened)).days)
    found = today_of(debtor, today, rules, holidays)
    if found.why in NOT_DISCUSSED or found.why == "business":
        return Standing(found.why, day=day)
    if AGENCY in {one.step for one in debtor.done}:
        return Standing("at_agency", day=day)
    if found.old:
        return Standing("old", day=day)
    if found.why in ("plan_running", "promise") or (found.why == "plan_requested" and debtor.plan):
        return Standing(found.why, on=found.on, day=day)
    if found.why in REASONS:
        return Standing("stopped", day=day, why=found.why)
    deferred = [
        stop.until for stop in debtor.stops if stop.reason == "deferment" and stop.until and stop.until >= today
    ]
    if deferred:
        return Standing("deferred", on=max(deferred), day=day)
    if found.why and found.why not in ("not_yet", "no_working_day"):
        return Standing("person", day=day, why=found.why)
    return _next(debtor, letter, today, rules, holidays, day)


def _next(
    debtor: Debtor, letter: Letter | None, today: dt.date, rules: Rules, holidays: Container[dt.date], day: int
) -> Standing:
    """The step that comes, on the day on which it is due at the earliest."""
    step, on = planned(debtor, today, rules, holidays)[0]
    if step != COSTS:
        return Standing("next", step, on, day=day)
    posted = letter.posted_on if letter else next(one.on for one in debtor.done if one.step == LETTER)
    costs = letter.costs_cents if letter else 0
    if posted is None:
        return Standing("letter_waits", step, costs_cents=costs, day=day)
    free = term_of(posted, rules.letter, holidays).last_free
    return Standing("letter_runs" if today <= free else "letter_over", step, on, free, costs, day)
