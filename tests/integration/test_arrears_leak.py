"""With the real engine: the same words to somebody with the number of a debtor, of a customer who owes nothing, and of nobody."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.arrears import AS_OTHER, OTHER, two_bills
from tests.support.chat import Chat
from tests.support.customers import with_customer
from tests.support.installation import Service, Stage

pytestmark = [pytest.mark.engine, pytest.mark.slow]
OWES, PAYS, NOBODY = "40118273", "40118299", "40118888"
NUMBER = re.compile(r"Z2026-\d{6}|4011\d{4}")
SAMPLE = {
    "nl": (
        "hoeveel sta ik open?", "heb ik een achterstand bij jullie?", "ben ik jullie nog iets schuldig?", "ik kreeg een aanmaning, hoe zit dat?",
        "ik wil graag in termijnen betalen", "ik heb die rekening al betaald", "ik ben het niet eens met jullie vordering", "ik kan de rekening echt niet betalen",
    ),
    "en": (
        "how much do I owe you?", "do I have any arrears with you?", "I got a payment reminder, what is that about?", "I would like to pay in instalments",
        "I have already paid that bill", "I disagree with this claim", "I really can't pay the bill",
    ),
}  # fmt: skip


@pytest.fixture
def served(stage: Stage) -> Service:
    """A service that knows a debtor and somebody who owes nothing."""
    made = with_customer(stage.service("conversations"), invoices=two_bills())
    columns = [name for name in OTHER if name != "birth_date"]
    made.change(
        f"INSERT INTO customers ({', '.join(columns)}, birth_date, business, flags, language, country, addition) VALUES ({', '.join('?' * len(columns))}, ?, 0, '[]', 'nl', 'NL', '')",
        *[str(OTHER[name]) for name in columns], str(OTHER["birth_date"]),
    )  # fmt: skip
    return made


def heard(chat: Chat) -> list[dict[str, Any]]:
    """What the customer was shown, without the numbers that are other ones each time."""
    return [
        {
            "sender": m["sender"], "text": NUMBER.sub("#", m["text"]), "topic": m["topic"], "buttons": m["buttons"],
            "source": m["source"], "case": bool(m["case"]),
        }
        for m in chat.view["messages"]
        if m["sender"] != "customer"
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(la, te) for la, texts in SAMPLE.items() for te in texts])
def test_nothing_is_told_to_who_is_not_known(served: Service, language: str, text: str) -> None:
    shown = []
    for number in (OWES, PAYS, NOBODY):
        served.empty_queue()  # a place in the queue is no hint
        served.change("DELETE FROM attempts")
        chat = served.chat(language)
        chat.said(text)
        if chat.status == "bot":
            chat.said(number)
            chat.said("3527 GV 12, 13-03-1985")
        shown.append((heard(chat), chat.status))
    assert shown[0] == shown[1] == shown[2]
    words = str(shown[0])
    assert not any(private in words for private in ("166", "Anna", "F2026-029001", "28 september", "28 September"))


@pytest.mark.parametrize("number", [OWES, NOBODY, "F2026-029001", "F2026-999999"])
def test_another_than_who_asks(served: Service, number: str) -> None:
    served.change("DELETE FROM attempts")
    chat = served.chat("nl")
    chat.said("hoeveel sta ik open?")
    assert "niets open" in chat.said(AS_OTHER)
    thing = "factuur" if number.startswith("F") else "klantnummer"
    told = chat.said(f"en hoeveel staat er open bij {thing} {number}?")
    assert "Over een ander geef ik geen informatie, ook niet of iemand klant is." in told
