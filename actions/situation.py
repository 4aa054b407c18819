"""What a turn starts from: the message in parts, the language to answer in, and what was said before."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from actions import answers, emoji
from handoff.decide.entities import find_entities
from handoff.decide.fields import Message, Spec, Value, read_field
from handoff.decide.signs import fold
from handoff.decide.vague import only_figures
from handoff.work.base import Kit
from handoff.work.understanding import clear, learned_signs, telling

FALLBACK = "nlu_fallback"
_WORD = re.compile(r"[^\W\d_]{2,}")
_PAID = re.compile(r"\b(?:betaald|overgemaakt|voldaan|paid|transferred|settled)\b", re.I)  # "ik betaal vrijdag" is none of it
SURE_OF_LANGUAGE = 0.85
# A name, also with an address behind it: it shows no language, "Jan de Vries" is said in English too.
_A_NAME = re.compile(
    r"[A-Z][\w.'’-]*(?:,? +(?:[A-Z][\w.'’-]*|\d[\w/-]*|de|den|der|van|het|'t|te|ter|ten|el|al|la|le|von|da|di|dos))+\.?"
)
# Whoever says no more than that he does not know: the model has met it in cries for help, and takes it for one by itself.
_NO_IDEA = re.compile(
    r"\W*(?:(?:sorry|oh|hm+|eh*m*|um+|nou|tja|well)\W+)?(?:i (?:really )?(?:do not|don'?t) know|i?\W*dunno|no idea|(?:i'?m )?not sure|"
    r"geen idee|(?:dat )?weet ik (?:echt )?niet|(?:ik )?weet (?:het )?niet)(?:\W+(?:yet|exactly|sorry|precies|hoor))?\W*"
)
_JOINED = re.compile(r"\W*(?:en|and|maar|but|what about|wat als|what if)\b", re.I)
MOST_GOING_ON, GOING_ON_FROM = 9, 0.15  # words, and chance, of a message that goes on from what was explained
EXPLAINED = ("info", "procedure")  # kinds of topics about which a question may be answered in words


@dataclass(frozen=True)
class Heard:
    """One part as understood, with the engine's ranking and its chances of urgent topics."""

    text: str
    topic: str
    kind: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    urgent: Mapping[str, float] = field(default_factory=dict)
    learned: frozenset[str] = frozenset()  # signs that the model is sure of in this part of several


@dataclass(frozen=True)
class Situation:
    """All that a turn is made from; plain values, nothing that does work."""

    conversation: Mapping[str, Any]
    text: str
    parts: tuple[Heard, ...]
    unsure: tuple[Heard, ...]  # parts too unsure to act on
    language: Literal["nl", "en"]
    heard_language: str | None
    context: dict[str, Any]
    said: tuple[str, ...]
    register: Mapping[str, Any]
    misunderstood: int
    learned: frozenset[str] = frozenset()  # signs that the model is sure of
    choice: Mapping[str, Any] | None = None  # the value of a button that answers our question
    unheard: tuple[Heard, ...] = ()  # matters beside the parts of which nobody knows what they are about
    seq: int = 0  # of the message
    attachment: bool = False  # the message is a file
    pressed: bool = False  # a button that names a topic
    asked: str = ""  # the last earlier message with a matter in it, as the customer wrote it
    buttons: tuple[dict[str, Any], ...] = ()  # that stood under what was said last


def situation_of(
    kit: Kit,
    conversation: Mapping[str, Any],
    message: Mapping[str, Any],
    latest: Mapping[str, Any],
    said: list[str],
    register: Mapping[str, Any],
    buttons: Sequence[dict[str, Any]] = (),
    asked: str = "",
) -> Situation:
    """Bring together what the engine understood with what the conversation remembers."""
    text, payload = message["text"], message["payload"]
    context = dict(conversation["context"] or {})
    heard = latest.get("language") or {}
    language = _language(conversation, context, heard, text, bool(payload))
    parts: list[Heard]
    unsure: list[Heard]
    choice: Mapping[str, Any] | None = None
    unheard: list[Heard] = []
    quiet = not context.get("asked_distress") and _alarms_nobody(text, payload or text, buttons)
    if payload and payload.startswith("/"):
        parts, unsure, choice = _from_button(kit, payload, text)
    else:  # a suggestion to press is a message that the customer could have typed
        parts, unsure = _from_words(kit, latest)
        if quiet:
            parts, unsure = [_calm(p) for p in parts if p.kind != "urgent"], [_calm(p) for p in unsure]
        if (plain := emoji.topic_of(payload or text)) is not None:
            parts, unsure = [Heard(text, plain, kit.content.topics[plain].kind, 1.0)], []
        parts = _in_context(kit, parts, unsure, payload or text, language, context)
        if not context.get("expects") and any(p.confidence < 1.0 for p in parts) and not clear(text, parts):
            parts, unsure = [], parts
        if not context.get("expects") and "form" not in context and only_figures(text):
            parts, unsure = [], parts or unsure  # the model makes a change of address of any number
        unsure = [] if parts else unsure
        unheard = _unheard(latest) if parts else []
    return Situation(
        conversation=conversation,
        text=text,
        parts=tuple(parts),
        unsure=tuple(unsure),
        language=language,
        heard_language=heard.get("code"),
        context=context,
        said=(*said, *context.get("plain", ())),  # as said, and before it was turned to "u"
        register=register,
        misunderstood=conversation["misunderstood"],
        learned=frozenset() if payload or quiet else learned_signs(kit.content, latest),
        choice=choice,
        unheard=tuple(unheard),
        seq=int(message["seq"]),
        attachment=bool(message["attachment"]),
        pressed=bool(payload and payload.startswith("/") and parts),
        buttons=tuple(buttons),
        asked=asked,
    )


def _alarms_nobody(text: str, payload: str, buttons: Sequence[dict[str, Any]]) -> bool:
    """Whether a message says no more than that somebody does not know, or is the words of a button that we offered."""
    return bool(_NO_IDEA.fullmatch(fold(text))) or any(b.get("payload") == payload for b in buttons)


def _calm(part: Heard) -> Heard:
    return replace(part, urgent={}, learned=frozenset())


def _language(
    conversation: Mapping[str, Any], context: dict[str, Any], heard: Mapping[str, Any], text: str, button: bool
) -> Literal["nl", "en"]:
    current: Literal["nl", "en"] = "en" if conversation["language"] == "en" else "nl"
    code, sure = heard.get("code"), float(heard.get("confidence") or 0)
    enough = len(_WORD.findall(text)) >= (1 if not context.get("language_fixed") else 3)
    if button or code not in ("nl", "en") or sure < SURE_OF_LANGUAGE or not enough:
        return current
    if context.get("form") and _A_NAME.fullmatch(text.strip()):
        return current
    return "en" if code == "en" else "nl"


def _from_words(kit: Kit, latest: Mapping[str, Any]) -> tuple[list[Heard], list[Heard]]:
    parts: list[Heard] = []
    unsure: list[Heard] = []
    for p in telling(latest.get("parts") or []):
        topic = p["topic"]
        heard = Heard(
            p["text"],
            topic,
            kit.content.topics[topic].kind if topic in kit.content.topics else "meta",
            float(p["confidence"]),
            tuple((r["name"], float(r["confidence"])) for r in p.get("ranking", ())),
            dict(p.get("urgent") or {}),
            learned_signs(kit.content, p),
        )
        (unsure if topic == FALLBACK else parts).append(heard)
    return parts, unsure


def _unheard(latest: Mapping[str, Any]) -> list[Heard]:
    return [
        Heard(p["text"], FALLBACK, "meta", float(p["confidence"]), tuple((r["name"], float(r["confidence"])) for r in p["ranking"]))
        for p in latest.get("unheard") or ()
    ]


def _from_button(kit: Kit, payload: str, title: str) -> tuple[list[Heard], list[Heard], Mapping[str, Any] | None]:
    name, _, rest = payload.lstrip("/").partition("{")
    if name == "choose":
        try:
            return [], [], dict(json.loads("{" + rest))
        except ValueError:
            return [], [], {}
    if name in kit.content.topics:
        return [Heard(title, name, kit.content.topics[name].kind, 1.0)], [], None
    return [], [], {}


def _in_context(
    kit: Kit, parts: list[Heard], unsure: list[Heard], text: str, language: Literal["nl", "en"], context: dict[str, Any]
) -> list[Heard]:
    """A short message may lean on what was just talked about: "en de E-Stad?", "12 km"."""
    if len(parts) + len(unsure) > 1 or any(p.kind == "urgent" for p in parts):
        return parts
    if _after_arrears(kit, parts, text, context):
        return [Heard(text, "request_payment_plan", "debt", 1.0)]
    question = answers.Question(
        text=text, topic="ask_product_advice", language=language, context=context, now=kit.clock.now()
    )
    if context.get("expects") == "advice" and answers.takes(question, kit.content):
        return [Heard(text, "ask_product_advice", "info", 1.0)]
    topic = answers.follow_up(text, language, context, kit.content) or _better(
        kit, parts, unsure, text, language, context
    )
    if topic and topic in kit.content.topics:
        return [Heard(text, topic, kit.content.topics[topic].kind, 1.0)]
    return parts


def _after_arrears(kit: Kit, parts: list[Heard], text: str, context: dict[str, Any]) -> bool:
    """Whether somebody who just heard what is open says how he would pay it: "I get paid on the 5th, can I pay it then?"."""
    before = kit.content.topics.get(str(context.get("topic")))
    told = any(p.kind == "debt" and (p.topic != "report_payment_made" or _PAID.search(text)) for p in parts)
    if before is None or before.kind != "debt" or "form" in context or told:
        return False
    now = kit.clock.now()
    message = Message(text, now, entities=find_entities(text, kit.content, now))
    return isinstance(read_field(Spec("instalments"), message, asked=False), Value)


def _goes_on(heard: Heard, text: str, context: dict[str, Any]) -> bool:
    """Whether words of which nobody is sure ("en als ik 5 weken ga?") go on from what was last explained, which is likeliest too."""
    likeliest = heard.ranking[0] if heard.ranking else ("", 0.0)
    joined = len(text.split()) <= MOST_GOING_ON and bool(_JOINED.match(text))
    return heard.topic == FALLBACK and joined and likeliest[0] == context.get("topic") and likeliest[1] >= GOING_ON_FROM


def _better(
    kit: Kit, parts: list[Heard], unsure: list[Heard], text: str, language: Literal["nl", "en"], context: dict[str, Any]
) -> str | None:
    """The topic that fits better than what the engine heard: the last one, or that of which this is a known question."""
    heard = next(iter((*parts, *unsure)), None)
    if heard is not None and _goes_on(heard, text, context) and "form" not in context:
        return str(context["topic"])
    if heard is None or "form" in context or not (heard.kind in (*EXPLAINED, "request") or heard.topic == FALLBACK):
        return None
    explained = tuple(name for name, topic in kit.content.topics.items() if topic.kind in EXPLAINED)
    return answers.leans_on(text, language, context, heard.topic, kit.content) or answers.word_for_word(
        text, language, heard.topic, explained, kit.content
    )
