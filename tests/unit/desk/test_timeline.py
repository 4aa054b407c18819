"""Everything about a customer in the order in which it happened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handoff.desk.timeline import MOST, timeline

TODAY = dt.date(2026, 11, 24)
EMPTY: dict[str, Any] = {k: [] for k in ("contacts", "cases", "changes", "events", "orders", "repairs", "contracts", "invoices")}


def order(number: str, ordered: dt.date, delivered: dt.datetime | None = None) -> dict[str, Any]:
    return {"number": number, "ordered_on": ordered, "delivered_at": delivered}


def test_all_kinds_stand_in_one_order_the_newest_first() -> None:
    view = {
        **EMPTY,
        "contacts": [{"number": "K1", "started": "2026-11-20T09:00:00+00:00"}],
        "cases": [{"number": "Z1", "created": "2026-11-20T09:05:00+00:00"}],
        "changes": [{"id": 3, "asked_at": "2026-11-21T10:00:00+00:00"}],
        "events": [{"at": "2026-11-22T10:00:00+00:00", "what": "Gewijzigd", "who": "Mo", "lines": []}],
        "orders": [order("B1", dt.date(2026, 11, 1), dt.datetime(2026, 11, 12, 13, 0, tzinfo=dt.UTC))],
        "repairs": [{"number": "R1", "requested_at": dt.datetime(2026, 11, 15, 8, 0, tzinfo=dt.UTC)}],
        "contracts": [{"bike_number": "510115", "started_on": dt.date(2026, 11, 12), "ends_on": None, "returned_on": None}],
        "invoices": [{"number": "F1", "issued_on": dt.date(2026, 11, 18)}],
    }
    kinds = ["history", "change", "case", "contact", "invoice", "repair", "delivered", "started", "ordered"]
    found = timeline(view, TODAY)
    assert [x.kind for x in found] == kinds
    assert [x.href for x in found][:4] == [None, "/desk/changes/3", "/desk/cases/Z1", "/desk/contacts/K1"]


def test_what_is_still_to_come_did_not_happen() -> None:
    bike = {"bike_number": None, "started_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31), "returned_on": None}
    assert [x.kind for x in timeline({**EMPTY, "contracts": [bike]}, TODAY)] == ["started"]
    assert [x.kind for x in timeline({**EMPTY, "contracts": [bike]}, dt.date(2026, 12, 31))] == ["ended", "started"]


def test_the_day_is_that_of_amsterdam() -> None:
    late = {**EMPTY, "contacts": [{"number": "K1", "started": "2026-11-24T23:30:00+00:00"}]}
    assert timeline(late, TODAY) == []
    assert len(timeline(late, dt.date(2026, 11, 25))) == 1


def test_it_ends_somewhere() -> None:
    many = [order(f"B{n}", TODAY - dt.timedelta(days=n)) for n in range(MOST + 5)]
    found = timeline({**EMPTY, "orders": many}, TODAY)
    assert len(found) == MOST
    assert found[0].number == "B0"
