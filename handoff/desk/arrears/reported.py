"""What was said of a payment that was reported: at the desk in the note of the stop, in the chat on its case."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.dunning import lists
from handoff.desk.arrears.kit import euros_plain
from handoff.store import tables as t

FROM_CHAT = "chat "  # a stop that the assistant set has this before the conversation
TOPIC = "report_payment_made"
_DAY, _AMOUNT, _LAST4 = (
    re.compile(p) for p in (r"\d{1,2}-\d{1,2}-\d{4}", r"€[\s\u00a0]?[\d.,]*\d", r"(?:…|\b)(\d{4})\b")
)
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_IN_WORDS = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})")


def note_of_report(day: dt.date, cents: int, last4: str, more: str) -> str:
    """How a report is written down at the desk: day, amount, account; then what a colleague adds."""
    said = f"{day:%d-%m-%Y}, € {euros_plain(cents)}" + (f", …{last4}" if last4 else "")
    return f"{said}. {more}".strip()


async def with_cases(tx: AsyncConnection, stops: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The stops, each from the chat with the newest case of its conversation (``case``) in place of the conversation's id."""
    found = [dict(stop) | {"case": None, "chat": None} for stop in stops]
    chats = {s["note"].removeprefix(FROM_CHAT) for s in found if str(s["note"] or "").startswith(FROM_CHAT)}
    if not chats:
        return found
    x = t.cases.c
    query = (
        select(x.number, x.conversation_id, x.topics, x.data).where(x.conversation_id.in_(chats)).order_by(x.created_at)
    )
    rows = [dict(row._mapping) for row in await tx.execute(query)]
    for stop in found:
        note = str(stop["note"] or "")
        if not note.startswith(FROM_CHAT):
            continue
        mine = [row for row in rows if row["conversation_id"] == note.removeprefix(FROM_CHAT)]
        fit = [row for row in mine if TOPIC in row["topics"]] if stop["reason"] == "paid_claimed" else []
        stop |= {"case": next(reversed(fit or mine), None), "chat": note.removeprefix(FROM_CHAT), "note": None}
    return found


def reported(stop: Mapping[str, Any], asked: Collection[str]) -> dict[str, str]:
    """What a form may begin with: ``on`` (ISO), ``amount`` and ``last4``, each empty where it was not said. ``asked``: what
    the chat asks about a payment, as it is called on a case."""
    case = stop.get("case")
    told = [str(value) for name, value in case["data"].items() if name.lower() in asked] if case else []
    said = " · ".join(told) if case else str(stop["note"] or "").split(". ")[0]
    amount, rest = _AMOUNT.search(said), _IN_WORDS.sub("", _DAY.sub("", _AMOUNT.sub("", said)))
    last4 = _LAST4.search(rest)
    return {"on": _day_in(said), "amount": _plain(amount[0]) if amount else "", "last4": last4[1] if last4 else ""}


def _day_in(said: str) -> str:
    words = _IN_WORDS.search(said)
    text = (
        f"{words[1]}-{_MONTHS.index(words[2]) + 1}-{words[3]}"
        if words
        else (found[0] if (found := _DAY.search(said)) else "")
    )
    try:
        return lists.day(text, "day").isoformat()
    except lists.Refused:
        return ""


def _plain(amount: str) -> str:
    try:
        return euros_plain(lists.cents(amount, "total"))
    except lists.Refused:
        return ""
