"""Databases with the tables as the migrations make them, copied from one that is ready: migrating takes longer than most tests."""

from __future__ import annotations

import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from handoff.store.db import Database
from handoff.store.migrate import migrate
from tests.support.installation import run
from tests.support.servers import postgres

_READY: dict[str, bytes] = {}


async def _prepare(address: str) -> None:
    db = Database(address)
    await migrate(db)
    await db.close()


def empty_sqlite() -> bytes:
    """The file of an empty SQLite database; made once a process."""
    if "sqlite" not in _READY:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "empty.db"
            run(_prepare(f"sqlite+aiosqlite:///{path}"))
            connection = sqlite3.connect(path)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            _READY["sqlite"] = path.read_bytes()
    return _READY["sqlite"]


@contextmanager
def ready_cluster() -> Iterator[str]:
    """A PostgreSQL server while the block runs; the address of its ready database. Skips where PostgreSQL is missing."""
    with postgres() as address:
        run(_prepare(address))
        yield address


def copied(ready: str) -> str:
    """The address of a fresh copy of the database at ``ready``, on the same server. Nobody may be connected to ``ready``."""
    (server, original), name = ready.rsplit("/", 1), f"copy_{uuid.uuid4().hex}"
    with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {original}")
    return f"{server}/{name}"
