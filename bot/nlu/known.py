"""What is known of one message while it is split; nothing is classified or judged twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.nlu.joint_features import Classified, Clauses, Range, best_topics, pair_table, ranges, scopes, sums
from bot.nlu.joint_signs import topics_around
from bot.nlu.judge import Judge
from bot.nlu.topic_model import TopicModel


class Known:
    """The clauses of a message with what the topic model and the judge make of them."""

    def __init__(self, model: TopicModel, judge: Judge, text: str) -> None:
        self.clauses = Clauses.of(text)
        self.whole: Range = (0, len(self.clauses.here) + 1)
        self._model, self._judge = model, judge
        self._counts = self.clauses.counts(model)
        self._logits: dict[Range, np.ndarray] = {}
        self._chances: dict[Range, np.ndarray] = {}

    def seen(self, wanted: Sequence[Range]) -> Classified:
        """The topics of ranges of clauses, a row for each of ``wanted``."""
        new = list(dict.fromkeys(r for r in wanted if r not in self._logits))
        if new:
            add = sums(new, self.whole[1])
            words, chars = self._counts
            logits = self._model.scores(self._model.features_of((add @ words, add @ chars)))[0]
            self._logits.update(zip(new, logits, strict=True))
        return Classified.of(np.array([self._logits[r] for r in wanted]), self._model.temperature, self._model.topics)

    def chances(self, span: Range) -> np.ndarray:
        """The chance of the judge for every joint within ``span``, an array (joints,)."""
        if span not in self._chances:
            found = scopes(span)
            needed = ranges(found)
            row = {r: i for i, r in enumerate(needed)}
            places = np.array([[[row[side] for side in triple] for triple in triples] for triples in found])
            seen = self.seen(needed)
            kinds = [joint.kind for joint in self.clauses.here[span[0] : span[1] - 1]]
            topics = topics_around(kinds, best_topics(places, seen), seen.topics)
            self._chances[span] = self._judge.chances(self.clauses, span, pair_table(places, seen), topics)
        return self._chances[span]
