"""Signs in a message that change priority or route, learned from sentences: what word lists miss.

One logistic regression a sign over the features of the topic model. Look-alikes (the same words, not the sign) weigh
as much as the sign itself; sentences of other topics count a little, because they may show a sign unmarked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.nlu.topic_model import TopicModel

MOST_OTHERS = 2000
MOST_CALM = 8000  # calm sentences that the alarm learns from; more take long
URGENT = ("report_injury", "signal_distress", "threaten_escalation")
ALARMING = frozenset({"injury", "smoke", "unsafe", "staff_threat", "legal", "press"})  # signs of an urgent topic
ALARM = "urgent"  # name of the column that says how urgent a message is, whichever topic it seems to have
TOLD_FROM = 0.1  # chance from which a sign is told at all; who decides sets its own limit


class SignRow(NamedTuple):
    """A sentence that shows ``sign`` (``shows``) or only looks like it."""

    text: str
    sign: str
    shows: bool
    language: str


class SignModel:
    """Features of a message to the chance of each sign."""

    def __init__(self, names: Sequence[str], coef: np.ndarray, bias: np.ndarray) -> None:
        self.names, self.coef, self.bias = list(names), coef, bias  # (features, signs), (signs,)

    @classmethod
    def fit(cls, model: TopicModel, rows: Sequence[SignRow], others: Sequence[str], *, seed: int = 1) -> SignModel:
        """Learn from ``rows``; ``others`` are sentences about anything, taken as not showing a sign, with little weight."""
        chance = np.random.default_rng(seed)
        sample = [others[i] for i in chance.permutation(len(others))[:MOST_OTHERS]]
        features = model.features([r.text for r in rows] + sample)
        names = sorted({r.sign for r in rows})
        if not names:
            return cls([], np.zeros((features.shape[1], 0), dtype=np.float32), np.zeros(0, dtype=np.float32))
        columns, biases = [], []
        for name in names:
            gold = np.array([r.sign == name and r.shows for r in rows] + [False] * len(sample))
            weights = np.array([_weight(r, name) for r in rows] + [0.3] * len(sample))
            take = weights > 0
            learned = LogisticRegression(C=20.0, solver="liblinear", max_iter=25, tol=1e-2).fit(
                features[take], gold[take], sample_weight=weights[take]
            )
            columns.append(learned.coef_[0])
            biases.append(learned.intercept_[0])
        return cls(names, np.array(columns, dtype=np.float32).T.copy(), np.array(biases, dtype=np.float32))

    def learn_alarm(
        self, model: TopicModel, texts: Sequence[str], labels: Sequence[str], rows: Sequence[SignRow]
    ) -> None:
        """Add a second road to what is urgent: one regression over urgent topics and alarming signs together.

        A topic must be likelier than 66 others; the alarm only has to be likelier than calm, and its look-alikes are known.
        """
        urgent = [t for t, label in zip(texts, labels, strict=True) if label in URGENT]
        calm = [t for t, label in zip(texts, labels, strict=True) if label not in URGENT]
        sample = [calm[i] for i in np.random.default_rng(1).permutation(len(calm))[:MOST_CALM]]
        mine = [r for r in rows if r.sign in ALARMING]
        gold = np.array([True] * len(urgent) + [False] * len(sample) + [r.shows for r in mine])
        if gold.all() or not gold.any():
            return
        # A calm sentence of the sample stands for all that were left out, so that the chances stay honest.
        weights = np.ones(len(gold))
        weights[len(urgent) : len(urgent) + len(sample)] = len(calm) / max(1, len(sample))
        learned = LogisticRegression(C=20.0, solver="liblinear", max_iter=25, tol=1e-2).fit(
            model.features([*urgent, *sample, *(r.text for r in mine)]), gold, sample_weight=weights
        )
        self.names.append(ALARM)
        self.coef = np.hstack([self.coef, learned.coef_.T.astype(np.float32)])
        self.bias = np.append(self.bias, learned.intercept_.astype(np.float32))

    def alarm(self, features: sparse.csr_matrix) -> float:
        """Chance that one message is urgent, 0 where that was never learned."""
        return float(self.chances(features)[0, self.names.index(ALARM)]) if ALARM in self.names else 0.0

    def chances(self, features: sparse.csr_matrix) -> np.ndarray:
        """Chance of each sign, an array (rows, signs)."""
        return np.asarray(1.0 / (1.0 + np.exp(-(np.asarray(features @ self.coef) + self.bias))))

    def told(self, features: sparse.csr_matrix) -> dict[str, float]:
        """The signs of one message worth telling, with their chance."""
        row = self.chances(features)[0]
        return {
            name: round(float(row[i]), 3) for i, name in enumerate(self.names) if name != ALARM and row[i] >= TOLD_FROM
        }

    def save(self, folder: Path) -> None:
        """Write what was learned into ``folder``."""
        np.savez_compressed(folder / "signs.npz", coef=self.coef.astype(np.float16), bias=self.bias)
        (folder / "signs.json").write_text(json.dumps(self.names), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> SignModel:
        """Read what ``save`` wrote."""
        with np.load(folder / "signs.npz", allow_pickle=False) as arrays:
            return cls(
                json.loads((folder / "signs.json").read_text(encoding="utf-8")),
                arrays["coef"].astype(np.float32),
                arrays["bias"],
            )


def _weight(row: SignRow, name: str) -> float:
    if row.sign == name:
        return 3.0 if row.shows else 2.0
    return 0.3  # written for another sign: most likely without this one


def fit_serving(
    texts: Sequence[str], labels: Sequence[str], languages: Sequence[str], rows: Sequence[SignRow]
) -> tuple[TopicModel, SignModel]:
    """The topic model that serves and the signs over its features, in one call for a process of its own."""
    model = TopicModel.fit(texts, labels, languages)
    learned = SignModel.fit(model, rows, texts)
    learned.learn_alarm(model, texts, labels, rows)
    return model, learned
