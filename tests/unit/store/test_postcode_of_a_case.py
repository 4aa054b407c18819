"""The migration that gives older complaints of nobody the postcode that was written down with them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from handoff.store.db import Database
from handoff.store.migrate import _config, migrate

REVISION = "0009"
ROWS = {  # number: (customer, what was filled in, the postcode afterwards)
    "Z2026-000001": (None, {"Postcode": "3511 AB"}, "3511 AB"),
    "Z2026-000002": ("40118273", {"Postcode": "3511 AB"}, None),
    "Z2026-000003": (None, {"Postcode": "onbekend"}, None),
    "Z2026-000004": (None, {}, None),
}


async def test_older_complaints_get_their_postcode(tmp_path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    before = ScriptDirectory.from_config(_config()).get_revision(REVISION)
    assert before is not None

    def old(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, str(before.down_revision))

    async with db.write() as tx:
        await tx.run_sync(old)
        for number, (customer, data, _) in ROWS.items():
            now = dt.datetime(2026, 11, 23, 12)
            await tx.execute(
                text(
                    "INSERT INTO cases (number, kind, topics, parts, summary, reasons, data, channel, language, customer_number, department,"
                    " priority, status, created_at, first_due, due, extended, about_money) VALUES (:number, 'complaint', '[]', '[]', 'Te laat.',"
                    " '[]', :data, 'chat', 'nl', :customer, 'logistiek', 'normal', 'new', :now, :now, :now, 0, 0)"
                ),
                {"number": number, "data": json.dumps(data), "customer": customer, "now": now},
            )
    await migrate(db)
    async with db.read() as tx:
        found = (await tx.execute(text("SELECT number, postcode FROM cases"))).all()
        kept = (await tx.execute(text("SELECT count(*) FROM search_entries WHERE kind = 'case'"))).scalar_one()
    assert {n: p for n, p in found} == {n: row[2] for n, row in ROWS.items()}
    assert kept == len(ROWS)  # the triggers of the search index are still there
    await db.close()
