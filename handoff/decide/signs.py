"""Signs in the words of a message: vulnerability, danger, law, emotion ... Lists are content; this only matches.

A sign alone decides nothing that matters for safety: what the model makes of the message always counts too. Each list
may name look-alikes (``not``) that take the sign back, and what is denied is no sign: "geen advocaat nodig", "ik ben
niet boos", "de accu wordt niet heet". A sign that only names a matter counts ``also_denied`` ("I won't pay those costs").

How a phrase is written in guidelines.yml (case and accents do not matter):

    woedend                  the word
    discrimin*               any ending (or beginning: *winkel); 8? is 80 to 89
    zou binnen * dagen       one word, whatever it is
    ben ik .. kwijt          up to four words between, within the clause, none of them a denial
    monteur ... kras         up to nine words between, within the sentence
    (mijn|onze) advocaat     either; (al|) means with or without
    ik ben 16 .              the clause ends there: "ik ben 16", not "ik ben 16 euro kwijt"; (a|.) a, or the end
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

_GAP = r"(?:[^\w.,:!?;\n]+(?!(?:niet|geen|nooit|not|never|no|zonder|without)\b|\w+n't\b)\w[\w']*){0,4}?[^\w.,:!?;\n]+"  # a denial is no filler
_CLAUSE_END = r"(?=\W*(?:$|[.,!?;\n]|(?:en|and|maar|but|dus|so|want)\b))"
_SPACE = r"[\s\-]+"
_SPECIAL = {"*": r"\w+", "..": _GAP, "...": _GAP.replace("{0,4}", "{0,9}").replace(".,:", ".:"), ".": _CLAUSE_END}

# What denies a sign: at most a few words before it in the same clause, or right behind it at the clause's end.
_DENIAL = re.compile(
    r"\b(?:niet|geen|nooit|zonder|noch|nauwelijks|niemand|not|no|never|without|none|nobody|nor|cannot|(?:is|are|was|were|do|does|did|have|has|had|wo|would|ca|could|should|ai)n'?t)\b"
)
# Not a denial after all: "nooit zo boos geweest", "niet alleen boos", "geen idee, mijn fiets ..."
_NO_DENIAL = re.compile(
    r"^(?:nooit|never)\W+(?:been\W+|eerder\W+|ever\W+)?(?:so|zo|this)\b|^(?:niet|not)\W+(?:alleen|only|normaal|te geloven|geloven|believe|just)\b|^(?:geen|no)\W+(?:idee|idea|wonder|doubt|twijfel|grap|joke|reactie|antwoord|response|answer)\b"
)
_NOTHING_BEFORE = re.compile(r"\b(?:nothing|niets|niks)\W+(?:is\W+|was\W+|aan\W+|mee\W+|er\W+)?$")
_NEW_CLAUSE = re.compile(
    r"[.,!?;:\n]|\b(?:maar|but|want|omdat|because|dus|so|en|and|terwijl|while|dat ik|that i|ik|i|i'm|i've|since|sinds)\b"
)
_DENIED_WORDS = 5  # how far before a sign a denial still reaches
_DENIED_BEHIND = re.compile(
    r"^\W+(?:gelukkig\W+|echt\W+|helemaal\W+|zelf\W+|er\W+)?(?:niet|not)(?=\s*(?:$|[.,!?;\n]|(?:maar|en|but|and)\b))"
)

_LOUD_WORDS = 3  # so many words of three capitals or more, and nearly nothing else, is shouting
_LOUD_SHARE = 0.8
_EXCLAIM = re.compile(r"!\s?!\s?[!?]|[!?]{4,}|\?!\?|!\?!")


def fold(text: str) -> str:
    """Lower case, without accents and with plain apostrophes."""
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'")
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
        text = "".join(c for c in text if not unicodedata.combining(c))
    return text.lower().replace("`", "'")


def shouting(text: str) -> bool:
    """Whether ``text`` is written in capitals: several words of them, and nearly all letters."""
    words = re.findall(r"[^\W\d_]{3,}", text)
    loud = [w for w in words if w.isupper()]
    return len(loud) >= _LOUD_WORDS and len(loud) >= _LOUD_SHARE * len(words)


def exclaiming(text: str) -> bool:
    """Whether ``text`` has a row of exclamation marks (three, or mixed with question marks)."""
    return bool(_EXCLAIM.search(text))


def phrase_pattern(phrase: str) -> str:
    """The regular expression of one phrase of guidelines.yml, on folded text, without word borders around it."""
    out, glue = "", ""
    for word in re.findall(r"\([^()]*\)\S*|\S+", fold(phrase)):
        if word in ("..", "...", "."):
            out, glue = out + _SPECIAL[word], ""
            continue
        choices, rest = _choices(word)
        body = (
            f"(?:{'|'.join(_plain(c) for c in choices if c not in ('', '.'))}){_plain(rest)}"
            if len(choices) > 1
            else _plain(word)
        )
        if "." in choices:  # one of the choices is that the clause ends
            out, glue = f"{out}(?:{glue}{body}|{_CLAUSE_END})", _SPACE
        elif "" in choices:  # a word that may be left out takes its space along
            out += f"(?:{glue}{body})?" if out else f"(?:{body}{_SPACE})?"
        else:
            out, glue = out + glue + (_SPECIAL.get(word) or body), _SPACE
    return out


def _choices(word: str) -> tuple[list[str], str]:
    """The choices of "(een|twee)fiets" and what follows them; one choice for a plain word."""
    if not (word.startswith("(") and ")" in word):
        return [word], ""
    inside, _, rest = word[1:].partition(")")
    choices = inside.split("|")
    return (choices, rest) if len(choices) > 1 else ([choices[0] + rest], "")


def _plain(word: str) -> str:
    return re.escape(word).replace(r"\*", r"\w*").replace(r"\?", r"\w").replace(r"\ ", _SPACE)


@lru_cache(maxsize=1024)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(phrase_pattern(w) for w in words) + r")(?!\w)")


def denied(text: str, start: int, end: int) -> bool:
    """Whether what stands at ``start`` to ``end`` of folded ``text`` is denied there: "niet boos", "the battery is not hot"."""
    before = text[max(0, start - 80) : start]
    clause = before
    for match in _NEW_CLAUSE.finditer(before):
        if not re.search(
            r"(?:denk|vind|geloof|think|believe|feel)\W+(?:niet\W+)?$|(?:don't|doesn't)\W+(?:think|believe|feel)\W+$",
            before[: match.start()],
        ):
            clause = before[match.end() :]
    for match in _DENIAL.finditer(clause):
        behind = clause[match.start() :]
        if not _NO_DENIAL.match(behind + text[start:end]) and len(re.findall(r"[\w']+", behind)) - 1 <= _DENIED_WORDS:
            return True
    return bool(_NOTHING_BEFORE.search(clause)) or bool(_DENIED_BEHIND.match(text[end : end + 40]))


class Signs:
    """The signs of guidelines.yml, matched in both languages at once because people mix them."""

    def __init__(self, lists: Mapping[str, Mapping[str, Any]]) -> None:
        """``lists``: the ``signs`` block of guidelines.yml."""
        self._lists = {
            name: (_words(entry), _words(entry.get("not") or {}), bool(entry.get("also_denied")))
            for name, entry in lists.items()
        }

    def has(self, name: str, text: str) -> bool:
        """Whether ``text`` shows the sign ``name`` outside its look-alikes. Raises KeyError for an unknown sign."""
        return bool(self.found(name, text))

    def found(self, name: str, text: str) -> tuple[str, ...]:
        """The different words of ``text`` that show the sign ``name``, look-alikes and denied ones left out."""
        words, look_alikes, also_denied = self._lists[name]
        pattern, without = _pattern(words), _pattern(look_alikes)
        folded = fold(text)
        if pattern is None or not pattern.search(folded):
            return ()
        if without:
            folded = without.sub(" _ ", folded)
        hits = (m for m in pattern.finditer(folded) if also_denied or not denied(folded, m.start(), m.end()))
        return tuple(dict.fromkeys(m.group() for m in hits))

    def all_in(self, text: str, names: Iterable[str] | None = None) -> frozenset[str]:
        """All signs that ``text`` shows."""
        return frozenset(n for n in (names or self._lists) if self.has(n, text))


def _words(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(word) for language in ("nl", "en") for word in entry.get(language) or ())
