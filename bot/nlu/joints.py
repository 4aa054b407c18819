"""Where a message may fall apart: the places at which one question can end and the next begin.

Only places, no judgement: ``splitter`` weighs them. Kinds of joint differ in how often they part two questions, so each
is named.
"""

from __future__ import annotations

import re
from typing import NamedTuple

KINDS = ("question", "sentence", "newline", "numbered", "comma", "and", "also", "bare")
MOST = 14  # a message with more joints than this is a letter: the strongest kinds go first

_SENTENCE = re.compile(
    r"(?<!\b[a-zA-Z])(?<!\ba\.s)(?<!\bmevr)(?<!\bdhr)(?<!\bnr)(?<!\bca)(?<!\bincl)(?<!\bexcl)([.!?…;]+[)\"']*)\s+(?=\S)"
)
_NEWLINE = re.compile(r"\s*\n\s*(?=\S)")
_NUMBERED = re.compile(
    r"(?:^|\s)(?:\(?\d[.)]|[-*•–]|(?:ten )?(?:eerste|tweede|derde)|(?:first|second|third)(?:ly)?|vraag \d:?|question \d:?)\s+(?=\S)",
    re.I,
)
_COMMA = re.compile(r",\s+(?=\S)|\s+[-–+&/]\s+(?=\S)|\s*\.\.+\s*(?=\S)")
_AND = re.compile(r"\s+(?:en|and|maar|but|of|or|dus|so|want)\s+(?=\S)", re.I)
_ALSO = re.compile(
    r"[\s,]+(?:en\s+|and\s+|oh?\s+)?(?:ook|daarnaast|verder|tevens|bovendien|trouwens|overigens|daarbij|nog iets|nog een vraag|nog een ding|"
    r"o ja|oja|oh ja|ow ja|en dan|plus|also|besides|additionally|furthermore|moreover|another thing|one more thing|btw|by the way|oh and|"
    r"apart from that|daarbuiten|alsook|alsmede|ps|p\.s\.)[\s,:]+(?=\S)",
    re.I,
)
_BARE = re.compile(
    r"\s+(?=(?:hoe|wat|wanneer|waar|waarom|welke|hoeveel|kan ik|kunnen jullie|kunt u|kun je|mag ik|moet ik|ik wil|ik heb|ik ben|mijn|heb ik|is er|zijn jullie|"
    r"how|what|when|where|why|which|can i|can you|could you|do you|i want|i have|i would|i need|my|is it|is there|are you)\b)",
    re.I,
)
_PATTERNS = (
    ("newline", _NEWLINE),
    ("numbered", _NUMBERED),
    ("sentence", _SENTENCE),
    ("also", _ALSO),
    ("and", _AND),
    ("comma", _COMMA),
    ("bare", _BARE),
)
_STRENGTH = {"numbered": 0, "newline": 1, "question": 1, "also": 2, "sentence": 3, "and": 4, "comma": 5, "bare": 6}


class Joint(NamedTuple):
    """A place where a text may part: the left side ends at ``left``, the right side begins at ``right``."""

    left: int
    right: int
    kind: str


def joints(text: str) -> list[Joint]:
    """All joints of ``text`` in order of place, at most ``MOST``; of those at one place the strongest kind."""
    found: dict[int, Joint] = {}
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            kind, left = name, match.start()
            if name == "sentence":
                kind = "question" if "?" in match.group(1) else "sentence"
                left = match.end(1)
            right = match.end()
            if not text[:left].strip() or not text[right:].strip():
                continue
            old = found.get(right)
            if old is None or _STRENGTH[kind] < _STRENGTH[old.kind]:
                found[right] = Joint(min(left, old.left) if old else left, right, kind)
    kept = sorted(found.values(), key=lambda j: (_STRENGTH[j.kind], j.right))[:MOST]
    return sorted(kept, key=lambda j: j.right)
