"""Follow-up questions: which topic "en de E-Stad?", "en in het weekend?" or "hoe lang duurt dat" belongs to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any

from actions.answers import choose
from actions.answers.features import ATTRIBUTES, SUPERLATIVE
from actions.answers.model import Question
from actions.answers.reading import Reading
from handoff.content import Content
from handoff.content.schema import Language
from handoff.decide.calendars import AMSTERDAM

_ABOUT_BIKES = frozenset(
    [
        "ask_product_price",
        "ask_product_features",
        "ask_product_comparison",
        "ask_availability",
        "ask_accessories",
        "ask_insurance",
        "ask_product_range",
        "ask_business",
        "ask_product_advice",
    ]
)
_ABOUT_PLACES = frozenset(("ask_opening_hours", "ask_locations", "ask_availability"))
# Subscriptions are also what these are about: "en als ik Flex had?" after an explanation of cancelling.
_ABOUT_SUBSCRIPTIONS = frozenset(
    ("cancel_subscription", "pause_subscription", "switch_subscription", "start_subscription")
)
_SHORT_FOLLOW_UP = 9  # words; anything longer is a question of its own
_ONLY_A_MOMENT = 3  # words: "morgen dan?", "zaterdag ook"
# "tweede kerstdag ook niet zeker": says no more than the day does.
_AROUND_A_DAY = frozenset(
    "en ook niet zeker dan wel toch op de het of weer open dicht jullie zijn and also not either then surely on the or closed you are".split()
)
_THERE = re.compile(
    r"\b(?:hoe kom ik (?:er|daar)|waar is (?:dat|die)|waar zit (?:dat|die)|how do i get there|where is (?:that|it))\b",
    re.I,
)
_AGAIN = re.compile(
    r"^\W*(?:(?:en|and)\s+)?(?:wanneer|hoe laat|when)\b(?:\s+(?:dan|weer|wel|then|again|open|are|you|do|zijn|jullie))+\W*$",
    re.I,
)
_OF_ALL = re.compile(r"\b(?:fiets(?:en)?|bikes?|model(?:len|s)?|jullie|hebben|have|offer)\b", re.I)
_COUNTED = re.compile(r"\b\d{1,3}\b(?!\s*(?:jaar|maanden?|weken|dagen|years?|months?|weeks|days|km|euro))", re.I)
_LEANS = re.compile(r"\b(?:dat|dit|het|die|deze|er|daar|hij|hem|that|this|it|those|there|they)\b", re.I)
# Measured on tests/unit/answers/test_follow_up.py: how like an ask of the last topic a message must be to belong to it.
_LIKE_THE_LAST, _LEANING_ON_THE_LAST, _MUCH_LIKER = 0.6, 0.35, 0.25
_QUESTION = 16  # words of a question beside something else
_BESIDE_IT = 0.35  # the same for a question on prices or times in general beside something that is arranged
_ASKED_INSIDE = 0.45
_HOW_IT_GOES = frozenset({"overview", "what-is-needed"})
GENERAL = frozenset(
    ("ask_product_price", "ask_availability", "ask_product_usage", "ask_insurance", "ask_delivery_status", "start_subscription")
)
_NOT_LIKE = 0.5  # below this the topic that was heard has no answer of its own to a question written down elsewhere
_NEVER_MIND_WHEN = dt.datetime(2026, 1, 1, tzinfo=AMSTERDAM)  # only whether a day is named matters here


def follow_up(text: str, language: Language, context: Mapping[str, Any], content: Content) -> str | None:
    """The topic to answer again with what this message names in place of the old, or None.

    None also when the message is a question of its own, which the classifier can place.
    """
    topic = context.get("topic")
    if not topic or len(text.split()) > _SHORT_FOLLOW_UP:
        return None
    read = Reading(Question(text, topic, language, context, _NEVER_MIND_WHEN), content)
    asked_for_a_day = "form" in context  # then a day is the answer to that
    if topic == "ask_opening_hours" and not asked_for_a_day and (_AGAIN.match(text) or _only_a_moment(read)):
        return topic
    if _which_of_them(read):
        return "ask_product_comparison"
    if topic in _ABOUT_PLACES and _THERE.search(text) and not read.places:
        return "ask_locations"
    if not read.joined and not _only_a_name(read):
        return None
    return _by_entity(read, topic, context)


def leans_on(text: str, language: Language, context: Mapping[str, Any], heard: str, content: Content) -> str | None:
    """The last topic, when a short message such as "hoe lang duurt dat" fits it better than the topic that was heard."""
    last = context.get("topic")
    if not last or last == heard or last not in content.answers or len(text.split()) > _SHORT_FOLLOW_UP:
        return None
    to_last, to_heard = _best(last, language, text, content), _best(heard, language, text, content)
    leans = bool(_LEANS.search(text))
    if leans and to_last >= _LIKE_THE_LAST:
        return str(last)
    if leans and to_last >= max(_LEANING_ON_THE_LAST, to_heard):
        return str(last)
    return str(last) if to_last >= max(_LIKE_THE_LAST, to_heard + _MUCH_LIKER) else None


def fits_beside(text: str, language: Language, topic: str, heard: str, content: Content) -> bool:
    """Whether a general question ("what does that cost?") that names no bike of its own is one about ``topic``, told beside it."""
    if heard not in GENERAL or topic not in content.answers or len(text.split()) > _QUESTION:
        return False
    read = Reading(Question(text, heard, language, {}, _NEVER_MIND_WHEN), content)
    if read.named or read.accessories or read.kinds:
        return False
    best = next(iter(choose.choices(content, topic, language, text)), None)
    return best is not None and best.score >= _BESIDE_IT and best.reply.id != "overview"


def answers_itself(text: str, language: Language, topic: str, content: Content) -> bool:
    """Whether the answers of ``topic`` know this question, other than how it all goes and what we need for it."""
    best = next(iter(choose.choices(content, topic, language, text)), None) if topic in content.answers else None
    return best is not None and best.score >= _ASKED_INSIDE and best.reply.known and best.reply.id not in _HOW_IT_GOES


def asks_of(topic: str, text: str, language: Language, content: Content) -> bool:
    """Whether a short question is one that the answers of ``topic`` know, other than how it all goes."""
    if topic not in content.answers or "?" not in text or len(text.split()) > _SHORT_FOLLOW_UP:
        return False
    best = next(iter(choose.choices(content, topic, language, text)), None)
    return best is not None and best.score >= _LIKE_THE_LAST and best.reply.id != "overview"


def word_for_word(text: str, language: Language, heard: str, topics: Collection[str], content: Content) -> str | None:
    """The one of ``topics`` of which an editor wrote down this very question, when that is not the one that was heard."""
    known = choose.written_down(content, language, text)
    found = known & set(topics)
    if heard in known or len(found) != 1 or _best(heard, language, text, content) >= _NOT_LIKE:
        return None
    return next(iter(found))


def _best(topic: str, language: Language, text: str, content: Content) -> float:
    if topic not in content.answers or not any(reply.asks.by(language) for reply in content.answers[topic].answers):
        return 0.0
    return choose.choices(content, topic, language, text)[0].score


def _by_entity(read: Reading, topic: str, context: Mapping[str, Any]) -> str | None:
    """By what is named, the most telling first."""
    has_bike = bool(context.get("products")) or bool(read.named)
    insurance = read.words("ask_insurance")
    if topic == "ask_insurance" and (read.extra_cover or read.named or set(insurance) & {"theft", "damage", "extra"}):
        return topic
    if read.extra_cover:
        return "ask_insurance"
    if read.accessories:
        return topic if topic in ("ask_product_price", "ask_accessories") else "ask_accessories"
    if read.has("price-word") and has_bike:
        return "ask_product_price"
    # "and is it insured on the ferry?" asks no more of the train than that
    attributes = [code for code in read.words("ask_product_features") if code in ATTRIBUTES and code != "train"]
    if attributes and has_bike and topic in _ABOUT_BIKES:
        return (
            "ask_product_comparison" if topic == "ask_product_comparison" and not read.named else "ask_product_features"
        )
    if read.has("delivery-word") and has_bike:
        return "ask_availability"
    if read.moment and topic == "ask_opening_hours":
        return topic
    if read.hours_places and topic in ("ask_opening_hours", "ask_contact_details"):
        return topic
    if read.places and topic in _ABOUT_PLACES:
        return topic
    if read.subscriptions and topic not in _ABOUT_SUBSCRIPTIONS and (has_bike or topic == "ask_product_price"):
        # Opening hours do not go by subscription: it is about the bike that was asked about before or beside them.
        elsewhere = read.joined and topic in _ABOUT_PLACES
        return "ask_product_price" if topic in _ABOUT_BIKES or elsewhere else None
    if read.subscriptions and topic in _ABOUT_SUBSCRIPTIONS and (read.joined or "?" in read.text):
        return topic
    if read.named and topic == "ask_locations" and context.get("asked") == "deliver":
        return "ask_availability"
    if read.named and topic in _ABOUT_BIKES:
        return "ask_product_features" if topic in ("ask_product_range", "ask_product_advice") else topic
    if topic == "ask_contact_details" and read.words(topic):
        return topic
    if topic == "ask_business" and read.joined and _COUNTED.search(read.text):  # "en als het er maar 4 zijn?"
        return topic
    return None


def _only_a_name(read: Reading) -> bool:
    """The message is nothing but a name that fits the last question: "E-Stad", "de vouwfiets graag"."""
    return (
        len(read.text.split()) <= 4
        and "?" not in read.text.rstrip("? ")
        and bool(read.named or read.subscriptions or (read.places and len(read.text.split()) <= 2))
    )


def _only_a_moment(read: Reading) -> bool:
    words = [w for w in re.findall(r"\w+", read.text.lower()) if w not in _AROUND_A_DAY]
    return bool(read.moment) and len(words) <= _ONLY_A_MOMENT


def _which_of_them(read: Reading) -> bool:
    """ "And which is cheaper?", while the two bikes that were compared are still what is talked about."""
    compared = read.context.get("compared", ())
    codes = {"cheaper", *SUPERLATIVE} & set(read.words("ask_product_comparison"))
    still = bool(read.product_context) and set(read.product_context) <= set(compared)
    return len(compared) > 1 and still and bool(codes) and not read.named and not _OF_ALL.search(read.text)
