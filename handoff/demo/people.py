"""Invented people: names, addresses, telephone and account numbers that are valid in form."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from typing import NamedTuple

FIRST = (
    "Anna Bart Carlijn Dirk Esther Frank Gerda Hans Iris Jan Karin Lars Maaike Niels Olga Paul Quirine Rob Saskia Tim Ursula Victor Wilma Yara Zoë"
    " Ahmed Büşra Chen Dewi Elif Farid Giulia Hamza Imane Jayden Kemal Latifa Mehmet Nour Omar Patrycja Rachid Samira Tomasz Yusuf Wei"
).split()
LAST = (
    "de Vries|Jansen|van den Berg|Bakker|van Dijk|Meijer|de Boer|Mulder|de Groot|Bos|Vos|Peters|Hendriks|van Leeuwen|Dekker|Brouwer|de Wit|Dijkstra"
    "|Smits|de Graaf|van der Meer|van der Linden|Kok|Jacobs|de Haan|Vermeulen|van den Heuvel|van der Veen|van den Broek|de Bruijn|Schouten|Willems"
    "|Yılmaz|El Idrissi|Kowalski|Nguyen|Santos|Öztürk|Bouzidi|Ramdin|Pinas|Martina|Ivanova|Rossi"
).split("|")
STREETS = (
    "Kastanjelaan Meidoornstraat Lijsterbesweg Molenpad Beukenlaan Wilgenstraat Zonnebloemhof Klaverweg Berkenplein Vlinderstraat Sleedoornlaan"
    " Irisstraat Hazelaarhof Korenbloemweg Essenlaan Merelstraat Kievitpad Tulpenstraat Fluitenkruidweg Duinroosstraat"
).split()
COMPANIES = (
    "Bakkerij",
    "Bloemenhuis",
    "Architectenbureau",
    "Fysiotherapie",
    "Koeriersdienst",
    "Makelaardij",
    "Drukkerij",
    "Adviesbureau",
)
# City -> first two digits of its postcodes; the letters used here are not in use there, or at the end of the range.
CITIES = {
    "Utrecht": "35", "Amsterdam": "10", "Rotterdam": "30", "Den Haag": "25", "Eindhoven": "56", "Groningen": "97", "Zwolle": "80", "Nijmegen": "65",
}  # fmt: skip
PHONE_START = "+31612345"  # valid in form; nothing of the demo calls or texts anybody
BANK = "TEST"


class Somebody(NamedTuple):
    """An invented person at an address."""

    name: str
    birth_date: dt.date
    street: str
    house_number: str
    addition: str
    postcode: str
    city: str
    email: str


def iban(account: int) -> str:
    """A Dutch IBAN at a bank that does not exist, with right check digits (ISO 13616)."""
    body = f"{BANK}{account:010d}"
    digits = "".join(str(int(char, 36)) for char in f"{body}NL00")
    return f"NL{98 - int(digits) % 97:02d}{body}"


def phone(count: int) -> str:
    """A mobile number in E.164; ``count`` below 1000."""
    return f"{PHONE_START}{count:03d}"


def address_of(name: str, count: int) -> str:
    """An e-mail address on the domain for examples, unique by ``count``."""
    ascii_name = unicodedata.normalize("NFKD", name.replace("ı", "i")).encode("ascii", "ignore").decode().lower()
    return f"{'.'.join(ascii_name.replace('.', '').split())}.{count}@voorbeeld.example"


def somebody(chance: random.Random, count: int, city: str | None = None) -> Somebody:
    """The ``count``-th invented person, an adult."""
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    city = city or chance.choice(list(CITIES))
    letters = "".join(chance.choice("BGHKLNPRTVWXZ") for _ in range(2))
    return Somebody(
        name=name,
        birth_date=dt.date(chance.randint(1945, 2005), chance.randint(1, 12), chance.randint(1, 28)),
        street=chance.choice(STREETS),
        house_number=str(chance.randint(1, 240)),
        addition=chance.choice(("", "", "", "", "A", "B", "bis", "2")),
        postcode=f"{CITIES[city]}{chance.randint(10, 99)} {letters}",
        city=city,
        email=address_of(name, count),
    )
