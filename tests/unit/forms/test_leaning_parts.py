"""A second question in the same message may lean on the first: "can someone come, and how much is that?"."""

from __future__ import annotations

import pytest

from handoff.work.base import Kit
from tests.support.talking import Talk

TARIFF = ("E-Stad", "Vouw", "Sprong")  # names that only the list of all monthly prices has


@pytest.mark.parametrize(
    ("first", "second", "topic", "language", "words"),
    [
        ("kan er iemand komen voor een reparatie", "wat kost dat", "request_repair", "nl", "gratis"),
        ("can someone come to repair it", "how much is that", "request_repair", "en", "free"),
        ("ik ben mijn sleutel kwijt", "wat kost dat", "report_lost_key", "nl", "€"),
    ],
)
async def test_a_price_beside_a_request_is_that_of_the_request(
    kit: Kit, first: str, second: str, topic: str, language: str, words: str
) -> None:
    talk = await Talk.open(kit, language=language)
    reply = await talk.say(f"{first}, {second}?", f"{topic}={first}", f"ask_product_price={second}?")
    assert words in reply
    assert not any(name in reply for name in TARIFF)


async def test_a_price_beside_a_bike_is_that_of_the_bike(kit: Kit) -> None:
    talk = await Talk.open(kit)
    first, second = "hoe zwaar is de E-Ver", "wat kost dat"
    reply = await talk.say(f"{first} en {second}", f"ask_product_features={first}", f"ask_product_price={second}")
    assert "26 kg" in reply
    assert "€ 99" in reply


LEANING = [
    (
        "nl", "report_damage", "ik ben tegen een paaltje gereden, het spatbord is krom",
        [("ask_product_price", "Wat gaat mij dat kosten"), ("ask_product_usage", "mag ik er nog op rijden?")], ["eigen risico", "niet rijden"],
    ),
    (
        "nl", "report_lost_key", "ik ben de sleutel van mijn kettingslot kwijt.",
        [("ask_product_price", "Hoeveel kost een nieuwe"), ("ask_availability", "hoe snel heb ik die?")], ["€ 15", "2 werkdagen"],
    ),
    ("en", "pause_subscription", "I want to pause my bike from 10 December", [("ask_product_price", "what would I pay then?")], ["40%"]),
    (
        "nl", "change_address", "ik verhuis naar Lindelaan 4, 3511 AB Utrecht.",
        [("ask_insurance", "loopt mijn verzekering gewoon door?")], ["je verzekering lopen gewoon door"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("language", "topic", "told", "asked", "words"), LEANING)
async def test_what_is_asked_in_general_beside_a_request_is_about_the_request(
    kit: Kit, language: str, topic: str, told: str, asked: list[tuple[str, str]], words: list[str]
) -> None:
    talk = await Talk.open(kit, language=language)
    text = " ".join([told, *(piece for _, piece in asked)])
    reply = await talk.say(text, f"{topic}={told}", *(f"{heard}={piece}" for heard, piece in asked))
    for word in words:
        assert word in reply, reply
    assert "E-Bak Drie" not in reply


async def test_questions_afterwards_are_about_what_was_arranged(kit: Kit) -> None:
    talk = await Talk.open(kit, language="en")
    await talk.say("can I pause my bike?", "pause_subscription")
    first, second = "Is it still insured during that time?", "And can I start earlier if I come back?"
    reply = await talk.say(f"{first} {second}", f"ask_insurance={first}", f"start_subscription={second}")
    assert "insurance continues during the pause" in reply
    assert "first payment" not in reply
    assert "Starting a subscription" not in [b["title"] for b in talk.buttons]


async def test_a_price_of_a_bike_beside_a_request_stays_that_of_the_bike(kit: Kit) -> None:
    talk = await Talk.open(kit)
    first, second = "ik ben mijn sleutel kwijt.", "en wat kost een E-Ver?"
    assert "€ 99" in await talk.say(f"{first} {second}", f"report_lost_key={first}", f"ask_product_price={second}")
