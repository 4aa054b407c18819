"""The database: connections and transactions, SQLite or PostgreSQL behind the same two doors."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from handoff.store.sqlite import sqlite_connector

BUSY_MS = 5000  # how long a writer waits for another before it gives up, in milliseconds


class Database:
    """``write()`` and ``read()`` give a connection inside a transaction; ``write`` commits, or rolls back on an error."""

    def __init__(self, url: str) -> None:
        """``url``: an SQLAlchemy address with an async driver (sqlite+aiosqlite, postgresql+psycopg)."""
        self.url = url
        self.sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"pool_size": 5, "max_overflow": 5, "poolclass": AsyncAdaptedQueuePool}
        if self.sqlite:
            options["async_creator"] = sqlite_connector(make_url(url).database or ":memory:")
        else:
            options = {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(url, **options)
        if self.sqlite:
            _prepare_sqlite(self.engine)
        self._turn: tuple[asyncio.AbstractEventLoop, asyncio.Lock] | None = None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes. On SQLite it takes the write lock at once: no upgrade, hence no deadlock. Writers of this
        process go in the order in which they came; SQLite itself lets who waits sleep and try again, ever longer."""
        async with self._in_turn(), self.engine.connect() as connection:
            if self.sqlite:
                connection = await connection.execution_options(balie_write=True)
            async with connection.begin():
                yield connection

    def _in_turn(self) -> contextlib.AbstractAsyncContextManager[None]:
        if not self.sqlite:
            return contextlib.nullcontext()
        loop = asyncio.get_running_loop()
        if self._turn is None or self._turn[0] is not loop:
            self._turn = (loop, asyncio.Lock())
        return self._turn[1]

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that reads: all of it sees the same moment, so that what is read first and last fits together."""
        async with self.engine.connect() as connection:
            if not self.sqlite:
                connection = await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            yield connection

    async def ping(self) -> None:
        """Raises when the database cannot be reached."""
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so that a writer can say BEGIN IMMEDIATE
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("balie_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
