"""How long debtors take: planning a list of 10,000, and a run of 1,000 letters, each also mailed, with the PDF.

python -m bench.dunning [--debtors 10000] [--letters 1000]
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from handoff import papers, settings
from handoff.bus import Bus
from handoff.clock import AMSTERDAM, Clock
from handoff.content import load
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store.db import Database
from handoff.store.migrate import migrate
from handoff.work.base import Kit
from handoff.work.dunning.run import carry_out, letters, plan_day

NOW = dt.datetime(2026, 11, 26, 10, 0, tzinfo=AMSTERDAM)
PLAN_WITHIN_S, RUN_WITHIN_S = 5.0, 60.0
out = Console()


class _Still(Clock):
    def now(self) -> dt.datetime:
        return NOW


async def installation(folder: Path, debtors: int, due: int) -> Kit:
    """A database with so many debtors; of those `due` get their 14-day letter today, by post and by mail."""
    configured = settings.load({"BALIE_DATA": str(folder), "BALIE_SECRET": "bench"})
    content = load(configured.content, tolerate=True)
    kit = Kit(Database(configured.database_url), _Still(), content, Bus(""), configured)
    await migrate(kit.db)
    zero = NOW.date() - dt.timedelta(days=30)
    rows = [_debtor(n, zero) for n in range(debtors)]
    async with kit.db.write() as tx:
        await tx.execute(insert(c.customers), [person for person, _ in rows])
        await tx.execute(insert(c.invoices), [invoice for _, invoice in rows])
    claims = [one.claim.id for one in await plan_day(kit)]
    steps = [
        {"claim_id": claim, "step": step, "on": zero + dt.timedelta(days=day), "at": NOW, "by": "bench"}
        for claim in claims
        for step, day in (("reminder_1", 7), ("reminder_2", 21))
    ]
    stops = [
        {"key": f"{claim}", "customer_number": f"{50000000 + n}", "reason": "manual", "since": zero, "at": NOW, "by": "bench"}
        for n, claim in enumerate(claims)
        if n >= due
    ]  # fmt: skip
    async with kit.db.write() as tx:
        await tx.execute(insert(d.steps), steps)
        if stops:
            await tx.execute(insert(d.stops), stops)
    return kit


def _debtor(n: int, zero: dt.date) -> tuple[dict[str, Any], dict[str, Any]]:
    number = f"{50000000 + n}"
    person = {
        "number": number, "name": f"Klant {n}", "birth_date": dt.date(1980, 1, 1), "street": "Dorpsstraat", "house_number": str(n),
        "postcode": "1234 AB", "city": "Zwolle", "email": f"{n}@example.org", "phone": "+31600000000", "flags": [], "since": zero,
    }  # fmt: skip
    invoice = {
        "number": f"F{n:09d}", "customer_number": number, "month": zero.replace(day=1), "issued_on": zero, "due_on": zero,
        "lines": [], "total_cents": 5000 + n, "failed_on": zero,
    }  # fmt: skip
    return person, invoice


async def measure(debtors: int, due: int) -> tuple[float, float, int]:
    """Seconds to plan, seconds to run with PDF, and how many notices the run sent."""
    with tempfile.TemporaryDirectory() as folder:
        kit = await installation(Path(folder), debtors, due)
        try:
            start = time.perf_counter()
            planned = await plan_day(kit)
            took = time.perf_counter() - start
            assert len(planned) == debtors
            start = time.perf_counter()
            done = await carry_out(kit, "bench")
            body = papers.notices(kit.content, await letters(kit, done.run_id))
            ran = time.perf_counter() - start
            out.print(f"letters: {len(body) / 1e6:.1f} MB")
            return took, ran, sum(done.notices.values())
        finally:
            await kit.db.close()


def main(arguments: Sequence[str]) -> int:
    """Measure and print; ends with 1 where it takes longer than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench.dunning", description=__doc__)
    parser.add_argument("--debtors", type=int, default=10_000)
    parser.add_argument("--letters", type=int, default=1_000)
    given = parser.parse_args(arguments)
    planned, ran, sent = asyncio.run(measure(given.debtors, given.letters))
    table = Table("", "seconds", "may take")
    table.add_row(f"planning {given.debtors} debtors", f"{planned:.2f}", f"{PLAN_WITHIN_S:.0f}")
    table.add_row(f"a run of {sent} notices, letters as PDF", f"{ran:.2f}", f"{RUN_WITHIN_S:.0f}")
    out.print(table)
    return int(planned > PLAN_WITHIN_S or ran > RUN_WITHIN_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
