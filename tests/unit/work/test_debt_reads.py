"""The list of debtors by filter, the ages, and what came in after each step: on a database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from handoff.store import customers as c
from handoff.store import debt_reads
from handoff.store import debtors as d
from handoff.work.dunning import plans, run, steps, stops
from tests.unit.work.test_dunning import ZERO, at, owe, pay, person

STEPS = ["reminder_1", "reminder_2", "letter_14", "last_letter", "lock", "agency"]


async def listed(office: Any, **filters: str) -> list[str]:
    async with office.kit.db.read() as tx:
        query = debt_reads.claims_query(STEPS, filters, run.today_in(office.kit), minor_below=18)
        count, _, rows = await debt_reads.page_of(tx, query, 50, 0)
    assert count == len(rows)
    return [row["customer_number"] for row in rows]


async def test_search_and_filters(office: Any) -> None:
    for n, name in enumerate(("Anna %s", "Bob", "Cees"), 1):
        await person(office, f"4100000{n}", name=name, postcode=f"100{n} AB", email=f"{n}@example.org")
        await owe(office, f"F2026-10000{n}", customer=f"4100000{n}", cents=n * 100_00, failed=ZERO - dt.timedelta(days=n))
    office.clock.at = at("2026-11-03 10:00")
    await run.carry_out(office.kit, "mo")
    found = {one.claim.customer["number"]: one.claim.id for one in await run.plan_day(office.kit)}
    assert await listed(office) == ["41000003", "41000002", "41000001"]
    assert await listed(office, sort="name") == ["41000001", "41000002", "41000003"]
    for words in ("bob", "41000002", "f2026-100002", "1002ab", "2@example.org"):
        assert await listed(office, q=words) == ["41000002"], words
    assert await listed(office, q="%") == ["41000001"]
    assert await listed(office, step="reminder_2", sort="name") == ["41000001", "41000002", "41000003"]
    assert await listed(office, step="reminder_1") == await listed(office, step="finished") == []
    stop = await stops.stop(office.kit, "41000001", "dispute", "bot", claim_id=found["41000001"])
    await plans.propose(office.kit, found["41000002"], "bot", dt.date(2026, 11, 10))
    assert await listed(office, stop="dispute") == ["41000001"]
    assert await listed(office, stop="plan_requested") == ["41000002"]
    assert await listed(office, stop="any") == ["41000002", "41000001"]
    assert await listed(office, stop="none") == ["41000003"]
    await stops.lift(office.kit, stop, "mo")
    assert await listed(office, stop="dispute") == []
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.customers).where(c.customers.c.number == "41000003").values(flags=["deceased"]))
    assert await listed(office, stop="death") == ["41000003"]
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.customers).where(c.customers.c.number == "41000001").values(birth_date=dt.date(2008, 11, 4)))
    assert await listed(office, stop="minor") == ["41000001"]
    assert await listed(office, stop="none") == []
    await pay(office, "F2026-100003", 300_00)
    await run.plan_day(office.kit)
    assert await listed(office, state="closed") == ["41000003"]


async def test_ages(office: Any) -> None:
    today = dt.date(2026, 11, 24)
    for n, days in enumerate((0, 30, 31, 60, 61, 90, 91, 400)):
        await person(office, f"4100000{n}")
        await owe(office, f"F2026-10000{n}", customer=f"4100000{n}", failed=today - dt.timedelta(days=days), cents=100_00, disputed_cents=30_00 if n == 2 else 0)
    await owe(office, "F2026-200000", customer="41000000", failed=today, cents=1)
    await owe(office, "F2026-200001", customer="41000000", failed=None, cents=99_00)  # not failed: not in arrears
    await run.plan_day(office.kit)
    async with office.kit.db.read() as tx:
        rows = await debt_reads.ageing(tx, today)
    assert [(r["cents"], r["disputed"], r["invoices"], r["debtors"]) for r in rows] == [(200_01, 0, 3, 2), (200_00, 30_00, 2, 2), (200_00, 0, 2, 2), (200_00, 0, 2, 2)]


async def test_what_came_in_after_each_step(office: Any) -> None:
    await owe(office, cents=100_00)
    office.clock.at = at("2026-11-03 10:00")
    await run.carry_out(office.kit, "mo")
    office.clock.at = at("2026-11-17 10:00")
    await run.carry_out(office.kit, "mo")
    for day, cents in (((2026, 10, 20), 1_00), ((2026, 11, 2), 2_00), ((2026, 11, 3), 4_00), ((2026, 11, 16), 8_00), ((2026, 11, 17), 16_00), ((2026, 12, 1), 32_00)):
        await office.add(c.payments, customer_number="40000001", invoice_number="F2026-000001", at=dt.date(*day), cents=cents, way="link")
    async with office.kit.db.read() as tx:
        rows = await debt_reads.collected(tx, STEPS, dt.date(2026, 10, 1), dt.date(2026, 11, 30))
    # before day 0 it was no debt; after the last day it is no part of the report
    assert [(r["step"], r["taken"], r["cents"]) for r in rows[:4]] == [("", 0, 2_00), ("reminder_1", 1, 12_00), ("reminder_2", 1, 16_00), ("letter_14", 0, 0)]


@pytest.mark.parametrize("waived", [True, False])
async def test_costs_that_are_settled_are_kept_with_how(office: Any, waived: bool) -> None:
    await owe(office)
    claim = (await run.plan_day(office.kit))[0].claim.id
    async with office.kit.db.write() as tx:
        await tx.execute(update(d.claims).values(costs_cents=40_00, costs_on=dt.date(2026, 11, 24)))
    await steps.settle_costs(office.kit, claim, 15_00, "mo", waived=waived, note="Te vroeg.")
    async with office.kit.db.read() as tx:
        found = await debt_reads.costs_between(tx, dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert found == {"charged": 40_00, "paid": 0 if waived else 15_00, "waived": 15_00 if waived else 0}
