"""Sends what work recorded: after the commit, once, and again on failure.

A row is held while it is sent, so that two services do not send it both; its key makes sure that the same thing is
never recorded twice. Without a mail server mail is written to a folder, where the desk shows it.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib
from sqlalchemy import or_, select, update

from handoff import mails
from handoff.store import tables as t
from handoff.tasks import end
from handoff.work.base import Kit

logger = logging.getLogger(__name__)
HOLD = dt.timedelta(minutes=2)
PAUSES = (5, 30, 120, 600, 1800)  # seconds before the next try; then every half hour for two days
GIVE_UP_AFTER = dt.timedelta(days=2)
SWEEP_S = 5.0


class Outbox:
    """Sends waiting rows; woken by the bus, and by a sweep for what was left behind."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin sending."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what was not sent is sent after the next start."""
        await end(self._task)

    async def _run(self) -> None:
        async with self._kit.bus.listen("outbox") as queue:
            while True:
                try:
                    while await self.send_one():
                        pass
                except asyncio.CancelledError:
                    raise
                except Exception:
                    logger.exception("outbox: will try again")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(queue.get(), SWEEP_S)

    async def send_one(self) -> bool:
        """Send the row that has waited longest; False when none is due."""
        now = self._kit.clock.now()
        async with self._kit.db.write() as tx:
            row = (
                await tx.execute(
                    select(t.outbox)
                    .where(
                        t.outbox.c.state == "waiting",
                        t.outbox.c.next_at <= now,
                        or_(t.outbox.c.held_until.is_(None), t.outbox.c.held_until < now),
                    )
                    .order_by(t.outbox.c.next_at)
                    .limit(1)
                    .with_for_update(skip_locked=True)
                )
            ).first()
            if row is None:
                return False
            await tx.execute(
                update(t.outbox).where(t.outbox.c.id == row.id).values(held_until=now + HOLD, attempts=row.attempts + 1)
            )
        try:
            message = await mails.compose(self._kit, row.kind, row.payload)
            await self._deliver(row.id, message)
            values: dict[str, Any] = {"state": "sent", "sent_at": self._kit.clock.now(), "error": None}
        except Exception as problem:
            values = self._later(row._asdict(), problem)
        async with self._kit.db.write() as tx:
            await tx.execute(update(t.outbox).where(t.outbox.c.id == row.id).values(held_until=None, **values))
        return True

    def _later(self, row: Mapping[str, Any], problem: Exception) -> dict[str, Any]:
        now = self._kit.clock.now()
        logger.warning("outbox %s (%s): %s: %s", row["id"], row["kind"], type(problem).__name__, problem)
        if now - row["created_at"] > GIVE_UP_AFTER:
            return {"state": "failed", "error": f"{type(problem).__name__}: {problem}"[:500]}
        pause = PAUSES[min(row["attempts"], len(PAUSES) - 1)]
        return {"next_at": now + dt.timedelta(seconds=pause), "error": f"{type(problem).__name__}: {problem}"[:500]}

    async def _deliver(self, number: int, message: EmailMessage) -> None:
        settings = self._kit.settings
        message["From"] = settings.mail_from
        message["Date"] = format_datetime(self._kit.clock.now())
        message["Message-ID"] = f"<{number}.outbox@balie>"  # the same for a repeat: a mail program shows it once
        if not settings.smtp_url:
            folder = settings.data / "mail"
            await asyncio.to_thread(_write, folder, f"{number:06d}.eml", bytes(message))
            return
        url = urlsplit(settings.smtp_url)
        await aiosmtplib.send(
            message,
            hostname=url.hostname,
            port=url.port or (465 if url.scheme == "smtps" else 587),
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=url.scheme == "smtps",
            timeout=20,
        )


def _write(folder: Any, name: str, body: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{name}"
    half.write_bytes(body)
    half.replace(folder / name)
