"""What people write, and the value that a form takes from it: one table a kind of field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from handoff.decide.entities import find_entities
from handoff.decide.fields import Message, Read, Spec, Value, Wrong, read_birth_date, read_field
from handoff.decide.fields.model import Choice
from handoff.decide.fields.words import reserved, skips, yes_or_no
from tests.support.talking import MONDAY, content

PIECES = ("street", "house_number", "addition", "postcode", "city", "country")


def read(
    kind: str, text: str, *, asked: bool = True, held: Mapping[str, Sequence[str]] | None = None, **spec: Any
) -> Read:
    """What the reader of ``kind`` makes of ``text``, on the Monday of the tests."""
    message = Message(text, MONDAY, "nl", find_entities(text, content(), MONDAY), held or {})
    return read_field(Spec(kind, **spec), message, asked=asked)


def value(found: Read) -> Any:
    """The value that was read, the name of what is wrong, or None."""
    return found.value if isinstance(found, Value) else found.key if isinstance(found, Wrong) else None


def address(text: str, **more: Any) -> str:
    """The pieces of an address, with a bar between them."""
    found = read("address", text, **more)
    return "|".join(str(found.value[p]) for p in PIECES) if isinstance(found, Value) else str(value(found))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Lindelaan 4, 3511 AB Utrecht", "Lindelaan|4||3511 AB|Utrecht|NL"),
        ("Lindelaan 4-2, 3511ab utrecht", "Lindelaan|4|2|3511 AB|Utrecht|NL"),
        ("lindelaan 4 3511ab utrecht", "Lindelaan|4||3511 AB|Utrecht|NL"),
        ("Lindelaan 4B 3511AB UTRECHT", "Lindelaan|4|B|3511 AB|Utrecht|NL"),
        ("Lindelaan 4 B, Utrecht, 3511 AB", "Lindelaan|4|B|3511 AB|Utrecht|NL"),
        ("Lindelaan 4\n3511 AB\nUtrecht", "Lindelaan|4||3511 AB|Utrecht|NL"),
        ("Lindelaan 4 in Utrecht", "Lindelaan|4|||Utrecht|NL"),
        ("Lindelaan 4 bis te Utrecht", "Lindelaan|4|bis||Utrecht|NL"),
        ("van der Helststraat 12 bis", "Van der Helststraat|12|bis|||NL"),
        ("Kerkstraat 3 2hoog, 1017 GA Amsterdam", "Kerkstraat|3|2hoog|1017 GA|Amsterdam|NL"),
        ("Prins Hendrikkade 101 III, 1012 AB Amsterdam", "Prins Hendrikkade|101|III|1012 AB|Amsterdam|NL"),
        ("1e Oosterparkstraat 88-1 hs, 1091 HA Amsterdam", "1e Oosterparkstraat|88|1 hs|1091 HA|Amsterdam|NL"),
        ("Plein 1944 12, 6511 JD Nijmegen", "Plein 1944|12||6511 JD|Nijmegen|NL"),
        ("'s-Gravenlandseweg 5, 3119 NE Schiedam", "'s-Gravenlandseweg|5||3119 NE|Schiedam|NL"),
        (
            "Burgemeester van Walsumweg 7, 3011 MZ Rotterdam",
            "Burgemeester van Walsumweg|7||3011 MZ|Rotterdam|NL",
        ),
        ("Dorpsstraat 12 Alphen aan den Rijn", "Dorpsstraat|12|||Alphen aan den Rijn|NL"),
        ("Lindelaan 4 in 's-Hertogenbosch 5211 AB", "Lindelaan|4||5211 AB|'s-Hertogenbosch|NL"),
        ("ik verhuis 1 december naar Lindelaan 4, 3511 AB Utrecht", "Lindelaan|4||3511 AB|Utrecht|NL"),
        ("Ik ga wonen op de Lindelaan 4 in Utrecht, 3511 AB", "Lindelaan|4||3511 AB|Utrecht|NL"),
        ("mijn nieuwe adres wordt Korte Nieuwstraat 12a, 3512 NM Utrecht", "Korte Nieuwstraat|12|a|3512 NM|Utrecht|NL"),
        ("I'm moving to Lindelaan 4 in Utrecht, postcode 3511 AB", "Lindelaan|4||3511 AB|Utrecht|NL"),
        ("my new address is 12 Lindelaan, 3511 AB Utrecht", "Lindelaan|12||3511 AB|Utrecht|NL"),
        ("straat lindelaan, huisnummer 4, postcode 3511 ab, plaats utrecht", "Lindelaan|4||3511 AB|Utrecht|NL"),
        ("3511 AB nr 4", "|4||3511 AB||NL"),
        ("Veldstraat 12, 9000 Gent, België", "Veldstraat|12||||BE"),
        ("Utrecht", "||||Utrecht|NL"),
        ("huisnummer 12", "|12||||NL"),
        ("12 bis", "|12|bis|||NL"),
        ("3511", "None"),
        ("geen idee", "None"),
    ],
)
def test_addresses(text: str, pieces: str) -> None:
    assert address(text) == pieces


def test_a_correction_is_laid_over_the_address_that_was_given() -> None:
    old = {"street": "Lindelaan", "house_number": "4", "addition": "bis", "postcode": "3511 AB", "city": "Utrecht"}
    assert address("nee, huisnummer 12", old=old) == "Lindelaan|12|bis|3511 AB|Utrecht|NL"
    assert address("het is Kerkstraat 3", old=old) == "Kerkstraat|3||3511 AB|Utrecht|NL"
    assert address("ja maar huisnummer 12", old=old) == "Lindelaan|12|bis|3511 AB|Utrecht|NL"
    assert address("change the house number to 12", old=old) == "Lindelaan|12|bis|3511 AB|Utrecht|NL"
    assert address("3512 NM", old=old) == "Lindelaan|4|bis|3512 NM|Utrecht|NL"


def test_a_postcode_with_a_slip_is_kept_apart_to_be_named() -> None:
    found = read("address", "Lindelaan 4, 3511 A Utrecht")
    assert isinstance(found, Value)
    assert found.value["postcode"] == ""
    assert found.value["postcode_said"] == "3511 A"
    better = read("address", "3511 AB", old=found.value)
    assert isinstance(better, Value)
    assert better.value["postcode"] == "3511 AB"
    assert "postcode_said" not in better.value


@pytest.mark.parametrize(
    ("text", "when", "day"),
    [
        ("1 december", "future", "2026-12-01"),
        ("per 1 december", "future", "2026-12-01"),
        ("01-12-2026", "future", "2026-12-01"),
        ("1/12", "future", "2026-12-01"),
        ("1-12-26", "future", "2026-12-01"),
        ("december 1st", "future", "2026-12-01"),
        ("1 januari", "future", "2027-01-01"),
        ("eind december", "future", "2026-12-31"),
        ("morgen", "future", "2026-11-24"),
        ("overmorgen", "future", "2026-11-25"),
        ("tomorrow", "future", "2026-11-24"),
        ("aanstaande vrijdag", "future", "2026-11-27"),
        ("next Monday", "future", "2026-11-30"),
        ("volgende week maandag", "future", "2026-11-30"),
        ("over twee weken", "future", "2026-12-07"),
        ("in 3 days", "future", "2026-11-26"),
        ("per direct", "future", "2026-11-23"),
        ("asap", "future", "2026-11-23"),
        ("vandaag", "future", "2026-11-23"),
        ("de 15e", "future", "2026-12-15"),
        ("eerste van de maand", "future", "2026-12-01"),
        ("niet 1 maar 3 december", "future", "2026-12-03"),
        ("31 april", "future", "wrong_date_impossible"),
        ("30 februari", "future", "wrong_date_impossible"),
        ("29 februari", "future", "wrong_date_impossible"),
        ("1 november 2026", "future", "wrong_date_past"),
        ("1 november", "future", "wrong_date_past"),
        ("geen idee", "future", None),
        ("gisteren", "past", "2026-11-22"),
        ("eergisteren", "past", "2026-11-21"),
        ("yesterday", "past", "2026-11-22"),
        ("vorige week dinsdag", "past", "2026-11-17"),
        ("last Monday", "past", "2026-11-16"),
        ("afgelopen zaterdag", "past", "2026-11-21"),
        ("twee dagen geleden", "past", "2026-11-21"),
        ("two weeks ago", "past", "2026-11-09"),
        ("sinds 3 weken", "past", "2026-11-02"),
        ("al twee maanden", "past", "2026-09-23"),
        ("de 15e", "past", "2026-11-15"),
        ("10-11", "past", "2026-11-10"),
        ("20 december", "past", "wrong_date_future"),
    ],
)
def test_days(text: str, when: str, day: str | None) -> None:
    assert value(read("date", text, when=when)) == day


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("12-03-1985", "1985-03-12"),
        ("12 maart 1985", "1985-03-12"),
        ("12/3/85", "1985-03-12"),
        ("12 mrt '85", "1985-03-12"),
        ("12.03.1985", "1985-03-12"),
        ("12031985", "1985-03-12"),
        ("1985-03-12", "1985-03-12"),
        ("March 12, 1985", "1985-03-12"),
        ("ik ben geboren op 12 maart 1985", "1985-03-12"),
        ("31-04-1985", "wrong_date_impossible"),
        ("12-03-2020", None),
        ("40118273", None),
    ],
)
def test_dates_of_birth(text: str, born: str | None) -> None:
    assert value(read_birth_date(Message(text, MONDAY))) == born


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("twee", 2),
        ("2 keer", 2),
        ("een keer", 1),
        ("1x", 1),
        ("once", 1),
        ("twice", 2),
        ("tweemaal", 2),
        ("drie keer al", 3),
        ("nooit", 0),
        ("geen enkele keer", 0),
        ("not yet", 0),
        ("0", 0),
        ("25", "wrong_count"),
        ("een paar keer", None),
        ("2,5", None),
        ("half", None),
    ],
)
def test_counts(text: str, number: int | str | None) -> None:
    assert value(read("count", text, least=0, most=20)) == number


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna de Boer", "Anna de Boer"),
        ("anna", "anna"),
        ("mijn naam is Anna", "Anna"),
        ("ik ben Anna de Boer.", "Anna de Boer"),
        ("ik heet José García-López", "José García-López"),
        ("it's John O'Neill", "John O'Neill"),
        ("op naam van P. Jansen", "P. Jansen"),
        ("mijn vrouw, Els Bakker", "Els Bakker"),
        ("van mijn man Jan Bakker", "Jan Bakker"),
        ("Anna de Boer, 06 12345678", "Anna de Boer"),
        ("06 12345678 op naam van Anna", "Anna"),
        ("Anna de Boer, Lindelaan 4, 3511 AB Utrecht", "Anna de Boer"),
        ("06 12345678", None),
        ("ja", None),
        ("weet ik niet", None),
        ("waarom wil je dat weten?", None),
        ("van mijzelf", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    assert value(read("name", text)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bel mij op 06 12345678, ik heet Kees van den Berg", "Kees van den Berg"),
        ("My name is Kees Bakker, please call me", "Kees Bakker"),
        ("Kees Bakker", None),
    ],
)
def test_names_that_were_not_asked(text: str, name: str | None) -> None:
    assert value(read("name", text, asked=False)) == name


@pytest.mark.parametrize(
    "text", ["van mijzelf", "op mijn eigen naam", "dat is mijn rekening", "mine", "it's my own name"]
)
def test_ones_own_name(text: str) -> None:
    assert value(read("name", text, choices=(Choice("Anna de Boer", "Anna de Boer"),))) == "Anna de Boer"


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("phone", "0612345678", "+31612345678"),
        ("phone", "06-12 34 56 78", "+31612345678"),
        ("phone", "0031612345678", "+31612345678"),
        ("phone", "+32 470 12 34 56", "+32470123456"),
        ("phone", "mijn nummer is 0612345678 (privé)", "+31612345678"),
        ("phone", "06 1234567", "wrong_phone"),
        ("phone", "niet nu", None),
        ("email", "Anna@X.NL", "anna@x.nl"),
        ("email", "mail: <anna@x.nl>.", "anna@x.nl"),
        ("email", "mijn oude was a@x.nl, nieuw is b@x.nl", "b@x.nl"),
        ("email", "anna@x", "wrong_email"),
        ("email", "anna at x.nl", "wrong_email"),
        ("email", "geen idee", None),
        ("postcode", "3527gv", "3527 GV"),
        ("postcode", "3527GV12", "3527 GV"),
        ("postcode", "3527G", "wrong_postcode"),
        ("postcode", "3527-GV", "wrong_postcode"),
        ("postcode", "0123 AB", "wrong_postcode"),
        ("postcode", "Utrecht", None),
        ("order_number", "B4410927", "B4410927"),
        ("order_number", "4410927", "B4410927"),
        ("order_number", "44109", "wrong_order_number"),
        ("case_number", "4512", "Z2026-004512"),
        ("case_number", "Z2026-004512", "Z2026-004512"),
        ("bike_number", "fiets 102938", "102938"),
        ("height", "1,75", 175),
        ("height", "1 meter 80", 180),
        ("height", "168 cm", 168),
    ],
)
def test_numbers_and_addresses_to_reach_somebody(kind: str, text: str, found: Any) -> None:
    assert value(read(kind, text)) == found


def test_accounts_are_held_apart_from_the_words() -> None:
    assert value(read("iban", "••••4567", held={"iban": ("NL20INGB0001234567",)})) == "NL20INGB0001234567"
    assert value(read("iban", "••••4568", held={"iban": ("NL20INGB0001234568",)})) == "wrong_iban"
    assert value(read("iban", "NL20", held={})) == "wrong_iban"
    assert value(read("iban", "weet ik niet")) is None


SLOTS = tuple(
    Choice(v, v)
    for v in (
        "2026-11-23 15:00-17:00", "2026-11-23 17:00-19:00", "2026-11-24 09:00-11:00", "2026-11-24 11:00-13:00",
        "2026-11-24 13:00-15:00", "2026-11-24 15:00-17:00", "2026-11-24 17:00-19:00",
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("dinsdag om 10 uur", "2026-11-24 09:00-11:00"),
        ("morgenmiddag", "2026-11-24 13:00-15:00"),
        ("morgenochtend", "2026-11-24 09:00-11:00"),
        ("morgen om 14.00", "2026-11-24 13:00-15:00"),
        ("morgen tussen 11 en 13 uur", "2026-11-24 11:00-13:00"),
        ("vanmiddag", "2026-11-23 15:00-17:00"),
        ("vanavond", "2026-11-23 17:00-19:00"),
        ("today at 5pm", "2026-11-23 17:00-19:00"),
        ("tomorrow at 10", "2026-11-24 09:00-11:00"),
        ("tomorrow at 3", "2026-11-24 15:00-17:00"),
        ("tomorrow morning", "2026-11-24 09:00-11:00"),
        ("maakt niet uit", "2026-11-23 15:00-17:00"),
        ("zo snel mogelijk", "2026-11-23 15:00-17:00"),
        ("woensdag", "wrong_slot"),
        ("een koekje", None),
    ],
)
def test_slots(text: str, slot: str | None) -> None:
    assert value(read("slot", text, choices=SLOTS)) == slot


LATE = (
    Choice("late", "Te laat", ("vertraagd", "nog steeds niet")),
    Choice("wrong", "Verkeerde fiets", ("verkeerd", "te klein")),
    Choice("manual", "Handleiding", ("handleiding e-bike",)),
)
OPENS = (Choice("yes", "Ja", ()), Choice("now", "Nee, ik sta er nu bij", ("sta er nu",)), Choice("no", "Nee", ()))


@pytest.mark.parametrize(
    ("text", "choices", "chosen"),
    [
        ("te laat", LATE, "late"),
        ("hij is vertraagd", LATE, "late"),
        ("de eerste", LATE, "late"),
        ("2", LATE, "wrong"),
        ("te laaat", LATE, "late"),
        ("handleiding van de e-bike", LATE, "manual"),
        ("handleidingen", LATE, "manual"),
        ("te laat en verkeerd", LATE, "wrong_choice_several"),
        ("iets anders", LATE, None),
        ("ja", OPENS, "yes"),
        ("nee", OPENS, "no"),
        ("nee, ik sta er nu voor", OPENS, "now"),
    ],
)
def test_choices(text: str, choices: tuple[Choice, ...], chosen: str | None) -> None:
    assert value(read("choice", text, choices=choices)) == chosen


def test_a_bare_no_chooses_nothing_that_was_not_asked() -> None:
    assert value(read("choice", "nee, het huisnummer is 12", choices=OPENS, asked=False)) is None
    assert value(read("choice", "ik sta er nu voor", choices=OPENS, asked=False)) == "now"


YES = (
    "ja", "Ja!", "jaa", "jup", "jawel", "ja hoor", "ja klopt", "ja zo is het", "ja graag", "klopt", "klopt helemaal", "dat klopt", "juist", "helemaal juist",
    "prima", "prima zo", "goed", "is goed", "dat is goed", "ok", "oké", "oke dan", "akkoord", "doe maar", "doe maar meteen", "graag", "inderdaad", "zeker weten",
    "top", "mooi", "ziet er goed uit", "zo is het goed", "yes", "yes please", "yep", "sure", "correct", "exactly", "that's right", "that is right", "that's fine",
    "looks good", "sounds good", "all good", "perfect", "👍",
)  # fmt: skip
NO = (
    "nee", "Nee.", "neee", "nee hoor", "nee, klopt", "nee klopt niet", "nee dank je", "nee niet doen", "nope", "niet goed", "niet akkoord", "klopt niet",
    "dat klopt niet", "dit klopt niet", "klopt volgens mij niet", "is niet goed", "dat is niet juist", "is fout", "fout", "onjuist", "helemaal niet", "zeker niet",
    "absoluut niet", "geenszins", "liever niet", "doe maar niet", "hoeft niet", "no", "no thanks", "no it isn't", "nah", "not right", "not correct",
    "that's wrong", "that is not right", "it's not right", "wrong", "never mind", "👎",
)  # fmt: skip
NEITHER = ("misschien", "ik weet het niet", "hmm", "ja nee", "wat bedoel je?", "3 december", "jammer", "")


@pytest.mark.parametrize("text", YES)
def test_yes(text: str) -> None:
    assert yes_or_no(text) is True
    assert not reserved(text)


@pytest.mark.parametrize("text", NO)
def test_no(text: str) -> None:
    assert yes_or_no(text) is False


@pytest.mark.parametrize("text", NEITHER)
def test_neither_yes_nor_no(text: str) -> None:
    assert yes_or_no(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "ja maar huisnummer 12",
        "klopt, alleen de datum niet",
        "klopt behalve het nummer",
        "yes but not the date",
        "right, except the street",
    ],
)
def test_a_yes_with_a_but(text: str) -> None:
    assert yes_or_no(text) is True
    assert reserved(text)


@pytest.mark.parametrize(
    "text", ["geen idee", "weet ik niet", "sla over", "skip", "nvt", "nee", "heb ik niet", "I don't have that"]
)
def test_passing_over(text: str) -> None:
    assert skips(text)
