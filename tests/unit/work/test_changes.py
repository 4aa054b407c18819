"""Changes of data: four eyes, from the right day, told to the old and the new address, corrected with both values kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from typing import Any

import pytest

from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import customers as c
from handoff.work.changes import apply_planned, approve, correct, enter, looked_at, refuse
from handoff.work.links import confirm
from handoff.work.reminders import remind_approvals
from tests.unit.work.conftest import Office

IBAN = {"iban": "NL20INGB0001234567", "iban_holder": "F. El Amrani"}
ADDRESS = {"street": "Lindelaan", "house_number": "4", "addition": "", "postcode": "3511ab", "city": "Utrecht"}
OLD_IBAN = "NL91ABNA0417164300"


async def entered(office: Office, who: str, field: str, given: dict[str, Any], key: str = "k", **more: Any) -> int:
    return await enter(office.kit, await office.agent(who), "40000001", field, given, key=key, ground="level 2 by phone", **more)


async def customer(office: Office) -> dict[str, Any]:
    return (await office.rows(c.customers))[0]


async def change(office: Office, number: int) -> dict[str, Any]:
    return (await office.rows(c.changes, c.changes.c.id == number))[0]


async def test_an_account_waits_for_another_colleague_of_billing(office: Office) -> None:
    office.clock.at = office.clock.at.replace(day=20)
    number = await entered(office, "mo", "iban", IBAN)
    assert (await customer(office))["iban"] == OLD_IBAN
    for who in ("mo", "sanne"):
        with pytest.raises(Forbidden):
            await approve(office.kit, number, await office.agent(who))
    await approve(office.kit, number, await office.agent("ria"))
    assert (await customer(office))["iban"] == IBAN["iban"]
    row = await change(office, number)
    assert (row["status"], row["checked_by"], row["old"]["iban"]) == ("applied", "agent:ria", OLD_IBAN)
    assert [m["payload"]["event"] for m in await office.mails("change_notice")] == ["asked", "applied"]


async def test_an_account_the_bot_took_down_is_approved_by_anyone_of_billing_and_decided_once(office: Office) -> None:
    number = await entered(office, "sanne", "iban", IBAN)
    async with office.kit.db.write() as tx:
        await tx.execute(c.changes.update().values(asked_by="bot"))
    both = [approve(office.kit, number, await office.agent("mo")), refuse(office.kit, number, await office.agent("ria"), "vreemd")]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sum(isinstance(r, Conflict) for r in results) == 1


async def test_approved_after_the_twentieth_counts_from_the_next_month(office: Office) -> None:
    number = await entered(office, "sanne", "iban", IBAN)
    day = await approve(office.kit, number, await office.agent("ria"))
    assert day == dt.date(2026, 12, 1)
    assert (await customer(office))["iban"] == OLD_IBAN
    assert await apply_planned(office.kit) == 0
    office.clock.forward(days=7)
    assert sorted(await asyncio.gather(apply_planned(office.kit), apply_planned(office.kit))) == [0, 1]
    assert (await customer(office))["iban"] == IBAN["iban"]


async def test_after_a_recent_other_change_the_old_number_is_called_first(office: Office) -> None:
    await entered(office, "sanne", "address", ADDRESS)
    number = await entered(office, "sanne", "iban", IBAN, key="k2")
    assert (await change(office, number))["warning"] == "recent_change"
    with pytest.raises(BadInput) as refused:
        await approve(office.kit, number, await office.agent("ria"))
    assert refused.value.code == "call-first"
    await approve(office.kit, number, await office.agent("ria"), called=True)


async def test_a_new_address_shortly_after_an_account_is_looked_at_by_a_second_colleague(office: Office) -> None:
    await entered(office, "sanne", "iban", IBAN)
    moved = await change(office, await entered(office, "sanne", "address", ADDRESS, key="k2"))
    called = await change(office, await entered(office, "sanne", "phone", {"phone": "0687654321"}, key="k3"))
    assert (moved["status"], moved["warning"]) == ("waiting", "recent_change")
    assert (called["status"], called["warning"]) == ("applied", None)


async def test_after_fourteen_days_it_is_not_recent(office: Office) -> None:
    await entered(office, "sanne", "address", ADDRESS)
    office.clock.forward(days=15)
    assert (await change(office, await entered(office, "sanne", "iban", IBAN, key="k2")))["warning"] is None


async def test_refused_keeps_the_old_value_and_tells_the_customer(office: Office) -> None:
    number = await entered(office, "sanne", "iban", IBAN)
    with pytest.raises(BadInput):
        await refuse(office.kit, number, await office.agent("ria"), "")
    await refuse(office.kit, number, await office.agent("ria"), "Klant wist van niets.")
    assert (await customer(office))["iban"] == OLD_IBAN
    assert [m["payload"]["event"] for m in await office.mails("change_notice")] == ["asked", "refused"]
    with pytest.raises(Conflict):
        await approve(office.kit, number, await office.agent("ria"))


async def test_an_address_counts_at_once_or_on_its_day(office: Office) -> None:
    await entered(office, "sanne", "address", ADDRESS)
    assert (await customer(office))["postcode"] == "3511 AB"
    later = await entered(office, "sanne", "address", {**ADDRESS, "house_number": "6"}, key="k2", effective_on=dt.date(2026, 12, 1))
    assert (await change(office, later))["status"] == "planned"
    office.clock.forward(days=7)
    await apply_planned(office.kit)
    assert (await customer(office))["house_number"] == "6"


async def test_the_same_form_twice_makes_one_change(office: Office) -> None:
    assert await entered(office, "sanne", "address", ADDRESS) == await entered(office, "sanne", "address", ADDRESS)
    assert len(await office.rows(c.changes)) == 1


@pytest.mark.parametrize(("field", "given"), [
    ("iban", {"iban": "NL92ABNA0417164300", "iban_holder": "x"}), ("iban", {**IBAN, "iban_holder": " "}), ("email", {"email": "fatima@"}), ("phone", {"phone": "123"}),
    ("address", {**ADDRESS, "postcode": "351 AB"}), ("address", {**ADDRESS, "house_number": "vier"}), ("address", {**ADDRESS, "street": ""}), ("shoe_size", {}),
])  # fmt: skip
async def test_what_cannot_be_is_refused(office: Office, field: str, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        await entered(office, "sanne", field, given)
    assert await office.rows(c.changes) == []


async def test_a_new_email_counts_when_its_link_is_used_and_both_addresses_hear_it(office: Office) -> None:
    number = await entered(office, "sanne", "email", {"email": "Nieuw@Example.org"})
    assert (await customer(office))["email"] == "fatima@example.org"
    (link,) = await office.mails("confirm_link")
    assert link["payload"]["to"] == "nieuw@example.org"
    assert [m["payload"]["to"] for m in await office.mails("change_notice")] == ["fatima@example.org"]
    token = link["payload"]["link"].rsplit("/", 1)[1]
    for wrong in ("", "x", token[:-1]):
        with pytest.raises(NotFound):
            await confirm(office.kit, wrong)
    await confirm(office.kit, token)
    assert (await customer(office))["email"] == "nieuw@example.org"
    assert (await change(office, number))["status"] == "applied"
    applied = [m["payload"]["to"] for m in await office.mails("change_notice") if m["payload"]["event"] == "applied"]
    assert sorted(applied) == ["fatima@example.org", "nieuw@example.org"]
    with pytest.raises(NotFound):
        await confirm(office.kit, token)
    assert token not in str(await office.rows(c.codes)), "only its hash is kept"


async def test_a_link_dies_after_its_days(office: Office) -> None:
    await entered(office, "sanne", "email", {"email": "nieuw@example.org"})
    (link,) = await office.mails("confirm_link")
    office.clock.forward(days=8)
    with pytest.raises(NotFound):
        await confirm(office.kit, link["payload"]["link"].rsplit("/", 1)[1])


async def test_an_account_changed_soon_after_the_email_is_told_to_the_replaced_address_too(office: Office) -> None:
    await entered(office, "sanne", "email", {"email": "nieuw@example.org"})
    await confirm(office.kit, (await office.mails("confirm_link"))[0]["payload"]["link"].rsplit("/", 1)[1])
    await entered(office, "sanne", "iban", IBAN, key="k2")
    asked = {m["payload"]["to"] for m in await office.mails("change_notice") if m["payload"]["field"] == "iban"}
    assert asked == {"fatima@example.org", "nieuw@example.org"}


async def test_a_new_phone_number_is_told_by_text_message_to_both(office: Office) -> None:
    await entered(office, "sanne", "phone", {"phone": "06 87 65 43 21"})
    assert (await customer(office))["phone"] == "+31687654321"
    assert {m["payload"]["to"] for m in await office.mails("sms")} == {"+31612345678", "+31687654321"}


async def test_without_email_a_letter_goes_to_the_old_address(office: Office) -> None:
    async with office.kit.db.write() as tx:
        await tx.execute(c.customers.update().values(email=None))
    await entered(office, "sanne", "address", ADDRESS)
    (job,) = await office.rows(c.post_jobs)
    assert job["address"]["street"] == "Biltstraat"
    assert re.search(r"je adres gewijzigd", job["what"][0]["body"])


async def test_a_correction_keeps_both(office: Office) -> None:
    wrong = await entered(office, "sanne", "address", ADDRESS)
    right = await correct(office.kit, wrong, await office.agent("mo"), {**ADDRESS, "house_number": "14"}, "verkeerd verstaan")
    assert (await customer(office))["house_number"] == "14"
    first, second = await change(office, wrong), await change(office, right)
    assert (first["status"], first["new"]["house_number"]) == ("corrected", "4")
    assert (second["corrects"], second["old"]["house_number"], second["new"]["house_number"]) == (wrong, "4", "14")
    with pytest.raises(Conflict):
        await correct(office.kit, wrong, await office.agent("mo"), ADDRESS, "nog eens")


async def test_a_corrected_account_waits_again(office: Office) -> None:
    office.clock.at = office.clock.at.replace(day=10)
    number = await entered(office, "sanne", "iban", IBAN)
    await approve(office.kit, number, await office.agent("ria"))
    again = await correct(office.kit, number, await office.agent("mo"), {"iban": OLD_IBAN, "iban_holder": "F. El Amrani"}, "typefout")
    assert (await change(office, again))["status"] == "waiting"
    with pytest.raises(Forbidden):
        await approve(office.kit, again, await office.agent("mo"))
    assert (await customer(office))["iban"] == IBAN["iban"]


async def test_the_sample_is_looked_at_by_somebody_else(office: Office) -> None:
    number = await entered(office, "sanne", "address", ADDRESS)
    with pytest.raises(Forbidden):
        await looked_at(office.kit, number, await office.agent("sanne"))
    await looked_at(office.kit, number, await office.agent("mo"))
    assert (await change(office, number))["checked_by"] == "agent:mo"


async def test_an_unknown_customer(office: Office) -> None:
    with pytest.raises(NotFound):
        await enter(office.kit, await office.agent("sanne"), "40999999", "email", {"email": "a@example.org"}, key="k", ground="x")


async def test_who_approves_is_reminded_once_on_the_last_day(office: Office) -> None:
    """Handbook: approval within 1 working day. What the customer must confirm by himself is not theirs."""
    await entered(office, "sanne", "iban", IBAN)
    await entered(office, "sanne", "email", {"email": "nieuw@example.org"}, key="two")
    assert await remind_approvals(office.kit) == 0, "the day itself"
    office.clock.forward(days=1)
    assert await remind_approvals(office.kit) == 1
    assert await remind_approvals(office.kit) == 0, "told"
    (signal,) = await office.rows(c.signals, c.signals.c.what == "approval_waits")
    assert signal["department"] == "facturatie"
    assert "40000001" in signal["text"]
    assert "4567" not in signal["text"]


async def test_of_what_was_approved_nobody_is_reminded(office: Office) -> None:
    number = await entered(office, "sanne", "iban", IBAN)
    await approve(office.kit, number, await office.agent("ria"))
    office.clock.forward(days=3)
    assert await remind_approvals(office.kit) == 0
