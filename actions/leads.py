"""What a hand-over begins with: the words of the handbook for why a person takes over, rather than only that one does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions import answers, care
from actions.handing import heaviest
from actions.situation import Heard, Situation
from handoff.content.schema_forms import Lines
from handoff.content.texts import text as say
from handoff.decide import terms
from handoff.decide.triage import Triage
from handoff.work.base import Kit
from handoff.work.moments import day_in_words
from handoff.work.understanding import signs_for

MAY_BE = 0.15  # chance from which an angry message is taken to be about that topic as well
# A reason of triage -> the topic of the part -> the text of that topic's form, which says the same when the form finds out.
BY_REASON: Mapping[str, Mapping[str, str]] = {
    "business": {"start_subscription": "business", "switch_subscription": "business", "request_invoice_copy": "business"},
    "height_outside_table": {"start_subscription": "no_size", "switch_subscription": "no_size"},
    "cannot_do_it_alone": {"start_subscription": "alone"},
    "several_bikes": {"cancel_subscription": "several"},
    "settlement_disputed": {"cancel_subscription": "disputed"},
    "defect_behind_it": {"switch_subscription": "defect"},
    "other_party": {"report_damage": "other_party"},
    "costs_disputed": {"report_damage": "costs_disputed"},
    "abroad": {"change_address": "abroad"},
    "no_access": {"change_bank_account": "no_access", "change_contact_details": "no_access"},
}
# Reasons of which the signs say more -> the form that has the words, and (sign, text), the weightiest first.
BY_SIGN: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "thief_in_sight": ("report_theft", (("violence_theft", "violence"), ("thief_now", "in_sight"), ("", "in_sight"))),
    "lost_phone": ("report_lost_key", (("", "lost_phone"),)),
    "key_needs_person": (
        "report_lost_key",
        (("lost_phone", "lost_phone"), ("emergency_code", "locked_out_now"), ("stolen_key", "key_stolen"), ("other_address", "other_address")),
    ),
    "mandate": ("ask_direct_debit", (("double_debit", "debited_twice"), ("", "mandate"))),
    "pause_outside_rules": ("pause_subscription", (("illness", "illness"),)),
}
AT_ONCE = ("thief_in_sight", "lost_phone")  # what helps somebody now goes before any word on a complaint


def lead_of(kit: Kit, s: Situation, verdict: Triage, left: Sequence[tuple[Heard, str]], money: str = "") -> str:
    """The words before a hand-over of ``left``; ``money``: the standard compensation of a complaint among it, in words."""
    topics = {p.topic for p, _ in left}
    if "fraud" in verdict.reasons:
        return say(kit.content, "fraud", s.language, iban=kit.content.organisation.company.iban)
    if cared := care.words(kit, s, verdict.reasons, *(p.topic for p, _ in left)):
        return cared
    if "locked_out_now" in verdict.reasons:  # who stands outside hears what helps him first, whatever he calls it
        return kit.content.forms["complain_digital"].texts["locked_out"].by(s.language)[0]
    if "threat_to_staff" in verdict.reasons:
        return say(kit.content, "staff_threat", s.language)
    if helped := next((w for w in (_by_sign(kit, s, r) for r in AT_ONCE if r in verdict.reasons) if w), ""):
        return helped
    lead = []
    if "death" in verdict.reasons:
        if not any(p.kind == "complaint" for p, _ in left):
            return _after_a_death(kit, s, topics)
        lead.append(say(kit.content, "condolence", s.language))
    if "vent_frustration" in topics and "ask_human" not in topics and _real_matter(kit, s):
        lead.append(say(kit.content, "vent_heard", s.language, avoid=frozenset(s.said)))
    if "ask_human" in topics:
        lead.append(say(kit.content, "human_asked", s.language))
    elif "vent_frustration" in topics and not _real_matter(kit, s):
        lead.append(_calmly(kit, s))
    elif any(p.kind == "complaint" for p, _ in left):
        lead.append(_complaint(kit, s, verdict, [p for p, _ in left]))
        lead.append(money)
    else:
        lead.append(_why(kit, s, verdict, topics) or say(kit.content, "complex_intro", s.language))
    return " ".join(filter(None, lead))


def _after_a_death(kit: Kit, s: Situation, topics: set[str]) -> str:
    """Condolences before anything else, and what nobody need worry about (handbook: cancel_subscription; reading guide 13)."""
    contract = say(kit.content, "care_death_contract", s.language) if "cancel_subscription" in topics else ""
    return " ".join(filter(None, (say(kit.content, "care_death", s.language), contract)))


def _calmly(kit: Kit, s: Situation) -> str:
    question = answers.Question(
        text=s.text, topic="vent_frustration", language=s.language, context=s.context, now=kit.clock.now()
    )
    return answers.answer(question, kit.content, avoid=frozenset(s.said)).text


def _complaint(kit: Kit, s: Situation, verdict: Triage, left: Sequence[Heard]) -> str:
    main = heaviest(kit, [p for p in left if p.kind == "complaint"])
    due = terms.due(
        kit.content.hours,
        kit.content.guidelines["terms"],
        verdict.priority,
        "complaint",
        kit.clock.now(),
        topic=main.topic,
    )
    return say(kit.content, "complaint_intro", s.language, due=day_in_words(due.solved.date(), s.language))


def _why(kit: Kit, s: Situation, verdict: Triage, topics: set[str]) -> str:
    """What the form of the topic would have said for the first reason that has words of its own; "" where none has."""
    for reason in verdict.reasons:
        if BY_SIGN.get(reason, ("", ()))[0] in topics and (found := _by_sign(kit, s, reason)):
            return found
        for topic, key in BY_REASON.get(reason, {}).items():
            if topic in topics:
                return _filled(kit, s, kit.content.forms[topic].texts[key])
    return ""


def _by_sign(kit: Kit, s: Situation, reason: str) -> str:
    topic, options = BY_SIGN[reason]
    signs = signs_for(kit.content)
    key = next((key for sign, key in options if not sign or sign in s.learned or signs.has(sign, s.text)), "")
    return _filled(kit, s, kit.content.forms[topic].texts[key]) if key else ""


def _filled(kit: Kit, s: Situation, lines: Lines) -> str:
    text = lines.by(s.language)[0]
    for name in ("breakdown", "safety"):
        text = text.replace(f"{{{name}}}", str(kit.content.fact(f"contact.{name}_line.phone")))
    return text


def _real_matter(kit: Kit, s: Situation) -> bool:
    """Whether there is more than anger: another part, or a complaint or request that the angry part may be as well."""
    if any(p.kind != "meta" for p in s.parts):
        return True
    names = (name for p in s.parts for name, chance in p.ranking if chance >= MAY_BE)
    return any(n in kit.content.topics and kit.content.topics[n].kind in ("complaint", "request", "debt") for n in names)
