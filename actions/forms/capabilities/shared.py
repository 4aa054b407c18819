"""What rules of several topics look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from babel.dates import format_date

from actions.forms.model import Cents, Job
from actions.forms.words import month
from handoff.content import Content
from handoff.decide import terms
from handoff.decide.calendars import ClosingDays, add_working_days, closing_days
from handoff.decide.entities import find_entities
from handoff.decide.fields.model import Choice
from handoff.decide.fields.words import folded
from handoff.decide.identification import RECENT_CHANGE
from handoff.decide.slots import Slot, slot_of
from handoff.store.record import Row

MOST_INVOICES = 6
ADDRESS_PIECES = (
    ("street", "street"),
    ("house_number", "new_house_number"),
    ("postcode", "new_postcode"),
    ("city", "city"),
)


def missing_of_address(address: Mapping[str, Any]) -> list[str]:
    """Which pieces of an address in the Netherlands are not known yet; an address abroad is for a person."""
    if address.get("country", "NL") != "NL":
        return []
    return [text for piece, text in ADDRESS_PIECES if not address.get(piece)]


def closed(job: Job) -> ClosingDays:
    """The organisation's closing days."""
    return closing_days(tuple(job.content.hours.closing_days))


def in_working_days(job: Job, days: int) -> dt.date:
    """The day that lies so many working days after today."""
    return add_working_days(job.today, days, closed(job))


def recent_change(job: Job, *fields: str) -> bool:
    """Whether one of these data of the customer was changed within the last 14 calendar days (reading guide 23)."""
    if job.record is None:
        return False
    since = job.now - RECENT_CHANGE
    return any(r["field"] in fields and r["status"] != "refused" and r["asked_at"] > since for r in job.record.changes)


def served_by(content: Content, city: str) -> str | None:
    """The service point that delivers in ``city``, or None outside the area."""
    name = folded(city)
    known = {folded(alias): town for alias, town in content.locations.aliases.items()}
    name = folded(known.get(name, name))
    for code, point in content.locations.service_points.items():
        if name in {folded(town) for town in (point.city, *point.area)}:
            return code
    return None


def slot_choice(job: Job, slot: Slot) -> Choice:
    """A slot to choose: "morgen 9.00–11.00 uur"."""
    days = (slot.day - job.today).days
    locale = "nl" if job.language == "nl" else "en_GB"
    near = {0: ("vandaag", "today"), 1: ("morgen", "tomorrow")}.get(days)
    day = near[job.language == "en"] if near else format_date(slot.day, "EEEE d MMMM", locale=locale)
    return Choice(slot.value, f"{day} {span_in_words(slot, job.language)}")


def span_in_words(slot: Slot, language: str) -> str:
    """ "9.00–11.00 uur", "9:00–11:00"."""
    if language == "nl":
        return f"{slot.start.hour}.{slot.start:%M}–{slot.end.hour}.{slot.end:%M} uur"
    return f"{slot.start.hour}:{slot.start:%M}–{slot.end.hour}:{slot.end:%M}"


def slot_facts(value: str, language: str) -> dict[str, str]:
    """What a text may say of a slot: {day}, {start}, {end}, {span}."""
    slot = slot_of(value)
    mark = "." if language == "nl" else ":"
    unit = " uur" if language == "nl" else ""
    return {
        "day": format_date(slot.day, "EEEE d MMMM", locale="nl" if language == "nl" else "en_GB"),
        "start": f"{slot.start.hour}{mark}{slot.start:%M}{unit}",
        "end": f"{slot.end.hour}{mark}{slot.end:%M}{unit}",
        "span": span_in_words(slot, language),
    }


def first_term(job: Job) -> tuple[dt.datetime, dt.datetime]:
    """A case that is settled by the first term: one working day at priority normal."""
    due = terms.due(job.content.hours, job.content.guidelines["terms"], job.priority, "request", job.now)
    return due.first, due.first


def named_row(job: Job, name: str, rows: Sequence[Row]) -> Row | None:
    """The order, repair or case that is meant: the one of the number that was given, else the only one of ``rows``."""
    if job.subject is not None or job.values.get(name):
        return job.subject
    return rows[0] if len(rows) == 1 else None


def row_choices(job: Job, rows: Sequence[Row], titles: Sequence[str]) -> list[Choice]:
    """Rows with a number to choose from: "E-Stad (B4410927)"."""
    return [Choice(r["number"], f"{t} ({r['number']})", (t, r["number"])) for r, t in zip(rows, titles, strict=True)]


def days_named(job: Job) -> set[dt.date]:
    """The days that the first message named."""
    found = find_entities(job.story, job.content, job.now)
    return {dt.date.fromisoformat(e["value"]) for e in found if e["type"] == "date"}


def fee(job: Job, service: str) -> Cents:
    """What a service of services.yml costs. Raises ValueError for one without a price."""
    price = job.content.services[service].price
    if price is None:
        raise ValueError(f"{service} has no price")
    return Cents(int(price * 100))


def invoice_choices(job: Job, invoices: Sequence[Row]) -> list[Choice]:
    """The newest invoices to choose from, by month: "november 2026 (F2026-031877)"."""
    return [Choice(r["number"], f"{month(r['month'], job.language)} ({r['number']})") for r in invoices[:MOST_INVOICES]]


def billing_term(job: Job) -> tuple[dt.datetime, dt.datetime]:
    """Billing reacts within its working days, and by then it is settled."""
    days = int(job.content.guidelines["limits"]["billing_working_days"])
    end = dt.datetime.combine(in_working_days(job, days), terms.END_OF_DAY, job.now.tzinfo)
    return end, end
