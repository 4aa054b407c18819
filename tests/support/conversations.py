"""Conversations that editors write as tests (tests/conversations/*.yml): read, run, counted.

``python -m tests.support.conversations`` prints for every form how many messages a customer needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from handoff.store import tables as t
from tests.support.rows import SETS
from tests.support.talking import Talk

FOLDER = Path(__file__).parents[1] / "conversations"


class Step(BaseModel):
    """One message: what the customer writes or which button is pressed, and pieces of the reply.

    ``topic``: what the message is about, for the run without the engine; ``{code}`` in ``customer`` is the code that was sent.
    """

    model_config = ConfigDict(extra="forbid")
    customer: str = ""
    press: str = ""
    topic: str = ""
    reply: list[str] = []

    @model_validator(mode="after")
    def one_of_both(self) -> Step:
        """Either words or a button."""
        if bool(self.customer) == bool(self.press):
            raise ValueError("a step has either 'customer' or 'press'")
        return self


class Conversation(BaseModel):
    """A whole conversation; ``ends``: who has it at the end; ``cases``: how many there are then, None for any number.

    ``has``: what the customer has beforehand, names of ``tests.support.rows.SETS``. ``owes``: two invoices of the customer
    failed, € 166 together, the last one on 27 October 2026.
    """

    model_config = ConfigDict(extra="forbid")
    name: str
    language: str
    steps: list[Step]
    form: str = ""
    fewest: int | None = None
    ends: str = "bot"
    cases: int | None = None
    has: list[str] = []
    owes: bool = False


def conversations() -> list[tuple[str, Conversation]]:
    """Every conversation, with the name of its file. Raises ValueError for one that is not well formed."""
    return [
        (file.stem, Conversation.model_validate(item))
        for file in sorted(FOLDER.glob("*.yml"))
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


async def play(talk: Talk, conversation: Conversation) -> None:
    """Run a conversation with the topics that it states."""
    for name in conversation.has:
        await SETS[name](talk.kit)
    for number, step in enumerate(conversation.steps, 1):
        if step.press:
            reply = await talk.press(step.press)
        else:
            words = step.customer.replace("{code}", await _code(talk) if "{code}" in step.customer else "")
            reply = await talk.say(words, *([step.topic] if step.topic else []))
        compare(conversation, number, step, reply)
    row = await talk.row(t.conversations)
    assert row["status"] == conversation.ends, f"{conversation.name}: ends as {row['status']}"
    if conversation.cases is not None:
        assert len(await talk.rows(t.cases, t.cases.c.conversation_id == talk.id)) == conversation.cases


def compare(conversation: Conversation, number: int, step: Step, reply: str) -> None:
    """Raise AssertionError, in words, for a piece that is not in the reply."""
    for piece in step.reply:
        assert piece in reply, f"{conversation.name}, step {number}: {piece!r} is not in the reply:\n{reply}"


async def _code(talk: Talk) -> str:
    rows = [r for r in await talk.rows(t.outbox) if r["kind"] in ("code", "sms")]
    return str(rows[-1]["payload"]["code"])


def figures(items: Sequence[Conversation]) -> list[tuple[str, int, int]]:
    """(form, messages needed, fewest possible), the shortest conversation of each form."""
    best: dict[str, tuple[int, int]] = {}
    for item in items:
        if item.form and item.fewest is not None:
            turns = len(item.steps)
            if item.form not in best or turns < best[item.form][0]:
                best[item.form] = (turns, item.fewest)
    return [(form, *best[form]) for form in sorted(best)]


def table(rows: Sequence[tuple[str, int, int]]) -> str:
    """The figures as Markdown."""
    lines: list[Any] = ["| Form | Messages of the customer | Fewest possible |", "| --- | ---: | ---: |"]
    return "\n".join([*lines, *(f"| `{form}` | {turns} | {fewest} |" for form, turns, fewest in rows)])


if __name__ == "__main__":
    print(table(figures([c for _, c in conversations()])))
