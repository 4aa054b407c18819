"""What a page says about time, people and history."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.clock import AMSTERDAM
from handoff.desk import page_views as v
from handoff.desk.words import Words

NL, EN = Words("nl"), Words("en")
NOW = dt.datetime(2026, 11, 24, 10, 30, tzinfo=AMSTERDAM)  # a Tuesday


def minutes(count: float) -> dt.datetime:
    return NOW + dt.timedelta(minutes=count)


@pytest.mark.parametrize(
    ("span", "dutch"),
    [
        (dt.timedelta(seconds=59), "nu"),
        (dt.timedelta(seconds=60), "1 min"),
        (dt.timedelta(minutes=59, seconds=59), "59 min"),
        (dt.timedelta(minutes=60), "1 u 00"),
        (dt.timedelta(hours=23, minutes=59), "23 u 59"),
        (dt.timedelta(hours=24), "1 d"),
    ],
)
def test_duration(span: dt.timedelta, dutch: str) -> None:
    assert v.duration(span, NL) == dutch


@pytest.mark.parametrize(
    ("start", "due", "level", "words"),
    [
        (-10, 20.1, "fine", "nog 20 min"),  # of 30 minutes more than a third is left
        (-20, 10, "soon", "nog 10 min"),  # exactly the last third
        (0, 2, "fine", "nog 2 min"),
        (-1.5, 0.9, "soon", "nog 1 min"),  # the last minute always warns
        (-30, 0, "soon", "nog 1 min"),  # due this very moment: not late yet
        (-30, -0.02, "late", "1 min te laat"),
        (-30, -75, "late", "1 u 15 te laat"),
        (-60 * 24 * 5, 60 * 5, "fine", "nog 5 u 00"),  # of a term of days the last four hours warn, not two days
        (-60 * 24 * 5, 60 * 4, "soon", "nog 4 u 00"),
    ],
)
def test_a_term_warns_before_it_is_late(start: float, due: float, level: str, words: str) -> None:
    assert v.time_left(minutes(due), minutes(start), NOW, NL) == (level, words)


def test_a_term_is_read_from_iso_text_too() -> None:
    assert v.time_left("2026-11-24T09:45:00+00:00", None, NOW, EN) == ("soon", "15 min left")


def test_without_a_term_there_is_nothing_to_say() -> None:
    assert v.time_left(None, None, NOW, NL) == ("none", "")
    assert v.waited(None, NOW, NL) == ""
    assert v.moment(None, NOW, "nl") == ""


def test_a_clock_that_runs_behind_makes_no_negative_wait() -> None:
    assert v.waited(minutes(2), NOW, NL) == "nu"


@pytest.mark.parametrize(
    ("at", "dutch", "english"),
    [
        ("2026-11-24T13:05:00Z", "14:05", "14:05"),  # today, in Amsterdam
        ("2026-11-23T23:30:00Z", "00:30", "00:30"),  # today here, yesterday in UTC
        ("2026-11-23T13:05:00Z", "ma 23 nov 14:05", "Mon 23 Nov 14:05"),
        ("2025-12-31T13:05:00Z", "31 dec 2025 14:05", "31 Dec 2025 14:05"),
    ],
)
def test_moment(at: str, dutch: str, english: str) -> None:
    at = at.replace("Z", "+00:00")
    assert v.moment(at, NOW, "nl").replace("nov.", "nov").replace("dec.", "dec") == dutch
    assert v.moment(at, NOW, "en").replace(",", "") == english


@pytest.mark.parametrize(
    ("reasons", "topics", "mood"),
    [
        ((), ("ask_product_price",), "calm"),
        (("strong_emotion",), (), "upset"),
        ((), ("vent_frustration",), "upset"),
        (("death", "strong_emotion"), (), "grief"),
        (("strong_emotion", "danger"), (), "distress"),
        ((), ("signal_distress",), "distress"),
    ],
)
def test_the_heaviest_mood_counts(reasons, topics, mood: str) -> None:
    assert v.mood(reasons, topics) == mood


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ("agent:sanne", "Sanne de Vries"),
        ("agent:left", "left"),
        ("bot", "Assistent"),
        ("assistent 1a2b", "Assistent (versie 1a2b)"),
        ("system", "Systeem"),
    ],
)
def test_who_did_it(actor: str, name: str) -> None:
    assert v.actor_name(actor, {"sanne": "Sanne de Vries"}, NL) == name


def test_a_transfer_in_the_history_names_target_and_reason() -> None:
    event = {
        "at": "x",
        "actor": "agent:sanne",
        "what": "transferred",
        "detail": {"department": "werkplaats", "to": "tom", "reason": "weet dit"},
    }
    seen = v.event_view(event, {"sanne": "Sanne", "tom": "Tom"}, NL, lambda field, value: f"afdeling {value}")
    assert seen == {"at": "x", "who": "Sanne", "what": "Doorverbonden", "lines": ["naar Tom", "weet dit"]}
    event["detail"]["to"] = None
    assert (
        v.event_view(event, {}, NL, lambda field, value: f"afdeling {value}")["lines"][0] == "naar afdeling werkplaats"
    )


def test_a_change_in_the_history_has_old_and_new_value_and_no_bookkeeping() -> None:
    changes = {"status": ["new", "resolved"], "closed_at": [None, "2026"]}
    event = {"at": "x", "actor": "agent:sanne", "what": "changed", "detail": {"changes": changes}}
    assert v.event_view(event, {}, NL, lambda field, value: str(value))["lines"] == ["Status: new → resolved"]


def test_an_event_that_nobody_foresaw_is_shown_as_it_is() -> None:
    event = {"at": "x", "actor": "system", "what": "merged_with", "detail": None}
    assert v.event_view(event, {}, NL, lambda field, value: str(value))["what"] == "merged with"


@pytest.mark.parametrize(
    ("summary", "row"),
    [
        ("Gevraagd: een reparatie.\nBericht: “Mijn fiets\npiept”\nDe klant schrijft Engels.", "“Mijn fiets piept”"),
        ("Zonder\n aanhaling", "Zonder aanhaling"),
        (None, ""),
        ("half “open", "half “open"),
    ],
)
def test_gist(summary, row: str) -> None:
    assert v.gist(summary) == row


@pytest.mark.parametrize(("name", "letters"), [("Sanne de Vries", "SV"), ("Tom", "T"), ("", "?")])
def test_initials(name: str, letters: str) -> None:
    assert v.initials(name) == letters


def test_open_parts_are_those_without_answer() -> None:
    assert v.open_count([{"state": "answered"}, {"state": "open"}, {"state": "handed_over"}]) == 2


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+31612345678", "+31 6 12345678"), ("+3222345678", "+32 2 234 56 78"), ("0301234567", "+31 30 123 4567"), ("geen", "geen"), ("", ""), (None, "")],
)
def test_a_telephone_number_is_written_as_people_read_it(number, shown: str) -> None:
    assert v.phone(number) == shown


def test_an_address_breaks_before_its_at_and_stays_harmless() -> None:
    assert v.email("a@b.nl") == "a<wbr>@b.nl"
    assert v.email("<b>@x") == "&lt;b&gt;<wbr>@x"
    assert v.email(None) == ""
