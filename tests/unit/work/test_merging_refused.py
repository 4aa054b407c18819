"""When two records are not made one, and when a merge cannot be undone, or only in order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.work import changes, merging
from handoff.work.dunning import facts
from handoff.work.dunning.run import plan_day
from handoff.work.dunning.stops import lift, stop
from handoff.work.homes import bring_all_home
from tests.unit.work.conftest import CUSTOMER, Office
from tests.unit.work.merged import TODAY, A, B, invoice, merge, person, set_person, where, with_double


@pytest.fixture
async def office(both: Office) -> Office:
    """An office on either database, with the same customer twice."""
    return await with_double(both)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"business": True}, "merge-business"),
        ({"birth_date": dt.date(1960, 1, 1)}, "merge-birth-date"),
        ({"merged_into": A}, None),
    ],
)
async def test_what_forbids_it_changes_nothing(office: Office, values: dict[str, Any], code: str | None) -> None:
    await office.make_case(customer=B)
    if code is None:
        await merge(office)
        with pytest.raises(Conflict) as refused:
            await merge(office, B, A)
        assert refused.value.code == "merge-merged"
        return
    await set_person(office, B, **values)
    with pytest.raises(Conflict) as refused:
        await merge(office)
    assert refused.value.code == code
    assert (await where(office))["cases"] == {B}
    assert await office.rows(c.merges) == []


async def test_a_waiting_change_is_decided_first(office: Office) -> None:
    given = {"iban": "NL20INGB0001234567", "iban_holder": "F. El Amrani"}
    await changes.enter(office.kit, await office.agent("sanne"), B, "iban", given, key="1", ground="by phone")
    with pytest.raises(Conflict) as refused:
        await merge(office)
    assert refused.value.code == "merge-changes"


async def test_roles_ground_and_numbers(office: Office) -> None:
    with pytest.raises(Forbidden):
        await merge(office, who="sanne")
    with pytest.raises(BadInput):
        await merge(office, ground=" ")
    with pytest.raises(NotFound):
        await merge(office, gone="49999999")
    number = await merge(office, who="ria")  # Billing merges, says the handbook
    with pytest.raises(Forbidden):
        await merging.undo(office.kit, await office.agent("sanne"), number)
    with pytest.raises(Forbidden):
        await merging.set_apart(office.kit, await office.agent("sanne"), A, B)


@pytest.mark.parametrize("happened", ["time", "stop", "lifted", "change", "step", "mixed", "further", "flag"])
async def test_when_it_cannot_be_undone(office: Office, happened: str) -> None:
    await invoice(office, "F1", B, failed=TODAY - dt.timedelta(days=20))
    await plan_day(office.kit)
    stop_id = await stop(office.kit, B, "hardship", "bot")
    claim = (await office.rows(d.claims))[0]["id"]
    number = await merge(office)
    office.clock.forward(hours=1)
    now, codes = (
        office.clock.now(),
        {"time": "undo-too-late", "change": "undo-changes", "flag": "undo-changes", "further": "undo-merged-on"},
    )
    if happened == "time":
        office.clock.forward(days=7)
    elif happened == "stop":
        await stop(office.kit, A, "dispute", "bot")
    elif happened == "lifted":
        await lift(office.kit, stop_id, "mo")
    elif happened == "change":
        await changes.enter(
            office.kit, await office.agent("sanne"), A, "phone", {"phone": "+31687654321"}, key="1", ground="x"
        )
    elif happened == "step":
        await office.add(d.steps, claim_id=claim, step="reminder_1", on=TODAY, at=now, by="system")
    elif happened == "mixed":
        await invoice(office, "F2", A, failed=TODAY)
        await plan_day(office.kit)
        assert {r["claim_id"] for r in await office.rows(d.items)} == {claim}
    elif happened == "further":
        await office.add(c.customers, **{**CUSTOMER, "number": "40000003", "birth_date": None})
        await merge(office, "40000003", A)
    elif happened == "flag":
        await set_person(office, A, flags=["vulnerable"])
    with pytest.raises(Conflict) as refused:
        await merging.undo(office.kit, await office.agent("thijs"), number)
    assert refused.value.code == codes.get(happened, "undo-arrears")
    assert (await person(office, B))["merged_into"] is not None


async def test_a_chain_leads_to_the_last_and_unwinds_in_order(office: Office) -> None:
    third = "40000003"
    await office.add(c.customers, **{**CUSTOMER, "number": third, "birth_date": None})
    case = await office.make_case(customer=B)
    first, thijs = await merge(office), await office.agent("thijs")
    second = await merge(office, third, A)
    assert {(await person(office, n))["merged_into"] for n in (A, B)} == {third}
    late = await office.make_case(customer=B)
    await bring_all_home(office.kit)
    assert {(await office.case(n))["customer_number"] for n in (case, late)} == {third}
    await merging.undo(office.kit, thijs, second)
    assert (await person(office, B))["merged_into"] == A
    await merging.undo(office.kit, thijs, first)
    assert {(await office.case(n))["customer_number"] for n in (case, late)} == {B}


async def test_a_lost_stop_takes_everything_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the rules ever lose a stop, the merge is refused rather than a customer dunned."""
    await invoice(office, "F1", B, failed=TODAY - dt.timedelta(days=20))
    await set_person(office, B, flags=["deceased"])
    await plan_day(office.kit)
    monkeypatch.setattr(merging.doubles, "taken_over", lambda kept, gone: {})
    with pytest.raises(Conflict) as refused:
        await merge(office)
    assert refused.value.code == "merge-stop"
    assert (await where(office))["invoices"] == {B}
    async with office.kit.db.read() as tx:
        assert [one.row["customer_number"] for one in await facts.claims(tx, TODAY)] == [B]
