"""Two records of one customer made one: everything moves, no stop is lost, the former number leads on, and it can be undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.desk import registers
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.store.doubles import doubles
from handoff.store.record import record_of
from handoff.work import merging
from handoff.work.dunning.run import plan_day
from handoff.work.dunning.stops import stop
from handoff.work.homes import MOVING, bring_all_home
from handoff.work.retention import retain
from tests.unit.work.conftest import CUSTOMER, Office
from tests.unit.work.merged import TODAY, A, B, invoice, merge, person, reasons, set_person, where, with_double


@pytest.fixture
async def office(both: Office) -> Office:
    """An office on either database, with the same customer twice."""
    return await with_double(both)


async def everything(office: Office, customer: str) -> None:
    """A row in every table that names a customer."""
    now, day = office.clock.now(), TODAY
    talk = await office.talk(customer_number=customer)
    await office.add(
        t.contacts,
        number=f"K2026-{customer[-6:]}",
        conversation_id=talk,
        channel="chat",
        direction="in",
        language="nl",
        started_at=now,
        customer_number=customer,
        topics=[],
        priority="low",
        particulars=[],
        handled_by="bot",
    )
    await office.make_case(customer=customer, conversation=talk)
    await office.add(
        c.contracts,
        customer_number=customer,
        product="SR-EB1",
        subscription="flex",
        bike_number=customer[-6:],
        month_cents=7900,
        deposit_cents=0,
        accessories=[],
        extra_cover=False,
        started_on=day,
        status="active",
        paused_days_12m=0,
    )
    await office.add(
        c.orders,
        number=f"B{customer[1:]}",
        customer_number=customer,
        product="SR-EB1",
        subscription="flex",
        status="delivered",
        ordered_on=day,
        promised_on=day,
        failed_times=0,
    )
    await office.add(
        c.repairs,
        number=f"R{customer[1:]}",
        customer_number=customer,
        bike_number="1",
        what="x",
        way="mechanic",
        status="done",
        status_since=day,
        requested_at=now,
        replacement_bike=False,
    )
    await invoice(office, f"F{customer}", customer, failed=day - dt.timedelta(days=1))
    await office.add(
        c.payments, customer_number=customer, invoice_number=f"F{customer}", at=day, cents=100, way="transfer"
    )
    await office.add(
        c.changes,
        key=f"old:{customer}",
        customer_number=customer,
        field="phone",
        old={},
        new={},
        effective_on=day,
        status="applied",
        ground="x",
        asked_at=now - dt.timedelta(days=40),
        asked_by="bot",
        sampled=False,
    )
    await plan_day(office.kit)
    await stop(office.kit, customer, "hardship", "bot")


def test_every_table_that_names_a_customer_moves() -> None:
    named = {table.name for table in t.metadata.tables.values() if "customer_number" in table.c}
    assert named == set(MOVING)


async def test_everything_moves_and_goes_back(office: Office) -> None:
    await everything(office, A)
    await everything(office, B)
    before = await where(office)
    assert all(numbers == {A, B} for numbers in before.values()), before
    number = await merge(office)
    assert all(numbers == {A} for numbers in (await where(office)).values())
    assert (await person(office, B))["merged_into"] == A
    async with office.kit.db.read() as tx:
        record = await record_of(tx, B)
    assert record
    assert record.customer["number"] == A
    assert len(record.contracts) == 2
    assert len(record.cases) == 2
    (line,) = await office.rows(t.history, t.history.c.what == "merged")
    assert (line["subject_id"], line["actor"], line["detail"]["other"]) == (A, "agent:thijs", B)
    moved_case = (await office.rows(c.merges))[0]["moved"]["cases"][0]
    (changed,) = await office.rows(t.history, t.history.c.subject_id == moved_case, t.history.c.what == "changed")
    assert changed["detail"]["changes"] == {"customer_number": [B, A]}
    assert await merge(office) == number, "again is the same merge"
    await merging.undo(office.kit, await office.agent("thijs"), number)
    await merging.undo(office.kit, await office.agent("thijs"), number)
    assert await where(office) == before
    assert (await person(office, B))["merged_into"] is None
    assert {r["number"]: r["customer_number"] for r in await office.rows(t.cases)}[moved_case] == B
    assert len(await office.rows(t.history, t.history.c.what == "merge undone")) == 2


@pytest.mark.parametrize("kept", [A, B])
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"administrator": {"name": "Bewind BV", "email": "b@b.nl", "since": "2026-01-01"}}, "administration"),
        ({"flags": ["deceased"]}, "death"),
        ({"flags": ["vulnerable"]}, "vulnerable"),
        ({"birth_date": dt.date(2012, 1, 1)}, "minor"),
    ],
)
async def test_what_protects_either_record_protects_all_claims(
    office: Office, kept: str, values: dict[str, Any], reason: str
) -> None:
    await set_person(office, A, birth_date=None)
    await set_person(office, B, **values)
    for number in (A, B):
        await invoice(office, f"F{number}", number, failed=TODAY - dt.timedelta(days=1))
    assert sorted((await reasons(office)).values()) == sorted(["not_yet", reason])
    before = {n: await person(office, n) for n in (A, B)}
    number = await merge(office, kept, B if kept == A else A)
    assert set((await reasons(office)).values()) == {reason}
    await merging.undo(office.kit, await office.agent("thijs"), number)
    assert {n: await person(office, n) for n in (A, B)} == before


@pytest.mark.parametrize("kept", [A, B])
async def test_a_stop_of_either_counts_for_all_and_takes_back_what_waits(office: Office, kept: str) -> None:
    for number in (A, B):
        await invoice(office, f"F{number}", number, failed=TODAY - dt.timedelta(days=30))
    await plan_day(office.kit)
    await stop(office.kit, B, "debt_help", "bot")
    running = next(k["id"] for k in await office.rows(d.claims, d.claims.c.customer_number == A))
    await office.add(d.steps, claim_id=running, step="letter_14", on=TODAY, at=office.clock.now(), by="system")
    await office.add(
        d.notices,
        key="n1",
        claim_id=running,
        step="letter_14",
        channel="letter",
        language="nl",
        to=["x"],
        subject="x",
        body="x",
        open_cents=7900,
        costs_cents=0,
        invoices=[{"number": f"F{A}", "cents": 7900}],
        day=TODAY,
        created_at=office.clock.now(),
    )
    await merge(office, kept, B if kept == A else A)
    assert set((await reasons(office)).values()) == {"debt_help"}
    (notice,) = await office.rows(d.notices)
    assert notice["withdrawn_at"] is not None, "a letter that was not posted is taken back"
    assert await office.rows(d.steps) == []


async def test_what_comes_in_under_the_former_number_is_brought_home_before_dunning(office: Office) -> None:
    await stop(office.kit, A, "hardship", "bot")
    number = await merge(office)
    await invoice(office, "F1", B, failed=TODAY - dt.timedelta(days=20))
    assert set((await reasons(office)).values()) == {"hardship"}
    assert {k["customer_number"] for k in await office.rows(d.claims)} == {A}
    await office.talk(customer_number=B)
    assert await bring_all_home(office.kit) == 1
    assert await bring_all_home(office.kit) == 0
    assert (await office.rows(c.merges))[0]["moved"]["invoices"] == ["F1"]
    await merging.undo(office.kit, await office.agent("thijs"), number)
    assert {k["customer_number"] for k in await office.rows(d.claims)} == {B}, "and goes back with its claim"


async def test_a_stop_asked_for_under_the_former_number_stops_what_is_kept(office: Office) -> None:
    await invoice(office, "F1", A, failed=TODAY - dt.timedelta(days=20))
    await merge(office)
    await plan_day(office.kit)
    await stop(office.kit, B, "bankruptcy", "bot")
    assert set((await reasons(office)).values()) == {"bankruptcy"}


async def test_the_former_number_is_found_and_leads_on(office: Office) -> None:
    await merge(office)
    for words in (B, "F. El Amrani"):
        (found,) = await registers.find_customers(office.kit, words)
        assert (found["number"], found["former"]) == (A, [B])
    view = await registers.customer_view(office.kit, B, await office.agent("sanne"))
    assert view["customer"]["number"] == A
    assert [m["gone"] for m in view["merged"]] == [B]
    assert {e["what"] for e in view["history"]} >= {"merged", "merged into"}


async def test_doubles_are_found_until_they_are_set_apart(office: Office) -> None:
    async def found() -> list[tuple[str, str, tuple[str, ...]]]:
        async with office.kit.db.read() as tx:
            return [(p.one, p.other, p.shared) for p in await doubles(tx)]

    await office.add(
        c.customers,
        **{
            **CUSTOMER,
            "number": "40000009",
            "name": "Piet Mol",
            "email": "PIET@example.org ",
            "phone": None,
            "postcode": "",
            "house_number": "",
        },
    )
    await office.add(
        c.customers,
        **{
            **CUSTOMER,
            "number": "40000010",
            "name": "Piet Mol",
            "email": "piet@example.org",
            "phone": "",
            "postcode": "",
            "house_number": "",
        },
    )
    assert await found() == [(A, B, ("email", "phone", "home")), ("40000009", "40000010", ("email",))]
    assert (await registers.customer_view(office.kit, A, await office.agent("sanne")))["alike"] == [B]
    await merging.set_apart(office.kit, await office.agent("thijs"), B, A)
    await merging.set_apart(office.kit, await office.agent("thijs"), A, B)
    assert await found() == [("40000009", "40000010", ("email",))]
    assert (await registers.customer_view(office.kit, A, await office.agent("sanne")))["alike"] == []
    assert len(await office.rows(t.history, t.history.c.what == "set apart")) == 2


async def test_the_trail_of_a_merge_goes_with_the_log_and_the_number_still_leads_on(office: Office) -> None:
    await merge(office)
    office.clock.forward(days=800)
    await retain(office.kit)
    assert await office.rows(c.merges) == []
    assert (await person(office, B))["merged_into"] == A
    late = await office.make_case(customer=B)
    assert await bring_all_home(office.kit) == 1
    assert (await office.case(late))["customer_number"] == A
