"""Opening hours on a given moment, service points, delivery area and contact details."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.unit.answers.helpers import ask

AMS = ZoneInfo("Europe/Amsterdam")
MON = "2026-11-23 14:00"  # a Monday afternoon
SUN = "2026-11-29 11:00"

HOURS = [
    # now, question, facts
    (MON, "is het servicepunt zaterdag open?", ["Ja", "zaterdag 28 november", "9.00 tot 17.00"]),
    (MON, "zijn jullie morgen open?", ["Ja", "8.00 tot 20.00", "9.00 tot 18.00"]),
    (MON, "hoe laat gaat Utrecht donderdag dicht?", ["20.00 uur", "koopavond"]),
    (MON, "hoe laat gaat Zwolle donderdag dicht?", ["18.00 uur"]),
    (MON, "is de winkel in Zwolle donderdagavond open", ["Nee", "18.00"]),
    (MON, "is servicepunt Amsterdam donderdagavond open", ["Ja", "20.00"]),
    (MON, "hoe laat zijn jullie morgen open in rotterdam en is dat ook op donderdagavond", ["morgen", "9.00 tot 18.00", "donderdag 26 november", "20.00"]),
    (MON, "is servicepunt den haag maandagochtend open", ["Nee", "13.00 tot 18.00"]),
    (MON, "zijn jullie open op 24 december?", ["8.00 tot 16.00", "9.00 tot 16.00"]),
    (MON, "ben je 31 december open in Utrecht?", ["Ja", "9.00 tot 16.00"]),
    (MON, "zijn jullie open met kerst", ["Eerste Kerstdag", "Tweede Kerstdag", "maandag 28 december"]),
    (MON, "kan ik op koningsdag langskomen", ["Nee", "27 april 2027", "Koningsdag"]),
    (MON, "is de klantenservice op 5 mei open?", ["Ja", "Bevrijdingsdag"]),
    (MON, "open op goede vrijdag?", ["26 maart 2027", "gewoon open"]),
    (MON, "zijn jullie tweede paasdag open", ["Nee", "Tweede Paasdag"]),
    (MON, "openingstijden", ["8.00 tot 20.00", "13.00 tot 18.00", "koopavond"]),
    (MON, "openingstijden servicepunt Rotterdam", ["donderdag van 9.00 tot 20.00"]),
    (MON, "zijn jullie nu open", ["nu open, tot 20.00", "tot 18.00"]),
    (SUN, "zijn jullie nu open", ["nu dicht", "maandag 30 november"]),
    (SUN, "is de klantenservice nu bereikbaar", ["Nee", "8.00"]),
    (SUN, "is de pechlijn nu open", ["Ja", "23.00"]),
    (MON, "zijn jullie zondag dicht?", ["Ja", "zondag 29 november"]),
    (MON, "kan ik om 19 uur nog bellen", ["Ja", "20.00"]),
    (MON, "kan ik om half negen vanavond nog bellen", ["Nee", "20.00"]),
    (MON, "tot hoe laat is de winkel vandaag open", ["18.00"]),
    (MON, "wanneer kan ik bellen", ["maandag t/m vrijdag", "zaterdag van 9.00 tot 17.00"]),
    (MON, "openingstijden pechlijn", ["elke dag van 7.00 tot 23.00", "feestdagen"]),
    (MON, "wanneer is debiteurenbeheer bereikbaar", ["9.00 tot 17.00"]),
    (MON, "hoe laat is zakelijk open", ["8.30 tot 17.30"]),
    (MON, "is de veiligheidslijn 's nachts bereikbaar", ["24 uur"]),
    (MON, "Zijn de winkels open op zondag en feestdagen?", ["dicht"]),
    (MON, "koopavond?", ["donderdag", "Utrecht, Amsterdam en Rotterdam"]),
]


@pytest.mark.parametrize(("now", "text", "facts"), HOURS)
def test_opening_hours(now: str, text: str, facts: list[str]) -> None:
    found = ask("ask_opening_hours", text, now=dt.datetime.fromisoformat(now).replace(tzinfo=AMS))
    assert [fact for fact in facts if fact not in found.text] == [], found.text


def test_opening_hours_in_english() -> None:
    found = ask("ask_opening_hours", "are you open on boxing day?", "en")
    assert found.text.startswith("No.")
    assert "Saturday 26 December" in found.text
    assert "Monday 28 December at 8:00" in found.text
    assert "from 8:00 to 20:00" in ask("ask_opening_hours", "is customer service open tomorrow at 7 pm?", "en").text


PLACES = [
    ("nl", "bezorgen jullie in Houten", ["Ja", "Utrecht"]),
    ("nl", "bezorgen jullie op Texel?", ["Nee", "Waddeneilanden"]),
    ("nl", "leveren jullie in Breda", ["Nee", "niet in ons bezorggebied"]),
    ("nl", "bezorgen jullie in Best?", ["Ja", "Eindhoven"]),
    ("nl", "leveren jullie ook in Lutjebroek?", ["Lutjebroek staat niet in de lijst"]),
    ("nl", "leveren jullie de bakfiets met drie wielen in groningen", ["niet de E-Bak Drie"]),
    ("nl", "komt er een monteur in Haarlem", ["Nee", "monteur"]),
    ("nl", "waar zit het servicepunt in Zwolle", ["Bellensteeg 9, 8049 XG Zwolle"]),
    ("en", "where's your shop in The Hague", ["Zadelhof 3, 2599 XD Den Haag"]),
    (
        "nl",
        "Waar zitten jullie servicepunten?",
        ["Utrecht, Amsterdam, Rotterdam, Den Haag, Eindhoven, Groningen, Zwolle en Nijmegen"],
    ),
    ("nl", "welke plaatsen rond Eindhoven bezorgen jullie", ["Veldhoven", "Helmond"]),
    ("nl", "waar is jullie hoofdkantoor", ["Kettingkade 40"]),
    ("nl", "telefoonnummer servicepunt utrecht", ["088-000 12 34"]),
    ("nl", "waar kan ik een proefrit maken", ["elk servicepunt", "afspraak"]),
    ("nl", "wat kan ik bij een servicepunt doen", ["proefrit", "inleveren"]),
    ("nl", "bezorgen jullie in belgie", ["Nee"]),
]


@pytest.mark.parametrize(("language", "text", "facts"), PLACES)
def test_locations(language: str, text: str, facts: list[str]) -> None:
    found = ask("ask_locations", text, language)
    assert [fact for fact in facts if fact not in found.text] == [], found.text


CONTACT = [
    ("nl", "Hoe bereik ik jullie?", ["088-000 12 34", "klantenservice@spaakrijk.example", "1 werkdag"]),
    ("nl", "waar kan ik een klacht indienen", ["klachten@spaakrijk.example"]),
    ("nl", "nummer zakelijk", ["088-000 12 40", "8.30 tot 17.30"]),
    ("nl", "ik sta met pech, welk nummer", ["088-000 12 60", "7.00 tot 23.00"]),
    ("nl", "welk nummer bij een noodgeval", ["088-000 12 12", "112"]),
    ("nl", "nummer debiteuren", ["088-000 12 50"]),
    ("nl", "wat is jullie postadres", ["Postbus 900, 3599 ZZ Utrecht", "5 werkdagen"]),
    ("nl", "mailadres privacy", ["privacy@spaakrijk.example"]),
    ("en", "phone number please", ["088-000 12 34"]),
    ("nl", "wat is jullie mailadres", ["klantenservice@spaakrijk.example"]),
    ("nl", "telefoonnummer winkel rotterdam", ["geen eigen telefoonnummer"]),
]


@pytest.mark.parametrize(("language", "text", "facts"), CONTACT)
def test_contact_details(language: str, text: str, facts: list[str]) -> None:
    found = ask("ask_contact_details", text, language)
    assert [fact for fact in facts if fact not in found.text] == [], found.text


def test_two_days_closed_are_told_in_one_sentence() -> None:
    text = ask("ask_opening_hours", "bent u met kerst open?").text
    assert "vrijdag 25 december en zaterdag 26 december dicht, want het is dan Eerste Kerstdag en Tweede Kerstdag" in text
    assert text.count("dicht") == 1
    one = ask("ask_opening_hours", "is servicepunt Utrecht met kerst open?").text
    assert "Servicepunt Utrecht is vrijdag 25 december en zaterdag 26 december dicht" in one


def test_availability_abroad_is_a_no() -> None:
    found = ask("ask_availability", "is de bakfiets ook beschikbaar in Antwerpen?")
    assert found.text.startswith("Nee, in het buitenland bezorgen wij niet"), found.text


def test_two_days_of_one_month_at_one_service_point() -> None:
    text = ask("ask_opening_hours", "opening hours nijmegen on 24 and 26 december please, and your phone number", "en").text
    assert "24 December" in text
    assert "26 December" in text
    assert "Nijmegen" in text
