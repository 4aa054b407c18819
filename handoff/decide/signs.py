"""Signs in the words of a message: vulnerability, danger, law, emotion ... Lists are content; this only matches.

A sign alone decides nothing that matters for safety: what the model makes of the message always counts too. Each list
may name look-alikes (``not``) that take the sign back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any


def fold(text: str) -> str:
    """Lower case, without accents and with plain apostrophes."""
    text = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(c for c in text if not unicodedata.combining(c))


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    parts = []
    for word in words:
        body = re.escape(fold(word)).replace(r"\ \*\ ", r"\s+\w+\s+").replace(r"\*", r"\w*").replace(r"\?", r"\w").replace(r"\ ", r"\s+")
        parts.append(body)
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)") if parts else None


class Signs:
    """The signs of guidelines.yml, matched in both languages at once because people mix them."""

    def __init__(self, lists: Mapping[str, Mapping[str, Any]]) -> None:
        """``lists``: the ``signs`` block of guidelines.yml."""
        self._lists = {
            name: (tuple(entry.get("nl", ())) + tuple(entry.get("en", ())), tuple((entry.get("not") or {}).get("nl", ())) + tuple((entry.get("not") or {}).get("en", ())))
            for name, entry in lists.items()
        }

    def has(self, name: str, text: str) -> bool:
        """Whether ``text`` shows the sign ``name`` outside its look-alikes. Raises KeyError for an unknown sign."""
        words, look_alikes = self._lists[name]
        folded = fold(text)
        if look_alikes and (pattern := _pattern(look_alikes)):
            folded = pattern.sub(" ", folded)
        found = _pattern(words)
        return bool(found and found.search(folded))

    def all_in(self, text: str, names: Iterable[str] | None = None) -> frozenset[str]:
        """All signs that ``text`` shows."""
        return frozenset(n for n in (names or self._lists) if self.has(n, text))
