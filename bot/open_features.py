"""Tf-idf that knows how much of a text it does not know.

The usual tf-idf drops what training never saw and scales the rest to full length, so that one familiar word among five
strange ones counts as much as if it stood alone. Here what was never seen takes its share of the length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

_TOKEN = re.compile(r"\w+(?:'\w+)?|[?!]")
_ENDINGS = ("ations", "ation", "ments", "ings", "ment", "ing", "ies", "ed", "es", "er", "ly", "s")
_LEAST_STEM = 3


def stem(word: str) -> str:
    """``word`` without its commonest English ending, if enough is left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True)
class Shape:
    """What terms a text falls into: words or letters, how many in a row, and whether words lose their endings."""

    letters: bool
    least: int
    most: int
    stems: bool = False

    def terms(self, text: str) -> Iterable[str]:
        """All terms of a normalised ``text``, with repeats."""
        words = _TOKEN.findall(text)
        if self.letters:
            return self._runs([f" {w} " for w in words])
        if self.stems:
            words = [stem(w) for w in words]
        return (" ".join(words[i : i + n]) for n in range(self.least, self.most + 1) for i in range(len(words) - n + 1))

    def _runs(self, words: list[str]) -> Iterable[str]:
        for word in words:
            for n in range(self.least, self.most + 1):
                yield from (word[i : i + n] for i in range(max(1, len(word) - n + 1)))
                if n >= len(word):
                    break


class OpenTfidf:
    """Rows of tf-idf, and for each the share of its weight that training never saw."""

    def __init__(self, shape: Shape, unseen: float, least: int = 1) -> None:
        """``unseen`` (0 to 1): how much unseen terms count in the length; ``least``: texts a term must stand in."""
        self._shape, self._unseen, self._least = shape, unseen, least
        self._place: dict[str, int] = {}
        self._idf = np.zeros(0)
        self._new = 1.0  # weight of a term that no text holds

    def fit(self, texts: Sequence[str]) -> OpenTfidf:
        """Learn which terms there are and how rare each is."""
        held = Counter(term for text in texts for term in set(self._shape.terms(text)))
        kept = sorted(t for t, n in held.items() if n >= self._least)
        self._place = {t: i for i, t in enumerate(kept)}
        self._idf = np.array([np.log((1 + len(texts)) / (1 + held[t])) + 1 for t in kept])
        self._new = float(np.log(1 + len(texts)) + 1)
        return self

    def rows(self, texts: Sequence[str]) -> tuple[sparse.csr_matrix, np.ndarray]:
        """The rows of ``texts``, a sparse array (texts, terms), and the unseen shares, an array (texts,) of 0 to 1."""
        values: list[float] = []
        columns: list[int] = []
        starts, strange = [0], np.zeros(len(texts))
        for i, text in enumerate(texts):
            known, lost, weights = 0.0, 0.0, []
            for term, count in Counter(self._shape.terms(text)).items():
                place = self._place.get(term)
                weight = (1 + np.log(count)) * (self._new if place is None else self._idf[place])
                if place is None:
                    lost += weight**2
                else:
                    known += weight**2
                    weights.append(weight)
                    columns.append(place)
            length = np.sqrt(known + self._unseen * lost) or 1.0
            values.extend(w / length for w in weights)
            starts.append(len(columns))
            strange[i] = lost / (known + lost) if known + lost else 1.0
        shape = (len(texts), len(self._place))
        return sparse.csr_matrix((values, columns, starts), shape=shape, dtype=np.float64), strange


def stacked(
    parts: Sequence[OpenTfidf], texts: Sequence[str], normal: Callable[[str], str]
) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Rows of all ``parts`` side by side, and the unseen share in the last of them."""
    clean = [normal(t) for t in texts]
    found = [part.rows(clean) for part in parts]
    return sparse.hstack([rows for rows, _ in found], format="csr"), found[-1][1]
