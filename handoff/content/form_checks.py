"""Checks of data/organisation/forms that one value cannot show: names that match, braces that close, both languages alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from handoff.content.files import Problem
from handoff.content.model import Content
from handoff.content.schema_forms import Form, Lines

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
TAKES_OPTIONS = {"choice", "reach"}
Where = Sequence[str | int]


class Report(Protocol):
    """Makes a problem of the file that is checked."""

    def __call__(self, where: Where, what: str, mend: str) -> Problem: ...


def form_problems(content: Content, stem: str, form: Form, report: Report) -> Iterator[Problem]:
    """Every problem of one form."""
    if form.topic != stem:
        yield report(("topic",), f"the file is named {stem} but holds {form.topic}", "make them the same")
    if form.topic not in content.topics:
        yield report(("topic",), f"topic {form.topic} does not exist", "use an id of topics.yml")
    if form.number and form.number not in {f.id for f in form.fields}:
        yield report(("number",), f"field {form.number} does not exist", "use the id of one of the fields")
    if form.level == 1 and not form.number:
        yield report(("level",), "level 1 needs the field that identifies", "add number: with the id of a field")
    seen: set[str] = set()
    for index, field in enumerate(form.fields):
        where: Where = ("fields", index)
        if field.id in seen:
            yield report((*where, "id"), f"field {field.id} stands here twice", "give each field its own id")
        seen.add(field.id)
        unknown = [name for name in field.also if name not in {f.id for f in form.fields}]
        if unknown:
            yield report((*where, "also"), f"field {unknown[0]} does not exist", "use the id of one of the fields")
        if field.kind == "yes_no":
            if set(field.options) not in (set(), {"yes", "no"}):
                yield report((*where, "options"), "options other than yes and no", 'call them "yes" and "no", or make it a choice')
        elif field.options and field.kind not in TAKES_OPTIONS:
            yield report((*where, "options"), f"a field of kind {field.kind} takes no options", "make it a choice")
    for place, lines in _all_lines(form):
        yield from _lines(lines, place, report)


def _all_lines(form: Form) -> Iterator[tuple[Where, Lines]]:
    for name in ("intro", "confirm", "done", "mail"):
        lines = getattr(form, name)
        if lines is not None:
            yield (name,), lines
    for index, field in enumerate(form.fields):
        yield ("fields", index, "ask"), field.ask
        for name in ("again", "alone"):
            if getattr(field, name):
                yield ("fields", index, name), getattr(field, name)
    for name, lines in form.texts.items():
        yield ("texts", name), lines


def _lines(lines: Lines, where: Where, report: Report) -> Iterator[Problem]:
    names: dict[str, set[str]] = {}
    for language, texts in (("nl", lines.nl), ("en", lines.en)):
        for number, text in enumerate(texts):
            if text.count("{") != text.count("}"):
                yield report((*where, language, number), "a brace without its partner", "close the { with a }")
            for name in PLACEHOLDER.findall(text):
                if not _NAME.fullmatch(name):
                    yield report((*where, language, number), f"{{{name}}} is no name", "use lower-case letters")
        names[language] = {n for text in texts for n in PLACEHOLDER.findall(text)}
    if names["nl"] != names["en"]:
        odd = ", ".join(sorted(names["nl"] ^ names["en"]))
        yield report(where, f"{odd} stands in one language only", "tell the same in both languages")
