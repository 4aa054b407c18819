"""Everything about one customer in the order in which it happened, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from handoff.clock import AMSTERDAM

MOST = 60  # what happened longer ago stands in the lists of its own kind

Row = Mapping[str, Any]


class Happened(NamedTuple):
    """Something that happened: ``at`` is a moment (ISO 8601) or, where only the day is known, a date; ``kind`` names the words
    ``timeline.<kind>``; ``number`` is what it is called, ``of`` the record it comes from, ``href`` its page if it has one."""

    at: str
    kind: str
    number: str
    of: Row
    href: str | None = None


def timeline(view: Row, today: dt.date) -> list[Happened]:
    """What ``customer_view`` holds as one list up to ``today``; lines of the history are of kind "history"."""
    happened = [x for x in _all(view) if _day(x.at) <= today]
    return sorted(happened, key=_when, reverse=True)[:MOST]


def _all(view: Row) -> Iterator[Happened]:
    for row in view["contacts"]:
        yield Happened(row["started"], "contact", row["number"], row, f"/desk/contacts/{row['number']}")
    for row in view["cases"]:
        yield Happened(row["created"], "case", row["number"], row, f"/desk/cases/{row['number']}")
    for row in view["changes"]:
        yield Happened(row["asked_at"], "change", "", row, f"/desk/changes/{row['id']}")
    for row in view["events"]:
        yield Happened(row["at"], "history", "", row)
    yield from _things(view)


def _things(view: Row) -> Iterator[Happened]:
    days: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = (
        ("orders", "number", (("ordered_on", "ordered"), ("delivered_at", "delivered"))),
        ("repairs", "number", (("requested_at", "repair"),)),
        ("contracts", "bike_number", (("started_on", "started"), ("ends_on", "ended"), ("returned_on", "returned"))),
        ("invoices", "number", (("issued_on", "invoice"),)),
    )
    for name, number, columns in days:
        for row in view[name]:
            for column, kind in columns:
                if row[column] is not None:
                    yield Happened(row[column].isoformat(), kind, row[number] or "", row)


def _day(at: str) -> dt.date:
    return dt.date.fromisoformat(at) if len(at) == 10 else dt.datetime.fromisoformat(at).astimezone(AMSTERDAM).date()


def _when(x: Happened) -> tuple[dt.date, str, str]:
    """What has only a day goes before what has a moment on that day: it is the older of the two as far as we know."""
    moment = "" if len(x.at) == 10 else dt.datetime.fromisoformat(x.at).astimezone(AMSTERDAM).isoformat()
    return _day(x.at), moment, x.number
