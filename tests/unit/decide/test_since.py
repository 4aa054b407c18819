"""Dates in a message against Monday 23 November 2026; and numbers that limits are held against."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.decide.triage import quantities, since

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "usual", "days"),
    [
        ("beloofd voor 2 november, nog niks gezien", 10, 15),
        ("my bike was promised for 30 October and still hasn't arrived", 10, 16),
        ("zou op 2 november komen, kwam pas op 9 november", 10, 5),
        ("besteld op 2 november en niks gehoord", 10, 5),
        ("hij staat daar sinds 2 november", 5, 10),
        ("it has been there since 16 November", 5, 0),
        ("ik wil hem graag op 7 december", 10, 0),
        ("de fiets is niet mooi", 10, 0),
        ("beloofd voor maandag 30 november", 10, 0),
    ],
)
def test_working_days_late(text: str, usual: float, days: float) -> None:
    assert max(since.working_days_late(text, TODAY, usual), 0) == days


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("hij zou donderdag gebracht worden, niks", True),
        ("it was due on the 19th", True),
        ("uiterlijk 20 november zou er een besluit zijn", True),
        ("hadden jullie hem maandag 16 november niet moeten brengen", True),
        ("besteld op 9 november, wanneer komt hij", False),
        ("hij zou 1 december komen", False),
        ("de monteur is gisteren geweest", False),
        ("is my appointment for Tuesday confirmed?", False),
        ("wanneer komt mijn fiets", False),
    ],
)
def test_day_has_passed(text: str, passed: bool) -> None:
    assert since.day_has_passed(text, TODAY) is passed


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("ik moet uiterlijk 23 november betalen", True),
        ("by 23 November at the latest", True),
        ("until 24 November", False),
        ("op 23 november kreeg ik een brief", False),
        ("ik betaal vandaag", False),
    ],
)
def test_promised_today(text: str, today: bool) -> None:
    assert since.promised_today(text, TODAY) is today


def test_without_a_day_no_date_tells_anything() -> None:
    text = "beloofd voor 2 november"
    assert since.working_days_late(text, None, 0) == since.days_since(text, None) == 0
    assert since.working_days_since(text, None) == since.days_apart(text, None) == 0
    assert not since.day_has_passed(text, None)
    assert not since.promised_today("uiterlijk 23 november", None)


def test_stretches() -> None:
    assert since.days_since("op 2 november ingeleverd", TODAY) == 21
    assert since.working_days_since("sinds maandag 16 november", TODAY) == 5
    assert since.days_apart("van 10 december tot 20 januari", TODAY) == 41


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("van begin december tot eind april", 140, 155),
        ("from the start of December until the end of May", 170, 185),
        ("van december tot en met februari", 88, 95),
        ("van 1 tot 3", 0, 0),
    ],
)
def test_months(text: str, low: float, high: float) -> None:
    assert low <= quantities.days_of_months(text) <= high


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("er ging 3 keer 79 euro af", 158),
        ("jullie hebben me 450 gerekend voor een accu", 450),
        ("you charged me 240 for nothing", 240),
        ("ik heb 3 keer betaald", 0),
        ("betaald op 12 november", 0),
    ],
)
def test_disputed_euros(text: str, euros: float) -> None:
    assert quantities.disputed_euros(text) == euros


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("in maart, april én mei klopte het niet", True),
        ("the April and May bills are wrong", True),
        ("zowel in september als in oktober", True),
        ("het verschil tussen maart en april", False),
        ("de factuur van mei", False),
    ],
)
def test_names_months(text: str, several: bool) -> None:
    assert quantities.names_months(text) is several


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("alle facturen van de afgelopen drie jaar", 36),
        ("every invoice of the past two years", 24),
        ("alle facturen van 2025", 12),
        ("de factuur van 2025", 0),
    ],
)
def test_invoices_of_years(text: str, count: int) -> None:
    assert quantities.invoices(text) == count


@pytest.mark.parametrize(
    ("text", "height"), [("ik ben 2 meter 4", 204), ("I'm 6 foot 8 tall", 203), ("I am 5'7 tall", 170)]
)
def test_heights(text: str, height: int) -> None:
    assert quantities.heights_cm(text) == [height]
