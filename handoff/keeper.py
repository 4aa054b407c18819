"""What must happen at its time without anybody asking: reminders, planned changes, word to departments, rows brought home."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from handoff.work.base import Kit
from handoff.work.changes import apply_planned
from handoff.work.homes import bring_all_home
from handoff.work.reminders import remind, remind_approvals, remind_first
from handoff.work.signals import tell_departments

logger = logging.getLogger(__name__)
EVERY_S = 10.0
JOBS: tuple[Callable[[Kit], Awaitable[int]], ...] = (tell_departments, bring_all_home, apply_planned, remind, remind_first, remind_approvals)


class Keeper:
    """Runs the jobs again and again; each is safe to repeat, and to run in several services at once."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; what was not done is done after the next start."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await self.run_once()
            await asyncio.sleep(EVERY_S)

    async def run_once(self) -> None:
        """Every job once; a job that fails does not keep the others from their work."""
        for job in JOBS:
            try:
                await job(self._kit)
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("%s: will try again", job.__name__)
