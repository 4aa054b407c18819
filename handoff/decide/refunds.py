"""Where a deposit is on its way back: returned, checked, settled, paid, and by when; and which refunds take two people.

Sources: handbook, procedures, ask_deposit_refund; contact registration ("Vier-ogenprincipe"). Amounts in integer cents.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from typing import Any, Literal

from handoff.decide.calendars import add_working_days

Stage = Literal["not_returned", "to_check", "checked", "settled", "paid", "late"]


def last_day(returned_on: dt.date, days: int) -> dt.date:
    """The last day on which the refund is on the account: so many calendar days after the return."""
    return returned_on + dt.timedelta(days=days)


def stage_of(contract: Mapping[str, Any], today: dt.date, days: int) -> Stage:
    """How far the refund is; late once the last day has passed without a payment."""
    if contract["refunded_on"] is not None:
        return "paid"
    if contract["returned_on"] is None:
        return "not_returned"
    if today > (contract["refund_by"] or last_day(contract["returned_on"], days)):
        return "late"
    if contract["settlement"]:
        return "settled"
    return "checked" if contract["checked_on"] is not None else "to_check"


def check_by(returned_on: dt.date, days: int, closed: Container[dt.date]) -> dt.date:
    """When the bike has been checked at the latest."""
    return add_working_days(returned_on, days, closed)


def refund_cents(contract: Mapping[str, Any]) -> int:
    """What is paid back: as settled, else the deposit with the lines of the settlement."""
    if contract["refund_cents"] is not None:
        return int(contract["refund_cents"])
    return int(contract["deposit_cents"]) + sum(int(line["cents"]) for line in contract["settlement"] or ())


def kept_back(contract: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The lines of the settlement that take something off."""
    return [line for line in contract["settlement"] or () if int(line["cents"]) < 0]


def takes_two(cents: int, limit: int) -> bool:
    """Whether a refund of ``cents`` takes a second person: above ``limit`` cents, not on it."""
    return cents > limit
