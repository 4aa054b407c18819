"""What a complaint comes to: a standard compensation that may be named, and when a simple complaint is none any more.

Source: handbook, klachten.md ("Standaardvergoedingen" and the topics). Amounts are content (guidelines.yml, compensation).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Mapping
from decimal import Decimal
from typing import Any

from handoff.decide.amounts import find_amounts
from handoff.decide.calendars import is_working_day

_BARE = re.compile(r"(?<![\d€.,F\-])(?<!€ )\d{1,5}(?:[.,]\d{1,2})?(?![\d\-])(?!\s?(?:euro|eur|€))")


def working_days_late(promised: dt.date, today: dt.date, closed: Container[dt.date]) -> int:
    """Working days from the day after ``promised`` up to and including ``today``; 0 when it is not late."""
    days = (today - promised).days
    return sum(is_working_day(promised + dt.timedelta(days=i), closed) for i in range(1, days + 1))


def cents(amount: str) -> int:
    """An amount of the guidelines ("25.00") in cents."""
    return int(Decimal(amount) * 100)


def amounts_named(text: str) -> list[int]:
    """The amounts in an answer to "which amount?", in cents: there a bare number is one too ("189 in plaats van 79")."""
    found = [abs(a.cents) for a in find_amounts(text)]
    bare = _BARE.sub(lambda m: f"€ {m.group()}", text)
    return found if len(found) > 1 else [abs(a.cents) for a in find_amounts(bare)] or found


def late_delivery(amounts: Mapping[str, Any], days: int) -> int:
    """Compensation in cents for a delivery so many working days late."""
    return min(cents(amounts["late_per_working_day"]) * days, cents(amounts["late_most"]))


def compensation(topic: str, problem: str, days_late: int, amounts: Mapping[str, Any]) -> int | None:
    """The standard compensation in cents for what went wrong, or None where there is no fixed amount."""
    if topic == "complain_delivery" and problem == "late":
        return late_delivery(amounts, days_late) or None
    if problem == "no_show":
        return cents(amounts["no_show"])
    if topic == "complain_digital" and problem in ("no", "no_now"):
        return cents(amounts["locked_out"])
    if topic == "complain_accessibility" and problem in ("callback", "email"):
        return cents(amounts["no_reply"])
    if topic == "complain_product" and problem == "again":
        return cents(amounts["same_defect"])
    return None
