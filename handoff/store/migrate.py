"""Brings a database to the present tables: Alembic, run from here and from nowhere else."""

from __future__ import annotations

import asyncio
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from handoff.settings import ROOT
from handoff.store.db import Database


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "handoff" / "store" / "migrations"))
    return config


async def migrate(db: Database) -> None:
    """Apply what is missing; safe to repeat, and safe when two services start at once on PostgreSQL."""

    def run(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    async with db.write() as connection:
        if not db.sqlite:
            await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4012)")
        await connection.run_sync(run)


async def pending(db: Database) -> str | None:
    """None when the tables are up to date, else what is wrong in one line."""

    def current(connection: Connection) -> Any:
        return MigrationContext.configure(connection).get_current_revision()

    async with db.read() as connection:
        here = await connection.run_sync(current)
    head = await asyncio.to_thread(lambda: ScriptDirectory.from_config(_config()).get_current_head())
    return (
        None
        if here == head
        else f"the database is at {here or 'nothing'}, this version needs {head}: run ./balie migrate"
    )
