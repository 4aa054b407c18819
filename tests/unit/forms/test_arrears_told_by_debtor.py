"""What a debtor tells: that it was paid, that it is wrong, how it can be paid. The schedule stops, a proposal waits, a person decides."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.dunning import plans, stops
from handoff.work.dunning.disputes import settle_part
from handoff.work.dunning.run import plan_day
from tests.support.arrears import FIRST, known, owes, owes_two, standing, stopped
from tests.support.rows import MINE
from tests.support.talking import IDENTIFIED, Talk, add
from tests.unit.forms.helpers import waits

# --- already paid


async def test_the_schedule_stops_before_anything_is_asked(kit: Kit) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    await talk.say("ik heb al betaald", "report_payment_made")
    assert "alles staat nu stil" in await talk.say(IDENTIFIED)
    assert await stopped(talk) == ["paid_claimed"]  # also when he says no more
    assert "welk bedrag" in await talk.say("gisteren")
    told = await talk.say("84 euro")
    assert "uiterlijk 25 november 2026" in told
    case = await talk.row(t.cases)
    assert (case["department"], case["kind"], case["customer_number"]) == ("debiteurenbeheer", "debt", MINE)
    assert case["data"]["Bedrag"] == "€ 84"
    assert await stopped(talk) == ["paid_claimed"]


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
    assert await stopped(talk) == ["dispute"]
    assert await standing(kit) == ["dispute"]
    told = await talk.say("die van oktober, het kinderzitje van 5 euro heb ik nooit gehad")
    assert "reactie, uiterlijk 25 november 2026, en een besluit uiterlijk 7 december 2026" in told
    assert "Het andere deel, € 161, betaal je gewoon." in told
    assert await stopped(talk) == []
    assert (await talk.row(c.invoices, c.invoices.c.number == FIRST))["disputed_cents"] == 5_00
    assert await standing(kit) == ["reminder_1"]
    assert "€ 161" in (await known(kit))[1]


async def test_what_is_not_clear_is_disputed_whole(kit: Kit) -> None:
    await owes(kit)
    talk = await Talk.open(kit)
    await talk.say("ik ben het niet eens met de vordering", "dispute_claim")
    await talk.say(IDENTIFIED)
    told = await talk.say("ik heb die fiets helemaal niet meer")
    assert "Je hoeft nu niets te betalen" in told
    assert await stopped(talk) == ["dispute"]


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
    assert await stopped(talk) == ["dispute"]


async def test_a_stop_that_a_colleague_set_is_not_narrowed(kit: Kit) -> None:
    await owes_two(kit)
    (claim,) = await plan_day(kit)
    await stops.stop(kit, MINE, "dispute", "agent:mo", claim_id=claim.claim.id)
    talk = await Talk.open(kit)
    await talk.say("ik ben het niet eens met de vordering", "dispute_claim")
    await talk.say(IDENTIFIED)
    await talk.say("die van oktober, het kinderzitje van 5 euro heb ik nooit gehad")
    assert await stopped(talk) == ["dispute"]


async def test_the_decision_on_a_part(kit: Kit) -> None:
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
    assert await standing(kit) == ["plan_requested"]
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
    assert "Bij € 166 mag ik zelf hooguit 3 termijnen voorstellen. Dat is minstens € 55,33 per maand." in told
    assert [b["title"] for b in talk.buttons] == ["2 termijnen van € 83", "3 termijnen van € 55,33", "Een collega laten kijken"]
    told = await talk.press("Een collega laten kijken")
    assert "Een collega kijkt wat er kan" in told
    await waits(talk, "plan_outside_table")
    plan = await talk.row(d.plans)
    assert (plan["instalments"], plan["reason"]) == ([], "below_minimum")
    assert await standing(kit) == ["plan_requested"]
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
    assert await stopped(talk) == ["plan_requested"]
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
    assert await stopped(talk) == ["paid_claimed"]


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


async def test_what_goes_straight_to_a_person_stops_the_claims_there_are(kit: Kit) -> None:
    await owes(kit)
    talk, _ = await known(kit)
    await talk.say("die 400 euro betwist ik, en die incassokosten ook", "dispute_claim")
    assert (await talk.row(t.conversations))["status"] == "waiting"
    (stop,) = await talk.rows(d.stops)
    assert (stop["reason"], stop["claim_id"]) == ("dispute", 1)


async def test_and_nothing_where_there_are_none(kit: Kit) -> None:
    talk, _ = await known(kit)
    await talk.say("die 400 euro betwist ik, en die incassokosten ook", "dispute_claim")
    assert (await talk.row(t.conversations))["status"] == "waiting"
    assert await talk.rows(d.stops) == []
