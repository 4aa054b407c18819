"""What a triage weighs and what it comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEVELS = ("low", "normal", "high", "critical")
ROUTES = ("answer", "form", "handoff")


@dataclass(frozen=True)
class Part:
    """One part of the message: its ``text``, ``topic``, topic ``kind`` and the model's ``confidence`` (0 to 1).

    ``products``: codes of the products it names, when known: facts about one bike are one question. ``learned``: signs
    that the model sees in this part of several.
    """

    text: str
    topic: str
    kind: str
    confidence: float = 1.0
    products: frozenset[str] = frozenset()
    learned: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facts:
    """All that is weighed.

    ``base``: topic -> priority it starts with; ``departments``: topic -> department. From the register, when the
    customer is known: ``open_case_same_topic``, ``contacts_same_topic`` within the days of the guidelines,
    ``complaints_this_year``, ``term_missed``. From the conversation: ``misunderstood`` in a row.
    ``learned``: signs that the model sees in the message, beside those that the word lists find. ``today``: the day on
    which it was written; without it no date in the text tells anything.
    """

    text: str
    parts: Sequence[Part]
    base: Mapping[str, str]
    departments: Mapping[str, str]
    open_case_same_topic: bool = False
    contacts_same_topic: int = 0
    complaints_this_year: int = 0
    term_missed: bool = False
    misunderstood: int = 0
    learned: frozenset[str] = frozenset()
    today: dt.date | None = None


@dataclass(frozen=True)
class Triage:
    """The outcome: ``complexity`` simple or complex with its ``reasons``, ``priority``, ``route`` and a route per part.

    ``raised_by``: what raised the priority above that of the topics.
    """

    complexity: str
    reasons: tuple[str, ...]
    priority: str
    route: str
    part_routes: tuple[str, ...]
    raised_by: tuple[str, ...] = ()
