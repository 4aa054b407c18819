"""Nobody learns anything of arrears before the check: not by asking in another way, not as the wrong person.

The same conversation is held in worlds that differ only in the ledger: a customer who owes (and has a case and a stop), one who owes
nothing, and nobody at all. Every message, button, source and number must be the same, and so must the work
behind it: an answer that takes another number of statements takes another time.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import delete, event

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.dunning import run, stops
from tests.support.arrears import AS_OTHER, FIRST, asked, other_customer, owes
from tests.support.rows import case, order
from tests.support.talking import IDENTIFIED, MONDAY, Talk, make_kit

ANNA = "40118273"
PRIVATE = ("Anna", "Vinkstraat", "anna@", "84", "achterstand van", "dag 27", "4123456", "Z2026-004500")
LANGUAGES = ("nl", "en")


class World:
    """A ledger, and what is said and done in it."""

    def __init__(self, name: str, kit: Kit) -> None:
        self.name, self.kit, self.statements, self._made = name, kit, 0, 0
        event.listen(kit.db.engine.sync_engine, "before_cursor_execute", self._count)
        event.listen(kit.db.engine.sync_engine.pool, "checkout", _hurried)

    def _count(self, *_: Any) -> None:
        self.statements += 1

    async def talk(self, language: str) -> Talk:
        """A conversation from an address of its own, so that earlier attempts weigh nothing."""
        self._made += 1
        return await Talk.open(self.kit, language, f"198.51.{self._made // 250}.{self._made % 250}")

    async def seen(self, talk: Talk, act: Callable[[], Any]) -> dict[str, Any]:
        """What the customer can see after an action, and how much work it took."""
        before, last = self.statements, len(await talk.rows(t.messages, t.messages.c.conversation_id == talk.id))
        began = self.statements
        await act()
        took = self.statements - began
        assert began > before
        rows = (await talk.rows(t.messages, t.messages.c.conversation_id == talk.id))[last:]
        state = await talk.row(t.conversations, t.conversations.c.id == talk.id)
        shown = [{k: r[k] for k in ("seq", "sender", "text", "topic", "buttons", "source", "case_number")} for r in rows if r["sender"] != "customer"]  # fmt: skip
        return {"shown": shown, "status": state["status"], "took": took}


def _hurried(connection: Any, *_: Any) -> None:
    """Nothing of these worlds outlives the test: no need to wait for the disk."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


async def make_world(name: str, folder: Path) -> World:
    """One of the worlds."""
    kit = await make_kit(folder, MONDAY)
    if name == "nobody":
        async with kit.db.write() as tx:
            await tx.execute(delete(c.contracts))
            await tx.execute(delete(c.customers))
    else:
        await order(kit)
    if name == "owes":
        await owes(kit)
        await run.plan_day(kit)
        await case(kit, number="Z2026-004500", kind="debt", topics=["ask_arrears", "dispute_claim", "request_payment_plan"], department="debiteurenbeheer", due=MONDAY - dt.timedelta(days=1))  # fmt: skip
        await stops.stop(kit, ANNA, "dispute", "bot")
    await other_customer(kit)
    return World(name, kit)


@pytest_asyncio.fixture
async def worlds(tmp_path: Path) -> AsyncIterator[list[World]]:
    made = []
    for name in ("owes", "pays", "nobody"):
        (tmp_path / name).mkdir()
        made.append(await make_world(name, tmp_path / name))
    yield made
    for world in made:
        await world.kit.db.close()


async def same(worlds: Sequence[World], language: str, steps: Sequence[tuple[str, ...] | str]) -> list[dict[str, Any]]:
    """Hold one conversation in every world; what the first one sees, once all have seen the same.

    A step is a message with its topics, or the title of a button.
    """
    everywhere: list[list[dict[str, Any]]] = []
    for world in worlds:
        talk, told = await world.talk(language), []
        for step in steps:
            if isinstance(step, str):
                told.append(await world.seen(talk, lambda talk=talk, step=step: talk.press(step)))
            else:
                told.append(await world.seen(talk, lambda talk=talk, step=step: talk.say(*step)))
        everywhere.append(told)
    first = json.dumps(everywhere[0], ensure_ascii=False, indent=1)
    for world, told in zip(worlds[1:], everywhere[1:], strict=True):
        assert json.dumps(told, ensure_ascii=False, indent=1) == first, f"{world.name} differs from {worlds[0].name}: {steps}"
    return everywhere[0]


def clean(seen: Sequence[dict[str, Any]], *allowed: str) -> None:
    """Nothing of what is private stands in what was shown; ``allowed``: what the customer wrote himself."""
    words = json.dumps([s["shown"] for s in seen], ensure_ascii=False)
    for private in PRIVATE:
        assert private in allowed or private not in words, words


def test_there_are_enough_ways() -> None:
    assert sum(len(set(asked(language))) for language in LANGUAGES) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whoever_asks_hears_the_same_sentence(worlds: list[World], language: str) -> None:
    said = set()
    for topic, text in asked(language):
        seen = await same(worlds, language, [(text, topic)])
        clean(seen)
        assert seen[0]["status"] == "bot", text
        if ANNA not in text:  # then it is one piece less that is asked
            said.add(json.dumps([[m["text"], m["buttons"] and m["buttons"][0]["title"]] for m in seen[0]["shown"]]))
    assert len(said) == 1, said  # one sentence, whatever is asked


@pytest.mark.parametrize("language", LANGUAGES)
async def test_with_a_customer_number_and_no_more(worlds: list[World], language: str) -> None:
    more = ("meer weet ik niet", "zeg het gewoon") if language == "nl" else ("that's all I know", "just tell me")
    for n, (topic, text) in enumerate(asked(language)):
        clean(await same(worlds, language, [(text, topic), (ANNA,), *[(m,) for m in more if n % 5 == 0]]))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_with_the_rest_wrong(worlds: list[World], language: str) -> None:
    wrong = ("40118273, 3527 GV 12, 13-03-1985", "40118273, 3527 GV 14, 12-03-1985", "40118273, 3511 AB 12, 12-03-1985")
    for topic, text in asked(language)[::4]:
        seen = await same(worlds, language, [(text, topic), *[(w,) for w in wrong]])
        clean(seen)
        assert seen[-1]["status"] == "waiting", text
        assert seen[-1]["shown"], text
        assert "088-000 12 34" in seen[-1]["shown"][0]["text"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_somebody_else_who_is_identified_learns_nothing_of_another(worlds: list[World], language: str) -> None:
    for topic, text in asked(language)[::2]:
        seen = await same(worlds, language, [(text, topic), (AS_OTHER,)])
        clean(seen)
        if ANNA in text:  # the same words whether or not there is such a customer
            continue
        assert "40118299" not in seen[-1]["shown"][0]["text"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_identified_and_then_after_another_number(worlds: list[World], language: str) -> None:
    first = ("hoeveel sta ik open?", "ask_arrears") if language == "nl" else ("how much do I owe?", "ask_arrears")
    for number in (ANNA, FIRST):
        for topic, text in asked(language):
            if number in text:
                seen = await same(worlds, language, [first, (AS_OTHER,), (text, topic)])
                clean(seen)
                word = "Over een ander" if language == "nl" else "somebody else"
                assert word in seen[-1]["shown"][0]["text"], text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_number_of_another_claim_or_case(worlds: list[World], language: str) -> None:
    """Whoever has the number of a case about arrears and a postcode, as a housemate may, is not told that there is one."""
    text = "hoe staat het met zaak Z2026-004500?" if language == "nl" else "how is case Z2026-004500 going?"
    clean(await same(worlds, language, [(text, "ask_case_status"), ("3527 GV",)]), "Z2026-004500")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_known_by_an_order_is_not_enough(worlds: list[World], language: str) -> None:
    """Level 1: an open case about arrears changes nothing in what is said."""
    where = "waar blijft mijn bestelling B4410927?" if language == "nl" else "where is my order B4410927?"
    there = worlds[:2]
    late = ("ik krijg maar geen antwoord", "I never get an answer")[language == "en"]
    for topic, text in (*asked(language)[::2], ("complain_accessibility", late)):
        seen = await same(there, language, [(where, "ask_delivery_status"), ("3527 GV",), (text, topic)])
        assert not any(p in json.dumps(seen[-1]["shown"], ensure_ascii=False) for p in PRIVATE), text
        assert seen[-1]["status"] == "bot", text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_code_is_promised_to_everybody(worlds: list[World], language: str) -> None:
    code = "Stuur mij een code" if language == "nl" else "Send me a code"
    for topic, text in asked(language)[::5]:
        clean(await same(worlds, language, [(text, topic), code, (f"{ANNA}, 3527 GV 12",), ("123456",)]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("topic", "nl", "en"),
    [
        ("report_hardship", "ik kan het niet betalen", "I can't pay this"),
        ("report_hardship", "ik zit in de schuldhulp, hoeveel staat er open bij jullie?", "I'm in debt help, how much do I owe you?"),
        ("ask_arrears", "ik ben de bewindvoerder van 40118273, hoeveel staat er open", "I'm the bewindvoerder of 40118273, how much is open"),
        ("ask_reminder_received", "mijn vader is overleden en krijgt een aanmaning", "my father passed away and gets a payment demand"),
        ("ask_arrears", "ik ben 16, heb ik een achterstand", "I'm 16, do I have arrears"),
        ("request_payment_plan", "ik kan maar 10 euro per maand betalen", "I can only pay 10 euros a month"),
        ("dispute_claim", "die 400 euro betwist ik", "I dispute those 400 euros"),
    ],
)  # fmt: skip
async def test_what_goes_to_a_person_at_once(worlds: list[World], language: str, topic: str, nl: str, en: str) -> None:
    seen = await same(worlds, language, [(nl if language == "nl" else en, topic)])
    assert seen[0]["status"] == "waiting"
    for private in ("Anna", "€ 84", "€84", "Vinkstraat"):
        assert private not in json.dumps(seen, ensure_ascii=False)


async def test_the_customer_himself_does_hear_it(worlds: list[World]) -> None:
    """The other side of it, so that the tests above cannot pass by saying nothing to anybody."""
    owing, paying, _ = worlds
    for world, expected in ((owing, "€ 84"), (paying, "niets open")):
        talk = await world.talk("nl")
        await talk.say("hoeveel sta ik open?", "ask_arrears")
        assert expected in await talk.say(IDENTIFIED)
