"""What had no answer is noted in its turn, by what happened; and the log keeps what reports divide by."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from handoff.store import floor
from handoff.store import tables as t
from handoff.work.gaps import note_unanswered
from handoff.work.handover import claim, close_conversation
from handoff.work.plan import HandOver, PartState, Plan
from handoff.work.turns import complete_turn
from tests.unit.work.conftest import NOW, Office


def part(text: str, topic: str, state: str = "answered", answer: str = "zo") -> PartState:
    return PartState(text, topic, "info", 0.9, state, answer)


def to_person(*reasons: str) -> HandOver:
    return HandOver("normal", "logistiek", NOW, reasons, "Samenvatting.")


async def asked(office: Office, text: str, plan: Plan) -> str:
    talk = await office.talk(last_seq=2)
    await office.add(t.messages, conversation_id=talk, seq=2, id="m2", at=NOW, sender="customer", text=text, buttons=[])
    await office.add(t.turns, conversation_id=talk, seq=2, state="pending", created_at=NOW)
    await complete_turn(office.kit, talk, 2, plan)
    return talk


@pytest.mark.parametrize(
    ("text", "plan", "noted"),
    [
        ("Hoe zwaar is hij?", Plan((), (part("Hoe zwaar is hij?", "ask_product_features"),)), []),
        ("Verkoop je auto's? En hoe zwaar is hij?", Plan((), (part("Verkoop je auto's?", "out_of_scope"), part("hoe zwaar is hij?", "ask_product_features"))), [("out_of_scope", None, "Verkoop je auto's?")]),
        ("Past een zitje?", Plan((), (part("Past een zitje?", "ask_accessories", "open", "Dat weet ik niet."),)), [("unknown", "ask_accessories", "Past een zitje?")]),
        ("Ik wil pauzeren", Plan((), (part("Ik wil pauzeren", "pause_subscription", "open", ""),)), []),  # a form has begun
        ("die andere", Plan((), misunderstood=True), [("asked_back", None, "die andere")]),
        ("eh", Plan((), context={"form": {"topic": "x"}}, misunderstood=True), []),  # what a form asked
        ("👍", Plan((), misunderstood=True), []),
        ("nee, die andere", Plan((), (part("nee, die andere", "ask_human", "handed_over", ""),), handover=to_person("not_understood_twice")), [("misunderstood", None, "nee, die andere")]),
        ("Ik wil een mens", Plan((), (part("Ik wil een mens", "ask_human", "handed_over", ""),), handover=to_person("asked_for_person")), []),
    ],
)  # fmt: skip
async def test_what_is_noted(office: Office, text: str, plan: Plan, noted: list[tuple[str, str | None, str]]) -> None:
    await asked(office, text, plan)
    assert [(r["kind"], r["topic"], r["text"]) for r in await office.rows(t.unanswered)] == noted


async def test_a_turn_that_is_done_notes_nothing_again(office: Office) -> None:
    plan = Plan((), misunderstood=True)
    talk = await asked(office, "die andere", plan)
    await complete_turn(office.kit, talk, 2, plan)
    assert len(await office.rows(t.unanswered)) == 1


async def test_what_a_colleague_answers_later_stays_noted(office: Office) -> None:
    plan = Plan((), (part("Past een zitje?", "ask_accessories", "open", "Dat weet ik niet."),), handover=to_person("legal"))
    talk = await asked(office, "Past een zitje?", plan)
    sanne = await office.agent("sanne")
    office.clock.forward(minutes=2)
    await claim(office.kit, talk, sanne)
    office.clock.forward(minutes=5)
    await close_conversation(office.kit, talk, sanne, outcome="zelfstandig afgehandeld", feedback="Ja, dat past.")
    assert (await office.rows(t.parts))[0]["state"] == "answered"
    assert [r["kind"] for r in await office.rows(t.unanswered)] == ["unknown"]
    log = {r["what"]: r["detail"] for r in await office.rows(t.history, t.history.c.subject == "conversation")}
    where = {"department": "logistiek", "language": "nl"}
    assert log["handed over"] | where == log["handed over"]
    assert log["claimed"] == {"waited_s": 120, **where}
    assert log["closed"] == {"outcome": "zelfstandig afgehandeld", "handled_s": 300, **where}


async def test_debtors_files_are_listed_for_who_has_that_role(office: Office) -> None:
    async def add(name: str, **more: Any) -> None:
        talk = await office.talk(**more)
        await office.add(t.unanswered, conversation_id=talk, seq=1, idx=0, at=NOW, kind="unknown", language="nl", text=name)

    number = await office.make_case(department="debiteurenbeheer")
    await add("plain")
    await add("debt", department="debiteurenbeheer")
    await add("debt case", case_number=number)
    span = (NOW.replace(hour=0), NOW.replace(hour=23))
    async with office.kit.db.read() as tx:
        assert [r["text"] for r in await floor.unanswered(tx, *span, debtors=False)] == ["plain"]
        assert len(await floor.unanswered(tx, *span, debtors=True)) == 3
        assert await floor.unanswered(tx, *span, debtors=True, language="en") == []
        assert await floor.unanswered(tx, *span, debtors=True, kind="asked_back") == []


async def test_noting_is_of_the_message_that_was_asked(office: Office) -> None:
    talk = await office.talk()
    async with office.kit.db.write() as tx:
        for seq, text in ((2, "eerst"), (4, "daarna")):
            await tx.execute(insert(t.messages).values(conversation_id=talk, seq=seq, id=f"m{seq}", at=NOW, sender="customer", text=text, buttons=[]))
        await note_unanswered(tx, {"id": talk}, 4, NOW, Plan((), language="en", misunderstood=True))
    (row,) = await office.rows(t.unanswered)
    assert (row["text"], row["seq"], row["language"], row["at"]) == ("daarna", 4, "en", NOW)
