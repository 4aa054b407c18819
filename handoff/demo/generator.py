"""Invents the customers who are not written out by hand: the same ones every time, with a spread over all that occurs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from handoff.content import Content
from handoff.demo import people
from handoff.demo.matters import case_of, change_of, repair_of
from handoff.demo.shapes import Person

SEED = "spaakrijk"
FIRST_CUSTOMER, FIRST_BIKE, FIRST_ORDER, FIRST_REPAIR = 40200000, 520000, 4420000, 4520000
# product -> how often it is hired; what a company hires
POPULAR = {
    "SR-ST1": 14, "SR-ST7": 16, "SR-EB1": 24, "SR-EB2": 16, "SR-BF2": 10, "SR-BF3": 5, "SR-KF1": 7, "SR-VF1": 6, "SR-SP1": 2
}  # fmt: skip
COMPANY_BIKES = ("SR-EB1", "SR-EB2", "SR-ST7", "SR-BF2")
Draft = dict[str, Any]


class Inventor:
    """Makes drafts of people; holds the chance and the numbers given out so far."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.chance = random.Random(SEED)
        self.bikes = self.orders = 0

    def invent(self, count: int, kind: str) -> Person:
        """The ``count``-th person, of this kind."""
        city = self.chance.choice(list(people.CITIES))
        draft: Draft = people.somebody(self.chance, count, city)._asdict()
        draft["number"] = str(FIRST_CUSTOMER + count)
        draft["phone"] = people.phone(count + 100)
        draft["iban"] = people.iban(40_200_000 + count * 37)
        draft["language"] = "en" if count % 11 == 5 else "nl"
        _KINDS[kind](self, draft, count)
        _sprinkle(draft, kind, count)
        return Person(**draft)

    def hire(self, draft: Draft, started: str, **more: Any) -> Draft:
        """Add a bike to ``draft``."""
        self.bikes += 1
        product = more.pop("product", None) or self.product(draft["city"])
        made = {
            "product": product,
            "subscription": self.chance.choice(("flex", "year", "year")),
            "bike": str(FIRST_BIKE + self.bikes),
            "started": started,
            "accessories": self.accessories(product),
            "extra_cover": self.chance.random() < 0.25,
            **more,
        }
        draft.setdefault("hires", []).append(made)
        return made

    def order_number(self) -> str:
        """The next order number."""
        self.orders += 1
        return f"B{FIRST_ORDER + self.orders}"

    def product(self, city: str) -> str:
        """A bike that is delivered in ``city``."""
        limited = self.content.delivery.limited
        cities = {self.content.locations.service_points[name].city for name in limited.service_points}
        codes = [code for code in POPULAR if city in cities or code not in limited.products]
        return self.chance.choices(codes, [POPULAR[code] for code in codes])[0]

    def accessories(self, product: str) -> list[str]:
        """Often none, sometimes one or two that fit."""
        electric = self.content.products[product].features.battery_wh is not None
        fitting = [
            code
            for code, item in self.content.accessories.items.items()
            if product not in item.except_
            and (product in item.fits or "all" in item.fits or (electric and "all_electric" in item.fits))
        ]
        return sorted(self.chance.sample(fitting, self.chance.choice((0, 0, 0, 1, 1, 2))))


def _settled(inventor: Inventor, draft: Draft, count: int) -> None:
    """One bike, for a month or years; what came within half a year has its order."""
    months = inventor.chance.choice((1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 16, 20, 26, 33, 40))
    late = 1 + count % 4 if months <= 6 and count % 4 == 0 else 0
    order = inventor.order_number() if months <= 6 else None
    inventor.hire(draft, f"-{months * 30 + count % 25}d", order=order, late_days=late)


def _two(inventor: Inventor, draft: Draft, count: int) -> None:
    _settled(inventor, draft, count)
    inventor.hire(draft, f"-{20 + count % 90}d", order=inventor.order_number())


def _three(inventor: Inventor, draft: Draft, count: int) -> None:
    for n in range(3):
        inventor.hire(draft, f"-{500 - n * 140 - count % 30}d", product=("SR-BF2", "SR-EB1", "SR-KF1")[n])


def _paused(inventor: Inventor, draft: Draft, count: int) -> None:
    start, length = -(count % 40) + 5, 30 + count % 61
    product = ("SR-EB1", "SR-EB2", "SR-ST7", "SR-BF2")[count % 4]  # those with a smart lock
    inventor.hire(draft, f"-{150 + count}d", product=product, paused=(f"{start:+d}d", f"{start + length - 1:+d}d"))


def _leaving(inventor: Inventor, draft: Draft, count: int) -> None:
    way = "pickup" if count % 5 == 0 else "service_point"
    inventor.hire(draft, f"-{420 + count}d", cancelled=f"-{1 + count % 24}d", return_way=way)


def _gone(inventor: Inventor, draft: Draft, count: int) -> None:
    """Ended and settled: in turn complete, something missing, damaged, or before the year was over."""
    early = count % 4 == 3
    more: Draft = {"product": ("SR-EB1", "SR-EB2", "SR-BF2")[count % 3]}
    if count % 4 == 1:
        more["kept"] = [("missing_key", "missing_chain_lock", "missing_charger")[count % 3]]
    if early:
        more |= {"subscription": "year", "early": True}
    cancelled = 36 + count % 8 if count % 2 else 55 + count % 150
    started = cancelled + 95 if early else cancelled + 420
    inventor.hire(draft, f"-{started}d", cancelled=f"-{cancelled}d", refunded=not count % 2, damaged=count % 4 == 2, **more)  # fmt: skip


def _to_check(inventor: Inventor, draft: Draft, count: int) -> None:
    inventor.hire(draft, "-500d", cancelled=f"-{32 + count % 2}d")


def _stolen(inventor: Inventor, draft: Draft, count: int) -> None:
    days = 2 + count % 12
    inventor.hire(draft, f"-{200 + count}d", stolen=f"-{days}d")
    place = (
        "bij het station",
        "voor de supermarkt",
        "bij de sporthal",
        "uit de fietsenstalling",
        "voor de bibliotheek",
    )[count % 5]
    summary = f"De fiets is gestolen {place}. Hij stond op het slimme slot en met het kettingslot vast. Beide sleutels zijn er nog."
    draft["cases"] = [
        {"number": 4200 + count, "topic": "report_theft", "priority": "high", "created": f"-{days}d", "channel": "phone", "summary": summary,
         "steps": [] if count % 3 == 0 else [{"at": f"-{days - 1}d", "what": "in_progress", "by": "mo"}]}
    ]  # fmt: skip


def _ordering(inventor: Inventor, draft: Draft, count: int) -> None:
    """A first bike that is not there yet: every status, in time and late, paid and not yet paid."""
    variants: tuple[Draft, ...] = (
        {"status": "ordered", "ordered": "today"},
        {"status": "ordered", "ordered": "-1wd", "paid": "-1wd"},
        {"status": "ordered", "ordered": "-14wd", "paid": "-13wd"},
        {"status": "planned", "ordered": "-2wd", "paid": "-2wd", "date": "next_delivery"},
        {
            "status": "planned",
            "ordered": "-1wd",
            "paid": "-1wd",
            "date": "+2wd",
            "instruction": "Bel bij de achterdeur.",
        },
        {"status": "planned", "ordered": "-12wd", "paid": "-12wd", "date": "+2wd"},
        {"status": "on_the_way", "ordered": "-3wd", "paid": "-3wd"},
        {"status": "on_the_way", "ordered": "-15wd", "paid": "-15wd"},
        {"status": "failed", "ordered": "-6wd", "paid": "-6wd", "date": "-1d", "failed_times": 1},
        {"status": "failed", "ordered": "-9wd", "paid": "-9wd", "date": "-1d", "failed_times": 2},
    )
    product = inventor.product(draft["city"])
    subscription = inventor.chance.choice(("flex", "year"))
    order = {"number": inventor.order_number(), "product": product, "subscription": subscription, "slot": count % 4}
    draft["orders"] = [order | variants[count % len(variants)]]


def _company(inventor: Inventor, draft: Draft, count: int) -> None:
    kind = people.COMPANIES[count % len(people.COMPANIES)]
    draft |= {"name": f"{kind} {draft['name'].split(' ', 1)[1]} B.V.", "birth_date": None, "business": True}
    product = COMPANY_BIKES[count % len(COMPANY_BIKES)]
    for _ in range(5 + 3 * (count % 6)):
        inventor.hire(
            draft, f"-{300 + count}d", product=product, subscription="year", accessories=[], extra_cover=False
        )


def _owing(inventor: Inventor, draft: Draft, count: int) -> None:
    inventor.hire(draft, f"-{250 + count}d")
    day = (2, 7, 15, 21, 27, 30, 41, 48, 56, 62)[count % 10]
    # 7, 21 and 30: due today, on a working day after a week without holidays, so that a run has something to send
    draft["debt"] = {"day": day, "later": "open" if count % 3 == 0 else "paid", "disputed": count % 6 == 5}
    if count % 5 == 0:
        draft["flags"] = ["vulnerable"]


def _sprinkle(draft: Draft, kind: str, count: int) -> None:
    """Repairs, cases, changes and late payments, for some of the settled."""
    if kind not in ("settled", "two"):
        return
    bike = draft["hires"][0]["bike"]
    if count % 4 == 1:
        draft["repairs"] = [repair_of(f"R{FIRST_REPAIR + count}", bike, count // 4)]
    if count % 6 == 2:
        draft["cases"] = [case_of(4200 + count, count // 6)]
    if count % 10 == 3:
        draft["changes"] = [change_of(draft, count // 10)]
    if count % 7 == 4:
        draft["mishaps"] = [1 + count % 5]
    if count % 40 == 39:
        draft["flags"] = ["no_calls"]


_KINDS: dict[str, Callable[[Inventor, Draft, int], None]] = {
    "settled": _settled, "two": _two, "three": _three, "paused": _paused, "leaving": _leaving, "gone": _gone, "to_check": _to_check,
    "stolen": _stolen, "ordering": _ordering, "company": _company, "owing": _owing,
}  # fmt: skip
HOW_MANY = {
    "settled": 148, "two": 20, "three": 8, "paused": 12, "leaving": 15, "gone": 24, "to_check": 4, "stolen": 5, "ordering": 22, "company": 6,
    "owing": 12,
}  # fmt: skip


def invented_numbers() -> list[str]:
    """The customer numbers of all invented people."""
    return [str(FIRST_CUSTOMER + count) for count in range(1, sum(HOW_MANY.values()) + 1)]


def invented(content: Content) -> Iterator[Person]:
    """All invented people, in the order of their numbers."""
    inventor = Inventor(content)
    count = 0
    for kind, many in HOW_MANY.items():
        for _ in range(many):
            count += 1
            yield inventor.invent(count, kind)
