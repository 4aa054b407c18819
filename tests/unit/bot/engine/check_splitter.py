"""Clauses, the numbers about them, and a splitter learned from a handful of messages."""

from __future__ import annotations

import io
import tarfile
import tempfile
import unittest
from pathlib import Path

import numpy as np

from bot.against import load
from bot.nlu.joint_features import Clauses, ranges, scopes, sums
from bot.nlu.judge import Case
from bot.nlu.splitter import Marked, Portion, Splitter, judged
from bot.nlu.topic_model import TopicModel

PRICES = ["wat kost de %s", "hoeveel is een %s per maand", "prijs van de %s", "wat betaal ik voor de %s"]
HOURS = ["hoe laat gaan jullie %s open", "zijn jullie %s open", "openingstijden op %s", "tot hoe laat open %s"]
BIKES = ["bakfiets", "vouwfiets", "stadsfiets", "fiets", "e-bike"]
DAYS = ["maandag", "dinsdag", "zaterdag", "zondag", "morgen"]


def _sentences() -> tuple[list[str], list[str], list[str]]:
    prices = [p % b for p in PRICES for b in BIKES]
    hours = [h % d for h in HOURS for d in DAYS]
    english = [f"my {b} is {w}" for b in BIKES for w in ("broken", "stolen")]
    labels = ["price"] * len(prices) + ["hours"] * len(hours) + ["trouble"] * len(english)
    return prices + hours + english, labels, ["nl"] * (len(prices) + len(hours)) + ["en"] * len(english)


class OneMessage(unittest.TestCase):
    def setUp(self) -> None:
        self.clauses = Clauses.of("wat kost de fiets? zijn jullie zondag open, en kan ik pinnen")

    def test_clauses_cover_the_message_in_order(self) -> None:
        parts = [self.clauses.part((i, i + 1)) for i in range(len(self.clauses.here) + 1)]
        assert parts == ["wat kost de fiets?", "zijn jullie zondag open", "kan ik pinnen"]

    def test_scopes_reach_from_the_next_clause_to_the_ends(self) -> None:
        near, wide, full = scopes((0, 3))[0]
        assert near == ((0, 1), (1, 2), (0, 2))
        assert wide == full
        assert full == ((0, 1), (1, 3), (0, 3))

    def test_ranges_are_sums_of_clauses(self) -> None:
        wanted = ranges(scopes((0, 3)))
        added = sums(wanted, 3) @ np.array([1, 10, 100])
        assert dict(zip(wanted, added, strict=True))[0, 3] == 111
        assert len(wanted) == len(set(wanted))

    def test_cases_also_hold_what_a_right_cut_leaves(self) -> None:
        text = self.clauses.text
        cases = Case.all_of(text, (text.index("zijn"),), 4.0, 0)
        assert [(c.span, c.gold, c.weight) for c in cases] == [((0, 3), [1, 0], 4.0), ((1, 3), [0], 2.0)]


class Learned(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        texts, labels, languages = _sentences()
        cls.model = TopicModel.fit(texts, labels, languages)
        joined = [f"{a} en {b}" for a in texts[:20:2] for b in texts[20:40:4]]
        marked = [Marked(t, (t.index(" en ") + 4,), "nl") for t in joined]
        whole = [Marked(f"{t} en graag snel", (), "nl") for t in texts]
        portion = Portion(cls.model, texts, labels, languages, marked + whole)
        cls.splitter = Splitter.fit([judged(portion, 1)])

    def test_two_questions_are_two_parts(self) -> None:
        spans = self.splitter.split(self.model, "prijs van de fiets en zijn jullie morgen open")
        assert [s.text for s in spans] == ["prijs van de fiets", "zijn jullie morgen open"]
        assert spans[1].start == len("prijs van de fiets en ")

    def test_one_question_stays_one(self) -> None:
        for text in ("wat kost de bakfiets", "wat kost de bakfiets en graag snel", ""):
            assert len(self.splitter.split(self.model, text)) == 1

    def test_what_is_saved_judges_the_same(self) -> None:
        text = "wat kost de vouwfiets en hoe laat gaan jullie maandag open"
        with tempfile.TemporaryDirectory() as folder:
            self.splitter.save(Path(folder))
            again = Splitter.load(Path(folder))
        assert again.split(self.model, text) == self.splitter.split(self.model, text)


class Archives(unittest.TestCase):
    def test_an_archive_without_our_understanding_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "model.tar.gz"
            with tarfile.open(archive, "w:gz") as file:
                file.addfile(tarfile.TarInfo("metadata.json"), io.BytesIO())
            with self.assertRaisesRegex(ValueError, "no understanding"):  # noqa: PT027 (no pytest in the engine's Python)
                load(archive)
