"""The organisation's own content, read once: the guidelines are what is tested as much as the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handoff.content.loader import load
from handoff.decide.signs import Signs
from handoff.decide.triage import Facts, Part, Triage, triage

TODAY = dt.date(2026, 11, 23)  # a Monday; what the dates in the examples refer to
ROOT = Path(__file__).parents[3] / "data" / "organisation"


@pytest.fixture(scope="session")
def content() -> Any:
    return load(ROOT, tolerate=True)


@pytest.fixture(scope="session")
def signs(content: Any) -> Signs:
    return Signs(content.guidelines["signs"])


@pytest.fixture(scope="session")
def weigh(content: Any, signs: Signs) -> Callable[..., Triage]:
    """weigh("topic+topic", "part || part", **register facts) -> the verdict."""

    def weigh(topics: str, text: str, **known: Any) -> Triage:
        names = [t for t in topics.split("+") if t]
        texts = text.split(" || ") if " || " in text else [text] * len(names)
        parts = [Part(t, name, content.topics[name].kind) for t, name in zip(texts, names, strict=True)]
        facts = Facts(
            text=text.replace(" || ", ", "),
            parts=parts,
            base={k: v.priority for k, v in content.topics.items()},
            departments={k: v.department for k, v in content.topics.items()},
            **({"today": TODAY} | known),
        )
        return triage(facts, signs, content.guidelines["limits"])

    return weigh
