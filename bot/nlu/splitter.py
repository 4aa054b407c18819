"""Splits a message into parts: one question, request or complaint each.

At every joint (``joints``) both sides and the whole are classified; a small logistic regression, learned from training
messages that were joined on purpose, says how likely it is that two different things meet there. The best joint above
the threshold splits, and each side is looked at again. Splitting at sentence ends alone misses nearly every "en".
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.nlu.joints import KINDS, Joint, joints
from bot.nlu.topic_model import TopicModel

MOST_PARTS = 5
SOCIAL = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "praise"})
_OPENERS = re.compile(
    r"(?:en |and |ook |also )?(?:hoe|wat|wanneer|waar|waarom|welke?|hoeveel|wie|kan|kun|kunt|kunnen|mag|moet|heb|hebben|is|zijn|zou|wil|doe|doen|geldt|krijg|"
    r"how|what|when|where|why|which|who|can|could|may|must|do|does|did|is|are|would|will|should)\b",
    re.I,
)
_CLAIMS = re.compile(r"(?:ik|mijn|m'n|me|wij|we|jullie|graag|stuur|i|my|we|you|please|send|i'm|i'd|i've)\b", re.I)
_JOINERS = {
    "nl": [". ", "? ", " en ", ", ", "\n", " ook ", ". Daarnaast ", ". Verder ", ", en ", " en ook ", " en ", ". En ", " trouwens ", " ", "! ", " + ", ". Nog iets: ", ", oh ja ", " maar ", ". Ook "],
    "en": [". ", "? ", " and ", ", ", "\n", " also ", ". Also, ", ". Besides that, ", ", and ", " and also ", " and ", ". And ", " btw ", " ", "! ", " + ", ". One more thing: ", ", oh and ", " but ", " plus "],
}


class Span(NamedTuple):
    """A part of a message: ``text`` stands at ``start``..``end``; ``scores`` are its topic logits (an array (topics,))."""

    text: str
    start: int
    end: int
    scores: np.ndarray


class Splitter:
    """Learns and applies the judgement whether two things meet at a joint."""

    def __init__(self, weights: np.ndarray, bias: float, mean: np.ndarray, scale: np.ndarray, threshold: float) -> None:
        self.weights, self.bias, self.mean, self.scale, self.threshold = weights, bias, mean, scale, threshold

    @classmethod
    def fit(cls, model: TopicModel, texts: Sequence[str], labels: Sequence[str], languages: Sequence[str], *, false_alarms: float = 0.02, seed: int = 1) -> Splitter:
        """Learn from ``texts`` that ``model`` was NOT trained on.

        Args:
            model: a topic model trained on other sentences.
            texts, labels, languages: single-topic sentences with topic id and "nl"/"en".
            false_alarms: the share of single-topic sentences that may be split.
        """
        chance = random.Random(seed)
        rows, gold, single_best = [], [], []
        order = list(range(len(texts)))
        chance.shuffle(order)
        for text, true in _joined(texts, labels, languages, order, chance):
            here = joints(text)
            if not here:
                continue
            rows.append(judge_features(model, text, here))
            gold += [int(abs(j.right - true) <= 4) for j in here]
        singles = [texts[i] for i in order[: len(order) // 2]]
        for text in singles:
            here = joints(text)
            features = judge_features(model, text, here) if here else None
            single_best.append(features)
            if features is not None:
                rows.append(features)
                gold += [0] * len(here)
        table = np.vstack(rows)
        scaler = StandardScaler().fit(table)
        judge = LogisticRegression(C=1.0, max_iter=500).fit(scaler.transform(table), gold)
        made = cls(judge.coef_[0], float(judge.intercept_[0]), scaler.mean_, scaler.scale_, 0.5)
        best = sorted((float(made.judge(f).max()) if f is not None else 0.0 for f in single_best), reverse=True)
        made.threshold = max(0.3, best[int(len(best) * false_alarms)])
        return made

    def judge(self, features: np.ndarray) -> np.ndarray:
        """Probability for each row of ``features`` that two things meet there, an array (joints,)."""
        z = ((features - self.mean) / self.scale) @ self.weights + self.bias
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
        chances = self.judge(features_from(model, span.text, here, scores))
        at = int(chances.argmax())
        if chances[at] < self.threshold:
            return [span]
        joint = here[at]
        left = Span(span.text[: joint.left], span.start, span.start + joint.left, scores[0][at])
        right = Span(span.text[joint.right :], span.start + joint.right, span.end, scores[1][at])
        first = self._split(model, left, most - 1)
        return first + self._split(model, right, most - len(first))

    def save(self, folder: Path) -> None:
        """Write the judgement as JSON into ``folder``."""
        facts = {
            "weights": self.weights.tolist(),
            "bias": self.bias,
            "mean": self.mean.tolist(),
            "scale": self.scale.tolist(),
            "threshold": self.threshold,
        }
        (folder / "splitter.json").write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Splitter:
        """Read what ``save`` wrote."""
        facts = json.loads((folder / "splitter.json").read_text(encoding="utf-8"))
        return cls(np.array(facts["weights"]), facts["bias"], np.array(facts["mean"]), np.array(facts["scale"]), facts["threshold"])


def _joined(texts: Sequence[str], labels: Sequence[str], languages: Sequence[str], order: list[int], chance: random.Random) -> list[tuple[str, int]]:
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


def side_scores(model: TopicModel, text: str, here: list[Joint], whole: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Topic logits of the left sides, the right sides (arrays (joints, topics)) and the whole (topics,)."""
    sides = [text[: j.left] for j in here] + [text[j.right :] for j in here]
    logits = model.logits(sides)
    return logits[: len(here)], logits[len(here) :], whole


def judge_features(model: TopicModel, text: str, here: list[Joint]) -> np.ndarray:
    """Features of every joint of ``text``, an array (joints, features)."""
    return features_from(model, text, here, side_scores(model, text, here, model.logits([text])[0]))


def features_from(model: TopicModel, text: str, here: list[Joint], scores: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """What the judge looks at, per joint: how sure and how different both sides are, and what the joint looks like."""
    left, right, whole = (_soft(s / model.temperature) for s in scores)
    energies = [np.log(np.exp(np.clip(s, -50, 50)).sum(axis=-1)) for s in scores]
    social = np.array([t in SOCIAL for t in model.topics])
    rows = []
    for i, joint in enumerate(here):
        p, q = left[i], right[i]
        a, b = int(p.argmax()), int(q.argmax())
        words_left, words_right = len(text[: joint.left].split()), len(text[joint.right :].split())
        tail = text[joint.right :]
        middle = (p + q) / 2
        divergence = float(0.5 * np.sum(p * np.log((p + 1e-9) / (middle + 1e-9))) + 0.5 * np.sum(q * np.log((q + 1e-9) / (middle + 1e-9))))
        numbers = [
            np.log(p[a] + 1e-3),
            np.log(q[b] + 1e-3),
            min(p[a], q[b]),
            float(whole.max()),
            whole[a],
            whole[b],
            whole[a] * whole[b] if a != b else 0.0,
            p[b],
            q[a],
            float(a == b),
            divergence,
            divergence * min(p[a], q[b]),
            float(energies[0][i] - energies[2]),
            float(energies[1][i] - energies[2]),
            float(min(energies[0][i], energies[1][i])),
            float(p[social].sum()),
            float(q[social].sum()),
            np.log1p(words_left),
            np.log1p(words_right),
            float(min(words_left, words_right) <= 2),
            float("?" in text[: joint.left]),
            float("?" in tail),
            float(bool(_OPENERS.match(tail))),
            float(bool(_CLAIMS.match(tail))),
            float(len(here)),
        ]
        kinds = [float(joint.kind == k) for k in KINDS]
        rows.append(numbers + kinds + [k * numbers[11] for k in kinds])
    return np.array(rows)


def _soft(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))
