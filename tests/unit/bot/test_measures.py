"""The figures of the evaluation, on examples small enough to count by hand."""

from __future__ import annotations

import pytest

from bot.measures import area, at_loss, begins, boundaries, calibration, curve, not_ours


def test_calibration_weighs_each_level_by_its_messages() -> None:
    levels, error = calibration([True, True, False, False], [0.96, 0.96, 0.6, 0.6])
    assert [(level.messages, level.right) for level in levels] == [(2, 0.0), (2, 1.0)]
    assert error == pytest.approx(0.5 * 0.6 + 0.5 * 0.04)


def test_curve_trades_recall_for_loss() -> None:
    points = curve([0.9, 0.5, 0.2], [0.6, 0.1, 0.1, 0.1])
    assert [(p.recall, p.lost) for p in points] == [
        (pytest.approx(1 / 3), 0.0),
        (pytest.approx(2 / 3), 0.25),
        (1.0, 0.25),
    ]
    best = at_loss(points, 0.1)
    assert best is not None
    assert best.limit == 0.9
    assert at_loss(points[1:], 0.1) is None


def test_area_counts_a_tie_for_half() -> None:
    assert area([1.0, 0.5], [0.5]) == pytest.approx(0.75)


def test_begins_looks_for_each_part_after_the_one_before() -> None:
    assert begins("borg? en borg?", ["borg?", "borg?"]) == [9]


def test_boundaries_forgive_a_joining_word_but_count_a_cut_too_many() -> None:
    figures = boundaries([[20], [10]], [[23], [10, 30]])
    assert figures == {
        "precision": pytest.approx(2 / 3),
        "recall": 1.0,
        "f1": pytest.approx(0.8),
        "gold": 2.0,
    }


@pytest.mark.parametrize(
    ("topic", "ranking", "score"),
    [
        ("nlu_fallback", [("greet", 0.1)], 1.0),
        ("out_of_scope", [("out_of_scope", 0.7)], 0.7),
        ("ask_insurance", [("ask_insurance", 0.9), ("out_of_scope", 0.08)], 0.08),
        ("ask_insurance", [("ask_insurance", 0.4)], 0.3),
    ],
)
def test_not_ours(topic: str, ranking: list[tuple[str, float]], score: float) -> None:
    part = {
        "topic": topic,
        "confidence": ranking[0][1],
        "ranking": [{"name": n, "confidence": c} for n, c in ranking],
    }
    assert not_ours(part) == pytest.approx(score)
