"""What stands in an answer beside what was asked: a day is no street, a mail address no part of it, a yes no subject."""

from __future__ import annotations

import pytest

from handoff.decide.entities import find_entities
from handoff.decide.fields import Message, Spec, Value, read_field
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import SETS
from tests.support.talking import IDENTIFIED, MONDAY, Talk, content
from tests.unit.forms.helpers import asked, code_of

both = pytest.mark.parametrize("language", ["nl", "en"])


def read(kind: str, text: str, *, asked: bool = True) -> object:
    """The value of a field of ``kind`` in ``text``, or None."""
    found = read_field(Spec(kind), Message(text, MONDAY, "nl", find_entities(text, content(), MONDAY)), asked=asked)
    return found.value if isinstance(found, Value) else None


@pytest.mark.parametrize(
    "text",
    [
        "dinsdag",
        "Tuesday",
        "tussen 11 en 2",
        "between 11 and 2",
        "ik ben Piet Jansen, 3 april 1990",
        "morgenochtend 9 uur",
    ],
)
def test_no_address(text: str) -> None:
    assert read("address", text) is None


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("piet@voorbeeld.example en Lindelaan 4, 3511 AB Utrecht", "Lindelaan", "4"),
        ("06 12345678, Lindelaan 4, 3511 AB Utrecht", "Lindelaan", "4"),
        ("vanaf 1 december op de Lindelaan 4 in Utrecht", "Lindelaan", "4"),
        ("Plein 1944 12, 6511 AB Nijmegen", "Plein 1944", "12"),
        ("lindelaan 4 utrecht 3511ab", "Lindelaan", "4"),
        ("Lindelaan 4b, Den Haag, 2511 AB", "Lindelaan", "4"),
        ("1 Meistraat 3, 1011 AB Amsterdam", "1 Meistraat", "3"),
    ],
)
def test_an_address_beside_something_else(text: str, street: str, number: str) -> None:
    found = read("address", text)
    assert isinstance(found, dict)
    assert (found["street"], found["house_number"]) == (street, number)


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("lindelaan 4 utrecht 3511ab", "Utrecht"),
        ("Lindelaan 4b, Den Haag, 2511 AB", "Den Haag"),
        ("Lindelaan 4, 3511 AB Utrecht", "Utrecht"),
        ("Lindelaan 4, 3511 AB", ""),
    ],
)
def test_a_town_wherever_it_stands(text: str, city: str) -> None:
    found = read("address", text)
    assert isinstance(found, dict)
    assert found["city"] == city


@both
async def test_a_day_proposed_as_a_question_is_an_answer(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik wil overstappen naar de E-Ver" if language == "nl" else "I want to switch to the E-Ver", "switch_subscription")  # fmt: skip
    await talk.say(IDENTIFIED)
    await talk.say("1,80 m")
    await talk.press("Bij mij thuis" if language == "nl" else "At my home")
    assert await asked(talk) == "slot"
    said = await talk.say("kan dat ook op zaterdag?" if language == "nl" else "can it be on Saturday?", "ask_opening_hours")  # fmt: skip
    assert ("Hoe laat" if language == "nl" else "What time") in said
    assert all("zaterdag" in b["title"] or "Saturday" in b["title"] for b in talk.buttons)
    other = await talk.say("zijn jullie zaterdag open?" if language == "nl" else "are you open on Saturday?", "ask_opening_hours")  # fmt: skip
    assert "17" in other
    assert await asked(talk) == "slot"


@both
async def test_who_stands_outside_hears_what_helps(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    words = "ik ben mn sleutels kwijt en sta nu buiten bij een dicht slot" if language == "nl" else "I lost my keys and I am locked out right now, standing outside"  # fmt: skip
    said = await talk.say(words, "report_lost_key", learned={"locked_out": 0.9})
    assert ("noodcode" if language == "nl" else "emergency code") in said
    assert "088-000 12 60" in said
    assert (await talk.row(t.conversations))["status"] == "waiting"


def test_a_name_before_a_date_of_birth() -> None:
    assert read("name", "ik ben Piet Jansen, 3 april 1990") == "Piet Jansen"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("stuur me de laatste twee facturen", {"last": 2}),
        ("my last three invoices please", {"last": 3}),
        ("de laatste 4 rekeningen", {"last": 4}),
        ("mijn laatste factuur", {"last": 1}),
    ],
)
def test_the_last_few_invoices(text: str, value: dict[str, int]) -> None:
    assert read("invoices", text, asked=False) == value


@both
async def test_they_are_read_back_and_sent(kit: Kit, language: str) -> None:
    await SETS["invoices"](kit)
    talk = await Talk.open(kit, language)
    await talk.say("stuur me de laatste twee facturen" if language == "nl" else "send me my last two invoices", "request_invoice_copy")  # fmt: skip
    said = await talk.say(IDENTIFIED)
    assert "F2026-030001" in said
    assert "F2026-031877" in said
    await talk.say("ja" if language == "nl" else "yes", "affirm")
    mail = await talk.row(t.outbox, t.outbox.c.kind == "invoice")
    assert sorted(mail["payload"]["numbers"]) == ["F2026-030001", "F2026-031877"]


@both
async def test_an_order_step_by_step(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(
        "ik wil een e-bike huren" if language == "nl" else "I'd like to rent an e-bike", "start_subscription"
    )
    said = await talk.say("voor woon-werk, 12 km per dag, ik ben 1,78" if language == "nl" else "to work, 12 km a day, I am 1.78 m", "ask_product_advice")  # fmt: skip
    assert "E-Stad" in said  # advised, and asked again
    assert await asked(talk) == "product"
    await talk.say("doe maar de E-Ver op Jaar" if language == "nl" else "the E-Ver with Jaar please")
    await talk.say("ik ben Piet Jansen, 3 april 1990" if language == "nl" else "I am Piet Jansen, 3 April 1990")
    await talk.say("piet@voorbeeld.example en Lindelaan 4, 3511 AB Utrecht" if language == "nl" else "piet@voorbeeld.example and Lindelaan 4, 3511 AB Utrecht")  # fmt: skip
    values = (await talk.row(t.conversations))["context"]["form"]["values"]
    assert values["name"] == "Piet Jansen"
    assert values["birth_date"] == "1990-04-03"
    assert values["address"]["street"] == "Lindelaan"
    assert values["email"] == "piet@voorbeeld.example"


@both
async def test_the_subject_of_a_call_before_it_is_asked_and_never_a_yes(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("kunnen jullie mij bellen" if language == "nl" else "can you call me", "request_callback")
    await talk.say("het gaat over mijn abonnement" if language == "nl" else "it is about my subscription")
    assert (await talk.row(t.conversations))["context"]["form"]["values"]["subject"] in ("mijn abonnement", "my subscription")  # fmt: skip
    other = await Talk.open(kit, language)
    await other.say("bel mij terug, Anna de Boer, 06 12345678" if language == "nl" else "call me back, Anna de Boer, 06 12345678", "request_callback")  # fmt: skip
    await other.say("ja" if language == "nl" else "yes", "affirm")
    assert await asked(other) == "subject"


@both
async def test_yes_to_the_police_still_asks_for_the_number(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    story = "mijn fiets is gisteren gestolen bij het station in Utrecht, hij stond op slot" if language == "nl" else "my bike was stolen yesterday outside the station in Utrecht, it was locked"  # fmt: skip
    await talk.say(story, "report_theft")
    await talk.say(IDENTIFIED)
    await talk.press("Ja, allemaal" if language == "nl" else "Yes, all of them")
    assert await asked(talk) == "police"
    await talk.say("ja" if language == "nl" else "yes", "affirm")
    assert (await talk.row(t.conversations))["context"]["form"]["tries"] == 0


@both
async def test_a_code_that_did_not_come_is_no_want_of_money(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("mijn nieuwe nummer is 06 87654321" if language == "nl" else "my new number is 06 87654321", "change_contact_details")  # fmt: skip
    await talk.say(IDENTIFIED)
    words = "ik heb niks ontvangen" if language == "nl" else "nothing arrived"
    await talk.say(words, "report_hardship", confidence=0.58)
    assert (await talk.row(t.conversations))["status"] == "bot"
    assert "06 87654321" in await talk.say(await code_of(talk))
    other = await Talk.open(kit, language)
    await other.say("mijn nieuwe nummer is 06 87654321" if language == "nl" else "my new number is 06 87654321", "change_contact_details")  # fmt: skip
    await other.say(IDENTIFIED)
    words = "ik heb geen geld meer om jullie te betalen" if language == "nl" else "I have no money left to pay you"
    await other.say(words, "report_hardship", confidence=0.85)
    assert (await other.row(t.conversations, t.conversations.c.id == other.id))["status"] == "waiting"
