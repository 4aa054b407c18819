"""Each test customer is what demo/README.md says, on any day on which the demo may be loaded."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from handoff.decide.calendars import add_months
from handoff.decide.identification import RECENT_CHANGE, Claimed, proves, status_claim
from handoff.demo.personas import personas
from handoff.settings import ROOT
from handoff.store.record import open_of
from tests.unit.demo.conftest import of

# days all through the year, and the odd ones
MOMENTS = [f"{dt.date(2026, 11, 27) + dt.timedelta(days=37 * n)}T10:00" for n in range(16)] + [
    "2026-12-25T12:00", "2026-12-28T07:00", "2026-12-31T23:00", "2027-01-01T00:10", "2027-03-29T09:00", "2027-03-31T18:00", "2028-02-29T09:00",
    "2028-03-01T09:00", "2026-04-27T09:00", "2026-10-25T02:30",
]  # fmt: skip


@pytest.fixture(params=MOMENTS)
def at(request, persona_rows_at, days_at):
    return persona_rows_at(request.param), days_at(request.param)


def claim(rows, customer: str, today: dt.date) -> tuple[int, int]:
    """What is open past its day in cents, and the day of the schedule."""
    late = [i for i in of(rows.invoices, customer) if i["due_on"] < today and open_of(i)]
    return sum(open_of(i) for i in late), (today - min(i["failed_on"] for i in late)).days


@pytest.mark.parametrize(
    ("customer", "least", "most", "first_day", "last_day"),
    [
        ("40000108", 1, 10000, 7, 20),
        ("40000109", 7500, 25000, 21, 29),
        ("40000110", 25001, 100000, 30, 52),
        ("40000111", 100001, 300000, 53, 66),
        ("40000112", 1, 10000, 21, 29),
    ],
)
def test_claims_and_steps_of_the_schedule(at, customer: str, least: int, most: int, first_day: int, last_day: int) -> None:
    rows, days = at
    cents, day = claim(rows, customer, days.today)
    assert least <= cents <= most
    assert first_day <= day <= last_day


def test_a_reversal_is_within_eight_weeks(at) -> None:
    rows, _ = at
    failed = [i for i in rows.invoices if i["failed_on"]]
    assert len(failed) >= 5
    assert all(dt.timedelta(0) <= i["failed_on"] - i["due_on"] <= dt.timedelta(weeks=8) for i in failed)


def test_nobody_else_owes_anything(at) -> None:
    rows, days = at
    owing = {i["customer_number"] for i in rows.invoices if i["due_on"] < days.today and open_of(i)}
    assert owing == {"40000108", "40000109", "40000110", "40000111", "40000112"}


def test_nothing_open(at) -> None:
    rows, _ = at
    (contract,) = of(rows.contracts, "40000101")
    assert (contract["product"], contract["subscription"], contract["status"]) == ("SR-EB1", "flex", "active")
    for table in ("cases", "orders", "repairs", "changes"):
        assert of(getattr(rows, table), "40000101") == []


def test_complaints(at) -> None:
    rows, days = at
    (opened,) = of(rows.cases, "40000102")
    assert (opened["kind"], opened["status"]) == ("complaint", "in_progress")
    assert opened["due"] > days.now
    (before,) = of(rows.cases, "40000122")
    assert (before["topics"], before["status"]) == (["complain_product"], "resolved")
    assert days.now - before["created_at"] < dt.timedelta(days=30)
    assert [h["what"] for h in rows.history if h["subject_id"] == before["number"]] == ["made", "changed", "changed"]


@pytest.mark.parametrize(("customer", "paid"), [("40000103", False), ("40000104", True)])
def test_returned_without_its_lock(at, customer: str, paid: bool) -> None:
    rows, days = at
    (contract,) = of(rows.contracts, customer)
    kept = [one for one in contract["settlement"] if one["cents"] < 0]
    assert [(one["cents"], one["what"]["nl"]) for one in kept] == [(-4500, "Kettingslot niet ingeleverd")]
    assert (contract["refunded_on"] is not None) == paid
    assert paid or contract["refund_by"] >= days.today


def test_deliveries(at) -> None:
    rows, days = at
    orders = {o["customer_number"]: o for o in rows.orders if o["status"] != "delivered"}
    assert orders["40000105"]["status"] == "on_the_way"
    assert orders["40000106"]["status"] == "ordered"
    assert orders["40000106"]["promised_on"] < days.today
    assert orders["40000123"]["status"] == "planned"
    assert days.today < orders["40000123"]["date"] <= orders["40000123"]["promised_on"]
    assert (orders["40000126"]["status"], orders["40000126"]["failed_times"]) == ("failed", 1)
    assert orders["40000126"]["date"] < days.today


def test_repairs(at) -> None:
    rows, days = at
    repairs = {r["customer_number"]: r for r in rows.repairs}
    assert repairs["40000107"]["status"] == "waiting_for_part"
    assert repairs["40000107"]["expected_on"] > days.today
    assert repairs["40000124"]["status"] == "planned"
    assert repairs["40000124"]["date"] > days.working_days(1)


def test_contracts_in_every_state(at) -> None:
    rows, days = at
    status = {c["customer_number"]: c["status"] for c in rows.contracts}
    assert (status["40000119"], status["40000120"], status["40000121"]) == ("paused", "cancelled", "stolen")
    (year,) = of(rows.contracts, "40000115")
    assert add_months(year["min_until"], -7) <= add_months(days.today, 1)
    assert year["min_until"] > add_months(days.today, 1)
    assert [c["product"] for c in of(rows.contracts, "40000118")] == ["SR-KF1"]
    three = of(rows.contracts, "40000117")
    assert len(three) == 3
    assert three[2]["month_cents"] == 2475  # € 27,50 less 10%
    (theft,) = of(rows.cases, "40000121")
    assert (theft["topics"], theft["priority"], theft["closed_at"]) == (["report_theft"], "high", None)


def test_people_of_a_kind(at) -> None:
    rows, days = at
    customers = {c["number"]: c for c in rows.customers}
    assert customers["40000112"]["administrator"]["email"].endswith(".example")
    assert customers["40000113"]["business"]
    assert len(of(rows.contracts, "40000113")) == 6
    assert customers["40000114"]["language"] == "en"
    (mail,) = of(rows.changes, "40000116")
    assert mail["new"]["email"] == customers["40000116"]["email"]
    assert days.now - mail["asked_at"] < RECENT_CHANGE
    (account,) = of(rows.changes, "40000125")
    assert (account["status"], account["old"]["iban"]) == ("waiting", customers["40000125"]["iban"])


# --- demo/README.md ---------------------------------------------------------------------------------------------------


def table() -> list[dict[str, str]]:
    """The rows of the table of people, by the names of its columns."""
    lines = [x for x in (ROOT / "demo" / "README.md").read_text(encoding="utf-8").splitlines() if x.startswith("| ")]
    head, *rows = ([cell.strip() for cell in one.strip("|").split("|")] for one in lines)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_readme_lists_everybody_once() -> None:
    assert [row["Customer number"] for row in table()] == [p.number for p in personas()]


@pytest.mark.parametrize(("row", "persona"), list(zip(table(), personas(), strict=True)), ids=lambda x: x["Who"] if isinstance(x, dict) else "")
def test_one_is_identified_with_what_the_readme_says(row, persona, persona_rows_at) -> None:
    rows = persona_rows_at(MOMENTS[0])
    (customer,) = (c for c in rows.customers if c["number"] == persona.number)
    assert (row["Who"], row["What is special"]) == (persona.name, persona.special)
    assert row["E-mail"] == customer["email"]
    house, _, addition = row["House number"].partition(" ")
    assert addition == customer["addition"]
    claimed = Claimed(row["Customer number"], row["Postcode"], house, row["Born"])
    assert proves(claimed, customer) or (customer["business"] and row["Born"] == "–")
    assert status_claim(row["Postcode"], customer)
    assert re.findall(r'"([^"]+)"', row["Try"]) == list(persona.ask)


@pytest.mark.parametrize(("row", "persona"), list(zip(table(), personas(), strict=True)), ids=lambda x: x["Who"] if isinstance(x, dict) else "")
def test_the_readme_gives_all_numbers_of_status(row, persona, persona_rows_at) -> None:
    rows = persona_rows_at(MOMENTS[0])
    numbers = [r["number"] for name in ("orders", "repairs") for r in of(getattr(rows, name), persona.number)]
    numbers += [f"Z[year]-{c['number'][-6:]}" for c in of(rows.cases, persona.number)]
    numbers += [c["bike_number"] for c in of(rows.contracts, persona.number)]
    assert sorted(re.findall(r"[BR]\d{7}|Z\[year\]-\d{6}|\b\d{6}\b(?<!-\d{6})", row["Other numbers"])) == sorted(numbers)
