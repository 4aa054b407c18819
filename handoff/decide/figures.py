"""What a count comes to: shares, averages, and the middle of times, from how often each value occurs."""

from __future__ import annotations

from collections.abc import Mapping


def share(part: int, whole: int) -> float | None:
    """Which part of ``whole``, from 0 to 1; None when there is nothing to divide by."""
    return part / whole if whole else None


def mean(counts: Mapping[float, int]) -> float | None:
    """The average of values, each with how often it occurs; None without any."""
    n = sum(counts.values())
    return sum(value * times for value, times in counts.items()) / n if n else None


def within(counts: Mapping[float, int], percent: int) -> float | None:
    """The smallest value within which ``percent`` of a hundred lie (nearest rank; 50 is the middle); None without any."""
    n = sum(counts.values())
    if not n:
        return None
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen * 100 >= n * percent:
            return value
    raise AssertionError("all values lie within the largest")
