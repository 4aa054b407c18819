"""SQLite without waiting, one visit to its thread for each statement.

A connection of aiosqlite lives in a thread, and everything done with it is sent there. For one statement that happens
four times: make a cursor, execute, fetch, close. Each costs more than what SQLite itself does, and a turn has some fifty
statements. Here a statement is sent once and comes back with its rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import aiosqlite

Values = Sequence[Any] | Mapping[str, Any]
Result = tuple[Any, int, int | None, list[Any]]


class OneVisitCursor:
    """What SQLAlchemy needs of a cursor; the rows are there as soon as the statement has run."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        """``connection``: where its statements run."""
        self._connection = connection
        self.description: Any = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None
        self._rows: list[Any] = []

    async def __aenter__(self) -> OneVisitCursor:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Values = ()) -> OneVisitCursor:
        """Run a statement and fetch its rows. Raises what sqlite3 raises."""
        return self._keep(await self._connection._execute(_run, self._connection._conn, sql, parameters))

    async def executemany(self, sql: str, parameters: Iterable[Values]) -> OneVisitCursor:
        """Run a statement for each of ``parameters``."""
        return self._keep(await self._connection._execute(_run_many, self._connection._conn, sql, parameters))

    def _keep(self, result: Result) -> OneVisitCursor:
        self.description, self.rowcount, self.lastrowid, self._rows = result
        return self

    async def fetchall(self) -> Sequence[Any]:
        """All rows that were not fetched yet."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Let go of the rows; sqlite3's own cursor was closed in the visit."""
        self._rows = []


class OneVisitConnection(aiosqlite.Connection):
    """A connection of aiosqlite whose cursors need one visit."""

    def cursor(self) -> OneVisitCursor:  # type: ignore[override]
        """A new cursor; nothing is sent for it."""
        return OneVisitCursor(self)


def sqlite_connector(path: str) -> Callable[[], Awaitable[OneVisitConnection]]:
    """What makes a connection to the database file at ``path``, for ``create_async_engine(async_creator=...)``."""

    async def connect() -> OneVisitConnection:
        connection = OneVisitConnection(lambda: sqlite3.connect(path, check_same_thread=False), 64)
        connection._thread.daemon = True  # a process that ends need not wait for it
        await connection
        return connection

    return connect


def _run(connection: sqlite3.Connection, sql: str, parameters: Values) -> Result:
    return _taken(connection.execute(sql, parameters))


def _run_many(connection: sqlite3.Connection, sql: str, parameters: Iterable[Values]) -> Result:
    return _taken(connection.executemany(sql, parameters))


def _taken(cursor: sqlite3.Cursor) -> Result:
    try:
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    finally:
        cursor.close()
