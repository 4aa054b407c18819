"""Particulars: from several reports together, told to the department once, with its receipt."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from handoff.decide.calendars import AMSTERDAM
from handoff.errors import BadInput, Forbidden
from handoff.store import customers as c
from handoff.work.contacts import touch_contact
from handoff.work.plan import Plan
from handoff.work.signals import acknowledge, tell_departments
from tests.unit.work.conftest import Office


async def bike(office: Office, number: str, product: str) -> None:
    await office.add(c.contracts, customer_number="40000001", product=product, subscription="flex", bike_number=number, month_cents=7900, deposit_cents=0, accessories=[], extra_cover=False, started_on=dt.date(2026, 1, 1), status="active", paused_days_12m=0)


async def defect(office: Office, bike_number: str, words: str = "De remmen piepen en remmen slecht.") -> None:
    await office.make_case(topics=("complain_product",), department="werkplaats", summary=words, data={"bike_number": bike_number})


async def signals(office: Office) -> list[tuple[str, str]]:
    return [(s["what"], s["department"]) for s in await office.rows(c.signals)]


async def test_third_time_the_same_defect_at_one_model_within_fourteen_days(office: Office) -> None:
    for number, product in (("100001", "SR-EB1"), ("100002", "SR-EB1"), ("100003", "SR-EB1"), ("100004", "SR-SF1")):
        await bike(office, number, product)
    await defect(office, "100001")
    office.clock.forward(days=13)
    await defect(office, "100002")
    await defect(office, "100004")
    await defect(office, "100003", "De accu is snel leeg.")
    assert await signals(office) == []
    await defect(office, "100003")
    assert await signals(office) == [("same_defect", "werkplaats")]
    await defect(office, "100002")
    assert len(await signals(office)) == 1, "told once"


async def test_two_weeks_apart_is_not_together(office: Office) -> None:
    await bike(office, "100001", "SR-EB1")
    for _ in range(3):
        await defect(office, "100001")
        office.clock.forward(days=8)
    assert await signals(office) == []


async def test_five_reports_of_one_outage_on_a_day(office: Office) -> None:
    for count in range(5):
        await office.make_case(topics=("complain_digital",), customer=None, summary="De app doet het niet, ik kan niet inloggen.")
        assert len(await signals(office)) == (1 if count == 4 else 0)
    (signal,) = await office.rows(c.signals)
    assert (signal["department"], signal["by"]) == ("teamleider", office.clock.now())


async def test_third_complaint_about_one_service_point(office: Office) -> None:
    for place in ("Zwolle", "Utrecht", "Zwolle"):
        await office.make_case(topics=("complain_staff",), summary=f"Onvriendelijk bij het servicepunt in {place}.")
    assert await signals(office) == []
    await office.make_case(topics=("complain_staff",), summary="Weer lang gewacht, servicepunt Zwolle.")
    assert await signals(office) == [("service_point", "klachtencoordinator")]


async def test_particulars_of_a_conversation_become_signals_once(office: Office) -> None:
    talk = await office.talk(summary="“Mijn man is overleden.”")
    plan = Plan((), particulars=({"what": "death", "to": "teamleider", "at": "2026-11-24T10:00:00+01:00"},))
    for _ in range(2):
        async with office.kit.db.write() as tx:
            await touch_contact(tx, office.kit, talk, plan)
    assert sorted(await signals(office)) == [("death", "facturatie"), ("death", "teamleider")]


@pytest.mark.parametrize(
    ("what", "to", "heard_by", "by"),
    [
        ("unsafe_part", "teamleider", ["teamleider", "werkplaats"], "2026-11-24T10:00"),
        ("fraud_check", "facturatie", ["facturatie", "teamleider"], "2026-11-24T10:00"),
        ("fraud", "facturatie", ["facturatie", "teamleider"], "2026-11-24T10:00"),
        ("legal", "klachtencoordinator", ["klachtencoordinator"], "2026-11-24T18:00"),
        ("compliment", "teamleider", ["teamleider"], "2026-12-01T18:00"),
    ],
)
async def test_who_hears_what_and_by_when(office: Office, what: str, to: str, heard_by: list[str], by: str) -> None:
    talk = await office.talk(summary="Wat er was.")
    async with office.kit.db.write() as tx:
        await touch_contact(tx, office.kit, talk, Plan((), particulars=({"what": what, "to": to, "at": ""},)))
    rows = await office.rows(c.signals)
    assert sorted(r["department"] for r in rows) == heard_by
    assert {r["by"].astimezone(AMSTERDAM).strftime("%Y-%m-%dT%H:%M") for r in rows} == {by}


async def test_a_department_is_mailed_once_by_two_services(office: Office) -> None:
    for _ in range(5):
        await office.make_case(topics=("complain_digital",), customer=None, summary="De app doet het niet.")
    assert sum(await asyncio.gather(tell_departments(office.kit), tell_departments(office.kit))) == 1
    (mail,) = await office.mails("internal")
    assert (mail["payload"]["to"], mail["payload"]["what"]) == ("teamleider@spaakrijk.example", "signal")


async def test_receipt_takes_a_reply_of_the_department_itself(office: Office) -> None:
    for _ in range(5):
        await office.make_case(topics=("complain_digital",), customer=None, summary="De app doet het niet.")
    (signal,) = await office.rows(c.signals)
    with pytest.raises(Forbidden):
        await acknowledge(office.kit, signal["id"], await office.agent("ria"), "ok")
    thijs = await office.agent("thijs")
    with pytest.raises(BadInput):
        await acknowledge(office.kit, signal["id"], thijs, "  ")
    await acknowledge(office.kit, signal["id"], thijs, "ICT is gebeld.")
    await acknowledge(office.kit, signal["id"], thijs, "iets anders")
    (signal,) = await office.rows(c.signals)
    assert (signal["reply"], signal["received_by"]) == ("ICT is gebeld.", "agent:thijs")
