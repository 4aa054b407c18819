"""How often: a sliding window a key, in this process. A limit guards one service; the database guards the truth."""

from __future__ import annotations

import time
from collections import OrderedDict, deque

from handoff.errors import TooMany

_MOST_KEYS = 50_000


class Window:
    """At most ``most`` hits a key in ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()

    def hit(self, key: str, sentence: str) -> None:
        """Count one; raises TooMany with ``sentence`` when that is too many."""
        now = time.monotonic()
        hits = self._hits.setdefault(key, deque())
        self._hits.move_to_end(key)
        while hits and hits[0] <= now - self._seconds:
            hits.popleft()
        if len(hits) >= self._most:
            raise TooMany(sentence, extra={"retry_after_s": max(1, round(hits[0] + self._seconds - now))})
        hits.append(now)
        while len(self._hits) > _MOST_KEYS:
            self._hits.popitem(last=False)
