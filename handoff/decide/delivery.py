"""What may be done with a delivery, by its status and day.

Source: handbook, procedures, ask_delivery_status.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from typing import Any

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.slots import Slot, slots_between

OPEN = ("ordered", "planned", "on_the_way", "failed")
MOST_SLOTS = 40  # so many slots can be chosen by saying a day; buttons show the first


def overdue(status: str, promised_on: dt.date, today: dt.date) -> bool:
    """Whether the promised day has passed without a delivery; one that is on its way today is not late yet."""
    return status in OPEN and promised_on < today


def may_move(status: str, day: dt.date | None, now: dt.datetime, until: dt.time) -> bool:
    """Whether a delivery can be moved: planned and not yet ``until`` on the day before, or failed and to be done again."""
    if status == "failed":
        return True
    if status != "planned" or day is None:
        return False
    return now < dt.datetime.combine(day - dt.timedelta(days=1), until, AMSTERDAM)


def free_slots(
    now: dt.datetime, days: Container[str], written: Sequence[Any], closed: Container[dt.date], until: dt.time
) -> list[Slot]:
    """Slots a delivery can move to: from the first day whose eve has not passed ``until``."""
    ahead = 1 if now.time() < until else 2
    first = dt.datetime.combine(now.date() + dt.timedelta(days=ahead), dt.time.min, AMSTERDAM)
    return slots_between(first, days, written, closed, MOST_SLOTS)


def wished_first(slots: Sequence[Slot], wished: Container[dt.date], most: int = 4) -> list[Slot]:
    """The slots on a day that the customer named before the others, otherwise in order."""
    mine = [s for s in slots if s.day in wished][:most]
    return [*mine, *(s for s in slots if s not in mine)]
