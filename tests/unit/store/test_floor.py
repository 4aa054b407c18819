"""How things stand now, counted on both databases."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert

from handoff.store import floor
from handoff.store import tables as t
from handoff.store.db import Database

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


async def test_people_waiting_and_pressing_cases(db: Database) -> None:
    async with db.write() as tx:
        for n, (name, presence, seen, roles, active) in enumerate(
            [("Ans", "available", 1, ["agent"], True), ("Bo", "available", 9, ["agent"], True), ("Cas", "away", 1, ["supervisor"], True), ("Dee", "available", 1, ["editor"], True), ("Ed", "busy", 1, ["agent"], False)], 1
        ):
            await tx.execute(insert(t.agents).values(id=n, username=name, name=name, password_hash="x", roles=roles, departments=[], languages=[], capacity=4, presence=presence, seen_at=NOW - seen * MINUTE, active=active))
        for n, (status, agent, department, rank, since) in enumerate(
            [("agent", 1, None, 2, 5), ("agent", 1, None, 2, 8), ("closed", 1, None, 2, 50), ("waiting", None, "logistiek", 2, 3), ("waiting", None, "logistiek", 0, 1), ("waiting", None, "verkoop", 2, 7)]
        ):
            at = NOW - since * MINUTE
            await tx.execute(insert(t.conversations).values(id=f"c{n}", status=status, agent_id=agent, agent_since=at if agent else None, department=department, rank=rank, queue_since=at, queue_due=at + 2 * MINUTE, language="nl", created_at=at, updated_at=at, context={}, reasons=[], summary=""))
        for number, hours, department, status in (("Z1", -1, "logistiek", "new"), ("Z2", 3, "logistiek", "waiting_for_customer"), ("Z3", 30, "logistiek", "new"), ("Z4", -9, "logistiek", "resolved"), ("Z5", -2, "debiteurenbeheer", "reopened")):
            await tx.execute(insert(t.cases).values(number=number, kind="request", topics=["x"], parts=[], summary="", reasons=[], data={}, channel="chat", language="nl", department=department, priority="low", status=status, created_at=NOW, first_due=NOW, due=NOW + hours * HOUR, extended=False, about_money=False, owner_id=1 if number == "Z1" else None))
    async with db.read() as tx:
        people = await floor.people(tx, NOW - 5 * MINUTE)
        waiting = await floor.waiting(tx)
        mine = await floor.late_cases(tx, NOW, NOW + 24 * HOUR, debtors=False)
        debt = await floor.late_cases(tx, NOW, NOW + 24 * HOUR, debtors=True)
    assert [(p["name"], p["load"], p["there"], p["seen"]) for p in people] == [("Ans", 2, True, True), ("Bo", 0, False, False), ("Cas", 0, False, True)]
    assert people[0]["oldest"] == NOW - 8 * MINUTE
    assert [(w["department"], w["waiting"], w["critical"], w["since"]) for w in waiting] == [("verkoop", 1, 0, NOW - 7 * MINUTE), ("logistiek", 2, 1, NOW - 3 * MINUTE)]
    assert (mine[0], mine[1], [(k["number"], k["owner"]) for k in mine[2]]) == (1, 1, [("Z1", "Ans"), ("Z2", None)])
    assert (debt[0], debt[1], [k["number"] for k in debt[2]]) == (2, 1, ["Z5", "Z1", "Z2"])


async def test_nobody_and_nothing(db: Database) -> None:
    async with db.read() as tx:
        assert await floor.people(tx, NOW) == []
        assert await floor.waiting(tx) == []
        assert await floor.late_cases(tx, NOW, NOW, debtors=True) == (0, 0, [])
