"""Choosing the answer whose `asks` are most like a message: weighted words plus letters in a row.

The numbers below were tuned on tests/unit/answers; words carry the meaning, letters survive typing errors
and compounds ("opzegtermijn", "opzeg termijn").
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
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
        (
            "de het een en of ik je jij jullie u wij we mij me mijn ze hij die dat dit is zijn ben wordt "
            "worden kan kun kunnen mag moet wil hoe wat waar wanneer wie welke waarom heb heeft hebben er "
            "bij in op van voor met naar om te aan als ook nog dan maar niet wel al eigenlijk even graag "
            "hallo hoi goedemorgen goedemiddag goedendag vraag weten vroeg af dus eens toch nou doen doet "
            "doe gaan gaat ga moeten mogen krijg krijgt krijgen jou jouw uw hen hun m n t s"
        ).split()
    ),
    "en": frozenset(
        (
            "the a an and or i you we me my your it its is are am be do does did can could may must will "
            "would how what where when who which why have has had there at in on of for with to from about "
            "if also still then but not so just please hello hi hey question know wondering actually wonder "
            "get does t s m re doing any"
        ).split()
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


_NOTHING = Choice(Reply.model_construct(id=""), 0.0)


class Index:
    """Asks in one language, turned inside out: word -> asks, letters -> asks.

    A message is compared only with the asks that share something with it, which keeps an answer within a few
    milliseconds however many asks the editors write.
    """

    def __init__(self, texts: list[tuple[Reply, str]], language: Language) -> None:
        self._empty = _EMPTY[language]
        self._replies = [reply for reply, _ in texts]
        self._word_counts = Counter(word for _, ask in texts for word in set(_words(ask)))
        self._letter_counts = Counter(letters for _, ask in texts for letters in set(_letters(ask)))
        self._total = len(texts) + 1
        self._asks_with_word: dict[str, list[tuple[int, float]]] = {}
        self._asks_with_letters: dict[str, list[tuple[int, float]]] = {}
        self._weight_of_ask: list[float] = []
        for number, (_, ask) in enumerate(texts):
            weights = self._weights(ask)
            self._weight_of_ask.append(sum(weights.values()))
            for word, weight in weights.items():
                self._asks_with_word.setdefault(word, []).append((number, weight))
            for letters, weight in self._letter_vector(ask).items():
                self._asks_with_letters.setdefault(letters, []).append((number, weight))
        self._by_beginning: dict[str, list[str]] = {}
        for word in self._asks_with_word:
            if len(word) >= _SAME_BEGINNING:
                self._by_beginning.setdefault(word[:_SAME_BEGINNING], []).append(word)

    def choices(self, text: str) -> list[Choice]:
        """Every reply with the score of its best ask, over the message as a whole and each sentence of it."""
        best: dict[str, Choice] = {reply.id: Choice(reply, 0.0) for reply in self._replies}
        for part in _parts(text):
            words, letters = self._by_words(part), self._by_letters(part)
            for number in {**words, **letters}:
                score = _WORD_SHARE * words.get(number, 0.0) + (1 - _WORD_SHARE) * letters.get(number, 0.0)
                reply = self._replies[number]
                if score > best[reply.id].score:
                    best[reply.id] = Choice(reply, score)
        return sorted(best.values(), key=lambda choice: -choice.score)

    def tells_apart(self, text: str) -> bool:
        """Whether a word of ``text`` with a meaning stands in the asks of one reply alone."""
        words = set(_words(text)) - self._empty
        return any(len({self._replies[number].id for number, _ in self._asks_with_word.get(word, ())}) == 1 for word in words)

    def _by_words(self, text: str) -> dict[int, float]:
        """Ask -> how much of the weight of each side the other side holds too, from 0 to 1."""
        weights = self._weights(text)
        total = sum(weights.values())
        of_message: dict[int, float] = {}  # weight of the message's words that the ask holds
        of_ask: dict[int, dict[str, float]] = {}  # ask -> its words that the message holds
        for word, weight in weights.items():
            closest: dict[int, float] = {}
            for known in {word, *self._by_beginning.get(word[:_SAME_BEGINNING], ())}:
                alike = _alike(word, known)
                for number, ask_weight in self._asks_with_word.get(known, ()) if alike else ():
                    closest[number] = max(closest.get(number, 0.0), alike)
                    held = of_ask.setdefault(number, {})
                    held[known] = max(held.get(known, 0.0), alike * ask_weight)
            for number, alike in closest.items():
                of_message[number] = of_message.get(number, 0.0) + weight * alike
        return {
            number: math.sqrt(of_message[number] / total * sum(held.values()) / self._weight_of_ask[number])
            for number, held in of_ask.items()
        }

    def _by_letters(self, text: str) -> dict[int, float]:
        """Ask -> cosine of the letters in a row."""
        found: dict[int, float] = {}
        for letters, weight in self._letter_vector(text).items():
            for number, ask_weight in self._asks_with_letters.get(letters, ()):
                found[number] = found.get(number, 0.0) + weight * ask_weight
        return found

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


def continued(content: Content, topic: str, language: Language, text: str, before: Reply) -> list[Choice]:
    """As ``choices``, of a message that only goes on ("en de accu dan?") read together with what reply ``before`` was asked for.

    A word that tells by itself which answer is meant ("en als hij heet wordt?") needs no help.
    """
    meant = without_names(content, language, text)
    index = _index(content, topic, language)
    asks = before.asks.by(language)
    if not asks or index.tells_apart(meant):
        return choices(content, topic, language, text)
    own = {c.reply.id: c.score for c in index.choices(meant)}
    best: dict[str, Choice] = {}
    for ask in asks:
        for choice in index.choices(f"{meant} {ask}".replace("?", " ")):
            name = choice.reply.id
            if name != before.id and choice.score > best.get(name, _NOTHING).score:
                best[name] = choice
    return sorted(best.values(), key=lambda c: -c.score * own[c.reply.id])


def written_down(content: Content, language: Language, text: str) -> frozenset[str]:
    """The topics that hold this very question among their asks, but for case, accents, signs and the bike."""
    return _asked(content, language).get(_key(content, language, text), frozenset())


@lru_cache(maxsize=4)
def _asked(content: Content, language: Language) -> Mapping[tuple[str, ...], frozenset[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for topic, answers in content.answers.items():
        for reply in answers.answers:
            for ask in reply.asks.by(language):
                found.setdefault(_key(content, language, ask), set()).add(topic)
    return {key: frozenset(topics) for key, topics in found.items()}


def _key(content: Content, language: Language, text: str) -> tuple[str, ...]:
    return tuple(_words(without_names(content, language, text)))


@lru_cache(maxsize=512)
def _index(content: Content, topic: str, language: Language) -> Index:
    asks = [
        (reply, without_names(content, language, ask))
        for reply in content.answers[topic].answers
        for ask in reply.asks.by(language)
    ]
    return Index(asks, language)


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
