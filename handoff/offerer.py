"""Offers waiting work to who is available: at once when the queue changes, and by itself every few seconds."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from handoff.bus import DESK, QUEUE
from handoff.tasks import end
from handoff.work.base import Kit
from handoff.work.offering import offer_work

logger = logging.getLogger(__name__)
EVERY_S = 3.0
PAUSE_S = 0.25  # a burst of changes is one round


class Offerer:
    """Runs the rounds; several services may run theirs at once."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin, unless nobody is offered work."""
        if self._kit.settings.offer_seconds > 0:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; open offers run out by themselves."""
        await end(self._task)

    async def _run(self) -> None:
        async with self._kit.bus.listen(QUEUE, DESK) as notices:
            while True:
                try:
                    await offer_work(self._kit)
                except asyncio.CancelledError:
                    raise
                except Exception:
                    logger.exception("work could not be offered; will try again")
                await asyncio.sleep(PAUSE_S)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(EVERY_S):
                        while (await notices.get()).get("type") in (
                            "looking",
                            "written",
                        ):  # nothing to offer comes of it
                            pass
                while not notices.empty():
                    notices.get_nowait()
