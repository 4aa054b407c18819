"""What is in the bench's own database: agents with their talks, customers who wait, and an archive to search."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import re
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.chat.tokens import make_token
from handoff.settings import ROOT
from handoff.store import tables as t
from handoff.store.queue import ORDER
from handoff.work.base import RANKS, Kit

A_TALK = 4  # conversations an agent has at a time: what an account is made with
HISTORY = 12  # messages that stand in a talk when it is measured
ARCHIVED = 10  # messages of an archived conversation
AT_ONCE = 2000  # rows an insert
TOPICS = ("ask_delivery_status", "complain_delivery", "request_repair", "ask_invoice_explanation", "ask_human")
SENTENCES = re.compile(r"^ +- (.{12,})$", re.M)


def sentences() -> list[str]:
    """What customers write: the sentences that the assistant is trained on, in both languages."""
    files = sorted((ROOT / "data" / "bot" / "nlu").rglob("*.yml"))
    return [re.sub(r"[\[\](){}\"]", " ", s) for f in files for s in SENTENCES.findall(f.read_text(encoding="utf-8"))]


def said(all_sentences: Sequence[str], rng: random.Random) -> str:
    """A message of one to three sentences, a number among them now and then."""
    words = ". ".join(rng.choice(all_sentences) for _ in range(rng.choice((1, 1, 2, 3))))
    return f"{words} B{rng.randrange(10**7):07d}" if rng.random() < 0.1 else words


async def agents(kit: Kit, count: int) -> list[str]:
    """``count`` agents at work, each with an open session; gives the sessions' tokens in the order of the accounts."""
    now, tokens = kit.clock.now(), [secrets.token_urlsafe(32) for _ in range(count)]
    people = [
        {
            "username": f"bench{n:03d}", "name": f"Bea{n} Bench", "password_hash": "none", "roles": ["agent"],
            "departments": ["klantenservice"], "languages": ["nl", "en"], "capacity": A_TALK, "presence": "available",
            "seen_at": now, "active": True,
        }
        for n in range(count)
    ]  # fmt: skip
    async with kit.db.write() as tx:
        await tx.execute(insert(t.agents), people)
        ids = [row.id for row in await tx.execute(select(t.agents.c.id).order_by(t.agents.c.id))]
        sessions = [
            {
                "token_hash": hashlib.sha256(token.encode()).hexdigest(), "agent_id": agent, "csrf": secrets.token_urlsafe(24),
                "created_at": now, "expires_at": now + dt.timedelta(hours=10),
            }
            for agent, token in zip(ids, tokens, strict=True)
        ]  # fmt: skip
        await tx.execute(insert(t.sessions), sessions)
    return tokens


async def talks(kit: Kit, agent_count: int) -> None:
    """Every agent has ``A_TALK`` conversations under way."""
    async with kit.db.read() as tx:
        ids = [row.id for row in await tx.execute(select(t.agents.c.id).order_by(t.agents.c.id).limit(agent_count))]
    now = kit.clock.now()
    rows = [
        {**_talk(f"talk-{a}-{n}", now, HISTORY), "status": "agent", "agent_id": a, "agent_since": now}
        for a in ids
        for n in range(A_TALK)
    ]
    await _put(kit, rows, HISTORY)


async def queue(kit: Kit, first: int, last: int) -> None:
    """Customers number ``first`` up to ``last`` wait, of every priority, each with a short story."""
    rng, now = random.Random(first), kit.clock.now()
    rows = []
    for n in range(first, last):
        priority = rng.choices(tuple(RANKS), (1, 9, 70, 20))[0]
        since = now - dt.timedelta(seconds=rng.randrange(3600))
        rows.append(
            {
                **_talk(f"wait-{n}", now, 3), "status": "waiting", "priority": priority, "rank": RANKS[priority],
                "queue_since": since, "queue_due": since + dt.timedelta(minutes=30),
            }
        )  # fmt: skip
    await _put(kit, rows, 3)


async def archive(kit: Kit, messages: int) -> None:
    """``messages`` messages in conversations that are over, each with its contact; numbers of this year are the service's own."""
    now, rng, count = kit.clock.now(), random.Random(1), messages // ARCHIVED
    rows = []
    for n in range(count):
        begun = now - dt.timedelta(minutes=1 + 7 * (count - n))
        rows.append({**_talk(f"over-{n}", begun, ARCHIVED), "status": "closed", "closed_at": begun})
    await _put(kit, rows, ARCHIVED)
    contacts = [
        {
            "number": f"K{now.year - 1}-{n + 1:06d}", "conversation_id": r["id"], "channel": "chat", "language": "nl",
            "started_at": r["created_at"], "handled_by": "assistent", "summary": r["summary"],
            "confidential": rng.random() < 0.02,
        }
        for n, r in enumerate(rows)
    ]  # fmt: skip
    async with kit.db.write() as tx:
        for some in _pieces(contacts):
            await tx.execute(insert(t.contacts), some)


def _talk(name: str, at: dt.datetime, messages: int) -> dict[str, Any]:
    return {
        "id": name, "channel": "chat", "language": "nl", "created_at": at, "updated_at": at, "last_seq": messages, "context": {},
        "department": "klantenservice", "priority": "normal", "rank": RANKS["normal"], "reasons": ["asked_for_person"],
        "summary": "De klant zegt: “Ik wil graag een medewerker spreken over mijn bestelling.”",
        "queue_since": at, "queue_due": at + dt.timedelta(minutes=30),
    }  # fmt: skip


async def _put(kit: Kit, rows: list[dict[str, Any]], messages: int) -> None:
    """Conversations with so many messages each, customer and bot in turn, and what they are about."""
    rng, written = random.Random(7), sentences()
    senders = ("customer", "bot") if rows and rows[0]["status"] != "closed" else ("customer", "agent")
    async with kit.db.write() as tx:
        for some in _pieces(rows):
            await tx.execute(insert(t.conversations), some)
            await tx.execute(insert(t.parts), [_part(row, rng) for row in some])
        for some in _pieces([(r["id"], r["created_at"], seq) for r in rows for seq in range(1, messages + 1)]):
            values = [
                {
                    "conversation_id": name, "seq": seq, "id": f"{name}-{seq}", "at": at, "sender": senders[seq % 2 - 1],
                    "text": said(written, rng), "buttons": [],
                }
                for name, at, seq in some
            ]  # fmt: skip
            await tx.execute(insert(t.messages), values)


def _part(row: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    return {
        "conversation_id": row["id"], "seq": 1, "idx": 0, "text": "Waar blijft mijn bestelling?", "topic": rng.choice(TOPICS),
        "kind": "info", "confidence": "0.9", "state": "open" if row["status"] != "closed" else "answered",
    }  # fmt: skip


def _pieces(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


async def who_is_there(kit: Kit, tokens: Sequence[str], most_waiting: int) -> dict[str, Any]:
    """Agents with their sessions and talks, and the customers of those talks and the first who wait, with their tokens."""
    c = t.conversations.c
    async with kit.db.read() as tx:
        names = [
            (r.id, r.username)
            for r in await tx.execute(select(t.agents.c.id, t.agents.c.username).order_by(t.agents.c.id))
        ]
        held = await _named(tx, select(c.id, c.agent_id, c.last_seq).where(c.status == "agent").order_by(c.id))
        waiting = await _named(
            tx, select(c.id, c.agent_id, c.last_seq).where(c.status == "waiting").order_by(*ORDER).limit(most_waiting)
        )
    return {
        "agents": [
            {"token": token, "talks": [h["id"] for h in held if h["agent_id"] == agent]}
            for (agent, _), token in zip(names, tokens, strict=True)
        ],
        "customers": [
            {"id": row["id"], "token": make_token(kit.settings.secret, row["id"]), "after": row["last_seq"]}
            for row in (*held, *waiting)
        ],
    }


async def _named(tx: AsyncConnection, query: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in await tx.execute(query)]
