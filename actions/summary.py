"""The words on the hand-over card: what was asked, what was answered, what is left. For colleagues, in Dutch."""

from __future__ import annotations

from collections.abc import Sequence

from actions.situation import Heard, Situation
from handoff.content import Content
from handoff.work.base import Kit

OUTSIDE = "out_of_scope"  # no matter of ours, yet what the customer came for
SHORT = 3  # a message of so few words ("ja", "doe maar") says nothing to who was not there


def card_summary(kit: Kit, s: Situation, left: Sequence[Heard], answered: Sequence[tuple[str, str]]) -> str:
    """Facts without judgement, at most a screenful."""
    topics = kit.content.topics
    named = ", ".join(dict.fromkeys(topics[p.topic].name.nl for p in left if p.topic in topics))
    lines = [f"Gevraagd: {named or 'een medewerker'}.", *_quoted(s, left, small_talk(kit.content))]
    if answered:
        done = ", ".join(dict.fromkeys(topics[topic].name.nl for topic, _ in answered if topic in topics))
        lines.append(f"Al beantwoord door de assistent: {done}.")
    if s.language == "en":
        lines.append("De klant schrijft Engels.")
    return "\n".join(lines)


def small_talk(content: Content) -> frozenset[str]:
    """Topics that are about the conversation itself: a greeting, a yes, the wish for a person."""
    return frozenset(name for name, topic in content.topics.items() if topic.kind == "meta" and name != OUTSIDE)


def _quoted(s: Situation, left: Sequence[Heard], talk: frozenset[str]) -> list[str]:
    """The customer's question in his own words: not the "yes" or the button by which he came to a person."""
    matters = [p.text for p in left if p.topic not in talk]
    if any(text in s.text for text in matters):
        return [f"Bericht: “{_short(s.text, 400)}”"]
    asked = " ".join(matters) or s.asked
    if not asked or asked == s.text:
        return [f"Bericht: “{_short(s.text, 400)}”"]
    lines = [f"Bericht: “{_short(asked, 400)}”"]
    if not s.pressed and s.choice is None and len(s.text.split()) > SHORT:
        lines.append(f"Daarna: “{_short(s.text, 200)}”")
    return lines


def _short(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
