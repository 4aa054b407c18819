"""Which records look like one customer, what forbids making them one, what is never lost, and until when it can be undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.decide import casework
from handoff.decide.doubles import CROWD, Since, cannot_undo, compare, forbids, likely, same_name, taken_over

NOW = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)


def row(number: str = "40000001", name: str = "Fatima El Amrani", **more: Any) -> dict[str, Any]:
    plain = {
        "number": number, "name": name, "business": False, "birth_date": None, "postcode": "", "house_number": "", "email": None, "phone": None,
        "administrator": None, "flags": [], "merged_into": None, "since": dt.date(2024, 1, 8),
    }  # fmt: skip
    return {**plain, **more}


HOME = {"postcode": "3572 BB", "house_number": "12"}


@pytest.mark.parametrize(
    ("one", "other", "shared", "against"),
    [
        (row(email="Fatima@Example.org "), row("2", email="fatima@example.org"), ("email",), ()),
        (row(phone="+31612345678"), row("2", phone="0031 6 12345678"), ("phone",), ()),
        (row(**HOME), row("2", **HOME), ("home",), ()),
        (row(**HOME), row("2", **{**HOME, "postcode": "3572bb"}), ("home",), ()),
        (row(**HOME), row("2", "F. El Amrani", **HOME), ("home",), ()),
        (row(**HOME), row("2", "mevr. Fátima El-Amrani", **HOME), ("home",), ()),
        (row(name="F.A. de Wit", **HOME), row("2", "Frank de Wit", **HOME), ("home",), ()),
        (row(name="Sanne de Wit B.V.", business=True, **HOME), row("2", "Sanne de Wit", business=True, **HOME), ("home",), ()),
        # People of one household
        (row(**HOME), row("2", "Karim El Amrani", **HOME), None, None),
        (row(**HOME), row("2", "Jan Jansen", **HOME), None, None),
        (row(email="a@b.nl"), row("2", "Karim El Amrani", email="a@b.nl"), ("email",), ("name",)),
        (row(email="a@b.nl", birth_date=dt.date(1990, 1, 1)), row("2", email="a@b.nl", birth_date=dt.date(1960, 1, 1)), ("email",), ("birth_date",)),
        (row(email="a@b.nl"), row("2", business=True, email="a@b.nl"), ("email",), ("name", "business")),
        # Nothing is no likeness
        (row(email="", phone=""), row("2", email="", phone=""), None, None),
        (row(), row("2"), None, None),
        (row(**HOME), row("2", **{**HOME, "house_number": "13"}), None, None),
    ],
)  # fmt: skip
def test_likeness(one: dict[str, Any], other: dict[str, Any], shared: Any, against: Any) -> None:
    for a, b in ((one, other), (other, one)):
        pair = compare(a, b)
        assert (pair and pair.shared, pair and pair.against) == (shared, against)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jan Jansen", "J. Jansen", True),
        ("Jan Jansen", "jansen", True),
        ("Jan Jansen", "Joost Jansen", False),
        ("Jan Jansen", "K. Jansen", False),
        ("Zoë van den Berg", "Zoe van den Berg", True),
        ("Zoë van den Berg", "Zoë de Berg", False),
        ("", "", True),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert same_name(row(name=one), row("2", other)) is same


def test_the_likeliest_first_without_merged_ones_those_set_apart_and_crowds() -> None:
    people = [
        row("1", email="a@b.nl", **HOME), row("2", email="a@b.nl", **HOME),
        row("3", "Karim Bos", email="a@b.nl"),
        row("4", "Piet Mol", phone="+31611111111"), row("5", "Piet Mol", phone="+31611111111"),
        row("6", "Old", phone="+31622222222", merged_into="7"), row("7", "Old", phone="+31622222222"),
        *(row(str(100 + n), f"X{n} Office", email="office@b.nl") for n in range(CROWD)),
    ]  # fmt: skip
    pairs = likely(people)
    assert [(p.one, p.other) for p in pairs] == [("1", "2"), ("4", "5"), ("1", "3"), ("2", "3")]
    assert ("4", "5") not in [(p.one, p.other) for p in likely(people, {("4", "5")})]


@pytest.mark.parametrize(
    ("kept", "gone", "waiting", "reasons"),
    [
        (row(), row("2"), 0, []),
        (row(), row(), 0, ["itself"]),
        (row(merged_into="9"), row("2"), 0, ["merged"]),
        (row(), row("2", merged_into="9"), 0, ["merged"]),
        (row(business=True), row("2"), 0, ["business"]),
        (row(birth_date=dt.date(1990, 1, 1)), row("2", birth_date=dt.date(1991, 1, 1)), 0, ["birth_date"]),
        (row(birth_date=dt.date(1990, 1, 1)), row("2"), 0, []),
        (row(administrator={"name": "A"}), row("2", administrator={"name": "B"}), 0, ["administrator"]),
        (row(administrator={"name": "A"}), row("2", administrator={"name": "A"}), 0, []),
        (row(), row("2", administrator={"name": "B"}), 0, []),
        (row(), row("2"), 1, ["changes"]),
    ],
)  # fmt: skip
def test_what_forbids_it(kept: dict[str, Any], gone: dict[str, Any], waiting: int, reasons: list[str]) -> None:
    assert forbids(kept, gone, waiting=waiting) == reasons


@pytest.mark.parametrize(
    ("kept", "gone", "taken"),
    [
        (row(), row("2"), {}),
        (row(flags=["no_calls"]), row("2", flags=["vulnerable", "no_calls"]), {"flags": ["no_calls", "vulnerable"]}),
        (row(flags=["legal_hold"]), row("2"), {}),
        (row(), row("2", administrator={"name": "B"}), {"administrator": {"name": "B"}}),
        (row(administrator={"name": "A"}), row("2"), {}),
        (row(), row("2", birth_date=dt.date(2010, 1, 1)), {"birth_date": dt.date(2010, 1, 1)}),
        (row(email="a@b.nl"), row("2", email="c@d.nl", phone="+31612345678"), {"phone": "+31612345678"}),
        (row(), row("2", since=dt.date(2020, 1, 1)), {"since": dt.date(2020, 1, 1)}),
    ],
)  # fmt: skip
def test_what_is_taken_over(kept: dict[str, Any], gone: dict[str, Any], taken: dict[str, Any]) -> None:
    assert taken_over(kept, gone) == taken


@pytest.mark.parametrize(
    ("hours", "since", "reasons"),
    [
        (-1, Since(), []),
        (0, Since(), []),
        (1, Since(), ["too_late"]),
        (-1, Since(merged_on=True), ["merged_on"]),
        (-1, Since(mixed=True), ["arrears"]),
        (-1, Since(stops=1), ["arrears"]),
        (-1, Since(arrears=1), ["arrears"]),
        (-1, Since(changes=1), ["changes"]),
        (-1, Since(protected=True), ["changes"]),
        (1, Since(stops=1, changes=1), ["too_late", "arrears", "changes"]),
    ],
)
def test_until_when_it_can_be_undone(hours: int, since: Since, reasons: list[str]) -> None:
    assert cannot_undo(NOW, NOW + dt.timedelta(hours=hours), since) == reasons


def case(status: str = "new", department: str = "logistiek") -> dict[str, str]:
    return {"status": status, "department": department}


@pytest.mark.parametrize(
    ("does", "of", "roles", "assignee", "code"),
    [
        ("assign", case(), ["agent"], ["agent"], ""),
        ("priority", case("reopened"), ["agent"], [], ""),
        ("assign", case("resolved"), ["agent"], ["agent"], "case-resolved"),
        ("department", case("resolved"), ["agent"], [], "case-resolved"),
        ("priority", case("resolved"), ["agent"], [], "case-resolved"),
        ("note", case("resolved"), ["agent"], [], ""),
        ("note", case(department="debiteurenbeheer"), ["agent"], [], "role-missing"),
        ("assign", case(department="debiteurenbeheer"), ["agent"], ["agent", "debtors"], "role-missing"),
        ("assign", case(department="debiteurenbeheer"), ["agent", "debtors"], ["agent"], "assignee-role"),
        ("assign", case(department="debiteurenbeheer"), ["debtors"], ["debtors"], ""),
        ("priority", case(department="debiteurenbeheer"), ["debtors"], [], ""),
    ],
)  # fmt: skip
def test_what_cannot_be_done_with_one_of_several_cases(does: str, of: dict[str, str], roles: list[str], assignee: list[str], code: str) -> None:
    assert casework.bulk_refusal(does, of, roles, assignee) == code
