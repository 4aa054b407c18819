"""A fresh database with one customer for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from handoff.work.base import Kit
from tests.support.talking import make_kit


@pytest_asyncio.fixture
async def kit(tmp_path: Path) -> AsyncIterator[Kit]:
    made = await make_kit(tmp_path)
    yield made
    await made.db.close()
