"""Refunds: up to the limit at once, above it a second colleague of Billing, and nothing counts before."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from handoff.decide.refunds import takes_two
from handoff.errors import BadInput, Conflict, Forbidden
from handoff.mails import compose
from handoff.store import customers as c
from handoff.work.changes import approve, correct, enter, refuse
from handoff.work.handling import change_case
from tests.unit.work.conftest import CUSTOMER, Office

NUMBER = str(CUSTOMER["number"])
DONE = {"status": "resolved", "outcome": "Te veel betaald.", "feedback": "Je krijgt het terug."}


async def entered(office: Office, amount: str, who: str = "sanne", key: str = "k") -> dict[str, Any]:
    """A correction that a colleague takes down; its row."""
    given = {"amount": amount, "refund_for": "twee keer afgeschreven in oktober"}
    number = await enter(office.kit, await office.agent(who), NUMBER, "refund", given, key=key, ground="per telefoon, niveau 2")
    return (await office.rows(c.changes, c.changes.c.id == number))[0]


async def granted(office: Office, cents: int = 25001, **more: Any) -> tuple[str, list[dict[str, Any]]]:
    """A case with an amount that the head of marketing granted, and the changes that wait for it."""
    case = await office.make_case(**more)
    await change_case(office.kit, case, {"granted_cents": cents}, await office.agent("hans"))
    return case, await office.rows(c.changes, c.changes.c.case_number == case)


@pytest.mark.parametrize(("cents", "two"), [(0, False), (24999, False), (25000, False), (25001, True), (100000, True)])
def test_above_the_limit_and_not_on_it(cents: int, two: bool) -> None:
    assert takes_two(cents, 25000) is two


@pytest.mark.parametrize(("amount", "status", "signals"), [("250", "applied", 1), ("250,00", "applied", 1), ("250,01", "waiting", 0), ("1.250", "waiting", 0)])
async def test_a_correction(office: Office, amount: str, status: str, signals: int) -> None:
    change = await entered(office, amount)
    assert change["status"] == status
    found = await office.rows(c.signals, c.signals.c.what == "refund")
    assert [s["department"] for s in found] == ["facturatie"] * signals


@pytest.mark.parametrize("given", [{"amount": "veel", "refund_for": "x"}, {"amount": "", "refund_for": "x"}, {"amount": "0", "refund_for": "x"}, {"amount": "-3", "refund_for": "x"}, {"amount": "10", "refund_for": " "}])
async def test_what_is_no_refund(office: Office, given: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        await enter(office.kit, await office.agent("sanne"), NUMBER, "refund", given, key="k", ground="per telefoon")
    assert await office.rows(c.changes) == []


async def test_nothing_is_granted_before_a_second_colleague_approves(office: Office) -> None:
    case, (change,) = await granted(office)
    assert (await office.case(case))["granted_cents"] is None
    assert (change["status"], change["new"]["cents"], change["asked_by"]) == ("waiting", 25001, "agent:hans")
    assert await office.rows(c.signals) == []
    await approve(office.kit, change["id"], await office.agent("ria"))
    assert (await office.case(case))["granted_cents"] == 25001
    (signal,) = await office.rows(c.signals, c.signals.c.what == "refund")
    assert "€ 250,01" in signal["text"]
    assert case in signal["text"]


async def test_not_by_who_entered_it_nor_by_another_department(office: Office) -> None:
    change = await entered(office, "300", who="ria")
    for who in ("ria", "sanne", "thijs", "hans"):
        with pytest.raises(Forbidden):
            await approve(office.kit, change["id"], await office.agent(who))
    assert (await office.rows(c.changes))[0]["status"] == "waiting"
    await approve(office.kit, change["id"], await office.agent("mo"))
    assert (await office.rows(c.changes))[0]["status"] == "applied"


async def test_of_two_who_decide_one_wins(office: Office) -> None:
    case, (change,) = await granted(office)
    work = [approve(office.kit, change["id"], await office.agent("ria")), refuse(office.kit, change["id"], await office.agent("mo"), "te hoog")]
    done = await asyncio.gather(*work, return_exceptions=True)
    assert sum(isinstance(d, Conflict) for d in done) == 1
    assert len(await office.rows(c.signals)) == (1 if (await office.case(case))["granted_cents"] else 0)


async def test_refused_leaves_the_case_as_it_was_and_another_may_follow(office: Office) -> None:
    case, (change,) = await granted(office)
    await refuse(office.kit, change["id"], await office.agent("ria"), "Het bedrag klopt niet.")
    assert (await office.case(case))["granted_cents"] is None
    await change_case(office.kit, case, {"granted_cents": 25001}, await office.agent("hans"))
    assert [r["status"] for r in await office.rows(c.changes)] == ["refused", "waiting"]


async def test_while_an_amount_waits_the_case_stays_open(office: Office) -> None:
    case, _ = await granted(office)
    for changes in (DONE, {"granted_cents": 1000}, {"granted_cents": 30000}):
        with pytest.raises(Conflict) as refused:
            await change_case(office.kit, case, changes, await office.agent("hans"))
        assert refused.value.code == "refund-waits"
    await change_case(office.kit, case, {"priority": "high"}, await office.agent("hans"))
    case2 = await office.make_case()
    with pytest.raises(Conflict):
        await change_case(office.kit, case2, {**DONE, "granted_cents": 30000}, await office.agent("hans"))
    assert (await office.case(case2))["status"] == "new"
    assert len(await office.rows(c.changes)) == 1


async def test_only_to_a_known_customer(office: Office) -> None:
    with pytest.raises(BadInput) as refused:
        await granted(office, customer=None)
    assert refused.value.code == "refund-nobody"


async def test_shortly_after_a_new_account_the_old_number_is_called_first(office: Office) -> None:
    await office.add(c.changes, key="x", customer_number=NUMBER, field="iban", old={}, new={}, effective_on=dt.date(2026, 11, 20), status="applied", ground="x", asked_at=office.clock.now() - dt.timedelta(days=4), asked_by="bot", sampled=False)
    _, (change,) = await granted(office)
    assert change["warning"] == "recent_change"
    with pytest.raises(BadInput):
        await approve(office.kit, change["id"], await office.agent("ria"))
    await approve(office.kit, change["id"], await office.agent("ria"), called=True)


async def test_a_refund_is_not_corrected(office: Office) -> None:
    change = await entered(office, "20")
    with pytest.raises(Conflict):
        await correct(office.kit, change["id"], await office.agent("ria"), {"amount": "10", "refund_for": "x"}, "te veel")


async def test_the_customer_hears_of_every_step(office: Office) -> None:
    _, (change,) = await granted(office)
    await approve(office.kit, change["id"], await office.agent("ria"))
    mails = await office.mails("change_notice")
    assert [m["payload"]["event"] for m in mails] == ["asked", "applied"]
    first, last = [(await compose(office.kit, m["kind"], m["payload"])) for m in mails]
    assert "binnen 1 werkdag" in str(first)
    assert "5 werkdagen" in str(last)
