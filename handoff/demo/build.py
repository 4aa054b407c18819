"""From people as they are written down to rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handoff.content import Content
from handoff.demo import people
from handoff.demo.billing import bills, order_bill
from handoff.demo.casework import case_rows, change_rows
from handoff.demo.charges import settlement
from handoff.demo.days import Days
from handoff.demo.prices import Prices
from handoff.demo.rented import Rented, contract_row, rent
from handoff.demo.service import awaited, delivered_order, open_order, repair_row
from handoff.demo.shapes import Person

Row = dict[str, Any]
FIRST_INVOICE = 30000  # invoices of a year are numbered from here on


@dataclass
class Rows:
    """Everything to insert, by table. An invoice's ``contract_id`` is still a bike number."""

    customers: list[Row] = field(default_factory=list)
    contracts: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    repairs: list[Row] = field(default_factory=list)
    invoices: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    cases: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)


def build(persons: Iterable[Person], days: Days, content: Content, owners: Mapping[str, int]) -> Rows:
    """Rows of all ``persons`` around the moment of ``days``; ``owners``: ids of the accounts that handle cases."""
    rows, prices = Rows(), Prices(content)
    for count, person in enumerate(persons):
        _add(rows, person, count, days, prices, owners)
    _number_invoices(rows)
    return rows


def _add(rows: Rows, person: Person, count: int, days: Days, prices: Prices, owners: Mapping[str, int]) -> None:
    rented = [
        rent(hire, nth, days, prices, len(person.hires) if person.business else 0)
        for nth, hire in enumerate(person.hires, 1)
    ]
    rows.customers.append(_customer(person, count, rented, days))
    invoices, payments = bills(person, rented, days, prices)
    for one in rented:
        _add_contract(rows, one, person, days, prices)
    for order in person.orders:
        row = open_order(order, person.number, days, prices)
        rows.orders.append(row)
        if row["paid_on"]:
            invoice, payment = order_bill(person, awaited(order, days, prices, len(rented) + 1), row["paid_on"], prices)
            invoices.append(invoice)
            payments.append(payment)
    rows.invoices += invoices
    rows.payments += payments
    rows.repairs += [repair_row(repair, person.number, days) for repair in person.repairs]
    for case in person.cases:
        for table, made in case_rows(case, person, days, prices.content, owners).items():
            getattr(rows, table).extend(made)
    for number, change in enumerate(person.changes, 1):
        changed, line = change_rows(change, person, number, days)
        rows.changes.append(changed)
        rows.history.append(line)


def _customer(person: Person, count: int, rented: list[Rented], days: Days) -> Row:
    starts = [one.started for one in rented] + [days.of(order.ordered) for order in person.orders]
    since = days.of(person.since) if person.since else min(starts, default=days.today)
    administrator = person.administrator
    return {
        "number": person.number,
        "name": person.name,
        "business": person.business,
        "birth_date": person.birth_date,
        "street": person.street,
        "house_number": person.house_number,
        "addition": person.addition,
        "postcode": person.postcode,
        "city": person.city,
        "country": "NL",
        "email": person.email,
        "phone": person.phone or people.phone(count),
        "iban": person.iban or people.iban(40_000_000 + count * 37),
        "iban_holder": person.name,
        "language": person.language,
        "administrator": administrator.model_dump() | {"since": days.of(administrator.since).isoformat()}
        if administrator
        else None,
        "flags": list(person.flags),
        "since": since,
    }


def _add_contract(rows: Rows, one: Rented, person: Person, days: Days, prices: Prices) -> None:
    lines = settlement(one, days.issued(one.ends.replace(day=1)), prices) if one.checked and one.ends else None
    row = contract_row(one, person.number, days, lines)
    rows.contracts.append(row)
    if one.spec.order:
        rows.orders.append(delivered_order(one, person.number, days, prices))
    if row["refunded_on"]:
        movement = {"customer_number": person.number, "invoice_number": None, "at": row["refunded_on"]}
        rows.payments.append(movement | {"cents": -row["refund_cents"], "way": "refund", "note": "eindafrekening"})


def _number_invoices(rows: Rows) -> None:
    """Give invoices their numbers, in the order of the year, and tell the payments."""
    rows.invoices.sort(key=lambda i: (i["issued_on"], i["customer_number"], i["month"]))
    last: dict[int, int] = {}
    for invoice in rows.invoices:
        year = invoice["issued_on"].year
        last[year] = last.get(year, FIRST_INVOICE) + 1
        invoice["number"] = f"F{year}-{last[year]:06d}"
    for payment in rows.payments:
        if payment["invoice_number"] is not None:
            payment["invoice_number"] = payment["invoice_number"]["number"]
