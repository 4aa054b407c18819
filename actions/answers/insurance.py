"""ask_insurance: excess by product group, with and without Extra Zeker; conditions in words.

The day value of somebody's own bike is never worked out (producten.md: Facturatie settles the amount).
"""

from __future__ import annotations

from decimal import Decimal

from actions.answers.model import Answer
from actions.answers.turn import Turn

_EXCESS_TOPICS = ("theft", "damage", "excess", "extra")
# Subjects that are explained in words, in the order in which they win from each other.
_IN_WORDS = (
    "day-value",
    "no-report",
    "conditions",
    "own-belongings",
    "liability",
    "injury",
    "rental",
    "wear",
    "transport",
    "abroad",
    "not-insured",
)


def answer(turn: Turn) -> Answer:
    for subject in _IN_WORDS:
        if turn.about(subject):
            return turn.reply(subject, products=turn.read.bikes() or None)
    codes = turn.read.bikes()
    if turn.about("new-value") and len(codes) in (1, 2):
        values = [
            turn.say("new-value", product=turn.voice.name(c), amount=turn.content.products[c].new_value) for c in codes
        ]
        return turn.make(" ".join(values), "/".join(["new-value", *codes]), products=codes)
    extra = turn.about("extra") or turn.read.extra_cover
    group = _group(turn, codes)
    asked = turn.about("theft", "damage", "excess") or extra
    continued = turn.read.joined and turn.read.context.get("topic") == turn.topic
    if not turn.about("excess") and not (group and (asked or continued)):
        chosen = turn.chosen(0.5)
        if chosen is not None:
            return chosen
    if not asked and not continued:
        return turn.chosen() or turn.general()
    if extra and not turn.about("theft", "damage", "excess") and not continued:
        return _extra(turn, group, codes)
    events = [event for event in ("theft", "damage") if turn.about(event)] or _context_events(turn)
    return _excess(turn, group, codes, events, extra)


def _context_events(turn: Turn) -> list[str]:
    if not turn.read.joined:
        return []
    return [event for event in turn.read.context.get("events", ()) if event in ("theft", "damage")]


def _group(turn: Turn, codes: list[str]) -> str | None:
    groups = {turn.content.products[code].group for code in codes}
    return groups.pop() if len(groups) == 1 else None


def _extra(turn: Turn, group: str | None, codes: list[str]) -> Answer:
    """What Extra Zeker is and costs."""
    if group is None:
        return turn.reply("extra")
    found = turn.content.insurance.groups[group]
    text = turn.say(
        "extra-bike",
        bikes=turn.bikes(codes),
        amount=found.extra,
        theft=half(found.theft, turn.content.insurance.extra.excess_percent),
        damage=half(found.damage, turn.content.insurance.extra.excess_percent),
    )
    return turn.make(text, "/".join(["extra", *codes]), products=codes, events=["extra"])


def _excess(turn: Turn, group: str | None, codes: list[str], events: list[str], extra: bool) -> Answer:
    event = events[0] if len(events) == 1 else "both"
    if group is None:
        reply = {"theft": "theft", "damage": "damage", "both": "excess"}[event]
        return turn.reply(reply, events=events)
    found = turn.content.insurance.groups[group]
    percent = turn.content.insurance.extra.excess_percent
    theft, damage = (half(amount, percent) if extra else amount for amount in (found.theft, found.damage))
    text = turn.say(f"excess-{event}{'-extra' if extra else ''}", bikes=turn.bikes(codes), theft=theft, damage=damage)
    if not extra:
        text += " " + turn.say(
            f"with-extra-{event}",
            theft=half(found.theft, percent),
            damage=half(found.damage, percent),
            amount=found.extra,
        )
    if event == "theft":
        text += " " + turn.say("theft-conditions-a" if group == "A" else "theft-conditions-bc")
    return turn.make(text, "/".join([f"excess-{event}", *codes]), products=codes, events=events)


def half(amount: Decimal, percent: int) -> Decimal:
    """The excess with Extra Zeker."""
    return amount * percent / 100
