"""Putting something in the outbox: in the transaction of the work it belongs to, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import tables as t
from handoff.work.base import Kit


async def insert_once(tx: AsyncConnection, kit: Kit, table: Table, **values: Any) -> bool:
    """Insert a row that a key makes unique; False when it was there already."""
    make = sqlite.insert if kit.db.sqlite else postgresql.insert
    once = make(table).values(**values).on_conflict_do_nothing()
    # Asked for by name: where the database gives nothing back (a key of our own making) the count is lost otherwise.
    done = await tx.execute(once, execution_options={"preserve_rowcount": True})
    return bool(done.rowcount)


async def put(tx: AsyncConnection, kit: Kit, kind: str, key: str, to: str, language: str, **values: Any) -> None:
    """Record a message of ``kind`` (a template of ``mails``, or "sms") for the outbox; the same ``key`` again changes nothing."""
    now = kit.clock.now()
    await insert_once(
        tx,
        kit,
        t.outbox,
        key=f"{kind}:{key}"[:160],
        kind=kind,
        state="waiting",
        attempts=0,
        payload={"to": to, "language": language if language in ("nl", "en") else "nl", **values},
        next_at=now,
        created_at=now,
    )


async def put_internal(
    tx: AsyncConnection, kit: Kit, key: str, department: str, what: str, *, to: str | None = None, **values: Any
) -> None:
    """Mail a department, or one colleague at ``to``: ``what`` is signal, nearly_due, late or first_late."""
    address = to or kit.content.departments[department].mail
    plain = {k: v.isoformat() if isinstance(v, dt.datetime) else v for k, v in values.items()}
    await put(tx, kit, "internal", key, address, "nl", what=what, department=department, **plain)
