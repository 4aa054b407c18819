"""The one clock. Everything that knows the time was given it from here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Clock:
    """Tells the time in Europe/Amsterdam; may be started at another moment, and runs on from there."""

    def __init__(self, start: str = "") -> None:
        """``start``: ISO time; without a zone it is Amsterdam time; empty: now. Raises ValueError when it is no time."""
        self._shift = timedelta(0)
        if start:
            moment = datetime.fromisoformat(start)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)
            self._shift = moment - datetime.now(UTC)

    def now(self) -> datetime:
        """The moment, aware, in Europe/Amsterdam."""
        return (datetime.now(UTC) + self._shift).astimezone(AMSTERDAM)
