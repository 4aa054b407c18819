"""Choosing the answer whose `asks` are most like a message: weighted words plus letters in a row.

The numbers below were tuned on tests/unit/answers; words carry the meaning, letters survive typing errors
and compounds ("opzegtermijn", "opzeg termijn").
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from handoff.content import Content
from handoff.content.replies import Reply
from handoff.content.schema import Language
from text.names import normalise

_WORD = re.compile(r"\w+", re.UNICODE)
_WORD_SHARE = 0.55  # the rest is for letters
_LETTERS = (3, 4, 5)
# Words that say nothing about the subject; they still count a little through pairs of letters.
_EMPTY = {
    "nl": frozenset(
        "de het een en of ik je jij jullie u wij we mij me mijn ze hij die dat dit is zijn ben wordt worden kan kun kunnen"
        " mag moet wil hoe wat waar wanneer wie welke waarom heb heeft hebben er bij in op van voor met naar om te aan als"
        " ook nog dan maar niet wel al eigenlijk even graag hallo hoi goedemorgen goedemiddag goedendag vraag weten vroeg"
        " af dus eens toch nou".split()
    ),
    "en": frozenset(
        "the a an and or i you we me my your it its is are am be do does did can could may must will would how what where"
        " when who which why have has had there at in on of for with to from about if also still then but not so just"
        " please hello hi hey question know wondering actually wonder".split()
    ),
}
_EMPTY_WEIGHT = 0.15


@dataclass(frozen=True)
class Choice:
    """A reply and how much the message is like one of its asks, from 0 to 1."""

    reply: Reply
    score: float


class _Index:
    """The asks of one topic in one language as weighted vectors."""

    def __init__(self, replies: tuple[Reply, ...], language: Language) -> None:
        self._empty = _EMPTY[language]
        texts = [(reply, ask) for reply in replies for ask in reply.asks.by(language)]
        word_counts = Counter(word for _, ask in texts for word in set(_words(ask)))
        letter_counts = Counter(letters for _, ask in texts for letters in set(_letters(ask)))
        self._total = len(texts) + 1
        self._word_counts, self._letter_counts = word_counts, letter_counts
        self._asks = [(reply, self._word_vector(ask), self._letter_vector(ask)) for reply, ask in texts]

    def choices(self, text: str) -> list[Choice]:
        words, letters = self._word_vector(text), self._letter_vector(text)
        best: dict[str, Choice] = {}
        for reply, ask_words, ask_letters in self._asks:
            score = _WORD_SHARE * _cosine(words, ask_words) + (1 - _WORD_SHARE) * _cosine(letters, ask_letters)
            if reply.id not in best or score > best[reply.id].score:
                best[reply.id] = Choice(reply, score)
        return sorted(best.values(), key=lambda choice: -choice.score)

    def _word_vector(self, text: str) -> dict[str, float]:
        return _unit(
            {
                word: count * self._rare(self._word_counts[word]) * (_EMPTY_WEIGHT if word in self._empty else 1)
                for word, count in Counter(_words(text)).items()
            }
        )

    def _letter_vector(self, text: str) -> dict[str, float]:
        meant = " ".join(word for word in _words(text) if word not in self._empty) or text
        return _unit(
            {
                letters: (1 + math.log(count)) * self._rare(self._letter_counts[letters])
                for letters, count in Counter(_letters(meant)).items()
            }
        )

    def _rare(self, seen: int) -> float:
        return math.log((1 + self._total) / (1 + seen)) + 1


def choices(content: Content, topic: str, language: Language, text: str) -> list[Choice]:
    """All replies of `topic` that have asks, the most fitting first."""
    return _index(content, topic, language).choices(text)


@lru_cache(maxsize=512)
def _index(content: Content, topic: str, language: Language) -> _Index:
    return _Index(content.answers[topic].answers, language)


def _words(text: str) -> list[str]:
    return [normalise(word) for word in _WORD.findall(text.replace("'", ""))]


def _letters(text: str) -> list[str]:
    padded = f" {' '.join(_words(text))} "
    return [padded[at : at + size] for size in _LETTERS for at in range(len(padded) - size + 1)]


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {key: weight / length for key, weight in vector.items()} if length else {}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(key, 0.0) for key, weight in one.items())
