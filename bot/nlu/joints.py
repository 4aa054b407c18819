"""Where a message may fall apart: the places at which one question can end and the next begin.

Only places, no judgement: ``splitter`` weighs them. Kinds of joint differ in how often they part two questions, so each
is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_COMMA = re.compile(
    r",\s+(?=\S)|(?<!\d):\s+(?=\S)|\s+[-–+&/|]+\s+(?=\S)|\s*\.\.+\s*(?=\S)|[^\w\s.,:;!?'\"()/€%&+–-]\s+(?=\w)"
)
_AND = re.compile(r"\s+(?:en|and|maar|but|of|or|dus|so|want)\s+(?=\S)", re.I)
_ALSO = re.compile(
    r"[\s,]+(?:en\s+|and\s+|oh?\s+)?(?:ook|daarnaast|verder|tevens|bovendien|trouwens|overigens|daarbij|nog iets|nog een vraag|nog een ding|"
    r"o ja|oja|oh ja|ow ja|en dan|plus|also|besides|additionally|furthermore|moreover|another thing|one more thing|btw|by the way|oh and|"
    r"apart from that|daarbuiten|alsook|alsmede|ps|p\.s\.)[\s,:]+(?=\S)",
    re.I,
)
_BARE = re.compile(
    r"\s+(?=(?:hoe|wat|wanneer|waar|waarom|welke|hoeveel|kan (?:ik|dat|het|er|je)|kunnen (?:jullie|we)|kunt u|kun je|"
    r"mag (?:ik|dat|het)|moet ik|ik (?:wil|heb|ben|kan|zou|moet)|mijn|heb ik|is (?:er|het|de|dat)|zijn jullie|"
    r"hebben jullie|heeft u|heb je|wil (?:je|ik|jij)|wilt u|krijg ik|doen jullie|past er|bel me|graag|nieuwe? |"
    r"welk|wie|past|mag|mn|m'n|verkopen|ben ik|ik (?:kom|stap|kreeg|krijg|had|was|ga|weet|moest|vind|zoek)|jullie (?:monteur|site|app|hebben)|"
    r"(?:geef|zet|stuur|mail|bel|haal|doe|annuleer|verander|zeg|regel|los) (?:me|mij|maar|dan|de|het|mijn|mn|die|dat|alles|ook)|"
    r"terwijl|omdat|anders|vanaf|"
    r"how|what|whats|when|where|why|which|whether|can (?:i|u|you|we|someone)|could (?:you|u|i)|do (?:you|u|i|we)|"
    r"does|did|i (?:want|have|would|need|am|got|also)|i'd|im|i'm|my|is (?:it|there|the|that)|are (?:you|u|there)|"
    r"have you|will you|would you|pls|please|tell me|call me|send me|you still|"
    r"who|i've|i'll|i (?:got|just|think|don't|dont|paid|was|still)|your|you've|nobody|until|till|since|because|if (?:i|you|not)|our|"
    r"(?:give|put|mail|ring|leave|swap|cancel|change|send|tell|fix) (?:me|it|my|the|that|this|up))\b)|"
    # After a number, unless its own sentence goes on: "bike B4410927 is broken".
    r"(?<=\d{5})\s+(?!(?:is|was|zijn|waren|were|are|wordt|werd|heeft|had|has|have|hebben|doet|doen|does|did|gaat|ging|staat|stond|zou|zal|moest|moet|will|would|"
    r"should|kwam|komt|came|comes|blijft|bleef|lijkt|seems|keeps|kept|stopped|maakt|geeft|loopt|rijdt|nog|niet|nooit|al|still|not|never|already|"
    r"die|dat|that|which|van|met|voor|op|of|from|with|for|on|in)\b)(?=[a-z])",
    re.I,
)
_WORD = re.compile(r"\w")
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
    """All joints of ``text`` in order of place, at most ``MOST``; joints with no word between them are one."""
    found: list[Joint] = []
    for joint in sorted(_matches(text), key=lambda j: (j.right, j.left)):
        if found and not _WORD.search(text[found[-1].right : joint.left]):
            last = found.pop()
            kind = min(last.kind, joint.kind, key=lambda k: _STRENGTH[k])
            found.append(Joint(min(last.left, joint.left), joint.right, kind))
        else:
            found.append(joint)
    kept = sorted(found, key=lambda j: (_STRENGTH[j.kind], j.right))[:MOST]
    return sorted(kept, key=lambda j: j.right)


def _matches(text: str) -> Iterator[Joint]:
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            kind, left = name, match.start()
            if name == "sentence":
                kind = "question" if "?" in match.group(1) else "sentence"
                left = match.end(1)
            if _WORD.search(text[:left]) and _WORD.search(text[match.end() :]):
                yield Joint(left, match.end(), kind)
