"""The arithmetic: percentiles, shares of the processors, and which figure misses its target."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of ``values`` that ``share`` (0 to 1) of them do not exceed (nearest rank). Raises ValueError on none."""
    if not values:
        raise ValueError("there is nothing to take a percentile of")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


@dataclass(frozen=True)
class Spread:
    """How long something took, in milliseconds, ``count`` times."""

    count: int
    p50: float
    p95: float
    p99: float
    worst: float


def spread(seconds: Sequence[float]) -> Spread:
    """The spread of so many ``seconds``. Raises ValueError on none."""
    p50, p95, p99, worst = (round(percentile(seconds, p) * 1000, 1) for p in (0.5, 0.95, 0.99, 1.0))
    return Spread(len(seconds), p50, p95, p99, worst)


@dataclass(frozen=True)
class Used:
    """Processor seconds in ``wall`` seconds on ``processors``: of the clients, of the service, of all that ran here."""

    wall: float
    processors: int
    clients: float
    service: float
    all: float

    def share(self, seconds: float) -> float:
        """``seconds`` as a share of what the processors could give."""
        return seconds / (self.wall * self.processors)

    @property
    def shares(self) -> dict[str, float]:
        """The share of the clients, the service, and everything else (the database server, other work)."""
        other = max(0.0, self.all - self.clients - self.service)
        parts = {"clients": self.clients, "service": self.service, "other": other}
        return {name: round(self.share(seconds), 3) for name, seconds in parts.items()}


def rate(talks: int, pause: tuple[float, float]) -> float:
    """Messages a second when each of ``talks`` customers writes after a pause between these bounds, all as likely."""
    return talks / (sum(pause) / 2)


@dataclass(frozen=True)
class Target:
    """``figure`` of ``group`` may be at most ``most`` (milliseconds)."""

    group: str
    figure: str
    most: float


TARGETS = (
    Target("to_agent", "p95", 50),
    Target("to_customer", "p95", 50),
    Target("search", "p50", 200),
    Target("search", "worst", 200),
)


def missed(measured: Mapping[str, Spread], targets: Sequence[Target] = TARGETS) -> list[str]:
    """A sentence for each target that was measured and is not met."""
    found = []
    for target in targets:
        if target.group in measured:
            value = getattr(measured[target.group], target.figure)
            if value > target.most:
                found.append(f"{target.group} {target.figure}: {value:.0f} ms, may be {target.most:.0f}")
    return found


def as_data(measured: Mapping[str, Spread]) -> dict[str, Any]:
    """The spreads for JSON."""
    return {name: asdict(one) for name, one in measured.items()}
