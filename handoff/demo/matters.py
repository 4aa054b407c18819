"""What happens to invented customers: repairs, cases and changes of data, in turn one of each sort."""

from __future__ import annotations

from typing import Any

from handoff.demo import people

Draft = dict[str, Any]
REPAIRS: tuple[Draft, ...] = (
    {"what": "Lekke achterband.", "way": "mechanic", "status": "requested", "requested": "today"},
    {"what": "De verlichting voor doet het niet.", "way": "mechanic", "status": "planned", "requested": "-1wd", "date": "next_workday", "slot": 1},
    {"what": "De versnelling slaat over.", "status": "in_workshop", "requested": "-3wd", "since": "-2wd", "expected": "+2wd", "replacement": True},
    {"what": "Speling in de trapas.", "status": "in_workshop", "requested": "-8wd", "since": "-7wd", "expected": "-2wd", "replacement": True},
    {"what": "Het zadel is gescheurd.", "status": "waiting_for_part", "requested": "-5wd", "since": "-3wd", "part": "zadel",
     "expected": "+3wd", "replacement": True},
    {"what": "De standaard is afgebroken.", "status": "waiting_for_part", "requested": "-14wd", "since": "-12wd", "part": "standaard", "expected": "-1wd"},
    {"what": "De ketting loopt eraf.", "status": "ready", "requested": "-4wd", "since": "-1d"},
    {"what": "Onderhoudsbeurt.", "way": "mechanic", "status": "done", "requested": "-40d", "since": "-38d", "date": "-38d", "slot": 2},
    {"what": "Het slimme slot reageert traag.", "status": "done", "requested": "-90d", "since": "-87d"},
)  # fmt: skip
CASES: tuple[Draft, ...] = (
    {"topic": "complain_delivery", "summary": "De fiets kwam twee werkdagen later dan beloofd. De klant vraagt om de standaardvergoeding.", "created": "-3wd",
     "channel": "phone", "steps": [{"at": "-2wd", "what": "in_progress", "by": "noor"}]},
    {"topic": "complain_product", "summary": "De actieradius valt tegen: 30 kilometer in plaats van 40.", "created": "-30d", "decision": "founded",
     "steps": [{"at": "-28d", "what": "in_progress", "by": "noor"}, {"at": "-20d", "what": "resolved", "by": "noor"}],
     "outcome": "De accu had nog 64% capaciteit. De klant kreeg een andere accu.", "remedy": "Andere accu", "cause": "Versleten accu",
     "feedback": "Je accu had nog 64% van zijn capaciteit. Je hebt een andere gekregen."},
    {"topic": "complain_invoice", "summary": "Er is een fietstas berekend die al was opgezegd: € 3.", "created": "-6wd", "about_money": True,
     "channel": "chat", "steps": [{"at": "-5wd", "what": "in_progress", "by": "mo"}]},
    {"topic": "request_callback", "summary": "De klant wil gebeld worden over een omruil naar een lichtere fiets.", "created": "-1wd", "channel": "chat"},
    {"topic": "complain_staff", "summary": "De klant vond het gesprek aan de balie kortaf.", "created": "-50d", "channel": "counter", "decision": "partly",
     "steps": [{"at": "-48d", "what": "in_progress", "by": "thijs"}, {"at": "-44d", "what": "resolved", "by": "thijs"}],
     "outcome": "De teamleider belde en bood excuses aan.", "remedy": "Excuses", "feedback": "De teamleider heeft je gebeld en excuses aangeboden."},
    {"topic": "complain_repair", "summary": "Na de reparatie liep de ketting weer aan.", "created": "-11wd", "reasons": ["repeated_contact"],
     "steps": [{"at": "-9wd", "what": "in_progress", "by": "noor"},
               {"at": "-2wd", "what": "extended", "by": "noor", "note": "Wij wachten op het rapport van de werkplaats."}]},
    {"topic": "change_address", "summary": "De klant verhuist naar het buitenland en vraagt wat er met het abonnement gebeurt.", "created": "-2wd",
     "channel": "email", "reasons": ["abroad"],
     "steps": [{"at": "-1wd", "what": "waiting_for_customer", "by": "sanne", "note": "Gevraagd naar de datum van de verhuizing."}]},
    {"topic": "request_data_access", "summary": "De klant wil een kopie van alle gegevens die wij hebben.", "created": "-12d", "channel": "letter"},
    {"topic": "complain_digital", "summary": "De app ging een avond niet open en de fiets bleef op slot.", "created": "-25d", "decision": "unfounded",
     "steps": [{"at": "-23d", "what": "in_progress", "by": "noor"}, {"at": "-18d", "what": "resolved", "by": "noor"}],
     "outcome": "De telefoon had een versie van Android die de app niet ondersteunt.",
     "feedback": "De app werkt vanaf Android 11. Op jouw telefoon staat een oudere versie."},
)  # fmt: skip


def repair_of(number: str, bike: str, turn: int) -> Draft:
    """A repair of the sort whose turn it is."""
    return {"number": number, "bike": bike, **REPAIRS[turn % len(REPAIRS)]}


def case_of(number: int, turn: int) -> Draft:
    """A case of the sort whose turn it is."""
    return {"number": number, **CASES[turn % len(CASES)]}


def change_of(draft: Draft, turn: int) -> Draft:
    """A change of data: telephone, e-mail or address applied, or an account number that waits for a second person."""
    count = int(draft["number"]) % 1000
    if turn % 4 == 0:
        return {
            "field": "phone",
            "old": {"phone": people.phone(count + 400)},
            "new": {"phone": draft["phone"]},
            "asked": f"-{20 + turn}d",
        }
    if turn % 4 == 1:
        old = {"email": draft["email"].replace("@", ".oud@")}
        return {"field": "email", "old": old, "new": {"email": draft["email"]}, "asked": f"-{3 + turn}d"}
    names = ("street", "house_number", "addition", "postcode", "city")
    if turn % 4 == 2:
        new = {name: draft[name] for name in names}
        old = new | {
            "street": "Oude Singel",
            "house_number": "1",
            "addition": "",
            "postcode": "3512 XZ",
            "city": "Utrecht",
        }
        return {
            "field": "address",
            "old": old | {"country": "NL"},
            "new": new | {"country": "NL"},
            "asked": f"-{30 + turn}d",
        }
    new = {"iban": people.iban(90_000_000 + count), "iban_holder": draft["name"]}
    old = {"iban": draft["iban"], "iban_holder": draft["name"]}
    return {
        "field": "iban",
        "old": old,
        "new": new,
        "asked": "today",
        "status": "waiting",
        "ground": "niveau 2: code per e-mail",
    }
