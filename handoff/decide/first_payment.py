"""What a new subscription costs at once. Source: handbook, procedures (start_subscription, ask_invoice_explanation). Cents."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from handoff.decide.endings import cents


@dataclass(frozen=True)
class FirstPayment:
    """Deposit, ``days`` of this month at ``day_price``, the whole next month or 0, delivery or 0."""

    deposit: int
    days: int
    day_price: int
    next_month: int
    delivery: int

    @property
    def rest(self) -> int:
        """What the rest of this month costs."""
        return self.days * self.day_price

    @property
    def total(self) -> int:
        """All of it."""
        return self.deposit + self.rest + self.next_month + self.delivery


def first_payment(
    start: dt.date, month: int, deposit: int, delivery: int, *, days_in_month: int, next_month_after: int
) -> FirstPayment:
    """The first payment of a subscription that starts on ``start``, that day included; late in the month the next one is added."""
    days = calendar.monthrange(start.year, start.month)[1] - start.day + 1
    day_price = cents(Decimal(month) / days_in_month / 100)
    return FirstPayment(deposit, days, day_price, month if start.day > next_month_after else 0, delivery)


def age(born: dt.date, today: dt.date) -> int:
    """Whole years on ``today``."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
