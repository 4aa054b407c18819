"""The bot's own sentences, from data/organisation/texts: greeting, hand-over, doubt and the like."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from handoff.content.model import Content


def text(content: Content, key: str, language: str, *, avoid: Container[str] = frozenset(), **values: Any) -> str:
    """The sentence ``key`` in ``language`` ("nl" or "en"), filled with ``values``; of several wordings one not in ``avoid``.

    Raises KeyError when no file in texts/ has it.
    """
    for group in content.texts.values():
        if key in group:
            wordings = group[key][language]
            options = [wordings] if isinstance(wordings, str) else list(wordings)
            filled = [_fill(option, values) for option in options]
            return next((f for f in filled if f not in avoid), filled[0])
    raise KeyError(key)


def _fill(option: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        option = option.replace("{" + name + "}", str(value))
    return option.strip()
