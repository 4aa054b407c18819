"""Priority: that of the heaviest part, raised one step for each reason up to high; safety is always critical.

Source: prioriteiten.md ("De vier niveaus", "Wat verhoogt de prioriteit?"); LW is the reading guide.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from handoff.decide.triage import quantities
from handoff.decide.triage.facts import LEVELS
from handoff.decide.triage.look import Look, Message

# Reasons that set a level by themselves, whatever the topic.
CRITICAL = frozenset({"danger", "unsafe_part", "threat_to_staff", "others_data_visible"})
HIGH = frozenset(
    {
        "discrimination",
        "death",
        "fraud",
        "locked_out_now",
        "legal",
        "press",
        "hardship",
        "thief_in_sight",
        "term_ends_today",
    }
)


class Raise(NamedTuple):
    """What raises the priority one step, and when."""

    name: str
    holds: Callable[[Message], bool]


def vulnerable(message: Message) -> bool:
    """Also when the customer does not call it so. Depending on the bike says nothing about one who still chooses."""
    return message.shows("vulnerable") or (
        message.shows("dependent") and not all(p.kind in ("info", "meta") for p in message.facts.parts)
    )


def repeated_contact(message: Message) -> bool:
    """The same subject within 30 days, by the register or in the customer's words; LW 9: a defect that is back."""
    told = message.starts and message.shows("repeated_contact")
    defect = any(look.topic("request_repair") or look.part.kind == "complaint" for look in message.looks)
    back = defect and message.shows("second_time", "third_time") and not long_ago(message)
    return message.facts.contacts_same_topic > 0 or told or back


def long_ago(message: Message) -> bool:
    """The earlier time that is told lies more than the guidelines' days back."""
    return message.shows("ago") and quantities.longest_days(message.facts.text) > float(
        message.limits["same_topic_days"]
    )


def third_complaint(message: Message) -> bool:
    """The third complaint within 12 months, this one included."""
    return message.kind("complaint") and message.facts.complaints_this_year + 1 >= int(
        message.limits["complaints"]["count"]
    )


def deadline_today(message: Message) -> bool:
    """The last day is today: end date, 14-day letter, delivery, removal."""
    return message.starts and message.shows("deadline_today")


def term_missed(message: Message) -> bool:
    """LW 5: a promised reaction or decision on a case is late; a late delivery or mechanic is not that."""
    return message.facts.term_missed or (message.starts and message.shows("missed_term"))


RAISES: tuple[Raise, ...] = (
    Raise("vulnerable", vulnerable),
    Raise("repeated_contact", repeated_contact),
    Raise("third_complaint", third_complaint),
    Raise("deadline_today", deadline_today),
    Raise("term_missed", term_missed),
)


def starting_level(message: Message, look: Look) -> int:
    """The level of one part: its topic's, but low for a general explanation (LW 3)."""
    level = LEVELS.index(message.facts.base.get(look.part.topic, "normal"))
    explained = look.part.kind in ("procedure", "request", "debt") and not look.starts
    return LEVELS.index("low") if explained else level


def priority_of(message: Message, reasons: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Priority of the whole message, given why it is complex, and what raised it."""
    if CRITICAL & set(reasons):
        return "critical", ("safety",)
    level = max((starting_level(message, look) for look in message.looks), default=LEVELS.index("normal"))
    if message.only_small_talk:
        return LEVELS[level], ()
    raised = tuple(rule.name for rule in RAISES if rule.holds(message))
    high = LEVELS.index("high")
    if level < high:
        level = min(high, level + len(raised))
    if HIGH & set(reasons):
        level = max(level, high)
    return LEVELS[level], raised
