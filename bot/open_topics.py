"""A topic model for small data from elsewhere: tens of sentences a topic at most, and messages that no topic fits.

The product's model (bot/nlu/topic_model.py) has hundreds of sentences a topic and a topic for what is out of scope. Here
rare topics weigh as much as common ones, words lose their endings, what was never seen lowers the confidence, and the
recipe is chosen on the training sentences alone: whole topics are left out and must be recognised as strangers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import matthews_corrcoef
from sklearn.svm import LinearSVC

from bot.intent_csv import OUTSIDE
from bot.nlu.topic_model import softmax
from bot.open_features import OpenTfidf, Shape, stacked
from text.normalise import for_classifier

CHEAP = 60_000  # sentences times topics up to which recipes are compared; above it the first is used
RARE_FROM = 4_000  # sentences from which letter groups of one sentence alone are dropped
_LETTERS = Shape(letters=True, least=2, most=5)


@dataclass(frozen=True)
class Recipe:
    """How a model is made.

    ``shapes``: of the words; letters are always added. ``strength``: inverse regularisation of the regression.
    ``margins``: weight of the support vector machine beside it. ``balanced``: rare topics weigh as much as common ones.
    ``unseen``: how much unseen terms count in a text's length. ``distrust``: power of the seen share that the
    confidence is multiplied with.
    """

    shapes: tuple[Shape, ...]
    strength: float = 20.0
    margins: float = 0.0
    balanced: bool = True
    unseen: float = 0.5
    distrust: float = 1.0

    def __str__(self) -> str:
        words = "+".join(f"{'stems' if s.stems else 'words'} {s.least}-{s.most}" for s in self.shapes)
        weights = "balanced" if self.balanced else "as they come"
        return (
            f"{words}, letters {_LETTERS.least}-{_LETTERS.most}, C {self.strength:g}, svm {self.margins:g}, {weights}, "
            f"unseen {self.unseen:g}, distrust {self.distrust:g}"
        )


_STEMS = (Shape(letters=False, least=1, most=2, stems=True),)
_WORDS = (Shape(letters=False, least=1, most=2),)
FIRST = Recipe(_STEMS)
RECIPES = (
    FIRST,
    Recipe(_WORDS),
    Recipe((*_WORDS, *_STEMS)),
    Recipe(_STEMS, margins=2.0),
    Recipe((*_WORDS, *_STEMS), margins=2.0),
    Recipe(_STEMS, unseen=1.0),
    Recipe(_STEMS, balanced=False),
    Recipe(_STEMS, unseen=0.0),
)
DISTRUST = (0.0, 0.5, 1.0, 2.0)


class OpenTopics:
    """Texts to a topic and a confidence (0 to 1) that is low for what is unlike anything learned."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.topics: list[str] = []
        self._parts: list[OpenTfidf] = []
        self._weights, self._bias = np.zeros((0, 0)), np.zeros(0)

    def fit(self, texts: Sequence[str], labels: Sequence[str], seed: int = 1) -> OpenTopics:
        """Learn from ``texts`` as people wrote them."""
        normal = [for_classifier(t) for t in texts]
        rare = 1 if len(texts) < RARE_FROM else 2
        shapes = [*((s, 1) for s in self.recipe.shapes), (_LETTERS, rare)]
        self._parts = [OpenTfidf(shape, self.recipe.unseen, least).fit(normal) for shape, least in shapes]
        rows, _ = stacked(self._parts, normal, str)
        weight = "balanced" if self.recipe.balanced else None
        solver = "lbfgs" if len(texts) < RARE_FROM else "saga"
        regression = LogisticRegression(
            C=self.recipe.strength,
            solver=solver,
            max_iter=40 if solver == "lbfgs" else 12,
            tol=1e-3,
            class_weight=weight,
            multi_class="multinomial",
            random_state=seed,
        ).fit(rows, list(labels))
        self.topics = [str(c) for c in regression.classes_]
        self._weights, self._bias = _columns(regression)
        if self.recipe.margins:
            machine = LinearSVC(C=0.3, class_weight=weight, random_state=seed).fit(rows, list(labels))
            weights, bias = _columns(machine)
            self._weights = self._weights + self.recipe.margins * weights
            self._bias = self._bias + self.recipe.margins * bias
        return self

    def scores(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Scores before normalisation, an array (texts, topics), and unseen shares, an array (texts,)."""
        rows, strange = stacked(self._parts, texts, for_classifier)
        return np.asarray(rows @ self._weights) + self._bias, strange

    def predict(self, texts: Sequence[str]) -> tuple[list[str], np.ndarray]:
        """The likeliest topic of each text, and the confidence in it, an array (texts,)."""
        scores, strange = self.scores(texts)
        return [self.topics[i] for i in scores.argmax(axis=1)], confidence(scores, strange, self.recipe.distrust)


def confidence(scores: np.ndarray, strange: np.ndarray, distrust: float) -> np.ndarray:
    """The chance of the best topic, lowered by what was never seen: an array (texts,) of 0 to 1."""
    return softmax(scores).max(axis=1) * (1 - 0.999 * strange) ** distrust


def _columns(linear: LogisticRegression | LinearSVC) -> tuple[np.ndarray, np.ndarray]:
    """Weights (terms, topics) and biases (topics,); two topics share one column in scikit-learn."""
    weights, bias = linear.coef_.T, np.asarray(linear.intercept_)
    if weights.shape[1] == 1:
        return np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return weights, bias


@dataclass(frozen=True)
class Choice:
    """The recipe chosen, its ``threshold`` below which a message is called out of scope, and what both rest on."""

    recipe: Recipe
    threshold: float
    mcc: float
    tried: int


def choose(texts: Sequence[str], labels: Sequence[str], seed: int = 1) -> Choice:
    """The recipe and threshold with the best Matthews correlation on left-out sentences and left-out topics.

    Where comparing would take long (``CHEAP``) only the threshold of the first recipe is looked for, on one split.
    """
    cheap = len(texts) * len(set(labels)) <= CHEAP
    parts = list(splits(labels, seed, 2 if cheap else 1))
    best = Choice(FIRST, 0.0, -1.0, 0)
    tried = 0
    for recipe in RECIPES if cheap else (FIRST,):
        outcomes = [_outcome(recipe, texts, labels, part, seed) for part in parts]
        for distrust in DISTRUST if cheap else (FIRST.distrust,):
            tried += 1
            sure = [confidence(scores, strange, distrust) for _, _, scores, strange in outcomes]
            golds, guesses = [o[0] for o in outcomes], [o[1] for o in outcomes]
            threshold, mcc = best_threshold(golds, guesses, sure)
            if mcc > best.mcc:
                best = Choice(replace(recipe, distrust=distrust), threshold, mcc, tried)
    return replace(best, tried=tried)


Outcome = tuple[list[str], list[str], np.ndarray, np.ndarray]


def _outcome(
    recipe: Recipe, texts: Sequence[str], labels: Sequence[str], part: tuple[np.ndarray, np.ndarray], seed: int
) -> Outcome:
    train, test = part
    model = OpenTopics(recipe).fit([texts[i] for i in train], [labels[i] for i in train], seed)
    known = set(model.topics)
    scores, strange = model.scores([texts[i] for i in test])
    guess = [model.topics[i] for i in scores.argmax(axis=1)]
    return [labels[i] if labels[i] in known else OUTSIDE for i in test], guess, scores, strange


def splits(labels: Sequence[str], seed: int, rounds: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs (train, test) of indices. A quarter of the topics is left out of training altogether; of the other topics a
    third of the sentences is. As many strangers are tested as there are others, at most."""
    names = np.array(list(labels))
    topics = sorted(set(labels))
    for number in range(rounds):
        chance = np.random.default_rng(seed * 1000 + number)
        strangers = set(chance.permutation(topics)[: max(1, len(topics) // 4)]) if len(topics) > 3 else set()
        fold = np.zeros(len(names), dtype=int)
        for topic in topics:
            rows = chance.permutation(np.flatnonzero(names == topic))
            fold[rows] = np.arange(len(rows)) % 3
        outside = np.array([n in strangers for n in names])
        for held in range(3):
            train = np.flatnonzero(~outside & (fold != held))
            inside = np.flatnonzero(~outside & (fold == held))
            inside = inside[np.isin(names[inside], names[train])]
            if len(inside) and len(set(names[train])) > 1:
                yield train, np.concatenate([inside, chance.permutation(np.flatnonzero(outside))[: len(inside)]])


def best_threshold(
    golds: Sequence[Sequence[str]], guesses: Sequence[Sequence[str]], sure: Sequence[np.ndarray]
) -> tuple[float, float]:
    """The threshold with the best mean Matthews correlation over several tests, and that mean."""
    if not golds:
        return 0.0, 0.0
    candidates = np.unique(np.quantile(np.concatenate(list(sure)), np.linspace(0, 0.95, 40)))
    means = [
        np.mean([mcc_at(t, gold, guess, s) for gold, guess, s in zip(golds, guesses, sure, strict=True)])
        for t in candidates
    ]
    best = int(np.argmax(means))
    return float(candidates[best]), float(means[best])


def mcc_at(threshold: float, gold: Sequence[str], guess: Sequence[str], sure: np.ndarray) -> float:
    """Matthews correlation when answers below ``threshold`` become ``OUTSIDE``."""
    return float(
        matthews_corrcoef(list(gold), [g if c >= threshold else OUTSIDE for g, c in zip(guess, sure, strict=True)])
    )
