"""Arrears at work: claims, the run and its crash, stops, plans, costs and calls, on a database."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from handoff import mails, outbox, papers
from handoff.daily import PLANS, Daily
from handoff.decide.calendars import AMSTERDAM
from handoff.decide.dunning.plans import Instalment
from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.dunning import plans, run, steps, stops
from handoff.work.dunning.run import Planned, carry_out, plan_day, preview

ZERO = dt.date(2026, 10, 27)  # day 0; 24 November is day 28


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


async def owe(office: Any, number: str = "F2026-000001", *, customer: str = "40000001", failed: dt.date | None = ZERO, cents: int = 79_00, **more: Any) -> None:
    month = (failed or ZERO).replace(day=1)
    row = {"number": number, "customer_number": customer, "contract_id": None, "month": month, "issued_on": month, "due_on": failed or ZERO, "lines": [], "total_cents": cents, "failed_on": failed}
    await office.add(c.invoices, **(row | more))


async def person(office: Any, number: str, **more: Any) -> None:
    (who,) = await office.rows(c.customers, c.customers.c.number == "40000001")
    await office.add(c.customers, **(who | {"number": number, "name": f"Klant {number}"} | more))


async def pay(office: Any, number: str, cents: int) -> None:
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.invoices).where(c.invoices.c.number == number).values(paid_cents=cents))


async def only(office: Any) -> Planned:
    (found,) = await plan_day(office.kit)
    return found


async def go(office: Any, moment: str) -> dict[str, int]:
    office.clock.at = at(moment)
    return (await carry_out(office.kit, "mo")).notices


async def until_letter(office: Any) -> None:
    """The first three steps on their days; the letter is posted on its own."""
    await go(office, "2026-11-03 10:00")
    await go(office, "2026-11-17 10:00")
    await go(office, "2026-11-26 10:00")
    await run.mark_posted(office.kit, [n["id"] for n in await run.letters(office.kit)], dt.date(2026, 11, 26), "mo")


async def test_a_course_from_the_first_reminder_to_the_transfer(office: Any) -> None:
    await owe(office)
    assert await go(office, "2026-11-02 10:00") == {}
    assert await go(office, "2026-11-03 10:00") == {"email": 1}
    assert await go(office, "2026-11-17 10:00") == {"email": 1}
    assert await go(office, "2026-11-26 10:00") == {"letter": 1, "email": 1}
    (letter,) = await run.letters(office.kit)
    assert letter["costs_cents"] == 40_00
    assert "binnen veertien dagen vanaf de dag nadat deze brief bij je is bezorgd" in letter["body"]
    (copy,) = await office.rows(d.notices, d.notices.c.step == "letter_14", d.notices.c.channel == "email")
    assert "nadat de brief die we je ook per post sturen bij je is bezorgd" in copy["body"]
    assert "€ 40,00" in letter["body"]
    # as long as it lies here its term does not run
    office.clock.at = at("2027-01-20 10:00")
    assert (await only(office)).today.why == "not_yet"
    assert await run.mark_posted(office.kit, [letter["id"]], dt.date(2026, 11, 26), "mo") == 1
    found = await only(office)
    assert (found.today.step, found.today.person, found.goes_out) == ("last_letter", True, False)
    assert await go(office, "2027-01-20 10:00") == {}
    with pytest.raises(BadInput):
        await steps.charge_costs(office.kit, found.claim.id, 40_01, "mo")
    await steps.charge_costs(office.kit, found.claim.id, 40_00, "mo")
    with pytest.raises(Conflict):
        await steps.charge_costs(office.kit, found.claim.id, 40_00, "mo")
    (last,) = await office.rows(d.notices, d.notices.c.step == "last_letter", d.notices.c.channel == "letter")
    assert "€ 119,00" in last["body"]
    office.clock.at = at("2027-01-27 10:00")
    assert await steps.done_by_hand(office.kit, found.claim.id, "mo", "Op slot gezet.") == "lock"
    with pytest.raises(Conflict):
        await steps.done_by_hand(office.kit, found.claim.id, "mo", "Te vroeg.")
    office.clock.at = at("2027-02-03 10:00")
    assert await steps.done_by_hand(office.kit, found.claim.id, "mo", "Overgedragen.") == "agency"
    assert (await only(office)).today.why == "finished"
    # the invoice is paid, the costs are not: it stays; then they are
    await pay(office, "F2026-000001", 79_00)
    assert (await only(office)).claim.costs_open == 40_00
    await steps.settle_costs(office.kit, found.claim.id, 40_00, "mo")
    assert await plan_day(office.kit) == []


async def test_starting_again_sends_nothing_twice(office: Any) -> None:
    await owe(office)
    assert await go(office, "2026-11-03 10:00") == {"email": 1}
    assert await go(office, "2026-11-03 11:00") == {}
    assert len(await office.mails("dunning")) == len(await office.rows(d.notices)) == 1
    (ran,) = await office.rows(d.runs)
    assert (ran["state"], ran["counts"]) == ("done", {"reminder_1/email": 1})


async def test_how_far_a_run_is(office: Any) -> None:
    for n in range(1, 4):
        await person(office, f"4100000{n}")
        await owe(office, f"F2026-10000{n}", customer=f"4100000{n}")
    day = dt.date(2026, 11, 3)
    assert await run.run_of(office.kit, day) is None
    await go(office, "2026-11-03 10:00")
    found = await run.run_of(office.kit, day)
    assert found is not None
    assert (found["state"], found["planned"], found["done"]) == ("done", 3, 3)
    async with office.kit.db.write() as tx:
        await tx.execute(update(d.runs).values(state="started", planned=5, seen_at=at("2026-11-03 10:00")))
    for seconds, state in ((run.GONE_S, "started"), (run.GONE_S + 1, "broken")):
        office.clock.at = at("2026-11-03 10:00") + dt.timedelta(seconds=seconds)
        found = await run.run_of(office.kit, day)
        assert found is not None
        assert found["state"] == state
    assert await go(office, "2026-11-03 11:00") == {}
    found = await run.run_of(office.kit, day)
    assert found is not None
    assert (found["state"], found["planned"], found["done"]) == ("done", 3, 3)


async def test_two_starts_at_once_send_once(office: Any) -> None:
    for n in range(1, 9):
        await person(office, f"4100000{n}")
        await owe(office, f"F2026-10000{n}", customer=f"4100000{n}")
    office.clock.at = at("2026-11-03 10:00")
    done = await asyncio.gather(carry_out(office.kit, "mo"), carry_out(office.kit, "thijs"))
    assert sum(one.steps for one in done) == 8
    assert len(await office.mails("dunning")) == len(await office.rows(d.notices)) == 8


@pytest.mark.parametrize("fails_at", [1, 3, 4, 7])
async def test_a_crash_in_the_middle_forgets_nobody(office: Any, monkeypatch: Any, fails_at: int) -> None:
    for n in range(1, 8):
        await person(office, f"4100000{n}")
        await owe(office, f"F2026-10000{n}", customer=f"4100000{n}")
    office.clock.at = at("2026-11-03 10:00")
    monkeypatch.setattr(run, "BATCH", 2)
    real, count = run.put, 0

    async def put(*args: Any, **values: Any) -> None:
        nonlocal count
        count += 1
        if count == fails_at:
            raise ConnectionError("gone")
        await real(*args, **values)

    monkeypatch.setattr(run, "put", put)
    with pytest.raises(ConnectionError):
        await carry_out(office.kit, "mo")
    for table in (d.notices, t.outbox, d.steps):
        assert len(await office.rows(table)) == (fails_at - 1) // 2 * 2  # whole batches
    assert (await office.rows(d.runs))[0]["state"] == "started"
    await carry_out(office.kit, "mo")
    for table in (d.notices, t.outbox, d.steps):
        assert len(await office.rows(table)) == 7
    assert (await office.rows(d.runs))[0]["state"] == "done"


@pytest.mark.parametrize("moment", ["2026-11-03 07:59", "2026-11-03 19:00", "2026-11-08 12:00", "2026-12-25 12:00"])
async def test_no_run_when_debtors_are_left_alone(office: Any, moment: str) -> None:
    await owe(office)
    office.clock.at = at(moment)
    with pytest.raises(BadInput) as refused:
        await carry_out(office.kit, "mo")
    assert refused.value.code == "quiet-hours"
    assert await office.rows(d.notices) == []


async def test_mail_that_waits_does_not_leave_at_night(office: Any) -> None:
    await owe(office)
    await go(office, "2026-11-03 18:59")
    office.clock.at = at("2026-11-03 19:01")
    sender = outbox.Outbox(office.kit)
    assert await sender.send_one()
    (mail,) = await office.mails("dunning")
    assert (mail["state"], mail["next_at"]) == ("waiting", at("2026-11-04 08:00"))
    office.clock.at = at("2026-11-04 08:00")
    assert await sender.send_one()
    (mail,) = await office.mails("dunning")
    assert mail["state"] == "sent"


async def test_the_preview_is_what_is_sent(office: Any) -> None:
    await owe(office)
    office.clock.at = at("2026-11-03 10:00")
    seen = preview(office.kit, await plan_day(office.kit), dt.date(2026, 11, 3))
    assert await office.rows(d.notices) == await office.mails() == []
    await carry_out(office.kit, "mo")
    (kept,) = await office.rows(d.notices)
    assert [(n.subject, n.body, n.to) for n in seen] == [(kept["subject"], kept["body"], kept["to"])]
    (row,) = await office.mails("dunning")
    mail = await mails.compose(office.kit, "dunning", row["payload"])
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "€ 79,00" in text
    assert "10 november 2026" in text
    assert "{" not in text + str(mail["Subject"])


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_every_text_is_filled_whatever_the_name(office: Any, language: str) -> None:
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.customers).values(language=language, name="A {total} | B"))
    await owe(office)
    await until_letter(office)
    office.clock.at = at("2026-12-21 10:00")
    await steps.charge_costs(office.kit, (await only(office)).claim.id, 0, "mo")
    (last, _) = await office.rows(d.notices, d.notices.c.step == "last_letter")
    assert {"nl": "Er komen geen incassokosten bij", "en": "No collection costs are added"}[language] in last["body"]
    for row in await office.rows(d.notices):
        assert row["language"] == language
        assert "A {total} / B" in row["body"]
        assert "{" not in row["body"].replace("A {total} / B", "")


async def test_several_invoices_are_one_claim_until_the_letter(office: Any) -> None:
    await owe(office, cents=200_00)
    await owe(office, "F2026-000002", failed=ZERO + dt.timedelta(days=20), cents=100_00)
    await until_letter(office)
    (letter,) = await office.rows(d.notices, d.notices.c.channel == "letter")
    assert (letter["open_cents"], letter["costs_cents"]) == (300_00, 45_00)
    assert [one["number"] for one in letter["invoices"]] == ["F2026-000001", "F2026-000002"]
    await owe(office, "F2026-000003", failed=dt.date(2026, 11, 27))
    office.clock.at = at("2026-11-27 10:00")
    assert [len(one.claim.invoices) for one in await plan_day(office.kit)] == [2, 1]


async def test_a_paid_invoice_disappears_and_one_that_is_reversed_begins_anew(office: Any) -> None:
    await owe(office)
    await until_letter(office)
    await pay(office, "F2026-000001", 79_00)
    assert await plan_day(office.kit) == []
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.invoices).values(paid_cents=0, failed_on=dt.date(2026, 12, 1)))
    office.clock.at = at("2026-12-02 10:00")
    found = await only(office)
    assert (found.today.next_step, found.today.on) == ("reminder_1", dt.date(2026, 12, 8))


async def test_a_part_paid_in_time_lowers_what_may_be_charged(office: Any) -> None:
    await owe(office, cents=600_00)
    await until_letter(office)
    await pay(office, "F2026-000001", 200_00)
    office.clock.at = at("2026-12-21 10:00")
    found = await only(office)
    assert steps.costs_of(office.kit, found.claim, dt.date(2026, 12, 21)).cents == 60_00


async def dispute(office: Any, number: str, cents: int) -> None:
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.invoices).where(c.invoices.c.number == number).values(disputed_cents=cents))


async def test_costs_are_only_over_what_the_letter_named(office: Any) -> None:
    await owe(office, cents=1_000_00, disputed_cents=600_00)
    await until_letter(office)
    await dispute(office, "F2026-000001", 0)
    office.clock.at = at("2026-12-21 10:00")
    assert steps.costs_of(office.kit, (await only(office)).claim, dt.date(2026, 12, 21)).cents == 60_00


async def test_an_invoice_that_was_disputed_at_the_letter_gets_a_letter_of_its_own(office: Any) -> None:
    await owe(office, cents=400_00)
    await owe(office, "F2026-000002", cents=400_00, disputed_cents=400_00)
    await until_letter(office)
    await dispute(office, "F2026-000002", 0)
    office.clock.at = at("2026-11-27 10:00")
    first, second = await plan_day(office.kit)
    assert [i["number"] for i in first.claim.invoices] == ["F2026-000001"]
    assert [i["number"] for i in second.claim.invoices] == ["F2026-000002"]
    assert second.today.step == "letter_14"
    assert [one.claim.id for one in await plan_day(office.kit)] == [first.claim.id, second.claim.id]


# --- stops ----------------------------------------------------------------------------------------------------


async def test_a_stop_works_the_same_day_and_takes_back_what_waits(office: Any) -> None:
    await owe(office)
    await go(office, "2026-11-03 10:00")
    made = await stops.stop(office.kit, "40000001", "paid_claimed", "bot")
    assert await stops.stop(office.kit, "40000001", "paid_claimed", "bot") == made
    assert (await only(office)).today.why == "paid_claimed"
    assert (await office.mails("dunning"))[0]["state"] == "failed"
    office.clock.at = at("2026-11-10 10:00")
    assert await stops.lift(office.kit, made, "mo", "niet gevonden")
    assert not await stops.lift(office.kit, made, "thijs")
    assert await go(office, "2026-11-10 11:00") == {"email": 1}  # the reminder that never left
    (kept,) = await office.rows(d.stops)
    assert (kept["by"], kept["lifted_by"], kept["reason"]) == ("bot", "agent:mo", "paid_claimed")
    again = await stops.stop(office.kit, "40000001", "paid_claimed", "bot")
    assert again != made


async def test_a_letter_that_lies_here_is_taken_back_and_one_that_was_posted_is_not(office: Any) -> None:
    await owe(office)
    await go(office, "2026-11-03 10:00")
    await go(office, "2026-11-17 10:00")
    while await outbox.Outbox(office.kit).send_one():
        pass
    await go(office, "2026-11-26 10:00")
    await stops.stop(office.kit, "40000001", "dispute", "bot")
    assert await run.letters(office.kit) == []
    assert len(await office.rows(d.steps)) == 2
    (stopped,) = await office.rows(d.stops)
    await stops.lift(office.kit, stopped["id"], "mo")
    assert await go(office, "2026-12-03 10:00") == {}  # seven days to pay after a dispute
    assert await go(office, "2026-12-04 10:00") == {"letter": 1, "email": 1}
    (letter,) = await run.letters(office.kit)
    await run.mark_posted(office.kit, [letter["id"]], dt.date(2026, 12, 4), "mo")
    await stops.stop(office.kit, "40000001", "dispute", "bot")
    assert len(await office.rows(d.steps)) == 3


async def test_mail_that_left_stays_sent(office: Any) -> None:
    await owe(office)
    await go(office, "2026-11-03 10:00")
    await outbox.Outbox(office.kit).send_one()
    await stops.stop(office.kit, "40000001", "manual", "agent:mo")
    assert (await office.mails("dunning"))[0]["state"] == "sent"
    assert len(await office.rows(d.steps)) == 1


async def test_a_stop_of_one_claim_leaves_the_other(office: Any) -> None:
    await owe(office)
    await until_letter(office)
    await owe(office, "F2026-000002", failed=dt.date(2026, 11, 27))
    first, _ = await plan_day(office.kit)
    await stops.stop(office.kit, "40000001", "dispute", "agent:mo", claim_id=first.claim.id)
    assert [one.today.why for one in await plan_day(office.kit)] == ["dispute", "not_yet"]


async def test_hardship_is_looked_at_again_after_thirty_days(office: Any) -> None:
    await owe(office)
    await stops.stop(office.kit, "40000001", "hardship", "bot")
    assert not (await only(office)).today.person
    office.clock.forward(days=30)
    assert ((await only(office)).today.why, (await only(office)).today.person) == ("hardship", True)


async def test_refused_stops(office: Any) -> None:
    with pytest.raises(BadInput):
        await stops.stop(office.kit, "40000001", "no_reason", "bot")
    for customer, claim in (("49999999", None), ("40000001", 7)):
        with pytest.raises(NotFound):
            await stops.stop(office.kit, customer, "dispute", "bot", claim_id=claim)
    with pytest.raises(NotFound):
        await stops.lift(office.kit, 1, "mo")


# --- plans ----------------------------------------------------------------------------------------------------


async def asked(office: Any, cents: int = 79_00, **wish: Any) -> int:
    await owe(office, cents=cents)
    claim = (await only(office)).claim
    return await plans.propose(office.kit, claim.id, "bot", dt.date(2026, 12, 1), **wish)


async def test_a_plan_from_proposal_to_the_end(office: Any) -> None:
    plan = await asked(office)
    assert (await only(office)).today.why == "plan_requested"
    assert await plans.propose(office.kit, (await only(office)).claim.id, "bot", dt.date(2026, 12, 1)) == plan
    await plans.decide(office.kit, plan, await office.agent("sanne"), approved=True)
    assert (await only(office)).today.why == "plan_running"
    (told,) = await office.mails("dunning")
    assert all(words in told["payload"]["markup"] for words in ("€ 26,33", "€ 26,34", "1 februari 2027"))
    with pytest.raises(Conflict):
        await plans.decide(office.kit, plan, await office.agent("mo"), approved=False)
    # missed: nothing for three days, one notice, seven days to catch up, then it lapses and the schedule goes on
    for moment, expected in (("2026-12-03 10:00", 0), ("2026-12-04 10:00", 1), ("2026-12-05 10:00", 0)):
        office.clock.at = at(moment)
        assert (await plans.watch_plans(office.kit))["notice_due"] == expected
    assert len(await office.mails("dunning")) == 2
    office.clock.at = at("2026-12-11 10:00")
    assert (await plans.watch_plans(office.kit))["lapsed"] == 0
    office.clock.at = at("2026-12-12 10:00")
    assert (await plans.watch_plans(office.kit))["lapsed"] == 1
    assert (await only(office)).today.step == "reminder_1"
    # who failed within twelve months is for a person
    again = await plans.propose(office.kit, (await only(office)).claim.id, "bot", dt.date(2026, 12, 14))
    assert (await office.rows(d.plans, d.plans.c.id == again))[0]["reason"] == "failed_before"


async def test_a_plan_that_is_paid_is_over(office: Any) -> None:
    plan = await asked(office)
    await plans.decide(office.kit, plan, await office.agent("sanne"), approved=True)
    await pay(office, "F2026-000001", 79_00)
    assert (await plans.watch_plans(office.kit))["completed"] == 1
    assert await plan_day(office.kit) == []


async def test_a_refused_plan_lets_the_schedule_go_on(office: Any) -> None:
    plan = await asked(office)
    with pytest.raises(BadInput):
        await plans.decide(office.kit, plan, await office.agent("mo"), approved=False)
    await plans.decide(office.kit, plan, await office.agent("mo"), approved=False, note="Eerst bellen.")
    assert (await only(office)).today.step == "reminder_1"
    (told,) = await office.mails("dunning")
    assert "kunnen we niet aannemen. Er staat nog € 79,00 open" in told["payload"]["markup"].replace("\u00a0", " ")
    assert "Eerst bellen" not in told["payload"]["markup"]


async def test_who_approved_a_plan_hears_that_it_is_missed_and_that_it_lapsed(office: Any) -> None:
    plan = await asked(office)
    async with office.kit.db.write() as tx:
        await tx.execute(update(t.agents).where(t.agents.c.username == "mo").values(email="mo@spaakrijk.example"))
    await plans.decide(office.kit, plan, await office.agent("mo"), approved=True)
    daily = Daily(office.kit, PLANS)
    looked = []
    for moment in ("2026-12-04 07:30", "2026-12-04 08:30", "2026-12-04 09:30", "2026-12-12 03:00", "2026-12-12 08:01"):
        office.clock.at = at(moment)
        looked.append(await daily.look())
    assert looked == [False, True, False, False, True]
    missed, lapsed = await office.mails("internal")
    assert [(m["payload"]["what"], m["payload"]["to"]) for m in (missed, lapsed)] == [("plan_missed", "mo@spaakrijk.example"), ("plan_lapsed", "mo@spaakrijk.example")]
    text = (await mails.compose(office.kit, "internal", missed["payload"])).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "40000001 zou uiterlijk 1 december 2026" in text
    assert "Er ontbreekt € 26,33" in text.replace("\u00a0", " ")
    assert "/desk/debtors/40000001" in text
    assert "Fatima" not in text
    text = (await mails.compose(office.kit, "internal", lapsed["payload"])).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "vervallen" in text


async def test_without_an_owner_the_department_hears_of_a_missed_part(office: Any) -> None:
    plan = await asked(office)
    await plans.decide(office.kit, plan, await office.agent("sanne"), approved=True)
    office.clock.at = at("2026-12-04 10:00")
    await plans.watch_plans(office.kit)
    await plans.watch_plans(office.kit)
    (mail,) = await office.mails("internal")
    assert mail["payload"]["to"] == office.kit.content.departments["debiteurenbeheer"].mail


WHO = [(250_00, "sanne", True), (250_00, "mo", True), (250_00, "ria", False), (250_01, "sanne", False), (250_01, "mo", True), (250_00, "thijs", False), (1_000_01, "mo", False), (1_000_01, "thijs", False), (1_000_01, "lena", True), (250_00, "lena", True)]


@pytest.mark.parametrize(("cents", "who", "may"), WHO)
async def test_who_approves(office: Any, cents: int, who: str, may: bool) -> None:
    plan = await asked(office, cents)
    if may:
        await plans.decide(office.kit, plan, await office.agent(who), approved=True)
        return
    with pytest.raises(Forbidden):
        await plans.decide(office.kit, plan, await office.agent(who), approved=True)


async def test_a_person_may_grant_what_the_table_does_not(office: Any) -> None:
    plan = await asked(office, 100_00, month_cents=10_00)
    (row,) = await office.rows(d.plans)
    assert (row["reason"], row["instalments"]) == ("below_minimum", [])
    parts = [Instalment(dt.date(2026, 12, 1) + dt.timedelta(days=30 * n), 10_00) for n in range(10)]
    for wrong in (None, parts[:9]):
        with pytest.raises(BadInput):
            await plans.decide(office.kit, plan, await office.agent("mo"), approved=True, instalments=wrong)
    await plans.decide(office.kit, plan, await office.agent("mo"), approved=True, instalments=parts)
    assert (await only(office)).today.why == "plan_running"


async def test_promises_and_deferment(office: Any) -> None:
    await owe(office)
    claim = (await only(office)).claim.id
    await plans.promise(office.kit, claim, dt.date(2026, 11, 27), "bot")
    assert (await only(office)).today.why == "promise"
    office.clock.at = at("2026-11-28 10:00")
    assert (await only(office)).today.step == "reminder_1"
    late = dt.date(2026, 12, 20)
    with pytest.raises(Forbidden):
        await plans.promise(office.kit, claim, late, "agent:sanne", deferment=True, departments=("klantenservice",))
    await plans.promise(office.kit, claim, late, "agent:mo", deferment=True, departments=("debiteurenbeheer",))
    with pytest.raises(Conflict):
        await plans.promise(office.kit, claim, late, "agent:mo", deferment=True, departments=("debiteurenbeheer",))
    with pytest.raises(BadInput):
        await plans.promise(office.kit, claim, dt.date(2026, 11, 1), "agent:mo")
    assert (await only(office)).today.step == ""
    office.clock.at = at("2026-12-21 10:00")
    assert (await only(office)).today.step == "reminder_1"


# --- calls and letters ----------------------------------------------------------------------------------------


async def test_the_call_list(office: Any) -> None:
    await owe(office)
    await go(office, "2026-11-03 10:00")
    assert await steps.call_list(office.kit) == []
    await go(office, "2026-11-17 10:00")
    (line,) = await steps.call_list(office.kit)
    assert (line.due_cents, line.day_of_schedule, line.next_step, line.last_contact) == (79_00, 21, "letter_14", None)
    await steps.record_call(office.kit, line.claim.id, "no_answer", "mo")
    assert await steps.call_list(office.kit) == []
    with pytest.raises(Conflict):
        await steps.record_call(office.kit, line.claim.id, "no_answer", "mo")
    office.clock.at = at("2026-11-18 10:00")
    assert len(await steps.call_list(office.kit)) == 1
    await steps.record_call(office.kit, line.claim.id, "reached", "mo")
    office.clock.at = at("2026-11-25 10:00")
    assert await steps.call_list(office.kit) == []
    with pytest.raises(BadInput):
        await steps.record_call(office.kit, line.claim.id, "shouted", "mo")


async def test_one_file_of_letters(office: Any) -> None:
    for n, language in enumerate(("nl", "en", "nl"), 1):
        await person(office, f"4100000{n}", email=None, language=language)
        await owe(office, f"F2026-10000{n}", customer=f"4100000{n}")
    assert await go(office, "2026-11-03 10:00") == {"letter": 3}
    rows = await run.letters(office.kit, 1)
    assert rows[0]["to"][0] == "Klant 41000001"
    body = papers.notices(office.kit.content, rows)
    assert body.startswith(b"%PDF")
    assert body.count(b"/Type /Page\n") >= 3
    with pytest.raises(ValueError, match="no letter"):
        papers.notices(office.kit.content, [])
    with pytest.raises(BadInput):
        await run.mark_posted(office.kit, [rows[0]["id"]], dt.date(2026, 11, 2), "mo")
    assert await run.mark_posted(office.kit, [r["id"] for r in rows], dt.date(2026, 11, 3), "mo") == 3
    assert await run.letters(office.kit) == []
