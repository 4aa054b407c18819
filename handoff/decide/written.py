"""Amounts and addresses as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def address_lines(who: Mapping[str, Any], *, envelope: bool = True) -> list[str]:
    """Name and address in lines, on an envelope with the place in capitals; the country only abroad."""
    street = f"{who.get('street') or ''} {who.get('house_number') or ''}".strip()
    addition = str(who.get("addition") or "")
    if addition:
        street += f" {addition}"
    city = str(who.get("city") or "")
    city = city.upper() if envelope else city
    lines = [
        str(who.get("name") or ""),
        street,
        f"{who.get('postcode') or ''}  {city}".strip(),
    ]
    if who.get("country") not in (None, "", "NL"):
        lines.append(str(who["country"]))
    return [line for line in lines if line]


def euros(cents: int, language: str) -> str:
    """An amount as it is written: "€ 1.234,50" or "€1,234.50"; below zero with a minus."""
    whole = f"{abs(cents) / 100:,.2f}"
    if language == "nl":
        whole = "€ " + whole.replace(",", " ").replace(".", ",").replace(" ", ".")
    else:
        whole = "€" + whole
    return f"-{whole}" if cents < 0 else whole
