"""Priority: that of the heaviest part, raised one step for each reason up to high; safety is always critical.

Source: prioriteiten.md ("De vier niveaus", "Wat verhoogt de prioriteit?"); LW is the reading guide.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from handoff.decide.triage import quantities, since
from handoff.decide.triage.facts import LEVELS
from handoff.decide.triage.look import Look, Message
from handoff.decide.triage.message_rules import ALWAYS
from handoff.decide.triage.part_rules import AT_ONCE
from handoff.decide.triage.part_rules import term_missed as reason_term_missed

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


# On these a thing that happens again is the same matter once more.
COMES_BACK = ("request_repair", "complain_product", "complain_repair", "complain_invoice", "complain_staff", "complain_digital", "complain_accessibility")  # fmt: skip


# On these a term that is over is the customer's own, or that of a delivery or repair.
OTHER_TERMS = ("request_payment_plan", "ask_reminder_received", "ask_delivery_status", "ask_repair_status")


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
    """The same subject within 30 days, by the register or in the customer's words; LW 9: a defect that is back.

    LW 5: a mechanic or a delivery that failed once more is no repeated contact.
    """
    failed = message.topic("complain_repair", "complain_delivery") and message.shows(
        "second_appointment", "third_appointment"
    )
    told = message.starts and message.shows("repeated_contact") and not failed
    defect = any(look.topic(*COMES_BACK) for look in message.looks) and not failed
    back = defect and message.shows("second_time", "third_time") and not long_ago(message)
    return message.facts.contacts_same_topic > 0 or told or back


def long_ago(message: Message) -> bool:
    """The earlier time that is told lies more than the guidelines' days back."""
    text, days = message.facts.text, float(message.limits["same_topic_days"])
    told = quantities.longest_days(text) if message.shows("ago") else 0.0
    return max(told, since.days_since(text, message.facts.today)) > days


def third_complaint(message: Message) -> bool:
    """The third complaint within 12 months, this one included; by the register or as the customer counts."""
    known = message.facts.complaints_this_year + 1 >= int(message.limits["complaints"]["count"])
    return message.kind("complaint") and (known or message.shows("third_complaint"))


def deadline_today(message: Message) -> bool:
    """The last day is today: end date, 14-day letter, delivery, removal."""
    return message.starts and (
        message.shows("deadline_today") or since.promised_today(message.facts.text, message.facts.today)
    )


def term_missed(message: Message) -> bool:
    """LW 5: a promised reaction or decision on a case is late; a late delivery or mechanic is not that."""
    told = message.starts and any(reason_term_missed(look) for look in message.looks if not look.topic(*OTHER_TERMS))
    return message.facts.term_missed or told


RAISES: tuple[Raise, ...] = (
    Raise("vulnerable", vulnerable),
    Raise("repeated_contact", repeated_contact),
    Raise("third_complaint", third_complaint),
    Raise("deadline_today", deadline_today),
    Raise("term_missed", term_missed),
)


# Reasons that take even a question to a person: what is asked is then no general explanation.
NO_EXPLANATION = (ALWAYS | AT_ONCE) - {"separate_questions", "asked_for_person"}


def starting_level(message: Message, look: Look, reasons: Collection[str]) -> int:
    """The level of one part: its topic's, but low for a general explanation (LW 3)."""
    level = LEVELS.index(message.facts.base.get(look.part.topic, "normal"))
    explained = look.part.kind in ("procedure", "request", "debt") and not look.starts
    explained = explained and not NO_EXPLANATION & set(reasons)
    return LEVELS.index("low") if explained else level


def priority_of(message: Message, reasons: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Priority of the whole message, given why it is complex, and what raised it."""
    if CRITICAL & set(reasons):
        return "critical", ("safety",)
    level = max((starting_level(message, look, reasons) for look in message.looks), default=LEVELS.index("normal"))
    if message.only_small_talk:
        return LEVELS[level], ()
    raised = tuple(rule.name for rule in RAISES if rule.holds(message))
    high = LEVELS.index("high")
    if level < high:
        level = min(high, level + len(raised))
    if HIGH & set(reasons):
        level = max(level, high)
    return LEVELS[level], raised
