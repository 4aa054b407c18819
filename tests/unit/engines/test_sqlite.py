"""SQLite with one visit a statement: what SQLAlchemy asks of a cursor holds as with the stock one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from handoff.store.db import Database

META = MetaData()
ROWS = Table("rows", META, Column("id", Integer, primary_key=True), Column("name", String, unique=True))


@pytest.fixture
async def db(tmp_path: Path):
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    async with made.engine.begin() as connection:
        await connection.run_sync(META.create_all)
    yield made
    await made.close()


async def names(db: Database) -> list[str]:
    async with db.read() as tx:
        return list((await tx.execute(select(ROWS.c.name).order_by(ROWS.c.id))).scalars())


async def test_rows_counts_and_keys(db: Database) -> None:
    async with db.write() as tx:
        assert (await tx.execute(insert(ROWS).values(name="a"))).inserted_primary_key == (1,)
        await tx.execute(insert(ROWS), [{"name": "b"}, {"name": "c"}])
        changed = await tx.execute(update(ROWS).where(ROWS.c.name != "a").values(name=ROWS.c.name + "!"))
        assert changed.rowcount == 2
        back = await tx.execute(update(ROWS).where(ROWS.c.id == 1).values(name="z").returning(ROWS.c.name))
        assert back.scalar_one() == "z"
    assert await names(db) == ["z", "b!", "c!"]
    async with db.read() as tx:
        assert (await tx.execute(select(func.count()).select_from(ROWS))).scalar_one() == 3
        assert (await tx.execute(select(ROWS).where(ROWS.c.id == 9))).first() is None
        assert (await tx.execute(text("SELECT name FROM rows WHERE id = :id"), {"id": 2})).one() == ("b!",)


async def test_an_error_takes_everything_back(db: Database) -> None:
    async def fail(first: str, second: Any) -> None:
        async with db.write() as tx:
            await tx.execute(insert(ROWS).values(name=first))
            await tx.execute(second)

    with pytest.raises(IntegrityError):
        await fail("a", insert(ROWS).values(name="a"))
    with pytest.raises(OperationalError):
        await fail("b", text("SELECT no_such_column FROM rows"))
    assert await names(db) == []


async def test_a_reader_sees_one_moment(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute(insert(ROWS).values(name="a"))
    async with db.read() as before:
        assert len((await before.execute(select(ROWS))).all()) == 1
        async with db.write() as tx:
            await tx.execute(insert(ROWS).values(name="b"))
        assert len((await before.execute(select(ROWS))).all()) == 1
    assert await names(db) == ["a", "b"]


async def test_many_writers_at_once_lose_nothing(db: Database) -> None:
    async def write(number: int) -> None:
        async with db.write() as tx:
            count = (await tx.execute(select(func.count()).select_from(ROWS))).scalar_one()
            await tx.execute(insert(ROWS).values(id=count + 1, name=str(number)))

    await asyncio.gather(*(write(n) for n in range(40)))
    assert sorted(map(int, await names(db))) == list(range(40))


async def test_a_cancelled_writer_leaves_nothing(db: Database) -> None:
    began = asyncio.Event()

    async def write() -> None:
        async with db.write() as tx:
            await tx.execute(insert(ROWS).values(name="a"))
            began.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write())
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with db.write() as tx:
        await tx.execute(insert(ROWS).values(name="b"))
    assert await names(db) == ["b"]
