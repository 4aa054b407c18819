"""Loading the demo's customers: once, and again only when asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.clock import Clock
from handoff.content import Content, load
from handoff.demo.arrears import play
from handoff.demo.build import Rows, build
from handoff.demo.days import Days
from handoff.demo.generator import invented, invented_numbers
from handoff.demo.personas import personas
from handoff.demo.writer import count_of, lines_of_claims, remove, write
from handoff.settings import Settings
from handoff.store import tables as t
from handoff.store.db import Database


@dataclass(frozen=True)
class Loaded:
    """What was put into the database, as a number of rows by table; empty when there was nothing to do."""

    counts: Mapping[str, int]

    def __bool__(self) -> bool:
        return bool(self.counts)


def demo_numbers() -> list[str]:
    """The numbers of all demo customers."""
    return [person.number for person in personas()] + invented_numbers()


def demo_rows(days: Days, content: Content, owners: Mapping[str, int]) -> Rows:
    """All rows of the demo, the same for the same moment and content; ``owners``: account id by user name."""
    return build((*personas(), *invented(content)), days, content, owners)


async def load_customers(
    settings: Settings, db: Database, *, fresh: bool = False, only_when_empty: bool = False
) -> Loaded:
    """Put the demo's customers into ``db``, with dates around the clock's now.

    When they are there nothing is changed, unless ``fresh``: then they are replaced, and nobody else is. With
    ``only_when_empty`` they come only into a database that has no customers at all. Raises ``ContentError``, or
    ``Conflict`` when one of their numbers is taken by somebody else.
    """
    numbers = demo_numbers()
    async with db.read() as tx:
        if not await _wanted(tx, numbers, fresh, only_when_empty):
            return Loaded({})
        owners = {row.username: row.id for row in await tx.execute(select(t.agents.c.username, t.agents.c.id))}
    content = load(settings.content)
    days = Days(Clock(settings.clock).now(), content)
    rows = demo_rows(days, content, owners)
    async with db.write() as tx:
        if not await _wanted(tx, numbers, fresh, only_when_empty):  # somebody else did it meanwhile
            return Loaded({})
        if fresh:
            await remove(tx, numbers)
        await write(tx, rows)
    await play(settings, db, content, rows.invoices, days.today)
    async with db.read() as tx:
        played = await lines_of_claims(tx, numbers)
    counts = {name: len(made) for name, made in vars(rows).items()}
    return Loaded(counts | {"history": counts["history"] + played})


async def _wanted(tx: AsyncConnection, numbers: list[str], fresh: bool, only_when_empty: bool) -> bool:
    if only_when_empty:
        return not await count_of(tx)
    return fresh or not await count_of(tx, numbers)
