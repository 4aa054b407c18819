"""One bike of a customer with its days worked out: start, pause, end, return."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from handoff.decide.calendars import add_months
from handoff.demo.days import DAY, Days
from handoff.demo.prices import Prices
from handoff.demo.shapes import Hire

CHECK_WORKING_DAYS = 2  # a returned bike is checked within three working days
REFUND_WITHIN = dt.timedelta(days=14)
ASKED_BEFORE_PAUSE = dt.timedelta(days=7)


@dataclass(frozen=True)
class Rented:
    """A contract on the calendar. ``month_cents`` is without VAT for a company."""

    spec: Hire
    month_cents: int
    deposit_cents: int
    started: dt.date
    min_until: dt.date | None
    cancelled: dt.date | None
    ends: dt.date | None
    pause: tuple[dt.date, dt.date] | None
    stolen: dt.date | None
    returned: dt.date | None
    checked: dt.date | None

    def covers(self, month: dt.date) -> bool:
        """Whether the first payment, not a monthly invoice, covers ``month`` (its first day)."""
        first = self.started.replace(day=1)
        return month <= (add_months(first, 1) if self.started.day > 20 else first)

    def status(self, today: dt.date) -> str:
        """The status of the contract on ``today``."""
        if self.stolen:
            return "stolen"
        if self.ends:
            return "ended" if self.ends < today else "cancelled"
        return "paused" if self.pause and self.pause[0] <= today <= self.pause[1] else "active"

    def paused_days(self, today: dt.date) -> int:
        """Days of pause within twelve months, the whole pause counted."""
        if not self.pause or self.pause[1] < add_months(today, -12):
            return 0
        return (self.pause[1] - self.pause[0]).days + 1

    def had_months(self) -> int:
        """Whole months from start to end."""
        assert self.ends
        months = (self.ends.year - self.started.year) * 12 + self.ends.month - self.started.month
        return months - (add_months(self.started, months) > self.ends)


def rent(spec: Hire, nth: int, days: Days, prices: Prices, business_bikes: int = 0) -> Rented:
    """Work ``spec`` out; ``nth``: which bike of the customer it is; ``business_bikes``: of how many, for a company."""
    started = days.delivery_on_or_before(days.of(spec.started))
    if spec.late_days:  # counted in working days
        started = days.working_on_or_before(started)
    pause = (days.of(spec.paused[0]), days.of(spec.paused[1])) if spec.paused else None
    min_until = None
    if spec.subscription == "year":
        months = (
            prices.content.business.contract_months[1]
            if business_bikes
            else prices.content.subscriptions.year.min_months
        )
        min_until = add_months(started, months) + ((pause[1] - pause[0] + DAY) if pause else dt.timedelta(0))
    cancelled = days.of(spec.cancelled) if spec.cancelled else None
    ends = add_months(cancelled, 1) if cancelled else None
    if ends and min_until and not spec.early:
        ends = max(ends, min_until)
    returned = days.working_on_or_before(ends) if ends and ends < days.today else None
    checked = days.working_days(CHECK_WORKING_DAYS, returned) if returned else None
    return Rented(
        spec=spec,
        month_cents=prices.business_month(spec.product, business_bikes) if business_bikes else prices.month(spec.product, spec.subscription, nth),
        deposit_cents=0 if business_bikes else prices.deposit(spec.product),
        started=started,
        min_until=min_until,
        cancelled=cancelled,
        ends=ends,
        pause=pause,
        stolen=days.of(spec.stolen) if spec.stolen else None,
        returned=returned,
        checked=checked if checked and checked <= days.today else None,
    )  # fmt: skip


def contract_row(rented: Rented, customer: str, days: Days, settlement: list[dict[str, Any]] | None) -> dict[str, Any]:
    """The row of a contract; ``settlement`` are the lines after the check, or None."""
    spec = rented.spec
    refund = sum(int(one["cents"]) for one in settlement) if settlement else None
    refunded = days.working_on_or_after(rented.checked + 3 * DAY) if rented.checked and spec.refunded else None
    return {
        "customer_number": customer,
        "product": spec.product,
        "subscription": spec.subscription,
        "bike_number": spec.bike,
        "month_cents": rented.month_cents,
        "deposit_cents": rented.deposit_cents,
        "accessories": list(spec.accessories),
        "extra_cover": spec.extra_cover,
        "started_on": rented.started,
        "min_until": rented.min_until,
        "status": rented.status(days.today),
        "ends_on": rented.ends,
        "paused_from": rented.pause[0] if rented.pause else None,
        "paused_to": rented.pause[1] if rented.pause else None,
        "paused_days_12m": rented.paused_days(days.today),
        "swapped_on": days.of(spec.swapped) if spec.swapped else None,
        "return_way": spec.return_way if rented.ends else None,
        "returned_on": rented.returned,
        "checked_on": rented.checked,
        "settlement": settlement,
        "refund_cents": refund,
        "refund_by": rented.returned + REFUND_WITHIN if rented.returned else None,
        "refunded_on": refunded if refunded and refunded <= days.today else None,
    }
