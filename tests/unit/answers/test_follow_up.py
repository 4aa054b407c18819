"""Short messages that lean on what was said before, and questions that an editor wrote down word for word."""

from __future__ import annotations

from typing import Any

import pytest

from actions import answers
from actions.answers import Question, follow_up, leans_on, word_for_word
from tests.unit.answers.helpers import MONDAY, content

CONTENT = content()

EXPLAINED = tuple(name for name, topic in CONTENT.topics.items() if topic.kind in ("info", "procedure"))

# what was talked about, what the engine heard, the message, the topic it belongs to (None: as heard)
LEANING = [
    ("request_repair", "ask_availability", "hoe lang duurt dat", "request_repair"),
    ("request_repair", "ask_product_price", "kost dat geld", "request_repair"),
    ("switch_subscription", "ask_product_price", "wat kost dat", "switch_subscription"),
    ("cancel_subscription", "ask_locations", "fiets moet ik brengen waar", "cancel_subscription"),
    ("cancel_subscription", "ask_locations", "kan jullie ophalen? hoeveel kost", "cancel_subscription"),
    ("pause_subscription", "cancel_subscription", "how long does that take", "pause_subscription"),
    ("report_theft", "ask_insurance", "en moet ik daar aangifte van doen", "report_theft"),
    ("ask_business", "ask_product_price", "is dat exclusief btw", "ask_business"),
    ("report_theft", "ask_product_price", "how much will this cost me", "report_theft"),
    ("report_theft", "change_contact_details", "do I get a new one", "report_theft"),
    ("request_repair", "ask_contact_details", "what's the number", "request_repair"),
    ("cancel_subscription", "nlu_fallback", "wanneer is laatste dag", "cancel_subscription"),
    ("cancel_subscription", "ask_deposit_refund", "borg terug wanneer", None),
    ("ask_product_features", "ask_product_price", "wat kost dat", None),
    ("request_repair", "ask_opening_hours", "zijn jullie zaterdag open", None),
    ("request_repair", "ask_insurance", "is de fiets verzekerd tegen diefstal", None),
    ("greet", "ask_product_price", "wat kost dat", None),
    ("ask_opening_hours", "ask_privacy", "wat gebeurt er met mijn chat", None),
]


@pytest.mark.parametrize(("last", "heard", "text", "topic"), LEANING)
def test_what_leans_on_the_last_topic(last: str, heard: str, text: str, topic: str | None) -> None:
    language = "en" if text.startswith(("how", "what", "do I")) else "nl"
    assert leans_on(text, language, {"topic": last}, heard, CONTENT) == topic


WRITTEN_DOWN = [
    ("hoe oud moet je zijn", "nl", "ask_product_usage", "start_subscription"),
    ("do I need a Dutch bank account", "en", "change_bank_account", "start_subscription"),
    ("what's the minimum period", "en", "ask_product_features", "ask_product_range"),
    ("hoe oud moet je zijn", "nl", "start_subscription", None),
    ("hoe zwaar is de E-Ver", "nl", "ask_product_features", None),
    ("wanneer komt mijn fiets", "nl", "ask_delivery_status", None),
    ("ik weet het niet", "nl", "ask_product_usage", None),
]


@pytest.mark.parametrize(("text", "language", "heard", "topic"), WRITTEN_DOWN)
def test_a_known_question_goes_to_its_own_topic(text: str, language: Any, heard: str, topic: str | None) -> None:
    assert word_for_word(text, language, heard, EXPLAINED, CONTENT) == topic


def said(text: str, topic: str, context: dict[str, Any], language: Any = "nl") -> answers.Answer:
    return answers.answer(Question(text, topic, language, context, MONDAY), CONTENT)


def test_opening_hours_go_on_with_a_moment_alone_and_with_when_again() -> None:
    first = said("zijn jullie zondag open", "ask_opening_hours", {})
    for text in ("morgen dan?", "wanneer weer wel", "en wanneer wel?"):
        assert follow_up(text, "nl", first.context, CONTENT) == "ask_opening_hours"
    assert follow_up("morgen dan?", "nl", {**first.context, "form": {"asked": "date"}}, CONTENT) is None
    again = said("wanneer weer wel", "ask_opening_hours", first.context)
    assert "weer open" in again.text
    assert "maandag" in again.text


def test_a_subscription_named_after_a_price_and_opening_hours_in_one_message() -> None:
    first = said("wat kost de bakfiets per maand", "ask_product_price", {})
    second = said("zijn jullie zaterdag open", "ask_opening_hours", dict(first.context))
    context = {**first.context, **second.context}
    assert follow_up("en met een jaarabonnement?", "nl", context, CONTENT) == "ask_product_price"
    assert "€ 145" in said("en met een jaarabonnement?", "ask_product_price", context).text
    assert follow_up("en met een jaarabonnement?", "nl", second.context | {"products": []}, CONTENT) is None


def test_where_that_is() -> None:
    first = said("Is the Amsterdam service point open tonight?", "ask_opening_hours", {}, "en")
    assert follow_up("how do I get there", "en", first.context, CONTENT) == "ask_locations"
    assert "Spakenplein 7" in said("how do I get there", "ask_locations", first.context, "en").text


def test_which_of_the_two_that_were_compared() -> None:
    context = dict(said("What's the difference between the E-Ver and the E-Stad?", "ask_product_comparison", {}, "en").context)
    for text, words in (("which one has more range?", "E-Ver"), ("and which is cheaper?", "E-Stad"), ("which is lighter?", "E-Stad")):
        assert follow_up(text, "en", context, CONTENT) == "ask_product_comparison"
        found = said(text, "ask_product_comparison", context, "en")
        assert words in found.text.split(".")[0]
        context |= found.context
    assert follow_up("what is the cheapest bike you have", "en", context, CONTENT) is None
    context |= said("How heavy is the Vouw?", "ask_product_features", context, "en").context
    assert follow_up("and which is cheaper?", "en", context, CONTENT) != "ask_product_comparison"


def test_a_subscription_named_after_cancelling() -> None:
    first = said("ik wil opzeggen", "cancel_subscription", {})
    for text in ("en als ik flex had", "Flex?", "en bij Jaar?"):
        assert follow_up(text, "nl", first.context, CONTENT) == "cancel_subscription"
    assert follow_up("Flex", "nl", first.context, CONTENT) is None, "a bare name would cancel once more"


def test_the_price_of_what_was_explained_stays_a_price() -> None:
    first = said("hoe zwaar is de E-Ver", "ask_product_features", {})
    assert leans_on("wat kost hij", "nl", first.context, "ask_product_price", CONTENT) is None


def test_advice_takes_what_is_told_and_does_not_ask_the_same_for_ever() -> None:
    context: dict[str, Any] = {}
    asked = []
    for text in ("ik ben 78 en zoek een fiets met lage instap", "vooral rustig fietsen in de stad met veel wind", "ongeveer 5 kilometer", "geen kinderen"):
        found = said(text, "ask_product_advice", context)
        context = {**context, **found.context, "expects": found.expects}
        asked.append(found.text)
    assert len(set(asked)) == len(asked), "the same words twice"
    assert sum("Hoe lang ben je?" in text for text in asked) == 2
    assert context["products"] == ["SR-ST7"], "the bike that it points to is what the next question is about"
    assert context["advice"]["distance"] == 5


def test_the_town_that_was_named_before() -> None:
    first = said("wij gaan verhuizen naar Amersfoort, kan ik mijn fiets houden", "change_address", {})
    assert first.context["place"] == "Amersfoort"
    assert "Amersfoort" in said("bezorgen jullie daar", "ask_locations", first.context).text


def test_prices_for_companies_are_without_vat() -> None:
    assert said("is dat inclusief btw", "ask_business", {"topic": "ask_business"}).text.startswith("Zakelijke prijzen zijn zonder btw")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("tweede kerstdag ook niet zeker", "ask_opening_hours"),
        ("en op oudejaarsdag dan wel open", "ask_opening_hours"),
        ("ik wil maandag graag mijn fiets opzeggen", None),
    ],
)
def test_a_day_with_small_words_is_about_the_hours_that_were_talked_about(text: str, topic: str | None) -> None:
    assert follow_up(text, "nl", {"topic": "ask_opening_hours"}, CONTENT) == topic
