"""Whether and at what price a subscription may be paused. Source: handbook, procedures (pause_subscription). Amounts in cents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from handoff.decide.endings import cents

Verdict = Literal["", "too_soon", "too_short", "too_long", "used_up", "shorter"]


@dataclass(frozen=True)
class Pause:
    """``first`` and ``last`` are days of the pause themselves."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """Calendar days, both ends counted."""
        return (self.last - self.first).days + 1


def judge(pause: Pause, today: dt.date, used: int, limits: Mapping[str, Any]) -> Verdict:
    """ "" when it may be; else what is wrong.

    ``used``: days paused in the last twelve months. "used_up" leaves less than the shortest pause, "shorter" leaves some.
    """
    least, most = int(limits["pause_least_days"]), int(limits["pause_days"])
    if pause.days > most:
        return "too_long"
    if pause.days < least:
        return "too_short"
    if pause.first < earliest(today, limits):
        return "too_soon"
    if used + pause.days > most:
        return "shorter" if most - used >= least else "used_up"
    return ""


def earliest(today: dt.date, limits: Mapping[str, Any]) -> dt.date:
    """The first day on which a pause that is asked today may begin."""
    return today + dt.timedelta(days=int(limits["pause_notice_days"]))


def price(month: int, percent: int) -> int:
    """What a month of pause costs."""
    return cents(Decimal(month) * percent / 10000)


def shifted(min_until: dt.date | None, pause: Pause) -> dt.date | None:
    """The end of Jaar's twelve months, moved on with the pause; one that has passed stays."""
    if min_until is None or min_until < pause.first:
        return min_until
    return min_until + dt.timedelta(days=pause.days)
