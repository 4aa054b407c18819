"""Trackers of the running conversations, as live objects, bounded in number and in length.

The service owns the conversation: what was said and what must be remembered is in its database, and comes along with
each turn. So the engine needs only the last few events, and re-reading a whole history every turn, which makes the
stock stores slower as a conversation grows, buys nothing. An engine that dies loses nothing that is not in the service.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Any, Iterable, Optional, Text

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

MOST_TRACKERS = 5000
MOST_EVENTS = 40


class RecentTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Keeps the last ``MOST_EVENTS`` events of the ``MOST_TRACKERS`` most recent conversations."""

    def __init__(self, domain: Domain, event_broker: Optional[EventBroker] = None, **kwargs: Any) -> None:
        """Start empty; ``kwargs`` are what the engine passes to any store."""
        self._trackers: OrderedDict[Text, DialogueStateTracker] = OrderedDict()
        kwargs.pop("host", None)
        super().__init__(
            domain,
            event_broker,
            **{k: v for k, v in kwargs.items() if k in ("retrieve_events_from_previous_conversation_sessions",)},
        )

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep ``tracker`` itself, its tail of events only."""
        await self.stream_events(tracker)
        if len(tracker.events) > MOST_EVENTS:
            tracker.events = deque(list(tracker.events)[-MOST_EVENTS:], tracker.events.maxlen)
        self._trackers[tracker.sender_id] = tracker
        self._trackers.move_to_end(tracker.sender_id)
        while len(self._trackers) > MOST_TRACKERS:
            self._trackers.popitem(last=False)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The live tracker, or None."""
        return self._trackers.get(sender_id)

    async def keys(self) -> Iterable[Text]:
        """Ids of the conversations that are kept."""
        return list(self._trackers)
