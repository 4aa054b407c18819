"""Waiting conversations are offered to available colleagues, one at a time, for a short while.

Whom to offer what is decided twice: first without a lock over all that waits, then for each choice again inside its
transaction, with the rows of the conversation and the colleague locked. Two services that choose at once offer once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.bus import DESK
from handoff.decide.routing import EVERYBODY, Colleague, Waiting, choose, may_take
from handoff.errors import NotFound
from handoff.store import tables as t
from handoff.store.queue import ORDER
from handoff.work.base import Kit, locked_conversation, record

LOOKED_AT = 200  # waiting conversations looked at in one round
AGAIN = dt.timedelta(minutes=5)  # who declined, or let it pass, is not offered the same within this
c, o, a = t.conversations.c, t.offers.c, t.agents.c


async def offer_work(kit: Kit) -> int:
    """End offers that are over and make new ones; returns how many were made."""
    await lapse(kit)
    if kit.settings.offer_seconds <= 0:
        return 0
    now, pause = kit.clock.now(), dt.timedelta(seconds=kit.settings.offer_pause)
    async with kit.db.read() as tx:
        at_work = await _at_work(tx, kit, now)
        waiting = await _waiting(tx, now, at_work) if any(p.load < p.capacity for p in at_work) else []
    made = 0
    for talk in waiting:
        if not any(p.load < p.capacity and not p.offered for p in at_work):
            break
        chosen = choose(talk, at_work, now, pause)
        if chosen is None:
            continue
        if await _offer(kit, talk.id, chosen.id):
            made += 1
            taken = Colleague(**{**vars(chosen), "load": chosen.load + 1, "offered": True, "last": now})
            at_work = [taken if p.id == chosen.id else p for p in at_work]
        else:  # things have changed: with old figures the rest would be tried in vain too, each in a transaction that writes
            async with kit.db.read() as tx:
                at_work = await _at_work(tx, kit, now)
    if made:
        await kit.bus.publish(DESK, {"offers": made})
    return made


async def lapse(kit: Kit) -> int:
    """Offers out of time, of colleagues who are not available any more, or of what no longer waits, are over."""
    now = kit.clock.now()
    there = exists().where(a.id == o.agent_id, a.presence == "available", a.seen_at > _gone(kit, now))
    waits = exists().where(c.id == o.conversation_id, c.status == "waiting")
    over = and_(o.state == "open", or_(o.until <= now, ~there, ~waits))
    async with kit.db.read() as tx:
        if (await tx.execute(select(o.id).where(over).limit(1))).first() is None:
            return 0
    async with kit.db.write() as tx:
        ended = (await tx.execute(update(t.offers).where(over).values(state="lapsed").returning(o.id))).all()
    await kit.bus.publish(DESK, {"offers": 0})
    return len(ended)


async def decline(kit: Kit, conversation_id: str, agent: Mapping[str, Any]) -> None:
    """``agent`` does not take what was offered; it goes to somebody else. Raises NotFound when the offer is over."""
    now = kit.clock.now()
    async with kit.db.write() as tx:
        mine = and_(o.conversation_id == conversation_id, o.agent_id == agent["id"], o.state == "open")
        if (await tx.execute(update(t.offers).where(mine).values(state="declined").returning(o.id))).first() is None:
            raise NotFound("This offer is over.", code="offer-over")
        await record(tx, now, "conversation", conversation_id, f"agent:{agent['username']}", "offer declined")
    await kit.bus.publish(DESK, {"offers": 0})


async def end_offer(tx: AsyncConnection, conversation_id: str, taker: int) -> None:
    """``taker`` takes the conversation: an offer of it is accepted, or gone when it was somebody else's."""
    open_one = and_(o.conversation_id == conversation_id, o.state == "open")
    await tx.execute(update(t.offers).where(open_one, o.agent_id == taker).values(state="accepted"))
    await tx.execute(update(t.offers).where(open_one).values(state="gone"))


async def _offer(kit: Kit, conversation_id: str, agent_id: int) -> bool:
    """Offer it if that is still right, now that nobody else can change it. Returns whether it was done."""
    now = kit.clock.now()
    until = now + dt.timedelta(seconds=kit.settings.offer_seconds)
    try:
        async with kit.db.write() as tx:
            row = await locked_conversation(tx, conversation_id)
            await tx.execute(select(a.id).where(a.id == agent_id).with_for_update())
            if row is None or row["status"] != "waiting":
                return False
            at_work = await _at_work(tx, kit, now)
            one = next((p for p in at_work if p.id == agent_id), None)
            talk = next(iter(await _as_waiting(tx, now, [row])), None)
            pause = dt.timedelta(seconds=kit.settings.offer_pause)
            if one is None or talk is None or not may_take(talk, one, at_work, now, pause):
                return False
            await tx.execute(
                insert(t.offers).values(
                    conversation_id=conversation_id, agent_id=agent_id, at=now, until=until, state="open"
                )
            )
    except IntegrityError:  # another service was first
        return False
    return True


async def _at_work(tx: AsyncConnection, kit: Kit, now: dt.datetime) -> list[Colleague]:
    """Everybody available whose screen gave a sign of life, with load and last offer."""
    talks = select(func.count()).where(c.agent_id == a.id, c.status == "agent").correlate(t.agents).scalar_subquery()
    offered = select(func.count()).where(o.agent_id == a.id, o.state == "open").correlate(t.agents).scalar_subquery()
    last = select(func.max(o.at)).where(o.agent_id == a.id).correlate(t.agents).scalar_subquery()
    rows = await tx.execute(
        select(
            a.id, a.departments, a.languages, a.capacity, a.roles, talks.label("talks"), offered.label("offered"),
            last.label("last"),
        ).where(a.active, a.presence == "available", a.seen_at > _gone(kit, now))
    )  # fmt: skip
    return [
        Colleague(
            r.id,
            frozenset(r.departments),
            frozenset(r.languages or ("nl", "en")),
            r.capacity,
            r.talks + r.offered,
            r.offered > 0,
            r.last,
        )
        for r in rows
        if "agent" in r.roles
    ]


async def _waiting(tx: AsyncConnection, now: dt.datetime, at_work: list[Colleague]) -> list[Waiting]:
    """The first that wait without an offer, in the order to handle, as far as somebody at work could take them."""
    departments = {d for p in at_work for d in p.departments}
    query = select(t.conversations).where(
        c.status == "waiting", ~exists().where(o.conversation_id == c.id, o.state == "open")
    )
    if EVERYBODY not in departments:
        query = query.where(or_(c.department.in_(departments), c.wanted_agent_id.in_([p.id for p in at_work])))
    rows = [r._asdict() for r in await tx.execute(query.order_by(*ORDER).limit(LOOKED_AT))]
    return await _as_waiting(tx, now, rows)


async def _as_waiting(tx: AsyncConnection, now: dt.datetime, rows: list[Any]) -> list[Waiting]:
    passed: dict[str, set[int]] = {}
    recent = select(o.conversation_id, o.agent_id, o.state).where(
        o.conversation_id.in_([r["id"] for r in rows]), or_(o.at > now - AGAIN, o.state == "open")
    )
    busy = set()
    for conversation_id, agent_id, state in await tx.execute(recent):
        if state == "open":
            busy.add(conversation_id)
        elif state in ("declined", "lapsed"):
            passed.setdefault(conversation_id, set()).add(agent_id)
    return [
        Waiting(
            r["id"],
            r["department"] or EVERYBODY,
            r["language"],
            r["wanted_agent_id"],
            frozenset(passed.get(r["id"], ())),
        )
        for r in rows
        if r["id"] not in busy
    ]


def _gone(kit: Kit, now: dt.datetime) -> dt.datetime:
    return now - dt.timedelta(seconds=kit.settings.agent_gone_after)
