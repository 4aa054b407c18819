"""Splits a message into parts: one question, request or complaint each.

At every joint (``joints``) both sides and the whole are classified; a small logistic regression, learned from training
messages that were joined on purpose, says how likely it is that two different things meet there. The best joint above
the threshold splits, and each side is looked at again. Splitting at sentence ends alone misses nearly every "en".
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.nlu.joint_features import BUCKETS, SOCIAL, features_from, judge_features, side_scores, words_around
from bot.nlu.joints import joints
from bot.nlu.topic_model import TopicModel

MOST_PARTS = 5
MOST_SENTENCES = 1500  # of the single sentences; more teach little and take long
NEAR = 4  # characters between the place of a joint and where a part really begins
_JOINERS = {
    "nl": [
        ". ",
        "? ",
        " en ",
        ", ",
        "\n",
        " ook ",
        ". Daarnaast ",
        ". Verder ",
        ", en ",
        " en ook ",
        " en ",
        ". En ",
        " trouwens ",
        " ",
        "! ",
        " + ",
        ". Nog iets: ",
        ", oh ja ",
        " maar ",
        ". Ook ",
    ],
    "en": [
        ". ",
        "? ",
        " and ",
        ", ",
        "\n",
        " also ",
        ". Also, ",
        ". Besides that, ",
        ", and ",
        " and also ",
        " and ",
        ". And ",
        " btw ",
        " ",
        "! ",
        " + ",
        ". One more thing: ",
        ", oh and ",
        " but ",
        " plus ",
    ],
}


class Span(NamedTuple):
    """A part of a message: ``text`` stands at ``start``..``end``; ``scores`` are its topic logits (an array (topics,))."""

    text: str
    start: int
    end: int
    scores: np.ndarray


class Marked(NamedTuple):
    """A message as customers write it, with the places (character offsets) at which its later parts begin."""

    text: str
    starts: tuple[int, ...]
    language: str


class Splitter:
    """Learns and applies the judgement whether two things meet at a joint."""

    def __init__(
        self, weights: np.ndarray, words: np.ndarray, bias: float, mean: np.ndarray, scale: np.ndarray, threshold: float
    ) -> None:
        self.weights, self.words, self.bias, self.mean, self.scale, self.threshold = (
            weights,
            words,
            bias,
            mean,
            scale,
            threshold,
        )

    @classmethod
    def fit(
        cls,
        model: TopicModel,
        texts: Sequence[str],
        labels: Sequence[str],
        languages: Sequence[str],
        marked: Sequence[Marked],
        *,
        false_alarms: float = 0.01,
        seed: int = 1,
    ) -> Splitter:
        """Learn from sentences and messages that ``model`` was NOT trained on.

        Args:
            model: a topic model trained on other sentences.
            texts, labels, languages: single-topic sentences with topic id and "nl"/"en": joined on purpose, and left whole.
            marked: messages as customers write them, with the places where their parts begin; they weigh most.
            false_alarms: the share of single-topic messages that may be split.
        """
        chance = random.Random(seed)
        order = list(range(len(texts)))
        chance.shuffle(order)
        order = order[:MOST_SENTENCES]
        table = _Table(model)
        for message in marked:
            table.add(message.text, message.starts, 4.0, single=not message.starts)
        for text, true in _joined(texts, labels, languages, order, chance):
            table.add(text, (true,), 0.5)
        for i in order:
            table.add(texts[i], (), 1.0, single=True)
        made = table.learn()
        best = sorted(table.highest_of_singles(made), reverse=True)
        made.threshold = max(0.3, best[int(len(best) * false_alarms)])
        return made

    def judge(self, features: np.ndarray, words: Sequence[Sequence[int]]) -> np.ndarray:
        """Probability for each joint that two things meet there, an array (joints,)."""
        z = np.clip((features - self.mean) / self.scale, -5, 5) @ self.weights + self.bias
        z = z + np.array([self.words[list(row)].sum() for row in words])
        return np.asarray(1.0 / (1.0 + np.exp(-z)))

    def split(self, model: TopicModel, text: str) -> list[Span]:
        """The parts of ``text`` in order; a message about one thing is one part."""
        whole = Span(text, 0, len(text), model.logits([text])[0])
        return self._split(model, whole, MOST_PARTS)

    def _split(self, model: TopicModel, span: Span, most: int) -> list[Span]:
        here = joints(span.text) if most > 1 else []
        if not here:
            return [span]
        scores = side_scores(model, span.text, here, span.scores)
        chances = self.judge(features_from(model, span.text, here, scores), words_around(span.text, here))
        at = int(chances.argmax())
        if chances[at] < self.threshold:
            return [span]
        joint = here[at]
        left = Span(span.text[: joint.left], span.start, span.start + joint.left, scores[0][at])
        right = Span(span.text[joint.right :], span.start + joint.right, span.end, scores[1][at])
        first = self._split(model, left, most - 1)
        return first + self._split(model, right, most - len(first))

    def save(self, folder: Path) -> None:
        """Write the judgement into ``folder``."""
        np.savez_compressed(
            folder / "splitter.npz", weights=self.weights, words=self.words, mean=self.mean, scale=self.scale
        )
        (folder / "splitter.json").write_text(
            json.dumps({"bias": self.bias, "threshold": self.threshold}), encoding="utf-8"
        )

    @classmethod
    def load(cls, folder: Path) -> Splitter:
        """Read what ``save`` wrote."""
        facts = json.loads((folder / "splitter.json").read_text(encoding="utf-8"))
        with np.load(folder / "splitter.npz", allow_pickle=False) as a:
            return cls(a["weights"], a["words"], facts["bias"], a["mean"], a["scale"], facts["threshold"])


class _Table:
    """Collects joints with their features, and learns from them."""

    def __init__(self, model: TopicModel) -> None:
        self._model = model
        self._features: list[np.ndarray] = []
        self._words: list[list[list[int]]] = []
        self._gold: list[int] = []
        self._weights: list[float] = []
        self._singles: list[int | None] = []  # row of features, or None where there was nothing to split

    def add(self, text: str, starts: Sequence[int], weight: float, *, single: bool = False) -> None:
        here = joints(text)
        if single:
            self._singles.append(len(self._features) if here else None)
        if not here:
            return
        self._features.append(judge_features(self._model, text, here))
        self._words.append(words_around(text, here))
        self._gold += [int(any(abs(j.right - start) <= NEAR for start in starts)) for j in here]
        self._weights += [weight] * len(here)

    def learn(self) -> Splitter:
        table = np.vstack(self._features)
        scaler = StandardScaler().fit(table)
        rows = [row for group in self._words for row in group]
        words = sparse.csr_matrix(
            (np.ones(sum(map(len, rows))), [c for row in rows for c in row], np.cumsum([0, *map(len, rows)])),
            shape=(len(rows), BUCKETS),
        )
        both = sparse.hstack([np.clip(scaler.transform(table), -5, 5), words], format="csr")
        judge = LogisticRegression(C=0.3, max_iter=400, solver="liblinear").fit(
            both, self._gold, sample_weight=self._weights
        )
        wide = table.shape[1]
        return Splitter(
            judge.coef_[0][:wide], judge.coef_[0][wide:], float(judge.intercept_[0]), scaler.mean_, scaler.scale_, 0.5
        )

    def highest_of_singles(self, made: Splitter) -> list[float]:
        return [
            0.0 if at is None else float(made.judge(self._features[at], self._words[at]).max()) for at in self._singles
        ]


def _joined(
    texts: Sequence[str], labels: Sequence[str], languages: Sequence[str], order: list[int], chance: random.Random
) -> list[tuple[str, int]]:
    """Pairs of sentences of different topics in one language, joined as people join them: (text, place of the joint)."""
    by_language: dict[str, list[int]] = {}
    for i in order:
        if labels[i] not in SOCIAL and labels[i] != "out_of_scope" and len(texts[i]) < 160:
            by_language.setdefault(languages[i], []).append(i)
    pairs = []
    for language, rows in by_language.items():
        for a, b in zip(rows[::2], rows[1::2], strict=False):
            if labels[a] == labels[b]:
                continue
            joiner = chance.choice(_JOINERS[language])
            left = texts[a].rstrip()
            if joiner[0] in ".?!," or joiner[0].isspace():
                keep = "?" if left.endswith("?") and chance.random() < 0.5 and joiner[0] != "," else ""
                left = left.rstrip(".!?…, ") + ("" if joiner[0] in ".?!" else keep)
            right = texts[b].strip()
            if joiner[-2:] not in (". ", "? ", "! ") and chance.random() < 0.8:
                right = right[:1].lower() + right[1:]
            pairs.append((left + joiner + right, len(left) + len(joiner)))
    return pairs
