"""How a demo customer is written down, by hand or by the generator. Days are texts that ``Days.of`` understands."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from handoff.content.schema import Model


class Hire(Model):
    """One bike of a customer. What is kept of the deposit at the end are codes of services.yml (missing_chain_lock)."""

    product: str
    started: str
    subscription: Literal["flex", "year"] = "flex"
    bike: str = Field(pattern=r"^\d{6}$")
    order: str | None = Field(default=None, pattern=r"^B\d{7}$")  # the order it was delivered by
    late_days: int = 0  # working days that the delivery came after the promised day
    accessories: tuple[str, ...] = ()
    extra_cover: bool = False
    paused: tuple[str, str] | None = None
    cancelled: str | None = None
    early: bool = False  # Jaar: stops before the twelve months are over, against the difference with Flex
    return_way: Literal["service_point", "pickup"] = "service_point"
    kept: tuple[str, ...] = ()
    damaged: bool = False
    refunded: bool = False
    stolen: str | None = None
    swapped: str | None = None


class Order(Model):
    """A delivery that is still to come, or that failed."""

    number: str = Field(pattern=r"^B\d{7}$")
    product: str
    subscription: Literal["flex", "year"] = "flex"
    status: Literal["ordered", "planned", "on_the_way", "failed"]
    ordered: str
    paid: str | None = None
    date: str | None = None
    slot: int = 1
    instruction: str | None = None
    failed_times: int = 0


class Repair(Model):
    """A repair of the customer's bike with this number."""

    number: str = Field(pattern=r"^R\d{7}$")
    bike: str
    what: str
    status: Literal["requested", "planned", "in_workshop", "waiting_for_part", "ready", "done"]
    requested: str
    way: Literal["mechanic", "service_point"] = "service_point"
    since: str | None = None
    date: str | None = None
    slot: int | None = None
    part: str | None = None
    expected: str | None = None
    replacement: bool = False


class Debt(Model):
    """A claim: the last debits before it (``debits``, as far as eight weeks allow) were reversed, or failed, so many days ago;
    whether later debits succeeded."""

    day: int = Field(ge=1, le=66)
    debits: int = Field(default=1, ge=1, le=2)
    later: Literal["paid", "open"] = "paid"
    disputed: bool = False


class Step(Model):
    """Something that happened to a case."""

    at: str
    what: Literal["in_progress", "waiting_for_customer", "extended", "resolved"]
    by: str = "sanne"
    note: str = ""


class Case(Model):
    """A case with its history; terms are computed from the day it came in."""

    number: int = Field(ge=1, le=999999)  # after the year it came in
    topic: str
    created: str
    summary: str
    priority: Literal["critical", "high", "normal", "low"] = "normal"
    channel: Literal["phone", "letter", "counter", "email", "chat"] = "email"
    reasons: tuple[str, ...] = ()
    about_money: bool = False
    steps: tuple[Step, ...] = ()
    decision: Literal["founded", "partly", "unfounded"] | None = None
    outcome: str | None = None
    feedback: str | None = None
    remedy: str | None = None
    cause: str | None = None


class Change(Model):
    """A change of data that was asked and carried out."""

    field: Literal["address", "iban", "email", "phone"]
    old: dict[str, str | None]
    new: dict[str, str | None]
    asked: str
    status: Literal["waiting", "applied", "refused", "corrected", "planned"] = "applied"
    ground: str = "niveau 2: geboortedatum, code per e-mail"
    warning: str | None = None


class Administrator(Model):
    """Who looks after somebody's money by order of a court."""

    name: str
    email: str
    since: str


class Person(Model):
    """A customer with everything about him. ``mishaps``: which invoice, counted back from the last, was paid late."""

    number: str = Field(pattern=r"^40\d{6}$")
    name: str
    birth_date: dt.date | None = None
    business: bool = False
    street: str
    house_number: str = Field(pattern=r"^\d{1,5}$")
    addition: str = ""
    postcode: str = Field(pattern=r"^[1-9]\d{3} [A-Z]{2}$")
    city: str
    email: str
    phone: str | None = None
    iban: str | None = None
    language: Literal["nl", "en"] = "nl"
    since: str | None = None
    administrator: Administrator | None = None
    flags: tuple[Literal["deceased", "vulnerable", "no_calls", "legal_hold"], ...] = ()
    hires: tuple[Hire, ...] = ()
    orders: tuple[Order, ...] = ()
    repairs: tuple[Repair, ...] = ()
    debt: Debt | None = None
    mishaps: tuple[int, ...] = ()
    cases: tuple[Case, ...] = ()
    changes: tuple[Change, ...] = ()


class Persona(Person):
    """A test customer: what is special, and what to try as this customer."""

    special: str
    ask: tuple[str, ...] = Field(min_length=1)
