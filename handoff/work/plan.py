"""What one turn of the bot comes to: said, remembered and set in motion. Made by the actions, carried out by ``turns``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Bubble:
    """One message to the customer. ``{case}`` in the text becomes the number of the case made in the same turn; so do the
    other numbers that the effects of the turn give out, such as ``{repair}``.
    """

    text: str
    topic: str | None = None
    buttons: tuple[dict[str, str], ...] = ()
    source: dict[str, str] | None = None
    case: bool = False


@dataclass(frozen=True)
class PartState:
    """One part of the customer's message and what became of it: ``state`` answered, open or handed_over."""

    text: str
    topic: str
    kind: str
    confidence: float
    state: str
    answer: str = ""
    source: dict[str, str] | None = None


@dataclass(frozen=True)
class CasePlan:
    """A case to make: what must be followed up, by whom and by when.

    ``outcome``: set when the assistant has finished it; the case is then resolved at once, with ``feedback`` as what the
    customer heard. ``feedback_by`` and ``feedback_to``: how the customer wants to hear the outcome. ``postcode``: as the
    customer gave it, "1234 AB"; what proves nothing else tells with the number how this case stands.
    """

    kind: str
    topics: tuple[str, ...]
    department: str
    priority: str
    summary: str
    reasons: tuple[str, ...]
    first_due: datetime
    due: datetime
    data: dict[str, Any] = field(default_factory=dict)
    callback: dict[str, Any] | None = None
    outcome: str = ""
    feedback: str = ""
    feedback_by: str | None = None
    feedback_to: str | None = None
    about_money: bool = False
    postcode: str | None = None


@dataclass(frozen=True)
class Effect:
    """Something that a turn sets in motion besides words and case, in the same transaction: see ``work.effects``."""

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class HandOver:
    """The conversation goes to the queue: order facts and the words on the card."""

    priority: str
    department: str
    due: datetime
    reasons: tuple[str, ...]
    summary: str


@dataclass(frozen=True)
class Plan:
    """A whole turn. ``context`` replaces what was remembered; ``misunderstood`` counts towards a hand-over."""

    bubbles: tuple[Bubble, ...]
    parts: tuple[PartState, ...] = ()
    context: dict[str, Any] = field(default_factory=dict)
    language: str = "nl"
    case: CasePlan | None = None
    handover: HandOver | None = None
    misunderstood: bool = False
    confidential: bool = False
    particulars: tuple[dict[str, Any], ...] = ()
    effects: tuple[Effect, ...] = ()
