"""Danger, distress and threats: the handbook's words at once, then a person. In doubt choose care, and ask."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from actions.situation import Situation
from handoff.content.texts import text as say
from handoff.decide.signs import Signs, fold
from handoff.decide.triage import Triage
from handoff.work.base import Kit
from handoff.work.plan import Bubble, Plan

_END_OF_IT = re.compile(r"einde? (?:er )?(?:aan|van) (?:maken|het)|er een eind(?:e)? aan|een einde maken|end it all|end it\b|put an end to (?:it|this)|be done with (?:it all|everything)|er klaar mee")
_SUBSCRIPTION = re.compile(r"abonnement|contract|fiets|opzeg|huur|subscription|bike|cancel|rental|spaakrijk|lidmaatschap|membership")
_VIOLENCE = re.compile(r"slaat|geslagen|mishandel|geweld|bedreigt|mijn (?:man|vriend|ex|vader|partner)|hits me|beat|violen|abus|my (?:husband|boyfriend|ex|partner|father)")


def in_doubt(kit: Kit, s: Situation, doubt_from: float) -> Plan | None:
    """A question with both meanings on offer, when distress is possible but not what the model thinks likeliest."""
    if s.context.get("asked_distress") or any(p.confidence > 0.995 and p.topic != "cancel_subscription" for p in s.parts):
        return None
    chance = max((p.urgent.get("signal_distress", 0.0) for p in (*s.parts, *s.unsure)), default=0.0)
    folded = fold(s.text)
    vague = bool(_END_OF_IT.search(folded)) and not _SUBSCRIPTION.search(folded)
    if chance < doubt_from and not vague:
        return None
    buttons = (
        {"title": say(kit.content, "button_cancel", s.language), "payload": "/cancel_subscription"},
        {"title": say(kit.content, "button_distress", s.language), "payload": "/signal_distress"},
        {"title": say(kit.content, "button_human", s.language), "payload": "/ask_human"},
    )
    return Plan((Bubble(say(kit.content, "distress_or_cancel", s.language), buttons=buttons),), (), {**s.context, "asked_distress": True}, s.language)


def words(kit: Kit, s: Situation, verdict: Triage) -> str:
    """What the handbook says to say at once."""
    topics = {p.topic for p in s.parts}
    signs = Signs(kit.content.guidelines["signs"])
    language = s.language
    if "signal_distress" in topics:
        lines = [say(kit.content, "distress", language)]
        lines.append(say(kit.content, "distress_violence" if _VIOLENCE.search(fold(s.text)) else "distress_suicide", language))
        return " ".join(lines)
    if "report_injury" in topics:
        if signs.has("smoke", s.text):
            return say(kit.content, "smoking_battery", language)
        if signs.has("injury", s.text) or not signs.has("unsafe", s.text):
            return say(kit.content, "injury", language)
        return say(kit.content, "unsafe_bike", language)
    if "threaten_escalation" in topics:
        return say(kit.content, "press" if signs.has("press", s.text) and not signs.has("legal", s.text) else "threat", language)
    return say(kit.content, "data_leak", language)


def particulars(kit: Kit, s: Situation, verdict: Triage, now: dt.datetime) -> tuple[dict[str, Any], ...]:
    """What colleagues must hear of at once, by the handbook's table of particulars."""
    table = (
        ("danger", "teamleider"),
        ("threat_to_staff", "teamleider"),
        ("others_data_visible", "privacy"),
        ("fraud", "facturatie"),
        ("legal", "klachtencoordinator"),
        ("press", "klachtencoordinator"),
        ("death", "teamleider"),
    )
    return tuple({"what": reason, "to": department, "at": now.isoformat()} for reason, department in table if reason in verdict.reasons)
