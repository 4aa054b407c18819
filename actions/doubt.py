"""Perhaps somebody is not doing well, perhaps not: care, and a question. Source: handbook, signal_distress ("Bij twijfel").

What is heard for sure never comes here: then a person is called at once (``danger``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from actions.converse import topic_button
from actions.danger import END_OF_IT, FULL_ANSWER, SHORT_ANSWER, VIOLENCE, by_list, may_be_distress
from actions.situation import Heard, Situation
from handoff.content.texts import text as say
from handoff.decide.fields.words import yes_or_no
from handoff.decide.signs import fold
from handoff.decide.triage import Triage
from handoff.work.base import Kit
from handoff.work.plan import Bubble, Plan

CERTAIN = 0.6  # confidence from which distress that is likeliest is no question any more
DOUBT_IN_ANSWER, DOUBT_IN_LONGER = 0.4, 0.25
OWN_TOPIC = 0.5  # confidence from which a message is about the form that is open
MEANT = 0.15  # chance from which the words may well mean something else that can be named
BARE = 4  # words: "ja dat klopt hoor"
OPEN, BETWEEN = "distress", "distress_or"  # in the context under "expects": asked how somebody is, or which of two is meant
# Words that leave no doubt, however sure the model is.
_SELF = re.compile(
    r"zelfmoord|zelfdoding|suicid|zelf iets aan ?doen|van kant maken|(?:einde?|eind) aan mijn leven|niet meer (?:willen )?leven|wil (?:ik )?dood\b|dood wil|"
    r"kill(?:ing)? my ?self|end(?:ing)? my life|take my (?:own )?life|hurt(?:ing)? my ?self|want to die|wanna die|don'?t want to (?:live|be alive)"
)


def perhaps(kit: Kit, s: Situation, verdict: Triage) -> Plan | None:
    """A question, where distress is likeliest but not heard for sure and nothing else calls for a person; asked once."""
    urgent = [p for p in s.parts if p.kind == "urgent"]
    unsure = bool(urgent) and all(p.topic == "signal_distress" and p.confidence < CERTAIN for p in urgent)
    folded = fold(s.text)
    if not unsure or s.context.get("asked_distress") or set(verdict.reasons) - {"danger"}:
        return None
    if _SELF.search(folded) or VIOLENCE.search(folded) or by_list(kit, s):
        return None
    return _asked(kit, s)


def as_answered(s: Situation) -> Situation:
    """The situation, where a bare yes answers the question how somebody is; the question is over after one message."""
    expects = s.context.get("expects")
    if expects not in (OPEN, BETWEEN):
        return s
    s = replace(s, context={**s.context, "expects": None})
    if expects == OPEN and _yes(s):
        return replace(s, parts=(Heard(s.text, "signal_distress", "urgent", 1.0),), unsure=(), unheard=())
    if expects == BETWEEN and _yes(s):
        return replace(s, parts=(), unsure=(), unheard=(), context={**s.context, "expects": BETWEEN})
    return s


def which(kit: Kit, s: Situation) -> Plan | None:
    """Asked once more, after a yes to a question between two: of the two the heavy one is never passed over."""
    if s.context.get("expects") != BETWEEN:
        return None
    bubble = Bubble(say(kit.content, "distress_which", s.language), buttons=s.buttons)
    return Plan((bubble,), (), {**s.context, "expects": None}, s.language)


def _yes(s: Situation) -> bool:
    return s.choice is None and not s.pressed and len(s.text.split()) <= BARE and yes_or_no(s.text) is True


def in_doubt(kit: Kit, s: Situation) -> Plan | None:
    """A question with both meanings on offer, when distress is possible but not what the model thinks likeliest."""
    parts = [{"topic": p.topic, "confidence": p.confidence, "urgent": p.urgent} for p in (*s.parts, *s.unsure)]
    if s.context.get("asked_distress") or not may_be_distress(s.text, parts):
        return None
    words = len(s.text.split())
    if s.context.get("form") and (words <= FULL_ANSWER or _of_the_form(s)) and not END_OF_IT.search(fold(s.text)):
        enough = DOUBT_IN_ANSWER if words <= SHORT_ANSWER or _of_the_form(s) else DOUBT_IN_LONGER
        chance = max((p.urgent.get("signal_distress", 0.0) for p in (*s.parts, *s.unsure)), default=0.0)
        if chance < enough:
            return None
    return _asked(kit, s)


def _asked(kit: Kit, s: Situation) -> Plan:
    key, other = _other_meaning(kit, s)
    buttons = (
        other,
        {"title": say(kit.content, "button_distress", s.language), "payload": "/signal_distress"},
        {"title": say(kit.content, "button_human", s.language), "payload": "/ask_human"},
    )
    expects = OPEN if key == "distress_open" else BETWEEN
    context = {**s.context, "asked_distress": True, "expects": expects}
    return Plan((Bubble(say(kit.content, key, s.language), buttons=buttons),), (), context, s.language)


def _of_the_form(s: Situation) -> bool:
    """Whether a message tells of what is being arranged: of a theft, "vannacht, hij stond op slot voor mijn huis"."""
    return len(s.parts) == 1 and s.parts[0].topic == s.context["form"]["topic"] and s.parts[0].confidence >= OWN_TOPIC


def _other_meaning(kit: Kit, s: Situation) -> tuple[str, dict[str, str]]:
    """What else the words may mean, as question and button: the end of a subscription, something about paying, or something
    that only the customer can tell."""
    heard = next(iter((*s.parts, *s.unsure)), None)
    ranking = [(heard.topic, heard.confidence), *heard.ranking] if heard is not None else []
    topics = kit.content.topics
    likely = next((n for n, chance in ranking if chance >= MEANT and n in topics and topics[n].kind != "urgent"), "")
    if END_OF_IT.search(fold(s.text)) or likely in ("cancel_subscription", "stop"):
        return "distress_or_cancel", {
            "title": say(kit.content, "button_cancel", s.language),
            "payload": "/cancel_subscription",
        }
    if likely and topics[likely].kind == "debt":
        return "distress_or_debt", topic_button(kit, s, likely)
    if likely and topics[likely].kind != "meta":
        return "distress_open", topic_button(kit, s, likely)
    none = {"title": say(kit.content, "clarify_none_of_these", s.language), "payload": '/choose{"value": "none"}'}
    return "distress_open", none
