"""What was done about the demo's arrears until today: played day by day by the product's own rules and work.

A reminder that the demo says is out has its step, its notice and its line in the history, as if the run had been started each
day. Nothing leaves: what would be mailed counts as sent, and letters as posted on their day. Today's run is left to whoever
tries the demo, and so is every step that takes a person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.bus import Bus
from handoff.clock import Clock
from handoff.content import Content
from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.behaviour import may_mail
from handoff.demo.days import DAY
from handoff.settings import Settings
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.work.base import Kit
from handoff.work.dunning.facts import claims, form_claims
from handoff.work.dunning.run import carry_out_claims, goes_out, letters, mark_posted

AGENT = "mo"  # the colleague of Debiteurenbeheer in the demo
_AT = dt.time(10, 15)
Row = Mapping[str, Any]


async def play(settings: Settings, db: Database, content: Content, invoices: Sequence[Row], today: dt.date) -> None:
    """Play the days from the oldest day 0 of what is open until yesterday, for the customers of ``invoices`` alone."""
    opened = [row["failed_on"] for row in invoices if row["failed_on"] and row["paid_cents"] < row["total_cents"]]
    if not opened:
        return
    first = min(opened)
    events = _events([row for row in invoices if row["failed_on"] and row["failed_on"] >= first])
    await _before(db, [row for happened in events.values() for row, _ in happened])
    customers = {row["customer_number"] for row in invoices}
    for n in range((today - first).days + 1):
        day = first + n * DAY
        kit = Kit(db, Clock(dt.datetime.combine(day, _AT).isoformat()), content, Bus(""), settings)
        await _happen(kit, day, events.get(day, ()))
        if day < today and not may_mail(kit.clock.now(), content.dunning.behaviour, LEGAL_HOLIDAYS):
            await _run(kit, day, customers)


def _events(rows: Sequence[Row]) -> dict[dt.date, list[tuple[Row, dict[str, Any]]]]:
    """What happens to invoices on each day: the debit fails, and later it is paid after all."""
    found: defaultdict[dt.date, list[tuple[Row, dict[str, Any]]]] = defaultdict(list)
    for row in rows:
        found[row["failed_on"]].append((row, {"failed_on": row["failed_on"], "paid_cents": 0, "paid_on": None}))
        if row["paid_on"] is not None:
            found[row["paid_on"]].append((row, {name: row[name] for name in ("paid_cents", "paid_on")}))
    return dict(found)


async def _before(db: Database, rows: Sequence[Row]) -> None:
    """As they were before day 0, so that nobody is reminded of what has not failed yet."""
    async with db.write() as tx:
        for number in {row["number"] for row in rows}:
            await tx.execute(update(c.invoices).where(c.invoices.c.number == number).values(failed_on=None))


async def _happen(kit: Kit, day: dt.date, happened: Sequence[tuple[Row, dict[str, Any]]]) -> None:
    if not happened:
        return
    async with kit.db.write() as tx:
        for row, values in happened:
            await tx.execute(update(c.invoices).where(c.invoices.c.number == row["number"]).values(**values))
        for customer in sorted({row["customer_number"] for row, _ in happened}):
            await form_claims(tx, kit, day, customer)


async def _run(kit: Kit, day: dt.date, customers: Collection[str]) -> None:
    """The run of a day, for the demo's own claims; its letters are posted the same day."""
    async with kit.db.read() as tx:
        found = await claims(tx, day, await _open(tx, customers))
    due = [claim.id for claim in found if goes_out(kit, claim, day)]
    if not due:
        return
    await carry_out_claims(kit, None, due, day, f"agent:{AGENT}")
    await mark_posted(kit, [row["id"] for row in await letters(kit) if row["claim_id"] in due], day, AGENT)
    async with kit.db.write() as tx:
        n, o = d.notices.c, t.outbox.c
        keys = [f"dunning:{key}" for key in (await tx.execute(select(n.key).where(n.claim_id.in_(due)))).scalars()]
        gone = update(t.outbox).where(o.key.in_(keys), o.state == "waiting")
        await tx.execute(gone.values(state="sent", sent_at=kit.clock.now()))


async def _open(tx: AsyncConnection, customers: Collection[str]) -> list[int]:
    k = d.claims.c
    query = select(k.id).where(k.state == "open", k.customer_number.in_(customers))
    return list((await tx.execute(query)).scalars())
