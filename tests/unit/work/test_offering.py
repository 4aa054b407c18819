"""Work is offered, accepted, declined, and falls back to the queue; two services at once offer once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from handoff.errors import NotFound
from handoff.store import tables as t
from handoff.work.accounts import set_presence
from handoff.work.handover import claim, release, return_abandoned
from handoff.work.offering import decline, offer_work

from .conftest import Office


async def waits(office: Office, **more: Any) -> str:
    now = office.clock.now()
    return await office.talk("waiting", **{"department": "klantenservice", "rank": 2, "queue_since": now, "queue_due": now, **more})


async def available(office: Office, *names: str) -> None:
    for name in names:
        await set_presence(office.kit, await office.agent(name), "available")


async def states(office: Office) -> list[tuple[str, str]]:
    names = {a["id"]: a["username"] for a in await office.rows(t.agents)}
    return [(names[o["agent_id"]], o["state"]) for o in await office.rows(t.offers)]


async def second(office: Office) -> None:
    async with office.kit.db.write() as tx:
        await tx.execute(update(t.agents).where(t.agents.c.username == "ria").values(departments=["klantenservice"]))


async def test_nobody_available_is_nobody_asked(office: Office) -> None:
    await waits(office)
    assert await offer_work(office.kit) == 0


async def test_an_offer_is_accepted(office: Office) -> None:
    talk = await waits(office)
    await available(office, "sanne")
    assert await offer_work(office.kit) == 1
    assert await offer_work(office.kit) == 0
    await claim(office.kit, talk, await office.agent("sanne"))
    assert await states(office) == [("sanne", "accepted")]


async def test_a_declined_offer_goes_to_somebody_else(office: Office) -> None:
    talk = await waits(office)
    await second(office)
    await available(office, "sanne", "ria")
    await offer_work(office.kit)
    first = (await states(office))[0][0]
    await decline(office.kit, talk, await office.agent(first))
    await offer_work(office.kit)
    assert [s for _, s in await states(office)] == ["declined", "open"]
    assert len({who for who, _ in await states(office)}) == 2
    with pytest.raises(NotFound):
        await decline(office.kit, talk, await office.agent(first))


async def test_an_offer_that_is_let_pass_falls_back_and_comes_again_later(office: Office) -> None:
    await waits(office)
    await available(office, "sanne")
    await offer_work(office.kit)
    office.clock.forward(seconds=31)
    assert await offer_work(office.kit) == 0
    assert await states(office) == [("sanne", "lapsed")]
    office.clock.forward(minutes=5)
    await available(office, "sanne")
    assert await offer_work(office.kit) == 1


async def test_who_is_no_longer_available_loses_the_offer(office: Office) -> None:
    await waits(office)
    await available(office, "sanne")
    await offer_work(office.kit)
    await set_presence(office.kit, await office.agent("sanne"), "busy")
    assert await offer_work(office.kit) == 0
    assert await states(office) == [("sanne", "lapsed")]


async def test_capacity_and_pace(office: Office) -> None:
    talks = [await waits(office) for _ in range(6)]
    await available(office, "sanne")
    sanne, given = await office.agent("sanne"), []
    for _ in talks:
        if await offer_work(office.kit):
            given.append((await office.rows(t.offers, t.offers.c.state == "open"))[0]["conversation_id"])
            await claim(office.kit, given[-1], sanne)
            assert await offer_work(office.kit) == 0  # not two within the pause
        office.clock.forward(seconds=11)
        await available(office, "sanne")
    assert len(given) == sanne["capacity"] == 4


async def test_the_first_of_the_queue_is_offered_first(office: Office) -> None:
    await waits(office)
    urgent = await waits(office, rank=0)
    await available(office, "sanne")
    await offer_work(office.kit)
    assert (await office.rows(t.offers))[0]["conversation_id"] == urgent


async def test_two_services_at_once_offer_once(office: Office) -> None:
    for _ in range(3):
        await waits(office)
    await second(office)
    await available(office, "sanne", "ria")
    await asyncio.gather(*(offer_work(office.kit) for _ in range(6)))
    made = await office.rows(t.offers)
    assert len(made) == 2
    assert len({o["agent_id"] for o in made}) == len({o["conversation_id"] for o in made}) == 2


async def test_two_agents_claim_one_chat_and_the_offer_of_the_other_is_over(office: Office) -> None:
    talk = await waits(office)
    await available(office, "sanne")
    await offer_work(office.kit)
    await claim(office.kit, talk, await office.agent("ria"))
    assert await states(office) == [("sanne", "gone")]


async def test_an_agent_who_drops_out_returns_the_chat_first_and_it_is_offered_on(office: Office) -> None:
    talk = await waits(office)
    await claim(office.kit, talk, await office.agent("ria"))
    office.clock.forward(seconds=91)
    older = await waits(office, queue_due=office.clock.now().replace(year=2020))
    assert await return_abandoned(office.kit) == [talk]
    told = (await office.rows(t.messages, t.messages.c.sender == "system"))[-1]["text"]
    assert "collega" in told
    await available(office, "sanne")
    await offer_work(office.kit)
    assert (await office.rows(t.offers))[0]["conversation_id"] == talk != older


async def test_who_came_back_in_time_keeps_his_conversation(office: Office) -> None:
    talk = await waits(office)
    await available(office, "ria")
    await claim(office.kit, talk, await office.agent("ria"))
    assert await release(office.kit, talk, await office.agent("ria"), gone=True) is False
    assert [c["status"] for c in await office.rows(t.conversations)] == ["agent"]
