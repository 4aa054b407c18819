"""Who says "u" is addressed so, in the chat, in buttons and by mail, until he says "je"."""

from __future__ import annotations

import re

from handoff.mails import compose
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.handling import extend
from tests.support.talking import IDENTIFIED, Talk

_JE = re.compile(r"\b(?:je|jij|jou|jouw)\b", re.I)


async def test_a_whole_form_with_u(kit: Kit) -> None:
    talk = await Talk.open(kit)
    said = [await talk.say("kunt u mijn abonnement opzeggen, ik breng de fiets zelf naar het servicepunt", "cancel_subscription")]
    said += [await talk.say(IDENTIFIED), await talk.press("Ja, dat klopt")]
    assert "uw klantnummer" in said[0]
    assert "uw" in said[2]
    for text in said:
        assert not _JE.search(text), text
    mail = (await talk.rows(t.outbox, t.outbox.c.kind == "confirmation"))[-1]
    body = str((await compose(kit, mail["kind"], mail["payload"])).get_body(("plain",)))
    assert "zaaknummer" in body
    assert not _JE.search(body), body


async def test_je_is_said_to_who_says_nothing_or_je(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "je klantnummer" in await talk.say("ik wil opzeggen", "cancel_subscription")
    await talk.say("stop")
    assert "uw klantnummer" in await talk.say("kunt u mijn adres wijzigen", "change_address")
    await talk.say("stop")
    assert "je klantnummer" in await talk.say("kun je mijn adres toch wijzigen", "change_address")


async def test_the_customers_own_words_are_read_back_as_they_were(kit: Kit) -> None:
    talk = await Talk.open(kit)
    story = "kunt u mij helpen, de monteur kwam gisteren niet en zei: heb je geen telefoon?"
    await talk.say(story, "complain_repair")
    said = ""
    while "Klopt dat" not in said:
        titles = [b["title"] for b in talk.buttons]
        said = await talk.press("Overslaan" if "Overslaan" in titles else "Nee" if "Nee" in titles else titles[0])
    assert "heb je geen telefoon" in said
    assert "uw klacht" in await talk.press("Ja, dat klopt")


async def test_another_wording_all_the_same(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("kunt u helpen, de app doet het niet", "complain_digital")
    first, second = await talk.say("hmm"), await talk.say("tja")
    assert first != second


async def test_in_english_nothing_changes(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    assert "your customer number" in await talk.say("can u help me move house", "change_address")


async def complained_with_u(kit: Kit) -> tuple[Talk, str]:
    """A complaint of somebody who says "u", to be told by mail; its number."""
    talk = await Talk.open(kit)
    await talk.say("kunt u mij helpen, uw monteur kwam gisteren niet opdagen en ik wachtte de hele dag", "complain_repair")
    said = ""
    for _ in range(8):
        if "Klopt dat" in said:
            break
        titles = [b["title"] for b in talk.buttons]
        if "klantnummer" in said:
            said = await talk.say("40118273, 3527 GV, anna@voorbeeld.example")
        else:
            said = await talk.press("Overslaan" if "Overslaan" in titles else "Nee" if "Nee" in titles else titles[0])
    await talk.press("Ja, dat klopt")
    (case,) = await talk.rows(t.cases)
    return talk, str(case["number"])


async def test_what_a_colleague_lets_know_says_u_around_his_own_words(kit: Kit) -> None:
    talk, number = await complained_with_u(kit)
    sanne = {"username": "sanne", "roles": ["agent"], "departments": ["klantenservice"], "id": 1}
    await extend(kit, number, "Heb je even geduld: het onderdeel komt maandag.", sanne)
    mail = (await talk.rows(t.outbox, t.outbox.c.kind == "extension"))[-1]
    made = await compose(kit, mail["kind"], mail["payload"])
    body = str(made.get_body(("plain",)))
    assert "Heb je even geduld" in body, "his own words stay"
    assert made["Subject"].startswith("Uw zaak")
    assert not _JE.search(body.replace("Heb je even geduld", "")), body


async def test_word_of_a_change_says_u(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("kunt u mijn adres wijzigen per 1 december naar Lindelaan 4, 3511 AB Utrecht", "change_address")
    await talk.say(IDENTIFIED)
    await talk.press("Ja, dat klopt")
    mails = await talk.rows(t.outbox, t.outbox.c.kind.in_(("change_notice", "confirmation")))
    assert mails
    for mail in mails:
        body = str((await compose(kit, mail["kind"], mail["payload"])).get_body(("plain",)))
        assert not _JE.search(body), body
