"""A register small enough to count by hand, counted by both databases; and days around midnight and a changing clock."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.periods import Period
from handoff.store import reports
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.store.reports import Scope
from handoff.work.contacts import CONSULTED, HANDLED, OUTCOMES, TRANSFERRED
from handoff.work.reporting import FIGURES, Figure, report

NOW = dt.datetime(2026, 11, 27, 12, 0, tzinfo=AMSTERDAM)
HOMES = {"ask_price": "verkoop", "complain_delivery": "logistiek", "ask_opening_hours": "klantenservice"}
WEEK = Period(dt.date(2026, 11, 23), dt.date(2026, 11, 27))


def at(day: int, clock: str = "12:00", month: int = 11) -> dt.datetime:
    return dt.datetime.combine(dt.date(2026, month, day), dt.time.fromisoformat(clock), AMSTERDAM)


class Register:
    """Short ways to put in what happened."""

    def __init__(self, db: Database) -> None:
        self.db, self._n = db, 0

    async def _add(self, table: Any, **values: Any) -> None:
        async with self.db.write() as tx:
            await tx.execute(insert(table).values(**values))

    async def event(self, ref: str, what: str, when: dt.datetime, **detail: Any) -> None:
        await self._add(t.history, at=when, subject="conversation", subject_id=ref, actor="x", what=what, detail=detail)

    async def chat(
        self, when: dt.datetime, *topics: str, customer: str | None = None, language: str = "nl", by: str = "assistent 1",
        outcome: str = HANDLED, rating: int | None = None, took: float | None = None, case: str | None = None,
        department: str | None = None, minutes: int = 10, gaps: tuple[str, ...] = (),
    ) -> str:  # fmt: skip
        self._n += 1
        ref, number = f"talk-{self._n}", f"K2026-{self._n:06d}"
        await self._add(t.conversations, id=ref, channel="chat", status="closed", language=language, created_at=when, updated_at=when, context={}, reasons=[], summary="", rating=rating, department=department)
        for seq in (2, 4):
            await self._add(t.messages, conversation_id=ref, seq=seq, id=f"{ref}-{seq}", at=when, sender="customer", text="x", buttons=[])
        if took is not None:  # the second answer does not count as the first
            for seq, seconds in ((2, took), (4, 50.0)):
                await self._add(t.turns, conversation_id=ref, seq=seq, state="done", created_at=when, finished_at=when + dt.timedelta(seconds=seconds))
        for idx, kind in enumerate(gaps):
            await self._add(t.unanswered, conversation_id=ref, seq=2, idx=idx, at=when, kind=kind, language=language, text="x")
        await self.contact(when, *topics, number=number, conversation_id=ref, channel="chat", customer_number=customer, language=language, handled_by=by, outcome=outcome, case_number=case, ended_at=when + dt.timedelta(minutes=minutes))
        return ref

    async def contact(self, when: dt.datetime, *topics: str, **more: Any) -> None:
        if "number" not in more:
            self._n += 1
        values = {"number": f"K2026-{self._n:06d}", "channel": "phone", "direction": "in", "language": "nl", "started_at": when, "ended_at": when, "priority": "low", "particulars": [], "handled_by": "agent:sanne", "confidential": False, "summary": "x", "outcome": HANDLED}
        await self._add(t.contacts, **{**values, "topics": [{"topic": x, "state": "answered", "answer": 'hij zei "ja"', "source": None} for x in topics], **more})

    async def case(self, number: str, made: dt.datetime, *, closed: dt.datetime | None = None, first: dt.datetime | None = None, due: dt.datetime = NOW, first_due: dt.datetime = NOW, department: str = "logistiek", language: str = "nl", reopened: dt.datetime | None = None) -> None:
        await self._add(t.cases, number=number, kind="complaint", topics=[], parts=[], summary="", reasons=[], data={}, channel="chat", language=language, department=department, priority="normal", status="resolved" if closed else "new", created_at=made, first_due=first_due, first_reaction_at=first, due=due, closed_at=closed, reopened_at=reopened, extended=False, about_money=False)

    async def figures(self, period: Period = WEEK, by: str = "language", now: dt.datetime = NOW, **more: Any) -> dict[str, Figure]:
        kit: Any = SimpleNamespace(db=self.db, clock=SimpleNamespace(now=lambda: now))
        found = await report(kit, Scope(period, by, homes=HOMES, **more))
        assert tuple(f.code for f in found) == FIGURES
        return {f.code: f for f in found}


def table(figure: Figure) -> dict[str, list[float | None]]:
    return {name: list(values) for name, values in figure.rows}


@pytest.fixture
async def register(db: Database) -> Register:
    return Register(db)


async def test_contacts_by_channel_department_and_language(register: Register) -> None:
    await register.chat(at(24), "ask_price")
    await register.chat(at(24), "ask_price", language="en")
    await register.chat(at(25), "ask_opening_hours", "ask_price", department="facturatie")
    await register.contact(at(25), "complain_delivery")
    await register.contact(at(26), "unheard_of")
    await register.contact(at(26), "ask_price", direction="out")
    await register.contact(at(22), "ask_price")  # the week before
    found = (await register.figures())["contacts"]
    assert [c.code for c in found.columns] == ["chat", "phone", "all"]
    assert table(found) == {"en": [1, 0, 1], "nl": [2, 2, 4]}
    assert list(found.total) == [3, 2, 5]
    by_department = table((await register.figures(by="department"))["contacts"])
    assert by_department == {"verkoop": [2, 0, 2], "facturatie": [1, 0, 1], "logistiek": [0, 1, 1], "klantenservice": [0, 1, 1]}
    assert (await register.figures(department="verkoop"))["contacts"].total == (2, 2)
    assert (await register.figures(language="en"))["contacts"].total == (1, 1)
    days = table((await register.figures(by="day"))["contacts"])
    assert days == {"2026-11-23": [0, 0, 0], "2026-11-24": [2, 0, 2], "2026-11-25": [1, 1, 2], "2026-11-26": [0, 1, 1], "2026-11-27": [0, 0, 0]}
    topics = (await register.figures())["topics"]
    assert table(topics) == {"ask_price": [1, 2, 3], "ask_opening_hours": [0, 1, 1], "complain_delivery": [0, 1, 1], "unheard_of": [0, 1, 1]}
    assert next(name for name, _ in topics.rows) == "ask_price"


@pytest.mark.parametrize("by", reports.BY)
async def test_a_period_without_anything(register: Register, by: str) -> None:
    for figure in (await register.figures(by=by)).values():
        assert figure.empty
        assert all(value in (0, None) for _, values in figure.rows for value in values)


async def test_what_the_assistant_finished_and_who_came_back(register: Register) -> None:
    await register.case("Z2026-000001", at(24), closed=at(24))  # made and finished by the assistant at once
    await register.case("Z2026-000002", at(24))
    await register.chat(at(24), "ask_price")
    await register.chat(at(24), "change_address", case="Z2026-000001")
    await register.chat(at(24), "complain_delivery", case="Z2026-000002", outcome=TRANSFERRED)
    await register.chat(at(24), "ask_price", by="agent:sanne")
    handed = await register.chat(at(24), "ask_price")  # a colleague looked and gave it back
    await register.event(handed, "handed over", at(24), reasons=["legal"])
    await register.chat(at(24), "out_of_scope")
    await register.chat(at(24), "ask_price", gaps=("unknown",))
    await register.chat(at(24), "ask_price", gaps=("asked_back",), took=1)  # asked back, then understood
    await register.chat(at(24), gaps=("asked_back",))  # asked back, and gone
    await register.chat(at(24))  # said good morning and no more
    # Three known customers: one comes back about the same within seven days, one about something else, one too late.
    for customer, topic, days in (("1", "ask_price", 7), ("2", "complain_delivery", 1), ("3", "ask_price", 8)):
        await register.chat(at(17), "ask_price", customer=customer)
        await register.contact(at(17, "12:09") + dt.timedelta(days=days), topic, customer_number=customer)
    found = await register.figures()
    assert found["deflected"].total == (9, 3, 3 / 9, 0, 0, None)
    assert found["handed_over"].total == (9, 2, 2 / 9)
    before = await register.figures(Period(dt.date(2026, 11, 16), dt.date(2026, 11, 22)))
    assert before["deflected"].total == (3, 3, 1.0, 3, 1, 1 / 3)
    assert before["resolved"].total == (4, 3, 3 / 4)  # three chats of which one came back, and a call


async def test_resolved_at_first_contact(register: Register) -> None:
    await register.case("Z2026-000001", at(24), closed=at(24, "12:05"))
    await register.case("Z2026-000002", at(24), closed=at(26))
    await register.chat(at(24), "ask_price", case="Z2026-000001", by="agent:sanne", outcome=CONSULTED)
    await register.chat(at(24), "ask_price", case="Z2026-000002", by="agent:sanne")
    await register.contact(at(24), "ask_price", outcome=TRANSFERRED)
    await register.contact(at(24), "ask_price")
    assert (await register.figures())["resolved"].total == (4, 2, 0.5)
    assert set(reports.DONE) == {HANDLED, CONSULTED}
    assert set(reports.DONE) < set(OUTCOMES)


async def test_times(register: Register) -> None:
    for took in (0.11, 0.14, 0.32, 8.04):
        await register.chat(at(24), "ask_price", took=took)
    await register.chat(at(24), "ask_price")
    for ref, seconds in (("a", 60), ("b", 120), ("c", 600)):
        await register.event(ref, "claimed", at(24), waited_s=seconds, department="logistiek", language="nl")
    await register.event("a", "claimed", at(25), waited_s=5000, department="logistiek", language="nl")  # taken again
    await register.event("d", "claimed", at(25), waited_s=None, department=None, language="en")
    await register.event("a", "closed", at(24), handled_s=300, department="logistiek", language="nl")
    await register.event("b", "closed", at(24), handled_s=301, department="verkoop", language="en")
    found = await register.figures()
    assert found["first_answer"].total == (4, 0.1, 8.0)
    assert found["waited"].total == (3, 120, 600)
    assert found["handled"].total == (2, 300, 301)
    assert table(found["handled"]) == {"en": [1, 301, 301], "nl": [1, 300, 300]}
    assert table((await register.figures(by="department"))["handled"]) == {"logistiek": [1, 300, 300], "verkoop": [1, 301, 301]}


async def test_hand_overs_and_why(register: Register) -> None:
    await register.event("a", "handed over", at(24), reasons=["legal", "strong_emotion"], department="logistiek", language="nl")
    await register.event("b", "handed over", at(24), reasons=["legal"], department="logistiek", language="en")
    await register.event("b", "handed over", at(25), reasons=[], department="verkoop", language="en")
    await register.event("c", "transferred", at(25), reason="x")
    why = (await register.figures())["reasons"]
    assert table(why) == {"legal": [1, 1, 2], "strong_emotion": [0, 1, 1]}
    assert why.total == (2, 1, 3)
    assert (await register.figures(department="verkoop"))["reasons"].total == (1, 1)


async def test_terms_kept_and_missed(register: Register) -> None:
    due = at(25)
    await register.case("Z1", at(20), due=due, closed=at(24))
    await register.case("Z2", at(20), due=due, closed=due)  # on the dot
    await register.case("Z3", at(20), due=due, closed=at(25, "12:01"))
    await register.case("Z4", at(20), due=due)  # past, and open
    await register.case("Z5", at(20), due=at(27, "18:00"))  # not due yet: neither
    await register.case("Z6", at(20), due=at(27, "18:00"), closed=at(26))
    await register.case("Z7", at(20), due=at(30), first_due=at(23), first=at(23, "11:59"), language="en")
    await register.case("Z8", at(20), due=at(30), first_due=at(23))
    found = await register.figures()
    assert found["terms"].total == (3, 2, 3 / 5)
    assert table(found["first_terms"])["en"] == [1, 0, 1.0]
    days = table((await register.figures(by="day"))["first_terms"])
    assert days["2026-11-23"] == [1, 1, 0.5]
    assert days["2026-11-24"] == [0, 0, None]


async def test_reopened_and_rated(register: Register) -> None:
    await register.case("Z1", at(20), due=at(30), closed=at(24))
    await register.case("Z2", at(20), due=at(30), closed=at(24))
    await register.case("Z3", at(20), due=at(30), reopened=at(25))
    for rating in (5, 5, 4, 1, None):
        await register.chat(at(24), "ask_price", rating=rating)
    found = await register.figures()
    assert found["reopened"].total == (2, 1, 1 / 3)
    assert found["satisfaction"].total == (4, 3.75, 1, 0, 0, 1, 2)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2026-11-23T22:59:59+00:00", "2026-11-23"),
        ("2026-11-23T23:00:00+00:00", "2026-11-24"),  # midnight in winter
        ("2026-06-30T21:59:59+00:00", "2026-06-30"),
        ("2026-06-30T22:00:00+00:00", "2026-07-01"),  # and in summer
        ("2026-03-28T23:00:00+00:00", "2026-03-29"),  # a day of 23 hours
        ("2026-03-29T21:59:59+00:00", "2026-03-29"),
        ("2026-03-29T22:00:00+00:00", "2026-03-30"),
        ("2026-10-24T22:00:00+00:00", "2026-10-25"),  # a day of 25 hours
        ("2026-10-25T22:59:59+00:00", "2026-10-25"),
        ("2026-10-25T23:00:00+00:00", "2026-10-26"),
    ],
)
async def test_the_day_is_the_day_in_amsterdam(register: Register, when: str, day: str) -> None:
    moment = dt.datetime.fromisoformat(when)
    await register.chat(moment, "ask_price", took=0)
    await register.event("a", "claimed", moment, waited_s=5)
    await register.case("Z1", moment, due=moment, closed=moment, first_due=moment, first=moment)
    date = dt.date.fromisoformat(day)
    around = Period(date - dt.timedelta(days=1), date + dt.timedelta(days=1))
    found = await register.figures(around, by="day", now=moment + dt.timedelta(days=30))
    for code in ("contacts", "waited", "terms", "first_terms", "reopened"):
        assert {name for name, values in found[code].rows if any(values)} == {day}, code
    assert (await register.figures(Period(date, date)))["contacts"].total[-1] == 1
