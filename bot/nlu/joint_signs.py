"""Signs at a joint that a regression weighs: the words on both sides, and which topics meet, each a column by its hash."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from bot.nlu.joint_features import Clauses, Range
from text.normalise import for_classifier

BUCKETS = 2**17
Columns = list[int]  # 0 .. BUCKETS-1


def words_around(clauses: Clauses, span: Range) -> list[Columns]:
    """For each joint within ``span`` the words just before, at and just after it, where openings such as "en hoe" say a lot,
    and all the words of both clauses and of what comes before and after them."""
    low, high = span
    pieces = [for_classifier(clauses.part((i, i + 1))).split() for i in range(low, high)]
    rows = []
    for i in range(1, high - low):
        joint = clauses.here[low + i - 1]
        left, right = pieces[i - 1], pieces[i]
        one, two, three = " ".join(right[:1]), " ".join(right[:2]), " ".join(right[:3])
        signs = [
            f"k={joint.kind}",
            f"r1={one}",
            f"kr1={joint.kind}|{one}",
            f"r12={two}",
            f"kr12={joint.kind}|{two}",
            f"r123={three}",
            f"l1={' '.join(left[-1:])}",
            f"l12={' '.join(left[-2:])}",
            f"l0={' '.join(left[:2])}",
            f"m0={' '.join(pieces[0][:2])}",
            f"gap={for_classifier(clauses.text[joint.left : joint.right])}",
        ]
        signs += [f"b={w}" for w in right[1:4]]
        signs += [f"left={w}" for w in set(left)] + [f"right={w}" for w in set(right)]
        signs += [f"before={w}" for w in {w for piece in pieces[: i - 1] for w in piece}]
        signs += [f"after={w}" for w in {w for piece in pieces[i + 1 :] for w in piece}]
        rows.append(_columns(signs))
    return rows


def topics_around(kinds: Sequence[str], best: np.ndarray, topics: Sequence[str]) -> list[Columns]:
    """For each joint which topics meet there and which one both sides together have, at every scope.

    ``kinds`` (joints,) says what kind of joint each is; ``best`` (joints, scopes, 3) holds the number in ``topics`` of the likeliest
    topic of left, right and both.
    """
    rows = []
    for kind, scopes in zip(kinds, best.tolist(), strict=True):
        signs = []
        for reach, numbers in enumerate(scopes):
            left, right, both = (topics[n] for n in numbers)
            pairs = (f"{left}|{right}", f"l={left}", f"r={right}", f"b={both}", f"{kind}|{left}|{right}")
            signs += [f"{reach}{pair}" for pair in (*pairs, f"lb={left}|{both}", f"rb={right}|{both}")]
        rows.append(_columns(signs))
    return rows


def one_hot(rows: Sequence[Columns]) -> sparse.csr_matrix:
    """A matrix (joints, BUCKETS) that counts the signs."""
    return sparse.csr_matrix(
        (np.ones(sum(map(len, rows))), [c for row in rows for c in row], np.cumsum([0, *map(len, rows)])),
        shape=(len(rows), BUCKETS),
    )


def _columns(signs: Sequence[str]) -> Columns:
    return [zlib.crc32(sign.encode()) % BUCKETS for sign in signs]
