"""Into the database: once, again when asked, and nobody else's rows are touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update

from handoff.demo.load import demo_numbers, load_customers
from handoff.errors import Conflict
from handoff.settings import Settings, load
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.store.record import owner_of, record_of
from handoff.work.base import next_number
from tests.support.databases import empty_sqlite

TABLES = (c.customers, c.contracts, c.orders, c.repairs, c.invoices, c.payments, c.changes, t.cases, t.contacts, t.history)
STRANGER = {
    "number": "40999999", "name": "Iemand Anders", "business": False, "street": "Dorpsstraat", "house_number": "1", "postcode": "3512 AB",
    "city": "Utrecht", "since": dt.date(2020, 1, 1),
}  # fmt: skip


@pytest.fixture(autouse=True)
def still(monkeypatch, content) -> None:
    """The content is read once for all these tests, and the clock stands still."""
    monkeypatch.setattr("handoff.demo.load.load", lambda root: content)
    moment = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    monkeypatch.setattr("handoff.demo.load.Clock.now", lambda self: moment)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return load({"BALIE_DATA": str(tmp_path), "BALIE_CLOCK": "2026-11-24T10:00:00"})


@pytest.fixture
async def db(settings) -> AsyncIterator[Database]:
    (settings.data / "balie.db").write_bytes(empty_sqlite())
    made = Database(settings.database_url)
    yield made
    await made.close()


async def counts(db: Database) -> dict[str, int]:
    async with db.read() as tx:
        return {x.name: (await tx.execute(select(func.count()).select_from(x))).scalar_one() for x in TABLES}


async def everything(db: Database) -> dict[str, list[Any]]:
    """All rows, without the ids that the database gives out."""
    async with db.read() as tx:
        return {
            x.name: sorted(str([v for k, v in r._mapping.items() if k not in ("id", "contract_id")]) for r in await tx.execute(select(x)))
            for x in TABLES
        }  # fmt: skip


async def test_twice_is_once(db, settings) -> None:
    loaded = await load_customers(settings, db)
    before = await everything(db)
    assert loaded.counts == await counts(db)
    assert not await load_customers(settings, db)
    assert not await load_customers(settings, db, only_when_empty=True)
    assert await everything(db) == before


async def test_fresh_gives_the_same_again_whatever_was_done(db, settings) -> None:
    await load_customers(settings, db)
    before = await everything(db)
    async with db.write() as tx:
        await tx.execute(update(c.customers).where(c.customers.c.number == "40000101").values(city="Elders"))
        await tx.execute(update(c.contracts).where(c.contracts.c.customer_number == "40000101").values(status="cancelled"))
        order = {"number": "B4420990", "customer_number": "40000101", "product": "SR-ST1", "subscription": "flex", "status": "ordered"}
        await tx.execute(insert(c.orders).values(**order, ordered_on=dt.date(2026, 11, 24), promised_on=dt.date(2026, 11, 27)))
    assert await load_customers(settings, db, fresh=True)
    assert await everything(db) == before


async def test_fresh_leaves_others_alone(db, settings) -> None:
    async with db.write() as tx:
        await tx.execute(insert(c.customers).values(**STRANGER))
    assert not await load_customers(settings, db, only_when_empty=True)
    assert await load_customers(settings, db)
    assert await load_customers(settings, db, fresh=True)
    async with db.read() as tx:
        record = await record_of(tx, "40999999")
    assert record is not None
    assert (await counts(db))["customers"] == len(demo_numbers()) + 1


async def test_a_number_of_somebody_else_stops_the_whole(db, settings) -> None:
    async with db.write() as tx:
        await tx.execute(insert(c.customers).values(**STRANGER))
        values = {"customer_number": "40999999", "product": "SR-ST1", "subscription": "flex", "status": "ordered"}
        await tx.execute(insert(c.orders).values(number="B4410105", ordered_on=dt.date(2026, 1, 1), promised_on=dt.date(2026, 1, 1), **values))
    with pytest.raises(Conflict):
        await load_customers(settings, db)
    assert (await counts(db))["customers"] == 1


async def test_counters_go_on_after_the_last_number(db, settings) -> None:
    await load_customers(settings, db)
    now = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
    async with db.write() as tx:
        for letter, table in (("Z", t.cases), ("K", t.contacts), ("F", c.invoices)):
            highest = (await tx.execute(select(func.max(table.c.number)).where(table.c.number.startswith(f"{letter}2026")))).scalar_one()
            assert await next_number(tx, letter, now) == f"{letter}2026-{int(highest[6:]) + 1:06d}"
        values = {row.name: row.value for row in await tx.execute(select(t.counters))}
        for letter, table in (("B", c.orders), ("R", c.repairs)):
            assert f"{letter}{values[letter]}" == (await tx.execute(select(func.max(table.c.number)))).scalar_one()


async def test_a_counter_that_is_further_stays(db, settings) -> None:
    async with db.write() as tx:
        await tx.execute(insert(t.counters).values(name="Z2026", value=900000))
    await load_customers(settings, db)
    async with db.write() as tx:
        assert await next_number(tx, "Z", dt.datetime(2026, 11, 24, tzinfo=dt.UTC)) == "Z2026-900001"


async def test_invoices_know_their_contract_and_records_read(db, settings) -> None:
    await load_customers(settings, db)
    async with db.read() as tx:
        record = await record_of(tx, "40000109")
        owner = await owner_of(tx, "bike_number", "510109")
        broken = (await tx.execute(text("SELECT count(*) FROM contracts WHERE settlement = 'null'"))).scalar_one()
    assert record is not None
    assert owner is not None
    assert owner["number"] == "40000109"
    assert {i["contract_id"] for i in record.invoices} == {record.contracts[0]["id"]}
    assert record.open_cents(dt.date(2026, 11, 24)) == 18400
    assert broken == 0  # no settlement is NULL


async def test_cases_belong_to_the_accounts_that_there_are(db, settings) -> None:
    async with db.write() as tx:
        found = await tx.execute(insert(t.agents).values(username="noor", name="Noor", password_hash="x").returning(t.agents.c.id))
        noor = found.scalar_one()
    await load_customers(settings, db)
    async with db.read() as tx:
        owners = set((await tx.execute(select(t.cases.c.owner_id))).scalars())
    assert owners == {noor, None}
