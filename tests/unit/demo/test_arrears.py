"""Each debtor of demo/README.md is in the step that it says: in the ledger, in what was sent, and at any moment of loading."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from handoff.bus import Bus
from handoff.clock import AMSTERDAM, Clock
from handoff.content import Content
from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.search import Reported
from handoff.decide.dunning.told import standing
from handoff.demo.load import load_customers
from handoff.settings import ROOT, load
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.store.migrate import migrate
from handoff.work.base import Kit
from handoff.work.dunning import payments, searches, stops
from handoff.work.dunning.run import plan_day, run_of
from handoff.work.dunning.talk import arrears_of

FIRST, SECOND, LETTER = ["reminder_1"], ["reminder_1", "reminder_2"], ["reminder_1", "reminder_2", "letter_14"]
# what the README says -> the steps that were done, how it stands for the debtor himself, and the least and most that is open in cents
SAYS = {
    "up to € 100; the first reminder is out": (FIRST, "next", 1, 100_00),
    "€ 75 to € 250; the second reminder is out": (SECOND, "next", 75_00, 250_00),
    "€ 250 to € 1,000; the 14-day letter is out": (LETTER, "letter_runs", 250_01, 1_000_00),
    "above € 1,000; the 14 days of the letter are over": (LETTER, "letter_over", 1_000_01, 3_000_00),
    "under administration": ([], "administration", 1, 100_00),
}
MOMENTS = ["2026-11-27T10:00", "2026-12-28T07:00", "2027-01-03T12:00", "2027-04-06T09:00", "2027-05-17T18:00", "2027-01-08T10:00"]


def debtors() -> dict[str, tuple[list[str], str, int, int]]:
    """Customer number -> what must be so, from the table in the README."""
    found = {}
    for line in (ROOT / "demo" / "README.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) > 3 and re.fullmatch(r"40\d{6}", cells[2]):
            for words, told in SAYS.items():
                if words in cells[1].lower():
                    found[cells[2]] = told
    return found


def test_the_readme_names_every_debtor() -> None:
    assert sorted(debtors()) == ["40000108", "40000109", "40000110", "40000111", "40000112"]
    assert len({str(told) for told in debtors().values()}) == 5


async def loaded(folder: Path, moment: str, content: Content) -> Kit:
    settings = load({"BALIE_DATA": str(folder), "BALIE_CLOCK": moment})
    db = Database(settings.database_url)
    await migrate(db)
    await load_customers(settings, db)
    return Kit(db, Clock(moment), content, Bus(""), settings)


async def rows(kit: Kit, table: Any, *where: Any) -> list[dict[str, Any]]:
    async with kit.db.read() as tx:
        return [dict(row._mapping) for row in await tx.execute(select(table).where(*where))]


async def count(kit: Kit, table: Any, *where: Any) -> int:
    async with kit.db.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(table).where(*where))).scalar_one())


@pytest.mark.parametrize("moment", MOMENTS)
async def test_each_debtor_is_where_the_readme_says(tmp_path: Path, moment: str, content: Content) -> None:
    kit = await loaded(tmp_path, moment, content)
    today = dt.date.fromisoformat(moment[:10])
    try:
        planned = await plan_day(kit)
        for number, (steps, phase, least, most) in debtors().items():
            one = (await arrears_of(kit, number)).held[0]
            assert least <= one.due_cents <= most, (number, one.due_cents)
            assert [done.step for done in one.claim.debtor.done] == steps, number
            assert standing(one.claim.debtor, one.letter, today, content.dunning, LEGAL_HOLIDAYS).phase == phase, number
            sent = [(row["step"], row["channel"], row["posted_on"] is not None) for row in one.notices]
            told = [(step, "email", False) for step in steps] + ([("letter_14", "letter", True)] if "letter_14" in steps else [])
            assert sorted(sent) == sorted(told), number
            assert all(row["day"] < today for row in one.notices)
            history = await rows(kit, t.history, t.history.c.subject == "claim", t.history.c.subject_id == str(one.claim.id))
            assert [row["what"] for row in history if row["what"] in steps] == steps
            assert all(row["at"].astimezone(AMSTERDAM).date() < today for row in history)
        assert await count(kit, t.outbox, t.outbox.c.state == "waiting") == 0, "nothing leaves"
        assert await run_of(kit, today) is None, "today's run is left"
        assert {one.claim.customer["number"] for one in planned} >= set(debtors())
        assert any(one.goes_out for one in planned) or moment != MOMENTS[0], "on an ordinary day a run has something to send"
    finally:
        await kit.db.close()


async def test_the_invoices_are_as_they_were_written(tmp_path: Path, content: Content, rows_at: Any) -> None:
    kit = await loaded(tmp_path, MOMENTS[0], content)
    try:
        names = ("number", "failed_on", "paid_on", "paid_cents", "disputed_cents", "credited_cents", "total_cents")
        written = {row["number"]: [row[name] for name in names] for row in rows_at(MOMENTS[0]).invoices}
        kept = {row["number"]: [row[name] for name in names] for row in await rows(kit, c.invoices)}
        assert kept == written
    finally:
        await kit.db.close()


async def test_fresh_leaves_nothing_of_before_and_touches_nobody_else(tmp_path: Path, content: Content) -> None:
    kit = await loaded(tmp_path, MOMENTS[0], content)
    try:
        (who,) = await rows(kit, c.customers, c.customers.c.number == "40000101")
        failed = dt.date(2026, 10, 1)
        async with kit.db.write() as tx:
            await tx.execute(c.customers.insert().values(**{**who, "number": "49999999"}))
            await tx.execute(c.invoices.insert().values(number="X2026-1", customer_number="49999999", month=failed, issued_on=failed, due_on=failed, failed_on=failed, lines=[], total_cents=7900))
        tables = (d.claims, d.steps, d.notices, t.outbox)
        before = [await count(kit, table) for table in tables] + [await count(kit, t.history, t.history.c.subject == "claim")]
        owes = (await arrears_of(kit, "40000108")).held[0].claim  # what was done with them since goes too
        stop = await stops.stop(kit, "40000108", "paid_claimed", "agent:mo")
        await searches.tell(kit, "40000108", stop, Reported(owes.open_cents, dt.date(2026, 11, 20)), ["account"], "mo")
        await payments.book(kit, owes.id, owes.open_cents, dt.date(2026, 11, 27), "cash", "mo", once="a form", tell=True)
        await load_customers(kit.settings, kit.db, fresh=True)
        after = [await count(kit, table) for table in tables] + [await count(kit, t.history, t.history.c.subject == "claim")]
        assert after == before
        (other,) = [one for one in await plan_day(kit) if one.claim.customer["number"] == "49999999"]
        assert other.claim.debtor.done == []
    finally:
        await kit.db.close()
