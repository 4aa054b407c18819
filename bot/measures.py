"""Figures about the understanding, computed from what was meant and what was understood; nothing is printed here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any, NamedTuple

LEVELS = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0001)  # edges of the levels of confidence
NEAR = 6  # characters between the place where a part begins and where we cut, at most, to count as the same


class Level(NamedTuple):
    """Messages at one level of confidence: how sure the model was, and how often it was right."""

    low: float
    high: float
    messages: int
    sure: float
    right: float


class Point(NamedTuple):
    """A limit on the score for "not ours": what it catches outside, and what it costs inside."""

    limit: float
    recall: float
    lost: float


def calibration(right: Sequence[bool], sure: Sequence[float]) -> tuple[list[Level], float]:
    """How often the model is right at each level of confidence; and the expected calibration error."""
    levels, error = [], 0.0
    for low, high in pairwise(LEVELS):
        take = [(hit, chance) for hit, chance in zip(right, sure, strict=True) if low <= chance < high]
        if take:
            level = Level(low, min(high, 1.0), len(take), fmean(c for _, c in take), fmean(float(h) for h, _ in take))
            error += len(take) / len(right) * abs(level.right - level.sure)
            levels.append(level)
    return levels, error


def curve(outside: Sequence[float], inside: Sequence[float]) -> list[Point]:
    """Recall outside against loss inside for every limit that matters; scores are higher for what is not ours."""
    return [
        Point(limit, fmean(s >= limit for s in outside), fmean(s >= limit for s in inside))
        for limit in sorted(set(outside), reverse=True)
    ]


def at_loss(points: Sequence[Point], most: float) -> Point | None:
    """The point with the highest recall that loses at most ``most`` of what is ours."""
    return max((p for p in points if p.lost <= most), key=lambda p: p.recall, default=None)


def area(outside: Sequence[float], inside: Sequence[float]) -> float:
    """Chance that a message that is not ours scores above one that is (area under the ROC curve)."""
    return fmean((o > i) + 0.5 * (o == i) for o in outside for i in inside)


def begins(text: str, parts: Sequence[str]) -> list[int]:
    """Where the later ``parts`` begin in ``text``, in characters; parts that cannot be found are left out."""
    places, at = [], 0
    for part in parts:
        found = text.find(part, at)
        if found >= 0:
            places.append(found)
            at = found + len(part)
    return places[1:]


def boundaries(gold: Sequence[Sequence[int]], found: Sequence[Sequence[int]]) -> dict[str, float]:
    """Precision, recall and F1 of the places where parts begin, over all messages."""
    right = 0
    for meant, cut in zip(gold, found, strict=True):
        left = list(meant)
        for place in cut:
            near = next((g for g in left if abs(g - place) <= NEAR), None)
            if near is not None:
                left.remove(near)
                right += 1
    cuts, meant_all = sum(map(len, found)), sum(map(len, gold))
    precision, recall = right / cuts if cuts else 0.0, right / meant_all if meant_all else 0.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall or 1.0),
        "gold": float(meant_all),
    }


def cuts(parse: dict[str, Any]) -> list[int]:
    """Where the later parts of a parse begin, in characters."""
    return [p["start"] for p in parse["parts"]][1:]


def not_ours(part: dict[str, Any]) -> float:
    """Score (0 to 1) for "this is not about us": the chance of out_of_scope, or doubt about the best topic."""
    ranking = {r["name"]: r["confidence"] for r in part["ranking"]}
    outside = float(ranking.get("out_of_scope", 0.0))
    if part["topic"] == "nlu_fallback":
        return 1.0
    return max(outside, 0.5 * (1.0 - float(part["confidence"])))
