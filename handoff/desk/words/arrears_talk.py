"""Why a conversation about arrears goes to a person, in words: (Dutch, English)."""

from __future__ import annotations

ARREARS_TALK: dict[str, tuple[str, str]] = {
    "reason.plan_needs_person": ("regeling: een collega moet kijken", "payment plan: a colleague must look"),
    "reason.detention": ("detentie", "detention"),
    "reason.limitation": ("oude vordering, misschien verjaard", "old claim, possibly barred"),
    "reason.not_identified": ("niet geïdentificeerd", "not identified"),
}
