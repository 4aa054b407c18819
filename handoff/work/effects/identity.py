"""Who the customer is: established, not established, a code sent or tried."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import insert, update

from handoff.content.texts import text as say
from handoff.decide.formal import formal as politely
from handoff.decide.identification import CODE_DIGITS, CODE_LIFE
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.store.record import STATUS_TOLD
from handoff.work.base import record
from handoff.work.effects.act import Act, Do
from handoff.work.held import forget_values

NO_CODE = "-" * 64  # in place of a code's hash: no code has it


def code_hash(secret: str, conversation_id: str, code: str) -> str:
    """What is kept of a code: useless without the installation's secret."""
    return hmac.new(secret.encode(), f"{conversation_id}:{code}".encode(), hashlib.sha256).hexdigest()


async def identified(act: Act, *, customer: str, level: int, how: str) -> None:
    """The conversation is that of ``customer``, as sure as ``level``; a higher level that it had stays."""
    level = max(level, act.conversation["verified"] if act.conversation["customer_number"] == customer else 0)
    await act.tx.execute(
        update(t.conversations)
        .where(t.conversations.c.id == act.conversation["id"])
        .values(customer_number=customer, verified=level)
    )
    await act.tx.execute(
        update(t.contacts).where(t.contacts.c.conversation_id == act.conversation["id"]).values(verified_how=how)
    )
    await record(
        act.tx,
        act.now,
        "conversation",
        act.conversation["id"],
        "bot",
        "identified",
        customer=customer,
        level=level,
        how=how,
    )


async def case_opened(act: Act, *, case: str) -> None:
    """The status of a case was told to who gave its number and postcode; whose conversation this is stays unknown."""
    await record(act.tx, act.now, "case", case, "bot", STATUS_TOLD, conversation=act.conversation["id"])


async def not_identified(act: Act, *, keys: list[str]) -> None:
    """A wrong attempt counts for the conversation, for the customer that was named and for where it came from."""
    for key in keys:
        await act.tx.execute(insert(t.attempts).values(key=key[:160], at=act.now))
    await record(act.tx, act.now, "conversation", act.conversation["id"], "bot", "identification failed")


async def send_code(act: Act, *, purpose: str, subject: str, to: str | None, formal: bool = False) -> None:
    """Make a code and mail it; ``to`` None: there is nobody to mail, and nothing shows it, the time it takes neither.

    ``formal``: in the words of "u".
    """
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    conversation = act.conversation["id"]
    await act.tx.execute(
        update(c.codes)
        .where(c.codes.c.conversation_id == conversation, c.codes.c.purpose == purpose, c.codes.c.used_at.is_(None))
        .values(expires_at=act.now)  # the newest alone counts
    )
    sealed = code_hash(act.kit.settings.secret, conversation, code)
    await act.tx.execute(
        insert(c.codes).values(
            conversation_id=conversation,
            purpose=purpose,
            subject=subject,
            hash=sealed if to is not None else NO_CODE,
            made_at=act.now,
            expires_at=act.now + CODE_LIFE,
            attempts=0,
        )
    )
    minutes = int(CODE_LIFE.total_seconds() // 60)
    if to is None:  # as much work as a mail to somebody
        await act.tx.execute(update(t.outbox).where(t.outbox.c.key == f"code:{act.key}:{purpose}").values(key=NO_CODE))
        return
    by_sms = purpose.endswith("phone")
    text = say(act.kit.content, "sms_code", act.language, code=code, minutes=minutes)
    text = politely(text) if formal and act.language == "nl" else text
    await act.once(
        t.outbox,
        key=f"code:{act.key}:{purpose}",
        kind="sms" if by_sms else "code",
        state="waiting",
        attempts=0,
        payload={"to": to, "text": text, "code": code}
        if by_sms
        else {"to": to, "code": code, "language": act.language, "minutes": minutes, "formal": formal},
        next_at=act.now,
        created_at=act.now,
    )


async def code_tried(act: Act, *, code: int, right: bool) -> None:
    """Count an attempt at a code; a right one is used up."""
    values = {"attempts": c.codes.c.attempts + 1} | ({"used_at": act.now} if right else {})
    await act.tx.execute(update(c.codes).where(c.codes.c.id == code).values(**values))


async def forget_held(act: Act) -> None:
    """What was kept out of the messages of this conversation is no longer needed."""
    await forget_values(act.tx, act.conversation["id"])


KINDS: dict[str, Do] = {
    "identified": identified,
    "case_opened": case_opened,
    "not_identified": not_identified,
    "send_code": send_code,
    "code_tried": code_tried,
    "forget_held": forget_held,
}
