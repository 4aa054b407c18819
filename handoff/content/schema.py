"""The shape of the structured facts in data/organisation/*.yml.

Every model is frozen and refuses unknown keys, so that a typing error in a file is a problem with a
line number and not a fact that silently disappears. Amounts are written as strings in euros ("22.50")
and become `Decimal`; that type is also how a rendered text knows that it must be printed as money.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


def _money(value: object) -> object:
    """Take an amount only as a string, because a YAML float cannot hold every cent."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        raise ValueError('write an amount as a string in euros, for example "22.50"')
    return Decimal(value)


def _time_of_day(value: object) -> object:
    """ "08:30" -> time; "24:00" -> time.max, the end of the day."""
    if isinstance(value, str):
        return dt.time.max if value == "24:00" else dt.time.fromisoformat(value)
    return value


def _opening(value: object) -> object:
    """ "08:00-20:00" -> ("08:00", "20:00")."""
    return tuple(value.split("-")) if isinstance(value, str) else value


Money = Annotated[Decimal, BeforeValidator(_money)]
TimeOfDay = Annotated[dt.time, BeforeValidator(_time_of_day)]
Opening = Annotated[tuple[TimeOfDay, TimeOfDay], BeforeValidator(_opening)]
Span = tuple[float, float]
GroupName = Annotated[str, Field(pattern="^[ABC]$")]  # decides delivery time and excess
DayName = Annotated[str, Field(pattern="^(mon|tue|wed|thu|fri|sat|sun)$")]


class Model(BaseModel):
    """Base of all facts: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Model):
    """One text in both languages."""

    nl: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def by(self, language: Language) -> str:
        return self.nl if language == "nl" else self.en


class Words(Model):
    """Lists of words or phrases in both languages."""

    nl: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def by(self, language: Language) -> tuple[str, ...]:
        return self.nl if language == "nl" else self.en


# --- products -----------------------------------------------------------------------------------------------


class Size(Model):
    """A size of a bike that comes in sizes."""

    name: str
    rider_min_m: float
    rider_max_m: float


class Features(Model):
    """What can be measured of a bike; absent means that the bike does not have it."""

    weight_kg: float
    weight_with_battery: bool = False
    battery_kg: float | None = None
    battery_removable: bool = False
    gears: int
    drive: Literal["chain", "belt"] | None = None
    rider_min_m: float
    rider_max_m: float
    sizes: tuple[Size, ...] = ()
    max_load_kg: float
    box_load_kg: float | None = None
    box_children: int | None = None
    wheels: int = 2
    tyre_bar: Span
    battery_wh: int | None = None
    range_km: Span | None = None
    charge_h: float | None = None
    max_speed_kmh: int | None = None
    license: bool = False
    min_age: int | None = None
    gps: bool = False
    lock: Literal["smart", "ring"]
    folded_cm: tuple[int, int, int] | None = None
    fold_seconds: int | None = None


class Product(Model):
    """A bike with its prices and features."""

    name: str
    kind: str
    group: GroupName
    flex: Money
    year: Money
    deposit: Money
    new_value: Money
    summary: Text
    traits: Words
    features: Features
    aliases: Words
    not_aliases: Words = Words()


class Kind(Model):
    """A kind of bike, or (wide) a group of several kinds."""

    name: Text
    plural: Text
    products: tuple[str, ...] = Field(min_length=1)
    wide: bool = False
    aliases: Words = Words()


class Subscription(Model):
    name: str
    min_months: int
    notice_months: int
    aliases: Words


class SubscriptionRules(Model):
    """Rules about money that hold for every bike."""

    extra_bike_discount_percent: int
    discount_from_bike: int
    max_bikes: int
    days_in_month: int
    first_payment_next_month_after_day: int
    payment_link_hours: int
    price_change_notice_days: int
    pause_percent: int
    minimum_age: int
    cooling_off_days: int
    vat_percent: int
    year_saves: tuple[Money, Money]
    replacement_after_days: int


class Subscriptions(Model):
    flex: Subscription
    year: Subscription
    rules: SubscriptionRules


class Service(Model):
    """Something we do or charge for, apart from the bike itself."""

    name: Text
    price: Money | None = None
    percent: int | None = None
    note: Text | None = None
    aliases: Words = Words()

    @model_validator(mode="after")
    def _one_price(self) -> Service:
        if (self.price is None) == (self.percent is None):
            raise ValueError("give a price or a percent, one of the two")
        return self


# --- accessories, insurance, delivery, business --------------------------------------------------------------


class Accessory(Model):
    """`fits` holds product codes, "all" or "all_electric"; empty means that the rider wears it."""

    name: Text
    detail: Text | None = None
    child_kg: tuple[int, int] | None = None
    price: Money
    per: Literal["month", "once"]
    fits: tuple[str, ...]
    except_: tuple[str, ...] = Field(default=(), alias="except")
    child_seat: bool = False
    aliases: Words


class AccessoryGroup(Model):
    name: Text
    items: tuple[str, ...]
    aliases: Words = Words()


class Included(Model):
    """A thing that comes with the bike at no extra cost."""

    name: Text
    fits: tuple[str, ...]
    aliases: Words


class AccessoryRules(Model):
    no_child_seat: tuple[str, ...]
    notice_months: int


class Accessories(Model):
    items: dict[str, Accessory]
    groups: dict[str, AccessoryGroup]
    included: dict[str, Included]
    rules: AccessoryRules


class InsuranceGroup(Model):
    theft: Money
    damage: Money
    extra: Money
    name: Text


class ExtraCover(Model):
    name: str
    excess_percent: int
    aliases: Words


class DayValueExample(Model):
    product: str
    months: int
    amount: Money


class DayValue(Model):
    percent_per_month: float
    minimum_percent: int
    example: DayValueExample


class Insurance(Model):
    groups: dict[GroupName, InsuranceGroup]
    extra: ExtraCover
    day_value: DayValue


class DeliveryGroup(Model):
    working_days: int
    pickup_working_days: int | None = None


class LimitedDelivery(Model):
    products: tuple[str, ...]
    service_points: tuple[str, ...]


class Delivery(Model):
    groups: dict[GroupName, DeliveryGroup]
    days: tuple[DayName, ...]
    slot_hours: int
    slots: tuple[Opening, ...]
    change_until: str = Field(pattern=r"^[0-2]\d:[0-5]\d$")  # on the day before
    limited: LimitedDelivery
    waiting_list_working_days: int


class Tier(Model):
    from_: int = Field(alias="from")
    to: int | None = None
    percent: int


class Lease(Model):
    months: int
    buy_percent: int
    early_leave_months: int


class Business(Model):
    min_bikes: int
    contract_months: tuple[int, ...]
    tiers: tuple[Tier, ...]
    payment_days: int
    replacement_working_days: int
    offer_working_days: int
    lease: Lease
