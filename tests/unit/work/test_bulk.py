"""Several cases at once: one transaction, a line of history each, what cannot be done said per case. And filters under a name."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.errors import BadInput, Conflict, Forbidden, NotFound, Refused
from handoff.store import tables as t
from handoff.work import bulk, saved_filters
from handoff.work.bulk import change_many
from tests.unit.work.conftest import Office


async def three(office: Office) -> list[str]:
    return [await office.make_case() for _ in range(3)]


async def lines(office: Office, number: str, what: str) -> list[dict[str, Any]]:
    h = t.history.c
    return await office.rows(t.history, h.subject == "case", h.subject_id == number, h.what == what)


async def test_assigned_with_history_for_each(office: Office) -> None:
    numbers, sanne, ria = await three(office), await office.agent("sanne"), await office.agent("ria")
    outcome = await change_many(office.kit, numbers, "assign", "ria", sanne, key="1")
    assert (outcome.done, outcome.same, outcome.refused) == (numbers, [], [])
    for number in numbers:
        assert (await office.case(number))["owner_id"] == ria["id"]
        (line,) = await lines(office, number, "changed")
        assert (line["actor"], line["detail"]["changes"]) == ("agent:sanne", {"owner_id": [None, ria["id"]]})
    again = await change_many(office.kit, numbers, "assign", "ria", sanne, key="2")
    assert (again.done, again.same) == ([], numbers)
    assert all([len(await lines(office, number, "changed")) == 1 for number in numbers])


@pytest.mark.parametrize(("does", "value"), [("department", "werkplaats"), ("priority", "high")])
async def test_department_and_priority(office: Office, does: str, value: str) -> None:
    numbers = await three(office)
    outcome = await change_many(office.kit, [*numbers, numbers[0]], does, value, await office.agent("sanne"), key="1")
    assert outcome.done == numbers
    assert {(await office.case(number))[does] for number in numbers} == {value}


async def test_what_cannot_be_done_is_said_per_case_and_changes_nothing_there(office: Office) -> None:
    open_one, closed, debt = await three(office)
    from sqlalchemy import update

    async with office.kit.db.write() as tx:
        await tx.execute(
            update(t.cases).where(t.cases.c.number == closed).values(status="resolved", closed_at=office.clock.now())
        )
        await tx.execute(update(t.cases).where(t.cases.c.number == debt).values(department="debiteurenbeheer"))
    before = [await office.case(number) for number in (closed, debt)]
    asked = [closed, open_one, debt, "Z2020-000001"]
    outcome = await change_many(office.kit, asked, "priority", "high", await office.agent("sanne"), key="1")
    assert outcome.done == [open_one]
    assert [(number, why.code) for number, why in outcome.refused] == [
        (closed, "case-resolved"), (debt, "role-missing"), ("Z2020-000001", "case-unknown"),
    ]  # fmt: skip
    assert [await office.case(number) for number in (closed, debt)] == before
    assert not await lines(office, closed, "changed")
    assert not await lines(office, debt, "changed")


async def test_a_debtors_case_only_goes_to_who_may_see_it(office: Office) -> None:
    number, mo = await office.make_case(department="debiteurenbeheer"), await office.agent("mo")
    refused = (await change_many(office.kit, [number], "assign", "ria", mo, key="1")).refused
    assert [why.code for _, why in refused] == ["assignee-role"]
    assert (await change_many(office.kit, [number], "assign", "mo", mo, key="1")).done == [number]


async def test_a_note_on_each_once_and_masked(office: Office) -> None:
    numbers, sanne = await three(office), await office.agent("sanne")
    for _ in range(2):
        outcome = await change_many(
            office.kit, numbers, "note", "Kaart 4111 1111 1111 1111, even wachten.", sanne, key="form-1"
        )
    assert outcome.same == numbers
    notes = await office.rows(t.case_notes)
    assert [n["case_number"] for n in notes] == numbers
    assert all("4111 1111" not in n["text"] and "even wachten" in n["text"] for n in notes)
    assert all([len(await lines(office, number, "noted")) == 1 for number in numbers])


@pytest.mark.parametrize("does", ["status", "resolved", "close", "outcome", ""])
async def test_nothing_closes_cases_together(office: Office, does: str) -> None:
    numbers = await three(office)
    with pytest.raises(BadInput) as refused:
        await change_many(office.kit, numbers, does, "resolved", await office.agent("thijs"), key="1")
    assert refused.value.code == "bulk-close"
    assert {(await office.case(number))["status"] for number in numbers} == {"new"}


@pytest.mark.parametrize(
    ("numbers", "does", "value", "code"),
    [
        ([], "note", "x", "nothing-chosen"),
        ([f"Z2026-{n:06d}" for n in range(bulk.MOST + 1)], "note", "x", "too-many-chosen"),
        (["Z2026-000001"], "assign", "", "choose-colleague"),
        (["Z2026-000001"], "assign", "hans-from-outside", "choose-colleague"),
        (["Z2026-000001"], "department", "", "choose-department"),
        (["Z2026-000001"], "priority", "sky-high", "choose-priority"),
        (["Z2026-000001"], "note", "  ", None),
    ],
)
async def test_what_cannot_be_done_with_any(
    office: Office, numbers: list[str], does: str, value: str, code: str | None
) -> None:
    await three(office)
    with pytest.raises(Refused) as refused:
        await change_many(office.kit, numbers, does, value, await office.agent("sanne"), key="1")
    assert code in (None, refused.value.code)
    assert await office.rows(t.case_notes) == []


async def test_a_broken_one_takes_all_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, real = await three(office), bulk.write_values

    async def breaks(tx: Any, row: Any, *more: Any) -> bool:
        if row["number"] == numbers[2]:
            raise RuntimeError("the power is gone")
        return await real(tx, row, *more)

    monkeypatch.setattr(bulk, "write_values", breaks)
    with pytest.raises(RuntimeError):
        await change_many(office.kit, numbers, "priority", "high", await office.agent("sanne"), key="1")
    assert {(await office.case(number))["priority"] for number in numbers} == {"normal"}
    assert not await lines(office, numbers[0], "changed")


async def kept(office: Office, username: str) -> list[tuple[str, bool, bool]]:
    async with office.kit.db.read() as tx:
        return [
            (f["name"], f["shared"], f["may"]) for f in await saved_filters.filters_of(tx, await office.agent(username))
        ]


async def test_own_filters_and_shared_ones(office: Office) -> None:
    sanne, thijs = await office.agent("sanne"), await office.agent("thijs")
    mine = await saved_filters.save(
        office.kit, sanne, " Mijn  late ", {"overdue": "1", "mine": "yes", "customer": "40000001", "status": "no such"}
    )
    (row,) = await office.rows(t.saved_filters)
    assert (row["name"], row["filters"]) == ("Mijn late", {"overdue": "1", "mine": "1"}), "a customer is never kept"
    team = await saved_filters.save(office.kit, thijs, "Team", {"department": "logistiek"}, shared=True)
    assert await kept(office, "sanne") == [("Mijn late", False, True), ("Team", True, False)]
    assert await kept(office, "thijs") == [("Team", True, True)]
    with pytest.raises(Forbidden):
        await saved_filters.save(office.kit, sanne, "Mijn team", {"status": "new"}, shared=True)
    with pytest.raises(Forbidden):
        await saved_filters.rename(office.kit, sanne, team, "Anders")
    with pytest.raises(NotFound):
        await saved_filters.rename(office.kit, thijs, mine, "Anders")
    await saved_filters.rename(office.kit, sanne, mine, "Late")
    assert await saved_filters.save(office.kit, sanne, "Late", {"status": "new"}) == mine, (
        "the same name is the same filter"
    )
    other = await saved_filters.save(office.kit, sanne, "Nieuw", {"status": "new"})
    with pytest.raises(Conflict):
        await saved_filters.rename(office.kit, sanne, other, "Late")
    await saved_filters.remove(office.kit, sanne, mine)
    await saved_filters.remove(office.kit, sanne, mine)
    assert await kept(office, "sanne") == [("Nieuw", False, True), ("Team", True, False)]


@pytest.mark.parametrize(
    ("name", "filters", "code"),
    [("", {"status": "new"}, "filter-name"), ("x" * 41, {"status": "new"}, "filter-name"), ("x", {}, "filter-empty"), ("x", {"status": "?"}, "filter-empty"), ("x", {"customer": "40000001"}, "filter-empty")],
)  # fmt: skip
async def test_a_filter_has_a_name_and_filters(office: Office, name: str, filters: dict[str, str], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        await saved_filters.save(office.kit, await office.agent("sanne"), name, filters)
    assert refused.value.code == code
