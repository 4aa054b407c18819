"""What somebody hears first after an accident: help for who may be hurt, before the bike. Source: handbook, priorities."""

from __future__ import annotations

import pytest

from handoff.work.base import Kit
from tests.support.talking import Talk

BIKE = {"nl": "Rijd niet verder", "en": "Do not ride on"}


@pytest.mark.parametrize(
    ("text", "language", "hurt"),
    [
        ("ik ben vanmorgen gevallen doordat het voorwiel los was", "nl", True),
        ("mijn dochter ging onderuit, het stuur zat los", "nl", True),
        ("de voorvork brak en ik vloog over het stuur", "nl", True),
        ("I fell this morning because the front wheel came off", "en", True),
        ("the fork snapped and I was thrown onto the road", "en", True),
        ("het voorwiel zit los", "nl", False),
        ("de fiets is omgevallen en nu is het stuur los", "nl", False),
        ("the front wheel came off in the shed", "en", False),
    ],
)
async def test_who_fell_hears_of_help_before_the_bike(kit: Kit, text: str, language: str, hurt: bool) -> None:
    talk = await Talk.open(kit, language=language)
    reply = await talk.say(text, "report_injury", confidence=0.99)
    assert ("112" in reply.split("\n")[0]) is hurt
    assert (BIKE[language] in reply) is not hurt


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("de accu van mijn e-bike wordt heel heet tijdens het laden en het ruikt raar, is dat erg?", "nl", "laad niet verder"),
        ("the battery gets very hot while charging", "en", "Do not ride or charge"),
    ],
)
async def test_who_has_a_hot_battery_hears_to_charge_no_further(kit: Kit, text: str, language: str, words: str) -> None:
    talk = await Talk.open(kit, language=language)
    reply = await talk.say(text, "report_injury", confidence=0.99)
    assert words in reply
    assert "112" in reply
    assert "verkeer" not in reply


async def test_who_threatens_a_colleague_hears_a_limit_and_no_thanks(kit: Kit) -> None:
    talk = await Talk.open(kit)
    reply = await talk.say("die vent van jullie, als ik die tegenkom sla ik hem op zijn bek", "complain_staff")
    assert "bedreigen mag niet" in reply
    assert "Wat vervelend dat dit is gebeurd" not in reply


@pytest.mark.parametrize(
    ("answer", "safe"),
    [
        ("nee hij remt nog prima", True),
        ("hij remt en stuurt prima", True),
        ("nee, hij remt niet goed", False),
        ("nee hij remt nog wel maar het stuur zwabbert", False),
        ("nee", False),
    ],
)
async def test_no_before_it_brakes_well_is_no_alarm(kit: Kit, answer: str, safe: bool) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn remmen piepen en de ketting loopt eraf, kan er iemand langskomen?", "request_repair")
    reply = await talk.say(answer, "deny")
    assert ("Rijd niet verder" in reply) is not safe


async def test_who_doubts_a_payment_message_hears_what_ours_look_like(kit: Kit) -> None:
    talk = await Talk.open(kit, language="en")
    text = "someone from spaakrijk texted me to pay 68 euro via a link, is this really you? and what is your bank account?"
    first, second = "someone from spaakrijk texted me to pay 68 euro via a link, is this really you?", "what is your bank account?"
    reply = await talk.say(text, f"ask_reminder_received={first}", f"change_bank_account={second}")
    assert "new IBAN" not in reply
    assert "NL13 TEST 0123 4567 89" in reply
    assert "Do not pay through that link" in reply
