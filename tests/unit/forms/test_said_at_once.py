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
