"""The command `./balie demo`, and the demo's customers on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from handoff.demo import load_customers
from handoff.settings import ROOT, load
from handoff.store import customers as c
from handoff.store.db import Database
from handoff.store.migrate import migrate
from tests.support.installation import OPEN, run
from tests.support.process import plain_environment
from tests.support.servers import postgres


def balie_demo(data: Path, *options: str) -> str:
    environ = plain_environment(BALIE_DATA=str(data), BALIE_CLOCK=OPEN)
    command = [sys.executable, "-m", "handoff.cli", "demo", *options]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_the_command_loads_once_and_says_where_to_look(tmp_path: Path) -> None:
    first = balie_demo(tmp_path)
    assert first.startswith("Loaded: 30")
    assert first.endswith("demo/README.md")
    assert balie_demo(tmp_path).startswith("The demo customers are there")
    assert balie_demo(tmp_path, "--fresh") == first


@pytest.mark.postgres
@pytest.mark.slow
def test_the_same_on_postgresql(tmp_path: Path) -> None:
    async def work(address: str) -> list[int]:
        settings = load({"BALIE_DATA": str(tmp_path), "BALIE_DATABASE_URL": address, "BALIE_CLOCK": OPEN})
        db = Database(settings.database_url)
        try:
            await migrate(db)
            loaded = [await load_customers(settings, db, **how) for how in ({}, {}, {"fresh": True})]
            async with db.read() as tx:
                held = (await tx.execute(select(func.count()).select_from(c.invoices))).scalar_one()
            assert held == loaded[0].counts["invoices"]
            return [x.counts.get("customers", 0) for x in loaded]
        finally:
            await db.close()

    with postgres() as address:
        first, second, fresh = run(work(address))
    assert (first > 290, second, fresh) == (True, 0, first)
