"""What a message names: products, subscriptions, accessories, services, places, days.

The vocabulary comes from the content; finders are made once per content and language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from actions.answers import days
from actions.answers.model import Question
from handoff.content import Content
from handoff.content.schema import LANGUAGES, Language, Words
from handoff.decide.calendars import AMSTERDAM
from text.names import Found, NameFinder

_KIND = "kind:"
# Places whose name is an ordinary word; only a place after a preposition.
_AMBIGUOUS_PLACES = frozenset(
    {"Best", "Lent", "Monster", "Son", "Huizen", "Haren", "Leek", "Goes", "Oss", "Elst", "Doorn", "Soest", "Ede"}
)
_BEFORE_PLACE = re.compile(r"\b(?:in|naar|te|uit|to|from|near|bij|omgeving|around|van|nabij)\s+$", re.IGNORECASE)
_ELLIPTIC = re.compile(
    r"^\s*(?:(?:oke?|ok|ja|yes|ah|hm+|top|dank|thanks|mooi|fijn)[\s,.!]+)*"
    r"(?:en|and|or|of|maar|but|what about|how about|hoe zit het (?:dan )?met|"
    r"hoe zit dat (?:dan )?(?:met|op|bij|in)|wat (?:is|zijn) dat (?:dan )?(?:voor|bij)|dan|then|"
    r"same for|ook|also|plus)\b",
    re.IGNORECASE,
)
_SHORT_WORDS = 4


@dataclass(frozen=True)
class _Finders:
    products: NameFinder
    subscriptions: NameFinder
    accessories: NameFinder
    services: NameFinder
    hours: NameFinder
    extra_cover: NameFinder
    places: NameFinder


@lru_cache(maxsize=8)
def _finders(content: Content, language: Language) -> _Finders:
    accessories = content.accessories
    extras = [*content.insurance.extra.aliases.nl, *content.insurance.extra.aliases.en]
    return _Finders(
        products=NameFinder(
            _names(content.products, language) | {_KIND + k: v for k, v in _names(content.kinds, language).items()},
            ignore=[word for product in content.products.values() for word in product.not_aliases.nl],
        ),
        subscriptions=NameFinder(
            {name: getattr(content.subscriptions, name).aliases.by(language) for name in ("flex", "year")}
        ),
        accessories=NameFinder(
            {f"item:{k}": v for k, v in _names(accessories.items, language).items()}
            | {f"group:{k}": v for k, v in _names(accessories.groups, language).items()}
            | {f"included:{k}": v for k, v in _names(accessories.included, language).items()}
        ),
        services=NameFinder(_names(content.services, language)),
        hours=NameFinder(_names(content.hours.places, language)),
        extra_cover=NameFinder({"extra": extras}),
        places=NameFinder(_place_names(content)),
    )


def _names(things: Mapping[str, Any], language: Language) -> dict[str, tuple[str, ...]]:
    return {code: thing.aliases.by(language) for code, thing in things.items()}


def _place_names(content: Content) -> dict[str, list[str]]:
    locations = content.locations
    cities = [city for point in locations.service_points.values() for city in point.area]
    names = {city: [city] for city in (*cities, *locations.islands, *locations.outside)}
    for alias, city in locations.aliases.items():
        names.setdefault(city, []).append(alias)
    return names


@lru_cache(maxsize=256)
def lexicon(content: Content, topic: str, language: Language) -> NameFinder:
    """Finder of the `words` of a topic ("wording" for the shared ones)."""
    words: Mapping[str, Words] = (
        content.wording.words
        if topic == "wording"
        else content.answers[topic].words
        if topic in content.answers
        else {}
    )
    return NameFinder({code: entry.by(language) for code, entry in words.items()})


def without_names(content: Content, language: Language, text: str, neutral: str | None = None) -> str:
    """`text` with every bike called "fiets" or "bike": which bike is meant says nothing about what is asked."""
    neutral = neutral or ("fiets" if language == "nl" else "bike")
    for found in reversed(_finders(content, language).products.find(text)):
        text = text[: found.start] + neutral + text[found.end :]
    return text


def unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


class Reading:
    """One question read against the content. Everything is computed when first asked for."""

    def __init__(self, question: Question, content: Content) -> None:
        self.question = question
        self.content = content
        self.text = question.text
        self.language: Language = question.language
        self.now = question.now.astimezone(AMSTERDAM)
        self.today = self.now.date()
        self.context = question.context
        self._finders = _finders(content, self.language)

    # --- names -----------------------------------------------------------------------------------------------

    @cached_property
    def _product_names(self) -> list[Found]:
        return self._finders.products.find(self.text)

    @cached_property
    def products(self) -> list[str]:
        """Codes of bikes named by their own name, in order."""
        return unique(found.code for found in self._product_names if not found.code.startswith(_KIND))

    @cached_property
    def kinds(self) -> list[str]:
        """Kinds of bikes named ("e_bike"), in order; a kind only named by way of its bike is not in it."""
        return unique(found.code[len(_KIND) :] for found in self._product_names if found.code.startswith(_KIND))

    @cached_property
    def named(self) -> list[str]:
        """All bikes meant by name or by kind, in order."""
        codes: list[str] = []
        for found in self._product_names:
            if found.code.startswith(_KIND):
                codes.extend(self.content.kinds[found.code[len(_KIND) :]].products)
            else:
                codes.append(found.code)
        # "de elektrische fiets, de E-Stad": the name says which of the kind
        kinds_of_named = {self.content.products[code].kind for code in self.products}
        return unique(c for c in codes if c in self.products or self.content.products[c].kind not in kinds_of_named)

    @cached_property
    def product_context(self) -> list[str]:
        """The bikes that were talked about last."""
        return [code for code in self.context.get("products", ()) if code in self.content.products]

    def beside(self, kind: str) -> list[str]:
        """What the part before this one, in the same message, names: "the charger was missing, and what does that cost?"."""
        return [str(code) for code in (self.context.get("beside") or {}).get(kind, ())]

    @cached_property
    def subscriptions(self) -> list[str]:
        return unique(
            found.code for found in self._finders.subscriptions.find(self._without_names(self._product_names))
        )

    @cached_property
    def _accessory_names(self) -> list[str]:
        return unique(found.code for found in self._finders.accessories.find(self.text))

    @cached_property
    def accessories(self) -> list[str]:
        """Accessory ids named; a group ("kinderzitje") stands for its items."""
        found: list[str] = []
        for code in self._accessory_names:
            kind, _, name = code.partition(":")
            if kind == "item":
                found.append(name)
            elif kind == "group":
                found.extend(self.content.accessories.groups[name].items)
        return unique(found)

    @cached_property
    def included(self) -> list[str]:
        return [code.partition(":")[2] for code in self._accessory_names if code.startswith("included:")]

    @cached_property
    def services(self) -> list[str]:
        return unique(found.code for found in self._finders.services.find(self.text))

    @cached_property
    def hours_places(self) -> list[str]:
        return unique(found.code for found in self._finders.hours.find(self.text))

    @cached_property
    def extra_cover(self) -> bool:
        return bool(self._finders.extra_cover.find(self.text))

    @cached_property
    def places(self) -> list[str]:
        """Towns named, as locations.yml writes them."""
        found = []
        for name in self._finders.places.find(self.text):
            before = self.text[: name.start]
            alone = len(self.text.split()) <= _SHORT_WORDS and self.text[name.start].isupper()
            if name.code not in _AMBIGUOUS_PLACES or _BEFORE_PLACE.search(before) or alone:
                found.append(name.code)
        return unique(found)

    @cached_property
    def service_point(self) -> str | None:
        """The service point whose own city is named."""
        for place in self.places:
            for key, point in self.content.locations.service_points.items():
                if point.city == place:
                    return key
        return None

    def area_of(self, place: str) -> str | None:
        """The service point that delivers in `place`, or None."""
        points = self.content.locations.service_points
        return next((key for key, point in points.items() if place in point.area), None)

    # --- the rest --------------------------------------------------------------------------------------------

    @cached_property
    def moment(self) -> days.Moment:
        return days.find(self.text, self.now)

    def words(self, topic: str) -> list[str]:
        """Codes of the `words` of `topic` that occur, in order."""
        return unique(found.code for found in lexicon(self.content, topic, self.language).find(self.text))

    def has(self, code: str, topic: str = "wording") -> bool:
        return code in self.words(topic)

    @cached_property
    def elliptic(self) -> bool:
        """Only understandable after what was said before: "en de E-Stad?", "what about Saturday?"."""
        return bool(_ELLIPTIC.match(self.text)) or len(self.text.split()) <= _SHORT_WORDS

    @cached_property
    def joined(self) -> bool:
        """Starts as a continuation ("en ...", "and ...")."""
        return bool(_ELLIPTIC.match(self.text))

    @cached_property
    def generic(self) -> bool:
        """About bikes or subscriptions in general ("wat kost een fiets"), so not about the last bike."""
        in_general = self.has("generic") or (self.has("one-subscription") and len(self.product_context) != 1)
        return in_general and not self.has("deictic")

    def bikes(self) -> list[str]:
        """The bikes meant: those named, else those of the context when the question is not general."""
        if self.named:
            return self.named
        return [] if self.generic else self.product_context

    def subscription(self) -> str | None:
        """The one subscription meant: named here, or in the context of a continued question about price."""
        if len(self.subscriptions) == 1:
            return self.subscriptions[0]
        if not self.subscriptions and self.joined and self.named:
            return self.context.get("subscription")
        return None

    def _without_names(self, names: list[Found]) -> str:
        text = self.text
        for name in names:
            text = text[: name.start] + "x" * (name.end - name.start) + text[name.end :]
        return text


def both_languages(words: Words) -> list[str]:
    return [word for language in LANGUAGES for word in words.by(language)]
