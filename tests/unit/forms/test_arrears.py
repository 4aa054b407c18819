"""Arrears in the conversation, once we know who it is: the facts of the ledger, care, and a person where one is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.decide.calendars import AMSTERDAM
from handoff.decide.dunning.search import Reported
from handoff.desk.arrears.view import debtor_view
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.dunning import run, searches, stops
from handoff.work.dunning import steps as by_hand
from handoff.work.dunning.run import carry_out, plan_day
from tests.support.arrears import FIRST, SECOND, known, owes, owes_two, standing, stopped
from tests.support.rows import MINE, invoice
from tests.support.talking import CUSTOMER, IDENTIFIED, Talk, change
from tests.unit.forms.helpers import code_of, waits


def move(kit: Kit, text: str) -> None:
    kit.clock.moment = dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)  # type: ignore[attr-defined]


# --- what is open


async def test_by_invoice_since_when_what_comes_next_and_how_to_pay(kit: Kit) -> None:
    await owes_two(kit)
    talk, told = await known(kit)
    assert "Op jouw naam staat € 166 open" in told
    assert f"- {FIRST} over oktober 2026: € 84, open sinds 28 september 2026" in told
    assert f"- {SECOND} over november 2026: € 82, open sinds 27 oktober 2026" in told
    assert "Op 23 november 2026 sturen we je een herinnering. Die kost niets" in told
    assert f"NL13 TEST 0123 4567 89 op naam van Spaakrijk B.V., met als omschrijving: {FIRST}, {SECOND}" in told
    assert [b["payload"] for b in talk.buttons] == ["/request_payment_plan", "/report_payment_made", "/dispute_claim"]
    assert await talk.rows(t.cases) == []
    assert await stopped(talk) == []


async def test_in_english(kit: Kit) -> None:
    await owes(kit)
    _, told = await known(kit, "en")
    assert "There is €84 open in your name" in told
    assert f"- {FIRST} for November 2026: €84, open since 27 October 2026" in told
    assert "Today is day 27" in told


async def test_nothing_open_and_what_will_be_debited(kit: Kit) -> None:
    await invoice(kit, "F2026-031877", "2026-12", paid_cents=0)
    talk, told = await known(kit)
    assert told == "Er staat op jouw naam niets open. Factuur F2026-031877 over december 2026 (€ 79) schrijven we af op 27 november 2026. Daar hoef je niets voor te doen."
    assert talk.buttons == []


async def test_the_course_as_the_debtor_hears_it(kit: Kit) -> None:
    """From the first reminder to the transfer: each time the step that comes, its day, and no other costs than the letter's."""
    await owes(kit)
    steps = (
        ("2026-11-03 10:00", "Op 17 november 2026 sturen we je een tweede herinnering"),
        ("2026-11-17 10:00", "Op 26 november 2026 sturen we je een brief per post. Die kost niets."),
        ("2026-11-26 10:00", "Je krijgt een brief per post. Vanaf de dag nadat die is bezorgd, heb je 14 dagen om zonder kosten te betalen. Daarna kan er hooguit € 40 aan incassokosten bij komen."),
    )  # fmt: skip
    for moment, expected in steps:
        move(kit, moment)
        await carry_out(kit, "mo")
        assert expected in (await known(kit))[1]
    await run.mark_posted(kit, [n["id"] for n in await run.letters(kit)], dt.date(2026, 11, 26), "mo")
    told = (await known(kit))[1]
    assert "Betaal je uiterlijk op 15 december 2026, dan komen er geen extra kosten bij. Daarna, op zijn vroegst op 21 december 2026" in told
    move(kit, "2026-12-18 10:00")
    assert "De 14 dagen uit onze brief zijn voorbij. Er is nog niets bij gekomen." in (await known(kit))[1]
    move(kit, "2026-12-21 10:00")
    (claim,) = await plan_day(kit)
    await by_hand.charge_costs(kit, claim.claim.id, 40_00, "mo")
    told = (await known(kit))[1]
    assert "Op jouw naam staat € 124 open" in told
    assert "- incassokosten: € 40" in told
    assert "op zijn vroegst op 28 december 2026. Heeft je fiets een slim slot" in told
    move(kit, "2026-12-28 10:00")
    await by_hand.done_by_hand(kit, claim.claim.id, "mo", "op slot")
    assert "4 januari 2027: dan dragen we de rekening over aan Incassobureau Wielslag" in (await known(kit))[1]
    move(kit, "2027-01-04 10:00")
    await by_hand.done_by_hand(kit, claim.claim.id, "mo", "overgedragen")
    talk, told = await known(kit)
    assert "Je dossier ligt bij Incassobureau Wielslag" in told
    assert "€" not in told
    await waits(talk, "at_collection_agency")


async def test_two_claims_each_with_its_own_step(kit: Kit) -> None:
    await owes(kit)
    for moment in ("2026-11-03 10:00", "2026-11-17 10:00", "2026-11-26 10:00"):
        move(kit, moment)
        await carry_out(kit, "mo")
    move(kit, "2026-11-30 10:00")
    await invoice(kit, SECOND, "2026-12", failed_on=dt.date(2026, 11, 27), paid_cents=0)
    told = (await known(kit))[1]
    assert f"\n\n{FIRST}:\nJe krijgt een brief per post." in told
    assert f"\n\n{SECOND}:\nHet is vandaag dag 3 nadat de afschrijving niet lukte. Op 4 december 2026" in told


# --- for a person, whatever is asked


@pytest.mark.parametrize(
    ("values", "words", "reason", "stop"),
    [
        ({"administrator": {"name": "B. Bos", "email": "b@bos.example", "since": "2025-01-01"}}, "bewindvoerder of curator", "administration", "administration"),
        ({"flags": ["deceased"]}, "Gecondoleerd", "death", "death"),
    ],
)  # fmt: skip
async def test_who_is_not_spoken_to_about_it(kit: Kit, values: dict[str, Any], words: str, reason: str, stop: str) -> None:
    await owes(kit)
    await change(kit, c.customers, c.customers.c.number == MINE, **values)
    talk, told = await known(kit)
    assert words in told
    assert "€" not in told
    await waits(talk, reason)
    assert await stopped(talk) == [stop]
    assert (await talk.row(t.conversations))["priority"] == "high"


async def test_a_minor_is_told_to_ask_a_parent(kit: Kit) -> None:
    await owes(kit)
    await change(kit, c.customers, c.customers.c.number == MINE, birth_date=dt.date(2010, 3, 12))
    talk = await Talk.open(kit)
    await talk.say("hoeveel sta ik open?", "ask_arrears")
    told = await talk.say(IDENTIFIED.replace("1985", "2010"))
    assert "Vraag een ouder of verzorger" in told
    assert "€" not in told
    await waits(talk, "minor")


async def test_a_company_goes_to_the_business_department(kit: Kit) -> None:
    await owes(kit)
    await change(kit, c.customers, c.customers.c.number == MINE, business=True, birth_date=None)
    talk = await Talk.open(kit)
    await talk.say("hoeveel sta ik open?", "ask_arrears")
    await talk.press("Stuur mij een code")
    await talk.say("40118273, 3527 GV 12")
    told = await talk.say(await code_of(talk))
    assert "Zakelijk" in told
    assert "€" not in told
    assert (await talk.row(t.cases))["department"] == "zakelijk"


async def test_what_may_be_barred_is_not_asked_for(kit: Kit) -> None:
    await owes(kit, failed=dt.date(2024, 10, 1))
    talk, told = await known(kit)
    assert "€" not in told
    assert "hoef je niets te doen" in told
    assert (await talk.row(t.conversations))["status"] == "waiting"


@pytest.mark.parametrize("story", ["hoeveel sta ik open? ik zit in de gevangenis", "hoeveel sta ik open? ik ben ernstig ziek"])
async def test_a_sign_of_vulnerability_stops_it(kit: Kit, story: str) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    await talk.say(story, "ask_arrears")
    assert "in jouw tempo" in await talk.say(IDENTIFIED)
    assert await stopped(talk) == ["detention" if "gevangenis" in story else "vulnerable"]
    assert await standing(kit) == [(await stopped(talk))[0]]


# --- care


@pytest.mark.parametrize(
    ("text", "topic", "words", "stop"),
    [
        ("ik kan het niet betalen", "report_hardship", ("Goed dat je het zegt", "30 kalenderdagen", "gemeente", "24 november 2026"), "hardship"),
        ("ik zit in de schuldhulp", "report_hardship", ("Goed dat je het zegt",), "debt_help"),
        ("ik ben failliet verklaard", "report_hardship", ("Goed dat je het zegt",), "bankruptcy"),
        ("ik sta onder bewind", "report_hardship", ("bewindvoerder of curator",), "administration"),
        ("mijn man is vorige week overleden, hoe moet het nu met die rekening", "ask_arrears", ("Gecondoleerd",), "death"),
        ("ik ben 16, hoeveel moet ik betalen", "ask_arrears", ("nog geen 18",), "minor"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("open_form", [False, True])
async def test_care_at_once_the_schedule_and_a_person(
    kit: Kit, text: str, topic: str, words: tuple[str, ...], stop: str, open_form: bool
) -> None:
    await owes(kit)
    talk, _ = await known(kit)
    if open_form:
        await talk.say("ik wil in termijnen betalen", "request_payment_plan")
    told = await talk.say(text, topic)
    for word in words:
        assert word in told
    row = await talk.row(t.conversations)
    assert row["status"] == "waiting"
    assert row["priority"] == "high" or stop == "minor"
    assert await stopped(talk) == [stop]
    assert await standing(kit) == [stop]


async def test_distress_gets_the_words_of_the_handbook_and_stops_it(kit: Kit) -> None:
    await owes(kit)
    talk, _ = await known(kit)
    told = await talk.say("ik zie het niet meer zitten", "signal_distress")
    assert "113" in told
    assert (await talk.row(t.conversations))["priority"] == "critical"
    assert await stopped(talk) == ["vulnerable"]


async def test_who_is_not_known_is_promised_nothing_that_nobody_can_keep(kit: Kit) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    told = await talk.say("ik kan het niet betalen", "report_hardship")
    assert "Zodra mijn collega weet wie je bent" in told
    assert (await talk.row(t.conversations))["status"] == "waiting"
    assert await talk.rows(d.stops) == []


# --- a letter


async def test_the_letter_that_was_sent(kit: Kit) -> None:
    await owes(kit)
    move(kit, "2026-11-03 10:00")
    await carry_out(kit, "mo")
    talk = await Talk.open(kit)
    await talk.say("ik kreeg een herinnering, wat nu", "ask_reminder_received")
    told = await talk.say(IDENTIFIED)
    assert told.startswith("Ons laatste bericht was een vriendelijke herinnering, per e-mail, van 3 november 2026.")
    assert "Niet eens met de brief? Zeg het nu, dan stopt alles tot wij het hebben bekeken." in told
    assert "@spaakrijk.example" in told


async def test_the_letter_counts_before_its_copy_by_mail(kit: Kit) -> None:
    await owes(kit)
    for moment in ("2026-11-03 10:00", "2026-11-17 10:00", "2026-11-26 10:00"):
        move(kit, moment)
        await carry_out(kit, "mo")
    talk = await Talk.open(kit)
    await talk.say("ik kreeg een brief", "ask_reminder_received")
    assert "de 14-dagenbrief, per e-mail, van 26 november 2026" in await talk.say(IDENTIFIED), "it still lies here"
    await run.mark_posted(kit, [row["id"] for row in await run.letters(kit)], dt.date(2026, 11, 26), "mo")
    assert "de 14-dagenbrief, per post, van 26 november 2026" in await talk.say("en die brief dan?", "ask_reminder_received")


# --- a payment that was reported


async def test_nobody_is_asked_to_pay_what_is_being_looked_for(kit: Kit) -> None:
    await owes(kit)
    talk, told = await known(kit)
    assert "Betalen kan op" in told
    await talk.say("ik heb al betaald", "report_payment_made")
    await talk.say("op 20 november, 84 euro")
    told = await talk.say("hoeveel staat er nog open?", "ask_arrears")
    assert "we controleren de betaling die je hebt gemeld" in told
    assert "Betalen kan op" not in told
    assert "heb je al betaald" not in told
    view = await debtor_view(kit, CUSTOMER["number"], {"roles": ["debtors"], "departments": []})
    assert view["report"]["reported"] == {"on": "2026-11-20", "amount": "84,00", "last4": ""}
    assert view["report"]["case"]["number"] == (await talk.rows(t.cases))[0]["number"]


@pytest.mark.parametrize(("language", "words", "last"), [("nl", "hebben we nog niet gevonden", "30 november 2026"), ("en", "We have not found the payment", "30 November 2026")])
async def test_the_chat_agrees_with_the_message_that_it_was_not_found(kit: Kit, language: str, words: str, last: str) -> None:
    await owes(kit)
    await plan_day(kit)
    stop = await stops.stop(kit, CUSTOMER["number"], "paid_claimed", "agent:mo")
    await searches.tell(kit, CUSTOMER["number"], stop, Reported(84_00, dt.date(2026, 11, 20)), ["account"], "mo")
    talk, told = await known(kit, language)
    assert words in told
    assert last in told
    assert "1 december 2026" in told or "1 December 2026" in told, "the next step is not before the days that were promised"
    said = await talk.say("ik kreeg een bericht van jullie" if language == "nl" else "I got a message from you", "ask_reminder_received")
    assert ("de betaling die je meldde, hebben we nog niet gevonden" if language == "nl" else "we have not found the payment that you reported yet") in said
    kit.clock.moment = dt.datetime(2026, 12, 1, 10, tzinfo=AMSTERDAM)  # type: ignore[attr-defined]
    assert words not in (await known(kit, language))[1]


async def test_no_letter_of_ours(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik kreeg een herinnering, wat nu", "ask_reminder_received")
    told = await talk.say(IDENTIFIED)
    assert "niets open" in told
    assert "Twijfel je of het bericht echt is?" in told


async def test_the_last_day_of_the_letter_goes_first(kit: Kit) -> None:
    await owes(kit)
    for moment in ("2026-11-03 10:00", "2026-11-17 10:00", "2026-11-26 10:00"):
        move(kit, moment)
        await carry_out(kit, "mo")
    await run.mark_posted(kit, [n["id"] for n in await run.letters(kit)], dt.date(2026, 11, 26), "mo")
    move(kit, "2026-12-15 10:00")
    talk = await Talk.open(kit)
    await talk.say("ik kreeg een brief, wat nu", "ask_reminder_received")
    told = await talk.say(IDENTIFIED)
    assert "Vandaag is de laatste dag" in told
    assert "Betaal je vandaag € 84, dan komen er geen kosten bij" in told
    await waits(talk, "term_ends_today")


# --- as people write


@pytest.mark.parametrize(
    ("text", "topic", "answered"),
    [
        ("hoeveel moet mijn zoon nog betalen?", "ask_arrears", False),
        ("mijn man kreeg een aanmaning, hoe zit dat", "ask_reminder_received", False),
        ("mijn vrouw heeft het gisteren al betaald, 84 euro", "report_payment_made", True),
        ("hoeveel moet ik zelf nog betalen?", "ask_arrears", True),
    ],
)
async def test_what_another_owes_is_not_told_to_who_is_known(kit: Kit, text: str, topic: str, answered: bool) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    await talk.say(text, topic)
    told = await talk.say(IDENTIFIED)
    assert ("Over een ander geef ik geen informatie" in told) is not answered
    assert ("€" in told or "stil" in told or "controleren" in told) is answered


async def test_a_number_is_no_age(kit: Kit) -> None:
    """The model sees a minor in "84"; a message without words shows no sign at all."""
    await owes(kit)
    talk = await Talk.open(kit)
    await talk.say("ik heb al betaald", "report_payment_made")
    await talk.say(IDENTIFIED)
    await talk.say("gisteren")
    assert "Z2026-" in await talk.say("84", learned={"minor": 0.99})


async def test_how_it_can_be_paid_said_right_after_what_is_open(kit: Kit) -> None:
    await owes(kit)
    talk, _ = await known(kit, "en")
    told = await talk.say("I get paid on 5 December, can I pay it all then?", "ask_direct_debit")
    assert "€84 all at once, by 5 December 2026" in told


async def test_i_do_not_understand_beside_a_question(kit: Kit) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    told = await talk.say(
        "ik kreeg een aanmaning en ik snap er niks van", "ask_reminder_received=ik kreeg een aanmaning", "ask_repeat=ik snap er niks van"
    )  # fmt: skip
    assert "klantnummer" in told


async def test_who_will_not_say_hears_why_and_then_the_sentence_of_the_handbook(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("hoeveel sta ik open?", "ask_arrears")
    assert "aan niemand anders geef" in await talk.say("dat ga ik je niet vertellen")
    await talk.say("tja")
    told = await talk.say("nou")
    assert told.startswith("Ik kan je gegevens nu niet controleren. Een collega helpt je verder via 088-000 12 34.")
    await waits(talk, "not_identified")


async def test_ashamed_is_asked_with_care_and_not_whether_he_wants_to_cancel(kit: Kit) -> None:
    talk = await Talk.open(kit)
    told = await talk.say("beetje gênant maar ik denk dat ik achterloop", "ask_arrears", urgent={"signal_distress": 0.2}, confidence=0.5)
    assert "Goed dat je het zegt; makkelijk is dat niet." in told
    assert "113" in told
    assert [b["title"] for b in talk.buttons] == ["Wat er openstaat", "Het gaat niet goed met mij", "Een medewerker spreken"]


async def test_anger_is_heard_and_promises_nothing_untrue(kit: Kit) -> None:
    await owes(kit)
    talk, _ = await known(kit)
    told = await talk.say("WAT EEN BELACHELIJKE AANMANING!!! SCHANDALIG", "ask_reminder_received")
    assert "Ik hoor dat dit je hoog zit" in told
    assert "sturen wij je geen aanmaning" not in told  # nothing was stopped
    assert await stopped(talk) == []


async def test_what_will_be_paid_was_not_paid(kit: Kit) -> None:
    await owes(kit)
    talk, _ = await known(kit)
    told = await talk.say("ik betaal vrijdag 27 november", "report_payment_made")
    assert "€ 84 in één keer, uiterlijk op 27 november 2026" in told
