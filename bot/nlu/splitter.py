"""Splits a message into parts: one question, request or complaint each.

A message is cut at all its joints into clauses (``joints``). The judge says at every joint how likely it is that two
different things meet there; the best joint above the threshold splits, and each side is judged again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.nlu.joined import joined
from bot.nlu.joint_features import Classified, Clauses, Range, pair_table, ranges, scopes, sums
from bot.nlu.judge import Case, Judge
from bot.nlu.topic_model import TopicModel

MOST_PARTS = 5
MOST_SINGLES = 3600  # of the single sentences; more teach little and take long
MOST_JOINED = 2100
_WEIGHTS = {"marked": 4.0, "joined": 0.5, "single": 1.0}


class Span(NamedTuple):
    """A part of a message: ``text`` stands at ``start``..``end``; ``chance`` is that of the cut before it."""

    text: str
    start: int
    end: int
    chance: float = 1.0


class Marked(NamedTuple):
    """A message as customers write it, with the places (character offsets) at which its later parts begin."""

    text: str
    starts: tuple[int, ...]
    language: str


class Portion(NamedTuple):
    """Sentences and messages that ``model`` was not trained on."""

    model: TopicModel
    texts: Sequence[str]
    labels: Sequence[str]
    languages: Sequence[str]
    marked: Sequence[Marked]


class Splitter:
    """Learns and applies the judgement whether two things meet at a joint."""

    def __init__(self, judge: Judge, threshold: float) -> None:
        self.judge, self.threshold = judge, threshold

    @classmethod
    def fit(cls, portions: Sequence[Portion], *, threshold: float = 0.6, seed: int = 1) -> Splitter:
        """Learn from all ``portions``: marked messages weigh most, then single sentences, then sentences joined on purpose."""
        chance = random.Random(seed)
        cases = [(p.model, _cases(p, len(portions), chance)) for p in portions]
        return cls(Judge.fit(cases), threshold)

    def split(self, model: TopicModel, text: str) -> list[Span]:
        """The parts of ``text`` in order; a message about one thing is one part."""
        clauses = Clauses.of(text)
        if not clauses.here:
            return [Span(text, 0, len(text))]
        known = _Known(model, clauses)
        return self._split(known, (0, len(clauses.here) + 1), MOST_PARTS, 1.0)

    def _split(self, known: _Known, span: Range, most: int, chance: float) -> list[Span]:
        if span[1] - span[0] > 1 and most > 1:
            chances = self.judge.chances(known.clauses, span, known.table(span))
            best = float(chances.max())
            if best >= self.threshold:
                at = span[0] + 1 + int(chances.argmax())
                first = self._split(known, (span[0], at), most - 1, chance)
                return first + self._split(known, (at, span[1]), most - len(first), best)
        return [Span(known.clauses.part(span), known.clauses.start(span[0]), known.clauses.end(span[1] - 1), chance)]

    def save(self, folder: Path) -> None:
        """Write the judgement into ``folder``."""
        self.judge.save(folder)
        (folder / "splitter.json").write_text(json.dumps({"threshold": self.threshold}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Splitter:
        """Read what ``save`` wrote."""
        facts = json.loads((folder / "splitter.json").read_text(encoding="utf-8"))
        return cls(Judge.load(folder), facts["threshold"])


class _Known:
    """What the topic model makes of the clauses of one message; nothing is classified twice."""

    def __init__(self, model: TopicModel, clauses: Clauses) -> None:
        self.clauses, self._model = clauses, model
        self._counts = clauses.counts(model)
        self._logits: dict[Range, np.ndarray] = {}

    def table(self, span: Range) -> np.ndarray:
        """The numbers about the topics on both sides of every joint within ``span``."""
        found = scopes(span)
        needed = ranges(found)
        new = [r for r in needed if r not in self._logits]
        if new:
            add = sums(new, len(self.clauses.here) + 1)
            words, chars = self._counts
            logits = self._model.scores(self._model.features_of((add @ words, add @ chars)))[0]
            self._logits.update(zip(new, logits, strict=True))
        row = {r: i for i, r in enumerate(needed)}
        seen = Classified.of(np.array([self._logits[r] for r in needed]), self._model.temperature, self._model.topics)
        places = np.array([[[row[side] for side in triple] for triple in triples] for triples in found])
        return pair_table(places, seen)


def _cases(portion: Portion, portions: int, chance: random.Random) -> list[Case]:
    cases: list[Case] = []
    for number, message in enumerate(portion.marked):
        cases += Case.all_of(message.text, message.starts, _WEIGHTS["marked"], number)
    order = list(range(len(portion.texts)))
    chance.shuffle(order)
    texts, labels, languages = ([column[i] for i in order] for column in portion[1:4])
    pairs = joined(texts, labels, languages, chance)
    for number, (text, begin) in enumerate(pairs[: MOST_JOINED // portions]):
        cases += Case.all_of(text, (begin,), _WEIGHTS["joined"], number)
    singles = (case for number, text in enumerate(texts) for case in Case.all_of(text, (), _WEIGHTS["single"], number))
    return cases + [case for case, _ in zip(singles, range(MOST_SINGLES // portions), strict=False)]
