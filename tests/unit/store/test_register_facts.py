"""What the register tells triage of an identified customer, read from a real database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from handoff.store import reads
from handoff.store import tables as t
from handoff.store.db import Database

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
LIMITS = {"same_topic_days": 30, "complaints": {"count": 3, "months": 12}}
CUSTOMER = "40118273"
NOTHING = {"open_case_same_topic": False, "contacts_same_topic": 0, "complaints_this_year": 0, "term_missed": False}


def case(number: str, **own: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number, "kind": "complaint", "topics": ["complain_delivery"], "channel": "chat", "language": "nl",
        "customer_number": CUSTOMER, "department": "logistics", "priority": "normal", "status": "in_progress",
        "created_at": NOW - dt.timedelta(days=2), "first_due": NOW + dt.timedelta(days=1), "due": NOW + dt.timedelta(days=10),
    }  # fmt: skip
    return row | own


def contact(number: str, days_ago: float, **own: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number, "channel": "chat", "language": "nl", "started_at": NOW - dt.timedelta(days=days_ago),
        "customer_number": CUSTOMER, "topics": [{"topic": "complain_delivery", "state": "answered"}], "handled_by": "bot",
    }  # fmt: skip
    return row | own


async def facts(
    folder: Path, cases: list[dict[str, Any]], contacts: list[dict[str, Any]], topics: set[str], verified: int = 2
) -> dict[str, Any]:
    db = Database(f"sqlite+aiosqlite:///{folder / 'register.db'}")
    try:
        async with db.engine.begin() as connection:
            await connection.run_sync(t.metadata.create_all)
        async with db.write() as connection:
            for name in ("now", "then"):
                moment = {"created_at": NOW, "updated_at": NOW}
                await connection.execute(t.conversations.insert().values(id=name, **moment))
            for row in cases:
                await connection.execute(t.cases.insert().values(**row))
            for row in contacts:
                await connection.execute(t.contacts.insert().values(**row))
        async with db.read() as connection:
            conversation = {"id": "now", "customer_number": CUSTOMER if verified >= 0 else None, "verified": verified}
            return await reads.register_facts(connection, conversation, topics, NOW, LIMITS)
    finally:
        await db.close()


@pytest.mark.parametrize("verified", [-1, 0])
async def test_nothing_of_who_is_not_identified(tmp_path: Path, verified: int) -> None:
    assert await facts(tmp_path, [case("Z2026-000001")], [], {"complain_delivery"}, verified) == {}


CASES = [
    ("an open case on the same", [case("Z2026-000001")], {"complain_delivery"}, {"open_case_same_topic": True, "complaints_this_year": 1}),
    ("one by mail, without a conversation", [case("Z2026-000001", conversation_id=None, kind="request")], {"complain_delivery"}, {"open_case_same_topic": True}),
    ("one of another conversation", [case("Z2026-000001", conversation_id="then", kind="request")], {"complain_delivery"}, {"open_case_same_topic": True}),
    ("its own is no earlier one", [case("Z2026-000001", conversation_id="now")], {"complain_delivery"}, {}),
    ("on something else", [case("Z2026-000001", kind="request")], {"request_repair"}, {}),
    ("resolved", [case("Z2026-000001", status="resolved", kind="request", due=NOW - dt.timedelta(days=3))], {"complain_delivery"}, {}),
    ("of another customer", [case("Z2026-000001", customer_number="40000000")], {"complain_delivery"}, {}),
    ("complaints of a year", [case(f"Z2026-00000{n}", created_at=NOW - dt.timedelta(days=days), status="resolved") for n, days in enumerate((10, 360, 370))], {"complain_delivery"}, {"complaints_this_year": 2}),
    ("decision late", [case("Z2026-000001", kind="request", due=NOW - dt.timedelta(hours=1))], {"complain_delivery"}, {"open_case_same_topic": True, "term_missed": True}),
    ("decision late, asked after", [case("Z2026-000001", kind="request", due=NOW - dt.timedelta(hours=1))], {"ask_case_status"}, {"term_missed": True}),
    ("decision late, about something else", [case("Z2026-000001", kind="request", due=NOW - dt.timedelta(hours=1))], {"change_address"}, {}),
    ("first reaction late", [case("Z2026-000001", kind="request", first_due=NOW - dt.timedelta(hours=1))], {"complain_delivery"}, {"open_case_same_topic": True, "term_missed": True}),
    ("first reaction given", [case("Z2026-000001", kind="request", first_due=NOW - dt.timedelta(hours=1), first_reaction_at=NOW - dt.timedelta(hours=2))], {"complain_delivery"}, {"open_case_same_topic": True}),
]  # fmt: skip


@pytest.mark.parametrize(("cases", "topics", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
async def test_cases(tmp_path: Path, cases: list[dict[str, Any]], topics: set[str], expected: dict[str, Any]) -> None:
    assert await facts(tmp_path, cases, [], topics) == NOTHING | expected


@pytest.mark.parametrize(
    ("contacts", "topics", "count"),
    [
        ([contact("K2026-000001", 3)], {"complain_delivery"}, 1),
        ([contact("K2026-000001", 30)], {"complain_delivery"}, 1),
        ([contact("K2026-000001", 31)], {"complain_delivery"}, 0),
        ([contact("K2026-000001", 3)], {"ask_opening_hours"}, 0),
        ([contact("K2026-000001", 3, conversation_id="now")], {"complain_delivery"}, 0),
        (
            [contact("K2026-000001", 3), contact("K2026-000002", 9, conversation_id="then")],
            {"complain_delivery", "greet"},
            2,
        ),
    ],
)
async def test_contacts_of_thirty_days(
    tmp_path: Path, contacts: list[dict[str, Any]], topics: set[str], count: int
) -> None:
    assert await facts(tmp_path, [], contacts, topics) == NOTHING | {"contacts_same_topic": count}
