"""A colleague who established whose conversation it is puts it, its contact and its case with that customer."""

from __future__ import annotations

import pytest

from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import tables as t
from handoff.work.recognising import recognise
from tests.unit.work.conftest import CUSTOMER, Office

NUMBER = str(CUSTOMER["number"])
GROUND = "klantnummer, postcode en geboortedatum"


async def held(office: Office, **more: object) -> str:
    """A conversation of nobody's that Sanne has."""
    return await office.talk("agent", agent_id=(await office.agent("sanne"))["id"], **more)


async def test_everything_of_the_conversation_is_the_customers(office: Office) -> None:
    talk = await held(office)
    number = await office.make_case(customer=None, conversation=talk)
    await recognise(office.kit, talk, await office.agent("sanne"), NUMBER, f"  {GROUND} ")
    (row,) = await office.rows(t.conversations)
    assert (row["customer_number"], row["verified"]) == (NUMBER, 2)
    (contact,) = await office.rows(t.contacts)
    assert (contact["customer_number"], contact["verified"], contact["verified_how"]) == (NUMBER, 2, GROUND)
    assert (await office.case(number))["customer_number"] == NUMBER
    (event,) = await office.rows(t.history, t.history.c.what == "identified")
    assert (event["actor"], event["detail"]["customer"], event["detail"]["how"]) == ("agent:sanne", NUMBER, GROUND)


async def test_a_case_of_somebody_else_stays_his(office: Office) -> None:
    talk = await held(office)
    number = await office.make_case(customer="40000099", conversation=talk)
    await recognise(office.kit, talk, await office.agent("sanne"), NUMBER, GROUND)
    assert (await office.case(number))["customer_number"] == "40000099"


@pytest.mark.parametrize(
    ("customer", "ground", "who", "error"),
    [
        (NUMBER, "  ", "sanne", BadInput),
        ("40999999", GROUND, "sanne", NotFound),
        (NUMBER, GROUND, "mo", Forbidden),
    ],
)
async def test_refused_and_nothing_changed(
    office: Office, customer: str, ground: str, who: str, error: type[Exception]
) -> None:
    talk = await held(office)
    with pytest.raises(error):
        await recognise(office.kit, talk, await office.agent(who), customer, ground)
    (row,) = await office.rows(t.conversations)
    assert (row["customer_number"], row["verified"]) == (None, 0)
    assert await office.rows(t.contacts) == []


async def test_another_customers_conversation_stays_his(office: Office) -> None:
    talk = await held(office, customer_number="40000099")
    with pytest.raises(Conflict):
        await recognise(office.kit, talk, await office.agent("sanne"), NUMBER, GROUND)


async def test_what_nobody_has_is_taken_first(office: Office) -> None:
    talk = await office.talk("waiting")
    with pytest.raises(Conflict):
        await recognise(office.kit, talk, await office.agent("sanne"), NUMBER, GROUND)
