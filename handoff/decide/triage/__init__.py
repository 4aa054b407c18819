"""Complexity, priority and route of a message: small predicates over facts, and readable tables of them.

Source: the handbook's pages on priorities, complaints, procedures and debtors; where two rules meet its reading guide
decides. Nothing here knows the time, the database or the person.

    facts          what is weighed, what comes out     starts, wording  explain, or set in motion?
    look           a part and the signs it shows       quantities       amounts, days, ages against limits
    message_rules  why the whole is complex            part_rules       why one part is
    priority       the level and what raises it
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handoff.decide.signs import Signs
from handoff.decide.triage.facts import LEVELS, ROUTES, Facts, Part, Triage
from handoff.decide.triage.look import Look, Message
from handoff.decide.triage.message_rules import ALWAYS, concerns, message_reasons
from handoff.decide.triage.part_rules import AT_ONCE, part_reasons
from handoff.decide.triage.priority import priority_of
from handoff.decide.triage.starts import asks_besides, complains, files_complaint, starts_something

__all__ = ["LEVELS", "ROUTES", "TO_A_PERSON", "Facts", "Part", "Triage", "asks_besides", "complains", "files_complaint", "route_of", "starts_something", "triage"]

# Topics that a person takes over, whatever else is said.
TO_A_PERSON = frozenset(
    {"ask_human", "report_hardship", "report_injury", "signal_distress", "threaten_escalation", "vent_frustration"}
)
# Without any recognised part these still need a person: the words say so themselves.
EVEN_UNCLEAR = frozenset(
    {
        "asked_for_person",
        "threat_to_staff",
        "others_data_visible",
        "strong_emotion",
        "discrimination",
        "death",
        "not_understood_twice",
    }
)


def triage(facts: Facts, signs: Signs, limits: Mapping[str, Any]) -> Triage:
    """Weigh a message. Without parts the route is ``clarify``, unless the words alone ask for a person."""
    message = Message(facts, signs, limits)
    if not facts.parts:
        return _unclear(message)
    whole = message_reasons(message)
    each = [part_reasons(look) for look in message.looks]
    reasons = tuple(dict.fromkeys((*whole, *(reason for own in each for reason in own))))
    routes = tuple(
        route_of(look, bool(own) or concerns(whole, look)) for look, own in zip(message.looks, each, strict=True)
    )
    route = max(routes, key=ROUTES.index)
    if (ALWAYS | AT_ONCE) & set(reasons):
        route = "handoff"
    elif route == "answer":
        reasons = tuple(r for r in reasons if r not in whole)  # plain information is not made heavy by the register
    priority, raised = priority_of(message, reasons)
    return Triage("complex" if reasons else "simple", reasons, priority, route, routes, raised)


def route_of(look: Look, complex_case: bool) -> str:
    """Route of one part (reading guide 2): answer, form or handoff."""
    if look.part.topic in TO_A_PERSON:
        return "handoff"
    if look.part.kind in ("info", "meta") or not look.starts:
        return "answer"
    return "handoff" if complex_case else "form"


def _unclear(message: Message) -> Triage:
    reasons = tuple(r for r in message_reasons(message) if r in EVEN_UNCLEAR)
    if message.shows("smoke", "injury", "unsafe"):
        reasons = ("danger", *reasons)
    if not reasons:
        return Triage("simple", (), "normal", "clarify", ())  # it may turn out to be anything
    priority, raised = priority_of(message, reasons)
    return Triage("complex", reasons, priority, "handoff", (), raised)
