"""What a message means besides what it says: a wish to complain beside the complaint itself, a call that was agreed here."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import answers
from actions.answers import Answer, Button
from actions.situation import EXPLAINED, Heard, Situation
from handoff.content.texts import text as say
from handoff.decide.case_status import asks_when_called, asks_when_told
from handoff.decide.lettering import capital
from handoff.decide.triage import Part, complains, starts_something
from handoff.store import record
from handoff.work.base import Kit

FILING = "ask_complaint_procedure"
REMINDER = "ask_reminder_received"  # of arrears the one topic whose answers are general: they may be said to anybody
EXPECTED = "complaint"  # in the context under "expects": we asked what the complaint is
SURE_PART, VAGUE_PART = 0.8, 0.5
CRUMB_WORDS, CRUMB_BELOW = 4, 0.8
_WHO_PAYS = re.compile(
    r"^\W*(?:(?:en|and)\s+)?(?:wie (?:(?:gaat|moet|dat|dit|daarvoor|nu) )*(?:betaalt|betalen)|who(?:'s| is| will| should|'ll)? (?:pay|going to pay))",
    re.I,
)
LEANING = 1.0  # the confidence of what was found by what was talked about, which the model itself never has
_QUESTION = re.compile(
    r"^\W*(?:(?:en|and|maar|but|dus|so)\W+)?(?:hoe|hoeveel|wat|wanneer|krijg|kan|mag|how|what|when|do|does|will|can|may|is)\b",
    re.I,
)
_ARRANGED = ("procedure", "request")  # kinds of topics that prices and times in general may be asked about
_STANDS = ("complaint", "debt", "urgent")  # kinds of parts that are themselves what somebody complains of
LIKELY = 0.1  # chance from which a complaint is what somebody who says that he complains means


async def as_meant(kit: Kit, s: Situation) -> Situation:
    """The situation with parts on the topic that is meant; a form that is open and a button are left as they are."""
    if s.choice is not None or s.pressed or "form" in s.context:
        return s
    s = _asked_afterwards(s)
    return await _about_this_case(kit, _leaning_parts(kit, _as_complaint(kit, _folded_in(kit, _who_pays(s)))))


def _who_pays(s: Situation) -> Situation:
    """Without "who pays for that?" as a question of its own after a complaint: it is part of the story, and nothing of insurance."""
    kept: list[Heard] = []
    for part in s.parts:
        if kept and kept[-1].kind == "complaint" and part.kind == "info" and _WHO_PAYS.match(part.text):
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text} {part.text}")
        else:
            kept.append(part)
    return replace(s, parts=tuple(kept))


def _leaning_parts(kit: Kit, s: Situation) -> Situation:
    """General questions on prices and times on what they lean on, so that "and what does that cost?" is no subject of its own."""
    for number, part in enumerate(s.parts):
        if len(s.parts) > 1 and part.topic in answers.GENERAL:
            leaned = leaning(kit, s, number)
            if starts_something(Part(leaned.text, leaned.topic, leaned.kind, 1.0)):
                continue  # it would be arranged rather than explained
            s = replace(s, parts=tuple(leaned if i == number else p for i, p in enumerate(s.parts)))
    return s


def _folded_in(kit: Kit, s: Situation) -> Situation:
    """Without a part of which the model is not sure, told beside one of which it is: "ik wil opzeggen, ik breng de fiets zelf" is one wish.

    Its words go with the part before it, so that nothing that was told is lost.
    """
    if not any(p.topic in kit.content.forms and p.confidence >= SURE_PART for p in s.parts):
        return s
    kept: list[Heard] = []
    for part in s.parts:
        vague = part.kind in ("procedure", "request") and part.confidence < VAGUE_PART and "?" not in part.text
        if vague and kept and kept[-1].topic in kit.content.forms and kept[-1].confidence >= SURE_PART:
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text}, {part.text}")
        else:
            kept.append(part)
    return replace(s, parts=tuple(kept))


def _asked_afterwards(s: Situation) -> Situation:
    """A question that leans on the complaint that was just taken in ("how much compensation do I get?") is no new one."""
    part = s.parts[0] if len(s.parts) == 1 else None
    if part is None or part.kind != "complaint" or part.confidence < LEANING or part.topic != s.context.get("topic"):
        return s
    if "?" not in part.text and not _QUESTION.match(part.text):
        return s
    return replace(s, parts=(replace(part, kind="info"),))


def _as_complaint(kit: Kit, s: Situation) -> Situation:
    """The complaint alone, where somebody says that he complains (or was asked what about) and tells it too."""
    said = any(p.topic == FILING and complains(p.text) for p in s.parts)
    said = said or (any(p.kind != "urgent" for p in (*s.parts, *s.unsure)) and complains(s.text))
    if not said and s.context.get("expects") != EXPECTED:
        return s
    told = [p for p in s.parts if not (p.topic == FILING and complains(p.text))]
    told = [p for p in told if not _is_crumb(p)] or told if said else told
    if any(p.kind in _STANDS for p in told):
        return replace(s, parts=tuple(_together(kit, s, told) if said else told))
    for part in (*told, *(p for p in s.parts if p not in told), *s.unsure):
        topic = _complaint_in(kit, part, asked=not said)
        if topic is not None:
            whole = said and told == [part]
            meant = replace(
                part,
                text=s.text if whole else part.text,
                topic=topic,
                kind="complaint",
                confidence=max(part.confidence, 0.5),
            )
            parts = [meant if p is part else p for p in told] if part in told else [*told, meant]
            return replace(s, parts=tuple(parts), unsure=())
    return s


def _is_crumb(part: Heard) -> bool:
    """A few words cut off a story, about which nobody can be sure: "is er nog niet"."""
    return part.kind != "urgent" and part.confidence < CRUMB_BELOW and len(part.text.split()) <= CRUMB_WORDS


def _together(kit: Kit, s: Situation, told: list[Heard]) -> list[Heard]:
    """The parts, where what is said of the same subject beside a complaint is part of its story: "my order should have come on 20 November"."""
    first = next((p for p in told if p.kind == "complaint"), None)
    mine = [p for p in told if first is not None and _complaint_about(kit, p.topic) == first.topic]
    if first is None or not mine or len(mine) + 1 != len(told):
        return told
    return [replace(first, text=s.text)]


def _complaint_in(kit: Kit, part: Heard, *, asked: bool) -> str | None:
    """The kind of complaint that a part is; ``asked``: it may just as well be another question, so a question is one."""
    if part.kind in _STANDS or (asked and "?" in part.text):
        return None
    if part.kind == "meta" and not _complaint_about(kit, part.topic) and part.topic in kit.content.topics:
        return None
    names = [n for n, chance in part.ranking if chance >= LIKELY and n in kit.content.topics]
    likely = next((n for n in names if kit.content.topics[n].kind == "complaint"), None)
    return likely or _complaint_about(kit, part.topic) or None


def _complaint_about(kit: Kit, topic: str) -> str:
    return kit.content.topics[topic].complaint if topic in kit.content.topics else ""


def ask_what_about(kit: Kit, s: Situation, *, later: bool) -> Answer:
    """Asked of who only says that he wants to complain; ``later``: after what else is arranged first."""
    text = say(kit.content, "complaint_later" if later else "clarify_complaint", s.language, avoid=frozenset(s.said))
    kinds = [(name, t) for name, t in kit.content.topics.items() if t.kind == "complaint"]
    buttons = () if later else tuple(Button(capital(t.name.by(s.language)), f"/{name}") for name, t in kinds)
    return Answer(text, None, FILING, buttons=buttons, expects=EXPECTED)


async def _about_this_case(kit: Kit, s: Situation) -> Situation:
    """Who asks when we call or when he hears more, where that was promised in this conversation, asks how that case stands."""
    alone = (s.parts or s.unsure) if len(s.parts) <= 1 else ()
    mine = [p for p in s.parts if p.topic == "request_callback"] or [p for p in alone if p.kind != "urgent"]
    called = [p for p in mine if asks_when_called(p.text)]
    heard = [p for p in alone if p.kind != "urgent" and asks_when_told(p.text)]
    if not (called or heard):
        return s
    async with kit.db.read() as tx:
        promised = await record.open_here(tx, s.conversation["id"], call=bool(called))
    if not promised:
        return s
    asking = [*called, *heard]
    parts = tuple(_on_status(kit, p) if p in asking else p for p in (s.parts or s.unsure))
    return replace(s, parts=parts, unsure=())


def _on_status(kit: Kit, part: Heard) -> Heard:
    return replace(
        part,
        topic="ask_case_status",
        kind=kit.content.topics["ask_case_status"].kind,
        confidence=max(part.confidence, 0.5),
    )


def leaning(kit: Kit, s: Situation, number: int) -> Heard:
    """Part ``number`` with the topic that it leans on: that of the part before it ("can someone come, and how much is that?"),
    or, for a question on prices or times in general that names no bike, that of what is arranged in the same message or was
    just talked about ("I lost my key. How much is a new one, and how soon?").
    """
    part = s.parts[number]
    found = None
    if number and part.topic != s.parts[number - 1].topic:
        before = s.parts[number - 1].topic
        found = before if answers.leans_on(part.text, s.language, {"topic": before}, part.topic, kit.content) else None
    found = found or _arranged_beside(kit, s, number) or _known_question(kit, s, part)
    return part if found is None else replace(part, topic=found, kind=kit.content.topics[found].kind)


def _known_question(kit: Kit, s: Situation, part: Heard) -> str | None:
    """What editors wrote down as this very question, where one of several parts is heard as something else without certainty."""
    explained = tuple(name for name, topic in kit.content.topics.items() if topic.kind in EXPLAINED)
    if len(s.parts) < 2 or part.confidence >= SURE_PART:
        return None
    return answers.word_for_word(part.text, s.language, part.topic, explained, kit.content)


def _arranged_beside(kit: Kit, s: Situation, number: int) -> str | None:
    """What is arranged beside part ``number``, or else was talked about before, when one of its answers fits."""
    part = s.parts[number]
    near = sorted((abs(i - number), i > number, p.topic) for i, p in enumerate(s.parts) if i != number)
    for topic in (*(topic for _, _, topic in near), str(s.context.get("topic"))):
        if topic != part.topic and _explained(kit, topic) and answers.fits_beside(part.text, s.language, topic, part.topic, kit.content):
            return topic
    return None


def _explained(kit: Kit, topic: str) -> bool:
    told = topic == REMINDER or (topic in kit.content.topics and kit.content.topics[topic].kind in _ARRANGED)
    return told and topic in kit.content.answers
