"""Erasing what is past its term, in a real database: all of it, nothing else, and twice is once."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from typer.testing import CliRunner

from handoff import content
from handoff.bus import Bus
from handoff.cli import app as cli
from handoff.clock import Clock
from handoff.daily import Daily
from handoff.decide.periods import Period
from handoff.settings import load
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.store.migrate import migrate
from handoff.store.reports import Scope
from handoff.work.base import Kit, add_message, record
from handoff.work.conversations import open_conversation, take_message
from handoff.work.feedback import send_transcript
from handoff.work.reporting import report
from handoff.work.retention import retain
from tests.support.chat import new_uuid
from tests.support.installation import run
from tests.support.process import plain_environment
from tests.support.servers import postgres

NOW = "2026-11-24T10:00:00+01:00"
OLD = dt.datetime.fromisoformat("2020-01-01T12:00:00+01:00")
CONTENT = content.load(load(plain_environment()).content)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Settings of an installation of the test's own."""
    more = {}
    if request.param == "postgresql":
        address = request.getfixturevalue("cluster")
        name = f"r{new_uuid().replace('-', '')}"
        import psycopg

        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        more["BALIE_DATABASE_URL"] = address.rsplit("/", 1)[0] + f"/{name}"
    return plain_environment(BALIE_DATA=str(tmp_path), BALIE_CLOCK=NOW, BALIE_SECRET="s", **more)


@asynccontextmanager
async def installed(environ: dict[str, str]) -> AsyncIterator[Kit]:
    settings = load(environ)
    db = Database(settings.database_url)
    await migrate(db)
    try:
        yield Kit(db, Clock(settings.clock), CONTENT, Bus(), settings)
    finally:
        await db.close()


async def conversation(kit: Kit, ended: dt.datetime, **columns: Any) -> str:
    """A conversation with everything that hangs on one."""
    row = await open_conversation(kit, language="nl")
    await take_message(kit, row["id"], new_uuid(), text="Hoe zwaar is de E-Ver?")
    name = row["id"]
    number = columns.get("customer_number")
    async with kit.db.write() as tx:
        await add_message(tx, row, ended, sender="bot", text="26 kg")
        if number:
            await customer(tx, number)
        await tx.execute(insert(t.agents).values(username=f"a{name[:8].lower()}", name="Sanne", password_hash="x", roles=["agent"], departments=[], languages=[], capacity=4, presence="away", active=True))
        agent = (await tx.execute(select(func.max(t.agents.c.id)))).scalar_one()
        await tx.execute(insert(t.parts).values(conversation_id=name, seq=2, idx=0, text="x", topic="ask_product_features", kind="info", state="answered", answer="26 kg"))
        await tx.execute(insert(t.unanswered).values(conversation_id=name, seq=2, idx=0, at=ended, kind="unknown", language="nl", text="x"))
        await tx.execute(insert(t.notes).values(conversation_id=name, at=ended, agent_id=agent, text="notitie"))
        await tx.execute(insert(t.attachments).values(id=f"f{name}", conversation_id=name, at=ended, by="customer", name="foto.png", type="image/png", size=1, sha256=(name * 3)[:64]))
        await tx.execute(insert(c.signals).values(key=f"s{name}", what="fraud", department="privacy", text="x", by=ended, at=ended, conversation_id=name))
        await tx.execute(insert(t.contacts).values(number=f"K{name[:10]}", conversation_id=name, channel="chat", language="nl", started_at=ended, ended_at=ended, topics=[{"topic": "ask_product_features", "state": "answered", "answer": "26 kg", "source": "x"}], summary="De klant vroeg iets.", content="tekst", outcome="zelfstandig afgehandeld", handled_by="agent:sanne", customer_name="Jan", customer_number=number))
        await tx.execute(update(t.conversations).where(t.conversations.c.id == name).values(updated_at=ended, **columns))
    path = kit.settings.data / "files" / "aa" / (name * 3)[:64]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    long_ago = time.time() - 7200
    os.utime(path, (long_ago, long_ago))
    return str(name)


async def customer(tx: Any, number: str, flags: tuple[str, ...] = ()) -> None:
    if (await tx.execute(select(c.customers.c.number).where(c.customers.c.number == number))).first() is None:
        await tx.execute(insert(c.customers).values(number=number, name="Jan", business=False, street="A", house_number="1", addition="", postcode="1234 AB", city="B", country="NL", language="nl", flags=list(flags), since=OLD.date()))


async def a_case(kit: Kit, number: str, closed: dt.datetime | None, conversation_id: str | None = None, contact: str | None = None, **columns: Any) -> None:
    values = {"kind": "complaint", "topics": ["complain_delivery"], "department": "logistiek", "priority": "normal", **columns}
    async with kit.db.write() as tx:
        await tx.execute(
            insert(t.cases).values(number=number, conversation_id=conversation_id, contact_number=contact, parts=[], reasons=[], data={}, channel="chat", language="nl", status="resolved" if closed else "new", created_at=OLD, first_due=OLD, due=OLD, closed_at=closed, about_money=False, **values)
        )  # fmt: skip


async def count(kit: Kit, table: Any, *where: Any) -> int:
    async with kit.db.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(table).where(*where))).scalar_one())


async def there(kit: Kit) -> set[str]:
    async with kit.db.read() as tx:
        return set((await tx.execute(select(t.conversations.c.id))).scalars())


def days_ago(days: int) -> dt.datetime:
    return dt.datetime.fromisoformat(NOW) - dt.timedelta(days=days)


def test_files_go_by_their_term_and_nothing_else(environ: dict[str, str]) -> None:
    async def work() -> None:
        async with installed(environ) as kit:
            gone, kept = set(), set()
            gone.add(await conversation(kit, days_ago(91)))
            kept.add(await conversation(kit, days_ago(90)))
            kept.add(await conversation(kit, days_ago(91), customer_number="40000001"))
            gone.add(await conversation(kit, days_ago(732), customer_number="40000001"))
            kept.add(await conversation(kit, days_ago(400), status="waiting"))
            kept.add(complaint := await conversation(kit, days_ago(400)))
            await a_case(kit, "Z2024-000001", days_ago(380), complaint)
            gone.add(old_complaint := await conversation(kit, days_ago(800)))
            await a_case(kit, "Z2024-000002", days_ago(740), old_complaint)
            kept.add(money := await conversation(kit, days_ago(800)))
            await a_case(kit, "Z2024-000003", days_ago(740), money, topics=["complain_invoice"])
            kept.add(running := await conversation(kit, days_ago(3000)))
            await a_case(kit, "Z2024-000004", None, running)
            kept.add(named := await conversation(kit, days_ago(800), case_number="Z2024-000004"))
            kept.add(held := await conversation(kit, days_ago(800), customer_number="40000002"))
            async with kit.db.write() as tx:
                await tx.execute(update(c.customers).where(c.customers.c.number == "40000002").values(flags=["legal_hold"]))
            assert named
            assert held

            counted = await retain(kit, dry_run=True)
            assert await there(kit) == gone | kept, "a dry run erases nothing"
            done = await retain(kit)
            assert await there(kit) == kept
            assert (done.erased, done.held) == (counted.erased, counted.held)
            assert done.erased["anonymous"] == done.erased["customer"] == done.erased["complaint"] == 1
            assert done.held == 4
            for table in (t.messages, t.turns, t.parts, t.notes, t.attachments, c.signals):
                assert await count(kit, table, table.c.conversation_id.in_(gone)) == 0, table.name
                assert await count(kit, table, table.c.conversation_id.in_(kept)) > 0, table.name
            assert await count(kit, t.cases) == 3
            left = {p.name for p in (kit.settings.data / "files").rglob("*") if p.is_file()}
            assert left == {(name * 3)[:64] for name in kept}
            assert await count(kit, t.history, t.history.c.what == "erased") == len(gone)
            again = await retain(kit)
            assert sum(again.erased[k] for k in ("anonymous", "customer", "complaint", "complaint_money")) == 0
            assert await there(kit) == kept

    run(work())


def test_of_an_erased_contact_nothing_personal_is_left(environ: dict[str, str]) -> None:
    async def work() -> None:
        async with installed(environ) as kit:
            await conversation(kit, days_ago(800), customer_number="40000001", rating=4, rating_comment="Jan vond het fijn")
            async with kit.db.write() as tx:
                await tx.execute(insert(t.contacts).values(number="K2020-000009", channel="phone", language="nl", started_at=OLD, ended_at=OLD, topics=[{"topic": "complain_delivery", "state": "open"}], summary="Belde over een fiets.", content="Jan belde", outcome="doorverbonden", handled_by="agent:mo", customer_name="Jan", particulars=["x"], case_number="Z2020-000009"))
            await a_case(kit, "Z2020-000009", OLD, contact="K2020-000009")
            await a_case(kit, "Z2020-000010", OLD)
            await retain(kit)
            async with kit.db.read() as tx:
                rows = (await tx.execute(select(t.contacts))).all()
            assert len(rows) == 2
            for row in rows:
                assert (row.customer_number, row.customer_name, row.content, row.summary, row.case_number, row.conversation_id, row.particulars) == (None, None, None, "", None, None, [])
                assert row.handled_by == "agent"
                assert row.topics[0]["topic"]
                assert not row.topics[0]["answer"]
            assert await count(kit, t.cases) == 0
            assert (await retain(kit)).erased.total() == 0
            assert [row.rating for row in rows if row.channel == "chat"] == [4]
            day = days_ago(800).date()
            found = {f.code: f for f in await report(kit, Scope(Period(day, day), "language"))}
            assert found["satisfaction"].total == (1, 4, 0, 0, 0, 1, 0), "the rating counts on, without the conversation"

    run(work())


def test_log_codes_and_mail_have_their_own_term(environ: dict[str, str]) -> None:
    async def work() -> None:
        async with installed(environ) as kit:
            name = await conversation(kit, days_ago(1), customer_number="40000001")
            await a_case(kit, "Z2024-000001", None)
            hour, now = dt.timedelta(hours=1), dt.datetime.fromisoformat(NOW)
            await send_transcript(kit, name, "jan@example.com")
            async with kit.db.write() as tx:
                for when in (days_ago(729), days_ago(733)):
                    await record(tx, when, "account", "sanne", "system", "logged in")
                    await record(tx, when, "case", "Z2024-000001", "system", "changed")
                for when in (now - 23 * hour, now - 25 * hour):
                    await tx.execute(insert(c.codes).values(conversation_id=name, purpose="identify", subject="40000001", hash="x", made_at=when, expires_at=when, attempts=0))
                    await tx.execute(insert(t.attempts).values(key="login:sanne", at=when))
                    await tx.execute(insert(t.attempts).values(key=f"identify:conversation:{name}", at=when))
                    await tx.execute(insert(t.outbox).values(key=f"code{when}", kind="code", payload={"code": "123456"}, state="sent", attempts=1, next_at=when, created_at=when))
                for days, state in ((29, "sent"), (32, "sent"), (32, "failed"), (32, "waiting")):
                    await tx.execute(insert(t.outbox).values(key=f"t{days}{state}", kind="transcript", payload={"to": "a@b.nl"}, state=state, attempts=1, next_at=now, created_at=days_ago(days)))
                for corrects, when in ((None, days_ago(740)), (1, days_ago(10))):
                    await tx.execute(insert(c.changes).values(key=f"c{when}", customer_number="40000001", field="email", old={}, new={}, effective_on=when.date(), status="applied", ground="x", asked_at=when, asked_by="bot", sampled=False, corrects=corrects))
            counted = await retain(kit, dry_run=True)
            report = await retain(kit)
            assert report.erased == counted.erased
            assert (report.erased["log"], report.erased["code"], report.erased["mail"]) == (2, 2, 3)
            assert await count(kit, t.history, t.history.c.subject == "account") == 1
            assert await count(kit, t.history, t.history.c.subject_id == "Z2024-000001") == 2, "the log of an open case stays"
            assert await count(kit, t.attempts, t.attempts.c.key.startswith("identify")) == 2, "wrong attempts count as long as the conversation"
            assert await count(kit, t.outbox) == 4
            assert await count(kit, t.outbox, t.outbox.c.kind == "code") == 1
            assert await count(kit, c.changes) == 1

    run(work())


def test_it_is_done_once_a_day_by_one_service(environ: dict[str, str]) -> None:
    async def work(clock: str) -> list[bool]:
        async with installed({**environ, "BALIE_CLOCK": clock}) as kit:
            return [*await asyncio.gather(*(Daily(kit).look() for _ in range(3))), await Daily(kit).look()]

    assert run(work("2026-11-24T02:30:00+01:00")) == [False] * 4, "too early"
    assert sum(run(work("2026-11-24T03:05:00+01:00"))) == 1
    assert sum(run(work("2026-11-24T23:00:00+01:00"))) == 0
    assert sum(run(work("2026-11-27T09:00:00+01:00"))) == 1, "missed days are made up at once"


def test_what_fails_is_tried_again_the_same_day(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(kit: Kit) -> None:
        raise RuntimeError("disk")

    async def work() -> None:
        async with installed(environ) as kit:
            monkeypatch.setattr("handoff.daily.retain", fails)
            with pytest.raises(RuntimeError):
                await Daily(kit).look()
            monkeypatch.setattr("handoff.daily.retain", retain)
            assert await Daily(kit).look()

    run(work())


def test_the_command_counts_first(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    async def prepare() -> None:
        async with installed(environ) as kit:
            await conversation(kit, days_ago(91))

    run(prepare())
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for arguments, left in ((["retention", "--dry-run"], 1), (["retention"], 0)):
        said = CliRunner().invoke(cli, arguments)
        assert said.exit_code == 0, said.output
        assert "anonymous" in said.output

        async def look() -> int:
            async with installed(environ) as kit:
                return await count(kit, t.conversations)

        assert run(look()) == left
