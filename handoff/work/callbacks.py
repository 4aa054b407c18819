"""A customer who waits leaves a phone number: the case gets a call-back with a moment, and the customer hears which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import phonenumbers
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.content.texts import text as say
from handoff.decide import terms
from handoff.store import tables as t
from handoff.work.base import Kit, add_message, record
from handoff.work.moments import moment_in_words


def phone_in(text: str) -> str | None:
    """The first valid telephone number in ``text`` in international form ("+31 6 12345678"), or None."""
    for match in phonenumbers.PhoneNumberMatcher(text, "NL"):
        return phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return None


async def note_callback(
    tx: AsyncConnection, kit: Kit, conversation: Mapping[str, Any], text: str, now: dt.datetime
) -> None:
    """Put a number that a waiting customer writes on the case, and confirm it with the moment of the call."""
    phone = phone_in(text)
    if phone is None or not conversation["case_number"]:
        return
    case = (await tx.execute(select(t.cases).where(t.cases.c.number == conversation["case_number"]))).first()
    if case is None or (case.callback or {}).get("phone") == phone:
        return
    by = terms.call_waiting_by(
        kit.content.hours, kit.content.guidelines["terms"], conversation["priority"] or "normal", now
    )
    await tx.execute(
        update(t.cases).where(t.cases.c.number == case.number).values(callback={"phone": phone, "by": by.isoformat()})
    )
    await record(tx, now, "case", case.number, "customer", "asked for a call", by=by.isoformat())
    words = say(
        kit.content,
        "callback_noted",
        conversation["language"],
        callback=moment_in_words(by, now, conversation["language"], until=True),
        phone=phone,
        case=case.number,
    )
    await add_message(tx, conversation, now, sender="system", text=words, case_number=case.number)
