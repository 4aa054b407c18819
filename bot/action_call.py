"""How the engine calls an action of ours: with what the action reads, and no more.

The stock call sends the whole domain and every event of the conversation, and checks the JSON schema of the answer anew
each time, the schema of the schema included: two thirds of what a turn cost. Our actions read the latest message only,
because what must be remembered is in the service; the schema is made once, and every answer is still held against it.
"""

from __future__ import annotations

from typing import Any, Dict, Text

import rasa
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)


def call_body(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> Dict[Text, Any]:
    """The request for ``action``: who asks, and what the engine understood of the latest message."""
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "version": rasa.__version__,
        "domain": {},
        "tracker": {
            "sender_id": tracker.sender_id,
            "slots": tracker.current_slot_values(),
            "latest_message": tracker._latest_message_data(),
            "events": [],
            "paused": False,
            "active_loop": {},
            "latest_action_name": tracker.latest_action_name,
        },
    }


def check_answer(action: RemoteAction, answer: Dict[Text, Any]) -> bool:
    """True when ``answer`` has the form of an action's answer; raises jsonschema's ValidationError otherwise."""
    for problem in _VALIDATOR.iter_errors(answer):
        raise problem
    return True


def install() -> None:
    """Let every action of this process be called so."""
    RemoteAction._action_call_format = lambda self, tracker, domain: call_body(self, tracker, domain)
    RemoteAction._validate_action_result = lambda self, answer: check_answer(self, answer)
