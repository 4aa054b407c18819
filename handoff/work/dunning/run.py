"""The run of a day: looked at first, started by a person, and safe to start again.

A claim gets each step once and each notice once: both have a key in the database. A claim is carried out whole or not at
all, so that after a crash a second start goes on where the first one stopped.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.calendars import AMSTERDAM, LEGAL_HOLIDAYS
from handoff.decide.dunning.behaviour import may_mail, next_mail
from handoff.decide.dunning.schedule import Today, today_of
from handoff.errors import BadInput
from handoff.store import debtors as d
from handoff.work.base import Kit, record
from handoff.work.dunning.facts import Claim, claims, form_claims
from handoff.work.dunning.words import Notice, notices
from handoff.work.mailing import insert_once, put
from handoff.work.moments import moment_in_words

BATCH = 50  # claims carried out in one transaction
READ = 500  # claims read at a time, so that customers who chat meanwhile do not wait for it
NO_RUN = 0  # in place of the number of a run: what a colleague sent by itself
GONE_S = 60  # a run that gave no sign of life for so long was broken off


@dataclass(frozen=True)
class Planned:
    """A claim on a day: what is to be done, or why nothing."""

    claim: Claim
    today: Today

    @property
    def goes_out(self) -> bool:
        """Whether the run itself carries it out."""
        return bool(self.today.step) and not self.today.person


@dataclass(frozen=True)
class Result:
    """What this start of a run did: claims that got a step, and notices by channel."""

    run_id: int
    steps: int
    notices: dict[str, int]


def today_in(kit: Kit) -> dt.date:
    """The day in Amsterdam by the clock."""
    return kit.clock.now().astimezone(AMSTERDAM).date()


async def plan_day(kit: Kit, day: dt.date | None = None) -> list[Planned]:
    """Every open claim on `day` (default: today). Brings claims up to date with the invoices first; sends nothing."""
    day = day or today_in(kit)
    async with kit.db.write() as tx:
        await form_claims(tx, kit, day)
    async with kit.db.read() as tx:
        query = select(d.claims.c.id).where(d.claims.c.state == "open").order_by(d.claims.c.id)
        ids = list((await tx.execute(query)).scalars())
        found: list[Planned] = []
        for start in range(0, len(ids), READ):
            found += _planned(kit, await claims(tx, day, ids[start : start + READ]), day)
            await asyncio.sleep(0)
    return found


def _planned(kit: Kit, found: Sequence[Claim], day: dt.date) -> list[Planned]:
    rules = kit.content.dunning
    return [Planned(claim, today_of(claim.debtor, day, rules, LEGAL_HOLIDAYS)) for claim in found]


def preview(kit: Kit, planned: Sequence[Planned], day: dt.date) -> list[Notice]:
    """The text of every notice that a run would send."""
    return [
        notice
        for one in planned
        if one.goes_out
        for notice in notices(kit.content, one.claim, one.today.step, one.today.channels, day)
    ]


def check_hours(kit: Kit) -> None:
    """Raises BadInput at a time at which debtors are left alone."""
    now, behaviour = kit.clock.now(), kit.content.dunning.behaviour
    if may_mail(now, behaviour, LEGAL_HOLIDAYS):
        moment = moment_in_words(next_mail(now, behaviour, LEGAL_HOLIDAYS), now, "en")
        raise BadInput(f"Debtors are left alone now. The run can be started {moment}.", code="quiet-hours")


async def carry_out(kit: Kit, agent: str) -> Result:
    """Carry out the run of today in the name of `agent`; starting it again does what is still to be done.

    Raises BadInput at a time at which debtors are left alone.
    """
    now, day = kit.clock.now(), today_in(kit)
    check_hours(kit)
    async with kit.db.write() as tx:
        await insert_once(
            tx, kit, d.runs, day=day, state="started", started_at=now, started_by=f"agent:{agent}", counts={}
        )
        await record(tx, now, "debtors", day.isoformat(), f"agent:{agent}", "run_started")
        run_id = int((await tx.execute(select(d.runs.c.id).where(d.runs.c.day == day))).scalar_one())
    due = [one.claim.id for one in await plan_day(kit, day) if one.goes_out]
    await _note(kit, run_id, state="started", planned=d.runs.c.done + len(due))
    steps, sent = 0, Counter[str]()
    for start in range(0, len(due), BATCH):
        done, channels = await carry_out_claims(kit, run_id, due[start : start + BATCH], day, f"agent:{agent}")
        steps, sent = steps + done, sent + channels
        await kit.bus.publish("outbox")
    await _finish(kit, run_id)
    return Result(run_id, steps, dict(sent))


def goes_out(kit: Kit, claim: Claim, day: dt.date) -> bool:
    """Whether a run on ``day`` would carry out a step of this claim by itself."""
    return _planned(kit, [claim], day)[0].goes_out


async def carry_out_claims(
    kit: Kit, run_id: int | None, ids: Sequence[int], day: dt.date, by: str
) -> tuple[int, Counter[str]]:
    """The steps of these claims that are due on ``day``: how many, and the notices by channel.

    One transaction: the claims are locked and looked at again, because a stop or a payment may have come meanwhile.
    """
    steps, sent = 0, Counter[str]()
    async with kit.db.write() as tx:
        await lock(tx, ids)
        for one in _planned(kit, await claims(tx, day, ids), day):
            if one.goes_out and await note_step(tx, kit, one.claim.id, one.today.step, day, by):
                steps += 1
                for notice in notices(kit.content, one.claim, one.today.step, one.today.channels, day):
                    sent[notice.channel] += await send(tx, kit, notice, day, run_id)
        r = d.runs.c
        await tx.execute(update(d.runs).where(r.id == run_id).values(done=r.done + steps, seen_at=kit.clock.now()))
    return steps, sent


async def _note(kit: Kit, run_id: int, **values: Any) -> None:
    async with kit.db.write() as tx:
        await tx.execute(update(d.runs).where(d.runs.c.id == run_id).values(seen_at=kit.clock.now(), **values))


async def run_of(kit: Kit, day: dt.date) -> dict[str, Any] | None:
    """The run of `day`, or None when nobody started it. ``state`` is started, done, or broken: no sign of life any more."""
    async with kit.db.read() as tx:
        row = (await tx.execute(select(d.runs).where(d.runs.c.day == day))).first()
    if row is None:
        return None
    found = dict(row._mapping)
    last = found["seen_at"] or found["started_at"]
    if found["state"] == "started" and (kit.clock.now() - last).total_seconds() > GONE_S:
        found["state"] = "broken"
    return found


async def lock(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """Hold claims until the transaction ends, in one order, so that a stop and a run wait for each other."""
    await tx.execute(select(d.claims.c.id).where(d.claims.c.id.in_(ids)).order_by(d.claims.c.id).with_for_update())


async def note_step(
    tx: AsyncConnection, kit: Kit, claim_id: int, step: str, day: dt.date, by: str, note: str | None = None
) -> bool:
    """Record that a step was carried out; False when it was already."""
    now = kit.clock.now()
    if not await insert_once(tx, kit, d.steps, claim_id=claim_id, step=step, on=day, at=now, by=by, note=note):
        return False
    await record(tx, now, "claim", str(claim_id), by, step)
    return True


async def send(tx: AsyncConnection, kit: Kit, notice: Notice, day: dt.date, run_id: int | None) -> int:
    """Keep a notice as it is sent, and put a mail in the outbox; 1, or 0 when it was there already."""
    values: dict[str, Any] = {
        name: getattr(notice, name)
        for name in ("key", "claim_id", "step", "channel", "language", "to", "subject", "body", "open_cents", "costs_cents", "invoices")
    }  # fmt: skip
    kept = await insert_once(tx, kit, d.notices, run_id=run_id, day=day, created_at=kit.clock.now(), **values)
    if kept and notice.channel == "email":
        await put(
            tx, kit, "dunning", notice.key, str(notice.to), notice.language, subject=notice.subject, markup=notice.body
        )
    return int(kept)


async def _finish(kit: Kit, run_id: int) -> None:
    async with kit.db.write() as tx:
        kept = await tx.execute(select(d.notices.c.step, d.notices.c.channel).where(d.notices.c.run_id == run_id))
        counts = Counter(f"{row.step}/{row.channel}" for row in kept)
        await tx.execute(
            update(d.runs)
            .where(d.runs.c.id == run_id)
            .values(state="done", finished_at=kit.clock.now(), counts=dict(counts), planned=d.runs.c.done)
        )


async def letters(kit: Kit, run_id: int | None = None) -> list[dict[str, Any]]:
    """The letters of a run, or without one all that lie here, as they are kept: for one file to print. With ``NO_RUN`` those
    that lie here and that no run made: last letters, word on plans and payments."""
    n = d.notices.c
    which = n.run_id == run_id if run_id else n.posted_on.is_(None)
    if run_id == NO_RUN:
        which = and_(which, n.run_id.is_(None))
    query = select(d.notices).where(which, n.channel == "letter", n.withdrawn_at.is_(None)).order_by(n.id)
    async with kit.db.read() as tx:
        return [dict(row._mapping) for row in await tx.execute(query)]


async def mark_posted(kit: Kit, ids: Sequence[int], day: dt.date, agent: str) -> int:
    """Note the day on which letters (ids of notices) were really posted: their term counts from then. Returns how many.

    Raises BadInput for a day before that of a letter, or one still to come.
    """
    n, now, by = d.notices.c, kit.clock.now(), f"agent:{agent}"
    async with kit.db.write() as tx:
        here = and_(n.id.in_(ids), n.channel == "letter", n.posted_on.is_(None), n.withdrawn_at.is_(None))
        rows = list(await tx.execute(select(n.id, n.claim_id, n.day, n.step).where(here)))
        if day > today_in(kit) or any(row.day > day for row in rows):
            raise BadInput("Give the day on which the letters were posted.", code="posting-day")
        await tx.execute(update(d.notices).where(here).values(posted_on=day, posted_by=by))
        for row in rows:
            await record(tx, now, "claim", str(row.claim_id), by, "posted", step=row.step, day=day.isoformat())
    return len(rows)
