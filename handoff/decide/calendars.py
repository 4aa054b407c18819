"""Days and hours: working days, closing days, opening times, debit and invoice days.

Pure: nothing here reads a clock or a file. Two calendars are kept apart because they differ:
`ClosingDays` are the organisation's own (open on Good Friday and on 5 May), `LEGAL_HOLIDAYS` are those of
the Algemene termijnenwet (ATW), which count for legal terms and for mail delivery.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = dt.time.max  # the end of the day in opening times
DEBIT_DAY = 27  # procedures, ask_direct_debit: the 27th or the first working day after
INVOICE_DAY = 20  # procedures, ask_direct_debit: the invoice is made on the 20th
FURTHEST_OPENING_DAYS = 30  # no place stays closed longer than this

Opening = tuple[dt.time, dt.time]

# Our id of a day -> its names in the holidays library (language en_US), which differ between its versions.
HOLIDAY_NAMES: Mapping[str, tuple[str, ...]] = {
    "new_year": ("New Year's Day",),
    "good_friday": ("Good Friday",),
    "easter_sunday": ("Easter Sunday",),
    "easter_monday": ("Easter Monday",),
    "kings_day": ("King's Day",),
    "liberation_day": ("Liberation Day",),
    "ascension": ("Ascension Day",),
    "pentecost_sunday": ("Whit Sunday", "Pentecost"),
    "pentecost_monday": ("Whit Monday", "Pentecost Monday"),
    "christmas_day": ("Christmas Day",),
    "boxing_day": ("Second Day of Christmas", "Boxing Day"),
}
# Days that a decree puts on a par with a holiday (art. 3 lid 3 ATW); the library does not know them.
EQUATED_DAYS = frozenset(
    dt.date.fromisoformat(day) for day in ("2026-01-02", "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26")
)
# ATW art. 3: Easter Sunday and Whit Sunday are Sundays already, and Liberation Day counts every year.
_ATW_IDS = frozenset(HOLIDAY_NAMES) - {"easter_sunday", "pentecost_sunday"}


class LateNight(Protocol):
    """Longer opening of some service points on one day of the week."""

    @property
    def service_points(self) -> Sequence[str]: ...
    @property
    def day(self) -> str: ...
    @property
    def until(self) -> dt.time: ...


class EarlyClosing(Protocol):
    """Days ("MM-DD") on which places close earlier."""

    @property
    def dates(self) -> Sequence[str]: ...
    @property
    def until(self) -> dt.time: ...


class PlaceHours(Protocol):
    """A place in a normal week."""

    @property
    def week(self) -> Mapping[str, Sequence[Opening]]: ...
    @property
    def closing_days(self) -> bool: ...
    @property
    def early_closing(self) -> bool: ...


class Hours(Protocol):
    """All opening times; the content's `Hours` is one."""

    @property
    def places(self) -> Mapping[str, PlaceHours]: ...
    @property
    def late_night(self) -> LateNight: ...
    @property
    def closing_days(self) -> Sequence[str]: ...
    @property
    def early_closing(self) -> EarlyClosing: ...


@lru_cache(maxsize=64)
def holidays_of(year: int) -> Mapping[str, dt.date]:
    """Id -> date of every Dutch holiday we know by name in `year`.

    Raises `LookupError` when the library no longer knows one of them: better no start than a closing day that
    silently became a working day.
    """
    dates = holidays.country_holidays("NL", years=year, categories=("public", "optional"), language="en_US")
    found: dict[str, dt.date] = {}
    for day, names in dates.items():
        for name in names.split("; "):
            for identifier, known in HOLIDAY_NAMES.items():
                if name in known:
                    found[identifier] = day
    missing = HOLIDAY_NAMES.keys() - found.keys()
    if missing:
        raise LookupError(f"holidays of {year} without a date: {', '.join(sorted(missing))}")
    return found


def holiday_name(day: dt.date) -> str | None:
    """Id of the holiday on `day` ("kings_day"), or None."""
    return next((name for name, date in holidays_of(day.year).items() if date == day), None)


class _Holidays(Container[dt.date]):
    """A set of days that is the same every year by name."""

    def __init__(self, ids: Iterable[str], extra: Container[dt.date] = frozenset()) -> None:
        self._ids = frozenset(ids)
        unknown = self._ids - HOLIDAY_NAMES.keys()
        if unknown:
            raise ValueError(f"unknown holidays: {', '.join(sorted(unknown))}")
        self._extra = extra

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, dt.date):
            return False
        return day in self._extra or holiday_name(day) in self._ids


class ClosingDays(_Holidays):
    """The organisation's own closing days, by the ids in hours.yml."""


LEGAL_HOLIDAYS: Container[dt.date] = _Holidays(_ATW_IDS, EQUATED_DAYS)
# Days off for nearly everybody: Good Friday and (outside lustrum years) 5 May are no days off.
PUBLIC_HOLIDAYS: Container[dt.date] = _Holidays(frozenset(HOLIDAY_NAMES) - {"good_friday", "liberation_day"})


@lru_cache(maxsize=8)
def closing_days(ids: tuple[str, ...]) -> ClosingDays:
    """The closing days by these ids, made once."""
    return ClosingDays(ids)


# --- working days and months ---------------------------------------------------------------------------------


def is_working_day(day: dt.date, closed: Container[dt.date]) -> bool:
    """Monday to Friday, except the days in `closed`."""
    return day.weekday() < 5 and day not in closed


def add_working_days(day: dt.date, n: int, closed: Container[dt.date]) -> dt.date:
    """The `n`-th working day after `day` (a term starts on the day after the report); 0 is `day` itself.

    Raises `ValueError` for a negative `n`.
    """
    if n < 0:
        raise ValueError("a term cannot be negative")
    while n > 0:
        day += dt.timedelta(days=1)
        if is_working_day(day, closed):
            n -= 1
    return day


def working_day_on_or_after(day: dt.date, closed: Container[dt.date]) -> dt.date:
    """`day` when it is a working day, else the first one after it."""
    while not is_working_day(day, closed):
        day += dt.timedelta(days=1)
    return day


def add_months(day: dt.date, n: int) -> dt.date:
    """The same day `n` months later; the last of the month when that month is shorter (31 Jan + 1 = 28 Feb)."""
    month = day.month - 1 + n
    year, month = day.year + month // 12, month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def next_debit(day: dt.date, closed: Container[dt.date] | None = None) -> dt.date:
    """First debit on or after `day`: the 27th or the first working day after it.

    `closed` are the organisation's closing days; without them every public holiday counts.
    """
    closed = closed if closed is not None else PUBLIC_HOLIDAYS
    for month in (day.replace(day=1), add_months(day.replace(day=1), 1)):
        debit = working_day_on_or_after(month.replace(day=DEBIT_DAY), closed)
        if debit >= day:
            return debit
    raise AssertionError("a debit falls in every month")


def next_invoice(day: dt.date) -> dt.date:
    """First invoice day, the 20th, on or after `day`."""
    month = day if day.day <= INVOICE_DAY else add_months(day.replace(day=1), 1)
    return month.replace(day=INVOICE_DAY)


# --- opening times -------------------------------------------------------------------------------------------


def opening(hours: Hours, place: str, day: dt.date) -> list[Opening]:
    """When `place` is open on `day`, in local time; empty when it is closed.

    `place` is a key of hours.yml, or "service_points/utrecht" for one service point (late-night shopping).
    Raises `KeyError` for an unknown place.
    """
    name, _, service_point = place.partition("/")
    regular = hours.places[name]
    weekday = WEEKDAYS[day.weekday()]
    if regular.closing_days and day in closing_days(tuple(hours.closing_days)):
        return []
    spans = [(start, end) for start, end in regular.week.get(weekday, ())]
    late = hours.late_night
    if spans and weekday == late.day and service_point in late.service_points:
        spans[-1] = (spans[-1][0], max(spans[-1][1], late.until))
    if regular.early_closing and f"{day:%m-%d}" in hours.early_closing.dates:
        until = hours.early_closing.until
        spans = [(start, min(end, until)) for start, end in spans if start < until]
    return spans


def is_open(hours: Hours, place: str, at: dt.datetime) -> bool:
    """Whether `place` is open at `at` (an aware time). The closing minute itself is closed."""
    local = _local(at)
    return any(start <= local.time() < end or end == MIDNIGHT for start, end in _spans(hours, place, local))


def next_opening(hours: Hours, place: str, at: dt.datetime) -> dt.datetime:
    """`at` itself when `place` is open, else the moment at which it opens again (aware, Amsterdam)."""
    local = _local(at)
    if is_open(hours, place, local):
        return local
    for ahead in range(FURTHEST_OPENING_DAYS):
        day = local.date() + dt.timedelta(days=ahead)
        for start, _ in opening(hours, place, day):
            moment = dt.datetime.combine(day, start, AMSTERDAM)
            if moment >= local:
                return moment
    raise ValueError(f"{place} does not open within {FURTHEST_OPENING_DAYS} days")


def closes_at(hours: Hours, place: str, at: dt.datetime) -> dt.time | None:
    """When the present opening ends; None when `place` is closed at `at`."""
    local = _local(at)
    return next((end for start, end in _spans(hours, place, local) if start <= local.time() < end), None)


def _spans(hours: Hours, place: str, local: dt.datetime) -> list[Opening]:
    return [span for span in opening(hours, place, local.date()) if span[0] <= local.time()]


def _local(at: dt.datetime) -> dt.datetime:
    """The same moment on the clock in Amsterdam. Raises `ValueError` for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be compared with opening times")
    return at.astimezone(AMSTERDAM)
