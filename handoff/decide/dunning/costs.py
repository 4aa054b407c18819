"""Collection costs: the scale of the decree, for one claim, once.

Several open invoices are one claim: their principals are summed before the scale. VAT never comes on top by default. A
consumer owes nothing before a valid 14-day letter has run out; a business owes from the day after its term.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handoff.decide.calendars import add_months
from handoff.decide.dunning.rules import CostRules

_WHOLE = 10_000  # hundredths of a percent in one


@dataclass(frozen=True)
class Part:
    """An open invoice of the claim: what of its principal is left (cents), the agreement it belongs to, and its month."""

    open_cents: int
    agreement: int | str | None = None
    month: dt.date | None = None


@dataclass(frozen=True)
class Charge:
    """What may be charged, in cents; `reason` says why it is nothing, or why a person must decide (`person`)."""

    cents: int = 0
    vat_cents: int = 0
    reason: str = ""
    person: bool = False


def half_up(numerator: int, denominator: int) -> int:
    """A quotient of whole numbers, zero or more, rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def scale(principal: int, rules: CostRules) -> int:
    """Collection costs over `principal` cents, without VAT: by tiers, at least the minimum, at most the maximum.

    Nothing for a principal of nothing. Raises ValueError below zero.
    """
    if principal < 0:
        raise ValueError("a principal cannot be negative")
    if principal == 0:
        return 0
    parts, left = 0, principal
    for tier in rules.tiers:
        portion = left if tier.upto is None else min(left, tier.upto)
        parts += portion * tier.percent
        left -= portion
    return min(max(half_up(parts, _WHOLE), rules.minimum), rules.maximum)


def vat(costs: int, rules: CostRules) -> int:
    """VAT over costs in cents, for who may charge it at all."""
    return half_up(costs * rules.vat_percent, _WHOLE)


def summed(principals: Iterable[int], rules: CostRules) -> int:
    """Costs over several open invoices of one debtor: over the sum, not one by one."""
    return scale(sum(principals), rules)


def asked(principal: int, rules: CostRules) -> int:
    """What a letter names and a debtor would have to pay over `principal`: the costs, with VAT for who may charge it."""
    found = scale(principal, rules)
    return found + (vat(found, rules) if rules.charge_vat else 0)


def recurring(parts: Sequence[Part], today: dt.date, months: int) -> bool:
    """Whether more than one part is an instalment of one agreement within `months` before `today`."""
    since, seen = add_months(today, -months), set()
    for part in parts:
        if part.agreement is None or part.open_cents <= 0 or (part.month is not None and part.month < since):
            continue
        if part.agreement in seen:
            return True
        seen.add(part.agreement)
    return False


def charge(
    parts: Sequence[Part],
    rules: CostRules,
    today: dt.date,
    *,
    business: bool | None,
    costs_from: dt.date | None,
    charged_before: bool = False,
) -> Charge:
    """What may be charged for a claim on `today`.

    `business` None is unknown and counts as a consumer. `costs_from` is the first day on which costs are due: for a
    consumer the day after the 14-day letter ran out, for a business the day after its term; None when there was none.
    """
    principal = sum(part.open_cents for part in parts)
    if principal <= 0:
        return Charge(reason="nothing_open")
    if charged_before:
        return Charge(reason="charged_before")
    if costs_from is None:
        return Charge(reason="no_term_passed" if business else "no_valid_letter")
    if today < costs_from:
        return Charge(reason="term_runs")
    cents = scale(principal, rules)
    tax = vat(cents, rules) if rules.charge_vat else 0
    if not business and recurring(parts, today, rules.recurring_months):
        return Charge(cents, tax, reason="recurring_instalments", person=True)
    return Charge(cents, tax)
