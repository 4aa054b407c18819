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

from actions.answers.reading import without_names
from handoff.content import Content
from handoff.content.replies import Reply
from handoff.content.schema import Language
from text.names import normalise

_WORD = re.compile(r"\w+", re.UNICODE)
_SENTENCE_END = re.compile(r"[.?!;\n]+\s*")
_WORD_SHARE = 0.55  # the rest is for letters
_LETTERS = (3, 4, 5)
# Words that say nothing about the subject; they still count a little through pairs of letters.
_EMPTY = {
    "nl": frozenset(
        "de het een en of ik je jij jullie u wij we mij me mijn ze hij die dat dit is zijn ben wordt worden kan kun kunnen"
        " mag moet wil hoe wat waar wanneer wie welke waarom heb heeft hebben er bij in op van voor met naar om te aan als"
        " ook nog dan maar niet wel al eigenlijk even graag hallo hoi goedemorgen goedemiddag goedendag vraag weten vroeg"
        " af dus eens toch nou doen doet doe gaan gaat ga moeten mogen krijg krijgt krijgen jou jouw uw hen hun m n t s".split()
    ),
    "en": frozenset(
        "the a an and or i you we me my your it its is are am be do does did can could may must will would how what where"
        " when who which why have has had there at in on of for with to from about if also still then but not so just"
        " please hello hi hey question know wondering actually wonder get does t s m re doing any".split()
    ),
}
_EMPTY_WEIGHT = 0.1
_SAME_BEGINNING = 4  # letters
_INFLECTED = 0.9


@dataclass(frozen=True)
class Choice:
    """A reply and how much the message is like one of its asks, from 0 to 1."""

    reply: Reply
    score: float


class _Index:
    """The asks of one topic in one language, ready to be compared with messages."""

    def __init__(self, texts: list[tuple[Reply, str]], language: Language) -> None:
        self._empty = _EMPTY[language]
        word_counts = Counter(word for _, ask in texts for word in set(_words(ask)))
        letter_counts = Counter(letters for _, ask in texts for letters in set(_letters(ask)))
        self._total = len(texts) + 1
        self._word_counts, self._letter_counts = word_counts, letter_counts
        self._asks = [(reply, self._weights(ask), self._letter_vector(ask)) for reply, ask in texts]

    def choices(self, text: str) -> list[Choice]:
        """Every reply with the score of its best ask, over the message as a whole and each sentence of it."""
        best: dict[str, Choice] = {}
        for part in _parts(text):
            words, letters = self._weights(part), self._letter_vector(part)
            for reply, ask_words, ask_letters in self._asks:
                score = _WORD_SHARE * _overlap(words, ask_words) + (1 - _WORD_SHARE) * _cosine(letters, ask_letters)
                if reply.id not in best or score > best[reply.id].score:
                    best[reply.id] = Choice(reply, score)
        return sorted(best.values(), key=lambda choice: -choice.score)

    def _weights(self, text: str) -> dict[str, float]:
        """How much each word says: rare ones much, "how" and "the" next to nothing."""
        return {
            word: self._rare(self._word_counts[word]) * (_EMPTY_WEIGHT if word in self._empty else 1)
            for word in _words(text)
        }

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


def _overlap(one: dict[str, float], other: dict[str, float]) -> float:
    """Share of the weight of each side that the other side holds too, as one number from 0 to 1."""
    return math.sqrt(_held(one, other) * _held(other, one))


def _held(words: dict[str, float], by: dict[str, float]) -> float:
    total = sum(words.values())
    return sum(weight * max((_alike(word, other) for other in by), default=0.0) for word, weight in words.items()) / total if total else 0.0


@lru_cache(maxsize=100_000)
def _alike(one: str, other: str) -> float:
    """1 for the same word, less for words with the same beginning ("zadel", "zadelhoogte"; "smeren", "smeer")."""
    if one == other:
        return 1.0
    same = 0
    for letter, twin in zip(one, other, strict=False):
        if letter != twin:
            break
        same += 1
    if same < _SAME_BEGINNING:
        return 0.0
    return _INFLECTED * 2 * same / (len(one) + len(other))


def choices(content: Content, topic: str, language: Language, text: str) -> list[Choice]:
    """All replies of `topic` that have asks, the most fitting first."""
    return _index(content, topic, language).choices(without_names(content, language, text))


@lru_cache(maxsize=512)
def _index(content: Content, topic: str, language: Language) -> _Index:
    asks = [
        (reply, without_names(content, language, ask))
        for reply in content.answers[topic].answers
        for ask in reply.asks.by(language)
    ]
    return _Index(asks, language)


def _parts(text: str) -> list[str]:
    """The message and, when it has more than one, its sentences: a story around a question hides the question."""
    sentences = [part for part in _SENTENCE_END.split(text) if len(part.split()) > 1]
    return [text, *sentences] if len(sentences) > 1 else [text]


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
