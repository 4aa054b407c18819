"""Two records of one customer: which records look alike, what forbids making them one, and what the kept record takes over.

Pure: rows in, verdicts out. Source: handbook, contact registration ("Gegevens controleren en verbeteren", 7) and debtors
("Stoppen"): whatever protects a customer in arrears must still protect him under the number that stays.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

Row = Mapping[str, Any]
EMAIL, PHONE, HOME = "email", "phone", "home"
# From this many records on a key is of an office or a block of flats, and says nothing about any two of them.
CROWD = 12
_WEIGHT = {EMAIL: 2, PHONE: 2, HOME: 3}
_TITLES = {"dhr", "mevr", "mw", "hr", "de heer", "mr", "mrs", "ms", "dr", "drs", "ing", "ir", "prof", "fam", "familie"}
_FORMS = {"bv", "nv", "vof", "cv", "eenmanszaak", "stichting", "vereniging", "maatschap"}


@dataclass(frozen=True)
class Pair:
    """Two numbers, the lower first, with what they share and what speaks against it (birth_date, name, business)."""

    one: str
    other: str
    shared: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How likely it is that they are one: more is likelier."""
        return sum(_WEIGHT[name] for name in self.shared) - 2 * len(self.against)


def keys_of(row: Row) -> dict[str, str]:
    """By what a record is compared: e-mail address, telephone number, and name with postcode and house number."""
    keys = {}
    if row["email"] and row["email"].strip():
        keys[EMAIL] = row["email"].strip().casefold()
    digits = re.sub(r"\D", "", row["phone"] or "")
    if digits:
        keys[PHONE] = digits.removeprefix("00")
    postcode, number = re.sub(r"\s", "", row["postcode"] or "").upper(), (row["house_number"] or "").strip()
    name = _surname(row)
    if postcode and number and name:
        keys[HOME] = f"{postcode} {number} {name}"
    return keys


def same_name(one: Row, other: Row) -> bool:
    """Whether two names can be of one person: the same surname, and given names that are equal, one the
    initial of the other, or missing in one."""
    if _surname(one) != _surname(other):
        return False
    if one["business"] or other["business"]:
        return True
    first, second = _given(one), _given(other)
    if not first or not second or first == second:
        return True
    return first[0] == second[0] and 1 in (len(first), len(second))


def compare(one: Row, other: Row) -> Pair | None:
    """What two records share; None when that is nothing. The same address counts with the same name only."""
    mine, theirs = keys_of(one), keys_of(other)
    shared = [name for name in (EMAIL, PHONE, HOME) if name in mine and mine[name] == theirs.get(name)]
    named = same_name(one, other)
    if HOME in shared and not named:
        shared.remove(HOME)
    if not shared:
        return None
    against = []
    if one["birth_date"] and other["birth_date"] and one["birth_date"] != other["birth_date"]:
        against.append("birth_date")
    if not named:
        against.append("name")
    if bool(one["business"]) != bool(other["business"]):
        against.append("business")
    low, high = sorted((one["number"], other["number"]))
    return Pair(low, high, tuple(shared), tuple(against))


def likely(rows: Iterable[Row], apart: Collection[tuple[str, str]] = ()) -> list[Pair]:
    """Pairs that may be one customer, the likeliest first. Merged records and pairs in ``apart`` (lower first) are left out."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if not row["merged_into"]:
            for key in keys_of(row).items():
                groups[key].append(row)
    found: dict[tuple[str, str], Pair] = {}
    for group in groups.values():
        if len(group) < CROWD:
            for one, other in combinations(group, 2):
                pair = compare(one, other)
                if pair and (pair.one, pair.other) not in apart:
                    found[pair.one, pair.other] = pair
    return sorted(found.values(), key=lambda p: (-p.weight, p.one, p.other))


def forbids(kept: Row, gone: Row, *, waiting: int = 0) -> list[str]:
    """Why two records may not be made one, empty when they may.

    ``waiting``: changes of either record that are not decided or whose day is still to come.
    """
    found = []
    if kept["number"] == gone["number"]:
        return ["itself"]
    if kept["merged_into"] or gone["merged_into"]:
        found.append("merged")
    # A consumer's arrears follow rules that do not count for a business: neither may slip into the other's.
    if bool(kept["business"]) != bool(gone["business"]):
        found.append("business")
    if kept["birth_date"] and gone["birth_date"] and kept["birth_date"] != gone["birth_date"]:
        found.append("birth_date")
    if kept["administrator"] and gone["administrator"] and kept["administrator"] != gone["administrator"]:
        found.append("administrator")
    if waiting:
        found.append("changes")
    return found


def taken_over(kept: Row, gone: Row) -> dict[str, Any]:
    """Fields that the kept record takes from the other, new values by name: what protects the customer, and what was empty.

    Flags add up; an administrator and a date of birth (a minor's arrears stand still) are never lost. E-mail and telephone
    fill an empty place, an account and an address never: those take a change with its own proof.
    """
    values: dict[str, Any] = {}
    flags = list(dict.fromkeys([*(kept["flags"] or ()), *(gone["flags"] or ())]))
    if flags != list(kept["flags"] or ()):
        values["flags"] = flags
    for name in ("administrator", "birth_date", "email", "phone"):
        if not kept[name] and gone[name]:
            values[name] = gone[name]
    if gone["since"] < kept["since"]:
        values["since"] = gone["since"]
    return values


@dataclass(frozen=True)
class Since:
    """What happened to the kept customer after two records were made one, as far as it cannot be told apart again."""

    merged_on: bool = False  # into a third
    mixed: bool = False  # a claim holds invoices of both
    stops: int = 0  # made for everything of the customer
    arrears: int = 0  # steps, notices, calls, promises and plans on claims that were moved
    changes: int = 0  # of data, waiting ones too
    protected: bool = False  # flags or administrator changed


def cannot_undo(until: dt.datetime, now: dt.datetime, since: Since) -> list[str]:
    """Why making two records one cannot be undone, empty when it can: too late, or more was done than can be told apart."""
    reasons = (
        ("too_late", now > until),
        ("merged_on", since.merged_on),
        ("arrears", since.mixed or since.stops > 0 or since.arrears > 0),
        ("changes", since.changes > 0 or since.protected),
    )
    return [name for name, holds in reasons if holds]


def _words(row: Row) -> list[str]:
    plain = unicodedata.normalize("NFKD", row["name"].casefold())
    plain = "".join(ch for ch in plain if not unicodedata.combining(ch))
    # "B.V." is one word, "F. El Amrani" three.
    plain = re.sub(r"\b([bnc])\.\s?v\b\.?", r"\1v", plain)
    words = re.findall(r"[a-z0-9]+", plain)
    left = [w for w in words if w not in _TITLES and not (row["business"] and w in _FORMS)]
    return left or words


def _surname(row: Row) -> str:
    """All but the given name or the initials; of a business the whole name."""
    words = _words(row)
    return " ".join(words if row["business"] or len(words) < 2 else words[_given_count(words) :])


def _given_count(words: Sequence[str]) -> int:
    """How many words are given: leading initials, or one name. The last word is always a surname."""
    initials = 0
    while initials < len(words) - 1 and len(words[initials]) == 1:
        initials += 1
    return initials or 1


def _given(row: Row) -> str:
    words = _words(row)
    return words[0] if len(words) > 1 else ""
