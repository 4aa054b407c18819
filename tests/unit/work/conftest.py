"""A kit on an empty SQLite database, with a clock that stands where the test puts it, colleagues and one customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import insert, select

from handoff import settings
from handoff.bus import Bus
from handoff.clock import AMSTERDAM
from handoff.content import load
from handoff.settings import ROOT
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.work.base import Kit
from handoff.work.cases import insert_case
from handoff.work.plan import CasePlan
from tests.support.databases import copied, empty_sqlite

CONTENT = load(ROOT / "data" / "organisation")
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=AMSTERDAM)  # a Tuesday, everybody at work
CUSTOMER = {
    "number": "40000001", "name": "Fatima El Amrani", "business": False, "birth_date": dt.date(1990, 5, 17), "street": "Biltstraat",
    "house_number": "12", "addition": "", "postcode": "3572 BB", "city": "Utrecht", "country": "NL", "email": "fatima@example.org",
    "phone": "+31612345678", "iban": "NL91ABNA0417164300", "iban_holder": "F. El Amrani", "language": "nl", "flags": [], "since": dt.date(2024, 1, 8),
}  # fmt: skip


class StillClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> dt.datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += dt.timedelta(**span)


class Office:
    """The kit with short ways to what tests look at."""

    def __init__(self, kit: Kit, clock: StillClock) -> None:
        self.kit, self.clock = kit, clock

    async def rows(self, table: Any, *where: Any) -> list[dict[str, Any]]:
        async with self.kit.db.read() as tx:
            found = await tx.execute(select(table).where(*where).order_by(*table.primary_key.columns))
            return [dict(r._mapping) for r in found]

    async def add(self, table: Any, **values: Any) -> None:
        async with self.kit.db.write() as tx:
            await tx.execute(insert(table).values(**values))

    async def agent(self, username: str) -> dict[str, Any]:
        return (await self.rows(t.agents, t.agents.c.username == username))[0]

    async def mails(self, kind: str = "") -> list[dict[str, Any]]:
        return await self.rows(t.outbox, t.outbox.c.kind == kind) if kind else await self.rows(t.outbox)

    async def case(self, number: str) -> dict[str, Any]:
        return (await self.rows(t.cases, t.cases.c.number == number))[0]

    async def talk(self, status: str = "bot", **more: Any) -> str:
        name = f"talk-{len(await self.rows(t.conversations))}"
        now = self.clock.now()
        await self.add(
            t.conversations,
            **{
                "id": name,
                "channel": "chat",
                "status": status,
                "language": "nl",
                "created_at": now,
                "updated_at": now,
                "context": {},
                "reasons": [],
                "summary": "",
                **more,
            },
        )
        return name

    async def make_case(
        self,
        *,
        kind: str = "complaint",
        topics: tuple[str, ...] = ("complain_delivery",),
        customer: str | None = "40000001",
        conversation: str | None = None,
        channel: str = "chat",
        key: str = "",
        summary: str = "De fiets kwam te laat.",
        priority: str = "normal",
        department: str = "logistiek",
        **more: Any,
    ) -> str:
        now = self.clock.now()
        plan = CasePlan(
            kind=kind,
            topics=topics,
            department=department,
            priority=priority,
            summary=summary,
            reasons=(),
            first_due=now + dt.timedelta(days=2),
            due=now + dt.timedelta(days=14),
            **more,
        )
        count = len(await self.rows(t.cases))
        async with self.kit.db.write() as tx:
            talk = None
            if conversation:
                talk = (
                    (await tx.execute(select(t.conversations).where(t.conversations.c.id == conversation)))
                    .one()
                    ._asdict()
                )
            return await insert_case(
                tx,
                self.kit,
                plan,
                key=key or f"test:{count}",
                conversation=talk,
                parts=[],
                channel=channel,
                language="nl",
                actor="bot",
                customer=customer,
            )


PEOPLE = (
    ("sanne", ["agent"], ["klantenservice"]),
    ("mo", ["agent", "debtors"], ["debiteurenbeheer", "facturatie"]),
    ("ria", ["agent"], ["facturatie"]),
    ("thijs", ["agent", "supervisor"], ["teamleider", "klachtencoordinator"]),
    ("lena", ["agent", "supervisor", "debtors"], ["debiteurenbeheer"]),
    ("hans", ["agent", "head_of_marketing"], ["verkoop"]),
)


@pytest.fixture
async def office(tmp_path: Any) -> AsyncIterator[Office]:
    made = await _on_sqlite(tmp_path)
    yield made
    await made.kit.db.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def both(request: pytest.FixtureRequest, tmp_path: Any) -> AsyncIterator[Office]:
    """The office on either database, with the tables as the migrations make them."""
    if request.param == "postgresql":
        made = _made(tmp_path, copied(request.getfixturevalue("cluster")))
        await _people(made)
    else:
        made = await _on_sqlite(tmp_path)
    yield made
    await made.kit.db.close()


async def _on_sqlite(folder: Any) -> Office:
    (folder / "balie.db").write_bytes(empty_sqlite())
    made = _made(folder)
    await _people(made)
    return made


def _made(folder: Any, address: str = "") -> Office:
    clock = StillClock()
    configured = settings.load({"BALIE_DATA": str(folder), "BALIE_SECRET": "only-for-tests"})
    kit = Kit(Database(address or configured.database_url), clock, CONTENT, Bus(""), configured)  # type: ignore[arg-type]
    return Office(kit, clock)


async def _people(made: Office) -> None:
    for username, roles, departments in PEOPLE:
        await made.add(
            t.agents,
            username=username,
            name=username.title(),
            password_hash="x",
            roles=roles,
            departments=departments,
            languages=["nl"],
            capacity=4,
            presence="away",
            active=True,
        )
    await made.add(c.customers, **CUSTOMER)
