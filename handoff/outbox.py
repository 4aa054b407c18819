"""Sends what work recorded: after the commit, once, and again on failure.

A row is held while it is sent, so that two services do not send it both; its key makes sure that the same thing is
never recorded twice. Without a mail server mail is written to a folder, where the desk shows it; text messages likewise.
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
import httpx
from sqlalchemy import or_, select, update

from handoff import mails
from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.behaviour import next_mail
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
        if row.kind == "dunning" and (later := self._after_quiet_hours(now)):
            async with self._kit.db.write() as tx:
                await tx.execute(update(t.outbox).where(t.outbox.c.id == row.id).values(held_until=None, next_at=later))
            return True
        try:
            if row.kind == "sms":
                await self._text(row.id, row.payload)
            else:
                await self._deliver(row.id, await mails.compose(self._kit, row.kind, row.payload))
            values: dict[str, Any] = {"state": "sent", "sent_at": self._kit.clock.now(), "error": None}
        except Exception as problem:
            values = self._later(row._asdict(), problem)
        if values.get("state") in ("sent", "failed"):
            values["payload"] = blanked(row.payload)
        async with self._kit.db.write() as tx:
            await tx.execute(update(t.outbox).where(t.outbox.c.id == row.id).values(held_until=None, **values))
        return True

    def _after_quiet_hours(self, now: dt.datetime) -> dt.datetime | None:
        """When a debtor may be written to again; None when that is now. Holds for a repeat after a fault as well."""
        moment = next_mail(now, self._kit.content.dunning.behaviour, LEGAL_HOLIDAYS)
        return None if moment == now else moment

    def _later(self, row: Mapping[str, Any], problem: Exception) -> dict[str, Any]:
        now = self._kit.clock.now()
        logger.warning("outbox %s (%s): %s: %s", row["id"], row["kind"], type(problem).__name__, problem)
        if now - row["created_at"] > GIVE_UP_AFTER:
            return {"state": "failed", "error": f"{type(problem).__name__}: {problem}"[:500]}
        pause = PAUSES[min(row["attempts"], len(PAUSES) - 1)]
        return {"next_at": now + dt.timedelta(seconds=pause), "error": f"{type(problem).__name__}: {problem}"[:500]}

    async def _text(self, number: int, payload: Mapping[str, Any]) -> None:
        """A text message: to the gateway, or without one to a file that the desk shows."""
        settings, body = self._kit.settings, {"to": payload["to"], "text": str(payload["text"])}
        if not settings.sms_url:
            at = self._kit.clock.now().isoformat(timespec="seconds")
            text = f"To: {body['to']}\nDate: {at}\n\n{body['text']}\n"
            await asyncio.to_thread(_write, settings.data / "sms", f"{number:06d}.txt", text.encode())
            return
        # The key lets a gateway that knows this header see a repeat for what it is.
        headers = {"idempotency-key": f"balie-{number}"}
        async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
            (await client.post(settings.sms_url, json=body, headers=headers)).raise_for_status()

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


def blanked(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of a message that is over: no code, and no link that proves who somebody is."""
    secret = [str(payload[name]) for name in ("code", "link") if payload.get(name)]

    def without(value: Any) -> Any:
        for words in secret if isinstance(value, str) else ():
            value = value.replace(words, "")
        return value

    return {name: without(value) for name, value in payload.items()}


def _write(folder: Any, name: str, body: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{name}"
    half.write_bytes(body)
    half.replace(folder / name)
