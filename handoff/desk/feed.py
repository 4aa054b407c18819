"""The live queue, read once a change for all agents of this service, however many look at it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.bus import DESK, QUEUE
from handoff.desk import page_queries, together, views
from handoff.store import queue
from handoff.tasks import end
from handoff.work.base import Kit

logger = logging.getLogger(__name__)
ROWS = 100  # waiting conversations in a frame
PAUSE_S = 0.4  # the shortest time between two readings: a burst of changes is one reading, and one frame for each screen
REFRESH_S = 15.0  # read without a notice too, so that a lost one costs little


class Snapshot(NamedTuple):
    """The queue at one moment: how many wait, the first of them and who looks where as JSON text, and what is every agent's own."""

    total: int
    waiting: str
    mine: dict[int, list[dict[str, Any]]]
    offers: dict[int, dict[str, Any]]
    mentions: dict[int, list[dict[str, Any]]]
    watching: str


class Feed:
    """Listens to the queue's notices while anybody looks, and gives each of them the newest snapshot."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._lookers: dict[asyncio.Queue[Snapshot], int] = {}
        self._task: asyncio.Task[None] | None = None
        self._again = asyncio.Event()
        self._changed = self._rows_changed = True
        self._last: Snapshot | None = None
        self.watching = together.Lookers()

    @asynccontextmanager
    async def look(self, agent_id: int) -> AsyncIterator[asyncio.Queue[Snapshot]]:
        """A queue that holds the newest snapshot only; the first comes at once."""
        box: asyncio.Queue[Snapshot] = asyncio.Queue(1)
        self._lookers[box] = agent_id
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        self._changed = True
        self._again.set()
        try:
            yield box
        finally:
            self._lookers.pop(box, None)

    async def stop(self) -> None:
        """End; who looks gets nothing more."""
        await end(self._task)

    async def _run(self) -> None:
        async with self._kit.bus.listen(QUEUE, DESK) as notices:
            listener = asyncio.create_task(self._hear(notices))
            try:
                while self._lookers:
                    try:
                        typing = any(p["typing"] for people in self.watching.view().values() for p in people)
                        await asyncio.wait_for(self._again.wait(), together.TYPES_S if typing else REFRESH_S)
                    except TimeoutError:
                        self._changed = self._changed or not typing
                        self._rows_changed = self._rows_changed or not typing
                    self._again.clear()
                    try:
                        self._last = await self._newest()
                        await self._give(self._last)
                    except asyncio.CancelledError:
                        raise
                    except Exception:
                        logger.exception("the queue could not be read; trying again")
                    await asyncio.sleep(PAUSE_S)
            finally:
                listener.cancel()

    async def _hear(self, notices: asyncio.Queue[dict[str, Any]]) -> None:
        while True:
            notice = await notices.get()
            if notice.get("type") == "looking":  # nowhere in the database: nothing to read again
                if not self.watching.note(notice):
                    continue
            else:
                self._changed = True
                # What is said in a talk that a colleague has changes nothing for who waits.
                self._rows_changed = self._rows_changed or not (notice.get("type") == "written" and notice.get("held"))
            self._again.set()

    async def _newest(self) -> Snapshot:
        if self._last is not None and not self._changed:
            return self._last._replace(watching=_text(self.watching.view()))
        same = None if self._rows_changed else self._last
        self._changed = self._rows_changed = False
        try:
            return await self._read(same)
        except Exception:
            self._changed = self._rows_changed = True
            raise

    async def _read(self, same: Snapshot | None) -> Snapshot:
        """The newest; who waits is as in ``same``, where that is given."""
        lookers = sorted(set(self._lookers.values()))
        async with self._kit.db.read() as tx:
            total, waiting = (same.total, same.waiting) if same else await self._waiting(tx)
            mine = await page_queries.conversations_of(tx, lookers)
            offers = await together.offers_of(tx, lookers)
            mentions = await together.mentions_of(tx, lookers)
        return Snapshot(total, waiting, mine, offers, mentions, _text(self.watching.view()))

    async def _waiting(self, tx: AsyncConnection) -> tuple[int, str]:
        rows = await queue.waiting(tx, limit=ROWS)
        shown = await views.queue_view(tx, rows)
        total = await queue.waiting_count(tx) if len(rows) == ROWS else len(rows)
        return total, _text(shown)

    async def _give(self, snapshot: Snapshot) -> None:
        for box in list(self._lookers):
            while not box.empty():
                box.get_nowait()
            box.put_nowait(snapshot)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
