"""The list of cases on both databases: filters, order, pages; and what is done with it there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from handoff.desk.views import case_view, cases_view
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work import saved_filters
from handoff.work.bulk import change_many
from handoff.work.retention import retain
from tests.unit.work.conftest import CUSTOMER, Office


async def filled(office: Office) -> list[str]:
    """Seven cases: due in this order, the third resolved, the fourth of the debtors' department, the fifth late."""
    sanne, now = await office.agent("sanne"), office.clock.now()
    more: list[dict[str, Any]] = [
        {"owner_id": sanne["id"]}, {"priority": "high"}, {"status": "resolved", "closed_at": now}, {"department": "debiteurenbeheer"},
        {"due": now - dt.timedelta(days=1)}, {"customer_number": "40000002"}, {"due": now + dt.timedelta(hours=3)},
    ]  # fmt: skip
    numbers = []
    for n, values in enumerate(more):
        numbers.append(await office.make_case())
        async with office.kit.db.write() as tx:
            values = {"due": now + dt.timedelta(days=n + 2), **values}
            await tx.execute(update(t.cases).where(t.cases.c.number == numbers[-1]).values(**values))
    return numbers


async def seen(
    office: Office, *, debtors: bool = False, limit: int = 50, offset: int = 0, **filters: str
) -> tuple[int, list[int]]:
    found = await cases_view(office.kit, filters, limit, offset, debtors=debtors)
    return found["total"], [int(case["number"][-6:]) for case in found["cases"]]


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({}, [5, 7, 1, 2, 6, 3]),  # what is due first, what is resolved last
        ({"status": "resolved"}, [3]),
        ({"priority": "high"}, [2]),
        ({"department": "logistiek", "status": "new"}, [5, 7, 1, 2, 6]),
        ({"department": "debiteurenbeheer"}, []),
        ({"owner": "sanne"}, [1]),
        ({"unowned": "1"}, [5, 7, 2, 6]),
        ({"overdue": "1"}, [5]),
        ({"nearly": "1"}, [7]),
        ({"customer": "40000002"}, [6]),
        ({"topic": "complain_delivery", "priority": "high"}, [2]),
        ({"kind": "complaint", "status": "resolved"}, [3]),
        ({"status": "no such"}, []),
    ],
)
async def test_filters_and_order(both: Office, filters: dict[str, str], numbers: list[int]) -> None:
    await filled(both)
    assert await seen(both, **filters) == (len(numbers), numbers)


async def test_pages_and_debtors(both: Office) -> None:
    await filled(both)
    assert await seen(both, debtors=True) == (7, [5, 7, 1, 2, 4, 6, 3])
    pages = [(await seen(both, debtors=True, limit=3, offset=offset)) for offset in (0, 3, 6, 9)]
    assert pages == [(7, [5, 7, 1]), (7, [2, 4, 6]), (7, [3]), (7, [])]


async def test_a_former_number_finds_the_cases_of_the_one_that_is_kept(both: Office) -> None:
    await filled(both)
    await both.add(c.customers, **{**CUSTOMER, "number": "40000003", "merged_into": "40000001"})
    assert (await seen(both, customer="40000003"))[0] == 5


async def test_changed_noted_and_kept(both: Office) -> None:
    numbers, sanne = await filled(both), await both.agent("sanne")
    assert len((await change_many(both.kit, numbers, "assign", "ria", sanne, key="1")).done) == 5
    for expected in (6, 0):
        done = (await change_many(both.kit, numbers, "note", "Gebeld.", sanne, key="2")).done
        assert len(done) == expected, "sent twice is one note"
    assert [n["text"] for n in (await case_view(both.kit, numbers[0], sanne))["notes"]] == ["Gebeld."]
    first = await saved_filters.save(both.kit, sanne, "b", {"status": "new"})
    await saved_filters.save(both.kit, sanne, "A", {"mine": "1"})
    async with both.kit.db.read() as tx:
        assert [f["name"] for f in await saved_filters.filters_of(tx, sanne)] == ["A", "b"]
        assert await saved_filters.filters_of(tx, await both.agent("ria")) == []
    await saved_filters.remove(both.kit, sanne, first)
    both.clock.forward(days=900)
    await retain(both.kit)
    assert {n["case_number"] for n in await both.rows(t.case_notes)} == {
        n["number"] for n in await both.rows(t.cases)
    } - {numbers[3]}
