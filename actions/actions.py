"""The actions as the engine knows them: one name for each kind of topic (data/bot/rules), one way through a turn."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.turn import run_turn
from handoff.work.base import Kit

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


class TurnAction(Action):
    """Runs one turn under one of ``NAMES``."""

    def __init__(self, name: str, kit: Kit) -> None:
        """``kit``: database, content, clock and the like."""
        self._name, self._kit = name, kit

    def name(self) -> str:
        """As in the domain."""
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer the latest message; what must be remembered is in the service, so the engine gets no slots."""
        for message in await run_turn(self._kit, tracker.sender_id, dict(tracker.latest_message)):
            dispatcher.utter_message(text=message["text"])
        return []


def make_executor(kit: Kit) -> ActionExecutor:
    """An executor that holds every action."""
    executor = ActionExecutor()
    for name in NAMES:
        executor.register_action(TurnAction(name, kit))
    return executor
