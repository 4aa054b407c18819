"""What reached the customer's screen: only forward, only what is there, and only written where an agent said something."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from handoff.store import tables as t
from handoff.work.conversations import note_delivered
from tests.unit.work.conftest import Office


async def talk(office: Office, *senders: str) -> str:
    name = await office.talk("agent", last_seq=len(senders))
    async with office.kit.db.write() as tx:
        for seq, sender in enumerate(senders, 1):
            await tx.execute(insert(t.messages).values(conversation_id=name, seq=seq, id=str(seq), at=office.clock.now(), sender=sender, text="x", buttons=[]))
    return name


async def got(office: Office, name: str) -> int:
    async with office.kit.db.read() as tx:
        return int((await tx.execute(select(t.conversations.c.customer_got_seq).where(t.conversations.c.id == name))).scalar_one())


@pytest.mark.parametrize(
    ("senders", "told", "known"),
    [
        (("bot", "customer", "agent"), [3], 3),
        (("bot", "agent", "agent"), [3, 2], 3),
        (("bot", "agent", "agent"), [2, 3], 3),
        (("bot", "agent"), [9], 0),  # more than there is: nothing is believed of it
        (("bot", "customer", "bot"), [3], 0),  # nobody looks at the marks of the assistant
        (("bot", "agent", "customer"), [2, 3], 2),  # no write for what the customer said himself
        (("agent",), [0, -1], 0),
    ],
)
async def test_how_far(office: Office, senders: tuple[str, ...], told: list[int], known: int) -> None:
    name = await talk(office, *senders)
    for seq in told:
        await note_delivered(office.kit, name, seq)
    assert await got(office, name) == known


async def test_listeners_hear_of_it(office: Office) -> None:
    name = await talk(office, "agent")
    async with office.kit.bus.listen(f"conversation:{name}") as box:
        await note_delivered(office.kit, name, 1)
        notice = box.get_nowait()
    assert (notice["type"], notice["by"], notice["seq"]) == ("delivered", "customer", 1)
