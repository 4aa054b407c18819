"""Follow-ups with what was talked about, and the advice one question at a time."""

from __future__ import annotations

from typing import Any

import pytest

from actions.answers import Question, follow_up, takes
from tests.unit.answers.helpers import MONDAY, ask, content, talk

FOLLOW_UPS = [
    ("ask_product_features", ["hoe zwaar is de E-Ver?", "en de E-Stad?"], ["E-Stad", "24 kg"]),
    ("ask_product_features", ["hoe zwaar is de E-Ver?", "en hoe ver kom je ermee?"], ["E-Ver", "80–140 km"]),
    ("ask_product_features", ["hoe zwaar is de E-Ver?", "en wat kost die?"], ["€ 99", "€ 84"]),
    ("ask_product_features", ["hoe ver kom je met de e-ver", "what about the snel 45?"], ["50–90 km"]),
    ("ask_product_features", ["hoe zwaar is mijn fiets", "E-Stad"], ["24 kg"]),
    ("ask_product_price", ["wat kost de e-stad", "en met Flex?"], ["€ 79"]),
    ("ask_product_price", ["wat kost de e-stad op jaar", "en de e-ver?"], ["€ 84"]),
    ("ask_product_price", ["wat kost de e-stad", "en de borg?"], ["€ 150"]),
    ("ask_product_price", ["wat kost de e-stad", "en de levertijd?"], ["5 werkdagen"]),
    ("ask_product_price", ["wat kost de e-stad", "en met extra accu?"], ["€ 19"]),
    ("ask_product_range", ["hebben jullie bakfietsen", "en wat kosten die?"], ["€ 145", "€ 162"]),
    ("ask_opening_hours", ["is het servicepunt zaterdag open?", "en zondag?"], ["zondag 29 november", "dicht"]),
    (
        "ask_opening_hours",
        ["zijn jullie morgen open", "en in het weekend?"],
        ["zaterdag 28 november", "zondag 29 november"],
    ),
    ("ask_opening_hours", ["is utrecht donderdag open?", "en zwolle?"], ["Zwolle", "18.00"]),
    (
        "ask_opening_hours",
        ["is utrecht donderdag open?", "en zwolle?", "en vrijdag?"],
        ["Zwolle", "vrijdag 27 november"],
    ),
    ("ask_locations", ["bezorgen jullie in Houten", "en in Breda?"], ["Nee", "Breda"]),
    ("ask_locations", ["bezorgen jullie in Groningen", "en de bakfiets met drie wielen?"], ["Nee", "Groningen"]),
    ("ask_insurance", ["eigen risico diefstal e-bike", "en de bakfiets?"], ["€ 250"]),
    ("ask_insurance", ["eigen risico diefstal e-bike", "en met extra zeker?"], ["€ 75"]),
    ("ask_insurance", ["eigen risico diefstal e-bike", "en bij schade?"], ["€ 75", "€ 37,50"]),
    ("ask_accessories", ["past een achterzitje op de e-stad", "en op de vouwfiets?"], ["Nee", "geen kinderzitje"]),
    ("ask_accessories", ["past een achterzitje op de stad", "en een voorzitje?"], ["Nee", "Stad Comfort"]),
    ("ask_availability", ["levertijd e-ver", "en de driewieler?"], ["10 werkdagen"]),
    ("ask_product_comparison", ["verschil tussen e-stad en e-ver", "en de snel 45?"], ["Snel 45", "€ 94 meer"]),
    ("ask_contact_details", ["nummer van zakelijk", "en van debiteuren?"], ["088-000 12 50"]),
]


@pytest.mark.parametrize(("topic", "messages", "facts"), FOLLOW_UPS)
def test_follow_up(topic: str, messages: list[str], facts: list[str]) -> None:
    found = talk(topic, *messages)
    assert [fact for fact in facts if fact not in found.text] == [], found.text


def test_follow_up_in_english() -> None:
    assert "€65" in talk("ask_product_price", "how much is the e-stad?", "and yearly?", language="en").text
    assert (
        "24 kg" in talk("ask_product_features", "how heavy is the e-ver?", "what about the e-stad?", language="en").text
    )


@pytest.mark.parametrize(
    "text",
    [
        "mijn fiets is gestolen",
        "ik wil graag een medewerker spreken",
        "bedankt",
        "en nu?",
        "en wat als ik wil opzeggen?",
        "hoe zeg ik op",
    ],
)
def test_a_question_of_its_own_is_no_follow_up(text: str) -> None:
    assert follow_up(text, "nl", {"topic": "ask_product_price", "products": ["SR-EB1"]}, content()) is None


def test_nothing_was_talked_about() -> None:
    assert follow_up("en de E-Stad?", "nl", {}, content()) is None


def test_context_product_is_used_when_none_is_named() -> None:
    found = ask("ask_product_features", "wat weegt ie", context={"products": ["SR-EB2"], "topic": "ask_product_price"})
    assert "26 kg" in found.text


def test_asks_which_bike_with_buttons() -> None:
    found = ask("ask_product_features", "hoe zwaar is mijn fiets")
    assert found.text.endswith("?")
    assert len(found.buttons) == 9


# --- advice ---

ADVICE = [
    # messages after "welke fiets past bij mij?": length, distance, load, storage, budget
    (["1,75", "3 km", "niemand", "schuur", "maakt niet uit"], "SR-ST1", "SR-ST7"),
    (["1,75", "12 km", "niemand", "schuur", "maakt niet uit"], "SR-EB1", "SR-EB2"),
    (["1,75", "20 km", "alleen een tas", "op straat", "100 euro"], "SR-EB2", "SR-SP1"),
    (["175", "10 km", "2 kinderen", "op straat", "weet ik niet"], "SR-BF2", "SR-BF3"),
    (["1,75", "4 km", "1 kind", "schuur", "weet ik niet"], "SR-ST7", "SR-BF2"),
    (["1,75", "10 km", "1 kind", "schuur", "weet ik niet"], "SR-EB1", "SR-BF2"),
    (["1,75", "5 km", "3 kinderen", "schuur", "weet ik niet"], "SR-BF3", "SR-BF2"),
    (["1,70", "3 km", "niets", "mee in de trein", "geen idee"], "SR-VF1", "SR-ST1"),
    (["1,97", "3 km", "niets", "klein huis", "geen idee"], "SR-ST1", "SR-EB2"),  # too tall for the Vouw
    (["1,97", "12 km", "niets", "schuur", "geen idee"], "SR-EB2", "SR-ST1"),  # too tall for the E-Stad
    (["1,75", "12 km", "niets", "schuur", "70 euro"], "SR-EB1", "SR-EB2"),
    (["1,75", "25 km", "niets", "schuur", "weet niet"], "SR-EB2", "SR-SP1"),
]


@pytest.mark.parametrize(("messages", "code", "alternative"), ADVICE)
def test_advice_question_by_question(messages: list[str], code: str, alternative: str) -> None:
    found = talk("ask_product_advice", "welke fiets past bij mij?", *messages)
    assert found.key == f"ask_product_advice/advice/{code}/{alternative}", found.text
    assert found.expects is None
    assert content().products[code].name in found.text
    assert content().products[alternative].name in found.text


def test_each_question_is_asked_once_and_alone() -> None:
    context: dict[str, Any] = {}
    asked = []
    text = "welke fiets past bij mij?"
    for reply in ("1,75", "12 km", "niemand", "schuur", "weet ik niet"):
        found = ask("ask_product_advice", text, context=context)
        assert found.expects == "advice"
        assert found.text.count("?") == 1
        asked.append(found.context["advice"]["open"])
        context, text = {**context, **found.context, "expects": found.expects}, reply
    assert asked == ["length", "distance", "load", "storage", "budget"]


FIRST_MESSAGES = [
    ("ik ben 1,80 en moet elke dag 25 km naar mijn werk, wat raden jullie aan?", "load", "Snel 45"),
    ("Welke fiets is handig met twee kleine kinderen?", "length", "E-Bak Twee"),
    ("Ik moet elke dag 12 km naar mijn werk. Wat raden jullie aan?", "length", "E-Stad"),
    ("ik zoek een fiets voor mijn dochter van 7", "length", "Sprong"),
    ("iets voor in de trein", "length", "Vouw"),
    ("ik ben bang om te vallen", "length", "E-Bak Drie"),
    ("mijn moeder wil makkelijk op- en afstappen", "length", "Stad Comfort"),
    ("er is hier altijd veel wind en ik rij 10 km", "length", "E-Ver"),
]


@pytest.mark.parametrize(("text", "next_question", "bike"), FIRST_MESSAGES)
def test_takes_what_the_first_message_told(text: str, next_question: str, bike: str) -> None:
    found = ask("ask_product_advice", text)
    assert found.context["advice"]["open"] == next_question
    assert bike in found.text


def test_everything_in_one_message_is_advised_at_once() -> None:
    found = ask(
        "ask_product_advice",
        "Ik zoek iets voor korte ritjes in de stad, ben 1.62 m, neem niemand mee, staat in de schuur, max 25 euro",
    )
    assert found.key == "ask_product_advice/advice/SR-ST1/SR-ST7"


def test_child_gets_the_right_size() -> None:
    assert "20 inch" in talk("ask_product_advice", "ik zoek een fiets voor mijn dochter van 7", "1,22").text
    assert "24 inch" in talk("ask_product_advice", "een fiets voor mijn zoon van 10", "1,42").text


@pytest.mark.parametrize("text", ["ik ben 2,02 m lang, welke fiets", "ik ben volwassen en 1,38 m, welke fiets past"])
def test_outside_the_table_sales_looks_along(text: str) -> None:
    found = ask("ask_product_advice", text)
    assert not found.known
    assert "Verkoop" in found.text


def test_over_budget_is_said() -> None:
    text = talk("ask_product_advice", "welke fiets?", "1,75", "5 km", "3 kinderen", "schuur", "50 euro").text
    assert "E-Bak Drie" in text
    assert "meer dan de € 50" in text


TAKES = [
    ("length", "1,75", True),
    ("length", "ik ben 1 meter 80", True),
    ("length", "175", True),
    ("length", "weet ik niet", True),
    ("distance", "12 km", True),
    ("distance", "een kwartier, dus 15 minuten", True),
    ("distance", "10", True),
    ("load", "twee kinderen", True),
    ("load", "nee", True),
    ("load", "mijn hond", True),
    ("storage", "in de gang", True),
    ("budget", "maximaal 80 euro", True),
    ("budget", "50", True),
    ("length", "wat kost de E-Ver?", False),
    ("distance", "zijn jullie zaterdag open?", False),
    ("load", "ik wil een medewerker spreken", False),
    ("storage", "mijn fiets is gestolen", False),
]


@pytest.mark.parametrize(("question", "text", "expected"), TAKES)
def test_takes(question: str, text: str, expected: bool) -> None:
    context = {"expects": "advice", "advice": {"open": question, "settled": []}}
    assert takes(Question(text, "ask_product_advice", "nl", context, MONDAY), content()) is expected


def test_takes_nothing_when_no_question_is_open() -> None:
    assert not takes(Question("1,75", "ask_product_advice", "nl", {}, MONDAY), content())


def test_something_cheaper_is_another_bike() -> None:
    context = ask("ask_product_price", "wat kost de E-Ver?").context
    found = ask("ask_product_price", "is er iets goedkopers?", context=context)
    assert "E-Stad" in found.text
    assert "€ 65" in found.text
    assert "E-Ver" not in found.text
    english = ask("ask_product_price", "is there anything cheaper", "en", context={"products": ["SR-EB1"]})
    assert "E-Stad" not in english.text  # there is no cheaper e-bike: the next one down


def test_a_company_that_asks_three_things_hears_three() -> None:
    text = "wij zijn een bakkerij met 12 medewerkers en overwegen e-bikes. Wat kost dat per fiets en regelen jullie ook het fietsplan? Graag een offerte."
    found = ask("ask_business", text).text
    assert "offerte" in found
    assert "36 maanden" in found
    assert "5%" in found
    assert "E-Stad" in found


def test_what_is_not_known_stands_beside_what_is() -> None:
    found = ask("ask_product_features", "is de e-stad ook in het blauw en hoeveel versnellingen heeft ie")
    assert "7 versnellingen" in found.text
    assert "Over de kleuren" in found.text
    assert found.context["products"] == ["SR-EB1"]


def test_a_height_with_a_point() -> None:
    found = ask("ask_product_features", "kan mijn zoon van 9 die 1.34 lang is op de sprong")
    assert "24 inch" in found.text
