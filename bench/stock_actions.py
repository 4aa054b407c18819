"""The actions of the model for the stock side: each answers with one sentence at once and does nothing else.

That is less than Balie's do (they read and write the register), so the comparison favours the stock side.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

ANSWER = "De E-Ver weegt 26 kg."


class _Answer(Action):
    """Says ``ANSWER``."""

    known_as = ""

    def name(self) -> str:
        """As in the domain."""
        return self.known_as

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """One sentence."""
        dispatcher.utter_message(text=ANSWER)
        return []


def _made(name: str) -> type[Action]:
    return type(name, (_Answer,), {"known_as": name, "__module__": __name__})


NAMES = (
    "action_answer",
    "action_procedure",
    "action_request",
    "action_complaint",
    "action_debt",
    "action_urgent",
    "action_converse",
    "action_hand_over",
    "action_clarify",
    "action_choose",
)
globals().update({name: _made(name) for name in NAMES})  # the server registers the classes it finds in the module
