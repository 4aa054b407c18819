"""Words are found where they are, at once, in both engines' way of writing; and not by who may not see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update

from handoff.store import search
from handoff.store import tables as t
from handoff.store.db import Database

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
ALL = {"debtors": True, "confidential": True}
CASE = {
    "kind": "complaint", "topics": [], "parts": [], "reasons": [], "data": {}, "channel": "chat", "language": "nl", "priority": "normal",
    "status": "new", "created_at": NOW, "first_due": NOW, "due": NOW, "extended": False, "about_money": False, "department": "logistiek",
}  # fmt: skip
CONTACT = {"channel": "phone", "direction": "in", "language": "nl", "started_at": NOW, "topics": [], "priority": "low", "particulars": [], "handled_by": "agent:sanne", "confidential": False}


async def talk(db: Database, name: str, *texts: str, sender: str = "customer", **more: Any) -> None:
    async with db.write() as tx:
        values = {"id": name, "channel": "chat", "status": "closed", "language": "nl", "created_at": NOW, "updated_at": NOW, "context": {}, "reasons": [], "summary": ""}
        await tx.execute(insert(t.conversations).values(**{**values, **more}))
        for seq, words in enumerate(texts, 1):
            await tx.execute(insert(t.messages).values(conversation_id=name, seq=seq, id=f"{name}{seq}", at=NOW, sender=sender, text=words, buttons=[]))


async def refs(db: Database, query: str, **more: Any) -> list[str]:
    async with db.read() as tx:
        return [hit.ref for hit in await search.find(tx, query, **{**ALL, **more})]


async def test_messages_are_found_by_words_beginnings_and_without_accents(db: Database) -> None:
    await talk(db, "one", "De accu is kapót na Curaçao.", "Tweede bericht")
    await talk(db, "two", "Mijn accu doet het.")
    await talk(db, "bot", "De accu van de assistent.", sender="bot")
    assert await refs(db, "accu") == ["two", "one"]  # the newest first; what the assistant says is not looked at
    assert await refs(db, "KAPOT acc") == ["one"]
    assert await refs(db, "curacao") == ["one"]
    assert await refs(db, "tweede") == ["one"]
    assert await refs(db, "accu xyz") == []


async def test_the_index_follows_every_change_in_the_same_transaction(db: Database) -> None:
    await talk(db, "one", "geheim woord")
    async with db.write() as tx:
        await tx.execute(update(t.messages).where(t.messages.c.conversation_id == "one").values(text="gewist"))
        assert [h.ref for h in await search.find(tx, "gewist", **ALL)] == ["one"]
    assert await refs(db, "geheim") == []
    async with db.write() as tx:
        await tx.execute(delete(t.messages))
    assert await refs(db, "gewist") == []


async def test_cases_and_contacts_are_found_and_filtered(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute(insert(t.cases).values(number="Z2026-000012", summary="Trapper piept", **CASE))
        await tx.execute(insert(t.contacts).values(number="K2026-000034", summary="Belde over de trapper", customer_name="Fatima El Amrani", **CONTACT))
    assert set(await refs(db, "trapper")) == {"Z2026-000012", "K2026-000034"}
    assert await refs(db, "Z2026-000012") == ["Z2026-000012"]
    assert await refs(db, "amrani") == ["K2026-000034"]
    assert await refs(db, "trapper", kinds=["case"]) == ["Z2026-000012"]
    assert await refs(db, "trapper", department="logistiek") == ["Z2026-000012"]
    assert await refs(db, "trapper", since=NOW + dt.timedelta(days=1)) == []
    async with db.write() as tx:
        await tx.execute(update(t.cases).values(outcome="vervangen"))
    assert await refs(db, "trapper vervangen") == ["Z2026-000012"]


async def test_debtors_data_and_confidential_contacts_are_not_found_by_others(db: Database) -> None:
    await talk(db, "debt", "achterstand", department="debiteurenbeheer")
    await talk(db, "of-debt-case", "achterstand", case_number="Z2026-000001")
    await talk(db, "quiet", "verdriet")
    async with db.write() as tx:
        await tx.execute(insert(t.cases).values(**{**CASE, "number": "Z2026-000001", "summary": "achterstand", "department": "debiteurenbeheer"}))
        await tx.execute(insert(t.contacts).values(**{**CONTACT, "number": "K2026-000001", "summary": "achterstand", "case_number": "Z2026-000001"}))
        await tx.execute(insert(t.contacts).values(**{**CONTACT, "number": "K2026-000002", "summary": "verdriet", "confidential": True, "conversation_id": "quiet"}))
    assert len(await refs(db, "achterstand")) == 4
    assert await refs(db, "achterstand", debtors=False) == []
    assert set(await refs(db, "verdriet")) == {"K2026-000002", "quiet"}
    assert await refs(db, "verdriet", confidential=False) == []


@pytest.mark.parametrize("query", ["", "  ", '"', "* OR", "accu) & (", "NEAR(", "'; DROP TABLE messages; --", "%_", "a:*", "-accu"])
async def test_no_query_breaks_it(db: Database, query: str) -> None:
    await talk(db, "one", "accu")
    await refs(db, query)
    async with db.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM messages"))).scalar() == 1


def test_what_was_found_is_marked_with_the_words_around_it() -> None:
    pieces = search.pieces_of("x " * 100 + "mijn Accu's zijn leeg. " + "y " * 200, ["accu"])
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)
    assert ("Accu", True) in pieces
    assert search.pieces_of("niets", ["accu"]) == (("niets", False),)
