"""Two records of one customer made one: everything moves, no stop is lost, the former number leads on, and it can be undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from handoff.desk import registers
from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.store.doubles import doubles
from handoff.store.record import record_of
from handoff.work import changes, merging
from handoff.work.dunning import facts
from handoff.work.dunning.run import plan_day
from handoff.work.dunning.stops import lift, stop
from handoff.work.homes import MOVING, bring_all_home
from handoff.work.retention import retain
from tests.unit.work.conftest import CUSTOMER, NOW, Office

A, B = "40000001", "40000002"
TODAY = NOW.date()


@pytest.fixture
async def office(both: Office) -> Office:
    """An office on either database, with the same customer twice."""
    await both.add(
        c.customers,
        **{
            **CUSTOMER,
            "number": B,
            "name": "F. El Amrani",
            "birth_date": None,
            "iban": None,
            "since": dt.date(2025, 1, 1),
        },
    )
    return both


async def invoice(office: Office, number: str, customer: str, failed: dt.date | None = None) -> None:
    month = dt.date(2026, 10, 1)
    await office.add(
        c.invoices,
        number=number,
        customer_number=customer,
        month=month,
        issued_on=month,
        due_on=month,
        lines=[],
        total_cents=7900,
        paid_cents=0,
        failed_on=failed,
        disputed_cents=0,
        credited_cents=0,
    )


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


async def where(office: Office) -> dict[str, set[str]]:
    """Which customers every table names."""
    return {name: {r["customer_number"] for r in await office.rows(table)} for name, table in MOVING.items()}


async def reasons(office: Office) -> dict[int, str]:
    return {one.claim.id: one.today.why for one in await plan_day(office.kit)}


async def person(office: Office, number: str) -> dict[str, Any]:
    return (await office.rows(c.customers, c.customers.c.number == number))[0]


async def set_person(office: Office, number: str, **values: Any) -> None:
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.customers).where(c.customers.c.number == number).values(**values))


async def merge(office: Office, kept: str = A, gone: str = B, who: str = "thijs", ground: str = "gebeld") -> int:
    return await merging.merge(office.kit, await office.agent(who), kept, gone, ground)


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


async def test_the_trail_of_a_merge_goes_with_the_log_and_the_number_still_leads_on(office: Office) -> None:
    await merge(office)
    office.clock.forward(days=800)
    await retain(office.kit)
    assert await office.rows(c.merges) == []
    assert (await person(office, B))["merged_into"] == A
    late = await office.make_case(customer=B)
    assert await bring_all_home(office.kit) == 1
    assert (await office.case(late))["customer_number"] == A
