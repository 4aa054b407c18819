"""Checks of dunning.yml that one value alone cannot show: what must rise, and names that must exist elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

from handoff.content.files import Problem
from handoff.decide.dunning.rules import Rules

Report = Callable[[Sequence[str | int], str, str], Problem]
NAMES = ("reminder_1", "reminder_2", "letter_14", "last_letter", "lock", "agency")


def dunning_problems(rules: Rules, departments: Collection[str], report: Report) -> Iterator[Problem]:
    """Every problem in the rules of arrears."""
    costs = rules.costs
    for n, tier in enumerate(costs.tiers):
        if (tier.upto is None) != (n == len(costs.tiers) - 1):
            yield report(("costs", "tiers", n), "only the last tier has no upto", "give every other tier its width")
    if costs.minimum > costs.maximum:
        yield report(("costs", "minimum"), "minimum is above maximum", "swap them")
    yield from _rising(("interest", "consumer"), [r.since for r in rules.interest.consumer], report)
    yield from _rising(("interest", "business"), [r.since for r in rules.interest.business], report)
    yield from _rising(("letter", "extra_delivery_days"), [r.since for r in rules.letter.extra_delivery_days], report)
    yield from _rising(("schedule", "steps"), [s.day for s in rules.schedule.steps], report)
    names = [step.id for step in rules.schedule.steps]
    if names != list(NAMES):
        yield report(
            ("schedule", "steps"),
            f"the steps are {', '.join(names)}",
            f"use each of {', '.join(NAMES)} once, in this order",
        )
    for name in ("mail", "call"):
        start, end = getattr(rules.behaviour, name).hours
        if start >= end:
            yield report(("behaviour", name, "hours"), "the end is before the start", "write start-end")
    yield from _plans(rules, departments, report)


def _plans(rules: Rules, departments: Collection[str], report: Report) -> Iterator[Problem]:
    table = rules.plans.table
    for n, row in enumerate(table):
        if row.department not in departments:
            yield report(
                ("plans", "table", n, "department"),
                f"department {row.department} does not exist",
                "use a key of departments.yml",
            )
        if (row.upto is None) != (n == len(table) - 1):
            yield report(("plans", "table", n), "only the last row has no upto", "give every other row its limit")
    yield from _rising(("plans", "table"), [r.upto for r in table if r.upto is not None], report)
    yield from _rising(("plans", "deferment"), [r.days for r in rules.plans.deferment], report)
    for n, granted in enumerate(rules.plans.deferment):
        if granted.department not in departments:
            yield report(
                ("plans", "deferment", n, "department"),
                f"department {granted.department} does not exist",
                "use a key of departments.yml",
            )


def _rising(where: Sequence[str | int], values: Sequence[Any], report: Report) -> Iterator[Problem]:
    for n, (one, two) in enumerate(pairwise(values)):
        if one >= two:
            yield report((*where, n + 1), f"{two} does not come after {one}", "put the list in rising order")
