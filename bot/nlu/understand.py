"""What a message says: its language and its parts, each with a topic. The heart of the engine, free of Rasa."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.nlu.joint_features import SOCIAL
from bot.nlu.signs import SignModel, SignRow, fit_serving
from bot.nlu.splitter import Marked, Span, Splitter
from bot.nlu.topic_model import TopicModel, softmax

FALLBACK = "nlu_fallback"
Row = tuple[str, str, str]  # text, topic, language
Several = tuple[str, list[tuple[str, str, int]], str]  # text, parts with topic and where each begins, language
URGENT = ("report_injury", "signal_distress", "threaten_escalation")
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
        *,
        unsure_below: float = 0.25,
        unknown_above: float = 0.67,
    ) -> None:
        self.model, self.splitter, self.signs = model, splitter, signs
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

        A first model sees 65% of the sentences; on the rest the splitter is learned and the probabilities are calibrated,
        because a model is too sure of what it has seen. The model that serves sees all, the parts of messages included.
        """
        keep = np.random.default_rng(7).random(len(rows)) < 0.65
        seen = [row for row, kept in zip(rows, keep, strict=True) if kept]
        held = [row for row, kept in zip(rows, keep, strict=True) if not kept]
        fragments = [(part, topic, language) for _, parts, language in several for part, topic, _ in parts]
        everything = list(dict.fromkeys([*rows, *fragments]))
        marked = [
            Marked(text, tuple(begin for _, _, begin in parts[1:]), language) for text, parts, language in several
        ]
        # The model that serves is trained in a process of its own, while this one learns to split: two cores, half the time.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            tell(f"topics: the model that serves, on all {len(everything)} sentences")
            serving = other.submit(fit_serving, *_columns(everything), list(signs))
            tell(f"topics: a first model on {len(seen)} of {len(rows)} sentences")
            first = TopicModel.fit(*_columns(seen))
            first.calibrate(first.logits([r[0] for r in held]), [r[1] for r in held])
            tell(f"parts: learning where two questions meet, on {len(several)} messages and {len(held)} sentences")
            splitter = Splitter.fit(first, *_columns(held), marked)
            model, learned = serving.result()
        model.temperature = first.temperature
        return cls(model, splitter, learned, **options)

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
            {text, start, end, topic, confidence, ranking, urgent, and signs of several}; ``signs`` with their chance.
        """
        features = self.model.features([text])
        logits, dutch = self.model.scores(features)
        unknown = self.model.unknown_share(text)
        spans = self.splitter.split(self.model, text) if text.strip() else []
        parts = [self._part(span) for span in spans]
        parts = self._tidy(parts)
        if len(parts) == 1:
            parts = [self._part(Span(text, 0, len(text), logits[0]))]
        for part in parts if len(parts) > 1 else ():  # which of several shows a sign matters to who decides
            part["signs"] = self.signs.told(self.model.features([part["text"]]))
        return {
            "language": self.language(text, float(dutch[0]), unknown),
            "unknown": round(unknown, 3),
            "parts": parts,
            "signs": self.signs.told(features),
        }

    def _part(self, span: Span) -> dict[str, Any]:
        chances = softmax(span.scores[None, :] / self.model.temperature)[0]
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
            "urgent": {t: round(float(chances[i]), 4) for t, i in self._urgent.items() if chances[i] > 0.02},
        }

    def _tidy(self, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Neighbours on one topic are one part; a greeting or a thank-you beside a question is none; so is a scrap."""
        merged: list[dict[str, Any]] = []
        for part in parts:
            if merged and merged[-1]["topic"] == part["topic"]:
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
            return weighty
        known = [p for p in merged if p["topic"] != FALLBACK]
        return known[:1] or merged[:1]

    def save(self, folder: Path) -> None:
        """Write all that was learned into ``folder``."""
        self.model.save(folder)
        self.splitter.save(folder)
        self.signs.save(folder)

    @classmethod
    def load(cls, folder: Path, **options: float) -> Understanding:
        """Read what ``save`` wrote."""
        return cls(TopicModel.load(folder), Splitter.load(folder), SignModel.load(folder), **options)


def _columns(rows: Sequence[Row]) -> tuple[list[str], list[str], list[str]]:
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]
