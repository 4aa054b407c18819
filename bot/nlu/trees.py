"""Boosted decision trees kept as arrays: a model file is data, never a pickle."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

_FIELDS = ("feature", "limit", "left", "right", "value")


class Trees:
    """A sum of regression trees over numeric features; the sum is the log-odds of "yes".

    Every tree is a row of five arrays (trees, nodes): which feature is asked, up to which limit one goes left, where left
    and right lead, and what a leaf adds. A leaf leads to itself, so that all trees can be walked side by side.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray], base: float, depth: int) -> None:
        self.arrays = {name: arrays[name] for name in _FIELDS}
        self.base, self.depth = base, depth
        nodes = self.arrays["feature"].shape[1]
        first = np.arange(len(self.arrays["feature"])) * nodes  # nodes of all trees in one row: one look-up a step
        self._first = first
        self._feature, self._limit, self._value = (self.arrays[k].ravel() for k in ("feature", "limit", "value"))
        self._next = np.stack(
            [(self.arrays["right"] + first[:, None]).ravel(), (self.arrays["left"] + first[:, None]).ravel()]
        )

    @classmethod
    def fit(
        cls,
        table: np.ndarray,
        gold: np.ndarray,
        weights: np.ndarray,
        *,
        trees: int = 200,
        depth: int = 7,
        rate: float = 0.06,
        seed: int = 1,
    ) -> Trees:
        """Learn from ``table`` (rows, features) which rows are ``gold`` (rows,) 1 or 0, each row counting for its weight."""
        learner = HistGradientBoostingClassifier(
            max_iter=trees,
            learning_rate=rate,
            max_depth=depth,
            max_leaf_nodes=2**depth,
            min_samples_leaf=30,
            l2_regularization=5.0,
            max_bins=127,
            early_stopping=False,
            random_state=seed,
        )
        with threadpool_limits(1, user_api="openmp"):  # threads that wait for a busy core take longer than one thread
            learned = learner.fit(table, gold, sample_weight=weights)
        return cls.of(learned, depth)

    @classmethod
    def of(cls, learned: HistGradientBoostingClassifier, depth: int) -> Trees:
        """The trees of a fitted binary classifier of scikit-learn."""
        grown = [group[0].nodes for group in learned._predictors]
        most = max(map(len, grown))
        shape = (len(grown), most)
        arrays = {
            "feature": np.zeros(shape, np.int32),
            "limit": np.full(shape, np.inf, np.float32),
            "left": np.tile(np.arange(most, dtype=np.int32), (len(grown), 1)),
            "right": np.tile(np.arange(most, dtype=np.int32), (len(grown), 1)),
            "value": np.zeros(shape, np.float32),
        }
        for i, nodes in enumerate(grown):
            inner = np.flatnonzero(nodes["is_leaf"] == 0)
            arrays["feature"][i, inner] = nodes["feature_idx"][inner]
            arrays["limit"][i, inner] = nodes["num_threshold"][inner]
            arrays["left"][i, inner] = nodes["left"][inner]
            arrays["right"][i, inner] = nodes["right"][inner]
            arrays["value"][i, : len(nodes)] = nodes["value"]
        return cls(arrays, float(np.ravel(learned._baseline_prediction)[0]), depth)

    def scores(self, table: np.ndarray) -> np.ndarray:
        """Log-odds of every row of ``table``, an array (rows,)."""
        at = np.tile(self._first, (len(table), 1))
        rows = np.arange(len(table))[:, None]
        table = table.astype(np.float32)
        for _ in range(self.depth):
            goes_left = table[rows, self._feature[at]] <= self._limit[at]
            at = self._next[goes_left.astype(np.int8), at]
        return self._value[at].sum(axis=1) + self.base
