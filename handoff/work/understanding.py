"""From a text to a whole verdict: the engine's parts, our entities, and the decision."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from handoff.content import Content
from handoff.decide.entities import find_entities
from handoff.decide.signs import Signs
from handoff.decide.triage import Facts, Part, triage
from handoff.decide.vague import too_vague
from handoff.engine import Engine, Failed
from handoff.errors import Unavailable
from handoff.work.base import Kit
from text.masking import mask


class Topical(Protocol):
    """A part as the model made it: a topic and its kind."""

    @property
    def topic(self) -> str: ...
    @property
    def kind(self) -> str: ...


CHANNELS = ("chat", "email", "phone", "letter", "desk")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SIGNS: dict[int, Signs] = {}


def signs_for(content: Content) -> Signs:
    """The signs of the content in force, compiled once."""
    key = id(content)
    if key not in _SIGNS:
        _SIGNS.clear()
        _SIGNS[key] = Signs(content.guidelines["signs"])
    return _SIGNS[key]


async def understand(
    kit: Kit, engine: Engine, texts: Sequence[str], languages: Sequence[str | None]
) -> list[dict[str, Any]]:
    """The verdict on each text, in the form of the public contract. Raises Unavailable while the engine is away."""
    masked = [mask(text, keep_iban=True) for text in texts]
    parses = await engine.parse([m.text for m in masked])
    if isinstance(parses, Failed):
        raise Unavailable(
            "The language model is not available for a moment. Please try again.",
            code="engine-away",
            log=parses.detail,
            extra={"retry_after_s": 5},
        )
    return [verdict(kit, text, p, language) for text, p, language in zip(texts, parses, languages, strict=True)]


def verdict(kit: Kit, text: str, parse: Mapping[str, Any], language: str | None) -> dict[str, Any]:
    """One text's verdict from what the engine made of it."""
    found = weigh(kit.content, text, parse, kit.clock.now().date())
    heard = (parse.get("language") or {}).get("code")
    return {
        "language": language or heard or "nl",
        "parts": found.pop("parts"),
        "entities": find_entities(text, kit.content, kit.clock.now()),
        **found,
    }


def learned_signs(content: Content, parse: Mapping[str, Any]) -> frozenset[str]:
    """The signs that the model is sure enough of, by the limits in the guidelines."""
    limits = content.guidelines["limits"]
    own = limits.get("learned_sign_for") or {}
    return frozenset(
        name
        for name, chance in (parse.get("signs") or {}).items()
        if float(chance) >= float(own.get(name, limits["learned_sign"]))
    )


def clear(text: str, parts: Sequence[Topical]) -> bool:
    """Whether the words hold what the model made of them; what is said to the assistant itself always does."""
    social = any(p.kind == "urgent" or (p.kind == "meta" and p.topic != "ask_capabilities") for p in parts)
    return social or len(parts) != 1 or not too_vague(text)


def telling(parts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The engine's parts without those cut off with no word in them ("I", "…"): of several parts these say nothing, whatever the
    model makes of them.
    """
    kept = [p for p in parts if _WORD.search(p["text"])]
    return kept if kept and len(parts) > 1 else list(parts)


def weigh(content: Content, text: str, parse: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """Parts with complexity, reasons, priority and route, of a text written ``today``."""
    topics = content.topics
    parts = [
        Part(
            p["text"],
            p["topic"],
            topics[p["topic"]].kind,
            float(p["confidence"]),
            learned=learned_signs(content, p),
        )
        for p in telling(parse.get("parts") or [])
        if p["topic"] in topics
    ]
    parts = parts if clear(text, parts) else []
    facts = Facts(
        learned=learned_signs(content, parse),
        today=today,
        text=text,
        parts=parts,
        base={k: v.priority for k, v in topics.items()},
        departments={k: v.department for k, v in topics.items()},
    )
    weighed = triage(facts, signs_for(content), content.guidelines["limits"])
    return {
        "parts": [
            {"text": p.text, "topic": p.topic, "kind": p.kind, "confidence": round(p.confidence, 4)} for p in parts
        ],
        "complexity": weighed.complexity,
        "reasons": list(weighed.reasons),
        "priority": weighed.priority,
        "route": weighed.route,
    }
