"""Arrears that are past their term: a claim goes seven years after it was closed, with what a list brought; nothing that runs."""

from __future__ import annotations

import datetime as dt
import os
import time
from typing import Any

import pytest
from sqlalchemy import update

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.dunning.search import Reported
from handoff.outbox import Outbox
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.dunning import payments, plans, searches, steps, stops
from handoff.work.dunning.importing import take_list
from handoff.work.dunning.run import carry_out, plan_day
from handoff.work.retention import retain

HEAD = "Klantnummer;Naam;Straat;Huisnummer;Postcode;Plaats;E-mail;Telefoon;Factuurnummer;Openstaand;Vervaldatum\n"
ROW = "{who};Jan Jansen;Dorpsstraat;1;1234AB;Zwolle;jan@example.org;0612345678;{invoice};{open};27-10-2026\n"
CLOSED = dt.datetime(2026, 12, 1, 12, tzinfo=AMSTERDAM)
OF_CLAIM = (d.claims, d.items, d.steps, d.notices, d.calls, d.promises, d.plans, d.settlements, d.stops, d.bookings, d.booking_rows, d.searches)


async def take(office: Any, *rows: tuple[str, str, str]) -> None:
    text = HEAD + "".join(ROW.format(who=who, invoice=invoice, open=cents) for who, invoice, cents in rows)
    await take_list(office.kit, text.encode(), "lijst.csv", "agent:mo")


async def a_claim_with_everything(office: Any) -> int:
    """Taken in from a list, reminded, called, promised, planned, stopped, paid; closed on 1 December 2026."""
    office.clock.at = dt.datetime(2026, 11, 3, 10, tzinfo=AMSTERDAM)
    await take(office, ("41000002", "F2026-000002", "79,00"))
    await carry_out(office.kit, "mo")
    while await Outbox(office.kit).send_one():
        pass
    (found,) = await plan_day(office.kit)
    claim = found.claim.id
    await steps.record_call(office.kit, claim, "reached", "mo", "Zegt dat hij ziek is.")
    await plans.promise(office.kit, claim, dt.date(2026, 11, 6), "agent:mo")
    plan = await plans.propose(office.kit, claim, "bot", dt.date(2026, 11, 10))
    await plans.decide(office.kit, plan, await office.agent("mo"), approved=False, note="Eerst bellen.")
    for one in (claim, None):
        await stops.lift(office.kit, await stops.stop(office.kit, "41000002", "hardship", "bot", claim_id=one, note="Ziek."), "mo")
    said = Reported(10_00, dt.date(2026, 11, 2))
    await searches.tell(office.kit, "41000002", await stops.stop(office.kit, "41000002", "paid_claimed", "bot"), said, ["account"], "mo")
    await payments.book(office.kit, claim, 10_00, dt.date(2026, 11, 3), "cash", "mo", once="a form")
    async with office.kit.db.write() as tx:
        await tx.execute(update(d.claims).values(costs_cents=40_00, costs_on=dt.date(2026, 11, 3)))
    await steps.settle_costs(office.kit, claim, 40_00, "mo", waived=True, note="Te vroeg gerekend.")
    office.clock.at = CLOSED
    await take(office, ("41000002", "F2026-000002", "0,00"))
    await plan_day(office.kit)
    return claim


async def left(office: Any) -> set[str]:
    tables = (*OF_CLAIM, d.listed, c.payments, c.invoices)
    return {table.name for table in tables if await office.rows(table)}


async def test_a_claim_goes_whole_after_seven_years(office: Any) -> None:
    await a_claim_with_everything(office)
    assert len(await left(office)) == len(OF_CLAIM) + 3
    office.clock.at = dt.datetime(2028, 12, 1, 23, 59, tzinfo=AMSTERDAM)  # 24 months: its last day still counts
    await retain(office.kit)
    assert {"debt_calls", "debt_stops"} <= await left(office)
    office.clock.at = dt.datetime(2028, 12, 2, 3, tzinfo=AMSTERDAM)
    await retain(office.kit)
    assert not {"debt_calls", "debt_stops"} & await left(office)  # what somebody told us goes as contacts do
    assert await office.rows(d.imports) == []
    office.clock.at = dt.datetime(2033, 12, 1, 23, 59, tzinfo=AMSTERDAM)
    assert (await retain(office.kit, dry_run=True)).erased["claim"] == 0
    await retain(office.kit)
    assert {"debt_claims", "debt_notices", "invoices", "payments"} <= await left(office)
    office.clock.at = dt.datetime(2033, 12, 2, 3, tzinfo=AMSTERDAM)
    assert (await retain(office.kit, dry_run=True)).erased["claim"] == 1
    assert {"debt_claims"} <= await left(office)
    assert (await retain(office.kit)).erased["claim"] == 1
    assert await left(office) == set()
    assert [row["number"] for row in await office.rows(c.customers)] == ["40000001"]  # who came with the list is gone too
    assert (await retain(office.kit)).erased["claim"] == 0


async def test_who_has_more_with_us_stays_and_so_do_our_own_invoices(office: Any) -> None:
    await a_claim_with_everything(office)
    await office.add(c.contracts, customer_number="41000002", product="SR-EB1", subscription="flex", month_cents=7900, deposit_cents=0, started_on=dt.date(2026, 1, 1))
    await office.add(c.invoices, number="F2026-000009", customer_number="40000001", month=dt.date(2026, 10, 1), issued_on=dt.date(2026, 10, 20), due_on=dt.date(2026, 10, 27), lines=[], total_cents=7900, failed_on=dt.date(2026, 10, 27))
    await plan_day(office.kit)
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.invoices).where(c.invoices.c.number == "F2026-000009").values(paid_cents=7900))
    await plan_day(office.kit)
    office.clock.at = dt.datetime(2034, 1, 1, 3, tzinfo=AMSTERDAM)
    assert (await retain(office.kit)).erased["claim"] == 2
    assert [row["number"] for row in await office.rows(c.customers)] == ["40000001", "41000002"]
    assert [row["number"] for row in await office.rows(c.invoices)] == ["F2026-000009"]


@pytest.mark.parametrize("why", ["open", "hold"])
async def test_nothing_goes_of_a_claim_that_runs_or_is_held(office: Any, why: str) -> None:
    await a_claim_with_everything(office)
    async with office.kit.db.write() as tx:
        if why == "open":
            await tx.execute(update(d.claims).values(state="open", closed_at=None))
        else:
            await tx.execute(update(c.customers).values(flags=["legal_hold"]))
    before = await left(office)
    office.clock.at = dt.datetime(2040, 1, 1, 3, tzinfo=AMSTERDAM)
    report = await retain(office.kit)
    kept = await left(office)
    assert kept == before if why == "open" else kept >= before - {"debt_calls"}
    assert (report.erased["claim"], report.held) == (0, int(why == "hold"))
    told = await office.rows(t.history, t.history.c.subject == "claim")
    assert bool(told) is (why == "open")  # the log of a claim that runs stays with it


async def test_letters_made_and_lists_uploaded_do_not_stay(office: Any) -> None:
    old = {"letters": 31, "lists": 2}
    for folder, days in old.items():
        (office.kit.settings.data / folder).mkdir(parents=True)
        for name, age in (("old.pdf", days), ("new.pdf", 0)):
            file = office.kit.settings.data / folder / name
            file.write_bytes(b"x")
            os.utime(file, (time.time() - age * 86_400,) * 2)
    await retain(office.kit)
    assert [f.name for folder in old for f in (office.kit.settings.data / folder).iterdir()] == ["new.pdf", "new.pdf"]
