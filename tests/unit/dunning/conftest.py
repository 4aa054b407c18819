"""The organisation's own rules of arrears: they are what is tested as much as the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from handoff.content.files import read
from handoff.decide.dunning.rules import Rules

FILE = Path(__file__).parents[3] / "data" / "organisation" / "dunning.yml"
RULES: Rules = TypeAdapter(Rules).validate_python(read(FILE, "dunning.yml"))


@pytest.fixture(scope="session")
def rules() -> Rules:
    return RULES
