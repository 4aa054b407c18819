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
