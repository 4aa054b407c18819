"""Answers in words: which reply fits a message, other wordings, both languages complete."""

from __future__ import annotations

import pytest

from actions.answers import HANDLERS, answer, choose
from actions.answers.model import Question
from tests.unit.answers.helpers import MONDAY, ask, content

EXPECTED = """
ask_product_usage|nl|open-lock|hoi, hoe kan ik dat slimme slot van jullie openkrijgen met mn telefoon?
ask_is_bot|nl|not-human|bent u een mens?
ask_is_bot|en|not-human|are you a real person?
ask_is_bot|nl|overview|ben jij een robot?
ask_is_bot|nl|overview|ben je een mens of een robot?
ask_direct_debit|nl|overview|en wanneer wordt het afgeschreven?
ask_direct_debit|en|overview|and when will it be debited?
ask_product_usage|nl|open-lock|slot openen
ask_product_usage|nl|open-lock|hoe maak ik hem open
ask_product_usage|nl|close-lock|hoe zet ik m weer op slot
ask_product_usage|nl|close-lock|moet ik de hendel naar beneden duwen om te sluiten?
ask_product_usage|nl|lock-problem|slot doet niks als ik op openen druk
ask_product_usage|nl|lock-problem|app vindt mijn slot niet via bluetooth
ask_product_usage|nl|app-versions|doet de app het op android 10
ask_product_usage|nl|app-versions|ik heb een oude iPhone 7, werkt de app daarop?
ask_product_usage|nl|sharing|mag mijn man de fiets ook gebruiken via de app
ask_product_usage|nl|sharing|hoeveel mensen kunnen dezelfde fiets openen
ask_product_usage|en|sharing|can my wife use the lock as well?
ask_product_usage|en|sharing|how many people can I share it with
ask_product_usage|nl|phone-empty|telefoon leeg, hoe krijg ik mn fiets open
ask_product_usage|nl|lock-battery|hoe lang doet de batterij van het slot het
ask_product_usage|nl|charging|mag ik de accu 's nachts aan de lader laten hangen
ask_product_usage|nl|charging|kan ik ook een lader van een ander merk gebruiken
ask_product_usage|nl|charging|waar kan ik het best opladen thuis, gang of schuur
ask_product_usage|en|charging|is it ok to charge the battery overnight while sleeping
ask_product_usage|nl|battery-life|is het slecht om de accu altijd tot 100% te laden
ask_product_usage|nl|battery-life|moet ik de accu eerst helemaal leeg rijden
ask_product_usage|nl|battery-storage|ik ga 2 maanden op reis, wat doe ik met de accu
ask_product_usage|nl|battery-storage|accu bewaren als ik hem lang niet gebruik
ask_product_usage|nl|winter-battery|moet de accu naar binnen als het vriest
ask_product_usage|nl|winter|tips voor de winter
ask_product_usage|nl|cleaning|mag de hogedrukreiniger erop
ask_product_usage|nl|cleaning|waarmee mag ik hem wassen
ask_product_usage|en|cleaning|can I use a pressure washer on it
ask_product_usage|nl|chain|hoe vaak ketting oliën
ask_product_usage|nl|chain|moet ik de riem van de e-ver ook smeren
ask_product_usage|nl|tyres|hoe vaak moet ik pompen
ask_product_usage|nl|tyres|kan ik bij jullie gratis mijn banden oppompen
ask_product_usage|nl|service-check|krijg ik een jaarlijkse onderhoudsbeurt
ask_product_usage|en|service-check|how often do you service the bike
ask_product_usage|nl|hot-battery|de accu voelt heel warm aan, is dat erg
ask_product_usage|nl|manual|hoe verander ik de zadelhoogte
ask_product_usage|nl|battery-worn|wanneer krijg je een nieuwe accu van jullie
ask_product_usage|nl|lock-types|heeft de kinderfiets ook een slim slot
ask_about_organisation|nl|overview|wat is spaakrijk eigenlijk
ask_about_organisation|nl|overview|wie zijn jullie en wat doen jullie
ask_about_organisation|nl|history|sinds wanneer bestaan jullie
ask_about_organisation|nl|history|in welk jaar zijn jullie opgericht
ask_about_organisation|nl|size|hoeveel mensen werken er bij jullie
ask_about_organisation|nl|size|hoeveel klanten hebben jullie inmiddels
ask_about_organisation|nl|sustainability|wat doen jullie aan duurzaamheid
ask_about_organisation|nl|sustainability|hoe lang rijdt een fiets bij jullie mee
ask_about_organisation|nl|batteries|wat doen jullie met kapotte accu's
ask_about_organisation|nl|labels|welk keurmerk hebben jullie
ask_about_organisation|nl|company-data|kvk nummer graag
ask_about_organisation|nl|company-data|wat is jullie iban
ask_about_organisation|nl|people|wie is de ceo
ask_about_organisation|nl|people|wie is de eigenaar van het bedrijf
ask_about_organisation|nl|people|hoeveel omzet draaien jullie
ask_about_organisation|nl|values|waar staan jullie voor als bedrijf
ask_about_organisation|en|sustainability|are you an eco friendly company
ask_about_organisation|en|history|when was the company founded
ask_about_organisation|en|size|how many employees
ask_about_organisation|en|labels|do you have any certification
ask_about_organisation|en|head-office|where are you based
ask_about_organisation|nl|green-delivery|bezorgen jullie met elektrische busjes
ask_privacy|nl|chat|wordt deze chat opgeslagen
ask_privacy|nl|chat|hoe lang bewaar je wat ik hier typ
ask_privacy|nl|gps|weten jullie altijd waar mijn fiets is
ask_privacy|nl|gps|zit er een tracker in
ask_privacy|nl|sell|verkopen jullie data aan derden
ask_privacy|nl|calls|nemen jullie de telefoongesprekken op
ask_privacy|nl|calls|ik wil geen opname van mijn gesprek
ask_privacy|nl|assistant-decides|beslis jij als computer over mijn klacht
ask_privacy|nl|never-ask|iemand vroeg om mijn bsn namens spaakrijk
ask_privacy|nl|overview|welke data hebben jullie van mij
ask_privacy|nl|retention|hoe lang bewaren jullie facturen
ask_privacy|nl|statement|waar lees ik jullie privacyverklaring
ask_privacy|nl|access|ik wil mijn gegevens laten wissen, hoe gaat dat
ask_privacy|en|gps|do you know where my bike is at all times
ask_privacy|en|chat|is this chat stored
ask_privacy|en|calls|are phone calls recorded
ask_privacy|en|sell|will you sell my information
ask_privacy|en|overview|what data do you have about me
ask_privacy|nl|security|gebruiken jullie cookies op de site
ask_privacy|nl|complain|waar kan ik een privacyklacht indienen
"""

ROWS = [line.split("|") for line in EXPECTED.strip().splitlines()]


@pytest.mark.parametrize(("topic", "language", "reply", "text"), ROWS)
def test_the_reply_that_fits_is_chosen(topic: str, language: str, reply: str, text: str) -> None:
    assert choose.choices(content(), topic, language, text)[0].reply.id == reply  # type: ignore[arg-type]


@pytest.mark.parametrize(("topic", "language", "reply", "text"), ROWS)
def test_and_is_what_the_customer_gets(topic: str, language: str, reply: str, text: str) -> None:
    assert ask(topic, text, language).key == f"{topic}/{reply}"


def test_nonsense_gets_the_general_answer() -> None:
    assert ask("ask_privacy", "blub blab").key == "ask_privacy/overview"


def test_another_wording_when_the_first_was_just_said() -> None:
    first = ask("ask_product_price", "wat kost de e-ver")
    question = Question("wat kost de e-ver", "ask_product_price", "nl", {}, MONDAY)
    second = answer(question, content(), avoid=frozenset({first.text}))
    assert second.text != first.text
    assert "€ 99" in second.text
    assert "€ 84" in second.text


def test_the_only_wording_is_repeated_rather_than_nothing() -> None:
    question = Question("hoe laat is koopavond", "ask_opening_hours", "nl", {}, MONDAY)
    first = answer(question, content())
    assert answer(question, content(), avoid=frozenset({first.text})).text == first.text


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("topic", sorted(content().answers))
def test_every_reply_of_every_topic_can_be_said(topic: str, language: str) -> None:
    """Each ask, put as a question, gives a complete text with a source."""
    for reply in content().answers[topic].answers:
        for text in reply.asks.by(language):  # type: ignore[arg-type]
            found = ask(topic, text, language)
            assert found.text
            assert "{" not in found.text
            assert found.source


@pytest.mark.parametrize("topic", sorted(set(content().answers) - set(HANDLERS)))
def test_asks_lead_to_their_own_reply(topic: str) -> None:
    """In topics answered in words, an ask must find the reply it stands with."""
    for reply in content().answers[topic].answers:
        for language in ("nl", "en"):
            for text in reply.asks.by(language):  # type: ignore[arg-type]
                found = choose.choices(content(), topic, language, text)[0].reply.id  # type: ignore[arg-type]
                assert found == reply.id, f"{text!r} finds {found} instead of {reply.id}"


def test_two_questions_on_one_topic_get_two_answers() -> None:
    text = ask("ask_privacy", "Wat doen jullie met mijn gegevens, en kunnen jullie zien waar ik fiets?").text
    assert "verkopen" in text
    assert "gps" in text


def test_a_story_and_a_question_get_one_answer() -> None:
    text = ask("ask_privacy", "Ik las iets over gps. Kunnen jullie zien waar ik fiets?").text
    assert "verkopen" not in text
