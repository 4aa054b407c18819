"""Texts written with "je", said with "u"."""

from __future__ import annotations

import re

import pytest

from handoff.decide.formal import formal, says_u
from tests.support.talking import ROOT


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Wat zijn je klantnummer en je postcode?", "Wat zijn uw klantnummer en uw postcode?"),
        ("Ik heb je klacht opgenomen. Wil je dat wij je bellen?", "Ik heb uw klacht opgenomen. Wilt u dat wij u bellen?"),
        ("Heb je al aangifte gedaan? Geef dan je nummer.", "Hebt u al aangifte gedaan? Geef dan uw nummer."),
        ("Je kunt je nog 14 kalenderdagen bedenken.", "U kunt zich nog 14 kalenderdagen bedenken."),
        ("Dan krijg je je geld terug.", "Dan krijgt u uw geld terug."),
        ("Ik zoek het op en bel je vandaag terug.", "Ik zoek het op en bel u vandaag terug."),
        ("Dan stuur ik je een link.", "Dan stuur ik u een link."),
        ("Betaal je te laat, dan hoor je dat.", "Betaalt u te laat, dan hoort u dat."),
        ("Geef je klantnummer.", "Geef uw klantnummer."),
        ("Was jij dit niet? Met jouw fiets is niets mis.", "Was u dit niet? Met uw fiets is niets mis."),
        ("Dat ligt niet aan jou. Alsjeblieft.", "Dat ligt niet aan u. Alstublieft."),
        ("Als je wil, kan dat. Je kan nu rijden.", "Als u wilt, kan dat. U kunt nu rijden."),
        ("Rijd je door, of ga je lopen?", "Rijdt u door, of gaat u lopen?"),
        ("De fiets is klaar.", "De fiets is klaar."),
        ("Dank je wel. Waar kan ik je mee helpen?", "Dank u wel. Waar kan ik u mee helpen?"),
    ],
)
def test_turned(text: str, made: str) -> None:
    assert formal(text) == made


def test_what_the_customer_wrote_stays() -> None:
    said = "De monteur zei: heb je geen fiets?"
    assert formal(f"Dit schrijf ik op: {said} Klopt je naam?", [said]) == f"Dit schrijf ik op: {said} Klopt uw naam?"


@pytest.mark.parametrize(
    ("text", "polite"),
    [
        ("Kunt u mij helpen?", True),
        ("wat is uw adres", True),
        ("Kun je me helpen?", False),
        ("is dat van jou", False),
        ("mijn fiets is stuk", None),
        ("als je de app opent doet hij niets", None),
        ("U.S. bank", None),
    ],
)
def test_who_says_u(text: str, polite: bool | None) -> None:
    assert says_u(text) is polite


def test_nothing_of_je_is_left_in_any_text() -> None:
    own = re.compile(r"(?<!ik )\b(?:wil|kun|ben|krijg) u\b")
    for file in sorted((ROOT / "data" / "organisation").rglob("*.yml")):
        for text in re.findall(r'"((?:[^"\\]|\\.)*)"', file.read_text(encoding="utf-8")):
            if re.search(r"\bje\b", text):
                turned = formal(text)
                assert not re.search(r"\b(?:je|jij|jou|jouw)\b(?!-)", turned, re.I), (file.name, turned)
                assert not own.search(turned), (file.name, turned)
