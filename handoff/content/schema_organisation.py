"""The shape of the facts about the organisation itself: places, hours, contact, departments, materials, topics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from handoff.content.schema import DayName, Model, Opening, Text, TimeOfDay, Words

# --- places and hours ----------------------------------------------------------------------------------------


class ServicePoint(Model):
    city: str
    address: str
    head_office: bool = False
    workshop: bool = False
    area: tuple[str, ...]


class Locations(Model):
    service_points: dict[str, ServicePoint]
    aliases: dict[str, str]
    islands: tuple[str, ...]
    outside: tuple[str, ...]


class PlaceHours(Model):
    """Opening times of one place in a normal week."""

    name: Text
    week: Mapping[DayName, tuple[Opening, ...]]
    closing_days: bool = False
    early_closing: bool = False
    aliases: Words = Words()


class LateNight(Model):
    service_points: tuple[str, ...]
    day: DayName
    until: TimeOfDay


class EarlyClosing(Model):
    dates: tuple[str, ...]  # "MM-DD"
    until: TimeOfDay


class Hours(Model):
    places: Mapping[str, PlaceHours]
    late_night: LateNight
    closing_days: tuple[str, ...]
    early_closing: EarlyClosing


# --- the organisation itself ---------------------------------------------------------------------------------


class Label(Model):
    name: str
    since: int


class Sustainability(Model):
    years_per_bike: int
    second_round_percent: int
    second_round_year: int


class Company(Model):
    kvk: str
    vat_number: str
    creditor_id: str
    iban: str
    account_name: str


class Channel(Model):
    """A way to reach us; `hours` is a place in hours.yml."""

    name: Text
    phone: str | None = None
    email: str | None = None
    email_working_days: int | None = None
    address: str | None = None
    post_working_days: int | None = None
    hours: str | None = None


class Emergency(Model):
    general: str
    suicide_prevention: str
    suicide_prevention_free: str
    domestic_violence: str


class Organisation(Model):
    name: str
    legal_name: str
    website: str
    founded: int
    first_bikes: int
    head_office: str
    employees: int
    consumer_customers: int
    business_customers: int
    sustainability: Sustainability
    labels: tuple[Label, ...]
    company: Company
    contact: dict[str, Channel]
    emergency: Emergency


class Reaction(Model):
    """Internal norm for a first reaction: one of the three."""

    working_days: int | None = None
    opening_hours: int | None = None
    immediate: bool = False


class Department(Model):
    name: Text
    mail: str
    takes: Text
    first_reaction: Reaction


class Material(Model):
    title: Text
    languages: tuple[str, ...]
    forms: tuple[Literal["pdf", "paper"], ...]
    version: dt.date
    aliases: Words = Words()


class Term(Model):
    """How long something is kept: in calendar days, months, or hours."""

    days: int = 0
    months: int = 0
    hours: int = 0


class Terms(Model):
    """A term for every kind of data."""

    anonymous: Term
    customer: Term
    complaint: Term
    complaint_money: Term
    claim: Term
    log: Term
    code: Term
    mail: Term


class MoneyMatters(Model):
    topics: tuple[str, ...]
    departments: tuple[str, ...]


class RetentionSource(Model):
    title: Text
    version: str


class Retention(Model):
    """How long data is kept, by whose rule, and since when."""

    source: RetentionSource
    since: dt.date
    terms: Terms
    money: MoneyMatters
    complaint_kinds: tuple[str, ...]


class Topic(Model):
    kind: Literal["info", "procedure", "request", "complaint", "debt", "urgent", "meta"]
    priority: Literal["low", "normal", "high", "critical"]
    department: str
    name: Text
    complaint: str = ""  # the topic of a complaint about this
