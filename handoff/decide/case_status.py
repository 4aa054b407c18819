"""How a case stands, in the words of the handbook, and when asking about it is for a person.

Source: handbook, procedures, ask_case_status.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

Status = Literal["received", "in_progress", "waiting", "extended", "settled"]
_WHEN_CALLED = re.compile(
    r"\b(?:wanneer|hoe laat|welke? (?:dag|tijd\w*|moment)|(?:op|om) welke?|when|what time|(?:which|what) (?:day|time|slot))\b.{0,40}\b(?:bel\w*|gebeld|teruggebeld|call\w*|ring|phone)\b|"
    r"\b(?:word|wordt|worden) (?:ik|we) (?:nu |nog |dan |ook |echt |wel )*(?:terug)?gebeld\b|\b(?:bellen|bel) (?:jullie|je|u|ze) (?:\w+ ){0,3}nog\b|"
    r"\b(?:will|are|do) (?:you|they) (?:still |really )?(?:going to )?call(?:ing)? (?:me|us)\b(?! back on)",
    re.I,
)
_WHEN_TOLD = re.compile(
    r"\b(?:wanneer|hoe snel|hoe laat) (?:hoor|krijg|horen|krijgen) (?:ik|we|wij) (?:dan |er |hier |nu |weer |hierop |daarop )*(?:iets|meer|wat|antwoord|bericht|reactie|een (?:antwoord|reactie|bericht)|van jullie)\b|"
    r"\b(?:when|how soon) (?:will|do|can|shall) (?:i|we) (?:hear|get (?:an answer|a (?:response|reply|reaction)|an update|news)|be told|know more)\b",
    re.I,
)
RAISED = {"low": "normal", "normal": "high", "high": "high", "critical": "critical"}


def status_of(case: Mapping[str, Any]) -> Status:
    """The status as the customer hears it; an extended term is named while nothing is asked of the customer."""
    if case["status"] == "resolved":
        return "settled"
    if case["status"] == "waiting_for_customer":
        return "waiting"
    if case["extended"]:
        return "extended"
    return "received" if case["status"] == "new" else "in_progress"


def calls(case: Mapping[str, Any]) -> tuple[dt.datetime, dt.datetime] | None:
    """From when to when we call about a case whose call is still to come; None for any other."""
    call = case["callback"] or {}
    if case["status"] != "new" or not call.get("from") or not call.get("by"):
        return None
    return dt.datetime.fromisoformat(call["from"]), dt.datetime.fromisoformat(call["by"])


def asks_when_called(text: str) -> bool:
    """Whether somebody asks when he will be called: "hoe laat bellen jullie mij?", "when will you call me?"."""
    return bool(_WHEN_CALLED.search(text))


def asks_when_told(text: str) -> bool:
    """Whether somebody asks when he hears more: "wanneer hoor ik iets?", "when will I get an answer?"."""
    return bool(_WHEN_TOLD.search(text))


def late(case: Mapping[str, Any], now: dt.datetime) -> bool:
    """Whether a promised reaction or decision is overdue; while we wait for the customer nothing is."""
    if case["status"] in ("resolved", "waiting_for_customer"):
        return False
    return bool(case["due"] < now or (case["first_due"] < now and case["first_reaction_at"] is None))


def hears_by(case: Mapping[str, Any]) -> dt.datetime:
    """When the customer hears more at the latest: the first reaction, and after that the decision."""
    due: dt.datetime = case["first_due"] if case["first_reaction_at"] is None else case["due"]
    return due


def asked_again(
    contacts: Iterable[Mapping[str, Any]], conversation: str, made_at: dt.datetime, now: dt.datetime, days: int
) -> bool:
    """Whether the customer asked about a case before, in another contact of the last ``days`` days and since it was made."""
    since = max(made_at, now - dt.timedelta(days=days))
    return any(
        c["conversation_id"] != conversation and c["started_at"] > since and _about_a_case(c["topics"])
        for c in contacts
    )


def _about_a_case(parts: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one of the parts of a contact, as the register keeps them, asked after a case."""
    return any(part["topic"] == "ask_case_status" for part in parts)
