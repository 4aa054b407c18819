"""The post list: what goes out on paper, and that it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update

from handoff.errors import BadInput
from handoff.store import customers as c
from handoff.work.base import Kit, record


async def mark_sent(kit: Kit, ids: Sequence[int], agent: Mapping[str, Any]) -> int:
    """Mark jobs as sent; returns how many were not yet. Raises BadInput when none is named."""
    if not ids:
        raise BadInput("Tick what has been sent.", code="nothing-ticked")
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        rows = (
            await tx.execute(
                update(c.post_jobs)
                .where(c.post_jobs.c.id.in_(list(ids)), c.post_jobs.c.sent_at.is_(None))
                .values(sent_at=now, sent_by=actor)
                .returning(c.post_jobs.c.id, c.post_jobs.c.kind, c.post_jobs.c.case_number)
            )
        ).all()
        for row in rows:
            await record(tx, now, "post", str(row.id), actor, "posted", kind=row.kind)
            if row.case_number:
                await record(tx, now, "case", row.case_number, actor, "posted", kind=row.kind)
    return len(rows)
