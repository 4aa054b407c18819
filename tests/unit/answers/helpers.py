"""Shared by the tables: the content of the repository, and one way to ask."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from actions.answers import Answer, Question, answer, follow_up, takes
from handoff.content import Content, load

ROOT = Path(__file__).parents[3] / "data" / "organisation"
MONDAY = dt.datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


@lru_cache(maxsize=1)
def content() -> Content:
    # tolerate: a half-finished text of another topic must not stop these tests
    return load(ROOT, tolerate=True)


def ask(
    topic: str, text: str, language: str = "nl", context: dict[str, Any] | None = None, now: dt.datetime = MONDAY
) -> Answer:
    return answer(Question(text, topic, language, context or {}, now), content())  # type: ignore[arg-type]


def talk(topic: str, *messages: str, language: str = "nl") -> Answer:
    """The last answer of a conversation; every message after the first must be taken or followed up."""
    found = ask(topic, messages[0], language)
    context: dict[str, Any] = {**found.context, "expects": found.expects}
    for text in messages[1:]:
        question = Question(text, topic, language, context, MONDAY)  # type: ignore[arg-type]
        next_topic = (
            "ask_product_advice" if takes(question, content()) else follow_up(text, language, context, content())
        )  # type: ignore[arg-type]
        assert next_topic, f"{text!r} was not understood as a follow-up"
        found = ask(next_topic, text, language, context)
        context = {**context, **found.context, "expects": found.expects}
    return found
