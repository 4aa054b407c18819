"""A case of who proved nothing: its number and the postcode given with it tell how it stands, and open nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from handoff.decide import identification as rules
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import case
from tests.support.talking import IDENTIFIED, MONDAY, Talk, add
from tests.unit.forms.helpers import waits

STATUS = "ask_case_status"
HOW = {"nl": "hoe staat het met mijn klacht?", "en": "how is my complaint going?"}
STORY = {"nl": "de bezorger kwam gisteren niet, ik heb voor niets gewacht", "en": "nobody showed up yesterday, I waited for nothing"}
PRIVATE = ("Anna", "Boer", "Vinkstraat", "0417164300", "102938")


async def complained(kit: Kit, who: str, language: str = "nl") -> str:
    """A complaint taken in at level 0; ``who`` answers the question for number, postcode and address. Its case number."""
    talk = await Talk.open(kit, language)
    await talk.say(STORY[language], "complain_delivery")
    skip = "Overslaan" if language == "nl" else "Skip"
    await talk.press(skip)
    await talk.press(skip)
    said = await talk.say(who)
    assert "Klopt dat" in said or "Is that right" in said, said
    await talk.say("ja" if language == "nl" else "yes", "affirm")
    return str((await talk.row(t.cases, t.cases.c.conversation_id == talk.id))["number"])


async def asked_later(kit: Kit, given: str, language: str = "nl") -> tuple[Talk, str]:
    """Another conversation, which asks how the case stands; what is said to ``given``."""
    talk = await Talk.open(kit, language)
    await talk.say(HOW[language], STATUS)
    return talk, await talk.say(given)


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_number_and_postcode_tell_the_status(kit: Kit, language: str) -> None:
    number = await complained(kit, "3511 AB, kees@voorbeeld.example", language)
    talk, said = await asked_later(kit, f"{number}, 3511 AB", language)
    assert number in said
    assert ("ontvangen" if language == "nl" else "received") in said
    row = await talk.row(t.conversations, t.conversations.c.id == talk.id)
    assert (row["customer_number"], row["verified"]) == (None, 0)
    told = await talk.rows(t.history, t.history.c.subject == "case", t.history.c.what == "status told")
    assert [h["subject_id"] for h in told] == [number]


async def test_naming_another_customer_opens_nothing_of_hers(kit: Kit) -> None:
    await add(kit, c.orders, number="B4410927", customer_number="40118273", product="SR-EB1", subscription="flex", status="planned", ordered_on=dt.date(2026, 11, 1), promised_on=dt.date(2026, 12, 1))  # fmt: skip
    await case(kit)  # one of the customer herself
    number = await complained(kit, "40118273, 3511 AB, kees@voorbeeld.example")
    talk, said = await asked_later(kit, f"{number}, 3511 AB")
    assert number in said
    for then, topic in (("en hoe staat het met zaak Z2026-004512?", STATUS), ("waar blijft bestelling B4410927?", "ask_delivery_status"), ("ik wil mijn adres wijzigen", "change_address")):  # fmt: skip
        said = await talk.say(then, topic)
        assert "Facturatie" not in said
        assert "december" not in said
        assert not any(word in said for word in PRIVATE), said
        await talk.say("stop")
    # and hers is not to be had with her number on that case
    _, said = await asked_later(kit, f"{number}, 3527 GV")
    assert "kan ik niet controleren" in said


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_same_words_whether_or_not_there_is_such_a_case(kit: Kit, language: str) -> None:
    number = await complained(kit, "3511 AB, kees@voorbeeld.example", language)
    replies = []
    for tried in (number, "Z2026-999999"):
        talk, first = await asked_later(kit, f"{tried}, 1234 AB", language)
        second = await talk.say(f"{tried}, 1235 AB")
        replies.append([r.replace(tried, "") for r in (first, second)])
    assert replies[0] == replies[1]


async def test_one_comparison_each_way(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await complained(kit, "3511 AB, kees@voorbeeld.example")
    await case(kit)
    compared: list[int] = []
    honest = rules.hmac.compare_digest

    def counting(one: Any, other: Any) -> bool:
        compared.append(1)
        return honest(one, other)

    monkeypatch.setattr(rules.hmac, "compare_digest", counting)
    counts = []
    for tried in (number, "Z2026-004512", "Z2026-999999"):
        compared.clear()
        await asked_later(kit, f"{tried}, 1234 AB")
        counts.append(len(compared))
    assert counts == [1, 1, 1]


async def test_guessing_the_postcode_ends_at_a_person(kit: Kit) -> None:
    number = await complained(kit, "3511 AB, kees@voorbeeld.example")
    talk, _ = await asked_later(kit, f"{number}, 1234 AB")
    await talk.say(f"{number}, 1235 AB")
    await talk.say(f"{number}, 1236 AB")
    await waits(talk, "not_identified")


async def test_guessing_at_one_case_from_many_conversations(kit: Kit) -> None:
    number = await complained(kit, "3511 AB, kees@voorbeeld.example")
    for n in range(3):
        talk = await Talk.open(kit, address=f"192.0.2.{n + 10}")
        await talk.say(HOW["nl"], STATUS)
        for letter in "AB":
            await talk.say(f"{number}, 123{n} A{letter}")
    _, said = await asked_later(kit, f"{number}, 3511 AB")
    assert "kan ik niet controleren" in said
    kit.clock.moment += rules.CUSTOMER_WINDOW + dt.timedelta(minutes=1)  # type: ignore[attr-defined]
    _, said = await asked_later(kit, f"{number}, 3511 AB")
    assert number in said


async def test_who_proves_to_live_there_needs_no_more(kit: Kit) -> None:
    number = await complained(kit, "40118273, 3527 GV")
    talk = await Talk.open(kit)
    await talk.say("ik ga verhuizen", "change_address")
    await talk.say(IDENTIFIED)
    await talk.say("stop")
    assert number in await talk.say(f"hoe staat het met {number}?", STATUS)


async def test_of_a_settled_case_the_outcome_is_not_told(kit: Kit) -> None:
    number = await complained(kit, "3511 AB, kees@voorbeeld.example")
    async with kit.db.write() as tx:
        await tx.execute(t.cases.update().values(status="resolved", outcome="Je krijgt € 45 terug.", feedback="Je krijgt € 45 terug.", closed_at=MONDAY))  # fmt: skip
    talk, said = await asked_later(kit, f"{number}, 3511 AB")
    assert "afgehandeld" in said
    assert "45" not in said
    assert [b["title"] for b in talk.buttons if "Uitkomst" in b["title"]] == []


async def test_asked_twice_is_for_a_person(kit: Kit) -> None:
    number = await complained(kit, "3511 AB, kees@voorbeeld.example")
    kit.clock.moment += dt.timedelta(hours=2)  # type: ignore[attr-defined]
    await asked_later(kit, f"{number}, 3511 AB")
    kit.clock.moment += dt.timedelta(days=1)  # type: ignore[attr-defined]
    talk, _ = await asked_later(kit, f"{number}, 3511 AB")
    await waits(talk, "asked_before")


async def test_without_a_postcode_it_is_asked_once_and_may_be_left_out(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(STORY["nl"], "complain_delivery")
    await talk.press("Overslaan")
    await talk.press("Overslaan")
    assert "postcode" in await talk.say("kees@voorbeeld.example")
    assert "Klopt dat" in await talk.press("Overslaan")
    said = await talk.say("ja", "affirm")
    assert "Met dit nummer en je postcode" not in said
    row = await talk.row(t.cases)
    assert (row["postcode"], row["feedback_by"], row["feedback_to"]) == (None, "email", "kees@voorbeeld.example")
    _, later = await asked_later(kit, f"{row['number']}, 0000 XX")
    assert "kan ik niet controleren" in later or "postcode" in later


async def test_a_complaint_handed_over_in_the_middle_keeps_the_postcode(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(STORY["nl"], "complain_delivery")
    await talk.press("Overslaan")
    await talk.press("Overslaan")
    await talk.say("3511 AB, kees@voorbeeld.example")
    await talk.say("ik wil een medewerker", "ask_human")
    assert (await talk.row(t.cases))["postcode"] == "3511 AB"
