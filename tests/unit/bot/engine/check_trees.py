"""Trees kept as arrays say what scikit-learn's say."""

from __future__ import annotations

import unittest

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from bot.nlu.trees import Trees


class TreesAsArrays(unittest.TestCase):
    def setUp(self) -> None:
        chance = np.random.default_rng(3)
        self.table = chance.normal(size=(600, 5))
        self.gold = ((self.table[:, 0] > 0.3) ^ (self.table[:, 1] > 0)).astype(int)

    def test_same_scores_as_the_library(self) -> None:
        learned = HistGradientBoostingClassifier(max_iter=20, max_depth=4, min_samples_leaf=5, random_state=1)
        learned.fit(self.table, self.gold)
        ours = Trees.of(learned, 4).scores(self.table)
        np.testing.assert_allclose(ours, learned.decision_function(self.table), atol=1e-3)

    def test_learns_what_a_line_cannot(self) -> None:
        trees = Trees.fit(self.table, self.gold, np.ones(600), trees=60, depth=3)
        assert ((trees.scores(self.table) > 0) == self.gold).mean() > 0.95

    def test_arrays_are_all_there_is(self) -> None:
        trees = Trees.fit(self.table, self.gold, np.ones(600), trees=10, depth=3)
        again = Trees(trees.arrays, trees.base, trees.depth)
        np.testing.assert_array_equal(again.scores(self.table), trees.scores(self.table))
