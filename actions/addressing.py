"""Says "u" to who says "u". Source: handbook, organisation, "Zo schrijven en praten wij"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from actions.situation import Situation
from handoff.decide.formal import formal, says_u
from handoff.work.plan import Effect, Plan

MAILED = ("mail", "send_code")
REMEMBERED = 3  # last texts as they were before they were turned, so that a wording is not said twice


def formally(s: Situation) -> bool:
    """Whether this customer is addressed with "u": as of late in what was typed, in Dutch."""
    typed = s.choice is None and not s.pressed
    now = says_u(s.text) if typed and s.heard_language != "en" else None
    return bool(s.context.get("formal")) if now is None else now


def addressed(plan: Plan, s: Situation) -> Plan:
    """``plan`` in the form that this customer uses, and that form remembered."""
    polite = formally(s)
    kept = {k: v for k, v in plan.context.items() if k not in ("formal", "plain")}
    if not polite:
        return replace(plan, context=kept) if kept != plan.context else plan
    plain = (*(b.text for b in plan.bubbles), *s.context.get("plain", ()))[:REMEMBERED]
    context = {**kept, "formal": True, "plain": list(plain)}
    if plan.language != "nl":
        return replace(plan, context=context)
    keep = [t for t in (s.text, *_written(s.context), *_written(plan.context)) if t]

    def turned(text: str) -> str:
        return formal(text, keep)

    bubbles = tuple(
        replace(b, text=turned(b.text), buttons=tuple({**x, "title": turned(x["title"])} for x in b.buttons))
        for b in plan.bubbles
    )
    parts = tuple(replace(p, answer=turned(p.answer)) for p in plan.parts)
    case = replace(plan.case, feedback=turned(plan.case.feedback)) if plan.case else None
    effects = tuple(_effect(e) for e in plan.effects)
    return replace(plan, bubbles=bubbles, parts=parts, case=case, effects=effects, context=context)


def _effect(effect: Effect) -> Effect:
    return replace(effect, data={**effect.data, "formal": True}) if effect.kind in MAILED else effect


def _written(context: Mapping[str, Any]) -> Iterator[str]:
    """What the customer wrote that may be read back."""
    form = context.get("form") or {}
    yield str(form.get("story") or "")
    yield from (v for v in (form.get("values") or {}).values() if isinstance(v, str))
