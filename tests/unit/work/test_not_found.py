"""Word to a debtor whose reported payment was not found: what it says, who gets it, and how the schedule goes on."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from handoff.decide.dunning.search import PLACES, Reported
from handoff.errors import NotFound, Refused
from handoff.outbox import Outbox
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.dunning import searches, steps, stops
from handoff.work.dunning.run import plan_day
from tests.unit.work.test_dunning import at, go, only, owe, person, until_letter

SAID = Reported(79_00, dt.date(2026, 11, 20), "1234")
LOOKED = ("account", "amount", "last4", "reference")


async def reported(office: Any, reason: str = "paid_claimed", claim: int | None = None) -> int:
    return await stops.stop(office.kit, "40000001", reason, "agent:mo", claim_id=claim)


async def tell(office: Any, stop: int, places: tuple[str, ...] = LOOKED, said: Reported = SAID, **more: Any) -> bool:
    return await searches.tell(office.kit, "40000001", stop, said, places, "mo", **more)


async def leave(office: Any) -> None:
    """What waits in the outbox is sent."""
    while await Outbox(office.kit).send_one():
        pass


async def change(office: Any, **values: Any) -> None:
    async with office.kit.db.write() as tx:
        await tx.execute(update(c.customers).where(c.customers.c.number == "40000001").values(**values))


async def the_mail(office: Any) -> str:
    (mail,) = [one for one in await office.mails("dunning") if ":sought" in one["key"]]
    return str(mail["payload"]["markup"]).replace("\u00a0", " ")


async def test_what_the_debtor_reads_and_what_follows(office: Any) -> None:
    await owe(office)
    await go(office, "2026-11-03 10:00")
    await leave(office)
    office.clock.at = at("2026-11-24 10:00")
    stop = await reported(office)
    office.clock.at = at("2026-11-26 10:00")
    looked = await searches.preview(office.kit, "40000001", SAID, LOOKED)
    assert [row for row in await office.rows(d.notices) if row["step"].startswith("sought")] == []
    assert await tell(office, stop, note="Bank en lijst nagekeken.")
    text = await the_mail(office)
    assert text == looked.body.replace("\u00a0", " ")
    for words in (
        "Je hebt ons laten weten dat er op 20 november 2026 € 79,00 is betaald", "alles wat binnenkwam van 20 november 2026 tot en met 26 november 2026",
        "elke betaling van € 79,00", "eindigt op 1234", "F2026-000001 en het klantnummer", "Stuur een afschrift", "088-000 12 50", "een tweede herinnering",
        "Een collega belt je", "Tot en met 3 december 2026 sturen we hierover geen aanmaning", "op zijn vroegst op 4 december 2026",
    ):  # fmt: skip
        assert words in text, words
    assert "betaallink" not in text.split("## Zo laat")[0], "what was not named was not looked at"
    assert " u " not in text, "the house says je"
    # the schedule: nothing up to and including the day that was named, and its step on the next
    (kept,) = await office.rows(d.stops)
    assert (kept["lifted_on"], kept["resume_on"], kept["lift_note"]) == (dt.date(2026, 11, 26), dt.date(2026, 12, 4), "Bank en lijst nagekeken.")
    for moment, step in (("2026-11-26 11:00", ""), ("2026-12-03 10:00", ""), ("2026-12-04 10:00", "reminder_2")):
        office.clock.at = at(moment)
        assert (await only(office)).today.step == step, moment
    (search,) = await office.rows(d.searches)
    assert (search["places"], search["cents"], search["until"]) == (list(LOOKED), 79_00, dt.date(2026, 12, 3))
    (line,) = await office.rows(t.history, t.history.c.what == "payment_not_found")
    assert (line["actor"], line["detail"]["places"]) == ("agent:mo", list(LOOKED))


async def test_in_english(office: Any) -> None:
    await owe(office)
    await change(office, language="en")
    await tell(office, await reported(office), PLACES)
    text = await the_mail(office)
    for words in ("You told us that €79.00 was paid on 20 November 2026", "among the payments with a payment link", "How to show that it was paid"):
        assert words in text, words


async def test_what_comes_after_the_letter(office: Any) -> None:
    """No costs before the day that is named, and that day is not before the letter ran out."""
    await owe(office)
    await until_letter(office)
    await leave(office)
    office.clock.at = at("2026-12-14 10:00")
    await tell(office, await reported(office))
    text = await the_mail(office)
    assert "Dan bekijkt een collega, op zijn vroegst op 22 december 2026, je rekening. Voor die dag komen er geen incassokosten bij." in text
    office.clock.at = at("2026-12-21 10:00")
    assert (await only(office)).today.step == ""
    office.clock.at = at("2026-12-22 10:00")
    assert ((await only(office)).today.step, (await only(office)).today.person) == ("last_letter", True)


async def test_something_else_still_holds_the_schedule(office: Any) -> None:
    await owe(office)
    await reported(office, "dispute")
    await tell(office, await reported(office))
    assert "Er loopt nog iets anders over deze rekening" in await the_mail(office)
    assert (await only(office)).today.why == "dispute"


async def test_once_however_often_it_is_pressed(office: Any) -> None:
    await owe(office)
    stop = await reported(office)
    done = await asyncio.gather(*[tell(office, stop) for _ in range(3)])
    assert sorted(done) == [False, False, True]
    assert not await tell(office, stop)
    assert len(await office.rows(d.searches)) == len(await office.rows(d.notices)) == 1


async def test_on_a_sunday_the_days_count_from_when_it_leaves(office: Any) -> None:
    await owe(office)
    office.clock.at = at("2026-11-29 12:00")
    await tell(office, await reported(office))
    assert "Tot en met 7 december 2026" in await the_mail(office)


async def test_by_letter_the_days_count_from_when_it_arrives(office: Any) -> None:
    await owe(office)
    await change(office, email=None)
    await tell(office, await reported(office))
    (notice,) = await office.rows(d.notices)
    assert (notice["channel"], notice["to"][0]) == ("letter", "Fatima El Amrani")
    (search,) = await office.rows(d.searches)
    assert search["until"] == dt.date(2026, 12, 4)  # a Tuesday, and three days on which post is delivered


WRONG = [
    ((), SAID, "places-missing"),
    (("attic",), SAID, "places-missing"),
    (LOOKED, Reported(0, SAID.on, "1234"), "amount-zero"),
    (LOOKED, Reported(79_00, dt.date(2026, 11, 25), "1234"), "day-future"),
    (LOOKED, Reported(79_00, SAID.on), "last4"),
    (("account",), Reported(79_00, SAID.on, "12"), "last4"),
]


@pytest.mark.parametrize(("places", "said", "code"), WRONG)
async def test_what_cannot_be_told(office: Any, places: tuple[str, ...], said: Reported, code: str) -> None:
    await owe(office)
    stop = await reported(office)
    with pytest.raises(Refused) as refused:
        await tell(office, stop, places, said)
    assert refused.value.code == code
    assert await office.rows(d.notices) == []


@pytest.mark.parametrize("who", [{"flags": ["deceased"]}, {"administrator": {"name": "B"}}, {"birth_date": dt.date(2010, 1, 1)}, {"business": True}])
async def test_who_is_not_written_to(office: Any, who: dict[str, Any]) -> None:
    await owe(office)
    stop = await reported(office)
    await change(office, **who)
    with pytest.raises(Refused) as refused:
        await tell(office, stop)
    assert refused.value.code == "not-to-customer"
    assert await office.mails() == []


async def test_of_nobody_else_and_not_after_it_was_lifted(office: Any) -> None:
    await owe(office)
    await person(office, "41000001")
    stop = await reported(office)
    with pytest.raises(NotFound):
        await searches.tell(office.kit, "41000001", stop, SAID, LOOKED, "mo")
    await stops.lift(office.kit, stop, "mo", "Gevonden.")
    with pytest.raises(Refused) as refused:
        await tell(office, stop)
    assert refused.value.code == "report-gone"


async def test_the_call_that_the_handbook_asks_for(office: Any) -> None:
    await owe(office)
    assert await steps.call_list(office.kit) == []
    await tell(office, await reported(office))
    (one,) = await steps.call_list(office.kit)
    assert one.sought
    await steps.record_call(office.kit, one.claim.id, "no_answer", "mo")
    office.clock.forward(days=1)
    assert len(await steps.call_list(office.kit)) == 1
    await steps.record_call(office.kit, one.claim.id, "reached", "mo")
    office.clock.forward(days=2)
    assert await steps.call_list(office.kit) == []
    await change(office, phone=None)
    assert len(await plan_day(office.kit)) == 1
