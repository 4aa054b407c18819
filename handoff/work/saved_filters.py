"""Filters of the list of cases that somebody keeps under a name: his own, or shared with all by a supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.errors import BadInput, Conflict, Forbidden, NotFound
from handoff.store import tables as t
from handoff.work.base import RANKS, Kit
from handoff.work.handling import STATUSES
from text.masking import mask

SHARES = "supervisor"  # the role that shares, and looks after what is shared
MOST, LONGEST = 30, 40  # filters of one agent; characters of a name
_TICKS = ("overdue", "nearly", "mine", "unowned")
NAMES = ("status", "department", "priority", *_TICKS)
f = t.saved_filters.c


async def save(
    kit: Kit, agent: Mapping[str, Any], name: object, filters: Mapping[str, str], *, shared: bool = False
) -> int:
    """Keep ``filters`` under ``name``; the same name of the same agent again replaces them. Returns the id.

    A customer number is never kept. Raises BadInput, Forbidden when somebody else than a supervisor shares.
    """
    title, kept = _name(name), _kept(kit, filters)
    if shared and SHARES not in agent["roles"]:
        raise Forbidden("A supervisor shares filters.", code="filter-share")
    values = {"filters": kept, "shared": shared, "at": kit.clock.now()}
    async with kit.db.write() as tx:
        mine = (f.agent_id == agent["id"], f.name == title)
        if known := (await tx.execute(select(f.id).where(*mine))).scalar():
            await tx.execute(update(t.saved_filters).where(f.id == known).values(**values))
            return int(known)
        count = await tx.execute(select(func.count()).select_from(t.saved_filters).where(f.agent_id == agent["id"]))
        if count.scalar_one() >= MOST:
            raise BadInput(f"You may keep {MOST} filters.", code="filter-most", extra={"most": MOST})
        made = insert(t.saved_filters).values(agent_id=agent["id"], name=title, **values)
        return int((await tx.execute(made.returning(f.id))).scalar_one())


async def rename(kit: Kit, agent: Mapping[str, Any], filter_id: int, name: object) -> None:
    """Give it another name. Raises NotFound, Forbidden, BadInput, Conflict when the owner has one of that name."""
    title = _name(name)
    try:
        async with kit.db.write() as tx:
            await _mine(tx, agent, filter_id)
            await tx.execute(update(t.saved_filters).where(f.id == filter_id).values(name=title))
    except IntegrityError:
        raise Conflict("There is a filter of that name.", code="filter-name-taken") from None


async def remove(kit: Kit, agent: Mapping[str, Any], filter_id: int) -> None:
    """Remove it; one that is gone already is fine. Raises Forbidden."""
    async with kit.db.write() as tx:
        try:
            await _mine(tx, agent, filter_id)
        except NotFound:
            return
        await tx.execute(delete(t.saved_filters).where(f.id == filter_id))


async def filters_of(tx: AsyncConnection, agent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What an agent may use: his own first, then what others share, by name; ``may``: whether he may rename or remove it."""
    query = (
        select(t.saved_filters, t.agents.c.name.label("by"))
        .join(t.agents, t.agents.c.id == f.agent_id)
        .where(or_(f.agent_id == agent["id"], f.shared))
        .order_by(f.agent_id != agent["id"], func.lower(f.name), f.id)
    )
    return [{**row._mapping, "may": _may(agent, row)} for row in await tx.execute(query)]


def _may(agent: Mapping[str, Any], row: Any) -> bool:
    return bool(row.agent_id == agent["id"] or (row.shared and SHARES in agent["roles"]))


async def _mine(tx: AsyncConnection, agent: Mapping[str, Any], filter_id: int) -> None:
    row = (await tx.execute(select(t.saved_filters).where(f.id == filter_id).with_for_update())).first()
    if row is None or not (row.shared or row.agent_id == agent["id"]):
        raise NotFound("There is no such filter.")
    if not _may(agent, row):
        raise Forbidden("Who shared this filter, or a supervisor, changes it.", code="filter-other")


def _name(name: object) -> str:
    text = mask(" ".join(str(name or "").split())).text
    if not text or len(text) > LONGEST:
        raise BadInput(f"A name has 1 to {LONGEST} characters.", code="filter-name")
    return text


def _kept(kit: Kit, filters: Mapping[str, str]) -> dict[str, str]:
    """What is known of the filters, in one order. Raises BadInput when nothing is left."""
    choices: Mapping[str, Any] = {"status": STATUSES, "department": kit.content.departments, "priority": RANKS}
    kept = {}
    for name in NAMES:
        value = filters.get(name)
        if value and value in choices.get(name, ("1", "true", "yes")):
            kept[name] = value if name in choices else "1"
    if not kept:
        raise BadInput("Choose filters first.", code="filter-empty")
    return kept
