"""Cuts that are taken back when the parts are seen as a whole."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import numpy as np

from bot.nlu.known import Known
from bot.nlu.splitter import Marked, Portion, Splitter, fit_verifier, judged, propose, to_verify
from bot.nlu.topic_model import TopicModel
from bot.nlu.verifier import Cut, Verifier, examples, rows_of, without
from tests.unit.bot.engine.check_splitter import _sentences

TEXT = "wat kost de fiets? zijn jullie zondag open, en kan ik pinnen"


def _believes_the_judge(columns: int) -> Verifier:
    """A verifier that learned that cuts above about one half, the first number, are right, and nothing else."""
    chance = np.random.default_rng(1)
    table = chance.normal(size=(400, columns)) * 3
    return Verifier.fit(table, (table[:, 0] > 0).astype(int))


class Division(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        texts, labels, languages = _sentences()
        cls.model = TopicModel.fit(texts, labels, languages)
        joined = [f"{a} en {b}" for a in texts[:20:2] for b in texts[20:40:4]]
        marked = [Marked(t, (t.index(" en ") + 4,), "nl") for t in joined]
        whole = [Marked(f"{t} en graag snel", (), "nl") for t in texts]
        cls.portion = Portion(cls.model, texts, labels, languages, marked + whole)
        cls.splitter = Splitter.fit([judged(cls.portion, 1)])

    def setUp(self) -> None:
        self.known = Known(self.model, self.splitter.judge, TEXT)
        self.parts = [Cut((0, 1), 1.0), Cut((1, 2), 0.95), Cut((2, 3), 0.3)]
        self.verifier = _believes_the_judge(rows_of(self.known, self.parts).shape[1])

    def test_a_row_for_every_cut_all_of_them_numbers(self) -> None:
        rows = rows_of(self.known, self.parts)
        assert len(rows) == 2
        assert np.isfinite(rows).all()

    def test_two_parts_become_one_and_keep_the_chance_of_the_first(self) -> None:
        assert without(self.parts, 1) == [Cut((0, 1), 1.0), Cut((1, 3), 0.95)]
        assert without(self.parts, 0) == [Cut((0, 2), 1.0), Cut((2, 3), 0.3)]

    def test_the_weak_cut_is_taken_back_and_the_sure_one_stays(self) -> None:
        assert self.verifier.keep(self.known, self.parts, 0.55) == [Cut((0, 1), 1.0), Cut((1, 3), 0.95)]

    def test_all_cuts_can_be_taken_back(self) -> None:
        weak = [Cut((0, 1), 1.0), Cut((1, 2), 0.2), Cut((2, 3), 0.3)]
        assert self.verifier.keep(self.known, weak, 0.55) == [Cut((0, 3), 1.0)]

    def test_examples_go_from_the_proposal_to_what_is_right(self) -> None:
        rows, gold = examples(self.known, self.parts, {1})
        assert gold == [1, 0, 1]  # both cuts, then the right one alone
        assert sum(map(len, rows)) == len(gold)
        assert examples(self.known, [Cut((0, 3), 1.0)], set()) == ([], [])

    def test_too_little_to_learn_from_gives_none(self) -> None:
        few = self.portion._replace(marked=self.portion.marked[:3])
        assert fit_verifier([to_verify([judged(self.portion, 1)], few, judged(few, 1))]) is None

    def test_all_at_once_says_the_same_as_one_at_a_time(self) -> None:
        judge = self.splitter.judge
        likeliest = judge.likeliest(judged(self.portion, 1))
        for message in self.portion.marked[::7]:
            known = Known(self.model, judge, message.text)
            assert abs(likeliest[message.text] - float(known.chances(known.whole).max())) < 1e-4

    def test_the_splitter_asks_the_verifier(self) -> None:
        text = "prijs van de fiets en zijn jullie morgen open"
        assert len(self.splitter.split(self.model, text)) == 2
        never = Verifier(self.verifier.trees)
        never.trees.base -= 100.0
        assert [s.text for s in Splitter(self.splitter.judge, never).split(self.model, text)] == [text]

    def test_what_is_saved_verifies_the_same(self) -> None:
        both = Splitter(self.splitter.judge, self.verifier)
        with tempfile.TemporaryDirectory() as folder:
            both.save(Path(folder))
            again = Splitter.load(Path(folder))
        assert again.verifier is not None
        rows = rows_of(self.known, self.parts)
        assert np.allclose(again.verifier.trees.scores(rows), self.verifier.trees.scores(rows))
        assert again.split(self.model, TEXT) == both.split(self.model, TEXT)

    def test_a_lower_limit_proposes_no_fewer_parts(self) -> None:
        counts = [len(propose(self.known, least)) for least in (0.9, 0.5, 0.1, 0.0)]
        assert counts == sorted(counts)
        assert counts[-1] == 3
