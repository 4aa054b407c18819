"""Finding known names in what a person wrote: products, accessories, places, materials.

Standard library only, Python 3.10 and later, because the engine uses it too. Case, accents, hyphens and
spaces do not matter ("E-Ver", "e ver"); longer names may hold a small typing error ("bakfeits").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

# A word; an apostrophe inside belongs to it ("a'dam", "kid's").
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_SHORT = 5  # names shorter than this, written with a hyphen or space, must be found so ("e-ver", not "ever")
_ONE_TYPO = 7  # from this many letters one mistake is allowed
_TWO_TYPOS = 11  # and from this many two, in a name of one word
_TYPO_LETTERS = 10  # a mistake weighs as much as this many letters of a name without one
_WINDOW = 7  # the most words one name may be spread over
# Endings that do not change which name is meant ("bakfietsen", "the E-Ver's").
_ENDINGS = ("s", "en", "tje", "tjes")


class Found(NamedTuple):
    """A name found: the code it stands for and where it stands in the text."""

    code: str
    start: int
    end: int


def normalise(text: str) -> str:
    """Lower case letters and digits only: "É-Ver!" -> "ever"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


class NameFinder:
    """Finds the names in `names` ({code: [alias, ...]}); `ignore` holds phrases that look like one but are not."""

    def __init__(self, names: Mapping[str, Iterable[str]], ignore: Iterable[str] = ()) -> None:
        self._exact: dict[str, str | None] = {}
        self._apart: dict[str, str | None] = {}
        self._words: dict[tuple[str, int], str | None] = {}
        for code, aliases in names.items():
            for alias in aliases:
                self._add(alias, code)
        for phrase in ignore:
            self._add(phrase, None)
        self._fuzzy: dict[tuple[str, int, int], list[str]] = {}
        for (key, words), known in self._words.items():
            if known is not None and len(key) >= _ONE_TYPO and not any(letter.isdigit() for letter in key):
                self._fuzzy.setdefault((key[0], len(key), words), []).append(key)

    def _add(self, alias: str, code: str | None) -> None:
        key = normalise(alias)
        if not key:
            return
        words = len(_WORD.findall(alias))
        table = self._apart if len(key) < _SHORT and words > 1 else self._exact
        table.setdefault(key, code)
        if table[key] == code:
            self._words.setdefault((key, words), code)

    def find(self, text: str) -> list[Found]:
        """The names in `text`, in order; where names overlap the longest stays."""
        words = [(normalise(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]
        candidates: list[tuple[int, int, int, str | None]] = []
        for first in range(len(words)):
            key = ""
            for last in range(first, min(first + _WINDOW, len(words))):
                key += words[last][0]
                known, code, cost = self._lookup(key, last - first + 1)
                if known:
                    start, end = words[first][1], words[last][2]
                    candidates.append((_TYPO_LETTERS * cost - (end - start), start, end, code))
        chosen: list[tuple[int, int, str | None]] = []
        for _, start, end, code in sorted(candidates, key=lambda one: one[:3]):
            if all(end <= taken or start >= stop for taken, stop, _ in chosen):
                chosen.append((start, end, code))
        return [Found(code, start, end) for start, end, code in sorted(chosen, key=lambda c: c[0]) if code]

    def _lookup(self, key: str, words: int) -> tuple[bool, str | None, int]:
        """(found, code, number of typing errors) for letters taken from so many words."""
        if key in self._exact:
            return True, self._exact[key], 0
        if words > 1 and key in self._apart:
            return True, self._apart[key], 0
        for ending in _ENDINGS:
            stem = key[: -len(ending)]
            if key.endswith(ending) and len(stem) >= _SHORT - 1 and self._exact.get(stem):
                return True, self._exact[stem], 0
        return self._nearly(key, words)

    def _nearly(self, key: str, words: int) -> tuple[bool, str | None, int]:
        """With typing errors; only names of as many words, or any three words would look like some name."""
        if len(key) < _ONE_TYPO - 1:
            return False, None, 0
        best: tuple[int, str] | None = None
        for length in range(len(key) - 2, len(key) + 3):
            for known in self._fuzzy.get((key[0], length, words), ()):
                allowed = 2 if len(known) >= _TWO_TYPOS and words == 1 else 1
                errors = distance(key, known, allowed)
                if errors <= allowed and (best is None or errors < best[0]):
                    best = (errors, known)
        return (True, self._exact[best[1]], best[0]) if best else (False, None, 0)


def distance(one: str, other: str, most: int) -> int:
    """Typing errors between two words (a swap of neighbours is one error); `most` + 1 when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, previous, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
