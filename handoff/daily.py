"""What is done once a day: erasing what is past its term, early; looking at payment plans, once debtors may be written to.

Of several services one does it; a missed day is made up.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.behaviour import may_mail
from handoff.store import tables as t
from handoff.tasks import end
from handoff.work.base import Kit
from handoff.work.dunning.plans import watch_plans
from handoff.work.retention import retain

logger = logging.getLogger(__name__)
NOT_BEFORE = dt.time(3)  # Dutch time: nobody is at the desk
LOOK_S = 600.0
FIRST_LOOK_S = 30.0  # a service that starts has customers to answer first


@dataclass(frozen=True)
class Job:
    """Work of a day: ``name`` keeps the day on which it was done, ``ready`` says whether it may be done at a moment."""

    name: str
    ready: Callable[[Kit, dt.datetime], bool]
    work: Callable[[Kit], Awaitable[str]]


def _at_night(kit: Kit, now: dt.datetime) -> bool:
    return now.time() >= NOT_BEFORE


async def _retain(kit: Kit) -> str:
    report = await retain(kit)
    return f"erased {dict(report.erased)}, held {report.held}"


def _when_debtors_may_be_written_to(kit: Kit, now: dt.datetime) -> bool:
    return not may_mail(now, kit.content.dunning.behaviour, LEGAL_HOLIDAYS)


async def _watch(kit: Kit) -> str:
    return f"{await watch_plans(kit)}"


RETENTION = Job("retention", _at_night, _retain)
PLANS = Job("plans", _when_debtors_may_be_written_to, _watch)
JOBS = (RETENTION, PLANS)


class Daily:
    """Looks every ten minutes whether today's work was done, by the service's clock."""

    def __init__(self, kit: Kit, job: Job = RETENTION) -> None:
        self._kit, self._job = kit, job
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin looking."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what was begun is done again another time."""
        await end(self._task)

    async def _run(self) -> None:
        await asyncio.sleep(FIRST_LOOK_S)
        while True:
            try:
                await self.look()
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("%s: will try again", self._job.name)
            await asyncio.sleep(LOOK_S)

    async def look(self) -> bool:
        """Do today's work unless it was done or it is not the time; says whether it was done now."""
        now = self._kit.clock.now()
        today = now.date().toordinal()
        if not self._job.ready(self._kit, now) or not await self._claim(today):
            return False
        try:
            done = await self._job.work(self._kit)
        except BaseException:
            await self._give_back(today)
            raise
        logger.info("%s: %s", self._job.name, done)
        return True

    async def _claim(self, today: int) -> bool:
        insert = sqlite.insert if self._kit.db.sqlite else postgresql.insert
        async with self._kit.db.write() as tx:
            await tx.execute(insert(t.counters).values(name=self._job.name, value=0).on_conflict_do_nothing())
            mine = update(t.counters).where(t.counters.c.name == self._job.name, t.counters.c.value < today)
            return bool((await tx.execute(mine.values(value=today))).rowcount)

    async def _give_back(self, today: int) -> None:
        async with self._kit.db.write() as tx:
            mine = update(t.counters).where(t.counters.c.name == self._job.name, t.counters.c.value == today)
            await tx.execute(mine.values(value=today - 1))
