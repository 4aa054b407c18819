"""Confirming that something came in: the number of the case, who has it and by when, by mail or by letter.

Source: handbook, complaints ("Ontvangst bevestigen met zaaknummer: meteen; bij een brief op de dag van ontvangst").
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.content.texts import text as say
from handoff.decide.lettering import capital
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.store.record import customer as customer_of
from handoff.work.base import Kit, record
from handoff.work.mailing import insert_once, put
from handoff.work.moments import day_in_words

KINDS = ("complaint", "procedure", "request")  # of arrears nothing is mailed, and who is in danger is not written to
ADDRESS = ("name", "street", "house_number", "addition", "postcode", "city", "country")


def subject_of(kit: Kit, language: str, topic: str) -> str:
    """The subject of the confirmation; {case} in it is still to be filled."""
    name = kit.content.topics[topic].name.by("en" if language == "en" else "nl")
    return say(kit.content, "case_received_subject", language, topic=capital(name))


def body_of(kit: Kit, language: str, department: str, first: dt.datetime, due: dt.datetime) -> str:
    """What is confirmed: who has it, and by when the customer hears more."""
    name = kit.content.departments[department].name
    return say(
        kit.content,
        "case_received",
        language,
        department=name.en if language == "en" else name.nl,
        first_due=day_in_words(first.date(), language),
        due=day_in_words(due.date(), language),
    )


async def acknowledge(tx: AsyncConnection, kit: Kit, number: str) -> str | None:
    """Confirm a case that a colleague registered to the customer it belongs to: a letter by letter, all else by mail.

    Returns "letter", "email" or None where there is nobody or no address to write to.
    """
    case = (await tx.execute(select(t.cases).where(t.cases.c.number == number))).one()
    who = await customer_of(tx, case.customer_number) if case.customer_number else None
    if who is None or case.kind not in KINDS:
        return None
    zone = kit.clock.now().tzinfo
    topic, language = next(iter(case.topics), "ask_human"), case.language
    subject = subject_of(kit, language, topic).replace("{case}", number)
    first, due = case.first_due.astimezone(zone), case.due.astimezone(zone)
    body = body_of(kit, language, case.department, first, due)
    way = "letter" if case.channel == "letter" else "email" if who["email"] else None
    if way == "email":
        values = {"subject": subject, "body": body, "case": number, "greeting": who["name"]}
        await put(tx, kit, "confirmation", f"case:{number}", who["email"], language, **values)
    elif way == "letter":
        await _post(tx, kit, number, who, subject, body, language)
    if way:
        await record(tx, kit.clock.now(), "case", number, "system", "confirmed", by=way)
    return way


async def _post(
    tx: AsyncConnection, kit: Kit, number: str, who: dict[str, Any], title: str, body: str, language: str
) -> None:
    now = kit.clock.now()
    await insert_once(
        tx,
        kit,
        c.post_jobs,
        key=f"confirmation:{number}",
        kind="letter",
        what=[{"title": title, "language": language, "body": body, "copies": 1}],
        address={name: who.get(name) or "" for name in ADDRESS},
        due=now.date(),  # on the day that the letter came
        case_number=number,
        created_at=now,
    )
