"""What is done once a day, early: erasing what is past its term. Of several services one does it; a missed day is made up."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from handoff.store import tables as t
from handoff.tasks import end
from handoff.work.base import Kit
from handoff.work.retention import retain

logger = logging.getLogger(__name__)
NAME = "retention"
NOT_BEFORE = dt.time(3)  # Dutch time: nobody is at the desk
LOOK_S = 600.0
FIRST_LOOK_S = 30.0  # a service that starts has customers to answer first


class Daily:
    """Looks every ten minutes whether today's work was done, by the service's clock."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
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
                logger.exception("retention: will try again")
            await asyncio.sleep(LOOK_S)

    async def look(self) -> bool:
        """Do today's work unless it was done or it is too early; says whether it was done now."""
        now = self._kit.clock.now()
        today = now.date().toordinal()
        if now.time() < NOT_BEFORE or not await self._claim(today):
            return False
        try:
            report = await retain(self._kit)
        except BaseException:
            await self._give_back(today)
            raise
        logger.info("retention: erased %s, held %d", dict(report.erased), report.held)
        return True

    async def _claim(self, today: int) -> bool:
        insert = sqlite.insert if self._kit.db.sqlite else postgresql.insert
        async with self._kit.db.write() as tx:
            await tx.execute(insert(t.counters).values(name=NAME, value=0).on_conflict_do_nothing())
            mine = update(t.counters).where(t.counters.c.name == NAME, t.counters.c.value < today)
            return bool((await tx.execute(mine.values(value=today))).rowcount)

    async def _give_back(self, today: int) -> None:
        async with self._kit.db.write() as tx:
            mine = update(t.counters).where(t.counters.c.name == NAME, t.counters.c.value == today)
            await tx.execute(mine.values(value=today - 1))
