"""How long a file is kept: the handbook's table, day by day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.retention import CaseEnd, File, free_from, judge, past


def at(day: str, time: str = "15:30") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=AMSTERDAM)


def case(closed: str | None, kind: str = "complaint", topic: str = "complain_delivery", department: str = "logistiek", money: bool = False) -> CaseEnd:
    return CaseEnd(kind, (topic,), department, money, at(closed) if closed else None)


ENDED = "2026-03-01"
CUSTOMER, NOBODY = True, False
# customer number, cases, what rules, the last day on which it is still there (None: held)
FILES = [
    (NOBODY, (), "anonymous", "2026-05-30"),
    (CUSTOMER, (), "customer", "2028-03-01"),
    (NOBODY, (case("2026-04-01", kind="info", topic="ask_human"),), "anonymous", "2026-06-30"),
    (CUSTOMER, (case("2026-04-01", kind="request", topic="change_address"),), "customer", "2028-04-01"),
    (NOBODY, (case("2026-04-01"),), "complaint", "2028-04-01"),
    (CUSTOMER, (case("2026-04-01"),), "complaint", "2028-04-01"),
    (NOBODY, (case("2026-04-01", topic="complain_invoice"),), "complaint_money", "2031-04-01"),
    (NOBODY, (case("2026-04-01", department="facturatie"),), "complaint_money", "2031-04-01"),
    (NOBODY, (case("2026-04-01", money=True),), "complaint_money", "2031-04-01"),
    (CUSTOMER, (case("2026-04-01", kind="debt", topic="dispute_claim", department="debiteurenbeheer"),), "complaint_money", "2031-04-01"),
    (NOBODY, (case("2026-04-01"), case("2026-02-01", topic="complain_invoice")), "complaint_money", "2031-02-01"),
    (NOBODY, (case(None),), "anonymous", None),
    (CUSTOMER, (case("2020-01-01"), case(None, kind="request")), "customer", None),
    (NOBODY, (case("2024-01-01"),), "anonymous", "2026-05-30"),  # the complaint is long over, the chat is not
]


@pytest.mark.parametrize(("customer", "cases", "kind", "last"), FILES)
def test_a_file_is_kept_for_its_longest_term(content: Any, customer: bool, cases: tuple[CaseEnd, ...], kind: str, last: str | None) -> None:
    verdict = judge(File(at(ENDED), customer, cases=cases), content.retention)
    assert verdict.kind == kind
    free = at((dt.date.fromisoformat(last) + dt.timedelta(days=1)).isoformat(), "00:00") if last else None
    assert verdict.free == free


@pytest.mark.parametrize("more", [{"busy": True}, {"hold": True}])
def test_who_waits_and_what_is_held_stays(content: Any, more: dict[str, bool]) -> None:
    assert judge(File(at("2001-01-01"), False, **more), content.retention).free is None


class Term:
    def __init__(self, days: int = 0, months: int = 0, hours: int = 0) -> None:
        self.days, self.months, self.hours = days, months, hours


ENDS = [
    ("2026-01-01", Term(days=90), "2026-04-02"),
    ("2026-11-30", Term(months=3), "2027-03-01"),  # 28 February is the last day
    ("2024-02-29", Term(months=24), "2026-03-01"),
    ("2026-10-24", Term(days=1), "2026-10-26"),  # the clock goes back in between
    ("2026-12-31", Term(months=24), "2029-01-01"),
]


@pytest.mark.parametrize(("ended", "term", "free"), ENDS)
def test_the_last_day_counts_whole(ended: str, term: Term, free: str) -> None:
    for time in ("00:00", "12:00", "23:59"):
        assert free_from(at(ended, time), term) == at(free, "00:00")


def test_hours_are_counted_from_the_minute() -> None:
    assert free_from(at("2026-11-24", "10:00"), Term(hours=24)) == at("2026-11-25", "10:00")
    assert past(at("2026-11-25", "10:00"), Term(hours=24)) == at("2026-11-24", "10:00")


@pytest.mark.parametrize("term", [Term(days=90), Term(months=1), Term(months=24), Term(months=60)], ids=["90d", "1m", "24m", "60m"])
def test_one_reverses_the_other(term: Term) -> None:
    for number in range(800):
        now = at("2027-01-01", "03:00") + dt.timedelta(days=number)
        limit = past(now, term)
        assert free_from(limit - dt.timedelta(minutes=1), term) <= now < free_from(limit, term), now
