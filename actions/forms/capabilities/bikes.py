"""What several topics need of a customer's bikes: which one, its prices and excess, where we come, what sounds dangerous."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.shared import closed, in_working_days, served_by, slot_choice, slot_facts
from actions.forms.model import Cents, Job, Over
from actions.forms.words import address
from handoff.content.schema import Product
from handoff.decide.calendars import AMSTERDAM
from handoff.decide.endings import cents
from handoff.decide.fields.model import Choice
from handoff.decide.signs import Signs
from handoff.decide.slots import Slot, slots_between, slots_until
from handoff.store.record import Row

BIKE = "bike"  # the field that says which bike
_SIGNS: dict[int, Signs] = {}
_MONEY = re.compile(
    r"€|\b(?:kosten|bedrag|verrekening|betal\w*|euro|geld|prijs|rekening|eigen risico|onredelijk|onterecht|"
    r"costs?|pay\w*|amount|settlement|charge|fee|price|euros|money|bill|excess|unfair)\b",
    re.I,
)


def signs(job: Job) -> Signs:
    """The word lists of the guidelines, made once."""
    key = id(job.content)
    if key not in _SIGNS:
        _SIGNS.clear()
        _SIGNS[key] = Signs(job.content.guidelines["signs"])
    return _SIGNS[key]


def contract_of(job: Job) -> Row | None:
    """The contract of the bike that was chosen, or None."""
    number = job.values.get(BIKE)
    return job.record.contract(number) if job.record is not None and number else None


def product_of(job: Job, contract: Row) -> Product:
    """The product of a contract."""
    return job.content.products[contract["product"]]


def running(job: Job, *statuses: str) -> list[Row]:
    """The customer's contracts with one of these statuses and a bike."""
    rows = job.record.contracts if job.record is not None else ()
    return [r for r in rows if r["status"] in statuses and r["bike_number"]]


def service(job: Job, name: str) -> Cents:
    """The price of a service."""
    price = job.content.services[name].price
    assert price is not None
    return Cents(cents(price))


def excess(job: Job, contract: Row, kind: str) -> Cents:
    """The excess for "theft" or "damage": by group, less with extra cover."""
    whole = cents(getattr(job.content.insurance.groups[product_of(job, contract).group], kind))
    percent = job.content.insurance.extra.excess_percent if contract["extra_cover"] else 100
    return Cents(whole * percent // 100)


def home_area(job: Job) -> str | None:
    """The service point that serves the customer's own address, or None; level 2."""
    return served_by(job.content, job.record.customer.get("city", "")) if job.record is not None else None


def home(job: Job) -> str:
    """The customer's own address in words; level 2."""
    return address(job.record.customer) if job.record is not None and job.level == 2 else ""


def service_point(job: Job, area: str | None) -> str:
    """The service point of ``area`` by name and address, else any of them."""
    if area is None:
        return "een servicepunt" if job.language == "nl" else "a service point"
    point = job.content.locations.service_points[area]
    return (
        f"servicepunt {point.city} ({point.address})"
        if job.language == "nl"
        else f"service point {point.city} ({point.address})"
    )


def visits(job: Job, last: dt.date, on: int = 2) -> list[Choice]:
    """Slots in which a deliverer comes, on the last days up to ``last``."""
    delivery = job.content.delivery
    return [slot_choice(job, s) for s in slots_until(job.now, last, delivery.days, delivery.slots, closed(job), on)]


def visit_facts(value: str, language: str) -> dict[str, str]:
    """{day}, {start} and {end_time} of a slot: "tussen {start} en {end_time}"."""
    when = slot_facts(value, language)
    return {"day": when["day"], "start": when["start"].removesuffix(" uur"), "end_time": when["end"]}


def mechanic_slots(job: Job) -> list[Choice]:
    """Slots in which a mechanic comes: today is too soon, and within the promised working days."""
    rules = job.content.guidelines["mechanic"]
    tomorrow = dt.datetime.combine(job.today + dt.timedelta(days=1), dt.time(0), AMSTERDAM) - dt.timedelta(minutes=1)
    last = in_working_days(job, int(rules["within_working_days"]))
    found: Sequence[Slot] = slots_between(tomorrow, rules["days"], rules["slots"], closed(job), 40)
    return [slot_choice(job, s) for s in found if s.day <= last]


def danger_in(job: Job, text: str) -> Over | None:
    """Injury, smoke or an unsafe part in what is told: the words of the handbook at once, and a person."""
    found = signs(job)
    for sign, words, reason in (
        ("injury", "injury", "danger"),
        ("smoke", "smoking_battery", "danger"),
        ("hot_battery", "hot_battery", "unsafe_part"),
        ("unsafe", "unsafe_bike", "unsafe_part"),
    ):
        if found.has(sign, text):
            return Over(reason, lead=words, priority="critical", department="teamleider")
    return None


def disputes_costs(job: Job, text: str) -> bool:
    """Whether somebody contests what it costs; "nee, dat klopt niet" alone is an answer to our question."""
    return signs(job).has("disputes", text) and bool(_MONEY.search(text))


def first_of(over: Mapping[str, tuple[str, ...]], job: Job, text: str) -> str | None:
    """The first reason of which a sign shows in ``text``."""
    found = signs(job)
    return next((reason for reason, names in over.items() if any(found.has(n, text) for n in names)), None)


def by_language(job: Job, key: str) -> str:
    """A text of the form as it stands, with its braces."""
    return job.form.texts[key].by(job.language)[0]


def number_of(value: Any) -> int:
    """A whole number from the content, 0 when absent."""
    return int(value or 0)
