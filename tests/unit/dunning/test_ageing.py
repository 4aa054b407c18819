"""The age of what is open, and the account: its last line is always what is open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.dunning.ageing import AGES, age_of, ledger

TODAY = dt.date(2026, 11, 24)
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 1, 1))
CENTS = st.integers(min_value=0, max_value=500_000)


@pytest.mark.parametrize(("days", "age"), [(-3, 0), (0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (4_000, 3)])
def test_ages(days: int, age: int) -> None:
    assert age_of(TODAY - dt.timedelta(days=days), TODAY) == age
    assert AGES[age][0] <= max(0, days) <= (AGES[age][1] or 10_000)


def invoice(number: str, total: int, paid: int = 0, credited: int = 0, **more: Any) -> dict[str, Any]:
    return {"number": number, "issued_on": dt.date(2026, 10, 20), "failed_on": dt.date(2026, 10, 27), "total_cents": total, "paid_cents": paid, "credited_cents": credited, "paid_on": None} | more


def claim(costs: int = 0, settled: int = 0) -> dict[str, Any]:
    return {"id": 1, "costs_cents": costs, "costs_on": dt.date(2026, 12, 20), "costs_settled_cents": settled}


def test_an_account_line_by_line() -> None:
    payments = [{"invoice_number": "F1", "at": dt.date(2026, 11, 12), "cents": 29_50, "way": "link"}]
    settled = [{"claim_id": 1, "on": dt.date(2026, 12, 24), "cents": 15_00, "kind": "paid"}]
    lines = ledger([invoice("F1", 129_50, 29_50)], payments, [claim(40_00, 15_00)], settled)
    assert [(f"{x.on:%d-%m}", x.what, x.cents, x.balance) for x in lines] == [
        ("20-10", "invoice", 129_50, 129_50), ("27-10", "failed", 0, 129_50), ("12-11", "paid", -29_50, 100_00), ("20-12", "costs", 40_00, 140_00), ("24-12", "settled", -15_00, 125_00),
    ]  # fmt: skip


def test_what_was_paid_without_a_row_of_its_own_is_a_line_all_the_same() -> None:
    lines = ledger([invoice("F1", 100_00, 60_00, 10_00)], [{"invoice_number": "F1", "at": TODAY, "cents": 20_00, "way": "link"}], [], [])
    assert [(x.what, x.cents) for x in lines[2:]] == [("paid", -20_00), ("credit", -10_00), ("earlier", -40_00)]
    assert lines[-1].balance == 30_00


@given(st.lists(st.tuples(CENTS, CENTS, CENTS, DAYS), max_size=5), st.lists(st.tuples(st.integers(0, 4), CENTS, DAYS), max_size=8), CENTS, CENTS)
def test_the_last_balance_is_what_is_open(invoices: list[Any], payments: list[Any], costs: int, settled: int) -> None:
    rows = [invoice(f"F{n}", total, paid, credited, issued_on=day) for n, (total, paid, credited, day) in enumerate(invoices)]
    came = [{"invoice_number": f"F{n}", "at": day, "cents": cents, "way": "link"} for n, cents, day in payments if n < len(rows)]
    lines = ledger(rows, came, [claim(costs, settled)], [])
    expected = sum(r["total_cents"] - r["paid_cents"] - r["credited_cents"] for r in rows) + costs - settled
    assert (lines[-1].balance if lines else 0) == expected
    days = [x.on or dt.date.max for x in lines]
    assert days == sorted(days)
