"""Every reason for complexity: messages that have it, and messages that only look like it (rules.txt, for editors too)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handoff.decide.triage import Triage
from handoff.decide.triage.message_rules import MESSAGE
from handoff.decide.triage.part_rules import PARTS

TABLE = Path(__file__).with_name("rules.txt")
BY_REGISTER = {"not_understood_twice"}  # from the conversation, not from words: tested in test_triage


def rows() -> Iterator[tuple[str, bool, str, str]]:
    reason = ""
    for line in TABLE.read_text().splitlines():
        if line.startswith("="):
            reason = line[1:].strip()
        elif line[:1] in ("+", "-"):
            topics, text = line[1:].split(" | ", 1)
            yield reason, line[0] == "+", topics.strip(), text.strip()


@pytest.mark.parametrize(("reason", "expected", "topics", "text"), list(rows()))
def test_reason(weigh: Callable[..., Triage], reason: str, expected: bool, topics: str, text: str) -> None:
    assert (reason in weigh(topics, text).reasons) is expected


def test_every_rule_has_three_examples_on_each_side() -> None:
    counted = Counter((reason, positive) for reason, positive, _, _ in rows())
    for reason in {rule.reason for rule in (*MESSAGE, *PARTS)} - BY_REGISTER:
        assert counted[reason, True] >= 3, reason
        assert counted[reason, False] >= 3, reason
