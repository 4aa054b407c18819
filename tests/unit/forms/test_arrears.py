"""Arrears in the conversation, once we know who it is: facts of the ledger, stops, disputes, plans, and a person where one is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, update

from handoff.decide.calendars import AMSTERDAM
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.dunning import plans, run, stops
from handoff.work.dunning.run import carry_out, plan_day
from tests.support.arrears import FIRST, SECOND, owes, owes_two
from tests.support.rows import MINE, invoice
from tests.support.talking import IDENTIFIED, Talk, add, change
from tests.unit.forms.helpers import code_of, waits


async def known(kit: Kit, language: str = "nl") -> tuple[Talk, str]:
    """An identified debtor who asked what is open, and what he heard."""
    talk = await Talk.open(kit, language)
    await talk.say("hoeveel sta ik open?" if language == "nl" else "how much do I owe?", "ask_arrears")
    return talk, await talk.say(IDENTIFIED)


def move(kit: Kit, text: str) -> None:
    kit.clock.moment = dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)  # type: ignore[attr-defined]


async def reasons(talk: Talk, *where: Any) -> list[str]:
    """The reasons of the stops that hold."""
    return [s["reason"] for s in await talk.rows(d.stops, *where) if s["lifted_at"] is None]


async def why(kit: Kit) -> list[str]:
    """What the run of the day would do: a step, or why nothing."""
    return [one.today.step or one.today.why for one in await plan_day(kit)]


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
    assert await reasons(talk) == []


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
    from handoff.work.dunning import steps as by_hand

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
    assert f"Voor {FIRST}: Je krijgt een brief per post." in told
    assert f"Voor {SECOND}: Het is vandaag dag 3 nadat de afschrijving niet lukte. Op 4 december 2026" in told


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
    assert await reasons(talk) == [stop]
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
    assert await reasons(talk) == ["detention" if "gevangenis" in story else "vulnerable"]
    assert await why(kit) == [(await reasons(talk))[0]]


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
    assert await reasons(talk) == [stop]
    assert await why(kit) == [stop]


async def test_distress_gets_the_words_of_the_handbook_and_stops_it(kit: Kit) -> None:
    await owes(kit)
    talk, _ = await known(kit)
    told = await talk.say("ik zie het niet meer zitten", "signal_distress")
    assert "113" in told
    assert (await talk.row(t.conversations))["priority"] == "critical"
    assert await reasons(talk) == ["vulnerable"]


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


# --- already paid


async def test_the_schedule_stops_before_anything_is_asked(kit: Kit) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    await talk.say("ik heb al betaald", "report_payment_made")
    assert "alles staat nu stil" in await talk.say(IDENTIFIED)
    assert await reasons(talk) == ["paid_claimed"]  # also when he says no more
    assert "welk bedrag" in await talk.say("gisteren")
    told = await talk.say("84 euro")
    assert "uiterlijk 25 november 2026" in told
    case = await talk.row(t.cases)
    assert (case["department"], case["kind"], case["customer_number"]) == ("debiteurenbeheer", "debt", MINE)
    assert case["data"]["Bedrag"] == "€ 84"
    assert await reasons(talk) == ["paid_claimed"]


async def test_what_was_told_at_once_is_not_asked(kit: Kit) -> None:
    await owes(kit)
    await add(kit, c.payments, customer_number=MINE, at=dt.date(2026, 11, 22), cents=84_00, way="transfer")
    talk = await Talk.open(kit)
    await talk.say("ik heb gisteren 84 euro overgemaakt", "report_payment_made")
    told = await talk.say(IDENTIFIED)
    assert "Ik zie een betaling van € 84 op 22 november 2026." in told
    assert (await talk.row(t.cases))["data"]["Gezien in de administratie"].endswith("22-11-2026")


async def test_paid_and_nothing_open(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik heb al betaald", "report_payment_made")
    assert "niets open" in await talk.say(IDENTIFIED)
    assert await talk.rows(d.stops) == []
    assert await talk.rows(t.cases) == []


# --- disputes


async def test_a_part_is_left_out_and_the_rest_goes_on(kit: Kit) -> None:
    await owes_two(kit)
    talk = await Talk.open(kit)
    await talk.say("ik ben het niet eens met de vordering", "dispute_claim")
    assert "Om welke factuur gaat het" in await talk.say(IDENTIFIED)
    assert await reasons(talk) == ["dispute"]
    assert await why(kit) == ["dispute"]
    told = await talk.say("die van oktober, het kinderzitje van 5 euro heb ik nooit gehad")
    assert "reactie, uiterlijk 25 november 2026, en een besluit uiterlijk 7 december 2026" in told
    assert "Het andere deel, € 161, betaal je gewoon." in told
    assert await reasons(talk) == []
    assert (await talk.row(c.invoices, c.invoices.c.number == FIRST))["disputed_cents"] == 5_00
    assert await why(kit) == ["reminder_1"]
    assert "€ 161" in (await known(kit))[1]


async def test_what_is_not_clear_is_disputed_whole(kit: Kit) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    await talk.say("ik ben het niet eens met de vordering", "dispute_claim")
    await talk.say(IDENTIFIED)
    told = await talk.say("ik heb die fiets helemaal niet meer")
    assert "Je hoeft nu niets te betalen" in told
    assert await reasons(talk) == ["dispute"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("alles, ik had al lang opgezegd", "amount_above_limit"),
        ("die incassokosten van 40 euro zijn onterecht", "dunning_costs_disputed"),
        ("die rekening is verjaard", "dunning_costs_disputed"),
    ],
)
async def test_what_is_large_or_heavy_goes_to_a_person_and_stops_all(kit: Kit, text: str, reason: str) -> None:
    await owes_two(kit)
    talk = await Talk.open(kit)
    await talk.say("ik ben het niet eens met de vordering", "dispute_claim")
    await talk.say(IDENTIFIED)
    told = await talk.press("Alles") if text.startswith("alles") else await talk.say(text)
    told = await talk.say("ik had al lang opgezegd") if text.startswith("alles") else told
    assert "sturen wij geen aanmaning" in told
    await waits(talk, reason)
    assert await reasons(talk) == ["dispute"]


async def test_a_stop_that_a_colleague_set_is_not_narrowed(kit: Kit) -> None:
    await owes_two(kit)
    (claim,) = await plan_day(kit)
    await stops.stop(kit, MINE, "dispute", "agent:mo", claim_id=claim.claim.id)
    talk = await Talk.open(kit)
    await talk.say("ik ben het niet eens met de vordering", "dispute_claim")
    await talk.say(IDENTIFIED)
    await talk.say("die van oktober, het kinderzitje van 5 euro heb ik nooit gehad")
    assert await reasons(talk) == ["dispute"]


async def test_the_decision_on_a_part(kit: Kit) -> None:
    from handoff.work.dunning.disputes import settle_part

    await owes_two(kit)
    talk = await Talk.open(kit)
    await talk.say("ik ben het niet eens met de vordering", "dispute_claim")
    await talk.say(IDENTIFIED)
    await talk.say("die van oktober, het kinderzitje van 5 euro heb ik nooit gehad")
    await settle_part(kit, FIRST, "mo", "het zitje is geleverd")
    assert (await talk.row(c.invoices, c.invoices.c.number == FIRST))["disputed_cents"] == 0
    (one,) = await plan_day(kit)
    assert (one.today.why, one.today.on) == ("not_yet", dt.date(2026, 12, 1))  # seven days to pay first


# --- plans


async def asked_plan(kit: Kit, *more: str, language: str = "nl") -> tuple[Talk, str]:
    talk, _ = await known(kit, language)
    told = await talk.say("ik wil in termijnen betalen" if language == "nl" else "I want to pay in instalments", "request_payment_plan")
    for text in more:
        told = await talk.say(text)
    return talk, told


async def test_a_plan_is_proposed_said_back_and_waits_for_a_person(kit: Kit) -> None:
    await owes_two(kit)
    talk, told = await asked_plan(kit, "60 euro per maand vanaf 1 december")
    assert "- € 60 uiterlijk op 1 december 2026\n- € 60 uiterlijk op 1 januari 2027\n- € 46 uiterlijk op 1 februari 2027" in told
    assert "Samen € 166, zonder rente en zonder kosten." in told
    assert await talk.rows(d.plans) == []
    told = await talk.press("Ja, dat klopt")
    assert "uiterlijk 24 november 2026. Tot die tijd sturen wij geen aanmaning." in told
    plan, case = await talk.row(d.plans), await talk.row(t.cases)
    assert (plan["state"], plan["asked_by"], plan["note"], plan["reason"]) == ("asked", "bot", case["number"], None)
    assert [p["cents"] for p in plan["instalments"]] == [60_00, 60_00, 46_00]
    assert (case["department"], case["data"]["Voorstel"][:19]) == ("debiteurenbeheer", "€ 60 op 01-12-2026;")
    assert await why(kit) == ["plan_requested"]
    (mail,) = [m for m in await talk.rows(t.outbox) if m["kind"] == "confirmation"]
    assert "- € 60 uiterlijk op 1 december 2026" in mail["payload"]["body"]
    assert "Je voorstel ligt bij een collega" in (await talk.say("ik wil toch in 2 keer betalen", "request_payment_plan"))
    # a person with the role approves, it is confirmed, and the debtor hears of the next instalment
    agent = {"username": "mo", "roles": ("agent", "debtors"), "departments": ("debiteurenbeheer",)}
    await plans.decide(kit, plan["id"], agent, approved=True)
    assert "De termijn van € 60 is uiterlijk op 1 december 2026." in (await known(kit))[1]


async def test_in_english_with_a_number_of_months(kit: Kit) -> None:
    await owes_two(kit)
    talk, told = await asked_plan(kit, "in 2 months", language="en")
    assert "- €83 by 7 December 2026\n- €83 by 7 January 2027" in told  # as late as may be, until he says another day
    told = await talk.say("no, from 1 December", "deny")
    assert "- €83 by 1 December 2026\n- €83 by 1 January 2027" in told
    assert "You hear within 1 working day, by 24 November 2026" in await talk.press("Yes, that's right")


async def test_the_first_message_may_say_it_all(kit: Kit) -> None:
    await owes_two(kit)
    talk = await Talk.open(kit)
    await talk.say("ik wil in 3 termijnen betalen vanaf 1 december", "request_payment_plan")
    assert "- € 55,33 uiterlijk op 1 december 2026" in await talk.say(IDENTIFIED)


async def test_changed_before_it_is_sent(kit: Kit) -> None:
    await owes_two(kit)
    talk, _ = await asked_plan(kit, "60 euro per maand vanaf 1 december")
    told = await talk.say("nee, liever 70 euro per maand", "deny")
    assert "- € 70 uiterlijk op 1 december 2026" in told


async def test_outside_the_table_first_what_is_possible_then_a_person(kit: Kit) -> None:
    await owes_two(kit)
    talk, told = await asked_plan(kit, "20 euro per maand")
    assert "Bij € 166 mag ik zelf hooguit 3 termijnen voorstellen. Dat is minstens € 55,34 per maand." in told
    assert [b["title"] for b in talk.buttons] == ["2 termijnen van € 83", "3 termijnen van € 55,33", "Een collega laten kijken"]
    told = await talk.press("Een collega laten kijken")
    assert "Een collega kijkt wat er kan" in told
    await waits(talk, "plan_outside_table")
    plan = await talk.row(d.plans)
    assert (plan["instalments"], plan["reason"]) == ([], "below_minimum")
    assert await why(kit) == ["plan_requested"]
    assert (await talk.row(t.cases))["data"]["Eerdere wens"] == "€ 20 per maand"


async def test_outside_and_then_within(kit: Kit) -> None:
    await owes_two(kit)
    talk, _ = await asked_plan(kit, "20 euro per maand")
    assert "- € 83 uiterlijk op 7 december 2026" in await talk.press("2 termijnen van € 83")


async def test_the_first_instalment_within_fourteen_days(kit: Kit) -> None:
    await owes_two(kit)
    talk, told = await asked_plan(kit, "60 euro per maand vanaf 20 december")
    assert "Voor de eerste termijn is dat te laat." in told
    assert "Dat kan tot en met 7 december 2026." in told
    assert "- € 60 uiterlijk op 7 december 2026" in await talk.say("7 december")


async def test_an_earlier_plan_that_failed_is_for_a_person(kit: Kit) -> None:
    await owes_two(kit)
    (claim,) = await plan_day(kit)
    await add(
        kit, d.plans, key="old", claim_id=claim.claim.id, state="lapsed", instalments=[], open_cents=1, department="klantenservice",
        asked_at=kit.clock.now(), asked_by="bot", ended_on=dt.date(2026, 6, 1),
    )  # fmt: skip
    talk, _ = await asked_plan(kit, "60 euro per maand vanaf 1 december")
    await waits(talk, "earlier_plan_failed")


async def test_later_instead_of_in_parts(kit: Kit) -> None:
    await owes(kit)
    talk, told = await asked_plan(kit, "alles op 5 december")
    assert "- € 84 in één keer, uiterlijk op 5 december 2026" in told
    await talk.press("Ja, dat klopt")
    assert await reasons(talk) == ["plan_requested"]
    assert "€ 84 op 05-12-2026" in (await talk.row(t.cases))["data"]["Voorstel"]


async def test_a_delay_that_is_too_long(kit: Kit) -> None:
    await owes(kit)
    talk, told = await asked_plan(kit, "uitstel tot 1 februari")
    assert "hooguit 30 dagen, dus tot en met 23 december 2026" in told
    await talk.say("toch pas op 1 februari, alles in één keer")
    await waits(talk, "plan_outside_table")


async def test_no_plan_for_who_owes_nothing(kit: Kit) -> None:
    _, told = await asked_plan(kit)
    assert "Een regeling is dus niet nodig." in told


async def test_a_plan_during_hardship_is_for_the_colleague_who_has_it(kit: Kit) -> None:
    await owes(kit)
    await stops.stop(kit, MINE, "hardship", "agent:mo")
    talk, _ = await asked_plan(kit)
    await waits(talk, "plan_needs_person")


async def test_paid_in_the_meantime_the_proposal_does_no_harm(kit: Kit) -> None:
    await owes_two(kit)
    talk, _ = await asked_plan(kit, "60 euro per maand vanaf 1 december")
    async with kit.db.write() as tx:
        await tx.execute(update(c.invoices).values(paid_cents=c.invoices.c.total_cents))
    assert "niets open" in await talk.press("Ja, dat klopt")
    assert await talk.rows(d.plans) == []


async def test_the_wish_to_pay_in_parts_with_another_question(kit: Kit) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    told = await talk.say(
        "zijn jullie zaterdag open en ik wil in termijnen betalen",
        "ask_opening_hours=zijn jullie zaterdag open", "request_payment_plan=ik wil in termijnen betalen",
    )  # fmt: skip
    assert "17" in told
    assert "klantnummer" in told
    assert "Er staat € 84 open." in await talk.say(IDENTIFIED)


async def test_two_topics_of_arrears_at_once(kit: Kit) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    await talk.say(
        "ik kreeg een herinnering maar ik heb al betaald",
        "ask_reminder_received=ik kreeg een herinnering", "report_payment_made=maar ik heb al betaald",
    )  # fmt: skip
    told = await talk.say(IDENTIFIED)
    assert "€ 84" in told
    assert "alles staat nu stil" in told
    assert await reasons(talk) == ["paid_claimed"]


async def test_every_stop_says_where_it_came_from(kit: Kit) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    await talk.say("ik heb al betaald", "report_payment_made")
    await talk.say(IDENTIFIED)
    stop = await talk.row(d.stops)
    assert (stop["by"], stop["note"]) == ("bot", f"chat {talk.id}")
    async with kit.db.read() as tx:
        lines = [r.what for r in await tx.execute(select(t.history.c.what).where(t.history.c.subject == "customer"))]
    assert "dunning_stopped" in lines
