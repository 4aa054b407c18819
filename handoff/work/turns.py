"""The bot's turns: carried out whole or not at all, and never twice for one message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.bus import QUEUE, conversation_channel
from handoff.content.texts import text as say
from handoff.store import tables as t
from handoff.work.base import RANKS, Kit, add_message, locked_conversation, record
from handoff.work.cases import insert_case, make_case
from handoff.work.contacts import touch_contact
from handoff.work.effects import Act, carry_out, give_numbers
from handoff.work.gaps import note_unanswered
from handoff.work.held import forget_values
from handoff.work.plan import Bubble, CasePlan, HandOver, Plan
from handoff.work.words import handover_words

HOLD = timedelta(seconds=60)  # longer than the engine may take: then another service may try


async def hold_turn(kit: Kit, conversation_id: str) -> Mapping[str, Any] | None:
    """The first pending turn of a conversation, held for this service; None when there is none to run now."""
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await locked_conversation(tx, conversation_id)
        if row is None or row["status"] != "bot":
            return None
        turn = (
            await tx.execute(
                select(t.turns, t.messages.c.id, t.messages.c.text, t.messages.c.payload)
                .join(
                    t.messages,
                    (t.messages.c.conversation_id == t.turns.c.conversation_id) & (t.messages.c.seq == t.turns.c.seq),
                )
                .where(t.turns.c.conversation_id == conversation_id, t.turns.c.state == "pending")
                .order_by(t.turns.c.seq)
                .limit(1)
            )
        ).first()
        if turn is None or (turn.held_until and turn.held_until > now):
            return None
        await tx.execute(
            update(t.turns)
            .where(t.turns.c.conversation_id == conversation_id, t.turns.c.seq == turn.seq)
            .values(held_until=now + HOLD, attempts=turn.attempts + 1)
        )
    return {**turn._mapping, "language": row["language"]}


async def pending_conversations(kit: Kit, *, held_too: bool = False) -> list[str]:
    """Conversations in which the bot owes an answer that nobody is working on; ``held_too`` includes those held by someone."""
    now = kit.clock.now()
    owed = select(t.turns.c.conversation_id).join(t.conversations, t.conversations.c.id == t.turns.c.conversation_id)
    owed = owed.where(t.turns.c.state == "pending", t.conversations.c.status == "bot")
    if not held_too:
        owed = owed.where(or_(t.turns.c.held_until.is_(None), t.turns.c.held_until < now))
    async with kit.db.read() as connection:
        return list((await connection.execute(owed.distinct())).scalars())


async def pending_turns(kit: Kit, conversation_id: str) -> set[int]:
    """The messages of a conversation, by seq, to which the bot owes an answer."""
    async with kit.db.read() as connection:
        owed = select(t.turns.c.seq).where(t.turns.c.conversation_id == conversation_id, t.turns.c.state == "pending")
        return set((await connection.execute(owed)).scalars())


async def release_turns(kit: Kit, conversation_id: str) -> None:
    """Let go of the turns of a conversation: who held them is no more, or could not carry them out."""
    async with kit.db.write() as tx:
        await tx.execute(
            update(t.turns)
            .where(
                t.turns.c.conversation_id == conversation_id,
                t.turns.c.state == "pending",
                t.turns.c.held_until.is_not(None),
            )
            .values(held_until=None)
        )


async def complete_turn(kit: Kit, conversation_id: str, seq: int, plan: Plan) -> list[dict[str, Any]]:
    """Carry out ``plan`` as the answer to message ``seq``: replies, parts, case, hand-over and contact in one transaction.

    Repeating it for a turn that is done changes nothing. While a person has the conversation the bot is silent: the
    turn ends without a word. Returns the messages stored, as [{"seq", "text"}].
    """
    now, stored = kit.clock.now(), []
    async with kit.db.write() as tx:
        row = await locked_conversation(tx, conversation_id)
        turn = (
            await tx.execute(select(t.turns).where(t.turns.c.conversation_id == conversation_id, t.turns.c.seq == seq))
        ).first()
        if row is None or turn is None or turn.state != "pending":
            return []
        silent = row["status"] != "bot"
        await _end_turn(tx, conversation_id, seq, now, "skipped" if silent else "done")
        if silent:
            return []
        given = await give_numbers(tx, plan.effects)
        number = await make_case(tx, kit, row, plan, seq, given) if plan.case else None
        numbers = {"case": number or "", **given}
        await carry_out(Act(tx, kit, row, seq, now, numbers, plan.language), plan.effects)
        if not plan.context.get("form"):  # nothing waits for what was kept out of the messages
            await forget_values(tx, conversation_id)
        await _store_parts(tx, conversation_id, seq, plan, numbers)
        await note_unanswered(tx, row, seq, now, plan)
        for bubble in plan.bubbles:
            stored.append(await _say(tx, row, now, bubble, numbers))
        await _remember(tx, row, now, plan, number)
        await touch_contact(tx, kit, conversation_id, plan)
    await _wake(kit, conversation_id, bool(plan.handover))
    return stored


async def _store_parts(
    tx: AsyncConnection, conversation_id: str, seq: int, plan: Plan, numbers: Mapping[str, str]
) -> None:
    for idx, part in enumerate(plan.parts):
        await tx.execute(
            insert(t.parts).values(
                conversation_id=conversation_id,
                seq=seq,
                idx=idx,
                text=part.text,
                topic=part.topic,
                kind=part.kind,
                confidence=f"{part.confidence:.3f}",
                state=part.state,
                answer=_filled(part.answer, numbers),
                source=part.source,
            )
        )


async def _remember(tx: AsyncConnection, row: Mapping[str, Any], now: Any, plan: Plan, number: str | None) -> None:
    values: dict[str, Any] = {
        "context": plan.context,
        "language": plan.language,
        "failures": 0,
        "misunderstood": row["misunderstood"] + 1 if plan.misunderstood else 0,
    }
    if number:
        values["case_number"] = number
    if plan.handover:
        values |= waiting_values(plan.handover, now)
        await _skip_pending(tx, row["id"], now)
        await record(
            tx,
            now,
            "conversation",
            row["id"],
            "bot",
            "handed over",
            reasons=list(plan.handover.reasons),
            priority=plan.handover.priority,
            case=number,
            department=plan.handover.department,
            language=plan.language,
        )
    await tx.execute(update(t.conversations).where(t.conversations.c.id == row["id"]).values(**values))


def _filled(text: str, numbers: Mapping[str, str]) -> str:
    for name, number in numbers.items():
        text = text.replace("{" + name + "}", number)
    return text


async def fail_turn(
    kit: Kit, conversation_id: str, seq: int, detail: str, handover: HandOver, case: CasePlan, *, asked: bool = False
) -> None:
    """The engine did not answer message ``seq``: say so honestly; the second time in a row ``handover`` and ``case`` take effect.

    ``asked``: the message asks for a person by button, for which nothing need be understood: they take effect at once.
    """
    now = kit.clock.now()
    async with kit.db.write() as tx:
        row = await locked_conversation(tx, conversation_id)
        turn = (
            await tx.execute(select(t.turns).where(t.turns.c.conversation_id == conversation_id, t.turns.c.seq == seq))
        ).first()
        if row is None or turn is None or turn.state != "pending":
            return
        silent = row["status"] != "bot"
        await _end_turn(tx, conversation_id, seq, now, "skipped" if silent else "failed", detail)
        if silent:
            return
        leaves = asked or row["failures"] >= 1
        values: dict[str, Any] = {"failures": row["failures"] + 1}
        if leaves:
            said = say(kit.content, "human_asked" if asked else "engine_failed_twice", row["language"])
            number = await _hand_over_unanswered(tx, kit, row, seq, said, handover, case)
            values |= {**waiting_values(handover, now), "case_number": number}
        else:
            button = {"title": say(kit.content, "button_human", row["language"]), "payload": "/ask_human"}
            text = say(kit.content, "engine_failed", row["language"])
            await add_message(tx, row, now, sender="bot", text=text, buttons=[button])
        await tx.execute(update(t.conversations).where(t.conversations.c.id == conversation_id).values(**values))
        await touch_contact(tx, kit, conversation_id, None)
    await _wake(kit, conversation_id, leaves)


async def _hand_over_unanswered(
    tx: AsyncConnection, kit: Kit, row: Mapping[str, Any], seq: int, said: str, handover: HandOver, case: CasePlan
) -> str:
    """Message ``seq`` goes to a person unanswered, and the customer is told so after ``said``; returns the number of its case."""
    name, language, m, now = row["id"], row["language"], t.messages.c, kit.clock.now()
    message = (await tx.execute(select(m.text).where(m.conversation_id == name, m.seq == seq))).scalar_one()
    number: str = row["case_number"] or await insert_case(
        tx,
        kit,
        case,
        key=f"turn:{name}:{seq}",
        conversation=row,
        parts=[],
        channel=row["channel"],
        language=language,
        actor="system",
    )
    words = await handover_words(tx, kit, handover, language, said, number)
    await add_message(tx, row, now, sender="bot", text=words.text, buttons=list(words.buttons), case_number=number)
    part = {"conversation_id": name, "seq": seq, "idx": 0, "text": message, "topic": "ask_human", "kind": "meta"}
    await tx.execute(insert(t.parts).values(**part, state="handed_over", answer=""))
    await _skip_pending(tx, name, now)
    await record(
        tx,
        now,
        "conversation",
        name,
        "system",
        "handed over",
        reasons=list(handover.reasons),
        priority=handover.priority,
        case=number,
        department=handover.department,
        language=language,
    )
    return number


def waiting_values(handover: HandOver, now: Any) -> dict[str, Any]:
    """The columns of a conversation that waits for a person."""
    return {
        "status": "waiting",
        "priority": handover.priority,
        "rank": RANKS[handover.priority],
        "department": handover.department,
        "queue_since": now,
        "queue_due": handover.due,
        "reasons": list(handover.reasons),
        "summary": handover.summary,
        "agent_id": None,
        "returned": False,
        "misunderstood": 0,
    }


async def _say(
    tx: AsyncConnection, row: Mapping[str, Any], now: Any, bubble: Bubble, numbers: Mapping[str, str]
) -> dict[str, Any]:
    text = _filled(bubble.text, numbers)
    seq = await add_message(
        tx,
        row,
        now,
        sender="bot",
        text=text,
        topic=bubble.topic,
        buttons=list(bubble.buttons),
        source=bubble.source,
        case_number=(numbers["case"] or None) if bubble.case else None,
    )
    return {"seq": seq, "text": text}


async def _end_turn(
    tx: AsyncConnection, conversation_id: str, seq: int, now: Any, state: str, detail: str | None = None
) -> None:
    await tx.execute(
        update(t.turns)
        .where(t.turns.c.conversation_id == conversation_id, t.turns.c.seq == seq)
        .values(state=state, finished_at=now, held_until=None, detail=detail)
    )


async def _skip_pending(tx: AsyncConnection, conversation_id: str, now: Any) -> None:
    """What the customer wrote in the meantime is for the person who takes over."""
    await tx.execute(
        update(t.turns)
        .where(t.turns.c.conversation_id == conversation_id, t.turns.c.state == "pending")
        .values(state="skipped", finished_at=now)
    )


async def _wake(kit: Kit, conversation_id: str, queue: bool) -> None:
    await kit.bus.publish(conversation_channel(conversation_id), {"type": "message"})
    if queue:
        await kit.bus.publish(QUEUE, {"conversation": conversation_id, "new": True})
