"""What a customer says of a conversation afterwards, and the copy of it that may be asked for."""

from __future__ import annotations

import re

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from handoff.errors import BadInput, NotFound
from handoff.store import tables as t
from handoff.work.base import Kit
from text.masking import mask

_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[a-zA-Z]{2,}")


async def rate(kit: Kit, conversation_id: str, score: object, comment: object) -> None:
    """Store a score of 1 to 5 and an optional comment of at most 1,000 characters. Raises BadInput, NotFound."""
    if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= 5:
        raise BadInput('"score" is a whole number from 1 to 5.', code="score-invalid")
    if comment is not None and (not isinstance(comment, str) or len(comment) > 1000):
        raise BadInput("A comment is a text of at most 1,000 characters.", code="comment-invalid")
    clean = mask(comment).text if comment else None
    async with kit.db.write() as tx:
        done = await tx.execute(
            update(t.conversations)
            .where(t.conversations.c.id == conversation_id)
            .values(rating=score, rating_comment=clean)
        )
        if not done.rowcount:
            raise NotFound("There is no such conversation.")


async def send_transcript(kit: Kit, conversation_id: str, email: object) -> None:
    """Put the transcript for ``email`` in the outbox, once a length of the conversation. Raises BadInput, NotFound."""
    if not isinstance(email, str) or len(email) > 254 or not _EMAIL.fullmatch(email.strip()):
        raise BadInput("That is not an e-mail address we can write to.", code="email-invalid")
    address, now = email.strip().lower(), kit.clock.now()
    async with kit.db.write() as tx:
        row = (await tx.execute(select(t.conversations).where(t.conversations.c.id == conversation_id))).first()
        if row is None:
            raise NotFound("There is no such conversation.")
        values = {
            "key": f"transcript:{conversation_id}:{row.last_seq}:{address}",
            "kind": "transcript",
            "state": "waiting",
            "attempts": 0,
            "payload": {"to": address, "conversation": conversation_id, "language": row.language, "upto": row.last_seq},
            "next_at": now,
            "created_at": now,
        }
        insert_once = sqlite.insert if kit.db.sqlite else postgresql.insert
        await tx.execute(insert_once(t.outbox).values(**values).on_conflict_do_nothing())
    await kit.bus.publish("outbox")
