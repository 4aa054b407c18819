"""Who looks at and types in a conversation: signs that run out by themselves."""

from __future__ import annotations

from typing import Any

from handoff.desk.together import LOOKS_S, TYPES_S, Lookers


def sign(**more: Any) -> dict[str, Any]:
    return {"type": "looking", "conversation": "c1", "agent": 1, "name": "Sanne", "on": True, "typing": False, **more}


def test_a_sign_is_shown_and_the_same_again_changes_nothing() -> None:
    lookers = Lookers()
    assert lookers.note(sign(), 0.0)
    assert not lookers.note(sign(), 1.0)
    assert lookers.view(1.0) == {"c1": [{"id": 1, "name": "Sanne", "typing": False}]}


def test_typing_indicator_stuck() -> None:
    lookers = Lookers()
    assert lookers.note(sign(typing=True), 0.0)
    assert lookers.view(TYPES_S - 0.1)["c1"][0]["typing"]
    assert not lookers.view(TYPES_S + 0.1)["c1"][0]["typing"]
    assert lookers.view(LOOKS_S + 0.1) == {}


def test_who_leaves_is_gone_at_once() -> None:
    lookers = Lookers()
    lookers.note(sign(), 0.0)
    lookers.note(sign(agent=2, name="Mo"), 0.0)
    assert lookers.note(sign(on=False), 1.0)
    assert [p["name"] for p in lookers.view(1.0)["c1"]] == ["Mo"]
