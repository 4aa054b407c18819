"""A conversation begins, and takes messages of the customer. Every channel enters by ``take_message``."""

from __future__ import annotations

import re
import unicodedata
import uuid
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from handoff.bus import DESK, conversation_channel
from handoff.content.texts import text as say
from handoff.errors import BadInput, Conflict, NotFound, TooLarge
from handoff.store import tables as t
from handoff.work.base import Kit, add_message, locked_conversation, new_id, record, seq_of
from handoff.work.callbacks import note_callback
from handoff.work.held import awaits_code, hold_values, keep_apart, origin_of

MOST_CHARACTERS = 4000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


class Taken(NamedTuple):
    """A stored message: its ``seq``, whether it was stored ``before``, and who has the conversation."""

    seq: int
    before: bool
    status: str


def check_text(raw: object) -> str:
    """The text of a message, cleaned of control and direction characters.

    Raises BadInput when there is nothing to read, TooLarge above 4,000 characters.
    """
    if not isinstance(raw, str):
        raise BadInput("A message needs a text.", code="text-missing")
    if len(raw) > MOST_CHARACTERS:
        raise TooLarge(
            f"A message may have at most {MOST_CHARACTERS:,} characters; this one has {len(raw):,}. Nothing was stored.",
            code="message-too-long",
            extra={"limit": MOST_CHARACTERS, "length": len(raw)},
        )
    text = _CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(c for c in text if unicodedata.category(c) != "Cs").strip()
    if not text:
        raise BadInput("This message is empty. Please write something.", code="message-empty")
    return text


def check_id(raw: object) -> str:
    """A message id: a UUID of the sender's making. Raises BadInput otherwise."""
    try:
        return str(uuid.UUID(str(raw)))
    except ValueError:
        raise BadInput(
            "A message needs an id that is a UUID, so that sending it twice is harmless.", code="id-invalid"
        ) from None


async def open_conversation(
    kit: Kit,
    *,
    language: str | None,
    channel: str = "chat",
    page: str | None = None,
    external_id: str | None = None,
    address: str | None = None,
) -> dict[str, Any]:
    """Begin a conversation with the greeting, which says that this is a digital assistant.

    ``address``: where the customer comes from; only a keyed hash of it is kept, to limit guessing.

    Returns the conversation's row. The same ``external_id`` gives the conversation that is there, until it is closed.
    """
    now, conversation_id = kit.clock.now(), new_id()
    code = language if language in ("nl", "en") else "nl"
    try:
        async with kit.db.write() as tx:
            c = t.conversations.c
            closed = update(t.conversations).where(c.external_id == external_id, c.status == "closed")
            await tx.execute(closed.values(external_id=c.external_id + "#" + c.id))
            await tx.execute(
                insert(t.conversations).values(
                    id=conversation_id,
                    channel=channel,
                    external_id=external_id,
                    language=code,
                    page=page,
                    origin=origin_of(kit.settings.secret, address),
                    created_at=now,
                    updated_at=now,
                    context={"language_fixed": language in ("nl", "en")},
                )
            )
            greeting = say(kit.content, "greeting" if language else "greeting_both", code)
            await add_message(tx, {"id": conversation_id}, now, sender="bot", text=greeting)
            await record(
                tx,
                now,
                "conversation",
                conversation_id,
                "customer",
                "opened",
                channel=channel,
                page=page,
                disclosure=greeting,
            )
            row = (await tx.execute(select(t.conversations).where(t.conversations.c.id == conversation_id))).one()
    except IntegrityError:
        if external_id is None:
            raise
        async with kit.db.read() as connection:
            row = (
                await connection.execute(select(t.conversations).where(t.conversations.c.external_id == external_id))
            ).one()
    return dict(row._mapping)


async def take_message(
    kit: Kit,
    conversation_id: str,
    message_id: str,
    *,
    text: str | None = None,
    payload: str | None = None,
    attachment: dict[str, Any] | None = None,
) -> Taken:
    """Check, mask, number and store a customer's message; the same id again changes nothing.

    While the bot has the conversation a turn is noted down in the same transaction, so that a crash forgets no answer.

    Args:
        text: what was written; or
        payload: of a button that this conversation was given (anything else is refused); its title becomes the text.
        attachment: description of a stored file.

    Raises:
        BadInput, TooLarge: see ``check_text``. NotFound: no such conversation. Conflict: it is closed.
    """
    message_id = check_id(message_id)
    checked = check_text(text) if payload is None else ""
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await locked_conversation(tx, conversation_id)
        if row is None:
            raise NotFound("There is no such conversation.")
        known = await seq_of(tx, conversation_id, message_id)
        if known is not None:
            return Taken(known, True, row["status"])
        if row["status"] == "closed":
            raise Conflict("This conversation has been closed. Please start a new one.", code="conversation-closed")
        held: list[tuple[str, str]] = []
        if payload is not None:
            clean = await _title_of(tx, conversation_id, payload)
        else:
            clean, held = keep_apart(checked, awaits_code=awaits_code(row))
        seq = await add_message(
            tx, row, now, sender="customer", text=clean, message_id=message_id, payload=payload, attachment=attachment
        )
        if row["status"] == "waiting":
            await note_callback(tx, kit, row, clean, now)
            # No answer is owed, but it is looked at for danger (see ``alarm``).
            await tx.execute(
                insert(t.turns).values(conversation_id=conversation_id, seq=seq, state="skipped", created_at=now)
            )
        if row["status"] == "bot":
            await hold_values(tx, kit.settings.secret, conversation_id, seq, held, now)
            await tx.execute(
                insert(t.turns).values(conversation_id=conversation_id, seq=seq, state="pending", created_at=now)
            )
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "message"})
    if row["status"] in ("waiting", "agent"):
        held = row["status"] == "agent"
        # nobody's place changes
        await kit.bus.publish(DESK, {"type": "written", "conversation": conversation_id, "held": held})
    return Taken(seq, False, row["status"])


async def _title_of(tx: Any, conversation_id: str, payload: str) -> str:
    """Title of the button with ``payload``; ``/ask_human`` is always there. Raises BadInput for one we never gave."""
    rows = await tx.execute(
        select(t.messages.c.buttons).where(
            t.messages.c.conversation_id == conversation_id, t.messages.c.sender == "bot"
        )
    )
    for (buttons,) in rows:
        for button in buttons or []:
            if button["payload"] == payload:
                return str(button["title"])
    if payload == "/ask_human":
        language = (
            await tx.execute(select(t.conversations.c.language).where(t.conversations.c.id == conversation_id))
        ).scalar_one()
        return "Ik wil graag een medewerker spreken" if language == "nl" else "I would like to speak to a person"
    raise BadInput("That button does not belong to this conversation.", code="payload-unknown")


async def note_delivered(kit: Kit, conversation_id: str, seq: int) -> None:
    """Remember that everything up to ``seq`` reached the customer's screen. Writes only where that is news about what a
    colleague said: nobody looks at the marks of other messages."""
    m, k = t.messages.c, t.conversations.c
    news = (
        select(m.seq)
        .join(t.conversations, k.id == m.conversation_id)
        .where(m.conversation_id == conversation_id, m.sender == "agent", m.seq > k.customer_got_seq, m.seq <= seq)
        .limit(1)
    )
    async with kit.db.read() as tx:
        if (await tx.execute(news)).first() is None:
            return
    async with kit.db.write() as tx:
        here = (k.id == conversation_id, k.customer_got_seq < seq, k.last_seq >= seq)
        done = await tx.execute(update(t.conversations).where(*here).values(customer_got_seq=seq))
    if not done.rowcount:
        return
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "delivered", "by": "customer", "seq": seq})


async def note_seen(kit: Kit, conversation_id: str, who: str, seq: int) -> None:
    """Remember up to where ``who`` ("customer" or "agent") has read."""
    column = t.conversations.c.customer_seen_seq if who == "customer" else t.conversations.c.agent_seen_seq
    async with kit.db.write() as tx:
        done = await tx.execute(
            update(t.conversations)
            .where(t.conversations.c.id == conversation_id, column < seq, t.conversations.c.last_seq >= seq)
            .values({column: seq})
        )
    if not done.rowcount:
        return  # no news, or a message that does not exist: nobody need hear of it
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "read", "by": who, "seq": seq})
