"""Signs at a joint: words and topics as columns. Run by ``test_engine_side`` with the engine's Python."""

from __future__ import annotations

import unittest

import numpy as np

from bot.nlu.joint_features import Clauses
from bot.nlu.joint_signs import BUCKETS, one_hot, topics_around, words_around
from bot.nlu.understand import PORTIONS, _dealt

TEXT = "wat kost de e-ver en hoe zwaar is hij, past er een krat op"
TOPICS = ["price", "weight", "crate"]


class SignsCase(unittest.TestCase):
    """What the regression sees of a joint."""

    def test_a_row_of_columns_for_every_joint_in_the_span(self) -> None:
        clauses = Clauses.of(TEXT)
        whole = words_around(clauses, (0, len(clauses.here) + 1))
        assert len(whole) == len(clauses.here) > 1
        assert all(0 <= column < BUCKETS for row in whole for column in row)
        assert len(words_around(clauses, (0, 2))) == 1

    def test_what_stands_outside_the_span_is_not_seen(self) -> None:
        clauses, other = Clauses.of(TEXT), Clauses.of(TEXT.replace("krat", "mand"))
        whole = (0, len(clauses.here) + 1)
        assert [sorted(row) for row in words_around(clauses, (0, 2))] == [sorted(row) for row in words_around(other, (0, 2))]
        assert [sorted(row) for row in words_around(clauses, whole)] != [sorted(row) for row in words_around(other, whole)]

    def test_the_order_in_which_topics_meet_counts(self) -> None:
        here, there = np.array([[[0, 1, 0]]]), np.array([[[1, 0, 0]]])
        assert topics_around(["and"], here, TOPICS) != topics_around(["and"], there, TOPICS)
        assert topics_around(["and"], here, TOPICS) != topics_around(["comma"], here, TOPICS)
        assert topics_around(["and"], here, TOPICS) == topics_around(["and"], here, [*TOPICS, "late"])

    def test_columns_are_counted(self) -> None:
        matrix = one_hot([[3, 3, 5], []])
        assert matrix.shape == (2, BUCKETS)
        assert (matrix[0, 3], matrix[0, 5], matrix[1].sum()) == (2, 1, 0)

    def test_a_sentence_more_leaves_the_others_in_their_portion(self) -> None:
        rows = [(f"zin nummer {n}", "price", "nl") for n in range(60)]
        assert _dealt([("nieuw", "price", "nl"), *rows])[1:] == _dealt(rows)
        assert set(_dealt(rows)) == set(range(PORTIONS))


if __name__ == "__main__":
    unittest.main()
