"""Every term that the handbook gives a case, one row each: where it stands, what it is about, and the day it ends.

All cases come in on Monday 23 November 2026 at 10.00; the term starts on the day after.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.decide import terms
from handoff.decide.calendars import AMSTERDAM

IN = dt.datetime(2026, 11, 23, 10, 0, tzinfo=AMSTERDAM)


def on(day: str, time: str = "18:00") -> dt.datetime:
    """A moment in November or December 2026, in Amsterdam."""
    return dt.datetime.fromisoformat(f"2026-{day}T{time}").replace(tzinfo=AMSTERDAM)


# where, priority, kind, topic, channel, a person by, first reaction, solved
ROWS = [
    ("prioriteiten: kritiek, chat", "critical", "urgent", "report_injury", "chat", on("11-23", "10:05"), on("11-23", "10:05"), on("11-25")),
    ("prioriteiten: kritiek, brief", "critical", "urgent", "report_injury", "letter", on("11-23", "10:05"), on("11-23", "23:59"), on("11-25")),
    ("prioriteiten: kritiek, e-mail 30 minuten", "critical", "urgent", "report_injury", "email", on("11-23", "10:05"), on("11-23", "10:30"), on("11-25")),
    ("prioriteiten: hoog, e-mail 4 uur", "high", "procedure", "report_theft", "email", on("11-23", "10:15"), on("11-23", "14:00"), on("11-26")),
    ("prioriteiten: hoog, klacht per e-mail", "high", "complaint", "complain_staff", "email", on("11-23", "10:15"), on("11-25"), on("11-30")),
    ("prioriteiten: normaal, e-mail 1 werkdag", "normal", "request", "change_address", "email", on("11-23", "10:01"), on("11-24"), on("11-30")),
    ("prioriteiten: laag, e-mail 1 werkdag", "low", "request", "request_materials", "email", on("11-23", "10:01"), on("11-24"), on("12-07")),
    ("prioriteiten: normaal, balie", "normal", "request", "change_address", "counter", on("11-23", "10:01"), on("11-24"), on("11-30")),
    ("prioriteiten: hoog, chat", "high", "procedure", "report_theft", "chat", on("11-23", "10:15"), on("11-24"), on("11-26")),
    ("prioriteiten: hoog, brief", "high", "procedure", "report_theft", "letter", on("11-23", "10:15"), on("11-24"), on("11-26")),
    ("prioriteiten: hoog, klacht", "high", "complaint", "complain_staff", "chat", on("11-23", "10:15"), on("11-25"), on("11-30")),
    ("prioriteiten: normaal, chat", "normal", "request", "change_address", "chat", on("11-23", "10:01"), on("11-24"), on("11-30")),
    ("prioriteiten: normaal, brief", "normal", "request", "change_address", "letter", on("11-23", "10:01"), on("11-30"), on("11-30")),
    ("prioriteiten: normaal, klacht per brief", "normal", "complaint", "complain_delivery", "letter", on("11-23", "10:01"), on("11-25"), on("12-07")),
    ("prioriteiten: laag", "low", "request", "request_materials", "chat", on("11-23", "10:01"), on("11-24"), on("12-07")),
    ("prioriteiten: laag, brief", "low", "request", "request_materials", "letter", on("11-23", "10:01"), on("11-30"), on("12-07")),
    ("klachten: eerste reactie en besluit", "normal", "complaint", "complain_delivery", "chat", on("11-23", "10:01"), on("11-25"), on("12-07")),
    ("klachten: bereikbaarheid", "normal", "complaint", "complain_accessibility", "phone", on("11-23", "10:01"), on("11-25"), on("12-07")),
    ("procedures: inzage, 1 maand", "normal", "request", "request_data_access", "chat", on("11-23", "10:01"), on("11-24"), on("12-23")),
    ("procedures: schade, besluit over kosten 5 werkdagen", "normal", "procedure", "report_damage", "chat", on("11-23", "10:01"), on("11-24"), on("11-30")),
    ("leeswijzer: dreigen met stappen, 4 uur", "high", "urgent", "threaten_escalation", "chat", on("11-23", "10:15"), on("11-23", "14:00"), on("11-26")),
    ("debiteuren: betwisting, 2 en 10 werkdagen", "high", "debt", "dispute_claim", "chat", on("11-23", "10:15"), on("11-25"), on("12-07")),
    ("debiteuren: al betaald, 2 werkdagen", "normal", "debt", "report_payment_made", "chat", on("11-23", "10:01"), on("11-25"), on("11-25")),
    ("debiteuren: regeling, 1 werkdag", "normal", "debt", "request_payment_plan", "chat", on("11-23", "10:01"), on("11-24"), on("11-24")),
    ("debiteuren: geldnood, 1 werkdag", "high", "debt", "report_hardship", "chat", on("11-23", "10:15"), on("11-24"), on("11-26")),
]  # fmt: skip


@pytest.mark.parametrize(("where", "priority", "kind", "topic", "channel", "person", "first", "solved"), ROWS, ids=[r[0] for r in ROWS])
def test_term(content: Any, where: str, priority: str, kind: str, topic: str, channel: str, person: dt.datetime, first: dt.datetime, solved: dt.datetime) -> None:
    due = terms.due(content.hours, content.guidelines["terms"], priority, kind, IN, topic=topic, channel=channel)
    assert due == (person, first, solved)


# what is extended once: the end of the first term, and of the second
EXTENDED = [("complaint", "complain_delivery", on("12-07"), on("12-21")), ("request", "request_data_access", on("12-23"), dt.datetime(2027, 2, 23, 18, 0, tzinfo=AMSTERDAM))]


@pytest.mark.parametrize(("kind", "topic", "first", "second"), EXTENDED)
def test_extension(content: Any, kind: str, topic: str, first: dt.datetime, second: dt.datetime) -> None:
    rules = content.guidelines["terms"]
    assert terms.due(content.hours, rules, "normal", kind, IN, topic=topic).solved == first
    assert terms.extended(content.hours, rules, first, IN, topic=topic) == second


# prioriteiten: an e-mail is answered within minutes of opening hours (until 20.00, on Saturday from 9.00 to 17.00)
MAILED = [
    ("high", on("11-23", "18:00"), on("11-24", "10:00")),  # two hours on Monday, two on Tuesday from 8.00 on
    ("high", on("11-27", "19:00"), on("11-28", "12:00")),  # Friday evening, then Saturday from 9.00 on
    ("critical", on("11-28", "16:50"), on("11-30", "08:20")),  # ten minutes before closing on Saturday, then Monday
    ("critical", on("11-29", "11:00"), on("11-30", "08:30")),  # on Sunday
]


@pytest.mark.parametrize(("priority", "came", "first"), MAILED)
def test_an_e_mail_out_of_hours(content: Any, priority: str, came: dt.datetime, first: dt.datetime) -> None:
    rules = content.guidelines["terms"]
    kind, topic = ("urgent", "report_injury") if priority == "critical" else ("procedure", "report_theft")
    assert terms.due(content.hours, rules, priority, kind, came, topic=topic, channel="email").first == first


# procedures: called back within a working day; high and closed before 10.00 on the next opening day
CALLS = [("normal", IN, on("11-24", "20:00")), ("high", on("11-27", "21:00"), on("11-28", "10:00")), ("normal", on("11-27", "21:00"), on("11-30", "20:00"))]


@pytest.mark.parametrize(("priority", "asked", "by"), CALLS)
def test_call_back(content: Any, priority: str, asked: dt.datetime, by: dt.datetime) -> None:
    assert terms.call_back_by(content.hours, content.guidelines["terms"], priority, asked) == by
