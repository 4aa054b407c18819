"""The link that confirms a new e-mail address: only its hash is kept, it works once and for some days."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.errors import NotFound
from handoff.store import customers as c
from handoff.work.base import Kit, record
from handoff.work.effects.data import apply_values
from handoff.work.mailing import put
from handoff.work.notices import addresses_of, notify

PURPOSE = "confirm_link"


async def send_link(tx: AsyncConnection, kit: Kit, change: Mapping[str, Any], language: str) -> None:
    """Make a link for a change of e-mail address and mail it to the new address."""
    token, now = secrets.token_urlsafe(32), kit.clock.now()
    days = int(kit.content.guidelines["changes"]["link_days"])
    await tx.execute(
        insert(c.codes).values(
            purpose=PURPOSE,
            subject=str(change["id"]),
            hash=_hash(kit, token),
            made_at=now,
            expires_at=now + dt.timedelta(days=days),
            attempts=0,
        )
    )
    link = f"{kit.settings.base_url}/confirm/{token}"
    await put(tx, kit, "confirm_link", str(change["id"]), change["new"]["email"], language, link=link, days=days)


async def language_of(kit: Kit, token: str) -> str:
    """The language of the customer whose link this is. Raises NotFound for a link that does not work (any more)."""
    async with kit.db.read() as tx:
        _, change = await _find(tx, kit, token)
        found = await tx.execute(
            select(c.customers.c.language).where(c.customers.c.number == change["customer_number"])
        )
        return "en" if found.scalar_one() == "en" else "nl"


async def confirm(kit: Kit, token: str) -> None:
    """The customer confirms: the new address counts, the old and the new one hear it. Raises NotFound for a dead link."""
    now = kit.clock.now()
    async with kit.db.write() as tx:
        code, change = await _find(tx, kit, token)
        row = (
            await tx.execute(
                select(c.customers).where(c.customers.c.number == change["customer_number"]).with_for_update()
            )
        ).one()
        waits = change["warning"] not in (None, "unconfirmed_email")  # suspect: a colleague looks as well
        await tx.execute(update(c.codes).where(c.codes.c.id == code).values(used_at=now))
        if not waits:
            values = {"status": "applied", "applied_at": now, "warning": None}
            await tx.execute(update(c.changes).where(c.changes.c.id == change["id"]).values(**values))
            await apply_values(tx, row.number, "email", change["new"])
            done = {**change, "status": "applied"}
            await notify(tx, kit, done, "applied", await addresses_of(tx, kit, row._asdict(), done))
        await record(tx, now, "customer", row.number, "customer", "email confirmed", change=change["id"])
    await kit.bus.publish("outbox")


async def _find(tx: AsyncConnection, kit: Kit, token: str) -> tuple[int, dict[str, Any]]:
    now = kit.clock.now()
    code = (
        await tx.execute(
            select(c.codes).where(
                c.codes.c.purpose == PURPOSE,
                c.codes.c.hash == _hash(kit, token),
                c.codes.c.used_at.is_(None),
                c.codes.c.expires_at > now,
            )
        )
    ).first()
    found = None
    if code is not None:
        found = (
            await tx.execute(
                select(c.changes)
                .where(c.changes.c.id == int(code.subject), c.changes.c.status == "waiting")
                .with_for_update()
            )
        ).first()
    if code is None or found is None:
        raise NotFound("This link does not work any more.", code="link-dead")
    return int(code.id), dict(found._mapping)


def _hash(kit: Kit, token: str) -> str:
    return hmac.new(kit.settings.secret.encode(), f"link:{token}".encode(), hashlib.sha256).hexdigest()
