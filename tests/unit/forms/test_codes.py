"""Codes by mail and text message: guessing at them ends at a person, and nobody is flooded with them."""

from __future__ import annotations

import datetime as dt

import pytest

from handoff.decide import identification as rules
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk
from tests.unit.forms.helpers import code_of, waits

NEW_CODE = {"nl": "Stuur een nieuwe code", "en": "Send a new code"}
PHONE = {"nl": "mijn nieuwe nummer is 06 87654321", "en": "my new phone number is 06 87654321"}
both = pytest.mark.parametrize("language", ["nl", "en"])


def wrong(code: str) -> str:
    """Six digits that are not ``code``."""
    return f"{(int(code) + 1) % 1000000:06d}"


async def texted(kit: Kit, language: str = "nl") -> Talk:
    """A new telephone number, with its code under way."""
    talk = await Talk.open(kit, language)
    await talk.say(PHONE[language], "change_contact_details")
    await talk.say(IDENTIFIED)
    return talk


async def sent(kit: Kit, talk: Talk) -> int:
    """How many codes went out."""
    return len([r for r in await talk.rows(t.outbox) if r["kind"] in ("code", "sms")])


@both
async def test_a_new_code_gives_no_new_attempts_at_a_number(kit: Kit, language: str) -> None:
    talk = await texted(kit, language)
    for _ in range(rules.ATTEMPTS - 1):
        await talk.say(wrong(await code_of(talk)))
        await talk.press(NEW_CODE[language])
    right = await code_of(talk)
    await talk.say(wrong(right))
    await waits(talk, "not_identified")
    assert await talk.say(right) == ""
    assert (await talk.row(c.customers))["phone"] == "+31612345678"


@both
async def test_a_code_that_ran_out_is_no_reason_for_a_person(kit: Kit, language: str) -> None:
    talk = await texted(kit, language)
    old = await code_of(talk)
    kit.clock.moment += rules.CODE_LIFE + dt.timedelta(seconds=1)  # type: ignore[attr-defined]
    assert ("verlopen" if language == "nl" else "expired") in await talk.say(old)
    await talk.press(NEW_CODE[language])
    assert "06 87654321" in await talk.say(await code_of(talk))


@both
async def test_nobody_is_flooded_with_text_messages(kit: Kit, language: str) -> None:
    talk = await texted(kit, language)
    for _ in range(rules.MOST_CODES - 1):
        await talk.press(NEW_CODE[language])
    assert await sent(kit, talk) == rules.MOST_CODES
    await talk.press(NEW_CODE[language])
    await waits(talk, "not_identified")
    assert await sent(kit, talk) == rules.MOST_CODES


async def test_nor_by_taking_the_number_back_again_and_again(kit: Kit) -> None:
    talk = await texted(kit)
    for n in range(8):
        if (await talk.row(t.conversations))["status"] != "bot":
            break
        await talk.say(f"nee, het is 06 8765432{n}")
    assert await sent(kit, talk) == rules.MOST_CODES
    assert (await talk.row(t.conversations))["status"] == "waiting"


async def test_nor_from_many_conversations(kit: Kit) -> None:
    for _ in range(rules.SUBJECT_CODES // 2):
        talk = await texted(kit)
        await talk.press(NEW_CODE["nl"])
    talk = await texted(kit)
    assert (await talk.row(t.conversations, t.conversations.c.id == talk.id))["status"] == "waiting"
    assert await sent(kit, talk) == rules.SUBJECT_CODES
    kit.clock.moment += rules.CODES_WINDOW + dt.timedelta(minutes=1)  # type: ignore[attr-defined]
    await texted(kit)
    assert await sent(kit, talk) == rules.SUBJECT_CODES + 1


@both
async def test_the_same_words_when_too_many_codes_are_asked_for_whether_or_not_there_is_anybody(
    kit: Kit, language: str
) -> None:
    replies = []
    for number in ("40118273", "40999999"):
        talk = await Talk.open(kit, language)
        await talk.say("nieuwe rekening" if language == "nl" else "new account", "change_bank_account")
        said = [await talk.say(f"{number}, 3527 GV 12")]
        for _ in range(rules.MOST_CODES):
            said.append(await talk.press(NEW_CODE[language]))
        await waits(talk, "not_identified")
        replies.append([s.split("Z2026-")[0] for s in said])
    assert replies[0][:-1] == replies[1][:-1]
    assert all("088-000 12 34" in said[-1] for said in replies)
    assert await sent(kit, talk) == rules.MOST_CODES


async def test_a_mailbox_is_not_flooded_from_many_conversations_and_nothing_shows_it(kit: Kit) -> None:
    said = set()
    for n in range(rules.SUBJECT_CODES + 3):
        talk = await Talk.open(kit, address=f"192.0.2.{n}")
        await talk.say("nieuwe rekening", "change_bank_account")
        said.add(await talk.say("40118273, 3527 GV 12"))
    assert await sent(kit, talk) == rules.SUBJECT_CODES
    assert len(said) == 1
