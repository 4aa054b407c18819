"""Who somebody is, as far as we may believe it: levels 0, 1 and 2, and what each lets us say.

Source: handbook, procedures ("Identificatie") and the reading guide, points 20 to 23. Level 1: number and postcode, for the
status alone. Level 2: customer number, postcode and house number, plus the date of birth or a code by e-mail; amounts,
invoices and changes only there. Three wrong attempts, of whatever kind, and a person takes over.

Comparison takes the same time whether or not there is such a customer and whichever piece is wrong.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ATTEMPTS = 3  # in a conversation
CUSTOMER_ATTEMPTS, CUSTOMER_WINDOW = 5, dt.timedelta(hours=1)  # on one customer, from wherever
ORIGIN_ATTEMPTS, ORIGIN_WINDOW = 15, dt.timedelta(hours=1)  # from one address, on whomever
CODE_DIGITS = 6
CODE_LIFE = dt.timedelta(minutes=10)
MOST_CODES, CODES_WINDOW = 4, dt.timedelta(hours=1)  # for one purpose in a conversation
SUBJECT_CODES = 6  # in the same time to one customer or address, from wherever: nobody's mailbox or phone is flooded
RECENT_CHANGE = dt.timedelta(days=14)  # address, e-mail or telephone changed so shortly ago makes an IBAN suspect


@dataclass(frozen=True)
class Claimed:
    """What somebody says of himself; pieces that were not given are ""."""

    customer_number: str = ""
    postcode: str = ""
    house_number: str = ""
    birth_date: str = ""  # ISO

    def missing(self, *, proof: str) -> tuple[str, ...]:
        """Which pieces level 2 still takes; with ``proof`` "code" the date of birth is not one of them."""
        names = ("customer_number", "postcode", "house_number") + (() if proof == "code" else ("birth_date",))
        return tuple(name for name in names if not getattr(self, name))


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(_plain(one), _plain(other))


def known_customer(claimed: Claimed, customer: Mapping[str, Any] | None) -> bool:
    """Whether number, postcode and house number are those of ``customer`` (None: there is no such customer)."""
    row = customer or _NOBODY
    number = same(claimed.customer_number, row["number"])
    postcode = same(claimed.postcode, row["postcode"])
    house = same(claimed.house_number, row["house_number"])
    return bool(number & postcode & house) and customer is not None


def proves(claimed: Claimed, customer: Mapping[str, Any] | None) -> bool:
    """Whether the whole claim, date of birth included, is that of ``customer``."""
    row = customer or _NOBODY
    born = row.get("birth_date")
    date = same(claimed.birth_date, born.isoformat() if born else "-")
    return bool(known_customer(claimed, customer) & date)


def status_claim(postcode: str, owner: Mapping[str, Any] | None) -> bool:
    """Level 1: whether ``postcode`` is that of who owns the number that was given (None: no such number)."""
    row = owner or _NOBODY
    return same(postcode, row["postcode"]) and owner is not None


def _plain(value: str) -> bytes:
    return "".join(str(value).split()).upper().encode()


_NOBODY: dict[str, Any] = {"number": "00000000", "postcode": "0000 XX", "house_number": "0", "birth_date": None}
