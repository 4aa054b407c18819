"""Charts that say what they show, tables that no spreadsheet calculates, questions put together, and words for values."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET

import pytest

from handoff.decide.alike import VEIL, grouped, veiled
from handoff.desk.charts import Bar, columns, lying, name_lines, nice_top, time_top
from handoff.desk.figure_words import Names, as_sheet, said, show
from handoff.desk.sheets import sheet
from handoff.desk.words import LANGUAGES, TABLES, Words
from handoff.work.gaps import KINDS
from handoff.work.reporting import COUNT, FIGURES, SCORE, SECONDS, SHARE, TENTHS, Column, Figure

SVG = "{http://www.w3.org/2000/svg}"


def names(language: str = "nl") -> Names:
    return Names(Words(language), lambda code: f"afdeling {code}", lambda code: f"onderwerp {code}")


def parsed(chart: str) -> ET.Element:
    return ET.fromstring(str(chart).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_a_name_and_one_sentence(language: str) -> None:
    for code in FIGURES:
        assert TABLES[language][f"figure.{code}"]
        sentence = TABLES[language][f"figure.{code}.says"]
        assert sentence.endswith(".")
        assert not re.search(r"\. [A-Z]", sentence), code
    assert all(f"gap.{kind}" in TABLES[language] for kind in KINDS)


def test_a_chart_says_what_it_shows_and_holds_nothing_else() -> None:
    chart = columns("x", "Contacten <b>", "Chat & telefoon", [Bar("ma", (3, 1)), Bar('<script>"', (None, 2))], str)
    root = parsed(chart)
    assert root.get("role") == "img"
    ids = {e.get("id") for e in root.iter() if e.get("id")}
    assert set((root.get("aria-labelledby") or "").split()) == ids
    assert root.find(f"{SVG}title").text == "Contacten <b>"  # type: ignore[union-attr]
    assert root.find(f"{SVG}desc").text == "Chat & telefoon"  # type: ignore[union-attr]
    assert not {e.tag for e in root.iter()} - {f"{SVG}{x}" for x in ("svg", "title", "desc", "rect", "path", "text")}
    assert "style" not in chart
    assert len(root.findall(f"{SVG}rect")) == 3  # nothing measured is no column


def test_columns_are_as_high_as_their_values() -> None:
    rects = parsed(columns("x", "t", "d", [Bar("a", (10,)), Bar("b", (20,)), Bar("c", (40,))], str)).findall(f"{SVG}rect")
    high = [float(r.get("height") or 0) for r in rects]
    assert high[1] == pytest.approx(2 * high[0], abs=0.1)
    assert high[2] == pytest.approx(4 * high[0], abs=0.1)


def test_lying_bars_are_in_proportion_and_what_is_not_nothing_is_seen() -> None:
    rects = parsed(lying("x", "t", "d", [Bar("a", (10_000,)), Bar("b", (5_000,)), Bar("c", (1,)), Bar("d", (0,))], str)).findall(f"{SVG}rect")
    wide = [float(r.get("width") or 0) for r in rects]
    assert wide[0] == pytest.approx(2 * wide[1], abs=0.1)
    assert wide[2:] == [2.0]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Sterke emotie", ["Sterke emotie"]),
        ("Assistent begreep het twee keer niet", ["Assistent begreep het", "twee keer niet"]),
        ("Een klacht over een levering of over de bezorger zelf", ["Een klacht over een", "levering of over de bezor…"]),
        ("", [""]),
    ],
)
def test_a_long_name_gets_a_second_line(name: str, lines: list[str]) -> None:
    assert name_lines(name) == lines
    assert [e.text or "" for e in parsed(lying("x", "t", "d", [Bar(name, (3,))], str)).findall(f"{SVG}text")][:-1] == lines


def test_an_axis_of_ratings_has_whole_steps() -> None:
    root = parsed(columns("x", "t", "d", [Bar("ma", (3.5,))], str, 5.0, whole=True))
    assert [e.text for e in root.findall(f"{SVG}text")][:6] == ["0.0", "1.0", "2.0", "3.0", "4.0", "5.0"]


def test_stacked_columns_stand_on_each_other_without_a_gap() -> None:
    low, high = parsed(columns("x", "t", "d", [Bar("a", (4, 8))], str)).findall(f"{SVG}rect")
    assert float(high.get("y") or 0) + float(high.get("height") or 0) == pytest.approx(float(low.get("y") or 0), abs=0.11)


def test_a_year_of_days_keeps_its_labels_apart() -> None:
    root = parsed(columns("x", "t", "d", [Bar(f"dag {n}", (n,)) for n in range(366)], str))
    labels = [e for e in root.findall(f"{SVG}text") if (e.text or "").startswith("dag")]
    assert 4 <= len(labels) <= 8


@pytest.mark.parametrize("bars", [[], [Bar("a", (0,))], [Bar("a", (None,))]])
def test_nothing_is_no_error(bars: list[Bar]) -> None:
    assert not parsed(columns("x", "t", "d", bars, str)).findall(f"{SVG}rect")
    assert not parsed(lying("x", "t", "d", bars, str)).findall(f"{SVG}rect")


@pytest.mark.parametrize(("most", "top"), [(0, 1), (3, 3), (7, 8), (53, 80), (100, 100), (101, 150), (1234, 1500)])
def test_an_axis_of_counts_ends_at_a_round_number(most: float, top: float) -> None:
    assert nice_top(most, whole=True) == top


@pytest.mark.parametrize(("most", "top"), [(0, 0.4), (0.5, 1), (50, 60), (61, 120), (330, 480), (521, 720), (2000, 2400), (10**6, 1036800)])
def test_an_axis_of_time_has_steps_of_a_clock(most: float, top: float) -> None:
    assert time_top(most) == pytest.approx(top)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+31 6", "'+31 6"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
        ("\r=1", "'\r=1"),
        ("gewoon = goed", "gewoon = goed"),
        ('met "aanhaling"; en\nregel', 'met "aanhaling"; en\nregel'),
    ],
)
def test_no_text_becomes_a_formula_and_none_is_lost(text: str, cell: str) -> None:
    body = sheet([[text, 1]], "nl")
    assert list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";")) == [[cell, "1"]]


@pytest.mark.parametrize(("language", "line"), [("nl", "a;0,25;3;;1,5"), ("en", "a,0.25,3,,1.5")])
def test_a_sheet_opens_in_the_spreadsheet_of_its_language(language: str, line: str) -> None:
    assert sheet([["a", 0.25, 3.0, None, 1.5]], language) == b"\xef\xbb\xbf" + line.encode() + b"\r\n"


@pytest.mark.parametrize(
    ("value", "unit", "nl", "en"),
    [
        (1250, COUNT, "1.250", "1,250"),
        (0.374, SHARE, "37%", "37%"),
        (4.25, SCORE, "4,2", "4.2"),
        (0.3, TENTHS, "0,3 s", "0.3 s"),
        (75, TENTHS, "1 min 15 s", "1 min 15 s"),
        (45, SECONDS, "45 s", "45 s"),
        (60, SECONDS, "1 min", "1 min"),
        (3905, SECONDS, "1 u 05", "1 h 05"),
        (None, SHARE, "–", "–"),
    ],
)
def test_values_in_words(value: float | None, unit: str, nl: str, en: str) -> None:
    assert (said(value, unit, "nl"), said(value, unit, "en")) == (nl, en)


def test_a_figure_on_a_page_and_in_a_sheet() -> None:
    figure = Figure("waited", (Column("measured"), Column("middle", SECONDS), Column("nine_in_ten", SECONDS)), (("2026-11-23", (2, 60, 90)), ("2026-11-24", (0, None, None))), (2, 60, 90), ("middle",), "day")
    shown = show(figure, names(), "day", "deze week")
    assert shown.rows == (("ma 23 nov", ("2", "1 min", "1 min 30 s")), ("di 24 nov", ("0", "–", "–")))
    assert "deze week" in shown.chart
    assert as_sheet(figure, names(), "day") == [["Dag", "Aantal", "Middelste (seconden)", "Negen van de tien (seconden)"], ["2026-11-23", 2, 60, 90], ["2026-11-24", 0, None, None], ["Totaal", 2, 60, 90]]


def test_topics_by_department_have_a_column_for_each() -> None:
    figure = Figure("topics", (Column("logistiek"), Column("all")), (("ask_price", (1, 1)),), (1, 1), ("all",), "topic")
    assert as_sheet(figure, names("en"), "department")[:2] == [["Topic", "afdeling logistiek", "Total"], ["onderwerp ask_price", 1, 1]]


@pytest.mark.parametrize(
    "text",
    [
        "bel me op 06 12345678 of 0612345678",
        "mail naar jan.jansen@example.org graag",
        "mijn adres is 3572 BB 12",
        "klant 40000001 met zaak Z2026-000001",
        "op NL91ABNA0417164300 a.u.b.",
        "Ik ben Fatima El Amrani en ik wil iets",
        "My name is John Smith, hello",
        "zie https://example.org/jan",
    ],
)
def test_what_points_to_somebody_is_veiled(text: str) -> None:
    hidden = veiled(text)
    assert VEIL in hidden
    assert not re.search(r"\d{4}|@|Fatima|Amrani|John|Smith|example", hidden)


@pytest.mark.parametrize("text", ["Past een kinderzitje op de E-Stad?", "Kan ik in 2 dagen een fiets krijgen?", "ik ben boos", "i am lost"])
def test_what_points_to_nobody_stays(text: str) -> None:
    assert veiled(text) == text


def test_questions_alike_are_put_together_by_language() -> None:
    asked = [
        {"text": t, "language": language, "n": n}
        for n, (language, t) in enumerate([("nl", "Kan ik bij jullie ook een auto leasen?"), ("nl", "wat is de uitslag van ajax"), ("nl", "kan ik een AUTO leasen bij jullie"), ("en", "auto leasen"), ("nl", "Auto leasen?"), ("nl", "?")])
    ]
    found = [[m["n"] for m in g.members] for g in grouped(asked)]
    assert found == [[0, 2, 4], [1], [3], [5]]
    assert grouped([]) == []
