"""The places of all who wait, read once a change for all customers of this service.

Every customer who waits wants to know when he moves up. If each looked for himself, one change with 300 waiting would be
300 readings of the queue; so the queue is read once and each is told his own place.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from handoff.bus import QUEUE, Notice
from handoff.tasks import end
from handoff.work.base import Kit
from handoff.work.showing import queue_views

logger = logging.getLogger(__name__)
PAUSE_S = 0.3  # the shortest time between two readings: a burst of changes is one reading
REFRESH_S = 20.0  # read without a notice too: the expected wait moves with time


class Places:
    """Gives a ``place`` notice to the box of every customer who follows and waits, after each change of the queue."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._boxes: dict[str, set[asyncio.Queue[Notice]]] = {}
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def follow(self, conversation_id: str, box: asyncio.Queue[Notice]) -> AsyncIterator[None]:
        """While the block runs ``box`` gets ``{"type": "place", "queue": ...}`` when the queue changed."""
        self._boxes.setdefault(conversation_id, set()).add(box)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            here = self._boxes.get(conversation_id, set())
            here.discard(box)
            if not here:
                self._boxes.pop(conversation_id, None)

    async def stop(self) -> None:
        """End; nobody is told anything more."""
        await end(self._task)

    async def _run(self) -> None:
        async with self._kit.bus.listen(QUEUE) as notices:
            while self._boxes:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(notices.get(), REFRESH_S)
                while not notices.empty():
                    notices.get_nowait()
                try:
                    await self._tell()
                except asyncio.CancelledError:
                    raise
                except Exception:
                    logger.exception("places in the queue could not be read; trying again")
                await asyncio.sleep(PAUSE_S)

    async def _tell(self) -> None:
        async with self._kit.db.read() as tx:
            views = await queue_views(tx, self._kit)
        for conversation_id, boxes in list(self._boxes.items()):
            if view := views.get(conversation_id):
                for box in list(boxes):
                    with contextlib.suppress(asyncio.QueueFull):  # it looks by itself then
                        box.put_nowait({"type": "place", "queue": view})
