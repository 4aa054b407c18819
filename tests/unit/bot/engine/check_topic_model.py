"""The topic model weighs counts by itself; training weighs them by scikit-learn. Both must come to the same numbers."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import numpy as np
from scipy import sparse

from bot.nlu.topic_model import TopicModel
from text.normalise import for_classifier

TEXTS = [
    "waar blijft mijn fiets",
    "mijn fiets is kapot, kapot!",
    "where is my bike?",
    "the bike is broken",
    "wat kost het?",
]
LABELS = ["status", "repair", "status", "repair", "price"]
LANGUAGES = ["nl", "nl", "en", "en", "nl"]
ASKED = [*TEXTS, "fiets fiets fiets fiets kapot", "", "xyzzy qqq", "?"]


class Weights(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.model = TopicModel.fit(TEXTS, LABELS, LANGUAGES)

    def test_of_messages_are_those_of_the_vectorisers(self) -> None:
        normal = [self.model.spelling.correct(for_classifier(text)) for text in ASKED]
        theirs = sparse.hstack([self.model.word.transform(normal), self.model.char.transform(normal)])
        np.testing.assert_allclose(self.model.features(ASKED).toarray(), theirs.toarray(), rtol=1e-6)

    def test_of_a_message_without_a_known_word_are_nothing(self) -> None:
        assert self.model.features(["", "zzzz"]).nnz == 0

    def test_of_pieces_added_up_are_those_of_one_message(self) -> None:
        words, chars = self.model.counts(["mijn fiets", "kapot kapot"])
        add = sparse.csr_matrix(np.ones((1, 2), dtype=np.int64))
        summed = self.model.features_of((add @ words, add @ chars))
        lengths = np.sqrt((summed.toarray() ** 2).sum())
        assert abs(float(lengths) - np.sqrt(2)) < 1e-5  # words and characters, each of length one
        fiets, kapot = (summed[0, self.model.word.vocabulary_[word]] for word in ("fiets", "kapot"))
        idf = self.model.word.idf_
        expected = (
            (1 + np.log(2)) * idf[self.model.word.vocabulary_["kapot"]] / idf[self.model.word.vocabulary_["fiets"]]
        )
        assert abs(float(kapot / fiets) - float(expected)) < 1e-5

    def test_are_the_same_once_loaded(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.model.save(Path(folder))
            loaded = TopicModel.load(Path(folder))
        np.testing.assert_allclose(loaded.features(ASKED).toarray(), self.model.features(ASKED).toarray(), rtol=1e-6)


if __name__ == "__main__":
    unittest.main()
