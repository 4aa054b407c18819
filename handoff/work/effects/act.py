"""What every effect is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit

Do = Callable[..., Awaitable[None]]
_TABLE = {"R": c.repairs, "B": c.orders, "40": c.customers}
_FIRST = {
    "R": 4500000,
    "B": 4400000,
    "40": 500000,
}  # an installation that brings its own numbers sets the counter beyond them
_DIGITS = {"R": 7, "B": 7, "40": 6}


@dataclass(frozen=True)
class Act:
    """The transaction, the conversation's row, the message's ``seq``, the moment, and the ``numbers`` given out this turn."""

    tx: AsyncConnection
    kit: Kit
    conversation: Mapping[str, Any]
    seq: int
    now: dt.datetime
    numbers: Mapping[str, str]
    language: str

    @property
    def case(self) -> str | None:
        """The case made in this turn, or None."""
        return self.numbers.get("case") or None

    @property
    def key(self) -> str:
        """What makes an effect of this turn one and the same when it is repeated."""
        return f"turn:{self.conversation['id']}:{self.seq}"

    def filled(self, text: str) -> str:
        """``text`` with the numbers of this turn."""
        for name, number in self.numbers.items():
            text = text.replace("{" + name + "}", number)
        return text

    async def once(self, table: Any, **values: Any) -> None:
        """Insert a row whose key makes it unique; doing it again changes nothing."""
        insert_once = sqlite.insert if self.kit.db.sqlite else postgresql.insert
        await self.tx.execute(insert_once(table).values(**values).on_conflict_do_nothing())


async def free_number(tx: AsyncConnection, letter: str) -> str:
    """The next repair ("R"), order ("B") or customer ("40") number that is not taken: what it begins with and its digits."""
    table = _TABLE[letter]
    while True:
        row = (
            await tx.execute(
                update(t.counters)
                .where(t.counters.c.name == letter)
                .values(value=t.counters.c.value + 1)
                .returning(t.counters.c.value)
            )
        ).first()
        if row is None:
            await tx.execute(insert(t.counters).values(name=letter, value=_FIRST[letter]))
            continue
        number = f"{letter}{row.value:0{_DIGITS[letter]}d}"
        if (await tx.execute(select(table.c.number).where(table.c.number == number))).first() is None:
            return number
