"""What a turn of a form says and does, gathered piece by piece, and made into a plan at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.forms.model import State
from actions.situation import Situation
from handoff.work.plan import Bubble, CasePlan, Effect, PartState, Plan


@dataclass
class Said:
    """``lines`` come first, ``question`` last. ``state``: the form as it stands afterwards; None: it is over.

    ``known``: what was filled in before this message, for a colleague who has to take over; ``due``: what the customer
    should hear then all the same, such as the standard compensation.
    """

    lines: list[str] = field(default_factory=list)
    question: str = ""
    buttons: Sequence[dict[str, str]] = ()
    effects: list[Effect] = field(default_factory=list)
    parts: list[PartState] = field(default_factory=list)
    state: State | None = None
    case: CasePlan | None = None
    plan: Plan | None = None  # a hand-over makes the whole plan
    context: dict[str, Any] = field(default_factory=dict)
    source: dict[str, str] | None = None
    topic: str | None = None
    confidential: bool = False
    misunderstood: bool = False
    known: Mapping[str, str] = field(default_factory=dict)
    due: str = ""

    def tell(self, text: str) -> None:
        """Say something before the question."""
        if text and text not in self.lines:
            self.lines.append(text)

    def ask(self, text: str, buttons: Sequence[dict[str, str]] = ()) -> None:
        """End with a question."""
        self.question, self.buttons = text, buttons

    def made(self, s: Situation) -> Plan:
        """The plan of the turn."""
        if self.plan is not None:
            return self.plan
        kept: Mapping[str, Any] = {k: v for k, v in s.context.items() if k not in ("form", "expects")}
        context = {**kept, **self.context}
        if self.state is not None:
            context["form"] = self.state.kept()
        text = "\n\n".join(t for t in (*self.lines, self.question) if t)
        bubble = Bubble(
            text, topic=self.topic, buttons=tuple(self.buttons), source=self.source, case=self.case is not None
        )
        return Plan(
            (bubble,),
            tuple(self.parts),
            context,
            s.language,
            case=self.case,
            effects=tuple(self.effects),
            confidential=self.confidential,
            misunderstood=self.misunderstood,
        )
