"""What becomes of parts after they were cut: neighbours, praise, scraps, urgency and bare nouns."""

from __future__ import annotations

import unittest
from typing import Any
from unittest.mock import Mock

import numpy as np

from bot.nlu.splitter import Span
from bot.nlu.topic_model import TopicModel
from bot.nlu.understand import FALLBACK, SURE_CUT, Understanding, _unheard
from bot.nlu.vague import LEAST, Vague

BIKES = ["bakfiets", "vouwfiets", "fiets", "tandem", "driewieler", "ligfiets", "racefiets"]
ROWS = [(f"ik ben gewond door de {b}", "report_injury", "nl") for b in BIKES]
ROWS += [(f"wat kost de {b}", "ask_product_price", "nl") for b in BIKES]
ROWS += [(f"my {b} was stolen", "report_theft", "en") for b in BIKES]


def _part(
    topic: str, confidence: float = 0.9, cut: float = 0.6, urgent: dict[str, float] | None = None
) -> dict[str, Any]:
    return {
        "text": topic,
        "start": 0,
        "end": 1,
        "topic": topic,
        "confidence": confidence,
        "cut": cut,
        "urgent": urgent or {},
    }


class Parts(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        texts, labels, languages = (list(column) for column in zip(*ROWS, strict=True))
        cls.model = TopicModel.fit(texts, labels, languages)
        words = [(f"de wagen staat {i}", topic) for i, topic in enumerate(["a", "b", "c", "d"] * LEAST)]
        cls.splitter, cls.signs = Mock(), Mock()
        cls.signs.told.return_value = {}
        cls.signs.alarm.return_value = 0.0
        vague = Vague.fit([text for text, _ in words], [topic for _, topic in words])
        cls.seen = Understanding(cls.model, cls.splitter, cls.signs, vague)

    def _topics(self, *parts: dict[str, Any]) -> list[str]:
        return [p["topic"] for p in self.seen._tidy(list(parts))]

    def test_neighbours_on_one_topic_are_one_part_unless_the_cut_is_sure(self) -> None:
        assert self._topics(_part("report_theft"), _part("report_theft")) == ["report_theft"]
        assert self._topics(_part("report_theft"), _part("report_theft", cut=0.95)) == ["report_theft"] * 2

    def test_small_talk_beside_a_question_is_no_part_but_clear_praise_is(self) -> None:
        assert self._topics(_part("thank"), _part("report_theft")) == ["report_theft"]
        assert self._topics(_part("praise"), _part("report_theft")) == ["praise", "report_theft"]
        assert self._topics(_part("praise", 0.3), _part("report_theft")) == ["report_theft"]
        assert self._topics(_part("greet"), _part(FALLBACK)) == ["greet"]

    def test_what_surely_stands_apart_and_has_no_topic_is_unheard(self) -> None:
        lost = {**_part(FALLBACK, cut=SURE_CUT), "text": "mag mijn vrouw dat ook"}
        sure = _part("report_theft", cut=SURE_CUT)
        assert _unheard([_part("report_theft"), lost]) == [lost]
        assert _unheard([{**lost, "cut": 1.0}, sure]) == [{**lost, "cut": 1.0}]  # the first part: the cut after it counts
        assert _unheard([_part("report_theft"), {**lost, "cut": SURE_CUT - 0.01}]) == []
        assert _unheard([_part("report_theft"), lost, _part("ask_product_price", cut=0.5)]) == []
        assert _unheard([_part("report_theft"), {**lost, "text": "of zo"}]) == []
        assert _unheard([_part("thank"), lost]) == []  # then it is all there is, and asked back about
        assert _unheard([{**lost, "cut": 1.0}]) == []

    def test_an_alarm_puts_the_urgent_topic_before_a_likelier_calm_one(self) -> None:
        parts = [_part("report_theft", urgent={"report_injury": 0.2, "signal_distress": 0.05})]
        self.seen._heed(parts, 0.1)
        assert parts[0]["topic"] == "report_theft"
        self.seen._heed(parts, 0.4)
        assert parts[0]["topic"] == "report_injury"

    def test_parts_are_read_with_a_little_of_the_whole(self) -> None:
        spans = [Span("de fiets", 0, 8), Span("my tandem was stolen", 12, 32)]
        whole = np.zeros(len(self.model.topics))
        whole[self.model.topics.index("report_injury")] = 100.0
        assert self.seen._parts(spans, whole)[0]["topic"] == "report_injury"

    def test_a_bare_noun_has_no_topic(self) -> None:
        self.splitter.split.side_effect = lambda model, text, language: [Span(text, 0, len(text))]
        assert [p["topic"] for p in self.seen.parse("de wagen")["parts"]] == [FALLBACK]
        clear = self.seen.parse("wat kost de tandem")["parts"]
        assert [p["topic"] for p in clear] == ["ask_product_price"]
        assert "cut" not in clear[0]
