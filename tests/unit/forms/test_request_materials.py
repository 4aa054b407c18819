"""Brochures, manuals, terms: by e-mail at once, on paper to an address in the Netherlands."""

from __future__ import annotations

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import Talk
from tests.unit.forms.helpers import asked, waits

TOPIC = "request_materials"


async def test_one_turn_when_everything_is_said(kit: Kit) -> None:
    talk = await Talk.open(kit)
    done = await talk.say("mail de brochure en de prijslijst naar kees@voorbeeld.example", TOPIC)
    assert "Brochure Fietsen bij Spaakrijk" in done
    assert "Prijslijst particulieren" in done
    mail = await talk.row(t.outbox)
    assert mail["payload"]["to"] == "kees@voorbeeld.example"
    assert len(mail["payload"]["materials"]) == 2
    assert (await talk.row(t.cases))["status"] == "resolved"


async def test_on_paper_in_two(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "welk adres" in await talk.say("mag ik 2 brochures op papier?", TOPIC)
    done = await talk.say("Kees Bakker, Lindelaan 4, 3511 AB Utrecht")
    assert "(2×)" in done
    assert "uiterlijk 26 november 2026" in done
    row = await talk.row(c.post_jobs)
    assert row["address"]["name"] == "Kees Bakker"
    assert row["address"]["street"] == "Lindelaan"
    assert row["what"][0]["copies"] == 2


async def test_piece_by_piece_in_english(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    assert "PDF" in await talk.say("please send me the price list", TOPIC)
    assert "which name" in await talk.say("on paper")
    assert "which address" in await talk.say("Kees Bakker")
    assert "postcode" in await talk.say("Lindelaan 4 in Utrecht")
    assert "3511 A is not a whole postcode" in await talk.say("3511 A")
    assert "Lindelaan 4, 3511 AB Utrecht" in await talk.say("3511 AB")
    assert (await talk.row(t.cases))["data"]["Materiaal"] == "Prijslijst particulieren"


async def test_a_language_that_there_is_not(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil graag de handleiding van de e-bike in het frans", TOPIC)
    await talk.say("mail maar")
    assert "nakijken" in await talk.say("kees@")
    assert "je krijgt het Engels" in await talk.say("kees@voorbeeld.example")


async def test_abroad_only_the_pdf(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("stuur me de brochure op papier", TOPIC)
    assert "alleen de pdf" in await talk.say("Kees Bakker, Veldstraat 12, 9000 Gent, België")
    await talk.press("Pdf per e-mail")
    assert "kees@voorbeeld.example" in await talk.say("kees@voorbeeld.example")
    assert await talk.rows(c.post_jobs) == []


async def test_more_than_three_on_paper_is_for_a_person(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mag ik vier exemplaren van de prijslijst op papier", TOPIC)
    await waits(talk, "special_material")
    assert (await talk.row(t.cases))["data"]["Materiaal"] == "Prijslijst particulieren"


async def test_a_correction(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("stuur me de brochure op papier", TOPIC)
    assert "e-mailadres" in await talk.say("nee, doe maar per mail", "deny")
    assert "Het is binnen 5 minuten" in await talk.say("kees@voorbeeld.example")


async def test_a_question_in_between_and_stop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("stuur me de brochure", TOPIC)
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "9.00" in reply
    assert "pdf" in reply
    assert [b["title"] for b in talk.buttons] == ["Pdf per e-mail", "Papier per post"]
    await talk.say("laat maar", "stop")
    assert await asked(talk) == ""
    assert await talk.rows(t.outbox) == []


async def test_a_person_in_the_middle(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("stuur me de brochure op papier", TOPIC)
    await talk.say("ik wil een medewerker", "ask_human")
    await waits(talk, "asked_for_person")
    data = (await talk.row(t.cases))["data"]
    assert data["Materiaal"] == "Brochure Fietsen bij Spaakrijk"
    assert data["Vorm"] == "Papier per post"


async def test_an_old_button(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("stuur me de brochure", TOPIC)
    buttons = talk.buttons
    await talk.press("Pdf per e-mail")
    await talk.say("kees@voorbeeld.example")
    talk.buttons = buttons
    assert "al afgerond" in await talk.press("Papier per post")
    assert len(await talk.rows(t.cases)) == 1
