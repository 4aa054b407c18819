"""What a message means besides what it says: a wish to complain beside the complaint itself, a call that was agreed here."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from actions.answers import Answer, Button
from actions.situation import Heard, Situation
from handoff.content.texts import text as say
from handoff.decide.case_status import asks_when_called
from handoff.decide.triage import files_complaint
from handoff.store import record
from handoff.work.base import Kit

FILING = "ask_complaint_procedure"
EXPECTED = "complaint"  # in the context under "expects": we asked what the complaint is
_STANDS = ("complaint", "debt", "urgent")  # kinds of parts that are themselves what somebody complains of
LIKELY = 0.1  # chance from which a complaint is what somebody who says that he complains means
# What is not right about these is a complaint of that kind.
COMPLAINT_ABOUT = MappingProxyType(
    {
        "ask_delivery_status": "complain_delivery", "ask_availability": "complain_delivery", "request_repair": "complain_product",
        "ask_repair_status": "complain_repair", "ask_invoice_explanation": "complain_invoice", "ask_direct_debit": "complain_invoice",
        "ask_deposit_refund": "complain_invoice", "request_callback": "complain_accessibility", "ask_case_status": "complain_accessibility",
        "ask_contact_details": "complain_accessibility", "ask_human": "complain_accessibility",
    }
)  # fmt: skip


async def as_meant(kit: Kit, s: Situation) -> Situation:
    """The situation with parts on the topic that is meant; a form that is open and a button are left as they are."""
    if s.choice is not None or s.pressed or "form" in s.context:
        return s
    return await _about_the_call(kit, _as_complaint(kit, s))


def _as_complaint(kit: Kit, s: Situation) -> Situation:
    """The complaint alone, where somebody says that he complains (or was asked what about) and tells it too."""
    said = any(p.topic == FILING and files_complaint(p.text) for p in s.parts)
    said = said or (any(p.kind != "urgent" for p in (*s.parts, *s.unsure)) and files_complaint(s.text))
    if not said and s.context.get("expects") != EXPECTED:
        return s
    told = [p for p in s.parts if not (p.topic == FILING and files_complaint(p.text))]
    if any(p.kind in _STANDS for p in told):
        return replace(s, parts=tuple(told))
    for part in (*told, *(p for p in s.parts if p not in told), *s.unsure):
        topic = _complaint_in(kit, part, asked=not said)
        if topic is not None:
            meant = replace(part, topic=topic, kind="complaint", confidence=max(part.confidence, 0.5))
            parts = [meant if p is part else p for p in told] if part in told else [*told, meant]
            return replace(s, parts=tuple(parts), unsure=())
    return s


def _complaint_in(kit: Kit, part: Heard, *, asked: bool) -> str | None:
    """The kind of complaint that a part is; ``asked``: it may just as well be another question, so a question is one."""
    if part.kind in _STANDS or (asked and "?" in part.text):
        return None
    if part.kind == "meta" and part.topic not in COMPLAINT_ABOUT and part.topic in kit.content.topics:
        return None
    names = [n for n, chance in part.ranking if chance >= LIKELY and n in kit.content.topics]
    likely = next((n for n in names if kit.content.topics[n].kind == "complaint"), None)
    return likely or (COMPLAINT_ABOUT.get(part.topic) if part.topic in kit.content.topics else None)


def ask_what_about(kit: Kit, s: Situation, *, later: bool) -> Answer:
    """Asked of who only says that he wants to complain; ``later``: after what else is arranged first."""
    text = say(kit.content, "complaint_later" if later else "clarify_complaint", s.language, avoid=frozenset(s.said))
    kinds = [(name, t) for name, t in kit.content.topics.items() if t.kind == "complaint"]
    buttons = () if later else tuple(Button(_capital(t.name.by(s.language)), f"/{name}") for name, t in kinds)
    return Answer(text, None, FILING, buttons=buttons, expects=EXPECTED)


async def _about_the_call(kit: Kit, s: Situation) -> Situation:
    """Who asks when we call, where a call was agreed in this conversation, asks how that case stands."""
    asking = [p for p in s.parts if p.kind == "request" and p.topic == "request_callback" and asks_when_called(p.text)]
    if not asking:
        return s
    async with kit.db.read() as tx:
        if not await record.calls_back(tx, s.conversation["id"]):
            return s
    kind = kit.content.topics["ask_case_status"].kind
    return replace(
        s, parts=tuple(replace(p, topic="ask_case_status", kind=kind) if p in asking else p for p in s.parts)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
