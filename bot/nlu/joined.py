"""Sentences joined on purpose, as people join them: examples of two questions in one message, for the splitter."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.nlu.joint_features import SOCIAL

_JOINERS = {
    "nl": (
        ". |? | en |, |\n| ook |. Daarnaast |. Verder |, en | en ook | en |. En | trouwens | |! | + |. Nog iets: |, oh ja | maar |. Ook "
    ).split("|"),
    "en": (
        ". |? | and |, |\n| also |. Also, |. Besides that, |, and | and also | and |. And | btw | |! | + |. One more thing: |, oh and | but | plus "
    ).split("|"),
}
LONGEST = 160  # characters of a sentence that is joined to another


def joined(
    texts: Sequence[str], labels: Sequence[str], languages: Sequence[str], chance: random.Random
) -> list[tuple[str, int]]:
    """Pairs of sentences of different topics in one language: (text, place where the second begins)."""
    by_language: dict[str, list[int]] = {}
    for i in range(len(texts)):
        if labels[i] not in SOCIAL and labels[i] != "out_of_scope" and len(texts[i]) < LONGEST:
            by_language.setdefault(languages[i], []).append(i)
    pairs = []
    for language, rows in by_language.items():
        for a, b in zip(rows[::2], rows[1::2], strict=False):
            if labels[a] != labels[b]:
                pairs.append(_join(texts[a].rstrip(), texts[b].strip(), chance.choice(_JOINERS[language]), chance))
    return pairs


def _join(left: str, right: str, joiner: str, chance: random.Random) -> tuple[str, int]:
    if joiner[0] in ".?!," or joiner[0].isspace():
        keep = "?" if left.endswith("?") and chance.random() < 0.5 and joiner[0] != "," else ""
        left = left.rstrip(".!?…, ") + ("" if joiner[0] in ".?!" else keep)
    if joiner[-2:] not in (". ", "? ", "! ") and chance.random() < 0.8:
        right = right[:1].lower() + right[1:]
    return left + joiner + right, len(left) + len(joiner)
