"""What is looked at to judge a joint: how sure and how different both sides are at three scopes, and how it looks.

A joint is judged within a span of the message. Its scopes: the clause on either side (up to the neighbouring joint), two
clauses on either side, and everything on either side up to the ends of the span. A change of topic shows in the
nearest clauses even when the far end of the message is about something else again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from bot.nlu.joints import KINDS, Joint, joints
from bot.nlu.topic_model import TopicModel

SOCIAL = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "praise"})
NEAR = 4  # characters between the place of a joint and where a part really begins
_OPENERS = re.compile(
    r"(?:en |and |ook |also |oh |maar |but )?(?:hoe|wat|wanneer|waar|waarom|welke?|hoeveel|wie|kan|kun|kunt|kunnen|mag|"
    r"moet|heb|hebben|is|zijn|zou|wil|doe|doen|geldt|krijg|how|what|whats|what's|when|where|why|which|who|can|could|"
    r"may|must|do|does|did|is|are|would|will|should)\b",
    re.I,
)
_CLAIMS = re.compile(
    r"(?:en |and |ook |also |maar |but )?(?:ik|mijn|m'n|mn|me|wij|we|jullie|graag|stuur|i|im|my|we|you|please|pls|send|i'm|i'd|i've)\b",
    re.I,
)
_BACK = re.compile(  # words that lean on what went before: the same subject goes on
    r"(?:en |and |maar |but )?(?:hij|zij|ze|die|dat|dit|het|daar|daarom|dus|want|omdat|anders|toen|it|that|this|they|he|she|so|because|then|otherwise|there)\b",
    re.I,
)
Range = tuple[int, int]  # clauses of a message, from and up to
Triple = tuple[Range, Range, Range]  # left, right, both together


class Clauses(NamedTuple):
    """A message cut at all its joints: clause ``i`` stands between joint ``i - 1`` and joint ``i``."""

    text: str
    here: list[Joint]

    @classmethod
    def of(cls, text: str) -> Clauses:
        """The clauses of ``text``."""
        return cls(text, joints(text))

    def parted(self, starts: Sequence[int]) -> list[bool]:
        """Whether a part begins at each joint; ``starts`` are the places (characters) at which later parts begin."""
        return [any(j.left - 1 <= begin <= j.right + NEAR for begin in starts) for j in self.here]

    def start(self, clause: int) -> int:
        """Where a clause begins, in characters."""
        return self.here[clause - 1].right if clause else 0

    def end(self, clause: int) -> int:
        """Where a clause ends, in characters."""
        return self.here[clause].left if clause < len(self.here) else len(self.text)

    def part(self, span: Range) -> str:
        """The text from the first clause of ``span`` to its last."""
        return self.text[self.start(span[0]) : self.end(span[1] - 1)]

    def counts(self, model: TopicModel) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """What the topic model counts in every clause."""
        return model.counts([self.part((i, i + 1)) for i in range(len(self.here) + 1)])


def scopes(span: Range) -> list[tuple[Triple, Triple, Triple]]:
    """Of every joint within ``span`` the clauses that are classified to judge it: one, two and all on either side."""
    low, high = span
    found = []
    for at in range(low + 1, high):
        edges = [(max(low, at - reach), min(high, at + reach)) for reach in (1, 2, high - low)]
        found.append(tuple(((a, at), (at, b), (a, b)) for a, b in edges))
    return found


def ranges(found: Sequence[Sequence[Triple]]) -> list[Range]:
    """All ranges that ``found`` needs classified, each once."""
    return list(dict.fromkeys(r for triples in found for triple in triples for r in triple))


def sums(wanted: Sequence[Range], clauses: int) -> sparse.csr_matrix:
    """A matrix (ranges, clauses) that adds up the rows of the clauses in each range."""
    lengths = [b - a for a, b in wanted]
    columns = [c for a, b in wanted for c in range(a, b)]
    return sparse.csr_matrix(
        (np.ones(len(columns), dtype=np.int64), columns, np.cumsum([0, *lengths])), shape=(len(wanted), clauses)
    )


class Classified(NamedTuple):
    """Chances (texts, topics), energies (texts,) and topics of classified ranges."""

    chances: np.ndarray
    energies: np.ndarray
    topics: Sequence[str]

    @classmethod
    def of(cls, logits: np.ndarray, temperature: float, topics: Sequence[str]) -> Classified:
        """From topic logits, an array (texts, topics)."""
        scaled = logits / temperature
        top = scaled.max(axis=1, keepdims=True)
        raised = np.exp(scaled - top)
        total = raised.sum(axis=1, keepdims=True)
        return cls(raised / total, (np.log(total) + top)[:, 0], topics)


def pair_features(seen: Classified, left: np.ndarray, right: np.ndarray, both: np.ndarray) -> np.ndarray:
    """How two sides differ, an array (joints, features); the arguments hold rows of ``seen``."""
    p, q, whole = seen.chances[left], seen.chances[right], seen.chances[both]
    rows = np.arange(len(left))
    a, b = p.argmax(axis=1), q.argmax(axis=1)
    pa, qb = p[rows, a], q[rows, b]
    middle = (p + q) / 2 + 1e-9
    divergence = 0.5 * ((p * np.log((p + 1e-9) / middle)).sum(axis=1) + (q * np.log((q + 1e-9) / middle)).sum(axis=1))
    social = np.array([t in SOCIAL for t in seen.topics])
    outside = np.array([t == "out_of_scope" for t in seen.topics])
    el, er, ew = seen.energies[left], seen.energies[right], seen.energies[both]
    columns = [
        np.log(pa + 1e-3),
        np.log(qb + 1e-3),
        np.minimum(pa, qb),
        whole.max(axis=1),
        whole[rows, a],
        whole[rows, b],
        np.where(a != b, whole[rows, a] * whole[rows, b], 0.0),
        np.log(p[rows, b] + 1e-3),
        np.log(q[rows, a] + 1e-3),
        (a == b).astype(float),
        divergence,
        divergence * np.minimum(pa, qb),
        el - ew,
        er - ew,
        np.minimum(el, er),
        np.log((whole * p).sum(axis=1) + 1e-4) - np.log((whole * q).sum(axis=1) + 1e-4),
        p[:, social].sum(axis=1),
        q[:, social].sum(axis=1),
        p[:, outside].sum(axis=1),
        q[:, outside].sum(axis=1),
    ]
    return np.column_stack(columns)


def look_features(clauses: Clauses, span: Range) -> np.ndarray:
    """What the joints within ``span`` look like, without topics: kind, lengths, openings; an array (joints, features)."""
    low, high = span
    pieces = [clauses.part((i, i + 1)) for i in range(low, high)]
    words = [len(p.split()) for p in pieces]
    asks = ["?" in p for p in pieces]
    opens = [float(bool(_OPENERS.match(p))) for p in pieces]
    claims = [float(bool(_CLAIMS.match(p))) for p in pieces]
    digits = [float(any(c.isdigit() for c in p)) for p in pieces]
    rows = []
    for i in range(1, high - low):
        kind = clauses.here[low + i - 1].kind
        row = [
            words[i - 1],
            words[i],
            sum(words[:i]),
            sum(words[i:]),
            sum(words),
            high - low,
            i,
            asks[i - 1],
            asks[i],
            any(asks[:i]),
            any(asks[i:]),
            sum(asks),
            opens[i - 1],
            opens[i],
            claims[i - 1],
            claims[i],
            float(bool(_BACK.match(pieces[i]))),
            float(pieces[i][:1].isupper()),
            digits[i - 1],
            digits[i],
        ]
        rows.append(row + [float(kind == k) for k in KINDS])
    return np.array(rows, dtype=float)


def pair_table(places: np.ndarray, seen: Classified) -> np.ndarray:
    """``pair_features`` at the three scopes, an array (joints, features).

    ``places`` (joints, scopes, 3) says in which row of ``seen`` left, right and both of each scope stand.
    """
    return np.hstack([pair_features(seen, *places[:, reach].T) for reach in range(places.shape[1])])


def best_topics(places: np.ndarray, seen: Classified) -> np.ndarray:
    """The number of the likeliest topic at each of ``places``, an array of their shape."""
    return np.asarray(seen.chances.argmax(axis=1)[places])
