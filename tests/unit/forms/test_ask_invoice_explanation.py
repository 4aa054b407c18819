"""An invoice explained: its lines, what differs from the month before, and what becomes of a doubt."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.decide.invoices import asked_for, changes, chosen, in_dunning, vat_in
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import invoice
from tests.support.talking import IDENTIFIED, Talk

TOPIC = "ask_invoice_explanation"
WHY = "waarom is mijn factuur van december hoger?"
SEAT, PICKUP = ("Kinderzitje", "Child seat", 500), ("Ophalen aan huis", "Collection at home", 2500)


async def three(kit: Kit) -> None:
    await invoice(kit, "F2026-031877", "2026-12", SEAT, PICKUP, paid_cents=0)
    await invoice(kit, "F2026-030001", "2026-11", ("Regenhoes", "Rain cover", 300))
    await invoice(kit, "F2026-029001", "2026-10")


async def test_line_by_line_with_the_difference(kit: Kit) -> None:
    await three(kit)
    talk = await Talk.open(kit)
    assert "klantnummer" in await talk.say(WHY, TOPIC)
    told = await talk.say(IDENTIFIED)
    assert "- Kinderzitje: € 5" in told
    assert "Samen € 109, waarvan € 18,92 btw" in told
    assert (
        "€ 27 meer dan in november 2026. Erbij: kinderzitje (€ 5) en ophalen aan huis (€ 25). Eraf: regenhoes (€ 3)."
        in told
    )
    assert "27 november 2026" in told
    assert told.endswith("Klopt het zo?")
    assert "Fijn" in await talk.say("ja", "affirm")
    assert await talk.rows(t.cases) == []


async def test_a_doubt_goes_to_billing(kit: Kit) -> None:
    await three(kit)
    talk = await Talk.open(kit)
    await talk.say(WHY, TOPIC)
    await talk.say(IDENTIFIED)
    assert "Wat klopt er" in await talk.say("nee", "deny")
    assert "uiterlijk 25 november 2026" in await talk.say("die 25 euro ophalen heb ik niet besteld", "complain_invoice")
    case = await talk.row(t.cases)
    assert (case["department"], case["status"], case["about_money"]) == ("facturatie", "new", True)
    assert "25 euro" in case["summary"]


async def test_above_the_limit_a_person(kit: Kit) -> None:
    await three(kit)
    talk = await Talk.open(kit)
    await talk.say(WHY, TOPIC)
    await talk.say(IDENTIFIED)
    await talk.press("Nee")
    await talk.say("er is 150 euro te veel berekend", "complain_invoice")
    row = await talk.row(t.conversations)
    assert row["status"] == "waiting"
    assert "amount_above_limit" in row["reasons"]


async def test_one_in_the_reminders_is_for_a_person(kit: Kit) -> None:
    await invoice(kit, "F2026-029001", "2026-10", failed_on=dt.date(2026, 9, 29), paid_cents=0)
    talk = await Talk.open(kit)
    await talk.say("leg factuur F2026-029001 uit", TOPIC)
    assert "niet gelukt" in await talk.say(IDENTIFIED)
    await talk.say("nee, klopt niet", "deny")
    assert "in_collection" in (await talk.row(t.conversations))["reasons"]


async def test_thanks_instead_of_an_answer(kit: Kit) -> None:
    await three(kit)
    talk = await Talk.open(kit)
    await talk.say(WHY, TOPIC)
    await talk.say(IDENTIFIED)
    assert "Graag gedaan" in await talk.say("duidelijk, bedankt", "thank")


async def test_which_one_is_asked_with_buttons(kit: Kit) -> None:
    await three(kit)
    talk = await Talk.open(kit)
    await talk.say("leg mijn factuur eens uit", TOPIC)
    await talk.say(IDENTIFIED)
    assert talk.buttons[0]["title"] == "december 2026 (F2026-031877)"
    assert "oktober 2026" in await talk.say("die van oktober", TOPIC)


async def test_one_that_is_not_theirs(kit: Kit) -> None:
    await three(kit)
    talk = await Talk.open(kit)
    await talk.say("leg factuur F2026-777777 uit", TOPIC)
    assert "vind ik niet" in await talk.say(IDENTIFIED)


async def test_in_english(kit: Kit) -> None:
    await three(kit)
    talk = await Talk.open(kit, "en")
    await talk.say("explain invoice F2026-030001", TOPIC)
    assert "€3 more than in October 2026. Added: rain cover (€3)." in await talk.say(IDENTIFIED)
    await talk.say("no", "deny")
    assert "by 25 November 2026" in await talk.say("I returned the rain cover, 3 euro")


async def test_a_question_in_between_identification(kit: Kit) -> None:
    await three(kit)
    talk = await Talk.open(kit)
    await talk.say(WHY, TOPIC)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "klantnummer" in reply
    assert "Kinderzitje" in await talk.say(IDENTIFIED)


def line(name: str, cents: int) -> dict[str, object]:
    return {"what": {"nl": name, "en": name}, "cents": cents}


def test_changes_of_lines() -> None:
    now = {"lines": [line("a", 100), line("b", 200), line("c", 50)]}
    before = {"lines": [line("a", 100), line("b", 150), line("d", 10)]}
    found = [(c.what["nl"], c.before, c.now) for c in changes(now, before)]
    assert found == [("b", 150, 200), ("c", None, 50), ("d", 10, None)]


ROWS = [
    {"number": f"F2026-00000{m}", "month": dt.date(2026, m, 1), "issued_on": dt.date(2026, m, 1)} for m in (1, 2, 3)
]


@pytest.mark.parametrize(
    ("wish", "numbers", "count"),
    [
        ("F2026-000002", ["F2026-000002"], 1),
        ({"months": ["2026-01", "2026-03"]}, ["F2026-000003", "F2026-000001"], 2),
        ({"numbers": ["F2026-000009"]}, [], 1),
        ({"last": 1}, ["F2026-000003"], 1),
    ],
)
def test_which_invoices_are_meant(wish: object, numbers: list[str], count: int) -> None:
    assert [r["number"] for r in chosen(ROWS, wish)] == numbers
    assert asked_for(wish) == count


@pytest.mark.parametrize(("total", "vat"), [(10900, 1892), (7900, 1371), (121, 21), (0, 0)])
def test_vat(total: int, vat: int) -> None:
    assert vat_in(total, 21) == vat


@pytest.mark.parametrize(
    ("failed", "paid", "dunning"),
    [(None, 0, False), (dt.date(2026, 9, 29), 0, True), (dt.date(2026, 9, 29), 100, False)],
)
def test_in_dunning(failed: dt.date | None, paid: int, dunning: bool) -> None:
    assert in_dunning({"failed_on": failed, "total_cents": 100, "paid_cents": paid, "credited_cents": 0}) is dunning
