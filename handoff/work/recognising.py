"""A colleague says whose conversation it is, once he has established that; the assistant need not ask any more.

Source: handbook, contact registration ("Gegevens controleren en verbeteren") and procedures (identification).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from handoff.bus import DESK, conversation_channel
from handoff.errors import BadInput, Conflict, NotFound
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.store.record import home_of
from handoff.work.base import Kit, record
from handoff.work.contacts import touch_contact
from handoff.work.handover import held_by
from text.masking import mask

LEVEL = 2


async def recognise(kit: Kit, conversation_id: str, agent: Mapping[str, Any], customer: str, ground: str) -> None:
    """The conversation, its contact and its cases of nobody are ``customer``'s from now on; ``ground``: how that was established.

    Raises BadInput without a ground, NotFound, Conflict when it is another customer's already, and what ``held_by`` raises.
    """
    how = mask(" ".join(ground.split())).text[:80]
    if not how:
        raise BadInput("How did you establish that it is this customer?", code="ground-missing")
    now, here = kit.clock.now(), t.conversations.c.id == conversation_id
    async with kit.db.write() as tx:
        row = await held_by(tx, conversation_id, agent)
        number = await home_of(tx, customer)
        if (await tx.execute(select(c.customers.c.number).where(c.customers.c.number == number))).first() is None:
            raise NotFound("There is no such customer.")
        if row["customer_number"] not in (None, number):
            raise Conflict("This conversation is another customer's.", code="customer-other")
        await tx.execute(update(t.conversations).where(here).values(customer_number=number, verified=LEVEL))
        loose = (t.cases.c.conversation_id == conversation_id, t.cases.c.customer_number.is_(None))
        await tx.execute(update(t.cases).where(*loose).values(customer_number=number))
        await touch_contact(tx, kit, conversation_id, None)
        contact = t.contacts.c.conversation_id == conversation_id
        await tx.execute(update(t.contacts).where(contact).values(verified_how=how))
        by = f"agent:{agent['username']}"
        await record(tx, now, "conversation", conversation_id, by, "identified", customer=number, level=LEVEL, how=how)
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "message"})
    await kit.bus.publish(DESK, {"type": "written", "conversation": conversation_id, "held": True})
