"""A run of notices that is killed with -9 in the middle, and started again: nothing twice, and nobody forgotten."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from handoff import settings
from handoff.settings import ROOT
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.store.migrate import migrate
from tests.support.installation import run

DEBTORS = 30
CLOCK = "2026-11-26T10:00"
# Starts a run, says when each notice is written and takes its time over it, so that there is a middle to be killed in.
RUN = """
import asyncio
from handoff.cli import kit
from handoff.work.dunning import run
run.BATCH, real = 4, run.put
async def put(*args, **values):
    await real(*args, **values)
    print("notice", flush=True)
    await asyncio.sleep(0.02)
run.put = put
asyncio.run(run.carry_out(kit(), "mo"))
"""


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "BALIE_DATA": str(folder), "BALIE_CLOCK": CLOCK, "PYTHONPATH": str(ROOT)}


async def prepare(db: Database) -> None:
    await migrate(db)
    day = dt.date(2026, 11, 1)
    async with db.write() as tx:
        for n in range(DEBTORS):
            number = f"{50000000 + n}"
            await tx.execute(insert(c.customers).values(number=number, name=f"Klant {n}", street="Dorp", house_number="1", postcode="1234 AB", city="Zwolle", email=f"{n}@example.org", flags=[], since=day))
            await tx.execute(insert(c.invoices).values(number=f"F{n:06d}", customer_number=number, month=day, issued_on=day, due_on=day, lines=[], total_cents=7900, failed_on=day))


async def rows(db: Database, table: Any) -> list[Any]:
    async with db.read() as tx:
        return list(await tx.execute(select(table)))


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 7, 16])
def test_killed_in_the_middle(tmp_path: Path, after: int) -> None:
    db = Database(settings.load({"BALIE_DATA": str(tmp_path)}).database_url)

    async def before() -> None:
        await prepare(db)
        await db.close()

    run(before())
    victim = subprocess.Popen([sys.executable, "-c", RUN], env=environment(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    for _ in range(after):
        assert victim.stdout.readline() == "notice\n"
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    async def middle() -> int:
        left = len(await rows(db, d.notices))
        assert left == len(await rows(db, t.outbox)) == len(await rows(db, d.steps))
        await db.close()
        return left

    assert run(middle()) < DEBTORS
    assert subprocess.run([sys.executable, "-c", RUN], env=environment(tmp_path), cwd=ROOT, check=False, capture_output=True).returncode == 0

    async def after_all() -> None:
        told = Counter(row.payload["to"] for row in await rows(db, t.outbox))
        assert told == {f"{n}@example.org": 1 for n in range(DEBTORS)}
        assert len(await rows(db, d.notices)) == len(await rows(db, d.steps)) == DEBTORS
        (ran,) = await rows(db, d.runs)
        assert (ran.state, ran.counts) == ("done", {"reminder_1/email": DEBTORS})
        await db.close()

    run(after_all())
