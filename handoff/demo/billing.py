"""A customer's invoices and payments: monthly in advance, by direct debit; what failed, was reversed or paid late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from handoff.decide.calendars import add_months
from handoff.demo.charges import first_lines, month_lines, pause_credit
from handoff.demo.days import DAY, Days
from handoff.demo.prices import Line, Prices, line, total
from handoff.demo.rented import ASKED_BEFORE_PAUSE, Rented
from handoff.demo.shapes import Debt, Person

Row = dict[str, Any]
REVERSIBLE = dt.timedelta(weeks=8)  # until when a debit may be reversed without a reason
PAID_LATE = dt.timedelta(days=9)
LATE_DAY_CENTS, LATE_MOST_CENTS = 500, 2500  # standard compensation for a late delivery (handbook, complaints)


def bills(person: Person, rented: Sequence[Rented], days: Days, prices: Prices) -> tuple[list[Row], list[Row]]:
    """Invoices (still without a number, oldest first) and payments; a payment's ``invoice_number`` is its invoice's row."""
    if person.business:
        invoices = [i for m in _months(days) if (i := _business(person, rented, m, days, prices))]
    else:
        invoices = [_first(person, r, days, prices) for r in rented if r.started >= days.first_month]
        credits = _credits(person, rented, days, prices)
        invoices += [i for m in _months(days) if (i := _monthly(person, rented, m, credits, days, prices))]
    invoices.sort(key=lambda i: (i["issued_on"], i["month"]))
    debits = [i for i in invoices if i["issued_on"] != i["due_on"]]
    payments = [p for i in invoices if (p := _paid(i, days, person.business))]
    if person.debt:
        payments += _owe(debits, payments, person.debt, days)
    for back in person.mishaps:
        payments += _mishap(debits, payments, back, days)
    return invoices, payments


def order_bill(person: Person, rented: Rented, paid: dt.date, prices: Prices) -> tuple[Row, Row]:
    """Invoice and payment of a bike that is ordered and paid, but not there yet."""
    invoice = _invoice(person, rented.started.replace(day=1), paid, paid, first_lines(rented, prices), [])
    return invoice, _payment(invoice, paid, "link")


def _months(days: Days) -> list[dt.date]:
    count = (days.last_month.year - days.first_month.year) * 12 + days.last_month.month - days.first_month.month
    return [add_months(days.first_month, n) for n in range(count + 1)]


def _invoice(
    person: Person, month: dt.date, issued: dt.date, due: dt.date, lines: list[Line], rented: Sequence[Rented]
) -> Row:
    """An invoice; ``contract_id`` is a bike number until the contracts have their ids."""
    return {
        "customer_number": person.number,
        "contract_id": rented[0].spec.bike if len(rented) == 1 else None,
        "month": month,
        "issued_on": issued,
        "due_on": due,
        "lines": lines,
        "total_cents": total(lines),
        "paid_cents": 0,
        "paid_on": None,
        "failed_on": None,
        "disputed_cents": 0,
        "credited_cents": 0,
    }


def _first(person: Person, rented: Rented, days: Days, prices: Prices) -> Row:
    paid = days.working_days(-prices.delivery_days(rented.spec.product) - rented.spec.late_days, rented.started)
    return _invoice(person, rented.started.replace(day=1), paid, paid, first_lines(rented, prices), [rented])


def _charged(rented: Rented, month: dt.date, issued: dt.date) -> bool:
    """Whether a monthly invoice made on ``issued`` charges this bike for ``month``."""
    known_end = rented.ends if rented.cancelled and rented.cancelled <= issued else None
    return not (
        rented.covers(month) or (known_end and known_end < month) or (rented.stolen and rented.stolen <= issued)
    )


def _monthly(
    person: Person,
    rented: Sequence[Rented],
    month: dt.date,
    credits: list[tuple[dt.date, Line]],
    days: Days,
    prices: Prices,
) -> Row | None:
    issued = days.issued(month)
    charged = [r for r in rented if _charged(r, month, issued)]
    lines: list[Line] = []
    for one in charged:
        known_end = one.ends if one.cancelled and one.cancelled <= issued else None
        lines += month_lines(one, month, prices, known_end)
        off = pause_credit(one, month, prices)
        if off and one.pause and one.pause[0] - ASKED_BEFORE_PAUSE <= issued:
            lines.append(off)
    if not lines:
        return None
    for credit in [c for c in credits if c[0] <= issued and total(lines) + c[1]["cents"] > 0]:
        lines.append(credit[1])
        credits.remove(credit)
    return _invoice(person, month, issued, days.debit(issued), lines, charged)


def _credits(person: Person, rented: Sequence[Rented], days: Days, prices: Prices) -> list[tuple[dt.date, Line]]:
    """What comes off a later invoice, with the day on which it was decided."""
    found = []
    for one in rented:
        if one.pause:  # asked after the invoice of its first months was made
            asked, month = one.pause[0] - ASKED_BEFORE_PAUSE, one.pause[0].replace(day=1)
            while asked > days.issued(month) and (off := pause_credit(one, month, prices)):
                found.append((asked, off))
                month = add_months(month, 1)
        if one.spec.late_days and one.started >= days.first_month:
            cents = min(one.spec.late_days * LATE_DAY_CENTS, LATE_MOST_CENTS)
            words = (
                f"Vergoeding: levering {one.spec.late_days} werkdagen te laat",
                f"Compensation: delivery {one.spec.late_days} working days late",
            )
            found.append((days.working_days(2, one.started), line(*words, -cents)))  # fmt: skip
    return found


def _business(person: Person, rented: Sequence[Rented], month: dt.date, days: Days, prices: Prices) -> Row | None:
    """A company's invoice: a line for each kind of bike without VAT, and the VAT; paid by transfer."""
    issued = days.issued(month)
    charged = [r for r in rented if r.started <= issued]
    if not charged:
        return None
    lines = []
    for product in sorted({r.spec.product for r in charged}):
        same = [r for r in charged if r.spec.product == product]
        name = prices.content.products[product].name
        nl, en = f"{len(same)} × {name} Zakelijk, zonder btw", f"{len(same)} × {name} business, without VAT"
        lines.append(line(nl, en, sum(r.month_cents for r in same)))
    percent = prices.rules.vat_percent
    lines.append(line(f"{percent}% btw", f"{percent}% VAT", prices.vat(total(lines))))
    due = issued + prices.content.business.payment_days * DAY
    return _invoice(person, month, issued, due, lines, charged)


def _payment(invoice: Row, at: dt.date, way: str, note: str | None = None) -> Row:
    """Pay ``invoice`` in full."""
    invoice.update(paid_cents=invoice["total_cents"], paid_on=at)
    return _movement(invoice, at, invoice["total_cents"], way, note)


def _movement(invoice: Row, at: dt.date, cents: int, way: str, note: str | None = None) -> Row:
    number = invoice["customer_number"]
    return {"customer_number": number, "invoice_number": invoice, "at": at, "cents": cents, "way": way, "note": note}


def _paid(invoice: Row, days: Days, business: bool) -> Row | None:
    """The ordinary payment, when its day is past."""
    if invoice["issued_on"] == invoice["due_on"]:
        return _payment(invoice, invoice["due_on"], "link", "eerste betaling")
    at = days.working_on_or_before(invoice["due_on"] - 2 * DAY) if business else invoice["due_on"]
    return _payment(invoice, at, "transfer" if business else "debit") if at < days.today else None


def _unpay(invoice: Row, payments: list[Row], failed: dt.date) -> list[Row]:
    """The debit of ``invoice`` failed, or was reversed later; returns the movement of a reversal."""
    invoice.update(paid_cents=0, paid_on=None, failed_on=failed)
    if failed == invoice["due_on"]:
        payments[:] = [p for p in payments if p["invoice_number"] is not invoice]
        return []
    return [_movement(invoice, failed, -invoice["total_cents"], "reversal", "storno")]


def _owe(debits: list[Row], payments: list[Row], debt: Debt, days: Days) -> list[Row]:
    """Make the claim: the last debits before day 0 are undone, and later ones fail too if the debt says so."""
    failed = days.working_on_or_before(days.today - debt.day * DAY)
    before = sorted((i for i in debits if i["due_on"] <= failed), key=lambda i: i["due_on"], reverse=True)
    undone = [i for i in before[: debt.debits] if failed - i["due_on"] <= REVERSIBLE]
    assert undone
    moved = [movement for one in undone for movement in _unpay(one, payments, failed)]
    if debt.disputed:
        undone[0]["disputed_cents"] = undone[0]["total_cents"]
    if debt.later == "open":
        for later in [i for i in debits if failed < i["due_on"] < days.today]:
            moved += _unpay(later, payments, later["due_on"])
    return moved


def _mishap(debits: list[Row], payments: list[Row], back: int, days: Days) -> list[Row]:
    """A debit that failed or was reversed, and was paid by link later."""
    past = [i for i in debits if i["due_on"] + PAID_LATE + 12 * DAY < days.today and i["failed_on"] is None]
    if len(past) < back:
        return []
    invoice = past[-back]
    failed = invoice["due_on"] if back % 2 else days.working_on_or_after(invoice["due_on"] + 4 * DAY)
    moved = _unpay(invoice, payments, failed)
    return [*moved, _payment(invoice, failed + PAID_LATE, "link", "na herinnering")]
