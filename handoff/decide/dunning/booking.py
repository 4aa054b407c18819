"""Money that came in, divided over what is open of a claim. Amounts are integer cents.

Source: art. 6:43 BW (who pays may say for which bill), art. 6:44 BW (costs, then interest, then principal); handbook, debtors,
dispute_claim: what the debtor agrees with goes before what he disputes. Interest is not in the account: none is charged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from handoff.decide.dunning.schedule import Item

WAYS = ("transfer", "link", "cash", "card", "other")  # how money comes in that a person books
COSTS = ""  # the part of a payment that is for collection costs


@dataclass(frozen=True)
class Part:
    """So many cents of a payment for the invoice ``number``; for the collection costs where that is ``COSTS``."""

    number: str
    cents: int


def allot(cents: int, items: Sequence[Item], costs_open: int, number: str = "") -> list[Part]:
    """What each gets of ``cents``: all for the invoice ``number`` where one is named, else costs first and then the oldest
    invoice first. Together they are never more than is open.
    """
    found: dict[str, int] = {}
    left = cents
    for name, most in _order(items, costs_open, number):
        part = min(left, most)
        if part > 0:
            found[name] = found.get(name, 0) + part
            left -= part
    return [Part(name, part) for name, part in found.items()]


def bookable(items: Sequence[Item], costs_open: int, number: str = "") -> int:
    """The most that can be booked."""
    return sum(most for _, most in _order(items, costs_open, number))


def refused(cents: int, on: dt.date, today: dt.date, made_on: dt.date, most: int) -> str:
    """Why a payment cannot be booked, or "". ``made_on``: the day of the oldest invoice that it may be for."""
    if cents <= 0:
        return "amount-zero"
    if on > today:
        return "day-future"
    if on < made_on:
        return "day-before-invoice"
    return "more-than-open" if cents > most else ""


def _order(items: Sequence[Item], costs_open: int, number: str) -> list[tuple[str, int]]:
    """What money goes to, in its order: name, and the most that it takes."""
    if number:
        return [(item.number, item.open_cents) for item in items if item.number == number]
    oldest = sorted(items, key=lambda item: (item.failed_on, item.number))
    agreed = [(item.number, item.due_cents) for item in oldest]
    disputed = [(item.number, item.open_cents - item.due_cents) for item in oldest]
    return [(COSTS, costs_open), *agreed, *disputed]
