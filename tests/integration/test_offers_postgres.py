"""Two services on one PostgreSQL database offer at the same moment: each conversation and each colleague once."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from handoff import settings
from handoff.bus import Bus
from handoff.clock import Clock
from handoff.content import load
from handoff.settings import ROOT
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.store.migrate import migrate
from handoff.work.base import Kit
from handoff.work.offering import offer_work
from tests.support.servers import postgres

pytestmark = pytest.mark.postgres
TALKS, PEOPLE, SERVICES = 12, 5, 4


async def test_services_that_offer_at_once_offer_once(tmp_path: Path) -> None:
    if shutil.which("psql") is None:
        pytest.skip("PostgreSQL is not installed")
    content = load(ROOT / "data" / "organisation")
    with postgres() as address:
        configured = settings.load({"BALIE_DATA": str(tmp_path), "BALIE_DATABASE_URL": address})
        kits = [Kit(Database(address), Clock(""), content, Bus(""), configured) for _ in range(SERVICES)]
        await migrate(kits[0].db)
        now = kits[0].clock.now()
        async with kits[0].db.write() as tx:
            for number in range(PEOPLE):
                await tx.execute(insert(t.agents).values(username=f"agent{number}", name="A", password_hash="x", roles=["agent"], departments=["klantenservice"], languages=["nl"], capacity=4, presence="available", seen_at=now, active=True))
            for number in range(TALKS):
                await tx.execute(insert(t.conversations).values(id=f"c{number}", channel="chat", status="waiting", language="nl", created_at=now, updated_at=now, context={}, reasons=[], summary="", department="klantenservice", rank=2, queue_since=now, queue_due=now))
        made = await asyncio.gather(*(offer_work(kit) for kit in kits for _ in range(3)))
        async with kits[0].db.read() as tx:
            rows = (await tx.execute(select(t.offers))).all()
        for kit in kits:
            await kit.db.close()
    assert len(rows) == sum(made) == PEOPLE
    assert len({r.agent_id for r in rows}) == len({r.conversation_id for r in rows}) == PEOPLE
