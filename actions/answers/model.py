"""What goes into an answer and what comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handoff.content.schema import Language


@dataclass(frozen=True)
class Question:
    """One question of a customer: the message (part), its topic, and what was talked about before.

    `context` holds what earlier answers returned in `Answer.context`; `now` is an aware time.
    """

    text: str
    topic: str
    language: Language
    context: Mapping[str, Any]
    now: dt.datetime


@dataclass(frozen=True)
class Source:
    """The approved text an answer comes from."""

    id: str
    title: str
    url: str


@dataclass(frozen=True)
class Button:
    """A suggestion to press. `payload` is a message as the customer could have typed it."""

    title: str
    payload: str


@dataclass(frozen=True)
class Answer:
    """`known` False: the content has no answer and the text says so; the caller offers a person.

    `key` names the answer ("ask_product_features/weight/SR-EB2"). `context` is to be merged into the
    conversation's context. `expects` is "advice" while a question of the advice is open.
    """

    text: str
    source: Source | None
    key: str
    known: bool = True
    buttons: tuple[Button, ...] = ()
    context: dict[str, Any] = field(default_factory=dict)
    expects: str | None = None
