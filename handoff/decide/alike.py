"""Questions put together that ask the same in nearly the same words, and veiled: of who asked nothing is left to read.

Pure. Masking before storage (``text.masking``) leaves what the desk needs, such as a telephone number; a list for
supervisors needs none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from text import formats
from text.normalise import for_classifier

VEIL = "•••"
SAME = 0.6  # of all words of two questions, this part they must share
_WORD = re.compile(r"[^\W_]+")
# Words that say nothing of what is asked.
_EMPTY = frozenset(
    "de het een en of ik je jij u we wij ze zij hij is zijn ben bent was waren heb heeft hebben kan kunnen kunt mag mogen moet wil wilt willen "
    "er dat die dit deze dan ook nog wel niet maar om op in bij van voor met naar aan te mij mijn me jullie jouw uw ons onze hallo hoi hey "
    "goedemorgen goedemiddag dag alsjeblieft aub svp bedankt graag even toch nou eens als wat "
    "the a an and or i you we they he she it is are am was were be been have has had can could may might must do does did will would want to "
    "of for with at on in by from my me your our us this that these those there hello hi hey please thanks thank just if so not but what".split()
)
_NUMBERED = re.compile(r"\d[\d .\-]{2,}\d")
_CALLED = re.compile(
    r"(?P<lead>\b(?:ik ben|mijn naam is|ik heet|met|groet(?:jes|en)?,?|my name is|i am|i'm|this is|regards,?)\s+)"
    r"(?P<name>(?-i:[A-ZÀ-Þ][\wÀ-ÿ'’-]+(?:\s+(?:van|de|der|den|el|al|ten|ter)\b)*(?:\s+[A-ZÀ-Þ][\wÀ-ÿ'’-]+)*))",
    re.IGNORECASE,
)


def veiled(text: str) -> str:
    """``text`` without addresses, numbers and the name that somebody gives."""
    for found in sorted(formats.find_ibans(text), key=lambda f: f.start, reverse=True):
        text = text[: found.start] + VEIL + text[found.end :]
    for pattern in (formats.URL, formats.EMAIL, *formats.HOUSE.values(), formats.PHONE):
        text = pattern.sub(VEIL, text)
    text = re.sub(r"\b[1-9]\d{3}\s?[A-Z]{2}\b(?:\s*,?\s*\d{1,5}\b)?", VEIL, text)
    text = _NUMBERED.sub(VEIL, text)
    return _CALLED.sub(lambda m: m["lead"] + VEIL, text)


@dataclass
class Group:
    """Questions alike: the newest as example, how many, and when the last was asked."""

    first: Mapping[str, Any]
    words: frozenset[str]
    members: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.members)


def words_of(text: str) -> frozenset[str]:
    """The words of a question that say something; all of them where none does."""
    words = _WORD.findall(for_classifier(text))
    return frozenset(w for w in words if w not in _EMPTY) or frozenset(words)


def grouped(asked: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Group ``asked`` (each with ``text`` and ``language``, the newest first): the most frequent first, then the newest.

    Each goes to the first group with which it shares enough words, so the same list gives the same groups.
    """
    groups: list[Group] = []
    by_word: dict[tuple[str, str], list[int]] = {}
    for one in asked:
        words, language = words_of(str(one["text"])), str(one["language"])
        near = sorted({n for word in words for n in by_word.get((language, word), ())})
        place = next((n for n in near if len(words & groups[n].words) >= SAME * len(words | groups[n].words)), None)
        if place is None:
            place = len(groups)
            groups.append(Group(one, words))
            for word in words:
                by_word.setdefault((language, word), []).append(place)
        groups[place].members.append(one)
    return sorted(groups, key=lambda g: -g.count)
