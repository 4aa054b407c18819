"""What is looked at to judge a joint: how sure and how different both sides are, how it looks, and the words around it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from bot.nlu.joints import KINDS, Joint
from bot.nlu.topic_model import TopicModel
from text.normalise import for_classifier

SOCIAL = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "praise"})
BUCKETS = 2**14  # words around a joint are hashed into so many columns
_OPENERS = re.compile(
    r"(?:en |and |ook |also )?(?:hoe|wat|wanneer|waar|waarom|welke?|hoeveel|wie|kan|kun|kunt|kunnen|mag|moet|heb|hebben|is|zijn|zou|wil|doe|doen|geldt|krijg|"
    r"how|what|when|where|why|which|who|can|could|may|must|do|does|did|is|are|would|will|should)\b",
    re.I,
)
_CLAIMS = re.compile(r"(?:ik|mijn|m'n|me|wij|we|jullie|graag|stuur|i|my|we|you|please|send|i'm|i'd|i've)\b", re.I)


def side_scores(
    model: TopicModel, text: str, here: list[Joint], whole: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Topic logits of the left sides, the right sides (arrays (joints, topics)) and the whole (topics,)."""
    sides = [text[: j.left] for j in here] + [text[j.right :] for j in here]
    logits = model.logits(sides)
    return logits[: len(here)], logits[len(here) :], whole


def judge_features(model: TopicModel, text: str, here: list[Joint]) -> np.ndarray:
    """Features of every joint of ``text``, an array (joints, features)."""
    return features_from(model, text, here, side_scores(model, text, here, model.logits([text])[0]))


def features_from(
    model: TopicModel, text: str, here: list[Joint], scores: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> np.ndarray:
    """What the judge looks at, per joint: how sure and how different both sides are, and what the joint looks like."""
    left, right, whole = (_soft(s / model.temperature) for s in scores)
    energies = [np.log(np.exp(np.clip(s, -50, 50)).sum(axis=-1)) for s in scores]
    social = np.array([t in SOCIAL for t in model.topics])
    rows = []
    for i, joint in enumerate(here):
        p, q = left[i], right[i]
        a, b = int(p.argmax()), int(q.argmax())
        words_left, words_right = len(text[: joint.left].split()), len(text[joint.right :].split())
        tail = text[joint.right :]
        middle = (p + q) / 2
        divergence = float(
            0.5 * np.sum(p * np.log((p + 1e-9) / (middle + 1e-9)))
            + 0.5 * np.sum(q * np.log((q + 1e-9) / (middle + 1e-9)))
        )
        numbers = [
            np.log(p[a] + 1e-3),
            np.log(q[b] + 1e-3),
            min(p[a], q[b]),
            float(whole.max()),
            whole[a],
            whole[b],
            whole[a] * whole[b] if a != b else 0.0,
            p[b],
            q[a],
            float(a == b),
            divergence,
            divergence * min(p[a], q[b]),
            float(energies[0][i] - energies[2]),
            float(energies[1][i] - energies[2]),
            float(min(energies[0][i], energies[1][i])),
            float(p[social].sum()),
            float(q[social].sum()),
            np.log1p(words_left),
            np.log1p(words_right),
            float(min(words_left, words_right) <= 2),
            float("?" in text[: joint.left]),
            float("?" in tail),
            float(bool(_OPENERS.match(tail))),
            float(bool(_CLAIMS.match(tail))),
            float(len(here)),
        ]
        kinds = [float(joint.kind == k) for k in KINDS]
        rows.append(numbers + kinds + [k * numbers[11] for k in kinds])
    return np.array(rows)


def _soft(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def words_around(text: str, here: Sequence[Joint]) -> list[list[int]]:
    """Columns (0 .. BUCKETS-1) for the words before, at and after each joint: openings such as "en hoe" say a lot."""
    rows = []
    for joint in here:
        left, right = for_classifier(text[: joint.left]).split(), for_classifier(text[joint.right :]).split()
        first, two, three = " ".join(right[:1]), " ".join(right[:2]), " ".join(right[:3])
        gap = for_classifier(text[joint.left : joint.right])
        signs = (
            f"k={joint.kind}",
            f"r1={first}",
            f"kr1={joint.kind}|{first}",
            f"r12={two}",
            f"kr12={joint.kind}|{two}",
            f"r123={three}",
            f"l1={' '.join(left[-1:])}",
            f"l0={' '.join(left[:2])}",
            f"gap={gap}",
        )
        rows.append([zlib.crc32(sign.encode()) % BUCKETS for sign in signs])
    return rows
