"""A message and its parts as the rules look at them: which signs show, what is counted, what is set in motion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from handoff.decide.signs import Signs
from handoff.decide.triage.facts import Facts, Part
from handoff.decide.triage.starts import has_reference, starts_something

SMALL_TALK = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "stop", "ask_repeat", "ask_is_bot", "ask_capabilities", "switch_language", "praise", "out_of_scope"})  # fmt: skip


class Look:
    """One part of a message. Its ``text`` is the message without the other parts: a story around it still counts."""

    def __init__(
        self,
        part: Part,
        text: str,
        signs: Signs,
        limits: Mapping[str, Any],
        learned: frozenset[str] = frozenset(),
        today: dt.date | None = None,
    ) -> None:
        self.part, self.text, self.limits, self.today = part, text, limits, today
        self._signs, self._learned = signs, learned
        self._shown: dict[str, bool] = {}

    def shows(self, *names: str) -> bool:
        """Whether any of these signs shows in the text."""
        return any(self._shows(name) for name in names)

    def _shows(self, name: str) -> bool:
        if name not in self._shown:
            self._shown[name] = name in self._learned or self._signs.has(name, self.text)
        return self._shown[name]

    def counts(self, name: str) -> int:
        """How many different words of a sign show."""
        return len(self._signs.found(name, self.text))

    def limit(self, name: str) -> float:
        """A number of the guidelines' ``limits``."""
        return float(self.limits[name])

    def topic(self, *names: str) -> bool:
        """Whether the part is about one of these topics."""
        return self.part.topic in names

    @cached_property
    def starts(self) -> bool:
        """Whether the part sets something in motion or asks about one's own affairs, rather than for an explanation."""
        kind = self.part.kind
        if kind in ("complaint", "urgent"):
            return True
        if kind not in ("procedure", "request", "debt"):
            return False
        asks = "general_question" in self._learned and not has_reference(self.part.text)  # the model is sure of it
        return self.part.topic == "report_hardship" or (starts_something(self.part) and not asks)

    @cached_property
    def told(self) -> bool:
        """Whether the part tells what happened, whatever its topic: "mijn accu rookt, wat nu?", not "wat als hij rookt?"."""
        return self.part.kind in ("complaint", "urgent") or starts_something(replace(self.part, topic="request_repair"))


class Message:
    """The whole message: ``looks`` at its parts, and one at everything together (``whole``)."""

    def __init__(self, facts: Facts, signs: Signs, limits: Mapping[str, Any]) -> None:
        self.facts, self.limits = facts, limits
        learned = facts.learned
        alone = learned if len(facts.parts) == 1 else frozenset()  # of several parts each one's own signs count
        self.looks = [
            Look(part, _own_text(facts, part), signs, limits, part.learned | alone, facts.today) for part in facts.parts
        ]
        self.whole = Look(Part(facts.text, "", ""), facts.text, signs, limits, learned, facts.today)

    def shows(self, *names: str) -> bool:
        """Whether any of these signs shows anywhere in the message."""
        return self.whole.shows(*names)

    def topic(self, *names: str) -> bool:
        """Whether any part is about one of these topics."""
        return any(look.topic(*names) for look in self.looks)

    def kind(self, *kinds: str) -> bool:
        """Whether any part is of one of these kinds."""
        return any(look.part.kind in kinds for look in self.looks)

    @property
    def only_small_talk(self) -> bool:
        """Whether nothing but greetings and the like is said."""
        return bool(self.looks) and all(look.part.topic in SMALL_TALK for look in self.looks)

    @property
    def starts(self) -> bool:
        """Whether any part sets something in motion."""
        return any(look.starts for look in self.looks)


def _own_text(facts: Facts, part: Part) -> str:
    text = facts.text
    others = [p for p in facts.parts if p is not part]
    if len(facts.parts) == 1 or part.text not in text:
        return text if len(facts.parts) == 1 else part.text
    for other in others:
        text = text.replace(other.text, "\n", 1) if other.text and other.text != part.text else text
    return text if part.text in text else part.text
