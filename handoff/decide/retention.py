"""Until when a file is kept. A file is what belongs together: a conversation, its contact and its cases.

Source: handbook, contact registration ("Bewaartermijnen"). The terms themselves are content (``retention.yml``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from handoff.decide.calendars import AMSTERDAM, add_months


class Term(Protocol):
    """How long: one of the three is above zero."""

    @property
    def days(self) -> int:
        """Calendar days."""

    @property
    def months(self) -> int:
        """Calendar months."""

    @property
    def hours(self) -> int:
        """Hours."""


@dataclass(frozen=True)
class CaseEnd:
    """What weighs of a case: its kind, its topics and department, whether it was marked as one about money, its end."""

    kind: str
    topics: tuple[str, ...]
    department: str
    about_money: bool
    closed: dt.datetime | None  # None: it is open


@dataclass(frozen=True)
class File:
    """What weighs of a file. ``busy``: a person has it or it waits for one; ``hold``: nothing of this customer may go."""

    ended: dt.datetime
    customer: bool
    busy: bool = False
    hold: bool = False
    cases: tuple[CaseEnd, ...] = ()


class Money(Protocol):
    """What makes a case one about money."""

    @property
    def topics(self) -> Sequence[str]:
        """Topics that are."""

    @property
    def departments(self) -> Sequence[str]:
        """Departments whose cases are."""


class Terms(Protocol):
    """A term for every kind of file."""

    @property
    def anonymous(self) -> Term:
        """Without a customer number."""

    @property
    def customer(self) -> Term:
        """With a customer number."""

    @property
    def complaint(self) -> Term:
        """A complaint, after its closing."""

    @property
    def complaint_money(self) -> Term:
        """A complaint about money, after its closing."""


class Rules(Protocol):
    """The content of ``retention.yml``, as far as files go."""

    @property
    def terms(self) -> Terms:
        """The terms."""

    @property
    def money(self) -> Money:
        """What is about money."""

    @property
    def complaint_kinds(self) -> Sequence[str]:
        """Kinds of cases that are complaints."""


@dataclass(frozen=True)
class Verdict:
    """Which term rules a file, and from when it may go; None: it is held."""

    kind: str
    free: dt.datetime | None


def free_from(end: dt.datetime, term: Term) -> dt.datetime:
    """The first moment after ``term``, counted from the day after ``end``; its last day still counts whole."""
    if term.hours:
        return end + dt.timedelta(hours=term.hours)
    day = end.astimezone(AMSTERDAM).date()
    last = add_months(day, term.months) if term.months else day + dt.timedelta(days=term.days)
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), AMSTERDAM)


def past(now: dt.datetime, term: Term) -> dt.datetime:
    """What ended before this moment is past ``term`` by ``now``: the reverse of ``free_from``."""
    if term.hours:
        return now - dt.timedelta(hours=term.hours)
    today = now.astimezone(AMSTERDAM).date()
    if not term.months:
        return dt.datetime.combine(today - dt.timedelta(days=term.days), dt.time(), AMSTERDAM)
    day = add_months(today, -term.months)
    while add_months(day, term.months) < today:  # where months are short the last days of one end on the same day
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(), AMSTERDAM)


def judge(file: File, rules: Rules) -> Verdict:
    """The longest term that applies to any piece of ``file``; an open case keeps all of it."""
    kind = "customer" if file.customer else "anonymous"
    if file.busy or file.hold or any(case.closed is None for case in file.cases):
        return Verdict(kind, None)
    ends = [(free_from(file.ended, getattr(rules.terms, kind)), kind)]
    for case in file.cases:
        assert case.closed is not None
        its = _kind(case, rules) or kind
        ends.append((free_from(case.closed, getattr(rules.terms, its)), its))
    free, kind = max(ends)
    return Verdict(kind, free)


def _kind(case: CaseEnd, rules: Rules) -> str | None:
    if case.kind not in rules.complaint_kinds:
        return None
    money = case.about_money or case.department in rules.money.departments or set(case.topics) & set(rules.money.topics)
    return "complaint_money" if money else "complaint"
