"""Looks at a whole division of a message once more: the judge saw one joint at a time, this sees the parts that came of it.

The judge proposes more cuts than it is sure of. The least likely cut is taken back until every cut that is left, with
the parts on both sides as they are now, is likely enough.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.nlu.joint_features import SOCIAL, Range
from bot.nlu.joints import KINDS
from bot.nlu.known import Known
from bot.nlu.trees import Trees

NONE = 9.0  # stands for "certain" where there is no other joint or cut


class Cut(NamedTuple):
    """A part that begins where the judge cut with ``chance``; the first part of a message has 1."""

    span: Range
    chance: float


class Verifier:
    """Says how likely each cut of a division is right."""

    def __init__(self, trees: Trees) -> None:
        self.trees = trees

    @classmethod
    def fit(cls, table: np.ndarray, gold: np.ndarray) -> Verifier:
        """Learn from the rows that ``rows_of`` gave and whether those cuts were right (1 or 0)."""
        return cls(Trees.fit(table, gold, np.ones(len(gold)), trees=120, depth=4))

    def keep(self, known: Known, parts: list[Cut], threshold: float) -> list[Cut]:
        """``parts`` without the cuts that are less likely than ``threshold``."""
        while len(parts) > 1:
            scores = self.trees.scores(rows_of(known, parts))
            weakest = int(scores.argmin())
            if 1.0 / (1.0 + np.exp(-scores[weakest])) >= threshold:
                break
            parts = without(parts, weakest)
        return parts

    def save(self, folder: Path) -> None:
        """Write what was learned into ``folder``."""
        facts = np.array([self.trees.base, self.trees.depth])
        np.savez_compressed(folder / "verifier.npz", facts=facts, **self.trees.arrays)

    @classmethod
    def load(cls, folder: Path) -> Verifier:
        """Read what ``save`` wrote."""
        with np.load(folder / "verifier.npz", allow_pickle=False) as arrays:
            base, depth = arrays["facts"].tolist()
            return cls(Trees(arrays, base, int(depth)))


def without(parts: list[Cut], cut: int) -> list[Cut]:
    """``parts`` with the two on both sides of number ``cut`` as one."""
    left, right = parts[cut], parts[cut + 1]
    return [*parts[:cut], Cut((left.span[0], right.span[1]), left.chance), *parts[cut + 2 :]]


def examples(known: Known, parts: list[Cut], right: set[int]) -> tuple[list[np.ndarray], list[int]]:
    """Rows with their gold for what ``keep`` meets on its way from ``parts`` to the cuts that are ``right`` (clause numbers)."""
    rows: list[np.ndarray] = []
    gold: list[int] = []
    while len(parts) > 1:
        rows.append(rows_of(known, parts))
        good = [int(part.span[0] in right) for part in parts[1:]]
        gold += good
        wrong = [i for i, is_right in enumerate(good) if not is_right]
        if not wrong:
            break
        parts = without(parts, min(wrong, key=lambda i: parts[i + 1].chance))
    return rows, gold


def rows_of(known: Known, parts: list[Cut]) -> np.ndarray:
    """The numbers about every cut of a division, an array (cuts, features)."""
    spans = [part.span for part in parts]
    pairs = [(a.span[0], b.span[1]) for a, b in pairwise(parts)]
    chances, energies, topics = known.seen([*spans, *pairs, known.whole])
    social = np.array([t in SOCIAL for t in topics])
    outside = np.array([t == "out_of_scope" for t in topics])
    rows = []
    for i in range(len(pairs)):
        at = [i, i + 1, len(spans) + i, len(chances) - 1]
        around = _topics(chances[at], social, outside)
        rows.append(_chances(known, parts, i) + _looks(known, parts, i) + around + energies[at].tolist())
    return np.array(rows, dtype=float)


def _logit(chances: np.ndarray) -> np.ndarray:
    clipped = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(clipped / (1 - clipped)))


def _chances(known: Known, parts: list[Cut], cut: int) -> list[float]:
    """What the judge said of this joint, of its neighbours, and of the other cuts."""
    left, right = parts[cut].span, parts[cut + 1].span
    joint = right[0] - 1
    root = _logit(known.chances(known.whole))
    now = _logit(known.chances((left[0], right[1])))[right[0] - left[0] - 1]
    others = _logit(np.array([p.chance for i, p in enumerate(parts) if i not in (0, cut + 1)]))
    best = np.sort(root)[::-1]
    return [
        float(_logit(np.array(parts[cut + 1].chance))),
        root[joint],
        now,
        best[0],
        best[1] if len(best) > 1 else -NONE,
        float(root.clip(-4).mean()),
        root[joint - 1] if joint else -NONE,
        root[joint + 1] if joint + 1 < len(root) else -NONE,
        float(others.max()) if len(others) else -NONE,
        float(others.min()) if len(others) else NONE,
    ]


def _looks(known: Known, parts: list[Cut], cut: int) -> list[float]:
    """Lengths, question marks and the kind of joint."""
    clauses = known.clauses
    left, right = (clauses.part(part.span) for part in parts[cut : cut + 2])
    words = len(left.split()), len(right.split())
    kind = clauses.here[parts[cut + 1].span[0] - 1].kind
    row = [len(parts) - 1, cut, len(parts) - 2 - cut, known.whole[1], len(clauses.text.split()), *words, min(words)]
    row += [left.count("?"), right.count("?"), clauses.text.count("?")]
    return [float(x) for x in row] + [float(kind == k) for k in KINDS]


def _topics(chances: np.ndarray, social: np.ndarray, outside: np.ndarray) -> list[float]:
    """How sure and how different left, right, both together and the whole message are (the rows of ``chances``)."""
    left, right, both, whole = chances
    a, b = int(left.argmax()), int(right.argmax())
    second = np.sort(chances, axis=1)[:, -2]
    spread = -(chances * np.log(chances + 1e-9)).sum(axis=1)
    middle = (left + right) / 2 + 1e-9
    apart = [0.5 * float((side * np.log((side + 1e-9) / middle)).sum()) for side in (left, right)]
    row = [*chances.max(axis=1), *second, *spread, min(left[a], right[b]), sum(apart), float(left @ right)]
    row += [both[a], both[b], whole[a], whole[b], np.log(left[b] + 1e-3), np.log(right[a] + 1e-3), float(a == b)]
    row += [left[social].sum(), right[social].sum(), left[outside].sum(), right[outside].sum(), both[outside].sum()]
    return [float(x) for x in row]
