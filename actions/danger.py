"""Danger, distress and threats: the handbook's words at once, then a person. In doubt choose care, and ask."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.situation import Heard, Situation
from handoff.content.texts import text as say
from handoff.decide.signs import fold
from handoff.decide.triage import Triage
from handoff.decide.vague import only_figures
from handoff.work.base import Kit
from handoff.work.understanding import signs_for

DOUBT_FROM = 0.12  # chance of distress from which we ask, when something else seems likelier: in doubt choose care
SURE = 0.995
SHORT_ANSWER, FULL_ANSWER = 8, 12  # words
SURE_IN_ANSWER, CARE_IN_ANSWER = 0.95, 0.6  # confidence from which a short answer in a form rings
FEW_WORDS = 2
_WORDS = re.compile(r"[^\W\d_]{2,}")
# What we ask for in a form: an address, a number, a date of birth.
_VALUE = re.compile(r"\S@\S+\.\w|\b\d{4} ?[a-z]{2}\b|\d(?:[ .\-]?\d){5,}|\b\d{1,2}-\d{1,2}-\d{2,4}\b")
END_OF_IT = re.compile(
    r"einde? (?:er )?(?:aan|van) (?:maken|het)|er een eind(?:e)? aan|een einde maken|\bend it\b|"
    r"put an end to (?:it|this)|be done with (?:it all|everything)|er klaar mee"
)
# To our question whether the bike is safe; whoever says that he himself is not is never calmed.
_BIKE_IS_SAFE = re.compile(
    r"\W*(?:(?:ja|jawel|yes|yeah|yep)\W+)?(?:(?:it'?s|it is|that'?s|the bike is|the bike|hij is|het is|dat is|de fiets is|fiets is|is)\s+)?"
    r"(?:(?:still|all|perfectly|quite|pretty|nog|wel|gewoon|heel|helemaal|prima|goed)\s+)*(?:safe|veilig)(?: to ride| hoor| om te rijden)?\W*"
)
# To our question what a good solution would be: no money, and nothing but an answer.
_APOLOGY = re.compile(
    r"\W*(?:(?:nee|ja|yes|no|nou|well|gewoon|just|alleen|enkel|only|maar|eigenlijk|simply|please|ik|i|i'?d|wil|wilde|would|want|like|graag|krijg|verwacht|expect|"
    r"dat|jullie|hij|zij|ze|you|he|she|they|should|to|een|an|a|the|oprechte?|sincere|proper|echte?|van|from|hem|haar|him|her|them|jou|u|me|mij|aan|"
    r"zegt|zeggen|say|says|aanbied\w*|biedt|offer|is|genoeg|enough|hoor|alstublieft|alsjeblieft|voldoende|een keer)\W+)*"
    r"(?:excuses?|excuus|excuusje|verontschuldiging(?:en)?|sorry|apolog(?:y|ies|i[sz]e))(?:\W+(?:is|zijn|would|be|genoeg|enough|voldoende|please|graag|hoor|alstublieft|"
    r"alsjeblieft|van|from|hem|haar|him|her|them|jullie|you|zegt|zeggen|aanbieden|aan|to|me|mij|maar|alleen|only))*\W*"
)
# To our question who somebody is: "ik ben mijn klantnummer kwijt" is no leak of data and no want of money.
_WITHOUT_NUMBER = re.compile(
    r"nummer (?:kwijt|vergeten|niet)|(?:geen|zonder) (?:\w*nummer)|"
    r"(?:lost|forgot|forgotten|no|without|know|have|find) (?:(?:my|the|a|any) )?(?:customer |client |bike )?number"
)
_SUBSCRIPTION = re.compile(
    r"abonnement|contract|fiets|opzeg|huur|subscription|bike|cancel|rental|spaakrijk|lidmaatschap|membership"
)
VIOLENCE = re.compile(
    r"slaat|geslagen|mishandel|geweld|bedreigt|mijn (?:man|vriend|ex|vader|partner)|hits me|beat|violen|abus|my (?:husband|boyfriend|ex|partner|father)"
)


def may_be_distress(text: str, parts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether we should ask with care: distress is likely enough, or the words may mean it and name no subscription."""
    folded = fold(text)
    if END_OF_IT.search(folded) and not _SUBSCRIPTION.search(folded):
        return True
    sure = any(p["confidence"] > SURE and p["topic"] != "cancel_subscription" for p in parts)
    return not sure and max((p["urgent"].get("signal_distress", 0.0) for p in parts), default=0.0) >= DOUBT_FROM


def calmed(kit: Kit, s: Situation) -> Situation:
    """The situation without alarms that are none: an answer of a few words to a question of ours ("about my broken bike",
    "excuses") looks like anything to the model.

    There it must be surer, unless the words say it themselves. Distress counts sooner than the others: choose care.
    """
    if (s.context.get("form") or {}).get("asked") == "wish" and len(s.text.split()) <= FULL_ANSWER and _APOLOGY.fullmatch(fold(s.text)):
        return replace(s, parts=(), unsure=(), learned=frozenset())
    identifying = (s.context.get("form") or {}).get("stage") == "identify" and len(s.text.split()) <= SHORT_ANSWER
    if identifying and _WITHOUT_NUMBER.search(fold(s.text)) and not by_list(kit, s):
        return replace(s, parts=(), unsure=(), learned=frozenset())
    if s.context.get("form") and len(s.text.split()) <= FULL_ANSWER and _VALUE.search(fold(s.text)):
        s = replace(s, learned=frozenset(), parts=tuple(replace(p, learned=frozenset()) for p in s.parts))
    if only_figures(s.text):
        s = replace(s, learned=frozenset(), unsure=tuple(replace(p, learned=frozenset()) for p in s.unsure))
    if not s.context.get("form") or len(s.text.split()) > SHORT_ANSWER:
        return s
    if len(_WORDS.findall(s.text)) < FEW_WORDS:  # "84" is an amount, no age: what holds no words shows no sign
        s = replace(s, learned=frozenset())
    if by_list(kit, s):
        return s
    if _BIKE_IS_SAFE.fullmatch(fold(s.text)) and (s.context["form"] or {}).get("asked") == "safe":
        return replace(s, parts=(), unsure=())
    return replace(s, parts=tuple(p for p in s.parts if p.kind != "urgent" or p.confidence >= _sure_enough(p)))


def _sure_enough(part: Heard) -> float:
    return CARE_IN_ANSWER if part.topic == "signal_distress" else SURE_IN_ANSWER


def by_list(kit: Kit, s: Situation) -> bool:
    """Whether the word lists find danger or law, whatever the model thinks."""
    signs = signs_for(kit.content)
    return any(signs.has(sign, s.text) for sign in ("injury", "smoke", "unsafe", "legal", "staff_threat"))


def words(kit: Kit, s: Situation, verdict: Triage) -> str:
    """What the handbook says to say at once."""
    return said(kit, {p.topic for p in s.parts}, s.text, s.language)


def danger_in(kit: Kit, text: str, parts: Sequence[Mapping[str, Any]]) -> str | None:
    """The topic of a danger to life or limb in ``text``: by what the engine made of it (``parts``), or by the words alone."""
    topics = {p["topic"] for p in parts}
    if "signal_distress" in topics or may_be_distress(text, parts):
        return "signal_distress"
    signs = signs_for(kit.content)
    if "report_injury" in topics or any(signs.has(sign, text) for sign in ("injury", "smoke", "unsafe")):
        return "report_injury"
    return None


def said(kit: Kit, topics: Collection[str], text: str, language: str) -> str:
    """The handbook's words for these topics in ``text``."""
    signs = signs_for(kit.content)
    if "signal_distress" in topics:
        lines = [say(kit.content, "distress", language)]
        lines.append(
            say(kit.content, "distress_violence" if VIOLENCE.search(fold(text)) else "distress_suicide", language)
        )
        return " ".join(lines)
    if "report_injury" in topics:
        if signs.has("smoke", text):
            return say(kit.content, "smoking_battery", language)
        if signs.has("hot_battery", text) and not any(signs.has(sign, text) for sign in ("injury", "fall")):
            return say(kit.content, "hot_battery", language)
        if any(signs.has(sign, text) for sign in ("injury", "fall")) or not signs.has("unsafe", text):
            return say(kit.content, "injury", language)
        return say(kit.content, "unsafe_bike", language)
    if "threaten_escalation" in topics:
        return say(
            kit.content,
            "press" if signs.has("press", text) and not signs.has("legal", text) else "threat",
            language,
        )
    return say(kit.content, "data_leak", language)


def particulars(kit: Kit, s: Situation, verdict: Triage, now: dt.datetime) -> tuple[dict[str, Any], ...]:
    """What colleagues must hear of at once, by the handbook's table of particulars."""
    table = (
        ("danger", "teamleider"),
        ("unsafe_part", "teamleider"),
        ("threat_to_staff", "teamleider"),
        ("others_data_visible", "privacy"),
        ("fraud", "facturatie"),
        ("fraud_check", "facturatie"),
        ("legal", "klachtencoordinator"),
        ("press", "klachtencoordinator"),
        ("death", "teamleider"),
    )
    return tuple(
        {"what": reason, "to": department, "at": now.isoformat()}
        for reason, department in table
        if reason in verdict.reasons
    )
