"""Topic of a text: tf-idf over words and characters, multinomial logistic regression.

Chosen on measurements (see docs/understanding.md): at tens to hundreds of sentences a topic it is more accurate than
the engine's own classifiers and trains in seconds. The model is kept as arrays and JSON, never as a pickle: a model
file is data.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.nlu.spelling import Spelling
from text.normalise import for_classifier

WORDS = {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+(?:'\w+)?\b|[?!]", "sublinear_tf": True}
CHARS = {"analyzer": "char_wb", "ngram_range": (2, 5), "sublinear_tf": True, "min_df": 2}
MARGIN_WEIGHT = 4.0


class TopicModel:
    """Texts to topic probabilities.

    ``predict(texts)`` gives an array (texts, topics) of probabilities, calibrated by one temperature that is fitted on
    sentences held out of training; ``scores`` the raw ones, whose log-sum-exp is low for a text
    unlike anything learned.
    """

    def __init__(
        self, topics: Sequence[str], word: TfidfVectorizer, char: TfidfVectorizer, coef: np.ndarray, bias: np.ndarray
    ) -> None:
        self.topics = list(topics)
        self.word, self.char = word, char
        self._idf = word.idf_, char.idf_  # the vectorisers put these together anew each time they are asked
        self.coef, self.bias = coef, bias  # (features, topics + 1), (topics + 1,): the last column is "is Dutch"
        self.temperature = 1.0
        self.spelling = Spelling({})
        self.known_words = frozenset(w for w in word.vocabulary_ if " " not in w)

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        languages: Sequence[str],
        *,
        strength: float = 20.0,
        iterations: int = 12,
        seed: int = 1,
    ) -> TopicModel:
        """Train on ``texts`` (raw, as people wrote them) with their topic ids and languages ("nl" or "en").

        ``strength`` is the inverse regularisation.
        """
        normal = [for_classifier(t) for t in texts]
        word, char = TfidfVectorizer(**WORDS), TfidfVectorizer(**CHARS)
        features = sparse.hstack([word.fit_transform(normal), char.fit_transform(normal)], format="csr").astype(
            np.float32
        )
        classifier = LogisticRegression(
            C=strength, solver="saga", max_iter=iterations, tol=1e-3, random_state=seed, multi_class="multinomial"
        )
        classifier.fit(features, list(labels))
        # One machine that wants right order, added to one that wants right probabilities: both are linear, so the sum
        # costs nothing at run time and is better than either (cross-validated, docs/understanding.md).
        margins = LinearSVC(C=2.0, tol=1.0, random_state=seed).fit(features, list(labels))
        weights = classifier.coef_ + MARGIN_WEIGHT * margins.coef_
        biases = classifier.intercept_ + MARGIN_WEIGHT * margins.intercept_
        dutch = LogisticRegression(C=10.0, solver="saga", max_iter=6, tol=1e-2, random_state=seed)
        dutch.fit(features, [language == "nl" for language in languages])
        coef = np.hstack([weights.T, dutch.coef_.T]).astype(np.float32)
        bias = np.append(biases, dutch.intercept_).astype(np.float32)
        model = cls(classifier.classes_.tolist(), word, char, np.ascontiguousarray(coef), bias)
        model.spelling = Spelling(word_counts(normal))
        return model

    def counts(self, texts: Sequence[str]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """How often each word and each character sequence stands in ``texts``; rows of pieces may be added up."""
        normal = [self.spelling.correct(for_classifier(t)) for t in texts]
        return CountVectorizer.transform(self.word, normal), CountVectorizer.transform(self.char, normal)

    def features_of(self, counts: tuple[sparse.csr_matrix, sparse.csr_matrix]) -> sparse.csr_matrix:
        """The tf-idf rows of what ``counts`` gave, a sparse array (texts, features)."""
        words, chars = counts
        weighed = [_weighed(words, self._idf[0]), _weighed(chars, self._idf[1])]
        return sparse.hstack(weighed, format="csr")

    def features(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """The tf-idf rows of ``texts``, a sparse array (texts, features)."""
        return self.features_of(self.counts(texts))

    def scores(self, features: sparse.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
        """Scores before normalisation: topics, an array (texts, topics), and "is Dutch", an array (texts,)."""
        both = np.asarray(features @ self.coef) + self.bias
        return both[:, :-1], both[:, -1]

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        """The topic scores alone."""
        return self.scores(self.features(texts))[0]

    def predict(self, texts: Sequence[str]) -> np.ndarray:
        """Probabilities, an array (texts, topics)."""
        return softmax(self.logits(texts) / self.temperature)

    def unknown_share(self, text: str) -> float:
        """Share (0 to 1) of the words in ``text`` that no training sentence holds."""
        words = [w for w in self.word.build_analyzer()(for_classifier(text)) if " " not in w and w not in "?!"]
        return sum(w not in self.known_words for w in words) / len(words) if words else 1.0

    def calibrate(self, logits: np.ndarray, labels: Sequence[str]) -> None:
        """Set the temperature that makes held-out ``logits`` most likely (Guo et al. 2017), by a search over a grid."""
        index = {t: i for i, t in enumerate(self.topics)}
        rows = [(i, index[label]) for i, label in enumerate(labels) if label in index]
        take, gold = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])

        def loss(temperature: float) -> float:
            return float(-np.log(softmax(logits[take] / temperature)[np.arange(len(gold)), gold] + 1e-12).mean())

        self.temperature = float(min(np.geomspace(0.2, 3.0, 60), key=loss))

    def save(self, folder: Path) -> None:
        """Write the model into ``folder`` as JSON and NumPy arrays."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            folder / "topics.npz",
            coef=self.coef.astype(np.float16),
            bias=self.bias,
            word_idf=self.word.idf_,
            char_idf=self.char.idf_,
        )
        facts = {
            "topics": self.topics,
            "temperature": self.temperature,
            "counts": self.spelling.counts,
            "word": {k: int(v) for k, v in self.word.vocabulary_.items()},
            "char": {k: int(v) for k, v in self.char.vocabulary_.items()},
        }
        (folder / "topics.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        """Read what ``save`` wrote; raises FileNotFoundError when it is not there."""
        facts = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
        with np.load(folder / "topics.npz", allow_pickle=False) as arrays:
            parts = []
            for settings, name in ((WORDS, "word"), (CHARS, "char")):
                vectoriser = TfidfVectorizer(**settings, vocabulary=facts[name])
                vectoriser.idf_ = arrays[f"{name}_idf"]
                parts.append(vectoriser)
            model = cls(facts["topics"], parts[0], parts[1], arrays["coef"].astype(np.float32), arrays["bias"])
        model.temperature = facts["temperature"]
        model.spelling = Spelling(facts["counts"])
        return model


def _weighed(counts: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    """Sublinear tf-idf of ``counts`` (rows, terms), each row of length one: what the vectorisers do, without their checks.

    For one message those checks, and a product with a matrix of all terms, take longer than everything else.
    """
    values = (np.log(counts.data) + 1.0) * idf[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(row, weights=values * values, minlength=counts.shape[0]))
    weights = (values / lengths[row]).astype(np.float32)
    return sparse.csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape)


def word_counts(normal: Sequence[str]) -> dict[str, int]:
    """How often each word stands in normalised texts."""
    return dict(Counter(word for text in normal for word in re.findall(r"[^\W\d_]+", text)))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Row-wise softmax of an array (rows, classes)."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
