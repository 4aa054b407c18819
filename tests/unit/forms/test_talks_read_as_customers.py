"""What reading whole conversations as a customer showed, each as the handbook has it, in both languages."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from handoff.clock import AMSTERDAM
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.conversations import take_message
from tests.support.talking import IDENTIFIED, StillClock, Talk
from tests.unit.forms.helpers import waits

VAGUE = {"nl": "het wordt me allemaal te veel", "en": "it is all getting too much"}


async def heard(kit: Kit, language: str, text: str, confidence: float) -> tuple[Talk, str]:
    talk = await Talk.open(kit, language)
    return talk, await talk.say(text, "signal_distress", confidence=confidence, urgent={"signal_distress": confidence})


async def heard_as(talk: Talk, text: str, parts: list[dict[str, Any]]) -> str:
    """Say ``text``, which the engine understood as ``parts``."""
    taken = await take_message(talk.kit, talk.id, str(uuid.uuid4()), text=text)
    return await talk._turn(taken.seq, parts)


# --- distress (prioriteiten, signal_distress: "Bij twijfel: kies voor zorg ... Vraag het rustig en bied hulp aan")


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_distress_that_is_not_sure_gets_care_and_a_question(kit: Kit, language: str) -> None:
    talk, said = await heard(kit, language, VAGUE[language], 0.5)
    assert "113" in said
    assert "?" in said
    assert (await talk.row(t.conversations))["status"] == "bot"
    assert {"/signal_distress", "/ask_human"} <= {b["payload"] for b in talk.buttons}


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("het wordt me allemaal te veel", 0.9),  # sure
        ("ik denk de laatste tijd aan zelfmoord", 0.4),  # the words say it, however sure the model is
        ("I want to die", 0.4),
        ("mijn man slaat me", 0.4),
    ],
)
async def test_distress_that_leaves_no_doubt_goes_at_once(kit: Kit, text: str, confidence: float) -> None:
    talk, said = await heard(kit, "nl", text, confidence)
    assert "112" in said
    assert (await talk.row(t.conversations))["status"] == "waiting"


@pytest.mark.parametrize(("language", "yes"), [("nl", "ja"), ("en", "yes")])
async def test_a_yes_to_how_somebody_is_calls_a_person(kit: Kit, language: str, yes: str) -> None:
    talk, _ = await heard(kit, language, VAGUE[language], 0.5)
    said = await talk.say(yes, "affirm")
    assert "113" in said
    assert "112" in said
    assert (await talk.row(t.conversations))["priority"] == "critical"


async def test_a_second_doubt_is_no_question_any_more(kit: Kit) -> None:
    talk, _ = await heard(kit, "nl", VAGUE["nl"], 0.5)
    await talk.say("ik ben gewoon zo moe", "signal_distress", confidence=0.4, urgent={"signal_distress": 0.4})
    assert (await talk.row(t.conversations))["status"] == "waiting"


async def test_a_no_goes_on_with_what_he_came_for(kit: Kit) -> None:
    talk, _ = await heard(kit, "nl", VAGUE["nl"], 0.5)
    assert "zaterdag" in await talk.say("nee hoor, zijn jullie zaterdag open?", "ask_opening_hours")
    assert (await talk.row(t.conversations))["status"] == "bot"


@pytest.mark.parametrize(("language", "words", "yes"), [("nl", "ik wil er een einde aan maken", "ja"), ("en", "I want to end it", "yes")])
async def test_a_yes_to_two_questions_is_asked_once_more(kit: Kit, language: str, words: str, yes: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(words, "cancel_subscription", confidence=0.6)
    said = await talk.say(yes, "affirm")
    assert "?" in said
    assert {"/cancel_subscription", "/signal_distress"} <= {b["payload"] for b in talk.buttons}
    assert (await talk.row(t.conversations))["status"] == "bot"


# --- hand-overs that say what the handbook says


@pytest.mark.parametrize(
    ("language", "topic", "text", "pieces"),
    [
        ("nl", "complain_repair", "de monteur is weer niet gekomen, dit is al de tweede keer", ["standaardvergoeding van € 10 per keer", "binnen 2 werkdagen"]),
        ("en", "complain_repair", "second time your mechanic did not show up for the appointment", ["€10 for each time"]),
        ("nl", "complain_delivery", "dit is de derde keer dat de bezorger niet gekomen is", ["standaardvergoeding van € 10 per keer"]),
        ("nl", "report_lost_key", "mijn telefoon is gestolen en daar zit de app van de fiets op", ["blokkeert meteen de toegang", "noodcode", "088-000 12 60"]),
        ("en", "ask_product_usage", "I lost my phone, how do I unlock my bike?", ["blocks access to the app", "emergency code"]),
        ("nl", "report_lost_key", "mijn sleutels zijn gestolen uit mijn jas", ["met aangifte", "gratis"]),
        ("nl", "report_theft", "mijn fiets is gestolen en ik zie hem nu staan bij het station", ["Ga er niet zelf op af, bel 112", "088-000 12 12"]),
        ("en", "report_theft", "my bike was stolen and I can see it right now", ["Do not go after it yourself, call 112"]),
        ("nl", "dispute_claim", "ik ben het niet eens met de incassokosten", ["geen aanmaning", "2 werkdagen", "10 werkdagen", "7 kalenderdagen"]),
        ("en", "dispute_claim", "I dispute the collection costs", ["no reminders", "2 working days", "within 10", "7 calendar days"]),
        ("nl", "cancel_subscription", "ik wil 3 abonnementen opzeggen", ["De datum van vandaag telt"]),
        ("en", "report_damage", "a car hit me and my bike is damaged, I am fine", ["do not admit fault"]),
    ],
)  # fmt: skip
async def test_a_hand_over_says_what_the_handbook_says(kit: Kit, language: str, topic: str, text: str, pieces: list[str]) -> None:
    talk = await Talk.open(kit, language)
    said = await talk.say(text, topic)
    for piece in pieces:
        assert piece in said
    assert "half doen" not in said
    assert "by halves" not in said
    assert (await talk.row(t.conversations))["status"] == "waiting"


async def test_the_disputed_costs_of_who_we_know_are_held_from_now_on(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("hoeveel staat er nog open?", "ask_arrears")
    await talk.say(IDENTIFIED)
    said = await talk.say("ik ben het niet eens met de incassokosten", "dispute_claim")
    assert "geen aanmaning" in said
    assert "nadat je gegevens" not in said


async def test_how_the_lock_opens_is_not_told_to_who_lost_the_telephone(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    said = await talk.say("I lost my phone, how do I open the lock?", "ask_product_usage")
    assert "bluetooth" not in said
    await waits(talk, "lost_phone")


async def test_with_priority_and_nobody_there_the_call_is_as_soon_as_a_person(kit: Kit) -> None:
    talk = await Talk.open(kit)
    assert "vandaag vóór 14.15 uur" in await talk.say("ik stap naar een advocaat", "threaten_escalation")
    await talk.say("06 12345678")
    case = await talk.row(t.cases)
    assert dt.datetime.fromisoformat(case["callback"]["by"]) == dt.datetime(2026, 11, 23, 14, 15, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("language", "topic", "text", "pieces"),
    [
        ("nl", "complain_accessibility", "jullie hebben beloofd mij gisteren terug te bellen over Z2026-004512 en er is niemand die belt", ["standaardvergoeding van € 5"]),
        ("nl", "ask_direct_debit", "er is 2x afgeschreven deze maand", ["binnen 5 werkdagen terug", "8 weken"]),
        ("en", "ask_direct_debit", "you charged me twice this month", ["within 5 working days", "8 weeks"]),
        ("en", "ask_direct_debit", "I want to cancel my direct debit mandate", ["explains how you pay afterwards"]),
    ],
)  # fmt: skip
async def test_a_hand_over_names_what_is_due(kit: Kit, language: str, topic: str, text: str, pieces: list[str]) -> None:
    said = await (await Talk.open(kit, language)).say(text, topic)
    for piece in pieces:
        assert piece in said


@pytest.mark.parametrize(("language", "text", "start"), [("nl", "mijn moeder is overleden, loopt haar abonnement door?", "Gecondoleerd"), ("en", "my husband passed away, how do I cancel his bike subscription?", "My condolences")])  # fmt: skip
async def test_after_a_death_condolences_come_before_anything_else(kit: Kit, language: str, text: str, start: str) -> None:
    said = await (await Talk.open(kit, language)).say(text, "cancel_subscription")
    assert said.startswith(start)
    assert {"nl": "geen verrekening", "en": "no settlement"}[language] in said


# --- answers


async def advised(kit: Kit, language: str = "nl") -> Talk:
    talk = await Talk.open(kit, language)
    text = {"nl": "welke fiets past bij mij? ik ben 1,75 en rij 10 km naar mijn werk", "en": "which bike suits me? I am 1.75 m and ride 10 km to work"}
    assert "E-Stad" in await talk.say(text[language], "ask_product_advice")
    return talk


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "wat kost zo'n abonnement eigenlijk?"), ("nl", "en wat kost een abonnement?"), ("nl", "prijs?"),
        ("en", "how much is a subscription?"), ("en", "ok and how much per month for a bike like this?"),
    ],
)  # fmt: skip
async def test_the_price_in_advice_is_that_of_the_bike_that_was_advised(kit: Kit, language: str, text: str) -> None:
    talk = await advised(kit, language)
    said = await talk.say(text, "ask_product_price")
    assert "79" in said
    assert "65" in said
    assert "E-Bak" not in said


async def test_all_prices_are_there_for_who_asks_for_them(kit: Kit) -> None:
    talk = await advised(kit)
    assert "E-Bak Drie" in await talk.say("wat kosten jullie fietsen?", "ask_product_price")


async def test_advice_goes_on_after_the_price(kit: Kit) -> None:
    talk = await advised(kit)
    await talk.say("wat kost zo'n abonnement eigenlijk?", "ask_product_price")
    assert "Waar staat de fiets" in await talk.say("alleen een tas", "ask_accessories")


@pytest.mark.parametrize(
    ("language", "topic", "text", "pieces"),
    [
        ("nl", "ask_product_features", "hoe zwaar is de vouwfiets en mag hij mee in de trein?", ["12,5 kg", "trein", "15 seconden"]),
        ("nl", "ask_product_usage", "mag een e-bike mee in de trein", ["de Vouw"]),
        ("nl", "ask_product_features", "mag de e-stad mee in de trein?", ["de Vouw"]),
        ("en", "ask_product_features", "can I take the Vouw on the train?", ["train", "15 seconds"]),
        ("en", "ask_accessories", "are bikes allowed on the train?", ["the Vouw"]),
    ],
)  # fmt: skip
async def test_along_on_the_train(kit: Kit, language: str, topic: str, text: str, pieces: list[str]) -> None:
    talk = await Talk.open(kit, language)
    said = await talk.say(text, topic, confidence=0.5)
    for piece in pieces:
        assert piece in said


@pytest.mark.parametrize(
    ("language", "first", "second", "pieces"),
    [
        ("nl", "kan de fiets buiten staan als het vriest?", "en de accu dan?", ["bij vorst", "tussen 0 en 40 graden"]),
        ("en", "can the bike stay outside when it freezes?", "and the battery?", ["when it freezes", "0 and 40 degrees"]),
        ("nl", "kan de fiets buiten staan als het vriest?", "en als de accu heet wordt?", ["Veiligheidslijn", "112"]),
        ("nl", "hoe maak ik de fiets schoon?", "en de ketting?", ["1 keer per maand"]),
    ],
)  # fmt: skip
async def test_and_the_battery_is_about_what_was_asked_before(kit: Kit, language: str, first: str, second: str, pieces: list[str]) -> None:
    talk = await Talk.open(kit, language)
    before = await talk.say(first, "ask_product_usage")
    said = await talk.say(second, "ask_product_usage")
    assert said != before
    for piece in pieces:
        assert piece in said


@pytest.mark.parametrize(
    ("language", "parts", "pieces"),
    [
        ("nl", ("ask_reminder_received=ik heb een tweede herinnering gekregen. wat gebeurt er als ik dat niet doe?",), ["14-dagenbrief", "geboortedatum"]),
        ("en", ("ask_reminder_received=Got a second reminder, why?", "ask_product_price=what happens if I dont pay, and is there a fee?"), ["14-day letter", "A reminder is free", "date of birth"]),
    ],
)  # fmt: skip
async def test_what_is_asked_beside_a_reminder_is_explained_in_general(kit: Kit, language: str, parts: tuple[str, ...], pieces: list[str]) -> None:
    talk = await Talk.open(kit, language)
    said = await talk.say(" ".join(p.partition("=")[2] for p in parts), *parts)
    for piece in pieces:
        assert piece in said
    assert "E-Bak" not in said


async def test_what_goes_on_without_certainty_is_about_what_was_explained(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("kan ik pauzeren?", "pause_subscription")
    parts = [{"text": "en als ik 5 weken ga?", "topic": "nlu_fallback", "confidence": 0.23, "ranking": [{"name": "pause_subscription", "confidence": 0.23}], "urgent": {}}]
    assert "minimaal 30" in await heard_as(talk, "en als ik 5 weken ga?", parts)


async def test_a_ferry_in_a_question_on_insurance_is_about_insurance(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("how long do I have to wait for an E-Ver?", "ask_availability")
    said = await talk.say("ok and is it insured on the ferry", "ask_insurance")
    assert "insured in every subscription" in said
    assert "fold" not in said


@pytest.mark.parametrize(("text", "piece"), [("is it insured?", "every subscription"), ("is my bike insured", "every subscription"), ("what is insured?", "every subscription"), ("am I insured if I get injured?", "injury to yourself is not insured")])  # fmt: skip
async def test_insured_is_not_injured(kit: Kit, text: str, piece: str) -> None:
    assert piece in await (await Talk.open(kit, "en")).say(text, "ask_insurance")


async def test_another_bike_is_about_the_accessory_that_was_asked_for(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    await talk.say("can we put a child seat on it, our son is 8 kg? it is the E-Stad", "ask_accessories")
    assert "Stad Comfort" in await talk.say("what about the Stad Comfort then?", "ask_product_comparison")


async def test_what_something_costs_beside_two_requests_is_no_third_subject(kit: Kit) -> None:
    talk = await Talk.open(kit)
    key, price, move = "ik ben een sleutel van het kettingslot kwijt", "wat kost dat", "mijn adres is veranderd"
    said = await talk.say(f"{key}. {price}? en {move}", f"report_lost_key={key}", f"ask_product_price={price}", f"change_address={move}")
    assert "€ 15" in said
    assert (await talk.row(t.conversations))["status"] == "bot"


async def test_the_price_beside_is_that_of_what_was_named_just_before(kit: Kit) -> None:
    talk = await Talk.open(kit)
    told, asked = "mijn krat is gebroken", "wat kost een nieuwe?"
    said = await talk.say(f"{told} en {asked}", f"complain_product={told}", f"ask_product_price={asked}")
    assert "€ 2 per maand" in said
    assert "E-Bak" not in said


@pytest.mark.parametrize(("language", "first", "second", "piece"), [("nl", "kan ik voor mijn bedrijf 6 fietsen leasen?", "en als het er maar 4 zijn", "derde fiets"), ("en", "can my company lease 6 bikes?", "and what if there are only 4", "third bike")])  # fmt: skip
async def test_another_number_of_bikes_goes_on_from_business(kit: Kit, language: str, first: str, second: str, piece: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(first, "ask_business")
    assert piece in await talk.say(second, "complain_invoice", confidence=0.3)


@pytest.mark.parametrize(("language", "keys", "again"), [("nl", "ja, ik heb de sleutels allebei nog", "aangifte"), ("en", "yes i still have the keys", "police")])
async def test_keys_that_are_there_are_no_police_report(kit: Kit, language: str, keys: str, again: str) -> None:
    talk = await Talk.open(kit, language)
    story = {"nl": "mijn fiets is vannacht gestolen voor mijn huis in Utrecht, op slot met beide sloten", "en": "my bike was stolen last night in front of my house, locked with both locks"}
    await talk.say(story[language], "report_theft")
    asked = [await talk.say(IDENTIFIED), await talk.say(keys)]
    assert any(again in one for one in asked)
    said = " ".join((asked[1], await talk.say(keys)))
    assert "Goed dat je dat al deed" not in said
    assert "Good that you did that already" not in said


async def test_who_pays_after_a_complaint_is_not_about_insurance(kit: Kit) -> None:
    talk = await Talk.open(kit, "en")
    told, asked = "your mechanic left it worse than before.", "who pays for that?"
    said = await talk.say(f"{told} {asked}", f"complain_repair={told}", f"ask_insurance={asked}")
    assert "liability insurance" not in said


# --- forms


@pytest.mark.parametrize(("language", "text"), [("nl", "ik ben mijn klantnummer kwijt"), ("en", "I lost my customer number")])
async def test_a_lost_customer_number_is_no_leak(kit: Kit, language: str, text: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say({"nl": "ik ga verhuizen, wijzig mijn adres", "en": "I am moving, please change my address"}[language], "change_address")
    said = await talk.say(text, "report_hardship", confidence=0.38, learned={"data_leak": 0.99})
    assert {"nl": "op je factuur", "en": "on your invoice"}[language] in said
    assert (await talk.row(t.conversations))["status"] == "bot"


async def test_what_it_costs_in_all_is_no_lost_number(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil overstappen van flex naar jaar", "switch_subscription")
    assert "€ 84" in await talk.say("en wat ben ik dan in totaal kwijt voor de e-ver", "ask_product_price")


@pytest.mark.parametrize(
    ("language", "story", "when", "way", "noted"),
    [
        ("nl", "de monteur was vorige week heel grof tegen me", "dinsdag rond 14 uur aan de deur", "mail is prima", "per e-mail"),
        ("en", "your mechanic was very rude to me last week", "Tuesday around 2 pm at my door", "email is fine", "by e-mail"),
        ("nl", "de monteur was vorige week heel grof tegen me", "dinsdag rond 14 uur aan de deur", "bellen mag ook", "per telefoon"),
    ],
)  # fmt: skip
async def test_a_way_to_be_reached_is_no_wish(kit: Kit, language: str, story: str, when: str, way: str, noted: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(story, "complain_staff")
    await talk.say(when)
    await talk.say(way)
    await talk.say({"nl": "excuses", "en": "an apology"}[language])
    summary = await talk.say("40118273, 3527 GV, 06 12345678, anna@voorbeeld.example")
    assert noted in summary
    assert way not in summary


@pytest.mark.parametrize(
    ("language", "text", "about"),
    [
        ("nl", "bel me vanmiddag over de borg, 0612345678, ik heet Jan Smit", "over: de borg."),
        ("en", "call me this afternoon about my deposit, 0612345678, my name is Jan Smit", "about: my deposit."),
    ],
)
async def test_this_afternoon_is_a_slot_in_the_afternoon(kit: Kit, language: str, text: str, about: str) -> None:
    kit.clock.moment = dt.datetime(2026, 11, 24, 10, 0, tzinfo=AMSTERDAM)  # type: ignore[attr-defined]
    assert isinstance(kit.clock, StillClock)
    talk = await Talk.open(kit, language)
    said = await talk.say(text, "request_callback")
    for piece in ("24", "13", "15"):
        assert piece in said
    assert about in said
