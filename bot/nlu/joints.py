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
_NUMBERED = re.compile(  # "ten tweede", "secondly" and "second," count; "a second key" and "de tweede keer" do not
    r"(?:^|\s)(?:\(?\d[.)]|[-*•–]|ten (?:eerste|tweede|derde|vierde)|(?:firstly|secondly|thirdly)|(?:eerste|tweede|derde|first|second|third)[,:]|"
    r"(?:eerste|tweede|derde|first|second|third) (?:vraag|punt|question|thing|point)[:,]?|(?:vraag|question) \d:?),?\s+(?=\S)",
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
# A verb after "mijn fiets" or "the app" makes it the beginning of a sentence; without one it stands inside another.
_VERBS = (
    r"(?:is|zijn|was|waren|were|are|isn't|wasn't|doet|doen|does|doesn't|did|didn't|klopt|werkt|works|worked|loopt|moet|mag|kan|kon|can|can't|could|has|had|"
    r"heeft|hebben|hangt|keeps|kept|won't|will|staat|stond|komt|kwam|came|comes|blijft|krijgt|gaat|ging|went|goes|broke|breaks|stopped|froze|piept|hapert|"
    r"wordt|werd|zou|wil|wilde|noemde|said|says|zei|zegt|looks|needs|weigert|lekt|slipt|kraakt)"
)
_BARE = re.compile(
    r"\s+(?=(?:hoe|wat|wanneer|waar|waarom|hoeveel|kan (?:ik|dat|het|er|je|die|ie|hij|iemand|niet|ook)|kunnen (?:jullie|we)|kunt u|kun je|"
    r"mag (?:ik|dat|het|hij|die)|moet (?:ik|dat|het|er)|is (?:er|dat|die|hij|ie)|zijn jullie|sta ik|(?:gaat|ligt|wordt|geldt|kost|klopt) (?:dat|die|het|hij)|"
    r"hebben jullie|heeft u|heb je|hebben we|wil (?:je|ik|jij)|wilt u|krijg ik|doen jullie|past er|bel me|graag (?:een|de|het|ook|nog)|"
    r"welk|wie|past|mag|verkopen|ben (?:ik|\S+ \S+ en)|ik \w+|jullie (?:monteur|site|app|hebben|\w+ en)|"
    r"(?:geef|zet|stuur|mail|bel|haal|doe|annuleer|verander|zeg|regel|los) (?:me|mij|maar|dan|de|het|mijn|mn|die|dat|alles|ook|even|niet)|"
    r"(?:mijn|mn|m'n|onze|de|het|die|dat|dit|uw|hun) (?:[\w'-]+ ){0,2}" + _VERBS + r"|(?:hij|ze|zij|we|wij|het|die) " + _VERBS + r"|"
    r"terwijl|anders|vanaf|zo (?:nee|ja|niet)|welke|(?:tot|op|naar|vanaf|binnen|bij|met|aan|in|voor) (?:hoe|wanneer|welke?|wie)|"
    r"how|what|whats|when|where|why|which|whether|can|could|do (?:you|u|i|we)|"
    r"does|did|i [\w']+|i'd|im|i'm|it's|its|there's|mine|we're|we'd|we'll|we've|is (?:it|there|the|that|he|she|my)|are (?:you|u|there)|"
    r"have you|will you|would you|pls|please|tell me|call me|send me|just|you still|"
    r"who|i've|i'll|you've|nobody|until|till|since|because|if|otherwise|(?:from|by|to|on|at|in|for|until|with) (?:which|what|when|how|who)|"
    r"(?:my|our|your|the|this|that|their) (?:[\w'-]+ ){0,2}" + _VERBS + r"|(?:he|she|they|it|we|you) " + _VERBS + r"|"
    r"(?:give|put|mail|ring|leave|swap|cancel|change|send|tell|fix) (?:me|it|my|the|that|this|up))\b)|"
    # After a number, unless its own sentence goes on: "bike B4410927 is broken".
    r"(?<=\d{5})\s+(?!(?:is|was|zijn|waren|were|are|wordt|werd|heeft|had|has|have|hebben|doet|doen|does|did|gaat|ging|staat|stond|zou|zal|moest|moet|will|would|"
    r"should|kwam|komt|came|comes|blijft|bleef|lijkt|seems|keeps|kept|stopped|maakt|geeft|loopt|rijdt|nog|niet|nooit|al|still|not|never|already|"
    r"die|dat|that|which|van|met|voor|op|of|from|with|for|on|in)\b)(?=[a-z])",
    re.I,
)
# After these words a sentence goes on: "als ik", "the bike that I", "because the app".
_LEANS = re.compile(
    r"\b(?:als|omdat|terwijl|toen|nadat|voordat|zodat|zodra|of|en|maar|want|dus|wanneer|waarom|wat|waar|hoe|wie|welke|hoeveel|waarop|waarmee|hoelang|"
    r"heb|ben|kan|mag|wil|moet|zou|zal|krijg|krijgt|weet|denk|vind|dacht|hoor|van|met|bij|naar|om|te|tot|door|zonder|na|sinds|de|een|ook|daarom|alleen|"
    r"if|when|whats|what|where|how|because|since|which|who|and|but|or|so|until|till|whether|why|while|as|than|once|after|before|"
    r"am|are|were|do|does|did|can|could|would|will|should|have|had|i|we|they|he|she|ik|je|u|wij|jullie|hij|"
    r"of|at|for|from|with|to|by|about|into|the|a|an|my|your|our|think|know|hope|guess|just)$",
    re.I,
)
# So it does after these, unless a question follows: "de monteur die ik", but "kan dat | hoe lang duurt het".
_LEANS_SOFTLY = re.compile(
    r"\b(?:dat|die|het|is|was|zijn|in|op|voor|aan|over|uit|nog|dan|nu|that|this|it|you|on|not|then|thought|said|says|zag|ga|has)$", re.I
)
_ASKS = re.compile(
    r"\s*(?:hoe|wat|wanneer|waarom|hoeveel|kan|kunnen|kunt|kun|mag|moet|is|zijn|sta|gaat|ligt|wordt|hebben|heeft|heb|wil|wilt|krijg|doen|past|bel|graag|geef|zet|"
    r"stuur|mail|haal|doe|tot|op|naar|vanaf|binnen|how|what|whats|when|where|can|could|do|does|did|are|have|will|would|please|pls|tell|call|send|by|for|from|to|at|give|put)\b",
    re.I,
)
_WORD = re.compile(r"\w")
_ENGLISH = re.compile(r"\b(?:the|my|and|to|i|i'm|you|your|it|for|do|does|have|are|can|how|what|when|where|this|with|on|be)\b", re.I)
_DUTCH = re.compile(r"\b(?:de|het|een|en|ik|je|jullie|u|mijn|mn|niet|van|op|voor|dat|die|hoe|wat|kan|met|er|te|naar|heb|heeft|aan)\b", re.I)
# Dutch "or", "because", "so" and "fits", which in English are words like any other: "a copy of", "I want", "half past".
_DUTCH_ALONE = re.compile(r"\W*(?:of|want|dus|past|wie|mag)\b", re.I)
_ADVERB = re.compile(r"\s+(?:ook|also)\s+", re.I)
_SUBJECT = re.compile(r"\b(?:i|ik|we|wij|you|u|je|jij|jullie|he|hij|she|they|ze|it)$", re.I)  # "I also want": no new question begins
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
    english = len(_ENGLISH.findall(text)) > len(_DUTCH.findall(text))
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            kind, left = name, match.start()
            if english and name in ("and", "bare") and _DUTCH_ALONE.match(text, match.start()):
                continue
            if name == "bare" and _leans(text, left):
                continue
            if name == "also" and _ADVERB.fullmatch(match.group()) and _SUBJECT.search(text, 0, left):
                continue
            if name == "sentence":
                kind = "question" if "?" in match.group(1) else "sentence"
                left = match.end(1)
            if _WORD.search(text[:left]) and _WORD.search(text[match.end() :]):
                yield Joint(left, match.end(), kind)


def _leans(text: str, left: int) -> bool:
    """Whether the sentence in ``text`` cannot end at ``left``."""
    if _LEANS.search(text, 0, left):
        return True
    return bool(_LEANS_SOFTLY.search(text, 0, left)) and not _ASKS.match(text, left)
