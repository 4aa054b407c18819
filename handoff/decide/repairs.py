"""How a repair stands against its terms: on time, quiet for too long, or over its term.

Source: handbook, procedures, ask_repair_status (terms) and the first lines of the products (replacement bike).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from typing import Any, Literal

from handoff.decide.calendars import AMSTERDAM, Hours, add_working_days, opening
from handoff.decide.slots import Slot

OPEN = ("requested", "planned", "in_workshop", "waiting_for_part", "ready")
MOST_SLOTS = 24


def term_ends(
    status: str, since: dt.date, planned: dt.date | None, limits: Mapping[str, Any], closed: Container[dt.date]
) -> dt.date | None:
    """The last day of the term of a status; None where the handbook names none."""
    if status == "planned":
        return planned
    days = {"in_workshop": "repair_working_days", "waiting_for_part": "repair_part_working_days"}.get(status)
    return add_working_days(since, int(limits[days]), closed) if days else None


def standing(
    status: str,
    since: dt.date,
    planned: dt.date | None,
    today: dt.date,
    limits: Mapping[str, Any],
    closed: Container[dt.date],
) -> Literal["fine", "stale", "over"]:
    """ "over" its term; "stale" when a status is older than the days after which the workshop must react.

    Waiting for a part, a planned visit and a bike to be collected have days of their own and do not become stale.
    """
    ends = term_ends(status, since, planned, limits, closed)
    if ends is not None and today > ends:
        return "over"
    stale = today > add_working_days(since, int(limits["repair_stale_working_days"]), closed)
    return "stale" if stale and status in ("requested", "in_workshop") else "fine"


def expected(
    status: str,
    since: dt.date,
    planned: dt.date | None,
    told: dt.date | None,
    limits: Mapping[str, Any],
    closed: Container[dt.date],
) -> dt.date | None:
    """The day on which the bike is expected to be ready: as the workshop told, else the end of the term."""
    return told or term_ends(status, since, planned, limits, closed)


def replacement_due(
    status: str, way: str, began: dt.date, today: dt.date, after: int, closed: Container[dt.date]
) -> bool:
    """Whether a repair takes so long that there is a replacement bike: ``after`` working days, the bike being with us."""
    away = status in ("in_workshop", "waiting_for_part") or (way == "service_point" and status == "requested")
    return away and today > add_working_days(began, after, closed)


def collect_slots(hours: Hours, now: dt.datetime, last: dt.date, length: int) -> list[Slot]:
    """When a bike that is ready can be collected: stretches of ``length`` hours within opening times, up to ``last``."""
    found: list[Slot] = []
    day = now.date()
    while day <= last and len(found) < MOST_SLOTS:
        for opens, closes in opening(hours, "service_points", day):
            start = dt.datetime.combine(day, opens, AMSTERDAM)
            end = dt.datetime.combine(day, closes, AMSTERDAM)
            while start < end:
                stop = min(start + dt.timedelta(hours=length), end)
                if start > now:
                    found.append(Slot(day, start.time(), stop.time()))
                start = stop
        day += dt.timedelta(days=1)
    return found
