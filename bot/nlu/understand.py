"""What a message says: its language and its parts, each with a topic. The heart of the engine, free of Rasa."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.nlu.joint_features import SOCIAL
from bot.nlu.judge import Group
from bot.nlu.signs import URGENT, SignModel, SignRow, fit_serving
from bot.nlu.splitter import Marked, Portion, Span, Splitter, fit_verifier, judged, to_verify
from bot.nlu.topic_model import TopicModel, softmax
from bot.nlu.vague import Vague

FALLBACK = "nlu_fallback"
Row = tuple[str, str, str]  # text, topic, language
Several = tuple[str, list[tuple[str, str, int]], str]  # text, parts with topic and where each begins, language
PORTIONS = 3
VERIFIED = 2  # portions that the verifier learns from: a third adds less than it costs
MOST_CALIBRATING = 2500  # sentences a portion on which the confidences are made honest
CONTEXT = 0.2  # how much the topics of the whole message count for each of its parts
SURE_CUT = 0.6  # chance of the cuts around a piece without a topic from which it is a matter of its own
LEAST_UNHEARD = 4  # words; less is a scrap
SAME_TOPIC_FROM = 0.7  # how sure a cut must be to leave two parts on one topic apart
PRAISE_FROM = 0.5  # how sure praise beside a question must be to count as a part
ALARM_FROM = 0.65  # chances of urgent topics and of the alarm, added: chosen for 1% false alarms on held-out messages
LEAST_URGENT = 0.15  # the alarm alone is not enough: urgent topics must have some chance of their own
# What is said between two questions and is none: "Oh", "ja en", "trouwens".
_INTERJECTION = re.compile(
    r"\W*(?:(?:oh?|ow|ah|ach|hm+|eh+|uh+m?|nou|ja|nee|ok[eé]?|okay|so|well|dus|en|and|ook|also|trouwens|overigens|btw|by the way|ps|p\.s|"
    r"nog iets|nog wat|one more thing|another thing|verder|daarnaast)\W*){1,3}",
    re.I,
)
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
# The languages a Dutch service desk meets; fewer choices, fewer mistakes on short texts.
_NEIGHBOURS = ["nl", "en", "de", "fr", "es", "it", "pt", "pl", "tr", "ro", "ar", "uk", "ru", "zh"]


class Understanding:
    """A trained topic model, splitter and language judgement together."""

    def __init__(
        self,
        model: TopicModel,
        splitter: Splitter,
        signs: SignModel,
        vague: Vague,
        *,
        unsure_below: float = 0.33,
        unknown_above: float = 0.67,
    ) -> None:
        self.model, self.splitter, self.signs, self.vague = model, splitter, signs, vague
        self.unsure_below, self.unknown_above = unsure_below, unknown_above
        self._urgent = {t: model.topics.index(t) for t in URGENT if t in model.topics}
        self._identifier: LanguageIdentifier | None = None

    @classmethod
    def train(
        cls,
        rows: Sequence[Row],
        several: Sequence[Several],
        signs: Sequence[SignRow],
        *,
        tell: Callable[[str], None] = lambda _: None,
        **options: float,
    ) -> Understanding:
        """Train everything on single-topic sentences ``rows``, messages with ``several`` parts, and sentences with ``signs``.

        The sentences are dealt into portions, and for each a first model is trained on the others: what a model was
        trained on it is too sure of. On portions that their model never saw the splitter is learned and the
        probabilities are calibrated. The model that serves sees all, the parts of messages included.
        """
        everything = _everything(rows, several)
        row_in, several_in = _dealt(rows), _dealt(several)
        held = [
            (
                [row for row, at in zip(rows, row_in, strict=True) if at == k],
                [message for message, at in zip(several, several_in, strict=True) if at == k],
            )
            for k in range(PORTIONS)
        ]
        # Two processes. The first models go first: the splitter waits for them, and nothing but the end for the model that serves.
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as others:
            tell(f"topics: {PORTIONS} first models, each on the sentences that the others leave out")
            firsts = [others.submit(fit_first, _all_but(held, k), held[k], k) for k in range(PORTIONS)]
            tell(f"topics: the model that serves, on all {len(everything)} sentences")
            serving = others.submit(fit_serving, *_columns(everything), list(signs))
            seen = [first.result() for first in firsts]
            groups = [s.group for s in seen]
            tell(f"parts: learning where two questions meet, on {len(several)} messages")
            verified = [
                others.submit(to_verify, [g for n, g in enumerate(groups) if n != k], one.portion, groups[k])
                for k, one in enumerate(seen)
                if one.portion
            ]
            splitter = Splitter.fit(groups)
            splitter.verifier = fit_verifier([found.result() for found in verified])
            model, learned = serving.result()
        model.temperature = float(np.mean([s.temperature for s in seen]))
        texts, labels, _ = _columns(everything)
        return cls(model, splitter, learned, Vague.fit(texts, labels), **options)

    def language(self, text: str, dutch: float, unknown: float) -> dict[str, Any]:
        """Language of ``text``: code "nl", "en" or "other" and a confidence; ``dutch`` is the model's log-odds."""
        letters, latin = len(_LETTERS.findall(text)), len(_LATIN.findall(text))
        if not letters:
            return {"code": None, "confidence": 0.0}
        if latin < letters / 2:
            return {"code": "other", "confidence": 1.0}
        chance = 1.0 / (1.0 + float(np.exp(-np.clip(dutch, -30, 30))))
        if unknown > 0.4 and len(text.split()) >= 3:
            if self._identifier is None:
                self._identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
                self._identifier.set_languages(_NEIGHBOURS)
            code, sure = self._identifier.classify(text.lower())
            if code not in ("nl", "en") and sure > 0.8:
                return {"code": "other", "confidence": float(sure)}
        return {"code": "nl" if chance >= 0.5 else "en", "confidence": max(chance, 1 - chance)}

    def parse(self, text: str) -> dict[str, Any]:
        """Understand ``text``.

        Returns:
            ``language`` {code, confidence}; ``unknown`` share 0..1 of words never seen; ``parts`` in order, each
            {text, start, end, topic, confidence, ranking, urgent, and signs of several}; ``unheard``, what surely stands apart from
            those parts but has no topic, {text, ranking, confidence}; ``signs`` with their chance.
        """
        features = self.model.features([text])
        logits, dutch = self.model.scores(features)
        unknown = self.model.unknown_share(text)
        spoken = "nl" if dutch[0] > 0 else "en"
        spans = self.splitter.split(self.model, text, spoken) if text.strip() else []
        split = self._parts(spans, logits[0])
        unheard = _unheard(split)
        parts = self._tidy(split)
        if len(parts) == 1:
            parts = [self._part(Span(text, 0, len(text)), logits[0])]
        for part in parts if len(parts) > 1 else ():  # which of several shows a sign matters to who decides
            part["signs"] = self.signs.told(self.model.features([part["text"]]))
        if self.vague.says(text):
            parts = [{**p, "topic": FALLBACK} for p in parts]
        self._heed(parts, self.signs.alarm(features))
        return {
            "language": self.language(text, float(dutch[0]), unknown),
            "unknown": round(unknown, 3),
            "parts": [{k: v for k, v in part.items() if k != "cut"} for part in parts],
            "unheard": [{k: part[k] for k in ("text", "ranking", "confidence")} for part in unheard],
            "signs": self.signs.told(features),
        }

    def _parts(self, spans: Sequence[Span], whole: np.ndarray) -> list[dict[str, Any]]:
        if len(spans) < 2:
            return [self._part(span, whole) for span in spans]
        own = self.model.logits([span.text for span in spans])
        mixed = (own + CONTEXT * whole) / (1 + CONTEXT)
        return [self._part(span, scores) for span, scores in zip(spans, mixed, strict=True)]

    def _part(self, span: Span, scores: np.ndarray) -> dict[str, Any]:
        chances = softmax(scores[None, :] / self.model.temperature)[0]
        best = np.argsort(-chances)[:5]
        ranking = [{"name": self.model.topics[i], "confidence": round(float(chances[i]), 4)} for i in best]
        top = ranking[0]
        unsure = top["confidence"] < self.unsure_below or self.model.unknown_share(span.text) > self.unknown_above
        return {
            "text": span.text.strip(" ,\n\t"),
            "start": span.start,
            "end": span.end,
            "topic": FALLBACK if unsure else top["name"],
            "confidence": top["confidence"],
            "ranking": ranking,
            "cut": span.chance,
            "urgent": {t: round(float(chances[i]), 4) for t, i in self._urgent.items() if chances[i] > 0.02},
        }

    def _heed(self, parts: list[dict[str, Any]], alarm: float) -> None:
        """Where urgency is likely but spread over topics, the likeliest urgent topic goes before a likelier calm one."""
        if not parts or any(p["topic"] in URGENT for p in parts):
            return
        part = max(parts, key=lambda p: sum(p["urgent"].values()))
        chance = sum(part["urgent"].values())
        if chance >= LEAST_URGENT and chance + alarm >= ALARM_FROM:
            part["topic"] = max(part["urgent"], key=lambda topic: part["urgent"][topic])

    def _tidy(self, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Neighbours on one topic are one part unless the cut is sure; small talk beside a question is none; so is a scrap.

        Praise is not small talk: it is registered, so it stays when it is clear.
        """
        merged: list[dict[str, Any]] = []
        said = [p for p in parts if not _INTERJECTION.fullmatch(p["text"])]
        for part in said or parts:
            if merged and merged[-1]["topic"] == part["topic"] and part["cut"] < SAME_TOPIC_FROM:
                last = merged[-1]
                sure = last if last["confidence"] >= part["confidence"] else part
                merged[-1] = {
                    **sure,
                    "text": f"{last['text']} {part['text']}",
                    "start": last["start"],
                    "end": part["end"],
                }
            else:
                merged.append(part)
        weighty = [p for p in merged if p["topic"] not in SOCIAL and p["topic"] != FALLBACK]
        if weighty:
            return [p for p in merged if p in weighty or (p["topic"] == "praise" and p["confidence"] >= PRAISE_FROM)]
        known = [p for p in merged if p["topic"] != FALLBACK]
        return known[:1] or merged[:1]

    def save(self, folder: Path) -> None:
        """Write all that was learned into ``folder``."""
        self.model.save(folder)
        self.splitter.save(folder)
        self.signs.save(folder)
        self.vague.save(folder)

    @classmethod
    def load(cls, folder: Path, **options: float) -> Understanding:
        """Read what ``save`` wrote."""
        return cls(
            TopicModel.load(folder), Splitter.load(folder), SignModel.load(folder), Vague.load(folder), **options
        )


def _unheard(split: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pieces of a message without a topic that were cut off for sure, beside one that has a topic: nobody may act on them,
    but a question that was not understood is not one that was not asked."""
    sure = [min((split[k]["cut"] for k in (i, i + 1) if 0 < k < len(split)), default=0.0) for i in range(len(split))]
    if all(p["topic"] == FALLBACK or p["topic"] in SOCIAL for p in split):
        return []
    return [
        part
        for part, cut in zip(split, sure, strict=True)
        if part["topic"] == FALLBACK and cut >= SURE_CUT and len(part["text"].split()) >= LEAST_UNHEARD
    ]


class First(NamedTuple):
    """What comes of a first model: its cases for the judge, its temperature and, of the last one, all for the verifier."""

    group: Group
    temperature: float
    portion: Portion | None


def fit_first(rows: Sequence[Row], held: tuple[Sequence[Row], Sequence[Several]], number: int) -> First:
    """Train a topic model on ``rows`` and look with it at portion ``number``, ``held`` out; in a process of its own.

    A model is large, so only those that the verifier needs go back.
    """
    model = TopicModel.fit(*_columns(rows), iterations=6)
    unseen = _everything(*held)
    sample = [unseen[i] for i in np.random.default_rng(3).permutation(len(unseen))[:MOST_CALIBRATING]]
    texts, labels, _ = _columns(sample)
    model.calibrate(model.logits(texts), labels)
    mine, messages = held
    portion = Portion(model, *_columns(mine), [_marked(m) for m in messages])
    group = judged(portion, PORTIONS, seed=number + 1)
    return First(group, model.temperature, portion if number >= PORTIONS - VERIFIED else None)


def _all_but(held: Sequence[tuple[list[Row], list[Several]]], left_out: int) -> list[Row]:
    rest = [portion for k, portion in enumerate(held) if k != left_out]
    return _everything([row for rows, _ in rest for row in rows], [m for _, several in rest for m in several])


def _everything(rows: Sequence[Row], several: Sequence[Several]) -> list[Row]:
    """All sentences, and the parts of messages as sentences; each once."""
    parts = [(part, topic, language) for _, marked, language in several for part, topic, _ in marked]
    return list(dict.fromkeys([*rows, *parts]))


def _marked(message: Several) -> Marked:
    text, parts, language = message
    return Marked(text, tuple(begin for _, _, begin in parts[1:]), language)


def _dealt(rows: Sequence[Row] | Sequence[Several]) -> list[int]:
    """The portion of each text, by what it says: a sentence more or less leaves the others where they are."""
    return [zlib.crc32(row[0].encode()) % PORTIONS for row in rows]


def _columns(rows: Sequence[Row]) -> tuple[list[str], list[str], list[str]]:
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]
