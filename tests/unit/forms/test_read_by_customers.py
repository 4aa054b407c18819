"""What customers came up against in whole conversations: a bike that was just talked about, questions within a form, their own words."""

from __future__ import annotations

import pytest

from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk

LOST = "Sorry, dat begrijp ik niet"


async def test_who_orders_the_bike_that_was_talked_about_is_not_asked_which(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("wat kost de E-Ver?", "ask_product_price")
    reply = await talk.say("bestel hem maar", "start_subscription")
    assert "Ik ga uit van de E-Ver" in reply
    assert "Welke fiets" not in reply
    assert "€ 99" in reply


async def test_a_bike_that_is_named_counts_above_the_one_talked_about(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("wat kost de E-Ver?", "ask_product_price")
    reply = await talk.say("doe mij maar een E-Stad", "start_subscription")
    assert "E-Ver" not in reply
    assert "€ 79" in reply


async def at_the_police(kit: Kit) -> Talk:
    talk = await Talk.open(kit)
    await talk.say("mijn fiets is gisteren gestolen bij station Utrecht", "report_theft")
    await talk.say(IDENTIFIED)
    await talk.say("met de ketting aan een paal, en ik heb alle sleutels nog")
    return talk


@pytest.mark.parametrize(
    ("text", "topics", "words"),
    [
        (
            "moet ik nu gewoon doorbetalen dan? en hoe lang duurt het voor ik een nieuwe krijg",
            ("report_theft=moet ik nu gewoon doorbetalen dan?", "ask_availability=en hoe lang duurt het voor ik een nieuwe krijg"),
            ["geen maandprijs", "2 werkdagen"],
        ),
        ("hoe doe ik aangifte", ("report_theft",), ["binnen 3 kalenderdagen aangifte"]),
        ("hoe doe ik aangifte", (), ["binnen 3 kalenderdagen aangifte"]),  # not understood by the model: the answers know it
    ],
)
async def test_a_question_is_no_number_of_a_report(kit: Kit, text: str, topics: tuple[str, ...], words: list[str]) -> None:
    talk = await at_the_police(kit)
    reply = await talk.say(text, *topics)
    for word in words:
        assert word in reply
    assert "60 tekens" not in reply
    assert "proces-verbaal" in reply  # and the question stands again


@pytest.mark.parametrize(
    ("text", "topic", "language", "words"),
    [
        ("I want to see everything you have stored about me. How long does that take and does it cost anything?", "request_data_access", "en", ["1 month", "free"]),
        ("ik wil al mijn gegevens inzien. Hoe lang duurt dat en wat kost het?", "request_data_access", "nl", ["1 maand", "gratis"]),
        ("where is my order B4410105 5611XP and can the driver leave it with the neighbours?", "ask_delivery_status", "en", ["the first time is free"]),
    ],
)  # fmt: skip
async def test_what_is_asked_in_the_same_breath_is_answered(kit: Kit, text: str, topic: str, language: str, words: list[str]) -> None:
    talk = await Talk.open(kit, language=language)
    reply = await talk.say(text, topic)
    for word in words:
        assert word in reply, reply


async def test_a_request_that_is_worded_as_a_question_is_not_answered_in_general(kit: Kit) -> None:
    talk = await Talk.open(kit, language="en")
    reply = await talk.say("I'm going home for two months from 10 December. Can I pause my bike?", "pause_subscription")
    assert "Almost every bike" not in reply
    assert "customer number" in reply


async def test_the_question_itself_is_not_answered_in_general_first(kit: Kit) -> None:
    talk = await Talk.open(kit)
    reply = await talk.say("ik wacht al een week. Wanneer komt mijn fiets?", "ask_delivery_status")
    assert "tijdvak" not in reply


async def test_bringing_it_oneself_in_other_words(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("ik wil mijn abonnement opzeggen", "cancel_subscription")
    await talk.say(IDENTIFIED)
    assert "Zal ik het zo opzeggen" in await talk.say("ik breng zelf winkel", "ask_locations")


async def test_only_me_is_a_cause(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("er is schade: het spatbord van mijn fiets is gisteren gebroken in de Vinkstraat", "report_damage")
    await talk.press("Nee")
    assert "Hoe is het gekomen" in await talk.say(IDENTIFIED)
    reply = await talk.say("nee alleen ik")
    assert LOST not in reply
    assert "veilig" in reply


async def test_two_things_wrong_with_a_delivery_are_one_complaint(kit: Kit) -> None:
    talk = await Talk.open(kit, language="en")
    reply = await talk.say("my bike was delivered yesterday but it's the wrong colour and the child seat is missing", "complain_delivery")
    assert "What went wrong" not in reply


async def test_how_he_tried_to_reach_us_was_told(kit: Kit) -> None:
    talk = await Talk.open(kit, language="en")
    text = "I've been on hold for 45 minutes today and nobody answered my email of last week either"
    assert "How did you try" not in await talk.say(text, "complain_accessibility")


@pytest.mark.parametrize("text", ["42", "9012", "40118273, 3527 GV 12, 12-03-1985", "40118273 3527gv 12 bis 12 maart 1985"])
async def test_figures_alone_are_no_change_of_address(kit: Kit, text: str) -> None:
    talk = await Talk.open(kit)
    reply = await talk.say(text, "change_address", confidence=0.99, learned={"minor": 0.99})
    assert "Wat wil je daarmee weten of regelen?" in reply
    assert "adres" not in reply


async def test_no_email_means_paper(kit: Kit) -> None:
    talk = await Talk.open(kit)
    reply = await talk.say("Kunt u mij de algemene voorwaarden toesturen? Liefst op papier, ik heb geen e-mail.", "request_materials")
    assert "Op welke naam" in reply
    reply = await talk.say("Mevr. A. Jansen, Lindelaan 4, 3511 AB Utrecht")
    assert "bij u op Lindelaan 4" in reply, reply


async def test_a_move_changes_nothing_else(kit: Kit) -> None:
    talk = await Talk.open(kit)
    told, asked = "we verhuizen per 15 december naar Dorpsstraat 12, 3701 AA Zeist.", "Moet ik dan ook iets met de borg doen en loopt mijn verzekering gewoon door?"
    reply = await talk.say(f"{told} {asked}", f"change_address={told}", f"ask_insurance={asked}")
    assert "je borg en je verzekering lopen gewoon door" in reply
