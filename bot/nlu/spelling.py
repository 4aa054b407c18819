"""Puts a mistyped word back to a known one: one slip of the thumb should not change what a message is about.

Words of training within one edit (a letter dropped, added, changed or two swapped) are found by deletion keys, as in
SymSpell (Garbe 2012). Only words that nobody ever wrote in training are touched, and only when they are long enough
for one letter not to make another word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SHORTEST = 4
MOST_KEPT = 20_000  # unknown words whose correction is remembered
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")


class Spelling:
    """Corrects single slips towards ``counts`` (word -> how often it stands in training)."""

    def __init__(self, counts: Mapping[str, int], *, least: int = 2) -> None:
        """Words seen fewer than ``least`` times attract nothing: they may be slips themselves."""
        self.counts = dict(counts)
        self._by_key: dict[str, list[str]] = {}
        for word, count in counts.items():
            if len(word) >= SHORTEST and count >= least:
                for key in {word, *_deletes(word)}:
                    self._by_key.setdefault(key, []).append(word)
        self._found: dict[str, str] = {}

    def correct(self, text: str) -> str:
        """``text`` (normalised) with unknown words replaced by the nearest known one, where one is near."""
        return _WORD.sub(lambda m: self._word(m.group()), text)

    def _word(self, word: str) -> str:
        if word in self.counts:
            return word
        if word not in self._found:
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[word] = self._nearest(word)
        return self._found[word]

    def _nearest(self, word: str) -> str:
        near = {w for key in {word, *_deletes(word)} for w in self._by_key.get(key, ()) if one_edit(word, w)}
        # The first letter is seldom the wrong one; then the commonest word.
        return max(near, key=lambda w: (w[0] == word[0], self.counts[w], w)) if near else word


def _deletes(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def one_edit(a: str, b: str) -> bool:
    """Whether ``a`` becomes ``b`` by one dropped, added or changed letter, or by swapping two neighbours."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    left, right = a[start:], b[start:]
    if len(a) == len(b):
        return left[1:] == right[1:] or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    return left[1:] == right if len(a) > len(b) else left == right[1:]
