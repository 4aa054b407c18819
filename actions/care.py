"""Money worries, administration, a death, a minor, distress: words of care first, and the schedule of arrears stands still.

Source: handbook, debtors ("Het schema stopt dezelfde dag bij", report_hardship). A schedule can only be stopped of a customer who
was identified at level 2; of anybody else we do not even say whether there is one, and promise nothing that nobody can keep.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from actions.situation import Heard, Situation
from handoff.content.texts import text as say
from handoff.decide.calendars import add_working_days, closing_days
from handoff.decide.dunning.heard import stop_for
from handoff.decide.triage import Triage
from handoff.work.base import Kit
from handoff.work.moments import day_in_words
from handoff.work.plan import Effect
from handoff.work.understanding import signs_for

# Reason for a person -> the words; for those marked True also outside the topics of arrears.
WORDS = (
    ("death", "care_death", False),
    ("minor", "care_minor", False),
    ("administration", "care_administration", False),
    ("hardship", "care_hardship", True),
)
BOTH = (
    "care_administration",
    "care_hardship",
    "care_anger",
    "care_dispute",
    "care_person",
    "care_person_only",
)  # other words as long as we do not know who it is


def customer_of(s: Situation, effects: Sequence[Effect] = ()) -> str | None:
    """The customer who was identified at level 2, in this turn or before; None for anybody else."""
    now = [e.data["customer"] for e in effects if e.kind == "identified" and e.data["level"] >= 2]
    if now:
        return str(now[-1])
    known = s.conversation["customer_number"] if s.conversation["verified"] >= 2 else None
    return str(known) if known else None


def words(kit: Kit, s: Situation, reasons: Collection[str], *topics: str) -> str:
    """What is said at once when a person takes over a matter of arrears, or of not being able to pay; else ""."""
    debt = any(kit.content.topics[t].kind == "debt" for t in topics if t in kit.content.topics)
    reasons = {*reasons, *(("hardship",) if "report_hardship" in topics else ())}
    key = next((key for reason, key, anywhere in WORDS if reason in reasons and (debt or anywhere)), "")
    disputes = "dunning_costs_disputed" in reasons or "dispute_claim" in topics
    if not key and (debt or disputes) and "asked_for_person" not in reasons:
        stopped = stop_for(reasons, topics, ())
        calm = "care_dispute" if disputes else "care_person" if stopped else "care_person_only"
        key = "care_anger" if "strong_emotion" in reasons else calm
    if not key:
        return ""
    if key in BOTH and customer_of(s) is None:
        key = "care_person_unknown" if key.startswith("care_person") else f"{key}_unknown"
    desk = kit.content.organisation.contact["debtors"]
    by = add_working_days(kit.clock.now().date(), 1, closing_days(tuple(kit.content.hours.closing_days)))
    return say(kit.content, key, s.language, phone=desk.phone, email=desk.email, by=day_in_words(by, s.language))


def stops(
    kit: Kit, s: Situation, verdict: Triage, left: Sequence[Heard], effects: Sequence[Effect]
) -> tuple[Effect, ...]:
    """What stops the schedule of an identified customer when a message goes to a person; a stop that was planned already
    is enough."""
    customer = customer_of(s, effects)
    if customer is None or any(e.kind.startswith("dunning_") for e in effects):
        return ()
    signs = signs_for(kit.content)
    shown = {name for name in ("debt_help", "bankruptcy", "detention") if signs.has(name, s.text)}
    reason = stop_for(verdict.reasons, {p.topic for p in left}, shown)
    return (Effect("dunning_stop", {"customer": customer, "reason": reason, "claim": None}),) if reason else ()
