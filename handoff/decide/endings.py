"""When a subscription ends and what ending it early costs. Source: handbook, procedures (cancel_subscription). Amounts in cents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from handoff.decide.calendars import add_months

NOTICE_MONTHS = 1


@dataclass(frozen=True)
class Ending:
    """``notice``: a month from today. ``term``: what ending without a settlement takes, later than ``notice`` within the year."""

    notice: dt.date
    term: dt.date

    @property
    def early(self) -> bool:
        """Whether a choice is to be made: early with a settlement, or at the end of the twelve months."""
        return self.notice < self.term


def ending(today: dt.date, subscription: str, min_until: dt.date | None) -> Ending:
    """Flex: a month of notice, on any day. Jaar: twelve months first; asked a month before their end it stops exactly then."""
    notice = add_months(today, NOTICE_MONTHS)
    if subscription == "year" and min_until is not None:
        return Ending(notice, max(notice, min_until))
    return Ending(notice, notice)


def whole_months(first: dt.date, last: dt.date) -> int:
    """Months that have gone by from ``first`` to ``last``; what is left of a month does not count."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months if add_months(first, months) <= last else months - 1)


def settlement(flex: int, year: int, month: int, months: int) -> int:
    """What stopping Jaar early costs: the difference between Flex and Jaar for every month that the customer had the bike.

    ``month`` is what the customer pays: with a discount on Jaar the same part of the difference is due.
    """
    paid = min(Decimal(1), Decimal(month) / Decimal(year))
    return months * cents((Decimal(flex) - Decimal(year)) * paid / 100)


def cents(euros: Decimal) -> int:
    """Euros as whole cents, half a cent up."""
    return int((Decimal(euros) * 100).quantize(Decimal(1), ROUND_HALF_UP))
