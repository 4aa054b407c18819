"""Another bike or another subscription: prices, deposits, whether somebody fits. Source: handbook, procedures
(switch_subscription) and producten. Amounts in cents, heights in centimetres."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handoff.decide.calendars import add_months
from handoff.decide.endings import cents

FREE_EVERY_MONTHS = 6
CHEAPER_EVERY_MONTHS = 12


@dataclass(frozen=True)
class Swap:
    """What another bike comes to: the new price a month, the deposit to add (negative: it comes back), what swapping costs."""

    month: int
    deposit: int
    cost: int


def swap_cost(today: dt.date, last_free: dt.date | None, at_home: bool, prices: tuple[int, int]) -> int:
    """Free once in six months, else the first of ``prices``; the second comes on top at home."""
    swap, home = prices
    free = last_free is None or add_months(last_free, FREE_EVERY_MONTHS) <= today
    return (0 if free else swap) + (home if at_home else 0)


def cheaper_too_soon(today: dt.date, subscription: str, old: int, new: int, last: dt.date | None) -> bool:
    """Within Jaar a cheaper bike may be had once in twelve months."""
    recent = last is not None and add_months(last, CHEAPER_EVERY_MONTHS) > today
    return subscription == "year" and new < old and recent


def month_price(list_price: Decimal, discount_percent: int) -> int:
    """A monthly price, less the discount for a third or later bike at one address."""
    return cents(list_price * (100 - discount_percent) / 100)


def discount_kept(paid: int, list_price: Decimal, percent: int) -> int:
    """The discount that a contract has: ``percent`` when it is paid so, else none."""
    return percent if paid == month_price(list_price, percent) else 0


def fits(height: int, low: float, high: float) -> bool:
    """Whether somebody of ``height`` can ride a bike made for ``low`` to ``high`` metres."""
    return round(low * 100) <= height <= round(high * 100)


def size_for(height: int, sizes: Sequence[Any]) -> str | None:
    """The size of a children's bike for a height, by name; of two that fit the larger, because children grow."""
    fitting = [s.name for s in sizes if fits(height, s.rider_min_m, s.rider_max_m)]
    return fitting[-1] if fitting else None


def fitting_products(height: int, products: Mapping[str, Any], kinds: Sequence[str]) -> list[str]:
    """The bikes of these kinds that somebody of ``height`` can ride, by code."""
    return [
        code
        for code, p in products.items()
        if p.kind in kinds and fits(height, p.features.rider_min_m, p.features.rider_max_m)
    ]
