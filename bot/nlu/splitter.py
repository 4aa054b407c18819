"""Splits a message into parts: one question, request or complaint each.

A message is cut at all its joints into clauses (``joints``). The judge says at every joint how likely it is that two
different things meet there; the best joint proposes a cut, and each side is judged again. The verifier then takes back
the cuts that do not hold when the parts are seen as a whole.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.nlu.joined import joined
from bot.nlu.judge import Case, Group, Judge
from bot.nlu.known import Known
from bot.nlu.topic_model import TopicModel
from bot.nlu.verifier import Cut, Verifier, examples

MOST_PARTS = 5
THRESHOLD = 0.6  # chance from which a joint cuts where there is no verifier
PROPOSED_FROM = 0.25  # chance from which the judge proposes a cut to the verifier
# Chance from which the verifier keeps a cut in a message of that language, for at most 3% wrongly split singles: what goes on after
# "en", a comma or nothing is in Dutch more often the same matter.
KEPT_FROM = {"nl": 0.42, "en": 0.38}
LEAST_VERIFIED = 30  # right and wrong proposals each
MOST_JOINED = 2100
_WEIGHTS = {"marked": 4.0, "joined": 0.5, "single": 1.0}


class Span(NamedTuple):
    """A part of a message: ``text`` stands at ``start``..``end``; ``chance`` is that of the cut before it."""

    text: str
    start: int
    end: int
    chance: float = 1.0


class Marked(NamedTuple):
    """A message as customers write it, with the places (character offsets) at which its later parts begin."""

    text: str
    starts: tuple[int, ...]
    language: str


class Portion(NamedTuple):
    """Sentences and messages that ``model`` was not trained on."""

    model: TopicModel
    texts: Sequence[str]
    labels: Sequence[str]
    languages: Sequence[str]
    marked: Sequence[Marked]


class Splitter:
    """Learns and applies the judgement whether two things meet at a joint."""

    def __init__(self, judge: Judge, verifier: Verifier | None = None) -> None:
        self.judge, self.verifier = judge, verifier

    @classmethod
    def fit(cls, groups: Sequence[Group], verifier: Verifier | None = None) -> Splitter:
        """Learn from what ``judged`` made of every portion; without ``verifier`` the judge alone decides."""
        return cls(Judge.fit(groups), verifier)

    def split(self, model: TopicModel, text: str, language: str = "nl") -> list[Span]:
        """The parts of ``text`` in order; a message about one thing is one part. ``language`` is "nl" or "en"."""
        known = Known(model, self.judge, text)
        if known.whole[1] < 2:
            return [Span(text, 0, len(text))]
        parts = propose(known, THRESHOLD if self.verifier is None else PROPOSED_FROM)
        if self.verifier:
            parts = self.verifier.keep(known, parts, KEPT_FROM[language])
        clauses = known.clauses
        return [
            Span(clauses.part(p.span), clauses.start(p.span[0]), clauses.end(p.span[1] - 1), p.chance) for p in parts
        ]

    def save(self, folder: Path) -> None:
        """Write the judgement into ``folder``."""
        self.judge.save(folder)
        if self.verifier:
            self.verifier.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Splitter:
        """Read what ``save`` wrote."""
        verified = (folder / "verifier.npz").exists()
        return cls(Judge.load(folder), Verifier.load(folder) if verified else None)


def propose(known: Known, least: float) -> list[Cut]:
    """The parts that come of cutting at the best joint from chance ``least`` on, and so again on each side."""
    return _propose(known, Cut(known.whole, 1.0), least, MOST_PARTS)


def _propose(known: Known, part: Cut, least: float, most: int) -> list[Cut]:
    low, high = part.span
    if high - low > 1 and most > 1:
        chances = known.chances(part.span)
        best = float(chances.max())
        if best >= least:
            at = low + 1 + int(chances.argmax())
            first = _propose(known, Cut((low, at), part.chance), least, most - 1)
            return first + _propose(known, Cut((at, high), best), least, most - len(first))
    return [part]


Examples = tuple[list[np.ndarray], list[int]]


def to_verify(groups: Sequence[Group], portion: Portion, own: Group) -> Examples:
    """Rows and gold for the verifier from ``portion``: what a judge that learned from ``groups``, the other portions, proposes.

    A judge is too sure of what it learned from, so its own portions would teach the wrong thing. ``own`` is what was
    ``judged`` of this portion: most messages have no joint there that is worth a proposal.
    """
    judge = Judge.fit(groups)
    rows: list[np.ndarray] = []
    gold: list[int] = []
    likeliest = judge.likeliest(own)
    singles = (Marked(text, (), "") for text in dict.fromkeys(portion.texts))
    for message in [*portion.marked, *singles]:
        if likeliest.get(message.text, 0.0) < PROPOSED_FROM:
            continue
        known = Known(portion.model, judge, message.text)
        parts = propose(known, PROPOSED_FROM)
        right = {i + 1 for i, parted in enumerate(known.clauses.parted(message.starts)) if parted}
        more, good = examples(known, parts, right)
        rows += more
        gold += good
    return rows, gold


def fit_verifier(found: Sequence[Examples]) -> Verifier | None:
    """Learn to verify from what ``to_verify`` found in portions. None when there is too little to learn from."""
    rows = [row for some, _ in found for row in some]
    gold = [right for _, some in found for right in some]
    if min(sum(gold), len(gold) - sum(gold)) < LEAST_VERIFIED:
        return None
    return Verifier.fit(np.vstack(rows), np.array(gold))


def judged(portion: Portion, portions: int, *, seed: int = 1) -> Group:
    """What the splitter learns from one of ``portions``, so that each can be looked at in a process of its own.

    Marked messages weigh most, then single sentences, then sentences joined on purpose.
    """
    return Group.of(portion.model, _cases(portion, portions, random.Random(seed)))


def _cases(portion: Portion, portions: int, chance: random.Random) -> list[Case]:
    cases: list[Case] = []
    for number, message in enumerate(portion.marked):
        cases += Case.all_of(message.text, message.starts, _WEIGHTS["marked"], number)
    order = list(range(len(portion.texts)))
    chance.shuffle(order)
    texts, labels, languages = ([column[i] for i in order] for column in portion[1:4])
    pairs = joined(texts, labels, languages, chance)
    for number, (text, begin) in enumerate(pairs[: MOST_JOINED // portions]):
        cases += Case.all_of(text, (begin,), _WEIGHTS["joined"], number)
    for number, text in enumerate(texts):
        cases += Case.all_of(text, (), _WEIGHTS["single"], number)
    return cases
