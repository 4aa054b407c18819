"""Cases: steps that are allowed, amounts, the outcome told by the way the customer chose, terms, opening again."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.written import address_lines
from handoff.errors import BadInput, Conflict, Forbidden
from handoff.mails import compose
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.handling import called, change_case, extend, reopen
from handoff.work.reminders import remind, remind_first
from tests.unit.work.conftest import Office

DONE = {"status": "resolved", "outcome": "De bezorger was ziek.", "feedback": "Sorry dat je moest wachten."}


async def test_a_case_is_not_closed_without_outcome_and_feedback(office: Office) -> None:
    number, sanne = await office.make_case(), await office.agent("sanne")
    for missing in ({"status": "resolved"}, {**DONE, "feedback": " "}, {**DONE, "outcome": None}):
        with pytest.raises(BadInput) as refused:
            await change_case(office.kit, number, missing, sanne)
        assert refused.value.code == "feedback-missing"
    assert (await office.case(number))["status"] == "new"
    assert await office.mails() == []


@pytest.mark.parametrize(("path", "allowed"), [(("in_progress", "waiting_for_customer", "in_progress"), True), (("in_progress", "new"), False), (("reopened",), False), (("waiting_for_customer",), True)])
async def test_steps(office: Office, path: tuple[str, ...], allowed: bool) -> None:
    number, sanne = await office.make_case(), await office.agent("sanne")
    for status in path[:-1]:
        await change_case(office.kit, number, {"status": status}, sanne)
    if allowed:
        await change_case(office.kit, number, {"status": path[-1]}, sanne)
        return
    with pytest.raises(Conflict) as refused:
        await change_case(office.kit, number, {"status": path[-1]}, sanne)
    assert refused.value.code == "status-step"


async def test_first_reaction_is_noted_once(office: Office) -> None:
    number, sanne = await office.make_case(), await office.agent("sanne")
    await change_case(office.kit, number, {"status": "in_progress"}, sanne)
    first = (await office.case(number))["first_reaction_at"]
    office.clock.forward(hours=3)
    await change_case(office.kit, number, {"status": "waiting_for_customer"}, sanne)
    assert (await office.case(number))["first_reaction_at"] == first


@pytest.mark.parametrize(("who", "cents", "may"), [("sanne", 2500, True), ("sanne", 2501, False), ("thijs", 25000, True), ("thijs", 25001, False), ("hans", 25000, True)])
async def test_amounts_by_role(office: Office, who: str, cents: int, may: bool) -> None:
    number, agent = await office.make_case(), await office.agent(who)
    if may:
        await change_case(office.kit, number, {"granted_cents": cents}, agent)
    else:
        with pytest.raises(Forbidden):
            await change_case(office.kit, number, {"granted_cents": cents}, agent)
    assert (await office.case(number))["granted_cents"] == (cents if may else None)


async def test_history_keeps_old_and_new(office: Office) -> None:
    number, sanne = await office.make_case(), await office.agent("sanne")
    await change_case(office.kit, number, {"priority": "high", "owner": "mo"}, sanne)
    (event,) = await office.rows(t.history, t.history.c.subject_id == number, t.history.c.what == "changed")
    mo = await office.agent("mo")
    assert event["actor"] == "agent:sanne"
    assert event["detail"]["changes"] == {"priority": ["normal", "high"], "owner_id": [None, mo["id"]]}


async def test_citizen_numbers_are_masked_in_what_a_colleague_types(office: Office) -> None:
    number, sanne = await office.make_case(), await office.agent("sanne")
    await change_case(office.kit, number, {"cause": "Zijn BSN is 111222333."}, sanne)
    assert "111222333" not in (await office.case(number))["cause"]


async def told(office: Office, **values: Any) -> tuple[str, dict[str, Any]]:
    number, sanne = await office.make_case(**values), await office.agent("sanne")
    await change_case(office.kit, number, {**DONE, "decision": "founded", "remedy": "€ 10 op de volgende factuur"}, sanne)
    return number, await office.case(number)


async def test_outcome_by_mail_once(office: Office) -> None:
    number, case = await told(office, feedback_by="email", feedback_to="ander@example.org")
    (mail,) = await office.mails("feedback")
    assert (mail["payload"]["to"], mail["payload"]["case"], mail["payload"]["complaint"]) == ("ander@example.org", number, True)
    assert case["feedback_at"] == case["closed_at"]


async def test_outcome_in_the_chat_while_it_is_there(office: Office) -> None:
    talk = await office.talk("agent")
    number, _ = await told(office, conversation=talk, feedback_by="chat")
    (message,) = await office.rows(t.messages)
    for words in ("Sorry dat je moest wachten.", "gegrond", "€ 10 op de volgende factuur", "Geschillencommissie", "30 dagen", number):
        assert words in message["text"]
    assert await office.mails() == []


async def test_outcome_by_mail_when_the_chat_is_over(office: Office) -> None:
    await told(office, conversation=await office.talk("closed"), feedback_by="chat")
    assert [m["payload"]["to"] for m in await office.mails("feedback")] == ["fatima@example.org"]
    assert await office.rows(t.messages) == []


async def test_outcome_by_letter_goes_on_the_post_list(office: Office) -> None:
    number, _ = await told(office, feedback_by="letter")
    (job,) = await office.rows(c.post_jobs)
    assert (job["kind"], job["case_number"], job["due"]) == ("letter", number, dt.date(2026, 11, 25))
    assert (job["address"]["name"], job["address"]["postcode"]) == ("Fatima El Amrani", "3572 BB")
    assert "Sorry dat je moest wachten." in job["what"][0]["body"]


@pytest.mark.parametrize(
    ("customer", "lines"),
    [(None, ["Lindelaan 4", "3511 AB UTRECHT"]), ("40118273", ["Fatima El Amrani", "Lindelaan 4", "3511 AB UTRECHT"])],
)
async def test_a_letter_to_the_address_that_was_given(office: Office, customer: str | None, lines: list[str]) -> None:
    known = {} if customer else {"customer": None}
    await told(office, feedback_by="letter", feedback_to="Lindelaan 4, 3511 AB Utrecht", **known)
    (job,) = await office.rows(c.post_jobs)
    assert address_lines(job["address"]) == lines


async def test_no_address_for_the_chosen_way_is_refused(office: Office) -> None:
    number, sanne = await office.make_case(customer=None, feedback_by="email"), await office.agent("sanne")
    with pytest.raises(BadInput) as refused:
        await change_case(office.kit, number, DONE, sanne)
    assert refused.value.code == "feedback-address-missing"


async def test_a_call_keeps_the_case_open_until_it_was_made(office: Office) -> None:
    number, sanne = await office.make_case(feedback_by="phone"), await office.agent("sanne")
    await change_case(office.kit, number, DONE, sanne, told=False)
    case = await office.case(number)
    assert (case["status"], case["feedback_at"], case["callback"]["phone"]) == ("in_progress", None, "+31612345678")
    assert dt.datetime.fromisoformat(case["callback"]["by"]) == dt.datetime(2026, 11, 25, 20, 0, tzinfo=AMSTERDAM)
    await called(office.kit, number, True, sanne)
    assert (await office.case(number))["status"] == "resolved"
    with pytest.raises(Conflict):
        await called(office.kit, number, True, sanne)


async def test_two_calls_without_an_answer_become_a_mail(office: Office) -> None:
    number, sanne = await office.make_case(feedback_by="phone"), await office.agent("sanne")
    await change_case(office.kit, number, DONE, sanne, told=False)
    await called(office.kit, number, False, sanne)
    assert await office.mails() == []
    await called(office.kit, number, False, sanne)
    assert [m["kind"] for m in await office.mails()] == ["feedback"]
    assert (await office.case(number))["status"] == "resolved"


async def test_extension_once_with_reason_and_notice_before_the_end(office: Office) -> None:
    number, sanne = await office.make_case(feedback_by="email"), await office.agent("sanne")
    with pytest.raises(BadInput):
        await extend(office.kit, number, " ", sanne)
    before = (await office.case(number))["due"]
    await extend(office.kit, number, "We wachten op de fabrikant.", sanne)
    case = await office.case(number)
    assert case["due"] == dt.datetime(2026, 12, 22, 18, 0, tzinfo=AMSTERDAM) > before
    (mail,) = await office.mails("extension")
    assert mail["payload"]["reason"] == "We wachten op de fabrikant."
    with pytest.raises(Conflict):
        await extend(office.kit, number, "Nog eens.", sanne)


async def test_extension_after_the_end_is_refused(office: Office) -> None:
    number, sanne = await office.make_case(feedback_by="email"), await office.agent("sanne")
    office.clock.forward(days=15)
    with pytest.raises(Conflict):
        await extend(office.kit, number, "Te laat.", sanne)
    assert await office.mails() == []


@pytest.mark.parametrize(("days", "may"), [(30, True), (31, False)])
async def test_opened_again_within_thirty_days_under_the_same_number(office: Office, days: int, may: bool) -> None:
    number, sanne = await office.make_case(feedback_by="email"), await office.agent("sanne")
    await change_case(office.kit, number, DONE, sanne)
    office.clock.forward(days=days)
    if not may:
        with pytest.raises(Conflict):
            await reopen(office.kit, number, "Nog niet goed.", sanne)
        return
    await reopen(office.kit, number, "Nog niet goed.", sanne)
    case = await office.case(number)
    assert (case["status"], case["outcome"], case["closed_at"]) == ("reopened", None, None)
    assert case["due"] > office.clock.now()
    await change_case(office.kit, number, {**DONE, "feedback": "Nu wel."}, sanne)
    assert [m["payload"]["feedback"] for m in await office.mails("feedback")] == [DONE["feedback"], "Nu wel."]


async def test_nearly_due_and_late_are_told_once_each(office: Office) -> None:
    number = await office.make_case()
    assert await remind(office.kit) == 0
    office.clock.forward(days=13, hours=1)
    assert [await remind(office.kit) for _ in range(2)] == [1, 0]
    office.clock.forward(days=1)
    assert sorted(await asyncio.gather(remind(office.kit), remind(office.kit))) == [0, 1]
    assert [(m["payload"]["what"], m["payload"]["to"]) for m in await office.mails("internal")] == [("nearly_due", "logistiek@spaakrijk.example"), ("late", "logistiek@spaakrijk.example")]
    assert [e["what"] for e in await office.rows(t.history, t.history.c.subject_id == number)] == ["made", "told nearly_due", "told late"]


async def test_the_owner_hears_it_at_his_own_address(office: Office) -> None:
    number, sanne = await office.make_case(), await office.agent("sanne")
    async with office.kit.db.write() as tx:
        await tx.execute(t.agents.update().where(t.agents.c.id == sanne["id"]).values(email="sanne@spaakrijk.example"))
    await change_case(office.kit, number, {"owner": "sanne"}, sanne)
    office.clock.forward(days=15)
    await remind(office.kit)
    assert [m["payload"]["to"] for m in await office.mails("internal")] == ["sanne@spaakrijk.example"]


async def test_a_late_first_reaction_is_told_once(office: Office) -> None:
    number = await office.make_case()
    assert await remind_first(office.kit) == 0
    office.clock.forward(days=2, minutes=1)
    assert sum(await asyncio.gather(remind_first(office.kit), remind_first(office.kit))) >= 1
    assert await remind_first(office.kit) == 0
    (mail,) = await office.mails("internal")
    assert (mail["payload"]["what"], mail["payload"]["to"]) == ("first_late", "logistiek@spaakrijk.example")
    written = await compose(office.kit, "internal", mail["payload"])
    assert str(written["Subject"]) == f"Eerste reactie te laat: zaak {number}"
    events = await office.rows(t.history, t.history.c.subject_id == number)
    assert [e["what"] for e in events] == ["made", "told first_late"]


async def test_who_reacted_in_time_is_not_reminded_of_it(office: Office) -> None:
    number, sanne = await office.make_case(), await office.agent("sanne")
    await change_case(office.kit, number, {"status": "in_progress"}, sanne)
    office.clock.forward(days=3)
    assert await remind_first(office.kit) == 0


async def test_resolved_cases_are_left_alone(office: Office) -> None:
    number, sanne = await office.make_case(feedback_by="email"), await office.agent("sanne")
    await change_case(office.kit, number, DONE, sanne)
    office.clock.forward(days=40)
    assert await remind(office.kit) == 0
