"""Orders and repairs as rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handoff.decide.calendars import AMSTERDAM
from handoff.demo.days import DAY, Days
from handoff.demo.prices import Prices
from handoff.demo.rented import Rented, rent
from handoff.demo.shapes import Hire, Order, Repair

Row = dict[str, Any]


def delivered_order(rented: Rented, customer: str, days: Days, prices: Prices) -> Row:
    """The order that a bike was delivered by; with ``late_days`` it came so many working days after the promised day."""
    spec = rented.spec
    assert spec.order
    paid = days.working_days(-prices.delivery_days(spec.product) - spec.late_days, rented.started)
    slot = int(spec.order[1:]) % 4
    start = dt.time(int(days.slot(slot)[:2]), 40)
    return {
        "number": spec.order,
        "customer_number": customer,
        "product": spec.product,
        "subscription": spec.subscription,
        "status": "delivered",
        "ordered_on": paid - (int(spec.order[1:]) % 2) * DAY,
        "paid_on": paid,
        "promised_on": days.working_days(prices.delivery_days(spec.product), paid),
        "date": rented.started,
        "slot": days.slot(slot),
        "instruction": None,
        "delivered_at": dt.datetime.combine(rented.started, start, AMSTERDAM),
        "failed_times": 0,
    }


def open_order(order: Order, customer: str, days: Days, prices: Prices) -> Row:
    """An order that is not delivered yet."""
    ordered = days.of(order.ordered)
    paid = days.of(order.paid) if order.paid else None
    date, slot = _delivery(order, days)
    return {
        "number": order.number,
        "customer_number": customer,
        "product": order.product,
        "subscription": order.subscription,
        "status": order.status,
        "ordered_on": min(ordered, paid) if paid else ordered,
        "paid_on": paid,
        "promised_on": days.working_days(prices.delivery_days(order.product), paid or ordered),
        "date": date,
        "slot": slot,
        "instruction": order.instruction,
        "delivered_at": None,
        "failed_times": order.failed_times,
    }


def _delivery(order: Order, days: Days) -> tuple[dt.date | None, str | None]:
    if order.status == "on_the_way":
        return days.on_the_way()
    if order.date is None:
        return None, None
    date = days.of(order.date)
    past = order.status == "failed"
    return (days.delivery_on_or_before(date) if past else days.delivery_on_or_after(date)), days.slot(order.slot)


def awaited(order: Order, days: Days, prices: Prices, nth: int = 1) -> Rented:
    """The contract that will start when ``order`` is delivered, for its first payment."""
    row = open_order(order, "", days, prices)
    start = max(day for day in (row["promised_on"], row["date"]) if day)
    spec = Hire(product=order.product, subscription=order.subscription, started=start.isoformat(), bike="000000")
    return rent(spec, nth, days, prices)


def repair_row(repair: Repair, customer: str, days: Days) -> Row:
    """A repair."""
    requested = days.of(repair.requested)
    minute = int(repair.number[1:]) % 60
    return {
        "number": repair.number,
        "customer_number": customer,
        "bike_number": repair.bike,
        "what": repair.what,
        "way": repair.way,
        "status": repair.status,
        "status_since": days.of(repair.since) if repair.since else requested,
        "requested_at": days.moment(requested, 9 + minute % 8, minute),
        "date": days.working_on_or_after(days.of(repair.date)) if repair.date else None,
        "slot": days.slot(repair.slot) if repair.slot is not None else None,
        "part": repair.part,
        "expected_on": days.working_on_or_after(days.of(repair.expected)) if repair.expected else None,
        "replacement_bike": repair.replacement,
        "case_number": None,
    }
