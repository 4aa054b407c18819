"""The words on the hand-over card: what was asked, what was answered, what is left. For colleagues, in Dutch."""

from __future__ import annotations

from collections.abc import Sequence

from actions.situation import Heard, Situation
from handoff.work.base import Kit


def card_summary(kit: Kit, s: Situation, left: Sequence[Heard], answered: Sequence[tuple[str, str]]) -> str:
    """Facts without judgement, at most a screenful."""
    topics = kit.content.topics
    named = ", ".join(dict.fromkeys(topics[p.topic].name.nl for p in left if p.topic in topics))
    lines = [f"Gevraagd: {named or 'een medewerker'}.", f"Bericht: “{_short(s.text, 400)}”"]
    if answered:
        done = ", ".join(dict.fromkeys(topics[topic].name.nl for topic, _ in answered if topic in topics))
        lines.append(f"Al beantwoord door de assistent: {done}.")
    if s.language == "en":
        lines.append("De klant schrijft Engels.")
    return "\n".join(lines)


def _short(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
