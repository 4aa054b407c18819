"""What a customer filled in, in words: the name of each field and its value as people say it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from handoff.content import Content
from handoff.decide.lettering import capital
from handoff.decide.written import address_lines, euros
from handoff.desk.page_views import phone
from handoff.desk.words import Words
from handoff.work.moments import day_in_words

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = {"street", "house_number", "postcode", "city"}


def in_words(content: Content, topics: Sequence[str], data: Mapping[str, Any], w: Words) -> list[tuple[str, str]]:
    """(name, value) for everything in ``data`` that says something, in its order."""
    rows = []
    for key, value in data.items():
        words = _value(content, topics, key, value, w)
        if words:
            rows.append((_name(content, topics, key, w), words))
    return rows


def change_value(field: str, values: Mapping[str, Any], *, whole: bool, language: str = "nl") -> str:
    """A value of a change in one line; an account only as its last four characters unless ``whole``."""
    if field == "refund":
        cents = values.get("cents")
        return " · ".join(filter(None, (euros(cents, language), values.get("refund_for")))) if cents is not None else ""
    if field == "address":
        return ", ".join(address_lines({**values, "name": ""}, envelope=False))
    if field == "iban":
        iban = str(values.get("iban") or "")
        shown = " ".join(re.findall(".{1,4}", iban)) if whole else f"•••• {iban[-4:]}"
        return f"{shown} · {values.get('iban_holder') or ''}".strip(" ·") if iban else ""
    return phone(values.get(field)) if field == "phone" else str(values.get(field) or "")


def _name(content: Content, topics: Sequence[str], key: str, w: Words) -> str:
    for topic in topics:
        for field in content.forms[topic].fields if topic in content.forms else ():
            if field.id == key:
                name = field.name.by(w.language)  # type: ignore[arg-type]
                return capital(name)
    words = w.named("data", key)
    return capital(words)


def _value(content: Content, topics: Sequence[str], key: str, value: Any, w: Words) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return w("yes") if value else w("no")
    if isinstance(value, int) and key.endswith("cents"):
        return euros(value, w.language)
    if isinstance(value, Mapping):
        if set(value) >= _ADDRESS:
            return ", ".join(address_lines({**value, "name": value.get("name") or ""}, envelope=False))
        return " · ".join(f"{_name(content, topics, k, w)}: {v}" for k, raw in value.items() if (v := _value(content, topics, k, raw, w)))  # fmt: skip
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, (_value(content, topics, key, item, w) for item in value)))
    return _text(content, topics, key, str(value), w)


def _text(content: Content, topics: Sequence[str], key: str, value: str, w: Words) -> str:
    for topic in topics:
        for field in content.forms[topic].fields if topic in content.forms else ():
            if field.id == key and value in field.options:
                return field.options[value].title.by(w.language)  # type: ignore[arg-type]
    if value in content.products:
        return f"{content.products[value].name} ({value})"
    if _DAY.fullmatch(value):
        return day_in_words(dt.date.fromisoformat(value), w.language)
    if key == "iban":
        return f"•••• {value[-4:]}"
    return value
