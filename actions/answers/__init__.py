"""Answers to questions about the organisation: pure functions from question and content to text.

Facts come from data/organisation, sentences from its templates; nothing here reads a clock, a database or
the network. `answer` is the way in; `follow_up` and `takes` tell whether a short message belongs to what
was said before.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from actions.answers import (
    accessories,
    advice,
    assortment,
    availability,
    business,
    comparison,
    contact,
    features,
    hours,
    insurance,
    places,
    prices,
)
from actions.answers.advice import takes
from actions.answers.follow import GENERAL, answers_itself, asks_of, fits_beside, follow_up, leans_on, word_for_word
from actions.answers.model import Answer, Button, Question, Source
from actions.answers.reading import Reading
from actions.answers.turn import Turn
from handoff.content import Content
from handoff.content.schema import Language

__all__ = [
    "GENERAL", "Answer", "Button", "Question", "Source", "answer", "answers_itself", "asks_of", "fits_beside", "follow_up", "leans_on", "named_in", "takes",
    "word_for_word",
]  # fmt: skip

_MOST_WORDINGS = 3
_MOST_NAMED = 2  # bikes or accessories beside a question that it may be about
# "kun je me vertellen of de E-Ver ..." asks no more than "heeft de E-Ver ...": the words in front would only blur what is asked.
_POLITE_LEAD = re.compile(
    r"^\W*(?:(?:hoi|hallo|hey|hi|hello|goede?(?:morgen|middag|avond|dag)|dag|beste \w+)\W+)?"
    r"(?:(?:kun|kan|kunt|zou|zouden|kunnen) (?:je|jij|u|jullie) (?:me |mij |ons )?(?:misschien |ook |even |alsjeblieft |kunnen )*"
    r"(?:vertellen|zeggen|uitleggen)|"
    r"(?:ik|wij|we) (?:vroeg(?:en)? (?:me|mij|ons) af|ben benieuwd|wil(?:de)? (?:graag )?weten|zou graag weten)|weet(?:en)? (?:je|u|jullie)|mijn vraag is|"
    r"(?:can|could) you (?:please )?(?:tell|explain to) me|i (?:was|am|'m) wondering|i(?:'d| would) like to know|do you know|i want to know)"
    r"\W+(?=(?:of|if|whether|hoe|wat|waar|wanneer|welke?|wie|hoeveel|how|what|where|when|which|who)\b)(?:of |if |whether )?",
    re.I,
)

# Topics answered from the facts; every other topic is answered in words.
HANDLERS: Mapping[str, Callable[[Turn], Answer]] = {
    "ask_product_range": assortment.answer,
    "ask_product_price": prices.answer,
    "ask_product_features": features.answer,
    "ask_product_comparison": comparison.answer,
    "ask_product_advice": advice.answer,
    "ask_availability": availability.answer,
    "ask_accessories": accessories.answer,
    "ask_insurance": insurance.answer,
    "ask_business": business.answer,
    "ask_opening_hours": hours.answer,
    "ask_locations": places.answer,
    "ask_contact_details": contact.answer,
}


def named_in(text: str, language: Language, content: Content, now: dt.datetime) -> dict[str, list[str]]:
    """The bikes and accessories that a text names, as the next question may refer to them; nothing where it names none."""
    read = Reading(Question(text=text, topic="ask_product_price", language=language, context={}, now=now), content)
    found = {"products": read.named, "accessories": read.accessories}
    return {name: codes for name, codes in found.items() if 0 < len(codes) <= _MOST_NAMED}


def answer(question: Question, content: Content, *, avoid: frozenset[str] = frozenset()) -> Answer:
    """The answer to one question. Raises `KeyError` when the content has no answers for its topic.

    `avoid` holds texts that were said last; another wording is chosen when there is one.
    """
    if question.topic not in content.answers:
        raise KeyError(f"no answers for topic {question.topic}")
    question = replace(question, text=_POLITE_LEAD.sub("", question.text, count=1) or question.text)
    found = _answer(question, content, 0)
    for variant in range(1, _MOST_WORDINGS):
        if found.text not in avoid:
            break
        found = _answer(question, content, variant)
    return found


def _answer(question: Question, content: Content, variant: int) -> Answer:
    turn = Turn(question, content, variant)
    handler = HANDLERS.get(question.topic, _in_words)
    return handler(turn)


def _in_words(turn: Turn) -> Answer:
    return turn.each_asked() or turn.chosen() or turn.general()
