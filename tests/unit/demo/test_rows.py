"""What is true of every demo customer, on whatever day the demo is loaded."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import phonenumbers
import pytest

from handoff.decide.calendars import add_months, working_day_on_or_after
from handoff.demo.load import demo_numbers
from handoff.demo.prices import Prices
from handoff.desk.words import Words
from handoff.work.handling import DECISIONS, STATUSES
from text.formats import iban_valid

# an ordinary day, the day of invoices, of debits, ends of months, Christmas, King's Day, a leap day, the nights the clock changes
MOMENTS = (
    "2026-11-24T10:00", "2026-11-20T08:00", "2026-11-27T12:00", "2027-01-31T23:30", "2028-02-29T09:00", "2026-12-27T15:00", "2027-01-01T00:05",
    "2026-04-27T10:00", "2026-10-25T02:30",
)  # fmt: skip
CONTRACTS = {"active", "paused", "cancelled", "ended", "stolen"}
ORDERS = {"ordered", "planned", "on_the_way", "delivered", "failed"}
REPAIRS = {"requested", "planned", "in_workshop", "waiting_for_part", "ready", "done"}
DUTCH = Words("nl").group("reason")
TABLES = ("contracts", "orders", "repairs", "invoices", "payments", "changes", "cases", "contacts")


@pytest.fixture(params=MOMENTS)
def at(request, rows_at, days_at):
    return rows_at(request.param), days_at(request.param)


def test_the_number_of_people_and_what_they_have(rows_at) -> None:
    rows = rows_at(MOMENTS[0])
    assert 290 <= len(rows.customers) <= 310
    assert {r["status"] for r in rows.contracts} == CONTRACTS
    assert {r["status"] for r in rows.orders} == ORDERS
    assert {r["status"] for r in rows.repairs} == REPAIRS
    assert {r["way"] for r in rows.payments} == {"debit", "transfer", "link", "refund", "reversal"}
    assert {r["field"] for r in rows.changes} == {"address", "iban", "email", "phone"}
    assert {(r["status"], r["sampled"]) for r in rows.changes} == {("applied", False), ("applied", True), ("waiting", False)}
    assert {r["subscription"] for r in rows.contracts} == {"flex", "year"}
    assert min(Counter(r["product"] for r in rows.contracts).values()) >= 3
    late = [r for r in rows.orders if r["status"] != "delivered" and r["promised_on"] < dt.date(2026, 11, 24)]
    assert {r["status"] for r in late} == {"ordered", "planned", "on_the_way", "failed"}


def test_lines_add_up_and_payments_too(at) -> None:
    rows, _ = at
    paid: dict[str, int] = defaultdict(int)
    for payment in rows.payments:
        if payment["invoice_number"]:
            paid[payment["invoice_number"]] += payment["cents"]
    for invoice in rows.invoices:
        assert sum(one["cents"] for one in invoice["lines"]) == invoice["total_cents"] > 0
        assert paid[invoice["number"]] == invoice["paid_cents"]
        assert invoice["paid_cents"] in (0, invoice["total_cents"])
        assert (invoice["paid_on"] is None) == (invoice["paid_cents"] == 0)
        assert invoice["disputed_cents"] <= invoice["total_cents"]
        assert all(one["what"]["nl"] and one["what"]["en"] for one in invoice["lines"])


def test_invoices_and_debits_fall_on_their_days(at) -> None:
    rows, days = at
    business = {c["number"] for c in rows.customers if c["business"]}
    for invoice in rows.invoices:
        assert invoice["month"] >= days.first_month
        assert invoice["issued_on"] <= days.today
        assert invoice["issued_on"] <= invoice["due_on"]
        if invoice["due_on"] == invoice["issued_on"]:
            assert invoice["paid_on"] == invoice["issued_on"]
        elif invoice["customer_number"] in business:
            assert invoice["due_on"] - invoice["issued_on"] == dt.timedelta(days=14)
        else:
            assert invoice["issued_on"].day == 20
            assert invoice["due_on"] == working_day_on_or_after(invoice["issued_on"].replace(day=27), days.closed)
            assert invoice["month"] == add_months(invoice["issued_on"], 1).replace(day=1)


def test_one_monthly_invoice_a_month(at) -> None:
    rows, _ = at
    monthly = [(i["customer_number"], i["month"]) for i in rows.invoices if i["issued_on"] != i["due_on"]]
    assert len(monthly) == len(set(monthly))


def test_nothing_that_has_happened_lies_ahead(at) -> None:
    rows, days = at
    past = {
        "contracts": ("started_on", "returned_on", "checked_on", "refunded_on"),
        "orders": ("ordered_on", "paid_on", "delivered_at"),
        "repairs": ("status_since", "requested_at"),
        "invoices": ("issued_on", "paid_on", "failed_on"),
        "payments": ("at",),
        "changes": ("asked_at", "applied_at"),
        "cases": ("created_at", "first_reaction_at", "closed_at", "feedback_at"),
        "contacts": ("started_at", "ended_at"),
        "history": ("at",),
    }
    for table, columns in past.items():
        for row in getattr(rows, table):
            for column in columns:
                value = row[column]
                limit = days.now if isinstance(value, dt.datetime) else days.today
                assert value is None or value <= limit, (table, column, row)


def test_statuses_and_what_goes_with_them(at) -> None:
    rows, days = at
    for row in rows.contracts:
        assert row["status"] in CONTRACTS
        assert (row["status"] == "ended") == (row["ends_on"] is not None and row["ends_on"] < days.today)
        assert (row["status"] == "cancelled") == (row["ends_on"] is not None and row["ends_on"] >= days.today)
        if row["status"] == "paused":
            assert row["paused_from"] <= days.today <= row["paused_to"]
        if row["paused_from"]:
            assert 30 <= (row["paused_to"] - row["paused_from"]).days + 1 <= 90
        assert (row["min_until"] is not None) == (row["subscription"] == "year")
    for row in rows.orders:
        assert row["status"] in ORDERS
        assert (row["delivered_at"] is not None) == (row["status"] == "delivered")
        if row["status"] in ("planned", "on_the_way"):
            assert row["date"] >= days.today
        if row["date"]:
            assert days.delivers(row["date"])
            assert row["slot"] in [days.slot(n) for n in range(4)]
    for row in rows.repairs:
        assert row["status"] in REPAIRS
        assert (row["part"] is not None) == (row["status"] == "waiting_for_part")
    for row in rows.cases:
        assert row["status"] in STATUSES
        assert row["decision"] in (None, *DECISIONS)
        assert row["created_at"] < row["first_due"] <= row["due"]
        assert [p["state"] for p in row["parts"]] == ["answered" if row["status"] == "resolved" else "open"]
        if row["status"] == "resolved":
            assert row["outcome"]
            assert row["feedback"]
            assert row["created_at"] <= row["first_reaction_at"] <= row["closed_at"]


def test_settlements_add_up(at) -> None:
    rows, _ = at
    refunds = {(p["customer_number"], -p["cents"]) for p in rows.payments if p["way"] == "refund"}
    for row in rows.contracts:
        assert (row["settlement"] is not None) == (row["checked_on"] is not None)
        if row["settlement"]:
            assert row["refund_cents"] == sum(one["cents"] for one in row["settlement"]) > 0
            assert row["refund_by"] == row["returned_on"] + dt.timedelta(days=14)
            assert row["returned_on"] <= row["ends_on"]
        if row["refunded_on"]:
            assert row["checked_on"] <= row["refunded_on"] <= row["refund_by"]
            assert (row["customer_number"], row["refund_cents"]) in refunds


def test_every_code_is_in_the_content(at, content) -> None:
    rows, _ = at
    for row in (*rows.contracts, *rows.orders):
        assert row["product"] in content.products
    for row in rows.contracts:
        product = content.products[row["product"]]
        for code in row["accessories"]:
            item = content.accessories.items[code]
            electric = product.features.battery_wh is not None
            assert {row["product"], "all"} & set(item.fits) or (electric and "all_electric" in item.fits)
            assert row["product"] not in item.except_
        if row["paused_from"]:
            assert product.features.lock == "smart"
    for row in rows.cases:
        assert set(row["topics"]) <= content.topics.keys()
        assert row["department"] in content.departments
        assert row["kind"] == content.topics[row["topics"][0]].kind
        assert all(reason in DUTCH for reason in row["reasons"])


def test_prices_are_those_of_the_content(at, content) -> None:
    rows, _ = at
    prices = Prices(content)
    business = {c["number"] for c in rows.customers if c["business"]}
    for row in rows.contracts:
        if row["customer_number"] in business:
            assert row["deposit_cents"] == 0
            continue
        full = prices.month(row["product"], row["subscription"])
        assert row["month_cents"] in (full, prices.month(row["product"], row["subscription"], 3))
        assert row["deposit_cents"] == prices.deposit(row["product"])


def test_bikes_that_are_delivered_in_some_places_only(at, content) -> None:
    rows, _ = at
    limited = content.delivery.limited
    cities = {content.locations.service_points[name].city for name in limited.service_points}
    where = {c["number"]: c["city"] for c in rows.customers}
    for row in (*rows.contracts, *rows.orders):
        assert row["product"] not in limited.products or where[row["customer_number"]] in cities


def test_at_most_four_bikes_at_an_address_of_a_consumer(at, content) -> None:
    rows, _ = at
    count = Counter(r["customer_number"] for r in rows.contracts)
    for customer in rows.customers:
        if customer["business"]:
            assert count[customer["number"]] >= content.business.min_bikes
        else:
            assert count[customer["number"]] <= content.subscriptions.rules.max_bikes


def test_people_are_adults_with_data_that_are_valid_in_form(at) -> None:
    rows, days = at
    for customer in rows.customers:
        assert customer["business"] == (customer["birth_date"] is None)
        assert customer["birth_date"] is None or add_months(customer["birth_date"], 18 * 12) <= days.today
        assert iban_valid(customer["iban"])
        assert phonenumbers.is_valid_number(phonenumbers.parse(customer["phone"]))
        assert customer["email"].endswith(".example")
        assert customer["since"] <= days.today


def test_numbers_are_unique(at) -> None:
    rows, _ = at
    for table in ("customers", "orders", "repairs", "invoices", "cases", "contacts"):
        numbers = [r["number"] for r in getattr(rows, table)]
        assert len(numbers) == len(set(numbers)), table
    for name in ("iban", "email", "phone"):
        values = [c[name] for c in rows.customers]
        assert len(values) == len(set(values)), name
    bikes = [r["bike_number"] for r in rows.contracts]
    assert len(bikes) == len(set(bikes))
    assert [c["number"] for c in rows.customers] == demo_numbers()


def test_everything_belongs_to_a_demo_customer_and_to_his_bike(at) -> None:
    rows, _ = at
    numbers = set(demo_numbers())
    for table in TABLES:
        assert {r["customer_number"] for r in getattr(rows, table)} <= numbers, table
    bikes = {(r["customer_number"], r["bike_number"]) for r in rows.contracts}
    assert {(r["customer_number"], r["bike_number"]) for r in rows.repairs} <= bikes


def test_the_same_moment_gives_the_same_rows(days_at, rows_at, content) -> None:
    from handoff.demo.load import demo_rows

    assert demo_rows(days_at(MOMENTS[0]), content, {}) == rows_at(MOMENTS[0])
