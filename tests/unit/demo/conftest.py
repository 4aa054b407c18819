"""The content, and the demo's rows at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from handoff.content import Content, load
from handoff.decide.calendars import AMSTERDAM
from handoff.demo.build import Rows, build
from handoff.demo.days import Days
from handoff.demo.load import demo_rows
from handoff.demo.personas import personas
from handoff.settings import ROOT


@pytest.fixture(scope="session")
def content() -> Content:
    return load(ROOT / "data" / "organisation", tolerate=True)


@pytest.fixture(scope="session")
def days_at(content: Content) -> Callable[[str], Days]:
    """The calendar around an ISO moment in Amsterdam."""
    return lambda moment: Days(dt.datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM), content)


@pytest.fixture(scope="session")
def rows_at(content: Content, days_at: Callable[[str], Days]) -> Callable[[str], Rows]:
    """All rows of the demo at a moment; made once."""
    return lru_cache(lambda moment: demo_rows(days_at(moment), content, {}))


@pytest.fixture(scope="session")
def persona_rows_at(content: Content, days_at: Callable[[str], Days]) -> Callable[[str], Rows]:
    """The rows of the test customers alone; made once."""
    return lru_cache(lambda moment: build(personas(), days_at(moment), content, {}))


def of(rows: list[dict[str, Any]], customer: str) -> list[dict[str, Any]]:
    """Those of one customer."""
    return [row for row in rows if row["customer_number"] == customer]
