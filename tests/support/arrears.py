"""Rows of arrears for conversations about them, and the many ways in which somebody asks after them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.work.base import Kit
from handoff.work.dunning.run import plan_day
from tests.support.rows import bill, invoice
from tests.support.talking import CUSTOMER, IDENTIFIED, Talk, add

OTHER = {
    **CUSTOMER, "number": "40118299", "name": "Bas Vos", "birth_date": dt.date(1979, 5, 4), "street": "Kade", "house_number": "7", "postcode": "3511 AB",
    "email": "bas@voorbeeld.example", "phone": "+31612345679", "iban": "NL20INGB0001234567", "iban_holder": "B. Vos",
}  # fmt: skip
AS_OTHER = "40118299, 3511 AB 7, 04-05-1979"
FIRST, SECOND = "F2026-029001", "F2026-030001"


async def owes(kit: Kit, *, number: str = FIRST, failed: dt.date = dt.date(2026, 10, 27), **values: Any) -> None:
    """One failed invoice of € 84: the subscription and a child seat of € 5."""
    await invoice(kit, number, "2026-11", ("Kinderzitje", "Child seat", 500), **{"failed_on": failed, "paid_cents": 0, **values})  # fmt: skip


def two_bills() -> list[dict[str, Any]]:
    """The rows of those below."""
    seat, cover = ("Kinderzitje", "Child seat", 500), ("Regenhoes", "Rain cover", 300)
    return [
        bill(FIRST, "2026-10", seat, failed_on=dt.date(2026, 9, 28), paid_cents=0),
        bill(SECOND, "2026-11", cover, failed_on=dt.date(2026, 10, 27), paid_cents=0),
    ]


async def owes_two(kit: Kit) -> None:
    """Two failed invoices, of € 84 and € 82, since 28 September and 27 October 2026."""
    for row in two_bills():
        await add(kit, c.invoices, **row, contract_id=1)


async def other_customer(kit: Kit) -> None:
    """Somebody else, who owes nothing."""
    await add(kit, c.customers, **OTHER)


async def known(kit: Kit, language: str = "nl") -> tuple[Talk, str]:
    """An identified debtor who asked what is open, and what he heard."""
    talk = await Talk.open(kit, language)
    await talk.say("hoeveel sta ik open?" if language == "nl" else "how much do I owe?", "ask_arrears")
    return talk, await talk.say(IDENTIFIED)


async def stopped(talk: Talk) -> list[str]:
    """The reasons of the stops that hold."""
    return [s["reason"] for s in await talk.rows(d.stops) if s["lifted_at"] is None]


async def standing(kit: Kit) -> list[str]:
    """What the run of the day would do with each claim: a step, or why nothing."""
    return [one.today.step or one.today.why for one in await plan_day(kit)]


# topic: what somebody writes who wants to know of arrears; none of them may learn anything before the check
ASKED = {
    "nl": """
ask_arrears: hoeveel sta ik open?
ask_arrears: heb ik een achterstand
ask_arrears: staat er nog een rekening open op mijn naam?
ask_arrears: wat moet ik nog betalen
ask_arrears: ben ik jullie nog iets schuldig?
ask_arrears: kun je even kijken of alles betaald is
ask_arrears: ik wil alleen weten óf er iets openstaat, geen bedrag
ask_arrears: ja of nee, heb ik een betalingsachterstand?
ask_arrears: ik denk dat ik achterloop met betalen, klopt dat?
ask_arrears: hoeveel moet ik overmaken om bij te zijn
ask_arrears: is mijn laatste factuur al afgeschreven of staat die nog open?
ask_arrears: staat er iets open bij klant 40118273?
ask_arrears: wat is het saldo van 40118273
ask_arrears: mijn man heeft klantnummer 40118273, moet hij nog iets betalen?
ask_arrears: ik ben Anna de Boer van de Vinkstraat, hoeveel staat er open
ask_arrears: factuur F2026-029001, is die betaald?
ask_arrears: hoe hoog is mijn schuld inclusief kosten
ask_arrears: wanneer komt de volgende aanmaning
ask_arrears: word ik al aangemaand?
ask_arrears: stuur me een betaallink voor wat er openstaat
ask_reminder_received: ik heb een herinnering gekregen, wat moet ik nu doen?
ask_reminder_received: waarom krijg ik een aanmaning van jullie
ask_reminder_received: ik kreeg een brief over incassokosten
ask_reminder_received: mijn buurvrouw kreeg een aanmaning, klopt dat? ze heeft nummer 40118273
ask_reminder_received: jullie belden over een rekening, waar ging dat over?
ask_reminder_received: is er een 14-dagenbrief naar mij gestuurd?
ask_reminder_received: op welke dag van het schema zit ik met mijn factuur
ask_reminder_received: brief gekregen over F2026-029001, tot wanneer kan ik betalen
request_payment_plan: ik wil in termijnen betalen
request_payment_plan: kan ik mijn achterstand in 3 delen betalen
request_payment_plan: ik wil uitstel tot 15 december
request_payment_plan: 50 euro per maand lukt me wel, kan dat?
request_payment_plan: ik wil een regeling voor factuur F2026-029001
report_payment_made: ik heb al betaald
report_payment_made: gisteren 84 euro overgemaakt voor de openstaande factuur
report_payment_made: is mijn betaling van F2026-029001 binnen?
report_payment_made: ik heb alles al voldaan, kun je dat zien?
dispute_claim: ik ben het niet eens met de vordering
dispute_claim: factuur F2026-029001 klopt niet, dat is niet mijn schuld
dispute_claim: ik betaal dit niet want ik heb die fiets nooit gehad
""",
    "en": """
ask_arrears: how much do I owe?
ask_arrears: do I have any arrears
ask_arrears: is there an open invoice in my name?
ask_arrears: what do I still have to pay
ask_arrears: am I behind on my payments?
ask_arrears: could you check whether everything has been paid
ask_arrears: I only want to know whether there is something open, not how much
ask_arrears: yes or no: do I owe you money?
ask_arrears: what is the balance of customer 40118273
ask_arrears: my wife is customer 40118273, does she still owe you something?
ask_arrears: is invoice F2026-029001 paid?
ask_arrears: how much is my debt including costs
ask_arrears: when does my next reminder come
ask_arrears: send me a payment link for what is open
ask_reminder_received: I got a reminder, what now?
ask_reminder_received: why did I get a payment demand
ask_reminder_received: I got a letter about collection costs
ask_reminder_received: you called about a bill, what was it about?
ask_reminder_received: did you send me a 14-day letter about my invoice
ask_reminder_received: a letter about F2026-029001 came, until when can I pay?
request_payment_plan: I want to pay in instalments
request_payment_plan: can I pay my arrears in 3 parts
request_payment_plan: I need more time, until 15 December
request_payment_plan: I can do 50 euros a month, is that okay?
report_payment_made: I already paid
report_payment_made: I transferred 84 euros yesterday for the open invoice
report_payment_made: has my payment of F2026-029001 arrived?
dispute_claim: I disagree with this claim
dispute_claim: invoice F2026-029001 is wrong, that debt isn't mine
dispute_claim: I won't pay this because I never had that bike
""",
}


def asked(language: str) -> list[tuple[str, str]]:
    """(topic, message) in a language."""
    lines = [line for line in ASKED[language].splitlines() if line]
    return [(topic, text) for topic, _, text in (line.partition(": ") for line in lines)]
