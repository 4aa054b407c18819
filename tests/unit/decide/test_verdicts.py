"""Whole verdicts on messages as customers write them, by the words alone (verdicts.txt, for editors too)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handoff.decide.triage import Triage

TABLE = Path(__file__).with_name("verdicts.txt")


def rows() -> Iterator[tuple[str, str, str, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            facts, text = line.split(" | ", 1)
            topics, route, priority = facts.split()
            yield topics, route, priority, text


@pytest.mark.parametrize(("topics", "route", "priority", "text"), list(rows()))
def test_verdict(weigh: Callable[..., Triage], topics: str, route: str, priority: str, text: str) -> None:
    verdict = weigh(topics, text)
    assert (verdict.route, verdict.priority) == (route, priority), verdict
    assert (verdict.complexity == "complex") is (route == "handoff"), verdict
