"""Telling the customer of a case, by the way he chose: mail, chat, telephone or letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.content.texts import text as say
from handoff.decide import terms
from handoff.decide.calendars import add_working_days, closing_days
from handoff.decide.formal import formal
from handoff.errors import BadInput
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit, add_message, locked_conversation
from handoff.work.contacts import OUTCOMES
from handoff.work.mailing import insert_once, put
from handoff.work.moments import day_in_words

WAYS = ("chat", "email", "phone", "letter")
WRITTEN = ("feedback", "outcome", "remedy", "consequences", "reason")  # what a colleague writes of a case
_OF_CHANNEL = {"email": "email", "letter": "letter"}


class Way(NamedTuple):
    """How a customer is told: ``name`` of WAYS, or "told" where the colleague did it himself; ``to`` address or number."""

    name: str
    to: str | None
    conversation: Mapping[str, Any] | None = None
    customer: dict[str, Any] | None = None


async def way_of(tx: AsyncConnection, case: Mapping[str, Any]) -> Way:
    """The way for a case: the one chosen, else the one it came by. Raises BadInput where there is no address for it."""
    customer = await _customer(tx, case["customer_number"])
    talk = await locked_conversation(tx, case["conversation_id"]) if case["conversation_id"] else None
    chosen = case["feedback_by"]
    given, email = case["feedback_to"] or "", (customer or {}).get("email")
    mail = given if "@" in given else email
    name = chosen or ("chat" if talk else _OF_CHANNEL.get(case["channel"], "told"))
    if name == "chat":
        if talk is None or (talk["status"] == "closed" and mail):
            name = "email"
        else:
            return Way("chat", None, talk, customer)
    if name == "email" and mail:
        return Way("email", mail, talk, customer)
    if name == "phone":
        phone = given or (case["callback"] or {}).get("phone") or (customer or {}).get("phone")
        if phone:
            return Way("phone", phone, talk, customer)
    address = given if ", " in given and "@" not in given else ""  # else it is the address or number of another way
    if name == "letter" and (customer or address):
        return Way("letter", address or None, talk, customer)
    if name == "told" or chosen is None:
        return Way("told", None, talk, customer)
    raise BadInput(
        "There is no address for the way the customer chose. Fill it in, or choose another way.",
        code="feedback-address-missing",
    )


async def tell(
    tx: AsyncConnection, kit: Kit, case: Mapping[str, Any], kind: str, way: Way, key: str, values: Mapping[str, Any]
) -> None:
    """Tell the customer: ``kind`` is feedback or extension, ``values`` fill its words; the same ``key`` once."""
    language = case["language"] if case["language"] in ("nl", "en") else "nl"
    says_u = language == "nl" and bool(way.conversation and (way.conversation["context"] or {}).get("formal"))
    whole = {"case": case["number"], "name": (way.customer or {}).get("name"), "formal": says_u, **values}
    if way.name == "email":
        await put(tx, kit, kind, key, str(way.to), language, **whole)
    elif way.name == "chat":
        assert way.conversation is not None
        body = body_of(kit, kind, language, whole)
        words = say(kit.content, f"case_{kind}", language, body=body, case=case["number"])
        words = polite(words, whole)
        await add_message(
            tx, way.conversation, kit.clock.now(), sender="system", text=words, case_number=case["number"]
        )
    elif way.name == "phone":
        await plan_call(tx, kit, case, str(way.to), kind)
    elif way.name == "letter":
        await _post(tx, kit, case, way, kind, key, language, whole)


def polite(text: str, values: Mapping[str, Any]) -> str:
    """``text`` with "u" for who says "u"; what a colleague wrote himself stays as he wrote it."""
    return formal(text, [str(values[k]) for k in WRITTEN if values.get(k)]) if values.get("formal") else text


async def plan_call(
    tx: AsyncConnection, kit: Kit, case: Mapping[str, Any], phone: str, kind: str, tries: int = 0
) -> None:
    """Note a call to the customer on the case, with the moment before which it is made."""
    by = terms.call_back_by(kit.content.hours, kit.content.guidelines["terms"], case["priority"], kit.clock.now())
    call = {"phone": phone, "by": by.isoformat(), "about": kind, "tries": tries}
    await tx.execute(update(t.cases).where(t.cases.c.number == case["number"]).values(callback=call))


def body_of(kit: Kit, kind: str, language: str, values: Mapping[str, Any]) -> str:
    """The words of ``kind`` where there is no template: in the chat and in a letter."""
    if kind == "extension":
        day = day_in_words(dt.datetime.fromisoformat(values["due"]).date(), language)
        return say(kit.content, "case_extension_body", language, day=day, reason=values["reason"])
    lines = [str(values["feedback"])]
    if values.get("decision"):
        lines.append(say(kit.content, f"decision_{values['decision']}", language))
    if values.get("outcome") and values["outcome"] not in OUTCOMES:
        lines.append(f"{say(kit.content, 'case_found', language)} {values['outcome']}")
    for name in ("remedy", "consequences"):
        if values.get(name):
            lines.append(f"{say(kit.content, f'case_{name}', language)} {values[name]}")
    rules = kit.content.guidelines["cases"]
    if values.get("complaint"):
        lines.append(say(kit.content, "case_disagree", language, months=rules["committee_months"]))
    lines.append(say(kit.content, "case_reopen", language, days=rules["reopen_days"]))
    return "\n\n".join(lines)


async def _post(
    tx: AsyncConnection,
    kit: Kit,
    case: Mapping[str, Any],
    way: Way,
    kind: str,
    key: str,
    language: str,
    values: Mapping[str, Any],
) -> None:
    who, now = way.customer or {}, kit.clock.now()
    address = {
        k: who.get(k) or "" for k in ("name", "street", "house_number", "addition", "postcode", "city", "country")
    }
    if not who or way.to:
        address = {**dict.fromkeys(address, ""), **_given(str(way.to)), "name": address["name"], "country": "NL"}
    letter = {
        "title": polite(say(kit.content, f"letter_{kind}", language, case=case["number"]), values),
        "language": language,
        "body": polite(body_of(kit, kind, language, values), values),
        "copies": 1,
    }
    await insert_once(
        tx,
        kit,
        c.post_jobs,
        key=f"{kind}:{key}"[:120],
        kind="letter",
        what=[letter],
        address=address,
        due=add_working_days(now.date(), 1, closing_days(tuple(kit.content.hours.closing_days))),
        case_number=case["number"],
        contact_number=case["contact_number"],
        created_at=now,
    )


def _given(to: str) -> dict[str, str]:
    """An address as it was given, "Lindelaan 4, 3511 AB Utrecht", with or without a name before it, for an envelope."""
    *name, street, place = ["", *to.split(", ")]
    return {"street": ", ".join(n for n in (*name, street) if n), "city": place}


async def _customer(tx: AsyncConnection, number: str | None) -> dict[str, Any] | None:
    if not number:
        return None
    row = (await tx.execute(select(c.customers).where(c.customers.c.number == number))).first()
    return dict(row._mapping) if row else None
