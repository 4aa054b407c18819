"""A customer who takes his time in a form, or is polite: no answer to what was asked, and nothing that we failed to understand."""

from __future__ import annotations

import re

from actions.forms import digression
from actions.forms.model import State
from actions.forms.said import Said
from actions.situation import Situation
from handoff.content.schema_forms import Form
from handoff.content.texts import text as say
from handoff.work.base import Kit
from handoff.work.plan import Plan

MOST_WORDS = 12
_LEAD = r"^\W*(?:(?:ok[eé]?|okay|nog|ja|nee|sorry|oh|uh+|eh+|hm+|yes|well|hoi|hi|hallo|hello)\W+)*"
_LOOKS = (
    r"(?:even|hoor|aub|alsjeblieft|please|while|dan|nog|"
    r"ik (?:zoek|pak|kijk|haal|ga|moet|check|loop)\b[^,.!?]{0,45}|dat (?:zoek|pak|kijk) ik\b[^,.!?]{0,30}|"
    r"(?:let me|i need to|i have to|i'?ll|i'?m|i am) (?:just |going to )?(?:look|check|find|get|see|search|grab|fetch|go)\w*\b[^,.!?]{0,45})"
)
_WAITS = re.compile(
    _LEAD + r"(?:wacht(?: even| eens| effe| ff)?|(?:een |1 |één )?(?:moment|momentje|ogenblik|ogenblikje|seconde|secondje|sec|minuutje|tel)|"
    r"even (?:geduld|kijken|zoeken|wachten|pakken)|(?:ik )?(?:ben )?zo terug|"
    r"ik (?:zoek|pak) (?:(?:het|hem|dat) (?:even|op|erbij)|even\b|(?:mijn|m'n|de|het) \w*(?:nummer|factuur|brief|mail|gegevens|papieren|contract|code))"
    r"[^,.!?]{0,30}|"
    r"hang on|hold on|wait(?: a (?:moment|minute|sec|second))?|(?:one|just a|just one|give me a|a) (?:moment|sec|second|minute)|"
    r"bear with me|be right back|brb|let me (?:look|check|find|get|see|grab)\b[^,.!?]{0,45})"
    rf"(?:\W+{_LOOKS})*\W*$",
    re.I,
)
_BACK = re.compile(
    r"\b(?:ben (?:er|ik) weer|ik ben (?:er )?(?:weer|terug)|daar ben ik|weer terug|i'?m back|i am back|back again)\b",
    re.I,
)
_POLITE = {"greet": "form_back", "thank": "form_welcome", "goodbye": "form_goodbye"}


def waits(text: str) -> bool:
    """Whether somebody asks us to wait: "momentje", "wacht even, ik zoek mijn klantnummer"."""
    return len(text.split()) <= MOST_WORDS and not any(c.isdigit() for c in text) and bool(_WAITS.match(text))


def answer(kit: Kit, s: Situation, state: State, form: Form, said: Said) -> Plan | None:
    """We wait, are glad that he is back, or are welcome; what was asked stays asked. None for anything else."""
    if s.choice is not None or "?" in s.text or len(s.text.split()) > MOST_WORDS:
        return None
    if waits(s.text):
        said.tell(say(kit.content, "form_wait", s.language, avoid=s.said))
        said.ask("", digression.last_buttons(s))
        said.state = state
        return said.made(s)
    key = _polite(s, state, form)
    if key is None:
        return None
    said.tell(say(kit.content, key, s.language, avoid=s.said))
    if key != "form_goodbye":
        said.ask(digression.question_of(kit, s, form, state), digression.last_buttons(s))
    said.state = state
    return said.made(s)


def _polite(s: Situation, state: State, form: Form) -> str | None:
    """The words for a greeting, thanks or a goodbye that is nothing more; thanks for an offer is an answer to it."""
    if any(c.isdigit() or c == "@" for c in s.text) or digression.declines(s, state, form):
        return None
    topics = {p.topic for p in s.parts if p.confidence >= digression.VERY_SURE}
    if len(topics) != 1 or len(s.parts) != 1:
        return "form_back" if _BACK.search(s.text) and len(s.text.split()) <= 6 else None
    return _POLITE.get(topics.pop())
