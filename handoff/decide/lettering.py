"""How words are written where they stand."""

from __future__ import annotations


def capital(text: str) -> str:
    """``text`` with a capital, where it stands at the beginning or by itself; the rest stays, unlike with ``str.capitalize``."""
    return text[:1].upper() + text[1:]
