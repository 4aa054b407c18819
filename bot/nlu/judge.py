"""Judges joints: boosted trees over numbers about both sides, and a regression over the words and topics around the joint."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.nlu.joint_features import Classified, Clauses, Range, best_topics, look_features, pair_table, scopes, sums
from bot.nlu.joint_signs import Columns, one_hot, topics_around, words_around
from bot.nlu.topic_model import TopicModel
from bot.nlu.trees import Trees

_PORTIONS = 3  # the regression is judged by the trees on portions it was not learned from


class Case(NamedTuple):
    """A span of a message, and which of the joints within it really part two things."""

    clauses: Clauses
    span: Range
    gold: list[int]  # 0 or 1 a joint
    weight: float
    portion: int

    @classmethod
    def all_of(cls, text: str, starts: Sequence[int], weight: float, portion: int) -> list[Case]:
        """The whole message, and what is left after every right cut: the splitter meets those spans as well."""
        clauses = Clauses.of(text)
        parts = clauses.parted(starts)
        whole = (0, len(clauses.here) + 1)
        found, todo, done = [], [whole], set[Range]()
        while todo:
            span = todo.pop()
            if span in done or span[1] - span[0] < 2:
                continue
            done.add(span)
            gold = [int(p) for p in parts[span[0] : span[1] - 1]]
            found.append(cls(clauses, span, gold, weight if span == whole else weight / 2, portion))
            for at in range(span[0] + 1, span[1]):
                if parts[at - 1]:
                    todo += [(span[0], at), (at, span[1])]
        return found


class Group(NamedTuple):
    """Cases with the numbers about their joints (``numbers``), from a topic model that did not see their sentences, and the
    words and topics around the joints: a row a joint in both."""

    cases: Sequence[Case]
    table: np.ndarray
    signs: sparse.csr_matrix

    @classmethod
    def of(cls, model: TopicModel, cases: Sequence[Case]) -> Group:
        """``cases`` seen by ``model``."""
        if not cases:
            return cls(cases, np.zeros((0, 0)), one_hot([]))
        table, best = numbers(model, cases)
        words = [row for case in cases for row in words_around(case.clauses, case.span)]
        kinds = [case.clauses.here[at].kind for case in cases for at in range(case.span[0], case.span[1] - 1)]
        topics = topics_around(kinds, best, model.topics)
        return cls(cases, table, one_hot([a + b for a, b in zip(words, topics, strict=True)]))


class Judge:
    """Says how likely it is that two things meet at a joint."""

    def __init__(self, trees: Trees, signs: np.ndarray, bias: float) -> None:
        self.trees, self.signs, self.bias = trees, signs, bias

    @classmethod
    def fit(cls, groups: Sequence[Group]) -> Judge:
        """Learn from the cases of all ``groups``."""
        flat = [case for group in groups for case in group.cases]
        gold = np.concatenate([c.gold for c in flat])
        weights = np.concatenate([np.full(len(c.gold), c.weight) for c in flat])
        portions = np.concatenate([np.full(len(c.gold), c.portion) for c in flat])
        signs = sparse.vstack([group.signs for group in groups], format="csr")
        scores = np.zeros(len(gold))
        for portion in range(_PORTIONS):
            there = portions % _PORTIONS == portion
            scores[there] = _weigh(signs[~there], gold[~there], weights[~there]).decision_function(signs[there])
        table = np.vstack([group.table for group in groups if group.cases])
        learned = _weigh(signs, gold, weights)
        return cls(
            Trees.fit(np.column_stack([table, scores]), gold, weights),
            learned.coef_[0].astype(np.float32),
            float(learned.intercept_[0]),
        )

    def chances(self, clauses: Clauses, span: Range, table: np.ndarray, topics: Sequence[Columns]) -> np.ndarray:
        """Chance for each joint within ``span`` that two things meet there, an array (joints,).

        ``table`` is from ``pair_table``, ``topics`` from ``topics_around``.
        """
        signs = [a + b for a, b in zip(words_around(clauses, span), topics, strict=True)]
        told = np.array([self.signs[row].sum() for row in signs]) + self.bias
        row = np.column_stack([look_features(clauses, span), table, told])
        return np.asarray(1.0 / (1.0 + np.exp(-self.trees.scores(row))))

    def likeliest(self, group: Group) -> dict[str, float]:
        """The likeliest cut of every message in ``group``, as chance by text: all at once, where a message at a time takes long."""
        scores = self.trees.scores(np.column_stack([group.table, group.signs @ self.signs + self.bias]))
        found, at = {}, 0
        for case in group.cases:
            joints = case.span[1] - case.span[0] - 1
            if case.span == (0, len(case.clauses.here) + 1):
                found[case.clauses.text] = float(1.0 / (1.0 + np.exp(-scores[at : at + joints].max())))
            at += joints
        return found

    def save(self, folder: Path) -> None:
        """Write what was learned into ``folder``."""
        np.savez_compressed(
            folder / "judge.npz",
            signs=self.signs,
            facts=np.array([self.bias, self.trees.base, self.trees.depth]),
            **self.trees.arrays,
        )

    @classmethod
    def load(cls, folder: Path) -> Judge:
        """Read what ``save`` wrote."""
        with np.load(folder / "judge.npz", allow_pickle=False) as arrays:
            bias, base, depth = arrays["facts"].tolist()
            return cls(Trees(arrays, base, int(depth)), arrays["signs"], bias)


def numbers(model: TopicModel, cases: Sequence[Case]) -> tuple[np.ndarray, np.ndarray]:
    """The numbers about all joints of ``cases``, an array (joints, features), and the likeliest topics (``best_topics``); everything
    is classified in one go."""
    first: dict[str, int] = {}  # message -> row of its first clause
    pieces: list[str] = []
    wanted: dict[Range, int] = {}  # range of rows -> row of the sums
    places = []
    for case in cases:
        if case.clauses.text not in first:
            first[case.clauses.text] = len(pieces)
            pieces += [case.clauses.part((i, i + 1)) for i in range(len(case.clauses.here) + 1)]
        base = first[case.clauses.text]
        for triples in scopes(case.span):
            places.append([[wanted.setdefault((a + base, b + base), len(wanted)) for a, b in t] for t in triples])
    add = sums(list(wanted), len(pieces))
    words, chars = model.counts(pieces)
    logits = model.scores(model.features_of((add @ words, add @ chars)))[0]
    seen = Classified.of(logits, model.temperature, model.topics)
    looks = np.vstack([look_features(case.clauses, case.span) for case in cases])
    where = np.array(places)
    return np.hstack([looks, pair_table(where, seen)]), best_topics(where, seen)


def _weigh(signs: sparse.csr_matrix, gold: np.ndarray, weights: np.ndarray) -> LogisticRegression:
    learner = LogisticRegression(C=0.3, max_iter=100, tol=0.1, solver="liblinear", dual=True, random_state=1)
    return learner.fit(signs, gold, sample_weight=weights)
