"""Word of a change to the old and the new contact address, so that nobody's data changes unnoticed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.content.texts import text as say
from handoff.decide.calendars import add_working_days, closing_days
from handoff.decide.formal import formal
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.mailing import insert_once, put
from handoff.work.moments import day_in_words


class Addresses(NamedTuple):
    """Where word goes: e-mail addresses and telephone numbers, old and new; the customer's row for a letter."""

    emails: tuple[str, ...]
    phones: tuple[str, ...]
    customer: Mapping[str, Any]


async def addresses_of(
    tx: AsyncConnection, kit: Kit, customer: Mapping[str, Any], change: Mapping[str, Any]
) -> Addresses:
    """The address we have, the one this change brings or takes away, and those replaced shortly before."""
    since = kit.clock.now() - dt.timedelta(days=int(kit.content.guidelines["changes"]["recent_days"]))
    recent = (
        await tx.execute(
            select(c.changes.c.field, c.changes.c.old).where(
                c.changes.c.customer_number == customer["number"],
                c.changes.c.field.in_(("email", "phone")),
                c.changes.c.status.in_(("applied", "corrected")),
                c.changes.c.applied_at > since,
            )
        )
    ).all()
    values = [(change["field"], change["old"]), *((r.field, r.old) for r in recent)]
    if change["status"] in ("applied", "planned") or change["warning"] != "unconfirmed_email":
        values.append((change["field"], change["new"]))  # an address that nobody confirmed yet gets its link only
    emails = [customer["email"], *(v.get("email") for f, v in values if f == "email")]
    phones = [v.get("phone") for f, v in values if f == "phone"]
    return Addresses(_once(emails), _once(phones), customer)


async def notify(
    tx: AsyncConnection,
    kit: Kit,
    change: Mapping[str, Any],
    event: str,
    addresses: Addresses,
    *,
    told: str | None = None,
) -> None:
    """Tell all ``addresses`` what became of a change: ``event`` is asked, planned, applied, refused or corrected.

    By mail; by text message to telephone numbers where the telephone changes; by letter where there is no e-mail.
    ``told``: an e-mail address that hears of it in another way, such as a confirmation.
    """
    who, language = addresses.customer, addresses.customer["language"]
    day, polite = change["effective_on"], await _says_u(tx, change.get("conversation_id"), language)
    for address in (a for a in addresses.emails if a != told):
        await put(
            tx, kit, "change_notice", f"{change['id']}:{event}:{address}", address, language,
            field=change["field"], event=event, day=day.isoformat(), name=who["name"], formal=polite,
        )  # fmt: skip
    phone = kit.content.organisation.contact["customer_service"].phone
    for number in addresses.phones:
        words = say(kit.content, "sms_change", language if language == "en" else "nl", phone=phone)
        words = formal(words) if polite else words
        await put(tx, kit, "sms", f"change:{change['id']}:{event}:{number}", number, language, text=words)
    if not addresses.emails:
        await _letter(tx, kit, change, event, who)


async def _says_u(tx: AsyncConnection, conversation: str | None, language: str) -> bool:
    """Whether the change was asked in a conversation whose customer says "u"."""
    if conversation is None or language == "en":
        return False
    context = (await tx.execute(select(t.conversations.c.context).where(t.conversations.c.id == conversation))).scalar()
    return bool((context or {}).get("formal"))


async def _letter(tx: AsyncConnection, kit: Kit, change: Mapping[str, Any], event: str, who: Mapping[str, Any]) -> None:
    now, language = kit.clock.now(), "en" if who["language"] == "en" else "nl"
    old = change["old"] if change["field"] == "address" else who
    names = ("street", "house_number", "addition", "postcode", "city", "country")
    body = say(
        kit.content, f"notice_{'refund_' if change['field'] == 'refund' else ''}{event}", language,
        what=say(kit.content, f"notice_{change['field']}", language), day=day_in_words(change["effective_on"], language),
        phone=kit.content.organisation.contact["customer_service"].phone,
    )  # fmt: skip
    title = say(kit.content, "letter_change_notice", language)
    await insert_once(
        tx, kit, c.post_jobs,
        key=f"change:{change['id']}:{event}", kind="letter",
        what=[{"title": title, "language": language, "body": body, "copies": 1}],
        address={"name": who["name"], **{n: old.get(n) or "" for n in names}},
        due=add_working_days(now.date(), 1, closing_days(tuple(kit.content.hours.closing_days))),
        case_number=change["case_number"], created_at=now,
    )  # fmt: skip


def _once(values: list[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v))
