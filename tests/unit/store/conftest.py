"""A database of the test's own, on either kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handoff.store.db import Database
from tests.support.databases import copied, empty_sqlite


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with all tables."""
    if request.param == "postgresql":
        address = copied(request.getfixturevalue("cluster"))
    else:
        path = tmp_path / "x.db"
        path.write_bytes(empty_sqlite())
        address = f"sqlite+aiosqlite:///{path}"
    made = Database(address)
    yield made
    await made.close()
