"""Files to download are harmless in a spreadsheet; every refusal of a list has its words; progress of a run."""

from __future__ import annotations

import pytest

from handoff.decide.dunning.lists import COLUMNS, REFUSALS
from handoff.decide.dunning.schedule import REASONS
from handoff.desk.arrears.kit import csv_text, euros_plain, why_refused
from handoff.desk.arrears.pages_list import STOPS
from handoff.desk.words import TABLES, Words
from handoff.work.dunning.steps import RESULTS


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Jansen", "Jansen"), ("=1+1", "'=1+1"), ("+31612345678", "'+31612345678"), ("-cmd", "'-cmd"), ("@SUM(A1)", "'@SUM(A1)"), (" =1", "' =1"),
        ("\t=1", "'\t=1"), ("-12,50", "-12,50"), ("1234,50", "1234,50"), ("", ""), (None, ""), (7, "7"), ("|x", "'|x"), ('=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'),
    ],
)  # fmt: skip
def test_no_cell_is_taken_for_a_formula(cell: object, written: str) -> None:
    assert csv_text(["a"], [[cell]]) in (f"\ufeffa\r\n{written}\r\n", f'\ufeffa\r\n"{written}"\r\n')


def test_a_file_is_what_a_spreadsheet_expects() -> None:
    text = csv_text(["Naam", "Open"], [["De; Vries", euros_plain(123_450)], ["Ömer", euros_plain(-5)]])
    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert text[1:].splitlines() == ["Naam;Open", '"De; Vries";1234,50', "Ömer;-0,05"]


def test_every_refusal_reason_and_result_has_words() -> None:
    keys = {f"refused.{code}" for code in REFUSALS} | {f"debt_field.{name}" for name in COLUMNS}
    keys |= {f"why.{code}" for code in (*REASONS, *STOPS)} | {f"call.{code}" for code in RESULTS}
    assert not keys - set(TABLES["nl"])


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_is_filled_in(language: str, code: str) -> None:
    values = {"given": "x", "field": "open", "most": 5, "line": 2}
    assert "{" not in why_refused(Words(language), {"code": code, "values": values, "reason": "old words"})


def test_a_report_from_before_keeps_its_words() -> None:
    assert why_refused(Words("nl"), {"line": 2, "reason": "there is no amount"}) == "there is no amount"
