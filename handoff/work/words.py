"""What a customer hears at a hand-over: the truth about who is there and when."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.content.texts import text as say
from handoff.decide import terms
from handoff.decide.calendars import is_open, next_opening
from handoff.store import tables as t
from handoff.store.queue import position
from handoff.work.base import RANKS, Kit
from handoff.work.moments import moment_in_words
from handoff.work.plan import HandOver


class Words(NamedTuple):
    """What the customer hears at a hand-over."""

    text: str
    buttons: tuple[dict[str, str], ...]


async def handover_words(
    tx: AsyncConnection, kit: Kit, handover: HandOver, language: str, lead: str, number: str | None = None
) -> Words:
    """What to say now: open with a place in the queue, open but nobody there, or closed with when we are back.

    ``lead`` comes first. Where ``number`` is not known yet ``{case}`` stays for who stores the message.
    """
    now = kit.clock.now()
    hours, rules = kit.content.hours, kit.content.guidelines["terms"]
    ahead = await position(tx, RANKS[handover.priority], handover.due, now)
    queue = (
        say(kit.content, "queue_first", language)
        if ahead == 0
        else say(kit.content, "queue_position_one" if ahead == 1 else "queue_position", language, ahead=ahead)
    )
    back = terms.call_waiting_by(hours, rules, handover.priority, now)
    values = {
        "queue": queue,
        "case": number or "{case}",
        "when": moment_in_words(next_opening(hours, terms.PLACE, now), now, language),
        "callback": moment_in_words(back, now, language, until=True),
    }
    if handover.priority == "critical":
        key = "handover_critical"
    elif not is_open(hours, terms.PLACE, now):
        key = "handover_closed"
    elif not await somebody_there(tx, now, kit.settings.agent_gone_after):
        key = "handover_nobody"
    else:
        key = "handover_open"
    return Words(f"{lead}\n\n{say(kit.content, key, language, **values)}".strip(), ())


async def somebody_there(tx: AsyncConnection, now: dt.datetime, gone_after: float) -> bool:
    """Whether any colleague is at the desk and open to work."""
    recent = now - dt.timedelta(seconds=max(gone_after, 60) * 2)
    count = await tx.execute(
        select(func.count())
        .select_from(t.agents)
        .where(t.agents.c.active, t.agents.c.presence != "away", t.agents.c.seen_at > recent)
    )
    return bool(count.scalar_one())
