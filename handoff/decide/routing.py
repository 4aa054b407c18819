"""Who is offered which waiting conversation. Pure: what is known at one moment goes in, a choice comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EVERYBODY = "klantenservice"  # takes what no department at work takes


@dataclass(frozen=True)
class Waiting:
    """A conversation in the queue; ``passed``: who declined it or let it go by, ``wanted``: whom it is meant for."""

    id: str
    department: str
    language: str
    wanted: int | None = None
    passed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Colleague:
    """Somebody who is available; ``load``: conversations open or offered, ``last``: when the last offer was made."""

    id: int
    departments: frozenset[str]
    languages: frozenset[str]
    capacity: int
    load: int = 0
    offered: bool = False
    last: dt.datetime | None = None


def may_take(
    talk: Waiting, one: Colleague, at_work: Iterable[Colleague], now: dt.datetime, pause: dt.timedelta
) -> bool:
    """Whether ``one`` can be offered ``talk``: room, no other offer open, ``pause`` since the last, the right desk."""
    return _fits(talk, one, _goes_to(talk, at_work), now, pause)


def _goes_to(talk: Waiting, at_work: Iterable[Colleague]) -> int | str:
    """Whom ``talk`` is for: one colleague (an id), or a department."""
    if talk.wanted is not None and talk.wanted not in talk.passed and any(c.id == talk.wanted for c in at_work):
        return talk.wanted
    return desk_for(talk, at_work)


def _fits(talk: Waiting, one: Colleague, goal: int | str, now: dt.datetime, pause: dt.timedelta) -> bool:
    if one.offered or one.load >= one.capacity or one.id in talk.passed:
        return False
    if one.last is not None and now - one.last < pause:
        return False
    if isinstance(goal, int):
        return one.id == goal
    return talk.language in one.languages and goal in one.departments


def desk_for(talk: Waiting, at_work: Iterable[Colleague]) -> str:
    """The department that ``talk`` goes to: its own when somebody is at work there who speaks its language."""
    own = any(talk.department in c.departments and talk.language in c.languages for c in at_work)
    return talk.department if own else EVERYBODY


def choose(talk: Waiting, at_work: Sequence[Colleague], now: dt.datetime, pause: dt.timedelta) -> Colleague | None:
    """The colleague for ``talk``: the fewest open conversations, then the longest without an offer. None: nobody."""
    goal = _goes_to(talk, at_work)
    fit = [c for c in at_work if _fits(talk, c, goal, now, pause)]
    long_ago = dt.datetime.min.replace(tzinfo=dt.UTC)
    return min(fit, key=lambda c: (c.load, c.last or long_ago, c.id), default=None)

