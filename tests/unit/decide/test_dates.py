"""Dates and times, seen from Monday 23 November 2026. Weekdays stand in the table so that a person can check them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.dates import find_dates, find_times

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=AMSTERDAM)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# text, (weekday date, what stands in the text) ...
DATES = [
    # with a day and a month
    ("12-01-2027", ("Tue 2027-01-12", "12-01-2027")),
    ("2026-12-01", ("Tue 2026-12-01", "2026-12-01")),
    ("1/12", ("Tue 2026-12-01", "1/12")),
    ("1.12.2026", ("Tue 2026-12-01", "1.12.2026")),
    ("1 dec '26", ("Tue 2026-12-01", "1 dec '26")),
    ("December 3rd", ("Thu 2026-12-03", "December 3rd")),
    ("the 1st of December", ("Tue 2026-12-01", "1st of December")),
    ("vrijdag 27 november om 9.00 uur", ("Fri 2026-11-27", "vrijdag 27 november")),
    ("on Monday, 30 November 2026", ("Mon 2026-11-30", "Monday, 30 November 2026")),
    ("di 24 nov", ("Tue 2026-11-24", "di 24 nov")),
    ("2 maart j.l. heb ik", ("Mon 2026-03-02", "2 maart j.l.")),
    ("15 januari a.s.", ("Fri 2027-01-15", "15 januari a.s.")),
    ("3 t/m 17 december", ("Thu 2026-12-03", "3"), ("Thu 2026-12-17", "17 december")),
    ("van 1 december tot 1 maart", ("Tue 2026-12-01", "1 december"), ("Mon 2027-03-01", "1 maart")),
    # without a year: the clause says whether it was or will be, else the nearest
    ("op 1 mei heb ik opgezegd", ("Fri 2026-05-01", "1 mei")),
    ("sinds 1 mei", ("Fri 2026-05-01", "1 mei")),
    ("per 1 juni", ("Tue 2027-06-01", "1 juni")),
    ("factuur van 20 juni", ("Sat 2026-06-20", "20 juni")),
    ("de fiets zou op 5 december komen", ("Sat 2026-12-05", "5 december")),
    # weekdays
    ("vorige week dinsdag", ("Tue 2026-11-17", "vorige week dinsdag")),
    ("afgelopen dinsdag", ("Tue 2026-11-17", "afgelopen dinsdag")),
    ("last Tuesday", ("Tue 2026-11-17", "last Tuesday")),
    ("Tuesday last week", ("Tue 2026-11-17", "Tuesday last week")),
    ("a.s. vrijdag", ("Fri 2026-11-27", "a.s. vrijdag")),
    ("zaterdag a.s.", ("Sat 2026-11-28", "zaterdag a.s.")),
    ("next Friday", ("Fri 2026-11-27", "next Friday")),
    ("deze vrijdag", ("Fri 2026-11-27", "deze vrijdag")),
    ("volgende week vrijdag", ("Fri 2026-12-04", "volgende week vrijdag")),
    ("vrijdag over een week", ("Fri 2026-12-04", "vrijdag over een week")),
    ("zondag", ("Sun 2026-11-29", "zondag")),
    ("maandag", ("Mon 2026-11-30", "maandag")),
    ("ik heb vrijdag gebeld", ("Fri 2026-11-20", "vrijdag")),
    ("kan de monteur vrijdag komen", ("Fri 2026-11-27", "vrijdag")),
    ("I called on Thursday", ("Thu 2026-11-19", "Thursday")),
    # relative
    ("eergisteren", ("Sat 2026-11-21", "eergisteren")),
    ("the day before yesterday", ("Sat 2026-11-21", "the day before yesterday")),
    ("gisteravond", ("Sun 2026-11-22", "gisteravond")),
    ("vanmiddag", ("Mon 2026-11-23", "vanmiddag")),
    ("morgenochtend", ("Tue 2026-11-24", "morgenochtend")),
    ("overmorgen", ("Wed 2026-11-25", "overmorgen")),
    ("vandaag over een week", ("Mon 2026-11-30", "vandaag over een week")),
    ("3 weken geleden", ("Mon 2026-11-02", "3 weken geleden")),
    ("twee weken terug", ("Mon 2026-11-09", "twee weken terug")),
    ("a week ago", ("Mon 2026-11-16", "a week ago")),
    ("over twee weken", ("Mon 2026-12-07", "over twee weken")),
    ("over 14 dagen", ("Mon 2026-12-07", "over 14 dagen")),
    ("in two weeks", ("Mon 2026-12-07", "in two weeks")),
    ("over een half jaar", ("Sun 2027-05-23", "over een half jaar")),
    # edges of a month
    ("eind van de maand", ("Mon 2026-11-30", "eind van de maand")),
    ("end of the month", ("Mon 2026-11-30", "end of the month")),
    ("eind december", ("Thu 2026-12-31", "eind december")),
    ("begin volgende maand", ("Tue 2026-12-01", "begin volgende maand")),
    ("half december", ("Tue 2026-12-15", "half december")),
    ("per de 1e", ("Tue 2026-12-01", "de 1e")),
    ("op de 27e.", ("Fri 2026-11-27", "de 27e")),
    ("op de 27e afgeschreven", ("Tue 2026-10-27", "de 27e")),
    ("the mechanic is booked for Friday", ("Fri 2026-11-27", "Friday")),
    ("born 1987-02-03", ("Tue 1987-02-03", "1987-02-03")),
    # holidays, from the holidays library
    ("eerste kerstdag", ("Fri 2026-12-25", "eerste kerstdag")),
    ("voor kerst", ("Fri 2026-12-25", "kerst")),
    ("tweede kerstdag 2027", ("Sun 2027-12-26", "tweede kerstdag 2027")),
    ("met koningsdag", ("Tue 2027-04-27", "koningsdag")),
    ("is it open on Boxing Day", ("Sat 2026-12-26", "Boxing Day")),
    ("afgelopen kerst", ("Thu 2025-12-25", "afgelopen kerst")),
    ("oud en nieuw", ("Thu 2026-12-31", "oud en nieuw")),
    ("Easter Monday", ("Mon 2027-03-29", "Easter Monday")),
    # none: impossible, or something else
    ("31 april",), ("29 februari",), ("31-04-2027",), ("24/7 bereikbaar",), ("2-3 weken",), ("1/2 jaar",), ("20-24 inch",), ("elke vrijdag",),
    ("goedemorgen",), ("goede morgen",), ("'s morgens",), ("binnen 14 dagen",), ("in 2 weken geleverd",), ("december 2026",), ("in maart",), ("2026 is mooi",), ("may 5 people come",),
]  # fmt: skip

# text, (time, what stands in the text) ...
TIMES = [
    ("half vier", ("03:30", "half vier")),
    ("'s middags om half vier", ("15:30", "half vier")),
    ("half vier 's middags", ("15:30", "half vier")),
    ("vanmiddag om half vier", ("15:30", "half vier")),
    ("kwart over 3", ("03:15", "kwart over 3")),
    ("kwart voor 1 's middags", ("12:45", "kwart voor 1")),
    ("5 voor half 4", ("03:25", "5 voor half 4")),
    ("tien over half vijf", ("04:40", "tien over half vijf")),
    ("om tien over twaalf", ("12:10", "tien over twaalf")),
    ("quarter past three", ("03:15", "quarter past three")),
    ("half past three", ("03:30", "half past three")),
    ("om 9 uur", ("09:00", "9 uur")),
    ("om één uur", ("01:00", "één uur")),
    ("na 17 uur", ("17:00", "17 uur")),
    ("vanavond om 8 uur", ("20:00", "8 uur")),
    ("12 uur 's nachts", ("00:00", "12 uur")),
    ("9.00 uur", ("09:00", "9.00 uur")),
    ("om 14.30", ("14:30", "14.30")),
    ("09:05", ("09:05", "09:05")),
    ("15u", ("15:00", "15u")),
    ("15u30", ("15:30", "15u30")),
    ("3pm", ("15:00", "3pm")),
    ("3:30 pm", ("15:30", "3:30 pm")),
    ("8 o'clock in the evening", ("20:00", "8 o'clock")),
    ("tussen 9 en 11 uur", ("09:00", "9"), ("11:00", "11 uur")),
    ("between 9 and 11", ("09:00", "9"), ("11:00", "11")),
    ("van 9 tot 11", ("09:00", "9"), ("11:00", "11")),
    ("17:00-20:00", ("17:00", "17:00"), ("20:00", "20:00")),
    ("tussen 8.00 en 11.00 uur", ("08:00", "8.00"), ("11:00", "11.00 uur")),
    ("noon", ("12:00", "noon")),
    # a stretch of time is no time of day
    ("al 2 uur gewacht",), ("binnen 24 uur",), ("24 uur per dag",), ("ik sta 3 uur in de wacht",), ("laadtijd is 5 uur",), ("na 2 uur was hij leeg",),
    ("14.30",), ("1.45 m",), ("tussen 8 en 11 dagen",), ("om 24 uur",), ("25:00",), ("een uur",), ("tussen 2 en 4 kinderen",),
]  # fmt: skip


@pytest.mark.parametrize("row", DATES, ids=lambda row: row[0])
def test_dates(row: tuple[str, *tuple[tuple[str, str], ...]]) -> None:
    text, *expected = row
    found = [
        (f"{DAYS[dt.date.fromisoformat(f.value).weekday()]} {f.value}", text[f.start : f.end])
        for f in sorted(find_dates(text, NOW), key=lambda f: f.start)
    ]
    assert found == expected


@pytest.mark.parametrize("row", TIMES, ids=lambda row: row[0])
def test_times(row: tuple[str, *tuple[tuple[str, str], ...]]) -> None:
    text, *expected = row
    assert [(f.value, text[f.start : f.end]) for f in sorted(find_times(text), key=lambda f: f.start)] == expected


@given(st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)))
def test_a_written_date_is_read_back(day: dt.date) -> None:
    months = "januari februari maart april mei juni juli augustus september oktober november december".split()
    for written in (
        day.isoformat(),
        f"{day:%d-%m-%Y}",
        f"{day.day} {months[day.month - 1]} {day.year}",
        f"{day.day}/{day.month}/{day.year}",
    ):
        assert [f.value for f in find_dates(f"op {written} graag", NOW)] == [day.isoformat()], written


@given(st.times())
def test_a_written_time_is_read_back(at: dt.time) -> None:
    for written in (f"{at:%H:%M}", f"om {at.hour}.{at.minute:02d} uur"):
        assert [f.value for f in find_times(written)] == [f"{at:%H:%M}"], written


@given(st.text(max_size=80), st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)))
def test_never_raises_and_spans_are_inside(text: str, today: dt.date) -> None:
    now = dt.datetime.combine(today, dt.time(12), AMSTERDAM)
    for found in (*find_dates(text, now), *find_times(text)):
        assert 0 <= found.start < found.end <= len(text)
