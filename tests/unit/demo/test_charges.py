"""Amounts of the handbook: days, pauses, first payments, settlements."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.demo.billing import bills
from handoff.demo.charges import first_lines, month_lines, pause_credit, settlement
from handoff.demo.prices import Prices
from handoff.demo.rented import rent
from handoff.demo.shapes import Hire, Person

D = dt.date.fromisoformat
NOW = "2026-11-24T10:00"


@pytest.fixture
def prices(content) -> Prices:
    return Prices(content)


@pytest.fixture
def rented(days_at, prices):
    """A bike worked out at a moment."""

    def make(started: str, *, now: str = NOW, nth: int = 1, company: int = 0, **more):
        return rent(Hire(bike="100001", started=started, **{"product": "SR-EB1", **more}), nth, days_at(now), prices, company)

    return make


def cents(lines) -> list[int]:
    return [one["cents"] for one in lines]


def test_first_payment_of_a_flex(rented, prices) -> None:
    lines = first_lines(rented("2026-03-12"), prices)
    assert cents(lines) == [15000, 5260, 2500]  # deposit, 20 days at € 2,63, delivery
    assert lines[1]["what"]["nl"] == "E-Stad Flex, 12 t/m 31 maart 2026: 20 dagen × € 2,63"
    assert lines[1]["what"]["en"] == "E-Stad Flex, 12 to 31 March 2026: 20 days × €2.63"


def test_first_payment_after_the_20th_holds_the_next_month(rented, prices) -> None:
    assert cents(first_lines(rented("2026-10-21", subscription="year"), prices)) == [15000, 11 * 217, 6500]
    assert cents(first_lines(rented("2026-10-20", subscription="year"), prices)) == [15000, 12 * 217]


def test_accessories_that_are_paid_once_come_with_the_first_payment(rented, prices) -> None:
    lines = first_lines(rented("2026-10-05", subscription="year", accessories=("phone_holder", "crate")), prices)
    assert cents(lines) == [15000, 27 * 217, 27 * 7, 1500]
    assert cents(month_lines(rented("2026-10-05", accessories=("phone_holder", "crate")), D("2026-12-01"), prices)) == [7900, 200]


@pytest.mark.parametrize(
    ("product", "subscription", "nth", "company", "month"),
    [("SR-EB1", "year", 1, 0, 6500), ("SR-ST7", "flex", 3, 0, 2475), ("SR-KF1", "flex", 4, 0, 1125), ("SR-EB1", "year", 1, 6, 5103), ("SR-EB1", "year", 1, 20, 4835)],
)  # fmt: skip
def test_prices_of_a_month(rented, product, subscription, nth, company, month) -> None:
    assert rented("2026-01-05", product=product, subscription=subscription, nth=nth, company=company).month_cents == month


def test_a_pause_costs_forty_percent(rented, prices) -> None:
    one = rented("2026-01-05", subscription="year", paused=("2026-11-01", "2026-12-10"))
    assert 6500 + pause_credit(one, D("2026-11-01"), prices)["cents"] == 2600  # € 26 a month
    assert pause_credit(one, D("2026-12-01"), prices)["cents"] == -10 * (217 - 87)
    assert pause_credit(one, D("2027-01-01"), prices) is None
    assert one.min_until == D("2027-01-05") + dt.timedelta(days=40)


def test_a_pause_asked_after_the_invoice_comes_off_the_next_one(days_at, prices) -> None:
    hire = Hire(product="SR-EB1", bike="100001", started="2026-01-05", paused=("2026-11-10", "2026-12-20"))
    days = days_at(NOW)
    invoices, _ = bills(_person(hire), [rent(hire, 1, days, prices)], days, prices)
    by_month = {i["month"]: i["lines"] for i in invoices if i["issued_on"] != i["due_on"]}
    assert cents(by_month[D("2026-11-01")]) == [7900]
    assert cents(by_month[D("2026-12-01")]) == [7900, -20 * (263 - 105), -21 * (263 - 105)]


def test_the_end_of_a_term(rented) -> None:
    assert rented("2026-01-05", cancelled="2026-01-31").ends == D("2026-02-28")
    assert rented("2026-07-06", subscription="year", cancelled="2026-11-01").ends == D("2027-07-06")
    assert rented("2026-07-06", subscription="year", cancelled="2026-11-01", early=True).ends == D("2026-12-01")
    assert rented("2025-07-07", subscription="year", cancelled="2026-11-10").ends == D("2026-12-10")


def test_settlement_of_a_month_that_was_paid_in_full(rented, prices) -> None:
    one = rented("2026-01-05", cancelled="2026-09-25", kept=("missing_chain_lock",), return_way="pickup")
    assert one.ends == D("2026-10-25")
    assert one.returned == D("2026-10-23")  # the 25th is a Sunday
    assert cents(settlement(one, D("2026-09-20"), prices)) == [15000, 7900 - 25 * 263, -4500, -2500]


def test_settlement_of_a_month_that_was_charged_by_day(rented, days_at, prices) -> None:
    one = rented("2026-01-05", cancelled="2026-09-10", damaged=True, extra_cover=True)
    lines = settlement(one, D("2026-09-20"), prices)
    assert cents(lines) == [15000, -3750]  # the excess is half of € 75
    assert cents(month_lines(one, D("2026-10-01"), prices, one.ends)) == [10 * 263, 10 * 20]


def test_settlement_of_a_year_that_stopped_early(rented, prices) -> None:
    one = rented("2026-05-11", subscription="year", cancelled="2026-09-11", early=True)
    lines = settlement(one, D("2026-09-20"), prices)
    assert cents(lines) == [15000, -7000]
    assert lines[1]["what"]["nl"] == "Jaar eerder gestopt: 5 maanden × € 14,00"


def test_nothing_is_charged_after_the_end_or_the_theft(days_at, prices) -> None:
    days = days_at(NOW)
    for more, last in (({"cancelled": "2026-08-10"}, "2026-09-01"), ({"stolen": "2026-10-05"}, "2026-10-01")):
        hire = Hire(product="SR-EB1", bike="100001", started="2026-01-05", **more)
        invoices, _ = bills(_person(hire), [rent(hire, 1, days, prices)], days, prices)
        assert max(i["month"] for i in invoices) == D(last)


def test_a_late_delivery_gives_a_compensation(days_at, prices) -> None:
    days = days_at(NOW)
    hire = Hire(product="SR-EB1", bike="100001", started="2026-09-09", late_days=3)
    invoices, payments = bills(_person(hire), [rent(hire, 1, days, prices)], days, prices)
    assert invoices[0]["issued_on"] == D("2026-08-28")  # five working days and three
    assert [cents(i["lines"]) for i in invoices[1:]] == [[7900, -1500], [7900], [7900]]
    assert [p["way"] for p in payments] == ["link", "debit", "debit"]  # the last debit is still to come


def _person(hire: Hire) -> Person:
    return Person(
        number="40999998", name="Test", birth_date=D("1990-01-01"), street="Straat", house_number="1", postcode="3512 AB", city="Utrecht",
        email="test@voorbeeld.example", hires=(hire,),
    )  # fmt: skip
