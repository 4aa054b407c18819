"""Payments that a colleague books on a claim: what the schedule, plans, account and chat see of it, and taking it back."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from handoff.decide.dunning.ageing import ledger
from handoff.errors import BadInput, Conflict, NotFound, Refused
from handoff.store import customers as c
from handoff.store import debt_reads
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.dunning import payments, plans, run, steps, stops
from handoff.work.dunning.importing import take_list
from handoff.work.dunning.run import plan_day
from handoff.work.dunning.talk import arrears_of
from tests.unit.work.test_dunning import ZERO, at, go, only, owe, until_letter
from tests.unit.work.test_not_found import leave

F1, F2 = "F2026-000001", "F2026-000002"
TODAY = dt.date(2026, 11, 24)


async def owe_two(office: Any) -> int:
    """€ 79 since 27 October and € 50 since 30 October; the number of the claim."""
    await owe(office)
    await owe(office, F2, failed=dt.date(2026, 10, 30), cents=50_00)
    return (await only(office)).claim.id


async def book(office: Any, claim: int, cents: int, on: dt.date = TODAY, way: str = "transfer", **more: Any) -> bool:
    return await payments.book(office.kit, claim, cents, on, way, "mo", **{"once": f"form{cents}{on}", **more})


async def left(office: Any) -> dict[str, int]:
    return {row["number"]: row["total_cents"] - row["paid_cents"] for row in await office.rows(c.invoices)}


async def account(office: Any) -> list[Any]:
    tables = (c.invoices, c.payments, d.claims, d.settlements)
    return ledger(*[await office.rows(table) for table in tables])


async def test_the_oldest_first_and_what_the_others_see_of_it(office: Any) -> None:
    claim = await owe_two(office)
    assert await book(office, claim, 100_00, dt.date(2026, 11, 20), reference="NL99 afschrift 12", note="Gebeld.")
    assert await left(office) == {F1: 0, F2: 29_00}
    assert (await only(office)).today.due_cents == 29_00
    (first, _) = await office.rows(c.invoices)
    assert first["paid_on"] == dt.date(2026, 11, 20)
    rows = [(row["invoice_number"], row["cents"], row["way"], row["at"]) for row in await office.rows(c.payments)]
    assert rows == [(F1, 79_00, "transfer", dt.date(2026, 11, 20)), (F2, 21_00, "transfer", dt.date(2026, 11, 20))]
    told = await arrears_of(office.kit, "40000001")
    assert (told.due_cents, [row["cents"] for row in told.received]) == (29_00, [79_00, 21_00])
    (line,) = await office.rows(t.history, t.history.c.what == "payment_booked")
    assert (line["actor"], line["subject_id"], line["detail"]["booked_cents"]) == ("agent:mo", str(claim), 100_00)
    assert (await account(office))[-1].balance == 29_00


async def test_against_one_invoice(office: Any) -> None:
    claim = await owe_two(office)
    await book(office, claim, 50_00, invoice=F2, way="cash")
    assert await left(office) == {F1: 79_00, F2: 0}
    with pytest.raises(NotFound):
        await book(office, claim, 1_00, invoice="F2026-999999")


async def test_all_of_it_ends_the_claim(office: Any) -> None:
    claim = await owe_two(office)
    await book(office, claim, 129_00)
    assert await plan_day(office.kit) == []
    (row,) = await office.rows(d.claims)
    assert row["state"] == "closed"
    with pytest.raises(NotFound):
        await book(office, claim, 1_00, once="later")


async def test_costs_go_first(office: Any) -> None:
    await owe(office)
    await until_letter(office)
    office.clock.at = at("2027-01-20 10:00")
    claim = (await only(office)).claim.id
    await steps.charge_costs(office.kit, claim, 40_00, "mo")
    await book(office, claim, 60_00, dt.date(2027, 1, 20))
    found = (await only(office)).claim
    assert (found.costs_open, found.open_cents) == (0, 59_00)
    (settled,) = await office.rows(d.settlements)
    assert (settled["kind"], settled["cents"], settled["on"]) == ("paid", 40_00, dt.date(2027, 1, 20))
    (booking,) = await office.rows(d.bookings)
    assert await payments.undo(office.kit, booking["id"], "mo", "Verkeerde klant.")
    found = (await only(office)).claim
    assert (found.costs_open, found.open_cents) == (40_00, 119_00)
    assert (await account(office))[-1].balance == 119_00


WRONG = [
    ({"cents": 0}, "amount-zero"),
    ({"cents": -5}, "amount-zero"),
    ({"cents": 129_01}, "more-than-open"),
    ({"cents": 50_01, "invoice": F2}, "more-than-open"),
    ({"cents": 1, "on": dt.date(2026, 11, 25)}, "day-future"),
    ({"cents": 1, "on": dt.date(2026, 9, 30)}, "day-before-invoice"),
    ({"cents": 1, "way": "barter"}, "way-missing"),
    ({"cents": 1, "once": ""}, "form-stale"),
]


@pytest.mark.parametrize(("wrong", "code"), WRONG)
async def test_what_cannot_be_booked(office: Any, wrong: dict[str, Any], code: str) -> None:
    claim = await owe_two(office)
    with pytest.raises(Refused) as refused:
        await book(office, claim, **wrong)
    assert refused.value.code == code
    assert await office.rows(d.bookings) == await office.rows(c.payments) == []


async def test_the_same_form_twice_books_once(office: Any) -> None:
    claim = await owe_two(office)
    done = await asyncio.gather(*[book(office, claim, 20_00, once="one form") for _ in range(3)])
    assert sorted(done) == [False, False, True]
    assert len(await office.rows(d.bookings)) == 1
    assert await left(office) == {F1: 59_00, F2: 50_00}


async def test_the_same_form_twice_is_no_error_when_the_first_ended_the_claim(office: Any) -> None:
    claim = await owe_two(office)
    assert await book(office, claim, 129_00, once="one form")
    assert not await book(office, claim, 129_00, once="one form")


async def test_a_payment_like_one_that_stands_there_is_asked_about(office: Any) -> None:
    claim = await owe_two(office)
    await book(office, claim, 20_00, once="a")
    with pytest.raises(Conflict) as refused:
        await book(office, claim, 20_00, once="b")
    assert refused.value.code == "booked-before"
    assert await book(office, claim, 20_00, once="b", again=True)
    assert len(await office.rows(d.bookings)) == 2


async def test_what_has_not_left_is_taken_back(office: Any) -> None:
    """A letter that lies here names more than is open; it is made anew where it is still due."""
    await owe(office)
    await go(office, "2026-11-03 10:00")
    await go(office, "2026-11-17 10:00")
    await go(office, "2026-11-26 10:00")
    await leave(office)
    claim = (await only(office)).claim.id
    await book(office, claim, 19_00, dt.date(2026, 11, 26))
    assert await run.letters(office.kit) == []
    assert (await only(office)).today.step == "letter_14"
    await go(office, "2026-11-26 11:00")
    (letter,) = await run.letters(office.kit)
    assert (letter["open_cents"], letter["costs_cents"]) == (60_00, 40_00)
    await book(office, claim, 60_00, dt.date(2026, 11, 26))
    assert await run.letters(office.kit) == []


async def test_taken_back_everything_is_as_it_was(office: Any) -> None:
    claim = await owe_two(office)
    await go(office, "2026-11-24 10:00")
    await leave(office)
    before = (await only(office)).today
    await book(office, claim, 129_00)
    (booking,) = await office.rows(d.bookings)
    with pytest.raises(BadInput):
        await payments.undo(office.kit, booking["id"], "mo", "  ")
    office.clock.forward(days=1)
    assert await payments.undo(office.kit, booking["id"], "mo", "Van een andere klant.")
    assert not await payments.undo(office.kit, booking["id"], "mo", "Nog eens.")
    found = await only(office)
    assert found.claim.id == claim
    assert (found.today.why, found.today.next_step, found.today.due_cents) == ("not_yet", before.next_step, 129_00)
    (kept,) = await office.rows(d.bookings)
    assert (kept["cents"], kept["undone_by"], kept["undone_why"]) == (129_00, "agent:mo", "Van een andere klant.")
    rows = [(row["cents"], row["way"]) for row in await office.rows(c.payments)]
    assert rows == [(79_00, "transfer"), (50_00, "transfer"), (-79_00, "undone"), (-50_00, "undone")]
    assert [row["paid_on"] for row in await office.rows(c.invoices)] == [None, None]
    assert (await account(office))[-1].balance == 129_00
    assert [row["what"] for row in await office.rows(t.history, t.history.c.what.like("payment_%"))] == ["payment_booked", "payment_undone"]
    with pytest.raises(NotFound):
        await payments.undo(office.kit, 99, "mo", "Er is er geen.")


async def test_what_was_taken_back_counts_nowhere(office: Any) -> None:
    claim = await owe_two(office)
    await go(office, "2026-11-03 10:00")
    await leave(office)
    office.clock.at = at("2026-11-24 10:00")
    await book(office, claim, 29_00, once="stays")
    await book(office, claim, 30_00, once="goes")
    await payments.undo(office.kit, (await office.rows(d.bookings))[1]["id"], "mo", "Dubbel.")
    async with office.kit.db.read() as tx:
        names = [step.id for step in office.kit.content.dunning.schedule.steps]
        found = await debt_reads.collected(tx, names, ZERO, TODAY)
    assert {row["step"]: row["cents"] for row in found if row["cents"]} == {"reminder_1": 29_00}
    assert [row["cents"] for row in (await arrears_of(office.kit, "40000001")).received] == [29_00]


async def test_a_list_that_came_between_is_not_undone_with_it(office: Any) -> None:
    """A list that says that everything is open again lowers what was paid; taking back never goes below nothing paid."""
    claim = await owe_two(office)
    await book(office, claim, 79_00)
    text = "Klantnummer;Naam;Factuurnummer;Factuurbedrag;Openstaand;Vervaldatum\n40000001;F;F2026-000001;79,00;60,00;27-10-2026\n"
    await take_list(office.kit, text.encode(), "l.csv", "agent:mo")
    await payments.undo(office.kit, (await office.rows(d.bookings))[0]["id"], "mo", "Dubbel.")
    assert await left(office) == {F1: 79_00, F2: 50_00}
    assert (await account(office))[-1].balance == 129_00


async def test_a_plan_sees_it(office: Any) -> None:
    claim = await owe_two(office)
    plan = await plans.propose(office.kit, claim, "bot", dt.date(2026, 12, 1), terms=3)
    await plans.decide(office.kit, plan, await office.agent("mo"), approved=True)
    office.clock.at = at("2026-12-03 10:00")
    await book(office, claim, 43_00, dt.date(2026, 12, 1))
    office.clock.at = at("2026-12-05 10:00")
    assert (await plans.watch_plans(office.kit))["notice_due"] == 0, "the first part was paid"
    await book(office, claim, 86_00, dt.date(2026, 12, 5))
    assert (await plans.watch_plans(office.kit))["completed"] == 1
    await payments.undo(office.kit, (await office.rows(d.bookings))[1]["id"], "mo", "Teruggeboekt.")
    (row,) = await office.rows(d.plans)
    assert (row["state"], row["ended_on"]) == ("running", None)
    assert (await only(office)).today.why == "plan_running"


@pytest.mark.parametrize(("cents", "said"), [(129_00, "helemaal betaald"), (100_00, "Er staat nog € 29,00 open")])
async def test_who_reported_it_hears_that_it_was_found(office: Any, cents: int, said: str) -> None:
    claim = await owe_two(office)
    await stops.stop(office.kit, "40000001", "paid_claimed", "bot", claim_id=claim)
    await book(office, claim, cents, tell=True, reference="afschrift 12")
    (stop,) = await office.rows(d.stops)
    assert (stop["lifted_by"], stop["lift_note"]) == ("agent:mo", "afschrift 12")
    (mail,) = await office.mails("dunning")
    text = mail["payload"]["markup"].replace("\u00a0", " ")
    assert said in text
    assert f"betaling van € {cents // 100},00 op 24 november 2026 gevonden" in text


async def test_who_is_under_administration_is_not_written_to(office: Any) -> None:
    claim = await owe_two(office)
    await stops.stop(office.kit, "40000001", "administration", "agent:mo")
    await book(office, claim, 129_00, tell=True)
    assert await office.mails("dunning") == []
