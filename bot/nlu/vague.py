"""Knows a bare noun that could be about anything: "fiets", "mijn rekening", "money?".

A word has a focus: the share of the training sentences it stands in that are about its commonest topic. "Openingstijden"
is nearly always about one topic, "fiets" about all. A message of one word without focus says too little to act on.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from text.normalise import for_classifier

LEAST = 10  # sentences a word must stand in before its focus means anything
FOCUS_BELOW = 0.35
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SMALL = frozenset(
    "de het een 't mijn m'n mn onze ons je jullie uw die dat deze the a an my our your this that".split()
)
_KIND = re.compile(r"x(?:url|email|\w+nr|telefoon|bedrag|datum|postcode|tijd|iban|masked|getal)")  # of text.normalise


class Vague:
    """Says whether a message is one word that could be about anything."""

    def __init__(self, words: Mapping[str, float], known: Sequence[str]) -> None:
        """``words``: focus (0 to 1) of the words without enough of it; ``known``: short messages an editor gave a topic."""
        self.words, self.known = dict(words), frozenset(known)

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> Vague:
        """Learn from sentences with their topics."""
        topics: dict[str, Counter[str]] = defaultdict(Counter)
        known = set()
        for text, label in zip(texts, labels, strict=True):
            words = _content(text)
            for word in set(words):
                topics[word][label] += 1
            if len(words) == 1:
                known.add(words[0])
        focus = {w: c.most_common(1)[0][1] / c.total() for w, c in topics.items() if c.total() >= LEAST}
        return cls({w: round(f, 3) for w, f in focus.items() if f < FOCUS_BELOW}, sorted(known))

    def says(self, text: str) -> bool:
        """Whether ``text`` is too bare to act on."""
        words = _content(text)
        return len(words) == 1 and words[0] in self.words and words[0] not in self.known

    def save(self, folder: Path) -> None:
        """Write what was learned into ``folder``."""
        facts = {"words": self.words, "known": sorted(self.known)}
        (folder / "vague.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Vague:
        """Read what ``save`` wrote."""
        facts = json.loads((folder / "vague.json").read_text(encoding="utf-8"))
        return cls(facts["words"], facts["known"])


def _content(text: str) -> list[str]:
    return [w for w in _WORD.findall(for_classifier(text)) if w not in _SMALL and not _KIND.fullmatch(w)]
