"""What one bike costs in one month, at its start and at its end: the lines of invoices and settlements."""

from __future__ import annotations

import datetime as dt

from handoff.decide.calendars import add_months
from handoff.demo.days import DAY
from handoff.demo.prices import Line, Prices, days_in, euros, line, month_name, part_of, total
from handoff.demo.rented import Rented

KEPT = {
    "missing_key": ("Sleutel niet ingeleverd", "Key not returned"),
    "missing_chain_lock": ("Kettingslot niet ingeleverd", "Chain lock not returned"),
    "missing_charger": ("Lader niet ingeleverd", "Charger not returned"),
    "missing_battery": ("Accu niet ingeleverd", "Battery not returned"),
}


def month_lines(rented: Rented, month: dt.date, prices: Prices, until: dt.date | None = None) -> list[Line]:
    """Lines of a monthly invoice for one bike; ``until``: the last day that is charged, when it is within the month."""
    name = prices.name(rented.spec.product, rented.spec.subscription)
    if until and (until.year, until.month) == (month.year, month.month):
        lines = [_day_line(name, rented.month_cents, month, 1, until.day, prices)]
        count = until.day
    else:
        nl, en = (f"{name}, {month_name(month, language)}" for language in ("nl", "en"))
        lines, count = [line(nl, en, rented.month_cents)], 0
    return lines + _extras(rented, prices, count)


def _day_line(name: str, month_cents: int, month: dt.date, first: int, last: int, prices: Prices) -> Line:
    day, count = prices.day(month_cents), last - first + 1
    nl = f"{name}, {first} t/m {last} {month_name(month, 'nl')}: {count} dagen × {euros(day, 'nl')}"
    en = f"{name}, {first} to {last} {month_name(month, 'en')}: {count} days × {euros(day, 'en')}"
    return line(nl, en, day * count)


def _extras(rented: Rented, prices: Prices, count: int) -> list[Line]:
    """Accessories and extra cover for a month, or for ``count`` days of it."""
    found = [(nl, en, cents) for nl, en, cents in prices.accessories(rented.spec.accessories, "month")]
    if rented.spec.extra_cover:
        name = prices.content.insurance.extra.name
        found.append((name, name, prices.cover(rented.spec.product)))
    return [
        line(nl[0].upper() + nl[1:], en[0].upper() + en[1:], prices.day(cents) * count if count else cents)
        for nl, en, cents in found
    ]


def first_lines(rented: Rented, prices: Prices) -> list[Line]:
    """The first payment: deposit, the rest of the month by day, the next month after the 20th, delivery for Flex, and
    accessories that are paid once.
    """
    spec, month = rented.spec, rented.started.replace(day=1)
    name, last = prices.name(spec.product, spec.subscription), days_in(rented.started)
    lines = [
        line("Borg", "Deposit", rented.deposit_cents),
        _day_line(name, rented.month_cents, month, rented.started.day, last, prices),
        *_extras(rented, prices, last - rented.started.day + 1),
    ]
    if rented.started.day > prices.rules.first_payment_next_month_after_day:
        lines += month_lines(rented, add_months(month, 1), prices)
    if spec.subscription == "flex":
        lines.append(line("Bezorgkosten", "Delivery", prices.service("delivery")))
    once = prices.accessories(spec.accessories, "once")
    return lines + [line(nl[0].upper() + nl[1:], en[0].upper() + en[1:], cents) for nl, en, cents in once]


def pause_credit(rented: Rented, month: dt.date, prices: Prices) -> Line | None:
    """What comes off in ``month`` because of the pause, or None."""
    if not rented.pause:
        return None
    last = month.replace(day=days_in(month))
    start, end = max(rented.pause[0], month), min(rented.pause[1], last)
    count = (end - start).days + 1
    if count <= 0:
        return None
    percent = prices.rules.pause_percent
    if count == last.day:
        off = rented.month_cents - part_of(rented.month_cents, percent, 100)
    else:
        day = prices.day(rented.month_cents)
        off = count * (day - part_of(day, percent, 100))
    nl = f"Pauze in {month_name(month, 'nl')}: {count} dagen voor {percent}% van de prijs"
    return line(nl, f"Pause in {month_name(month, 'en')}: {count} days at {percent}% of the price", -off)


def settlement(rented: Rented, issued: dt.date, prices: Prices) -> list[Line]:
    """The lines after a bike came back and was checked; ``issued``: when the invoice of its last month was made."""
    assert rented.ends
    assert rented.cancelled
    spec, month = rented.spec, rented.ends.replace(day=1)
    lines = [line("Borg", "Deposit", rented.deposit_cents)]
    if rented.covers(month) or rented.cancelled > issued:  # the month was paid in full
        left = days_in(month) - rented.ends.day
        over = total(month_lines(rented, month, prices)) - total(month_lines(rented, month, prices, rented.ends))
        if left and over > 0:
            lines.append(line(f"Te veel betaald: {left} dagen", f"Paid too much: {left} days", over))
    if spec.early and rented.min_until and rented.ends + DAY < rented.min_until:
        product = prices.content.products[spec.product]
        months, each = rented.had_months(), int((product.flex - product.year) * 100)
        nl = f"Jaar eerder gestopt: {months} maanden × {euros(each, 'nl')}"
        lines.append(line(nl, f"Jaar stopped early: {months} months × {euros(each, 'en')}", -months * each))
    lines += [line(*KEPT[code], -prices.service(code)) for code in spec.kept]
    if spec.damaged:
        excess = prices.damage_excess(spec.product, spec.extra_cover)
        lines.append(line("Eigen risico schade", "Excess for damage", -excess))
    if spec.return_way == "pickup":
        lines.append(line("Ophalen aan huis", "Collected from your home", -prices.service("pickup")))
    return lines
