"""The rules of dunning.yml as the functions of this package use them. Amounts are integer cents, percentages hundredths of
a percent (15% is 1500), spans calendar days.

The dataclasses stand here because the rules use them; the content's loader fills them and names every mistake with its line.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from handoff.decide.calendars import WEEKDAYS

Channel = Literal["email", "letter", "call"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _cents(value: object) -> object:
    """ "22.50" -> 2250. Only strings: a float cannot hold every cent."""
    if not isinstance(value, str):
        raise ValueError('write an amount as a string in euros, for example "22.50"')
    return _whole(value, "an amount has at most two decimals")


def _hundredths(value: object) -> object:
    """12.25 -> 1225. Raises ValueError when it has more than two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("write a percentage as a number")
    return _whole(str(value), "a percentage has at most two decimals")


def _whole(text: str, mistake: str) -> int:
    try:
        scaled = Decimal(text) * 100
    except InvalidOperation:
        raise ValueError("this is not a number") from None
    if scaled != int(scaled):
        raise ValueError(mistake)
    return int(scaled)


def _window(value: object) -> object:
    """ "08:00-19:00" -> ("08:00", "19:00")."""
    return tuple(value.split("-")) if isinstance(value, str) else value


Cents = Annotated[int, BeforeValidator(_cents), Field(ge=0)]
Percent = Annotated[int, BeforeValidator(_hundredths), Field(ge=0, le=10_000)]
Window = Annotated[tuple[dt.time, dt.time], BeforeValidator(_window)]
Days = Annotated[int, Field(ge=0)]
Count = Annotated[int, Field(ge=1)]
From = Annotated[dt.date, Field(alias="from")]


class _Strict:
    """Unknown keys are refused when these are filled from a file."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True)
class Tier(_Strict):
    """A step of the scale: `upto` is its width in cents, None for the rest."""

    percent: Percent
    upto: Cents | None = None


@dataclass(frozen=True)
class CostRules(_Strict):
    """Collection costs."""

    source: str
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    minimum: Cents
    maximum: Cents
    vat_percent: Percent
    charge_vat: bool
    recurring_months: Count


@dataclass(frozen=True)
class Rate(_Strict):
    """A yearly rate from a day on."""

    since: From
    percent: Percent


@dataclass(frozen=True)
class InterestRules(_Strict):
    """Statutory interest, and whether the organisation charges it."""

    source: str
    charged: bool
    consumer: Annotated[tuple[Rate, ...], Field(min_length=1)]
    business: Annotated[tuple[Rate, ...], Field(min_length=1)]


@dataclass(frozen=True)
class ExtraDays(_Strict):
    """Delivery days added for safety to letters posted from a day on."""

    since: From
    days: Days


@dataclass(frozen=True)
class LetterRules(_Strict):
    """The 14-day letter."""

    source: str
    free_days: Annotated[int, Field(ge=14)]  # the law allows more, never less
    delivery_day: Count
    delivery_weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    extra_delivery_days: tuple[ExtraDays, ...] = ()


@dataclass(frozen=True)
class Step(_Strict):
    """A step of the schedule. A person carries it out where `person` is set; the others go out with the run of a day."""

    id: str
    day: Days
    channels: tuple[Channel, ...] = ()
    days_to_pay: Days = 0
    person: bool = False


@dataclass(frozen=True)
class ScheduleRules(_Strict):
    """The schedule and what interrupts it."""

    source: str
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    payment_page: str
    dispute_days_to_pay: Days
    not_found_days: Days
    hardship_days: Count
    minor_below: Count
    limitation_years: Count


@dataclass(frozen=True)
class Hours(_Strict):
    """When a debtor may be approached, in Europe/Amsterdam; never on a legal holiday."""

    days: tuple[Weekday, ...]
    hours: Window

    def on(self, day: dt.date) -> bool:
        """Whether `day` is one of the weekdays."""
        return WEEKDAYS[day.weekday()] in self.days


@dataclass(frozen=True)
class BehaviourRules(_Strict):
    """How often and when."""

    source: str
    mail: Hours
    call: Hours
    calls_per_day: Count
    calls_per_week: Count


@dataclass(frozen=True)
class PlanRow(_Strict):
    """A row of the table of payment plans; `upto` None is everything above."""

    terms: Count
    minimum: Cents
    department: str
    role: str | None = None
    upto: Cents | None = None


@dataclass(frozen=True)
class DefermentRow(_Strict):
    """Who may grant so many days."""

    days: Count
    department: str


@dataclass(frozen=True)
class PlanRules(_Strict):
    """Payment plans and deferment."""

    source: str
    table: Annotated[tuple[PlanRow, ...], Field(min_length=1)]
    debt_help_minimum: Cents
    first_within_days: Days
    failed_within_months: Count
    missed_notice_days: Days
    catch_up_days: Days
    deferment: Annotated[tuple[DefermentRow, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Rules(_Strict):
    """All of dunning.yml."""

    costs: CostRules
    interest: InterestRules
    letter: LetterRules
    schedule: ScheduleRules
    behaviour: BehaviourRules
    plans: PlanRules
