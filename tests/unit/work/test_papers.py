"""Papers: every material in every language we offer, figures that agree with the facts, and PDFs that open."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from handoff import markup
from handoff.decide.written import address_lines, euros
from tests.unit.work.conftest import CONTENT

OFFERED = [(code, language) for code, paper in CONTENT.materials.items() for language in paper.languages]


@pytest.mark.parametrize(("code", "language"), OFFERED)
def test_every_text_has_a_title_and_something_to_say(code: str, language: str) -> None:
    blocks = markup.parse(CONTENT.papers[f"{code}.{language}"])
    assert [b.kind for b in blocks].count("title") == 1
    assert blocks[0].kind == "title"
    assert len(CONTENT.papers[f"{code}.{language}"].split()) > 120
    assert all(len({len(row) for row in b.rows}) == 1 for b in blocks if b.kind == "table")


@pytest.mark.parametrize("code", CONTENT.materials)
def test_both_languages_are_built_alike(code: str) -> None:
    nl, en = (markup.parse(CONTENT.papers[f"{code}.{language}"]) for language in ("nl", "en"))
    assert [(b.kind, len(b.lines)) for b in nl if b.kind != "text"] == [(b.kind, len(b.lines)) for b in en if b.kind != "text"]


@pytest.mark.parametrize(("code", "language"), [(c, lang) for c in ("IM-01", "IM-02") for lang in ("nl", "en")])
def test_prices_are_those_of_the_facts(code: str, language: str) -> None:
    rows = {match[1]: row for b in markup.parse(CONTENT.papers[f"{code}.{language}"]) if b.kind == "table" for row in b.rows if (match := re.search(r"\((SR-\w+)\)", row[0]))}
    assert set(rows) == set(CONTENT.products)
    for name, row in rows.items():
        product = CONTENT.products[name]
        wanted = [f"{float(price):.2f}" for price in (product.flex, product.year)]
        shown = [f"{float(re.sub('[^0-9.]', '', cell.replace(',', '.'))):.2f}" for cell in row if "€" in cell][:2]
        assert shown == wanted


@pytest.mark.parametrize(("code", "language"), [("IM-02", "nl"), ("IM-03", "en"), ("IM-06", "de"), ("IM-13", "ar"), ("IM-13", "tr")])
def test_a_pdf_in_every_script(code: str, language: str) -> None:
    pytest.importorskip("fpdf")
    from handoff import papers

    body = papers.material(CONTENT, code, language)
    assert body.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", body)) <= 3


def test_a_language_we_do_not_have_is_no_paper() -> None:
    pytest.importorskip("fpdf")
    from handoff import papers

    with pytest.raises(KeyError):
        papers.material(CONTENT, "IM-01", "de")


def test_a_letter_with_an_address_abroad() -> None:
    pytest.importorskip("fpdf")
    from handoff import papers

    who = {"name": "Jan", "street": "Rue Haute", "house_number": "4", "addition": "bis", "postcode": "1000", "city": "Brussel", "country": "BE"}
    assert address_lines(who) == ["Jan", "Rue Haute 4 bis", "1000  BRUSSEL", "BE"]
    job = {"address": who, "what": [{"title": "Je zaak", "language": "nl", "body": "Tekst.\n\n- punt"}]}
    assert papers.letter(CONTENT, job, dt.date(2026, 11, 24)).startswith(b"%PDF")


@pytest.mark.parametrize(("cents", "nl", "en"), [(0, "€ 0,00", "€0.00"), (123450, "€ 1.234,50", "€1,234.50"), (-1000, "-€ 10,00", "-€10.00"), (100000000, "€ 1.000.000,00", "€1,000,000.00")])
def test_amounts(cents: int, nl: str, en: str) -> None:
    assert (euros(cents, "nl"), euros(cents, "en")) == (nl, en)


def test_markup_says_the_same_in_text_and_html() -> None:
    source = "# Kop\n\nTekst <b>\nregel 2\n\n- een\n- twee\n\n1. eerst\n2. dan\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" + markup.button("Klik", "https://x.example/a?b=1&c=2")
    blocks = markup.parse(source)
    assert [b.kind for b in blocks] == ["title", "text", "points", "steps", "table", "button"]
    text, html = markup.to_text(blocks), markup.to_html(blocks)
    assert "- een" in text
    assert "2. dan" in text
    assert "&lt;b&gt;<br>regel 2" not in text
    assert "Tekst &lt;b&gt;<br>regel 2" in html
    assert 'href="https://x.example/a?b=1&amp;c=2"' in html
    assert "https://x.example/a?b=1&c=2" in text
