"""Talk about the conversation itself: greetings, thanks, doubt, language, repeating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from actions import answers
from actions.situation import Heard, Situation
from handoff.content.texts import text as say
from handoff.decide.lettering import capital
from handoff.decide.vague import only_figures
from handoff.work.base import Kit
from handoff.work.plan import Bubble, PartState, Plan

FROM_CONTENT = ("ask_is_bot", "ask_capabilities", "praise", "out_of_scope", "thank", "greet", "goodbye")
KEPT = ("language_fixed", "identified")  # who somebody is need not be asked again after "laat maar"
WORTH_ASKING = 0.06  # chance from which a topic is offered when asking back
_SELDOM_MEANT = {"out_of_scope", "vent_frustration", "signal_distress", "report_injury", "threaten_escalation"}


def reply(kit: Kit, s: Situation, part: Heard) -> Plan:
    """Answer one piece of conversation."""
    said, context, language = frozenset(s.said), {**s.context, "expects": None}, s.language
    if part.topic == "ask_repeat":
        text = (
            say(kit.content, "repeat", language, said=s.said[0])
            if s.said
            else say(kit.content, "nothing_to_repeat", language)
        )
    elif part.topic == "switch_language":
        return switched(kit, s)
    elif part.topic in FROM_CONTENT:
        question = answers.Question(
            text=part.text, topic=part.topic, language=language, context=s.context, now=kit.clock.now()
        )
        text = answers.answer(question, kit.content, avoid=said).text
    else:
        text = say(kit.content, part.topic, language, avoid=said)  # affirm, deny, stop
        if part.topic == "stop":
            context = {k: v for k, v in context.items() if k in KEPT}
    buttons = (_human(kit, language),) if part.topic == "out_of_scope" else ()
    state = PartState(part.text, part.topic, part.kind, part.confidence, "answered", text)
    told = _compliment(kit, part) if part.topic == "praise" else ()
    return Plan((Bubble(text, topic=part.topic, buttons=buttons),), (state,), context, language, particulars=told)


def _compliment(kit: Kit, part: Heard) -> tuple[dict[str, Any], ...]:
    """A compliment is a particular too, for the team leader and whom it concerns. Source: handbook, contact registration."""
    return ({"what": "compliment", "to": "teamleider", "at": kit.clock.now().isoformat(), "text": part.text},)


def switched(kit: Kit, s: Situation) -> Plan:
    """Go on in the other language: the one that is named, else the one that is not spoken now."""
    language = language_named(s)
    text = say(kit.content, "switched", language)
    state = PartState(s.text, "switch_language", "meta", 1.0, "answered", text)
    return Plan((Bubble(text, topic="switch_language"),), (state,), {**s.context, "language_fixed": True}, language)


def language_named(s: Situation) -> Literal["nl", "en"]:
    """The language that is asked for; the other one of ours where none is named."""
    words = s.text.lower()
    if any(w in words for w in ("english", "engels", "anglais")):
        return "en"
    if any(w in words for w in ("nederlands", "dutch", "holland", "vlaams")):
        return "nl"
    return "en" if s.language == "nl" else "nl"


def foreign(kit: Kit, s: Situation) -> Plan:
    """A language that we do not speak: say so in both of ours, and offer a person."""
    bubble = Bubble(say(kit.content, "other_language", s.language), buttons=(_human(kit, s.language),))
    return Plan((bubble,), (), s.context, s.language, misunderstood=True)


def ask_back(kit: Kit, s: Situation) -> Plan:
    """Ask what is meant, offering the likeliest topics as buttons."""
    options: list[str] = []
    if not any(c.isalnum() for c in s.text):
        text = say(kit.content, "only_emoji", s.language)
    elif only_figures(s.text):
        text = say(kit.content, "only_figures", s.language, avoid=frozenset(s.said))
    else:
        options = likeliest(kit, s.unsure[0].ranking if s.unsure else ())
        text = say(kit.content, "clarify_between" if options else "clarify", s.language, avoid=frozenset(s.said))
    buttons = [topic_button(kit, s, o) for o in options]
    if options:
        buttons.append(
            {"title": say(kit.content, "clarify_none_of_these", s.language), "payload": '/choose{"value": "none"}'}
        )
    buttons.append(_human(kit, s.language))
    context: dict[str, Any] = {**s.context, "doubted": s.text}
    return Plan((Bubble(text, buttons=tuple(buttons)),), (), context, s.language, misunderstood=True)


def likeliest(kit: Kit, ranking: Sequence[tuple[str, float]]) -> list[str]:
    """The topics that a piece of text may be about, as far as they are worth offering."""
    return [
        name
        for name, chance in ranking
        if chance >= WORTH_ASKING
        and name not in _SELDOM_MEANT
        and name in kit.content.topics
        and kit.content.topics[name].kind != "meta"
    ][:3]


def asked_besides(kit: Kit, s: Situation) -> tuple[str, list[dict[str, str]]]:
    """Words and buttons for what stood beside the parts that were answered and was not understood; "" when there is none."""
    if not s.unheard:
        return "", []
    piece = s.unheard[0]
    text = say(kit.content, "clarify_besides", s.language, piece=piece.text.strip(" .,;?!"))
    return text, [topic_button(kit, s, o) for o in likeliest(kit, piece.ranking)]


def topic_button(kit: Kit, s: Situation, topic: str) -> dict[str, str]:
    """A button that says what is meant: its title is the topic's name, its payload the topic."""
    return {"title": capital(kit.content.topics[topic].name.by(s.language)), "payload": f"/{topic}"}


def chosen(kit: Kit, s: Situation) -> Plan:
    """A button that answers a question of ours."""
    choice = s.choice or {}
    if "text" in choice and choice.get("topic") in kit.content.topics:
        question = answers.Question(
            text=str(choice["text"]),
            topic=str(choice["topic"]),
            language=s.language,
            context=s.context,
            now=kit.clock.now(),
        )
        found = answers.answer(question, kit.content, avoid=frozenset(s.said))
        source = {"id": found.source.id, "title": found.source.title, "url": found.source.url} if found.source else None
        buttons = tuple({"title": b.title, "payload": b.payload} for b in found.buttons)
        return Plan(
            (Bubble(found.text, topic=question.topic, buttons=buttons, source=source),),
            (),
            {**s.context, **found.context, "expects": found.expects},
            s.language,
        )
    text = say(kit.content, "say_it_differently", s.language, avoid=frozenset(s.said))
    return Plan((Bubble(text),), (), s.context, s.language)


def offers(kit: Kit, s: Situation, topics: Sequence[str]) -> list[dict[str, str]]:
    """Buttons that start what was just explained and can be arranged here."""
    arranged = [
        t for t in dict.fromkeys(topics) if t in kit.content.forms and kit.content.topics[t].kind != "complaint"
    ]
    return [topic_button(kit, s, t) for t in arranged]


def file_received(kit: Kit, s: Situation) -> Plan:
    """A file without a word: it is kept with the conversation; what is it about?"""
    return Plan(
        (Bubble(say(kit.content, "file_received", s.language, avoid=frozenset(s.said))),), (), s.context, s.language
    )


def too_late(kit: Kit, s: Situation) -> Plan:
    """A button of something that is over."""
    return Plan((Bubble(say(kit.content, "form_over_now", s.language)),), (), s.context, s.language)


def _human(kit: Kit, language: str) -> dict[str, str]:
    return {"title": say(kit.content, "button_human", language), "payload": "/ask_human"}
