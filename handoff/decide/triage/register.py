"""What the register knows of a customer that weighs: an open case on the same, contacts of late, complaints, terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

# Topics on which somebody asks after whatever case he has.
ABOUT_ANY_CASE = frozenset({"ask_case_status", "complain_accessibility", "ask_complaint_procedure"})


class Case(Protocol):
    """A case as it is kept; ``due`` and ``first_due`` are the moments promised to the customer."""

    kind: str
    topics: Sequence[str]
    status: str
    created_at: dt.datetime
    first_due: dt.datetime
    first_reaction_at: dt.datetime | None
    due: dt.datetime


class Contact(Protocol):
    """A contact moment as it is kept."""

    topics: Sequence[Mapping[str, Any]]  # each {"topic": id, ...}
    started_at: dt.datetime


def known_facts(
    cases: Sequence[Case],
    contacts: Sequence[Contact],
    topics: Collection[str],
    now: dt.datetime,
    limits: Mapping[str, Any],
) -> dict[str, Any]:
    """The facts for ``Facts`` from the register.

    Args:
        cases: this customer's cases from other conversations.
        contacts: his contacts from other conversations.
        topics: what he writes about now.
        now: an aware moment.
        limits: the ``limits`` of guidelines.yml (days for repeated contact, months for complaints).
    """
    open_cases = [c for c in cases if c.status != "resolved"]
    same = [c for c in open_cases if set(c.topics) & set(topics)]
    asked_after = open_cases if ABOUT_ANY_CASE & set(topics) else same
    since = now - dt.timedelta(days=float(limits["same_topic_days"]))
    year = now - dt.timedelta(days=365 * int(limits["complaints"]["months"]) / 12)
    return {
        "open_case_same_topic": bool(same),
        "contacts_same_topic": sum(
            since <= c.started_at <= now and any(part["topic"] in topics for part in c.topics) for c in contacts
        ),
        "complaints_this_year": sum(c.kind == "complaint" and c.created_at > year for c in cases),
        "term_missed": any(_late(c, now) for c in asked_after),
    }


def _late(case: Case, now: dt.datetime) -> bool:
    """Whether the decision, or the first reaction, was due before ``now``."""
    return case.due < now or (case.first_reaction_at is None and case.first_due < now)
