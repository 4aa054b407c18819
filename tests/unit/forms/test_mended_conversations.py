"""Conversations that went awkwardly once: each as it should go."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from actions.turn import run_turn
from handoff.decide.triage import Part, starts_something
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.conversations import take_message
from tests.support.rows import two_invoices
from tests.support.talking import IDENTIFIED, Talk
from tests.unit.forms.helpers import waits


@pytest.mark.parametrize(
    ("language", "story", "person", "words"),
    [
        ("nl", "jullie monteur kwam gisteren niet opdagen, ik heb voor niks gewacht", "ik wil een medewerker", "standaardvergoeding van € 10"),
        ("en", "your mechanic did not show up yesterday, I waited for nothing", "I want a person", "standard compensation of €10"),
    ],
)  # fmt: skip
async def test_a_complaint_handed_over_in_the_middle_names_the_compensation(kit: Kit, language: str, story: str, person: str, words: str) -> None:  # fmt: skip
    talk = await Talk.open(kit, language)
    await talk.say(story, "complain_repair")
    said = await talk.say(person, "ask_human")
    assert words in said
    assert said.count(words) == 1
    await waits(talk, "asked_for_person")


async def test_of_money_nothing_is_said_to_who_was_discriminated_against(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("jullie monteur kwam gisteren niet opdagen, ik heb voor niks gewacht", "complain_repair")
    said = await talk.say("hij zei dat hij niet bij buitenlanders komt, dat is discriminatie", "complain_staff")
    assert "standaardvergoeding" not in said


async def theft_until_police(kit: Kit, language: str = "nl") -> Talk:
    """A theft as far as the question for the police report."""
    talk = await Talk.open(kit, language)
    dutch = language == "nl"
    await talk.say("mijn fiets is gisteren bij het station gestolen" if dutch else "my bike was stolen yesterday at the station", "report_theft")  # fmt: skip
    await talk.say(IDENTIFIED)
    said = await talk.say("met de ketting aan een hek, en ik heb alle sleutels nog" if dutch else "chained to a fence and I still have the keys")  # fmt: skip
    assert "proces-verbaal" in said or "police" in said, said
    return talk


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_yes_to_the_police_asks_for_the_number(kit: Kit, language: str) -> None:
    talk = await theft_until_police(kit, language)
    said = await talk.say("ja" if language == "nl" else "yes", "affirm")
    assert ("nummer van het proces-verbaal" if language == "nl" else "number of the report") in said
    assert "PL1300-2026123456" in await talk.say("PL1300-2026123456")


async def test_yes_to_the_police_without_the_number(kit: Kit) -> None:
    talk = await theft_until_police(kit)
    await talk.say("ja gisteren al gedaan", "affirm")
    said = await talk.press("Overslaan")
    assert "Fijn dat je al aangifte deed" in said
    assert "26 november 2026" in said
    assert "Doe binnen 3" not in said


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("nl", "mn fiets is gejat", "met de sleutel nog erin ja"),
        ("en", "my bike got nicked", "with the key still in it yes"),
    ],
)
async def test_the_key_of_a_stolen_bike_is_no_second_matter(kit: Kit, language: str, first: str, then: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(first, "report_theft")
    said = await talk.say(then, "report_lost_key")
    assert ("klantnummer" if language == "nl" else "customer number") in said
    form = (await talk.row(t.conversations))["context"]["form"]
    assert (form["topic"], form["waiting"], form["values"]["locked"]) == ("report_theft", [], "open")
    said = await talk.say(IDENTIFIED)
    assert ("gestolen" if language == "nl" else "stolen") in said


@pytest.mark.parametrize(
    ("topic", "kind", "text", "starts"),
    [
        ("request_data_access", "request", "ik wil weten welke gegevens jullie van mij hebben", True),
        ("request_data_access", "request", "welke gegevens hebben jullie allemaal over mij?", True),
        ("request_data_access", "request", "I want to know what data you have on me", True),
        ("request_data_access", "request", "what information do you hold about me?", True),
        ("request_data_access", "request", "hoe lang bewaren jullie gegevens?", False),
        ("start_subscription", "procedure", "ik wil een abonnement", True),
        ("start_subscription", "procedure", "I want a subscription", True),
        ("start_subscription", "procedure", "wat is een abonnement?", False),
    ],
)
def test_what_begins_at_once(topic: str, kind: str, text: str, starts: bool) -> None:
    assert starts_something(Part(text, topic, kind, 0.9)) is starts


@pytest.mark.parametrize(
    ("text", "topics", "calm"),
    [
        ("ik ben het spuugzat! de bezorger kwam weer niet", ("vent_frustration=ik ben het spuugzat!", "complain_delivery=de bezorger kwam weer niet"), False),
        ("fed up with you, the driver never came", ("vent_frustration=fed up with you", "complain_delivery=the driver never came"), False),
        ("jullie zijn een stelletje klojo's", ("vent_frustration",), True),
    ],
)  # fmt: skip
async def test_who_has_a_real_complaint_is_not_asked_to_be_calm(kit: Kit, text: str, topics: tuple[str, ...], calm: bool) -> None:  # fmt: skip
    talk = await Talk.open(kit, "en" if "fed up" in text else "nl")
    said = await talk.say(text, *topics)
    asks = any(word in said for word in ("rustig", "calm", "in één zin", "in one sentence"))
    assert asks is calm
    if not calm:
        assert "genoeg" in said or "had enough" in said
        assert (await talk.row(t.cases))["kind"] == "complaint"


async def test_anger_that_is_a_complaint_as_well(kit: Kit) -> None:
    talk = await Talk.open(kit)
    text = "wat een waardeloos bedrijf, al drie weken geen fiets!"
    taken = await take_message(kit, talk.id, str(uuid.uuid4()), text=text)
    ranking = [{"name": "vent_frustration", "confidence": 0.6}, {"name": "complain_delivery", "confidence": 0.3}]
    part = {"text": text, "topic": "vent_frustration", "confidence": 0.6, "ranking": ranking, "urgent": {}}
    latest = {"metadata": {"seq": taken.seq}, "parts": [part], "language": {"code": "nl", "confidence": 1.0}, "signs": {}}  # fmt: skip
    said = " ".join(m["text"] for m in await run_turn(kit, talk.id, latest))
    assert "rustig" not in said
    async with kit.db.read() as tx:
        assert (await tx.execute(select(t.conversations.c.status))).scalars().all() == ["waiting"]


@pytest.mark.parametrize("answer", ["mend it", "send it back", "just lend it to me", "amend it please"])
async def test_an_answer_that_only_sounds_like_ending_it_all(kit: Kit, answer: str) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("your mechanic did not show up yesterday, I waited for nothing", "complain_repair")
    await talk.press("Skip")
    await talk.press("No")
    assert "113" not in await talk.say(answer)
    assert "113" in await (await Talk.open(kit, "en")).say("I want to end it")


async def test_a_correction_that_the_summary_does_not_show_is_confirmed(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil een E-Stad met Jaar bestellen, ik ben 1,75 m", "start_subscription")
    await talk.say("Piet Jansen, 03-04-1990, piet@voorbeeld.example, Lindelaan 4, 3511 AB Utrecht")
    await talk.press("Bezorgen")
    said = await talk.say("nee, mijn mail is piet2@voorbeeld.example", "deny")
    assert said.startswith("Aangepast: e-mailadres is nu piet2@voorbeeld.example.")
    assert "Klopt" in said or "bestelling" in said


async def test_where_it_was_told_while_identifying_is_not_asked_again(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mn fiets is gejat", "report_theft")
    await talk.say("gisteravond bij de supermarkt", "report_theft")
    assert "op slot" in await talk.say(IDENTIFIED)


async def test_a_month_in_a_doubt_is_no_other_invoice(kit: Kit) -> None:
    await two_invoices(kit)
    talk = await Talk.open(kit, "en")
    await talk.say("why is my invoice of December higher?", "ask_invoice_explanation")
    await talk.say(IDENTIFIED)
    said = await talk.say("no that seat was removed in October", "complain_invoice")
    assert "don't find" not in said
    form = (await talk.row(t.conversations))["context"]["form"]
    assert form["values"]["invoice"] == {"months": ["2026-12"]}


@pytest.mark.parametrize(
    ("text", "rings"),
    [("it's safe", False), ("yes it is still safe to ride", False), ("I'm not safe", True), ("I don't feel safe", True)],
)
async def test_a_safe_bike_is_no_distress(kit: Kit, text: str, rings: bool) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("can someone fix my brakes, they squeak a bit", "request_repair")
    said = await talk.say(text, "signal_distress", confidence=0.97)
    assert ("113" in said) is rings
    if not rings:
        assert "bike number" in said


@pytest.mark.parametrize(("language", "text", "safe"), [("nl", "hij is nog veilig", True), ("nl", "niet veilig nee", False), ("en", "it's unsafe", False), ("en", "still safe", True)])  # fmt: skip
async def test_safe_or_not_in_other_words(kit: Kit, language: str, text: str, safe: bool) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("mijn versnelling hapert steeds" if language == "nl" else "my gears keep skipping all the time", "complain_product")  # fmt: skip
    await talk.say(text)
    assert ((await talk.row(t.conversations))["status"] == "waiting") is not safe
