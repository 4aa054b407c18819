"""Lets the bot answer: one turn at a time a conversation, also those that a crash left behind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from actions import danger
from handoff.bus import conversation_channel
from handoff.decide import terms
from handoff.engine import Engine, Failed, plain
from handoff.tasks import end
from handoff.work import alarm
from handoff.work.base import Kit
from handoff.work.handover import return_abandoned
from handoff.work.plan import CasePlan, HandOver
from handoff.work.turns import fail_turn, hold_turn, pending_conversations, pending_turns, release_turns
from handoff.work.understanding import telling

logger = logging.getLogger(__name__)
SWEEP_S = 5.0  # how often forgotten turns and absent agents are looked for
ASK_PERSON = "/ask_human"  # the button that is always there
MOST_PARSED = 300  # characters at either end; the word lists read all of it
PAUSE_S = 0.2  # between two looks at what waiting customers wrote: answers come first


class Runner:
    """Runs pending turns; ``wake`` after a message, ``start`` also picks up what was left behind."""

    def __init__(self, kit: Kit, engine: Engine) -> None:
        self._kit, self._engine = kit, engine
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._written = asyncio.Event()

    async def start(self) -> None:
        """Begin the sweep."""
        self._sweeper = asyncio.create_task(self._sweep())
        self._watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """End the sweep; turns under way are left to the next start, which repeats them harmlessly."""
        await end(self._sweeper, self._watcher, *self._running.values())

    def wake(self, conversation_id: str) -> None:
        """There may be a turn to run in this conversation."""
        if conversation_id in self._running:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._run(conversation_id))
        self._running[conversation_id] = task
        task.add_done_callback(lambda _: self._finished(conversation_id))

    def look(self) -> None:
        """Somebody who waits for a person wrote something: it is looked at for danger."""
        self._written.set()

    def _finished(self, conversation_id: str) -> None:
        self._running.pop(conversation_id, None)
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            self.wake(conversation_id)

    async def _run(self, conversation_id: str) -> None:
        try:
            while turn := await hold_turn(self._kit, conversation_id):
                await self._kit.bus.publish(conversation_channel(conversation_id), {"type": "busy"})
                if not await self._one(conversation_id, dict(turn)):
                    break
        except asyncio.CancelledError:
            raise
        except Exception:
            # The turn stays pending and held for a while: the sweep tries again, so nothing is lost.
            logger.exception("turn in %s could not be run", conversation_id)

    async def _one(self, conversation_id: str, turn: dict[str, Any]) -> bool:
        """Run one turn; whether the conversation may be owed another."""
        payload = turn["payload"]
        text = payload if payload and payload.startswith("/") else plain(payload or turn["text"])
        result = await self._engine.turn(conversation_id, turn["id"], text, {"seq": turn["seq"]})
        detail = result.detail if isinstance(result, Failed) else "the engine ended the turn without an answer"
        owed = await pending_turns(self._kit, conversation_id)
        if turn["seq"] in owed:  # whatever the engine reports, the row says whether the turn was carried out
            asked = payload == ASK_PERSON
            planned = self._failure(turn, "asked_for_person" if asked else "engine_failed")
            await fail_turn(self._kit, conversation_id, turn["seq"], detail, *planned, asked=asked)
        if isinstance(result, Failed):
            logger.warning("engine failed in %s at %s: %s", conversation_id, turn["seq"], result.detail)
        return bool(owed - {turn["seq"]})

    def _failure(self, turn: dict[str, Any], reason: str) -> tuple[HandOver, CasePlan]:
        now, content = self._kit.clock.now(), self._kit.content
        due = terms.due(content.hours, content.guidelines["terms"], "normal", "meta", now)
        summary = f"De assistent kon niet antwoorden.\nBericht: “{turn['text'][:400]}”"
        case = CasePlan("meta", ("ask_human",), "klantenservice", "normal", summary, (reason,), due.first, due.solved)
        return HandOver("normal", "klantenservice", due.person, (reason,), summary), case

    async def _sweep(self) -> None:
        # The only service of an installation knows that what it is not running itself nobody is running, and need not
        # wait until the hold of a dead one is over.
        alone = not self._kit.settings.redis_url
        while True:
            try:
                for conversation_id in await pending_conversations(self._kit, held_too=alone):
                    if alone and conversation_id not in self._running:
                        await release_turns(self._kit, conversation_id)
                    self.wake(conversation_id)
                await return_abandoned(self._kit)
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("sweep failed; trying again")
            await asyncio.sleep(SWEEP_S)

    async def _watch(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._written.wait(), SWEEP_S)
            self._written.clear()
            try:
                while await self._look():
                    await asyncio.sleep(PAUSE_S)
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("messages of who waits could not be looked at; trying again")

    async def _look(self) -> bool:
        """Look at the oldest messages; says whether there may be more.

        Words that say it by themselves come first; for the rest the engine is asked. While it is away they stay.
        """
        rows, left = await alarm.to_look_at(self._kit), []
        for row in rows:
            topic = danger.danger_in(self._kit, row["text"], ())
            if topic:
                await self._looked_at(row, topic)
            else:
                left.append(row)
        parses = await self._engine.parse([_worth_parsing(row["text"]) for row in left]) if left else []
        if isinstance(parses, Failed):
            return False
        for row, parse in zip(left, parses, strict=True):
            await self._looked_at(row, danger.danger_in(self._kit, row["text"], telling(parse.get("parts") or ())))
        return len(rows) == alarm.MOST

    async def _looked_at(self, row: dict[str, Any], topic: str | None) -> None:
        words = danger.said(self._kit, (topic,), row["text"], row["language"]) if topic else None
        await alarm.looked_at(self._kit, row["conversation_id"], row["seq"], words, topic or "")


def _worth_parsing(text: str) -> str:
    """``text`` without the middle of a very long one, which would keep the engine from those it must answer."""
    return text if len(text) <= 2 * MOST_PARSED else f"{text[:MOST_PARSED]} … {text[-MOST_PARSED:]}"
