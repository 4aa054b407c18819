"""Who is offered what: department, language, room, rate, and whom a transfer was meant for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.decide.routing import Colleague, Waiting, choose

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
PAUSE = dt.timedelta(seconds=10)


def one(number: int, departments: str = "klantenservice", languages: str = "nl en", **more: Any) -> Colleague:
    return Colleague(number, frozenset(departments.split()), frozenset(languages.split()), more.pop("capacity", 4), **more)


def chosen(talk: Waiting, *people: Colleague) -> int | None:
    found = choose(talk, people, NOW, PAUSE)
    return found.id if found else None


@pytest.mark.parametrize(
    ("people", "who"),
    [
        ([one(1, load=2), one(2, load=1)], 2),  # the fewest open
        ([one(1, last=NOW - dt.timedelta(minutes=1)), one(2, last=NOW - dt.timedelta(minutes=2))], 2),  # longest without
        ([one(1, last=NOW - dt.timedelta(minutes=1)), one(2)], 2),  # never offered anything
        ([one(1, load=4), one(2, load=4)], None),  # nobody has room
        ([one(1, capacity=0)], None),
        ([one(1, offered=True)], None),  # one offer at a time
        ([one(1, last=NOW - dt.timedelta(seconds=9))], None),  # not so fast
        ([one(1, last=NOW - dt.timedelta(seconds=10))], 1),
        ([one(1, languages="en")], None),
        ([one(1, "facturatie")], None),
        ([], None),
    ],
)  # fmt: skip
def test_a_general_question(people: list[Colleague], who: int | None) -> None:
    assert chosen(Waiting("c", "klantenservice", "nl"), *people) == who


def test_a_department_goes_before_the_general_desk() -> None:
    talk = Waiting("c", "facturatie", "nl")
    assert chosen(talk, one(1), one(2, "facturatie", load=3)) == 2
    assert chosen(talk, one(1), one(2, "facturatie", load=4)) is None  # it waits for its own people
    assert chosen(talk, one(1)) == 1  # nobody of it is at work
    assert chosen(talk, one(1), one(2, "facturatie", "en")) == 1  # nobody of it who speaks Dutch


def test_meant_for_somebody() -> None:
    talk = Waiting("c", "klantenservice", "nl", wanted=2)
    assert chosen(talk, one(1), one(2, "verkoop", "en", load=3)) == 2
    assert chosen(talk, one(1), one(2, load=4)) is None
    assert chosen(talk, one(1)) == 1  # who is not there cannot be waited for
    assert chosen(Waiting("c", "klantenservice", "nl", 2, frozenset({2})), one(1), one(2)) == 1


def test_who_let_it_pass_is_not_asked_again() -> None:
    assert chosen(Waiting("c", "klantenservice", "nl", passed=frozenset({1})), one(1), one(2, load=3)) == 2
