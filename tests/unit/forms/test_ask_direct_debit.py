"""The customer's own debit: the next and the last one; a mandate is for a person."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.decide.invoices import last_debit, next_own_debit
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import invoice
from tests.support.talking import IDENTIFIED, Talk

TOPIC = "ask_direct_debit"
WHY = "waarom is er zoveel afgeschreven bij mij?"


async def test_the_next_and_the_last(kit: Kit) -> None:
    await invoice(kit, "F2026-031877", "2026-12", paid_cents=0)
    await invoice(kit, "F2026-030001", "2026-11")
    talk = await Talk.open(kit)
    assert "klantnummer" in await talk.say(WHY, TOPIC)
    told = await talk.say(IDENTIFIED)
    assert "27 november 2026: € 79, voor factuur F2026-031877" in told
    assert "op 27 oktober 2026: € 79" in told
    assert "Graag gedaan" in await talk.say("ok, bedankt", "thank")
    assert await talk.rows(t.cases) == []


async def test_before_the_invoice_is_made_the_day_alone(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("why was this debited from me?", TOPIC)
    assert "28 December 2026" in await talk.say(IDENTIFIED)


async def test_a_failed_debit_is_named_with_how_to_pay(kit: Kit) -> None:
    await invoice(kit, "F2026-030001", "2026-11", failed_on=dt.date(2026, 10, 29), paid_cents=0)
    talk = await Talk.open(kit)
    await talk.say("waarom is mijn incasso niet gelukt?", TOPIC)
    assert "€ 79 van factuur F2026-030001 staat nog open" in await talk.say(IDENTIFIED)


@pytest.mark.parametrize("button", ["Machtiging intrekken", "Geen machtiging gegeven"])
async def test_a_mandate_is_for_a_person(kit: Kit, button: str) -> None:
    talk = await Talk.open(kit)
    await talk.say(WHY, TOPIC)
    await talk.say(IDENTIFIED)
    assert "Facturatie" in await talk.press(button)
    assert "mandate" in (await talk.row(t.conversations))["reasons"]


async def test_twice_is_a_complaint(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(WHY, TOPIC)
    await talk.say(IDENTIFIED)
    assert "binnen 5 werkdagen terug" in await talk.say("er is twee keer afgeschreven", "complain_invoice")
    assert talk.buttons[0]["payload"] == "/complain_invoice"


async def test_general_explanation_stays_an_answer(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "27e" in await talk.say("op welke dag schrijven jullie af?", TOPIC)
    assert (await talk.row(t.conversations))["context"].get("form") is None


def row(due: str, paid: int = 0, failed: dt.date | None = None) -> dict[str, object]:
    return {
        "due_on": dt.date.fromisoformat(due),
        "total_cents": 100,
        "paid_cents": paid,
        "credited_cents": 0,
        "failed_on": failed,
    }


@pytest.mark.parametrize(
    ("rows", "today", "day", "count"),
    [
        ([row("2026-11-27")], "2026-11-23", "2026-11-27", 1),
        ([row("2026-11-27"), row("2026-11-27")], "2026-11-27", "2026-11-27", 2),
        ([], "2026-11-19", "2026-11-27", 0),
        ([], "2026-11-23", "2026-12-28", 0),
        ([row("2026-10-27", failed=dt.date(2026, 10, 29))], "2026-11-23", "2026-12-28", 0),
    ],
)
def test_the_next_debit(rows: list[dict[str, object]], today: str, day: str, count: int) -> None:
    found, coming = next_own_debit(rows, dt.date.fromisoformat(today), ())
    assert found.isoformat() == day
    assert len(coming) == count


def test_the_last_debit() -> None:
    rows = [row("2026-09-27"), row("2026-10-27", 100), row("2026-11-27")]
    last = last_debit(rows, dt.date(2026, 11, 23))
    assert last is rows[1]
    assert last_debit([], dt.date(2026, 11, 23)) is None
