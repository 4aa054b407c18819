"""Follow-up questions: which topic "en de E-Stad?" or "en in het weekend?" belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from actions.answers.features import ATTRIBUTES
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
_SHORT_FOLLOW_UP = 9  # words; anything longer is a question of its own
_NEVER_MIND_WHEN = dt.datetime(2026, 1, 1, tzinfo=AMSTERDAM)  # only whether a day is named matters here


def follow_up(text: str, language: Language, context: Mapping[str, Any], content: Content) -> str | None:
    """The topic to answer again with what this message names in place of the old, or None.

    None also when the message is a question of its own, which the classifier can place.
    """
    topic = context.get("topic")
    if not topic or len(text.split()) > _SHORT_FOLLOW_UP:
        return None
    read = Reading(Question(text, topic, language, context, _NEVER_MIND_WHEN), content)
    if not read.joined and not _only_a_name(read):
        return None
    return _by_entity(read, topic, context)


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
    attributes = [code for code in read.words("ask_product_features") if code in ATTRIBUTES]
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
    if read.subscriptions and (has_bike or topic == "ask_product_price"):
        return topic if topic == "ask_product_price" else "ask_product_price" if topic in _ABOUT_BIKES else None
    if read.named and topic == "ask_locations" and context.get("asked") == "deliver":
        return "ask_availability"
    if read.named and topic in _ABOUT_BIKES:
        return "ask_product_features" if topic in ("ask_product_range", "ask_product_advice") else topic
    if topic == "ask_contact_details" and read.words(topic):
        return topic
    return None


def _only_a_name(read: Reading) -> bool:
    """The message is nothing but a name that fits the last question: "E-Stad", "de vouwfiets graag"."""
    return (
        len(read.text.split()) <= 4
        and "?" not in read.text.rstrip("? ")
        and bool(read.named or read.subscriptions or (read.places and len(read.text.split()) <= 2))
    )
