"""The place of everybody who waits, read at once, is the place that each would find by himself."""

from __future__ import annotations

import datetime as dt
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import insert

from handoff.store import queue
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.store.migrate import migrate

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


async def test_one_reading_gives_the_places_that_each_finds_alone(tmp_path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'places.db'}")
    await migrate(db)
    rows = [
        {
            "id": f"c{n}", "created_at": NOW, "updated_at": NOW, "status": "waiting", "rank": rank, "returned": returned,
            "queue_due": NOW + dt.timedelta(minutes=due), "queue_since": NOW - dt.timedelta(minutes=since),
        }
        for n, (rank, returned, due, since) in enumerate(product((0, 2), (False, True), (5, 9), (1, 1, 4)))
    ]  # fmt: skip
    async with db.write() as tx:
        await tx.execute(insert(t.conversations), rows)
    async with db.read() as tx:
        alone = {row["id"]: await queue.place_of(tx, row["id"]) for row in rows}
        assert await queue.places(tx) == alone
    await db.close()


@pytest.mark.parametrize(("place", "room", "wait"), [(1, 0, None), (1, 4, 60), (3, 4, 180)])
def test_wait(place: int, room: int, wait: int | None) -> None:
    assert queue.wait_s(place, room) == wait
