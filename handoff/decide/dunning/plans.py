"""Payment plans and deferment: what may be proposed, who approves, and whether a plan is kept.

Nothing here grants anything: a proposal goes to a person, and so does every wish outside the table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from handoff.decide.calendars import add_months
from handoff.decide.dunning.rules import PlanRow, PlanRules
from handoff.decide.dunning.schedule import Debtor

_DAY = dt.timedelta(days=1)
_MEASURED = ("debt_help", "administration")


@dataclass(frozen=True)
class Instalment:
    """What is to be paid by when, in cents."""

    due: dt.date
    cents: int


@dataclass(frozen=True)
class Proposal:
    """A plan within the table and who approves it; without instalments it is a matter for a person, with the reason."""

    instalments: tuple[Instalment, ...] = ()
    department: str = ""
    role: str | None = None
    reason: str = ""

    @property
    def within_table(self) -> bool:
        """Whether the table allows it."""
        return bool(self.instalments)


@dataclass(frozen=True)
class Watch:
    """How a plan stands on a day: paid so far in cents; what was missed first, and the days that follow from it."""

    state: Literal["kept", "missed", "notice_due", "lapsed", "completed"]
    paid_cents: int
    missed: Instalment | None = None
    notice_on: dt.date | None = None
    catch_up_until: dt.date | None = None


def row_for(open_cents: int, rules: PlanRules) -> PlanRow:
    """The row of the table for an open amount."""
    return next(row for row in rules.table if row.upto is None or open_cents <= row.upto)


def most_terms(open_cents: int, rules: PlanRules) -> int:
    """The most instalments that the table allows: none below the minimum a month, but always at least one."""
    row = row_for(open_cents, rules)
    return max(1, min(row.terms, open_cents // row.minimum))


def proposal(
    open_cents: int,
    first: dt.date,
    today: dt.date,
    rules: PlanRules,
    *,
    month_cents: int | None = None,
    terms: int | None = None,
    failed_on: dt.date | None = None,
    hardship: bool = False,
) -> Proposal:
    """A plan from `first` on: of `month_cents` a month, or in `terms` equal parts, else in as many as the table allows.

    `failed_on` is the day on which an earlier plan failed; `hardship` says that debt help or administration is at work.
    """
    row = rules.table[-1] if hardship else row_for(open_cents, rules)
    reason = _refused(open_cents, first, today, rules, failed_on=failed_on, hardship=hardship)
    if reason:
        return Proposal(department=row.department, role=row.role, reason=reason)
    if month_cents is not None and month_cents < min(row.minimum, open_cents):
        return Proposal(department=row.department, role=row.role, reason="below_minimum")
    count = terms or most_terms(open_cents, rules)
    if month_cents is not None:
        count, rest = divmod(open_cents, month_cents)
        count += rest >= max(1, count)  # some cents more are no month of their own: they go with the last
    if not 1 <= count <= row.terms:
        return Proposal(department=row.department, role=row.role, reason="too_many_terms")
    if month_cents is None and count > most_terms(open_cents, rules):
        return Proposal(department=row.department, role=row.role, reason="below_minimum")
    amounts = _split(open_cents, count, month_cents)
    made = tuple(Instalment(add_months(first, n), cents) for n, cents in enumerate(amounts))
    return Proposal(made, row.department, row.role)


def made_to_measure(debtor: Debtor) -> bool:
    """Whether debt help or administration is at work: then the last row of the table decides, whatever the amount."""
    return debtor.administrator or any(s.reason in _MEASURED and s.until is None for s in debtor.stops)


def may_approve(
    department: str, role: str | None, departments: Collection[str], roles: Collection[str], rules: PlanRules
) -> bool:
    """Whether a colleague decides on a plan of this department and role: who the table names, or who it names for more.

    A team leader is one of that department; a supervisor of another has no say.
    """
    top = rules.table[-1]
    if role:
        return role in roles and department in departments
    return bool({department, top.department} & set(departments))


def too_small(parts: Sequence[Instalment], rules: PlanRules) -> bool:
    """Whether a part but the last is below what debt help or administration asks at least."""
    return any(part.cents < rules.debt_help_minimum for part in parts[:-1])


def _refused(
    open_cents: int, first: dt.date, today: dt.date, rules: PlanRules, *, failed_on: dt.date | None, hardship: bool
) -> str:
    if open_cents <= 0:
        return "nothing_open"
    if hardship:
        return "hardship"
    if failed_on is not None and failed_on > add_months(today, -rules.failed_within_months):
        return "failed_before"
    if first < today:
        return "first_in_the_past"
    return "first_too_late" if first > today + rules.first_within_days * _DAY else ""


def _split(cents: int, count: int, month_cents: int | None) -> list[int]:
    """Equal parts, the cents left over in the last; or so much a month and the rest last."""
    each = month_cents if month_cents is not None else cents // count
    return [each] * (count - 1) + [cents - each * (count - 1)]


def deferment(days: int, earlier: bool, rules: PlanRules) -> Proposal:
    """Who may grant `days` of deferment; `earlier` says that this invoice had one. Only department and reason are filled."""
    if earlier:
        return Proposal(department=rules.deferment[-1].department, reason="deferred_before")
    for row in rules.deferment:
        if 0 < days <= row.days:
            return Proposal(department=row.department)
    return Proposal(department=rules.deferment[-1].department, reason="too_long" if days > 0 else "no_days")


def watch(
    instalments: Sequence[Instalment], paid_cents: int, today: dt.date, rules: PlanRules, notified_on: dt.date | None
) -> Watch:
    """How a plan stands. `paid_cents` came in since it began; `notified_on` is the day of the notice of a miss.

    A plan lapses only after that notice and its days to catch up, never by itself.
    """
    if paid_cents >= sum(part.cents for part in instalments):
        return Watch("completed", paid_cents)
    asked = 0
    for part in instalments:
        asked += part.cents
        if asked > paid_cents and part.due < today:
            return _missed(part, paid_cents, today, rules, notified_on)
        if asked > paid_cents:
            break
    return Watch("kept", paid_cents)


def _missed(part: Instalment, paid_cents: int, today: dt.date, rules: PlanRules, notified_on: dt.date | None) -> Watch:
    notice = part.due + rules.missed_notice_days * _DAY
    if notified_on is None or notified_on < part.due:
        return Watch("notice_due" if today >= notice else "missed", paid_cents, part, notice)
    until = notified_on + rules.catch_up_days * _DAY
    return Watch("lapsed" if today > until else "missed", paid_cents, part, notified_on, until)
