"""ask_contact_details: the number or address for the customer's need."""

from __future__ import annotations

from actions.answers.hours import week_text
from actions.answers.model import Answer
from actions.answers.turn import Turn

# Words of the topic that name a channel of organisation.yml, the most particular first.
_NEEDS = ("safety_line", "breakdown_line", "complaints", "privacy", "debtors", "business", "post")
_IN_WORDS = (
    "unknown-channel",
    "service-point-phone",
    "press",
    "emergency-112",
    "departments",
    "callback",
    "chat",
    "visit",
)


def answer(turn: Turn) -> Answer:
    for subject in _IN_WORDS:
        if turn.about(subject):
            return turn.reply(subject)
    need = next((code for code in _NEEDS if turn.about(code)), None)
    if need is None and turn.read.service_point:
        return turn.reply("service-point-phone")
    if need is not None:
        return channel(turn, need)
    if turn.about("email") and not turn.about("phone"):
        return turn.reply("email")
    if turn.about("phone") and not turn.about("email"):
        return turn.reply("phone")
    return turn.chosen() or turn.general()


def channel(turn: Turn, need: str) -> Answer:
    """All ways to reach one part of the organisation, with its hours."""
    found = turn.content.organisation.contact[need]
    if turn.voice.has(f"need-{need}"):
        text = turn.say(f"need-{need}")
    else:
        text = turn.say("need", name=found.name, phone=found.phone or "", email=found.email or "")
    if found.hours:
        times = week_text(turn, found.hours)
        text += " " + (turn.say("reachable", times=times) if times else turn.say("reachable-always"))
    return turn.make(text, f"need/{need}", channel=need)
