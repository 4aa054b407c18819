"""Wakes whoever waits for something: in this process at once, in other services through Redis when there are more.

A notice carries no truth, only "look again": who is woken reads the database. So a lost notice costs time, never data.
Short-lived signs such as typing travel whole, because they are nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import redis.asyncio as aioredis

logger = logging.getLogger(__name__)
Notice = dict[str, Any]
_MOST_WAITING = 256


class Bus:
    """``publish(channel, notice)``; ``async with listen(channel, ...) as queue`` gives notices as they come."""

    def __init__(self, redis_url: str = "") -> None:
        """Without ``redis_url`` the bus stays within this process."""
        self._queues: dict[str, set[asyncio.Queue[Notice]]] = defaultdict(set)
        self._redis = aioredis.from_url(redis_url) if redis_url else None
        self._pump: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to hear other services."""
        if self._redis is not None:
            self._pump = asyncio.create_task(self._hear())

    async def stop(self) -> None:
        """Stop hearing."""
        if self._pump:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        if self._redis is not None:
            await self._redis.aclose()

    async def publish(self, channel: str, notice: Notice | None = None) -> None:
        """Wake all who listen to ``channel``, here and elsewhere. Never raises: a notice is a courtesy."""
        notice = notice or {}
        if self._redis is None:
            self._deliver(channel, notice)
            return
        try:
            await self._redis.publish("balie", json.dumps({"channel": channel, "notice": notice}))
        except (aioredis.RedisError, OSError) as problem:
            logger.warning("bus: redis unreachable (%s); waking this process only", problem)
            self._deliver(channel, notice)

    @asynccontextmanager
    async def listen(self, *channels: str) -> AsyncIterator[asyncio.Queue[Notice]]:
        """A queue of notices ({..., "channel"}) on ``channels`` while the block runs."""
        queue: asyncio.Queue[Notice] = asyncio.Queue(_MOST_WAITING)
        for channel in channels:
            self._queues[channel].add(queue)
        try:
            yield queue
        finally:
            for channel in channels:
                self._queues[channel].discard(queue)
                if not self._queues[channel]:
                    self._queues.pop(channel, None)

    def _deliver(self, channel: str, notice: Notice) -> None:
        for queue in list(self._queues.get(channel, ())):
            with contextlib.suppress(asyncio.QueueFull):  # it has plenty of reasons to look already
                queue.put_nowait({**notice, "channel": channel})

    async def _hear(self) -> None:
        assert self._redis is not None
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe("balie")
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            body = json.loads(message["data"])
                            self._deliver(body["channel"], body["notice"])
            except (aioredis.RedisError, OSError) as problem:
                logger.warning("bus: redis unreachable (%s); trying again", problem)
                await asyncio.sleep(1)


def conversation_channel(conversation_id: str) -> str:
    """The channel on which one conversation's news travels."""
    return f"conversation:{conversation_id}"


QUEUE = "queue"  # the channel on which changes of the waiting queue travel
DESK = "desk"  # what only screens of colleagues must hear: offers, who looks where, mentions
