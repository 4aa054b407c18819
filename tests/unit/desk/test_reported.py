"""What was said of a payment that was reported, as a form may begin with it: from a note of the desk, or from a case of the chat."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.desk.arrears.reported import note_of_report, reported

ASKED = {"betaald op", "bedrag", "rekening en omschrijving"}
DAY = dt.date(2026, 11, 20)

SAID: list[tuple[dict[str, Any], tuple[str, str, str]]] = [
    ({"note": note_of_report(DAY, 79_00, "1234", "Belde. Boos.")}, ("2026-11-20", "79,00", "1234")),
    ({"note": note_of_report(DAY, 1_234_50, "", "")}, ("2026-11-20", "1234,50", "")),
    ({"note": "20-11-2026, € 79,00. Had het over 2024 en € 50."}, ("2026-11-20", "79,00", "")),
    ({"note": "Zegt dat het is betaald."}, ("", "", "")),
    ({"note": None}, ("", "", "")),
    ({"note": None, "case": {"data": {"Betaald op": "20 november 2026", "Bedrag": "€\u00a068,50", "Openstaand": "€ 90", "Facturen": "F2026-032013"}}}, ("2026-11-20", "68,50", "")),
    ({"note": None, "case": {"data": {"Betaald op": "1 maart 2027", "Bedrag": "€\u00a01.250", "Rekening en omschrijving": "eindigt op 9876, factuur F2026-032013"}}}, ("2027-03-01", "1250,00", "9876")),
    ({"note": None, "case": {"data": {"Betaald op": "31 februari 2027", "Openstaand": "€ 90"}}}, ("", "", "")),
]  # fmt: skip


@pytest.mark.parametrize(("stop", "told"), SAID)
def test_what_was_said_of_a_payment(stop: dict[str, Any], told: tuple[str, str, str]) -> None:
    found = reported({"case": None, **stop}, ASKED)
    assert (found["on"], found["amount"], found["last4"]) == told
