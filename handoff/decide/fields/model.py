"""What a reader of fields is given and gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """One answer to a choice: the ``value`` kept, the ``title`` on its button, other ``names`` it goes by."""

    value: str
    title: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spec:
    """A field as its reader needs it. ``several``: more than one choice may be named; ``first_wins``: of several that are named
    the first counts; ``old``: the value there is now; ``lasting``: the day since when something is so.
    """

    kind: str
    choices: tuple[Choice, ...] = ()
    when: str = "any"
    most: int | None = None
    least: int | None = None
    several: bool = False
    first_wins: bool = False
    old: Any = None
    lasting: bool = False


@dataclass(frozen=True)
class Message:
    """What the customer sent: ``text`` (masked), its ``entities`` (``decide.entities``), and what may not stand in a text.

    ``held``: kind ("iban", "code") -> values; ``photos``: files that came so far; ``now`` aware, Amsterdam.
    """

    text: str
    now: dt.datetime
    language: str = "nl"
    entities: Sequence[Mapping[str, Any]] = ()
    held: Mapping[str, Sequence[str]] = field(default_factory=dict)
    photos: int = 0

    def of(self, *types: str) -> list[Mapping[str, Any]]:
        """The entities of these types, in order of place."""
        return [e for e in self.entities if e["type"] in types]

    @property
    def today(self) -> dt.date:
        """The day of ``now``."""
        return self.now.date()


@dataclass(frozen=True)
class Value:
    """A value that JSON can hold."""

    value: Any


@dataclass(frozen=True)
class Wrong:
    """The field was named, but this cannot be it: ``key`` names the sentence, ``values`` fill it."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


Read = Value | Wrong | None
