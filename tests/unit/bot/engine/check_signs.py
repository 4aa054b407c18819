"""The alarm: a second road to what is urgent, beside the topics."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from bot.nlu.signs import SignModel, SignRow
from bot.nlu.topic_model import TopicModel

BIKES = ["bakfiets", "vouwfiets", "fiets", "e-bike", "tandem"]
ROWS = [(f"ik ben gewond door de {b}", "report_injury", "nl") for b in BIKES]
ROWS += [(f"wat kost de {b}", "ask_product_price", "nl") for b in BIKES]
ROWS += [(f"my {b} was stolen", "report_theft", "en") for b in BIKES]
SIGNS = [SignRow(f"er komt rook uit de {b}", "smoke", True, "nl") for b in BIKES]
SIGNS += [SignRow(f"mag ik roken op de {b}", "smoke", False, "nl") for b in BIKES]


class Alarm(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        texts, labels, languages = (list(column) for column in zip(*ROWS, strict=True))
        cls.model = TopicModel.fit(texts, labels, languages)
        cls.signs = SignModel.fit(cls.model, SIGNS, texts)
        cls.without = cls.signs.alarm(cls.model.features(["er komt rook uit de accu"]))
        cls.signs.learn_alarm(cls.model, texts, labels, SIGNS)

    def test_topics_and_signs_both_ring(self) -> None:
        for text in ("ik ben gewond", "er komt rook uit de accu"):
            assert self.signs.alarm(self.model.features([text])) > 0.5, text

    def test_calm_messages_and_look_alikes_do_not(self) -> None:
        for text in ("wat kost de tandem", "mag ik roken op de fiets", "my e-bike was stolen"):
            assert self.signs.alarm(self.model.features([text])) < 0.3, text

    def test_without_learning_there_is_no_alarm(self) -> None:
        assert self.without == 0.0

    def test_the_alarm_is_kept_with_the_signs_but_not_told_as_one(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.signs.save(Path(folder))
            again = SignModel.load(Path(folder))
        features = self.model.features(["er komt rook uit de accu"])
        assert abs(again.alarm(features) - self.signs.alarm(features)) < 0.01
        assert set(again.told(features)) == {"smoke"}
