"""What things cost, in cents, from the content; and the words on invoices."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date

from handoff.content import Content

Line = dict[str, Any]  # {"what": {"nl", "en"}, "cents"}


def line(nl: str, en: str, cents: int) -> Line:
    """One line of an invoice or settlement."""
    return {"what": {"nl": nl, "en": en}, "cents": cents}


def total(lines: list[Line]) -> int:
    """The sum of lines in cents."""
    return sum(int(one["cents"]) for one in lines)


def to_cents(euros: Decimal) -> int:
    """An amount in euros as cents, rounded half up."""
    return int((euros * 100).quantize(Decimal(1), ROUND_HALF_UP))


def part_of(cents: int, numerator: int, denominator: int) -> int:
    """A part of an amount, rounded half up to a cent."""
    return int((Decimal(cents) * numerator / denominator).quantize(Decimal(1), ROUND_HALF_UP))


def euros(cents: int, language: str) -> str:
    """An amount for in a line: "€ 2,63" or "€2.63"."""
    plain = f"{cents / 100:.2f}"
    return f"€ {plain.replace('.', ',')}" if language == "nl" else f"€{plain}"


@lru_cache(maxsize=256)
def month_name(month: dt.date, language: str) -> str:
    """ "december 2026"."""
    return format_date(month, "MMMM y", locale="nl" if language == "nl" else "en_GB")


def days_in(month: dt.date) -> int:
    """How many days the month of a date has."""
    return calendar.monthrange(month.year, month.month)[1]


class Prices:
    """Prices of the content in cents."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.rules = content.subscriptions.rules

    def month(self, product: str, subscription: str, nth: int = 1) -> int:
        """The monthly price of a consumer's ``nth`` bike; from the third on there is a discount."""
        cents = to_cents(getattr(self.content.products[product], subscription))
        if nth >= self.rules.discount_from_bike:
            return part_of(cents, 100 - self.rules.extra_bike_discount_percent, 100)
        return cents

    def business_month(self, product: str, bikes: int) -> int:
        """The monthly price without VAT of one of a company's ``bikes``."""
        tier = next(
            t for t in self.content.business.tiers if t.from_ <= bikes and (t.to is None or bikes <= t.to)
        ).percent
        net = self.content.products[product].year * 100 / (100 + self.rules.vat_percent)
        return to_cents(net * (100 - tier) / 100)

    def vat(self, cents: int) -> int:
        """VAT on an amount without it."""
        return part_of(cents, self.rules.vat_percent, 100)

    def day(self, month_cents: int) -> int:
        """The price of a day: a thirtieth of the month."""
        return part_of(month_cents, 1, self.rules.days_in_month)

    def deposit(self, product: str) -> int:
        """The deposit of a bike."""
        return to_cents(self.content.products[product].deposit)

    def service(self, code: str) -> int:
        """The price of a service."""
        price = self.content.services[code].price
        assert price is not None, code
        return to_cents(price)

    def accessories(self, codes: tuple[str, ...], per: str) -> list[tuple[str, str, int]]:
        """Name in Dutch, in English and price of those of ``codes`` that are paid per month, or once."""
        items = [self.content.accessories.items[code] for code in codes]
        return [(i.name.nl, i.name.en, to_cents(i.price)) for i in items if i.per == per]

    def group(self, product: str) -> str:
        """The group (A, B, C) of a bike."""
        return self.content.products[product].group

    def cover(self, product: str) -> int:
        """Extra cover a month."""
        return to_cents(self.content.insurance.groups[self.group(product)].extra)

    def damage_excess(self, product: str, extra_cover: bool) -> int:
        """The excess for damage; with extra cover a part of it."""
        cents = to_cents(self.content.insurance.groups[self.group(product)].damage)
        return part_of(cents, self.content.insurance.extra.excess_percent, 100) if extra_cover else cents

    def delivery_days(self, product: str) -> int:
        """Working days between payment and delivery."""
        return self.content.delivery.groups[self.group(product)].working_days

    def name(self, product: str, subscription: str) -> str:
        """ "E-Stad Flex"."""
        kind = getattr(self.content.subscriptions, subscription).name
        return f"{self.content.products[product].name} {kind}"
