"""A conversation with the assistant without its engine: the test says what a message is about, the rest is real.

Database, clock, content, work and actions are the product's own; only the understanding is given, so that a table of
conversations runs in seconds. The same conversations run against the real engine in tests/integration.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from actions.turn import run_turn
from handoff.bus import Bus
from handoff.chat.attachments import take_attachment
from handoff.clock import AMSTERDAM
from handoff.content import Content, load
from handoff.settings import load as load_settings
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.work.base import Kit
from handoff.work.conversations import open_conversation, take_message
from tests.support.databases import empty_sqlite

ROOT = Path(__file__).parents[2]
MONDAY = dt.datetime(2026, 11, 23, 14, 0, tzinfo=AMSTERDAM)
CUSTOMER = {
    "number": "40118273", "name": "Anna de Boer", "birth_date": dt.date(1985, 3, 12), "street": "Vinkstraat", "house_number": "12", "postcode": "3527 GV",
    "city": "Utrecht", "email": "anna@voorbeeld.example", "phone": "+31612345678", "iban": "NL91ABNA0417164300", "iban_holder": "A. de Boer", "since": dt.date(2024, 1, 5),
}  # fmt: skip
BIKE = {
    "customer_number": "40118273", "product": "SR-EB1", "subscription": "flex", "bike_number": "102938", "month_cents": 7900, "deposit_cents": 15000,
    "started_on": dt.date(2026, 3, 2), "status": "active",
}  # fmt: skip
IDENTIFIED = "40118273, 3527 GV 12, 12-03-1985"
_CONTENT: dict[str, Content] = {}


class StillClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: dt.datetime) -> None:
        self.moment = now

    def now(self) -> dt.datetime:
        return self.moment


def content() -> Content:
    """The content of the repository, read once."""
    if "it" not in _CONTENT:
        _CONTENT["it"] = load(ROOT / "data" / "organisation", tolerate=True)
    return _CONTENT["it"]


async def make_kit(folder: Path, now: dt.datetime = MONDAY) -> Kit:
    """A kit on a fresh database in ``folder``, with one customer who has one bike."""
    settings = load_settings({"BALIE_DATA": str(folder), "BALIE_SECRET": "s" * 40})
    path = folder / "balie.db"
    path.write_bytes(empty_sqlite())
    db = Database(f"sqlite+aiosqlite:///{path}")
    kit = Kit(db, StillClock(now), content(), Bus(), settings)  # type: ignore[arg-type]
    await add(kit, c.customers, **CUSTOMER)
    await add(kit, c.contracts, **BIKE)
    return kit


async def add(kit: Kit, table: Any, **values: Any) -> None:
    """One row more."""
    async with kit.db.write() as tx:
        await tx.execute(insert(table).values(**values))


async def change(kit: Kit, table: Any, *where: Any, **values: Any) -> None:
    """Other values in the rows that match."""
    async with kit.db.write() as tx:
        await tx.execute(update(table).where(*where).values(**values))


class Talk:
    """One conversation. ``say`` sends a message and gives what the assistant said."""

    def __init__(self, kit: Kit, conversation_id: str) -> None:
        self.kit, self.id, self.buttons = kit, conversation_id, list[dict[str, Any]]()

    @classmethod
    async def open(cls, kit: Kit, language: str = "nl", address: str = "192.0.2.1") -> Talk:
        """A new conversation."""
        row = await open_conversation(kit, language=language, address=address)
        return cls(kit, row["id"])

    async def say(
        self,
        text: str,
        *topics: str,
        confidence: float = 0.95,
        learned: Mapping[str, float] | None = None,
        urgent: Mapping[str, float] | None = None,
        heard: str = "",
    ) -> str:
        """Send ``text``, understood as ``topics`` (in order; "topic=part of the text" names a part); the reply.

        ``learned``: the signs, and ``urgent``: the urgent topics that the model sees, with their chance.
        ``heard``: the language it takes it for, where that is not the conversation's.
        """
        message = str(uuid.uuid4())
        taken = await take_message(self.kit, self.id, message, text=text)
        async with self.kit.db.read() as tx:
            stored = (
                await tx.execute(
                    select(t.messages.c.text).where(
                        t.messages.c.conversation_id == self.id, t.messages.c.seq == taken.seq
                    )
                )
            ).scalar_one()
        parts = [{**p, "urgent": dict(urgent or {})} for p in _parts(stored, topics, confidence)]
        return await self._turn(taken.seq, parts, learned, heard)

    async def photo(self, name: str = "kras.png") -> str:
        """Send a picture, as the paperclip does."""
        body = b"\x89PNG\r\n\x1a\n" + name.encode() * 20
        stored = await take_attachment(self.kit, self.id, name, body, str(uuid.uuid4()))
        said = await self.row(t.messages, t.messages.c.conversation_id == self.id, t.messages.c.sender == "customer")
        assert stored is not None
        return await self._turn(said["seq"], [])

    async def press(self, title: str) -> str:
        """Press the button with this title under the last message."""
        button = next(b for b in self.buttons if b["title"] == title)
        taken = await take_message(self.kit, self.id, str(uuid.uuid4()), payload=button["payload"])
        return await self._turn(taken.seq, [])

    async def _turn(self, seq: int, parts: Sequence[dict[str, Any]], signs: Mapping[str, float] | None = None, heard: str = "") -> str:
        row = await self.row(t.conversations, t.conversations.c.id == self.id)
        language = {"code": heard or row["language"], "confidence": 1.0}
        latest = {"metadata": {"seq": seq}, "parts": list(parts), "language": language, "signs": dict(signs or {})}
        said = await run_turn(self.kit, self.id, latest)
        async with self.kit.db.read() as tx:
            last = (
                await tx.execute(
                    select(t.messages.c.buttons)
                    .where(t.messages.c.conversation_id == self.id, t.messages.c.sender == "bot")
                    .order_by(t.messages.c.seq.desc())
                )
            ).first()
        self.buttons = list(last.buttons or []) if last else []
        return "\n\n".join(m["text"] for m in said)

    async def row(self, table: Any, *where: Any) -> dict[str, Any]:
        """The one row of ``table`` that matches, the newest when there are more."""
        found = await self.rows(table, *where)
        assert found, f"no row in {table.name}"
        return found[-1]

    async def rows(self, table: Any, *where: Any) -> list[dict[str, Any]]:
        """The rows of ``table`` that match, oldest first."""
        async with self.kit.db.read() as tx:
            query = select(table).where(*where).order_by(*table.primary_key.columns)
            return [dict(r._mapping) for r in await tx.execute(query)]


def _parts(text: str, topics: Sequence[str], confidence: float) -> list[dict[str, Any]]:
    parts = []
    for named in topics:
        topic, _, words = named.partition("=")
        part = words or text
        parts.append(
            {
                "text": part,
                "topic": topic,
                "confidence": confidence,
                "ranking": [{"name": topic, "confidence": confidence}],
                "urgent": {},
            }
        )
    if not topics:
        parts.append({"text": text, "topic": "nlu_fallback", "confidence": 0.1, "ranking": [], "urgent": {}})
    return parts
