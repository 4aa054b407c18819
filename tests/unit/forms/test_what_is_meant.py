"""What a message means besides what it says: a wish to complain, a question about the form itself, a language, a call agreed here."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.forms.capabilities.request_callback import subject_of
from handoff.decide.case_status import asks_when_called
from handoff.decide.entities import find_entities
from handoff.decide.fields import Message, Spec, Value, read_field
from handoff.decide.triage import files_complaint
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import case
from tests.support.talking import IDENTIFIED, MONDAY, Talk, content
from tests.unit.forms.helpers import asked, code_of

EXPLAINED = {"nl": "inhoudelijke reactie", "en": "substantive response"}


async def form(talk: Talk) -> str:
    """The form that is open, or ""."""
    row = await talk.row(t.conversations, t.conversations.c.id == talk.id)
    return str(((row["context"] or {}).get("form") or {}).get("topic") or "")


@pytest.mark.parametrize(
    ("language", "wish", "complaint", "topic"),
    [
        ("nl", "Ik wil een klacht indienen", "mijn fiets piept en rammelt al weken", "complain_product"),
        ("nl", "Ik wil een klacht indienen", "de bezorging was drie dagen te laat", "complain_delivery"),
        ("en", "I want to complain", "my bike has been rattling for weeks now", "complain_product"),
        ("en", "I want to file a complaint", "the mechanic did not show up yesterday", "complain_repair"),
    ],
)
async def test_the_complaint_alone_is_taken_in(kit: Kit, language: str, wish: str, complaint: str, topic: str) -> None:
    talk = await Talk.open(kit, language)
    said = await talk.say(f"{wish}: {complaint}", f"ask_complaint_procedure={wish}", f"{topic}={complaint}")
    assert EXPLAINED[language] not in said
    assert await form(talk) == topic
    assert await talk.rows(t.cases) == []
    (part,) = await talk.rows(t.parts)
    assert (part["topic"], part["text"]) == (topic, complaint)


@pytest.mark.parametrize(
    ("language", "wish", "said", "heard", "topic"),
    [
        ("nl", "ik wil een klacht indienen", "over de bezorging", "ask_delivery_status", "complain_delivery"),
        ("nl", "ik wil een klacht indienen", "mijn fiets is alweer stuk", "request_repair", "complain_product"),
        ("en", "I want to file a complaint", "it is about my invoice", "ask_invoice_explanation", "complain_invoice"),
        ("en", "I want to file a complaint", "your colleague was very rude to me", "complain_staff", "complain_staff"),
    ],
)
async def test_who_only_wants_to_complain_is_asked_what_about(
    kit: Kit, language: str, wish: str, said: str, heard: str, topic: str
) -> None:
    talk = await Talk.open(kit, language)
    reply = await talk.say(wish, "ask_complaint_procedure")
    assert ("Waar gaat het over" if language == "nl" else "What is it about") in reply
    assert len(talk.buttons) == 7
    assert await talk.rows(t.cases) == []
    await talk.say(said, heard)
    assert await form(talk) == topic


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_a_question_instead_is_answered_as_any_other(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik wil een klacht indienen" if language == "nl" else "I want to file a complaint", "ask_complaint_procedure")  # fmt: skip
    reply = await talk.say("is mijn bestelling al onderweg?" if language == "nl" else "is my order on its way?", "ask_delivery_status")  # fmt: skip
    assert "bestelnummer" in reply or "order number" in reply
    assert await form(talk) == "ask_delivery_status"


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_a_question_about_the_procedure_is_explained(kit: Kit, language: str) -> None:
    talk = await Talk.open(kit, language)
    question = "hoe werkt de klachtenprocedure?" if language == "nl" else "how does the complaints procedure work?"
    assert EXPLAINED[language] in await talk.say(question, "ask_complaint_procedure")
    complaint = "mijn factuur klopt niet." if language == "nl" else "my invoice is wrong."
    both = await talk.say(
        f"{complaint} {question}", f"complain_invoice={complaint}", f"ask_complaint_procedure={question}"
    )
    assert EXPLAINED[language] in both
    assert await form(talk) == "complain_invoice"


async def test_danger_beside_a_wish_to_complain_stays_danger(kit: Kit) -> None:
    talk = await Talk.open(kit)
    wish, fall = "ik wil een klacht indienen.", "ik ben gevallen en heb mijn arm gebroken"
    said = await talk.say(f"{wish} {fall}", f"ask_complaint_procedure={wish}", f"report_injury={fall}")
    assert "112" in said
    assert (await talk.row(t.conversations))["status"] == "waiting"


async def test_a_contested_claim_beside_a_wish_to_complain_stays_one(kit: Kit) -> None:
    talk = await Talk.open(kit)
    wish, claim = "ik wil een klacht indienen.", "ik ben het niet eens met jullie vordering"
    await talk.say(f"{wish} {claim}", f"ask_complaint_procedure={wish}", f"dispute_claim={claim}")
    assert await form(talk) == "dispute_claim"


async def test_what_is_wished_besides_is_arranged_first(kit: Kit) -> None:
    talk = await Talk.open(kit)
    wish, move = "ik wil een klacht indienen", "mijn adres wijzigen"
    said = await talk.say(f"{wish} en ook {move}", f"ask_complaint_procedure={wish}", f"change_address={move}")
    assert "Je klacht neem ik daarna op" in said
    assert await form(talk) == "change_address"


async def test_a_story_that_is_only_announced_is_asked_for(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil graag een klacht indienen over een medewerker", "complain_staff")
    assert await asked(talk) == "story"
    other = await Talk.open(kit, "en")
    await other.say("I'd like to file a complaint about your app", "complain_digital")
    assert await asked(other) == "story"


def test_the_subject_of_a_call_without_its_number() -> None:
    assert subject_of("kunnen jullie mij terugbellen over mijn factuur op 06 12345678") == "mijn factuur"
    assert subject_of("call me about my invoice on 06 12345678") == "my invoice"


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("ik wil een klacht indienen", True),
        ("hierbij wil ik een klacht indienen over de monteur", True),
        ("I'd like to file a complaint please", True),
        ("hoe staat het met mijn zaak Z2026-004512?", False),
        ("waar kan ik een klacht indienen?", False),
        ("ik wil weten hoe ik een klacht kan indienen", False),
        ("how do I file a complaint?", False),
    ],
)
def test_who_files_a_complaint(text: str, files: bool) -> None:
    assert files_complaint(text) is files


@pytest.mark.parametrize(
    ("language", "start", "question", "heard", "told"),
    [
        ("nl", "ik ga verhuizen", "moet ik de fiets dan zelf meenemen?", "ask_product_usage", "neemt de fiets zelf mee"),
        ("en", "I am moving house", "do I have to take the bike with me?", "start_subscription", "take the bike to your new address"),
        ("en", "I am moving house", "do I have to move the bike myself?", "change_address", "take the bike to your new address"),
    ],
)  # fmt: skip
async def test_a_question_about_what_is_arranged_is_answered_from_it(
    kit: Kit, language: str, start: str, question: str, heard: str, told: str
) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(start, "change_address")
    assert told in await talk.say(question, heard, confidence=0.69)  # while we ask who it is
    await talk.say(IDENTIFIED)
    said = await talk.say(question, heard, confidence=0.69)
    assert told in said
    assert ("nieuwe adres" if language == "nl" else "new address") in said
    assert await asked(talk) == "address"


async def test_what_it_costs_is_the_price_of_what_is_arranged(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil opzeggen", "cancel_subscription")
    assert "Opzeggen is gratis" in await talk.say("wat kost dat?", "ask_product_price")
    assert "€ 79" in await talk.say("wat kost de E-Stad?", "ask_product_price")


@pytest.mark.parametrize(
    ("language", "start", "answer", "spoken"),
    [
        ("nl", "stuur me de prijslijst per post", "Nederlands", "nl"),
        ("nl", "stuur me de prijslijst per post", "In het Engels graag", "en"),
        ("en", "please send me the price list by post", "Dutch please", "nl"),
        ("en", "please send me the price list by post", "English", "en"),
    ],
)
async def test_a_language_is_no_name(kit: Kit, language: str, start: str, answer: str, spoken: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say(start, "request_materials")
    await talk.say(answer, "switch_language")
    assert await asked(talk) == "name"
    await talk.say("Kees Bakker, Lindelaan 4, 3511 AB Utrecht")
    case = await talk.row(t.cases)
    assert case["data"]["Naam"] == "Kees Bakker"
    assert case["data"]["Taal"] == {"nl": "Nederlands", "en": "Engels"}[spoken]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna de Boer, 06 12345678", "Anna de Boer"),
        ("kunnen jullie mij terugbellen? Anna de Boer, 06 12345678", "Anna de Boer"),
        ("call me back on 06 12345678, Kees Bakker.", "Kees Bakker"),
        ("Bel Mij Terug op 06 12345678", None),
        ("kunnen jullie mij terugbellen op 06 12345678", None),
        ("Utrecht 06 12345678", None),
    ],
)
def test_a_name_beside_a_telephone_number(text: str, name: str | None) -> None:
    message = Message(text, MONDAY, "nl", find_entities(text, content(), MONDAY))
    read = read_field(Spec("name"), message, asked=False)
    assert (read.value if isinstance(read, Value) else None) == name


@pytest.mark.parametrize("text", ["over mijn factuur", "about my invoice", "morgen graag", "weet ik niet"])
def test_no_name(text: str) -> None:
    assert read_field(Spec("name"), Message(text, MONDAY, "nl"), asked=True) is None


async def test_a_moment_is_no_subject(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("kunnen jullie mij terugbellen? Anna de Boer, 06 12345678", "request_callback")
    assert await asked(talk) == "subject"
    await talk.say("morgen tussen 9 en 11", "request_callback")
    assert await asked(talk) == "subject"
    assert "over: mijn factuur" in await talk.say("over mijn factuur")


async def agreed(kit: Kit, language: str) -> Talk:
    """A conversation in which a call was agreed for tomorrow between 11 and 13."""
    talk = await Talk.open(kit, language)
    dutch = language == "nl"
    await talk.say("bel mij terug" if dutch else "call me back", "request_callback")
    await talk.say("Anna de Boer 0612345678")
    await talk.say("over mijn factuur" if dutch else "about my invoice")
    await talk.say("dinsdag tussen 11 en 13 uur" if dutch else "Tuesday between 11:00 and 13:00")
    await talk.say("ja" if dutch else "yes", "affirm")
    return talk


@pytest.mark.parametrize(
    ("language", "question", "heard", "told"),
    [
        ("nl", "wanneer bellen jullie mij?", "request_callback", "dinsdag 24 november tussen 11.00 en 13.00 uur"),
        ("nl", "hoe laat word ik gebeld?", "ask_opening_hours", "dinsdag 24 november tussen 11.00 en 13.00 uur"),
        ("en", "When will you call me?", "request_callback", "Tuesday 24 November between 11:00 and 13:00"),
    ],
)
async def test_when_we_call_is_told_where_it_was_agreed(
    kit: Kit, language: str, question: str, heard: str, told: str
) -> None:
    talk = await agreed(kit, language)
    said = await talk.say(question, heard)
    assert told in said
    assert "Z2026-" in said
    other = await Talk.open(kit, language)
    assert told not in await other.say(question, heard)  # said to nobody else


async def test_a_call_that_is_late_is_for_a_person(kit: Kit) -> None:
    talk = await agreed(kit, "nl")
    kit.clock.moment = MONDAY + dt.timedelta(days=2)  # type: ignore[attr-defined]
    assert "Dat spijt me" in await talk.say("wanneer bellen jullie mij?", "request_callback")


async def test_of_somebody_with_more_cases_it_is_the_call_that_is_meant(kit: Kit) -> None:
    await case(kit)
    talk = await Talk.open(kit)
    await talk.say("ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht", "change_address")
    await talk.say(IDENTIFIED)
    await talk.say("laat maar", "stop")
    await talk.say("bel mij terug op 06 12345678 over mijn factuur, dinsdag tussen 11 en 13 uur", "request_callback")
    await talk.say("ja", "affirm")
    assert "dinsdag 24 november tussen 11.00 en 13.00" in await talk.say("wanneer bellen jullie?", "request_callback")
    assert len(await talk.rows(t.cases)) == 2


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("wanneer bellen jullie mij?", True),
        ("op welk tijdstip word ik gebeld?", True),
        ("word ik nog gebeld", True),
        ("what time will you call?", True),
        ("are you still going to call me?", True),
        ("bel mij morgen terug", False),
        ("can you call me back on Monday?", False),
        ("kunnen jullie mij bellen?", False),
    ],
)
def test_who_asks_when_he_is_called(text: str, asks: bool) -> None:
    assert asks_when_called(text) is asks


@pytest.mark.parametrize(
    ("language", "words", "question"),
    [("nl", "kunnen we in het Engels verder?", "What are your customer number"), ("en", "can we switch to Dutch?", "Wat zijn je klantnummer")],
)  # fmt: skip
async def test_the_other_language_in_the_middle(kit: Kit, language: str, words: str, question: str) -> None:
    talk = await Talk.open(kit, language)
    await talk.say("ik wil opzeggen" if language == "nl" else "I want to cancel", "cancel_subscription")
    assert question in await talk.say(words, "switch_language")
    assert (await talk.row(t.conversations))["language"] == ("en" if language == "nl" else "nl")
    said = await talk.say(IDENTIFIED)
    assert ("service point" if language == "nl" else "servicepunt") in said
    said = await talk.say("Nederlands graag" if language == "nl" else "English please", "switch_language")
    assert ("servicepunt" if language == "nl" else "service point") in said
    assert await asked(talk) == "return_way"
    assert talk.buttons[0]["title"] == ("Ik breng hem" if language == "nl" else "I'll bring it")


async def test_the_address_beside_number_and_date_of_birth_is_the_one_we_know(kit: Kit) -> None:
    talk = await Talk.open(kit)
    said = await talk.say("40118273, 3527 GV 12, 12-03-1985, ik wil mijn adres wijzigen", "change_address")
    assert "nieuwe adres" in said
    assert (await talk.row(t.conversations))["verified"] == 2
    other = await Talk.open(kit)
    said = await other.say(
        "ik ben klant 40118273, geboren 12-03-1985, ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht",
        "change_address",
    )
    assert "je huidige postcode en je huidige huisnummer" in said


@pytest.mark.parametrize(
    ("language", "lead", "question", "told"),
    [
        ("nl", "Ik heb twee vragen", "wat kost de E-Stad?", "€ 79"),
        ("en", "I have two questions", "what does the E-Stad cost?", "€79"),
    ],
)
async def test_an_announcement_before_questions_is_not_answered(
    kit: Kit, language: str, lead: str, question: str, told: str
) -> None:
    talk = await Talk.open(kit, language)
    repair = "hoe lang duurt een reparatie?" if language == "nl" else "how long does a repair take?"
    said = await talk.say(
        f"{lead}: {question} {repair}", f"ask_capabilities={lead}", f"ask_product_price={question}", f"ask_repair_status={repair}"
    )  # fmt: skip
    assert said.startswith("De E-Stad" if language == "nl" else "The E-Stad")
    assert told in said
    assert "45" in said
    assert "spijt" not in said
    assert "sorry" not in said


async def test_who_one_is_outlives_a_stop(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn nieuwe rekeningnummer is NL20INGB0001234567", "change_bank_account")
    await talk.say("40118273, 3527 GV 12")
    await talk.say(await code_of(talk))
    await talk.say("laat maar", "stop")
    await talk.say("laat maar", "stop")
    assert "wiens naam" in await talk.say("toch maar: NL20INGB0001234567", "change_bank_account")
