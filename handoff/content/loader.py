"""One loader for everything in data/organisation: `load` for the service, `check` for editors and CI."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from handoff.content import checks
from handoff.content.files import Positions, Problem, Unreadable, read
from handoff.content.model import Content
from handoff.content.replies import Canned, TopicAnswers, Wording
from handoff.content.schema import Accessories, Business, Delivery, Insurance, Kind, Product, Service, Subscriptions
from handoff.content.schema_forms import Form
from handoff.content.schema_organisation import Department, Hours, Locations, Material, Organisation, Retention, Topic
from handoff.decide.dunning.rules import Rules

# file (without .yml) -> what it must hold
FACTS: Mapping[str, TypeAdapter[Any]] = {
    "organisation": TypeAdapter(Organisation),
    "departments": TypeAdapter(dict[str, Department]),
    "hours": TypeAdapter(Hours),
    "locations": TypeAdapter(Locations),
    "products": TypeAdapter(dict[str, Product]),
    "kinds": TypeAdapter(dict[str, Kind]),
    "subscriptions": TypeAdapter(Subscriptions),
    "services": TypeAdapter(dict[str, Service]),
    "accessories": TypeAdapter(Accessories),
    "insurance": TypeAdapter(Insurance),
    "delivery": TypeAdapter(Delivery),
    "business": TypeAdapter(Business),
    "materials": TypeAdapter(dict[str, Material]),
    "replies": TypeAdapter(dict[str, Canned]),
    "topics": TypeAdapter(dict[str, Topic]),
    "retention": TypeAdapter(Retention),
    "dunning": TypeAdapter(Rules),
    "wording": TypeAdapter(Wording),
}
ANSWERS = TypeAdapter(TopicAnswers)
FORM = TypeAdapter(Form)
SHARED = "form_fields"  # questions that several forms ask; a form names one with "use"
# Files with a shape of their own, read as plain data; who uses them checks them.
RAW = ("guidelines",)


class ContentError(Exception):
    """The content cannot be used; `problems` says what to mend."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass
class _Reading:
    """What has been read so far and what was wrong with it."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    positions: dict[str, Positions] = field(default_factory=dict)
    digest: Any = field(default_factory=hashlib.sha256)

    def file(self, path: Path) -> Any:
        """Plain data of one file, or None with a problem added."""
        name = str(path.relative_to(self.root))
        if not path.exists():
            self.problems.append(Problem(name, 1, "this file is missing", "put it back"))
            return None
        self.digest.update(name.encode() + path.read_bytes())
        self.positions[name] = Positions(path)
        try:
            return read(path, name)
        except Unreadable as error:
            self.problems.append(error.problem)
            return None

    def papers(self, folder: Path) -> dict[str, str]:
        """The texts of what we send, by code and language."""
        found = {}
        for path in sorted(folder.glob("*.md")):
            raw = path.read_bytes()
            self.digest.update(path.name.encode() + raw)
            found[path.stem] = raw.decode("utf-8")
        return found

    def validated(self, path: Path, shape: TypeAdapter[Any], shared: Mapping[str, Any] | None = None) -> Any:
        """One file in its shape, or None with the problems added, each at its line. ``shared``: fields that it may use."""
        data = self.file(path)
        if data is None or (shared is not None and not self._filled_in(path, data, shared)):
            return None
        try:
            return shape.validate_python(data)
        except ValidationError as error:
            self.problems.extend(self._problem(path, mistake) for mistake in error.errors())
            return None

    def shared_fields(self) -> dict[str, Any]:
        """Questions that several forms ask, by their ids."""
        data = self.file(self.root / f"{SHARED}.yml")
        return {name: {"id": name, **what} for name, what in data.items()} if isinstance(data, dict) else {}

    def _filled_in(self, path: Path, form: Any, shared: Mapping[str, Any]) -> bool:
        """Put the shared fields of a form in their places; False, with a problem added, when it names one that is not there."""
        fields = form.get("fields") if isinstance(form, dict) else None
        for place, spec in enumerate(fields if isinstance(fields, list) else ()):
            if not isinstance(spec, dict) or "use" not in spec:
                continue
            if spec["use"] not in shared:
                name = str(path.relative_to(self.root))
                line = self.positions[name].line(("fields", place))
                what = f"fields.{place}.use: there is no field {spec['use']}"
                self.problems.append(Problem(name, line, what, f"use one of {SHARED}.yml: {', '.join(shared)}"))
                return False
            form["fields"][place] = {**shared[spec["use"]], **{k: v for k, v in spec.items() if k != "use"}}
        return True

    def _problem(self, path: Path, mistake: Mapping[str, Any]) -> Problem:
        name = str(path.relative_to(self.root))
        where = mistake["loc"]
        line = self.positions[name].line(where)
        dotted = ".".join(map(str, where)) or "the file"
        mend = {
            "missing": "add this key",
            "extra_forbidden": "remove this key or correct its spelling",
        }.get(mistake["type"], "correct the value; the other entries in this file show the form")
        return Problem(name, line, f"{dotted}: {mistake['msg']}", mend)


def load(root: Path, *, tolerate: bool = False) -> Content:
    """Read all content under `root` (data/organisation).

    Raises `ContentError` when there is any problem. With `tolerate`, only for what makes the content
    unusable (a missing or malformed file of facts), so that an editor can try half-finished texts.
    """
    reading = _Reading(root)
    content = _read(reading)
    if content is not None and not tolerate:
        reading.problems.extend(checks.all_problems(content, reading.positions))
    if content is None or (reading.problems and not tolerate):
        raise ContentError(sorted(reading.problems))
    return content


def check(root: Path) -> list[Problem]:
    """Every problem in the content, in the order of files and lines; empty when all is well."""
    try:
        load(root)
    except ContentError as error:
        return error.problems
    return []


def _read(reading: _Reading) -> Content | None:
    root = reading.root
    facts = {name: reading.validated(root / f"{name}.yml", shape) for name, shape in FACTS.items()}
    raw = {name: reading.file(root / f"{name}.yml") or {} for name in RAW if (root / f"{name}.yml").exists()}
    texts = {path.stem: reading.file(path) or {} for path in sorted((root / "texts").glob("*.yml"))}
    answers = {
        path.stem: found
        for path in sorted((root / "answers").glob("*.yml"))
        if (found := reading.validated(path, ANSWERS)) is not None
    }
    shared = reading.shared_fields()
    forms = {
        path.stem: found
        for path in sorted((root / "forms").glob("*.yml"))
        if (found := reading.validated(path, FORM, shared)) is not None
    }
    if any(value is None for value in facts.values()):
        return None
    return Content(
        **facts,
        answers=answers,
        forms=forms,
        guidelines=raw.get("guidelines", {}),
        texts=texts,
        papers=reading.papers(root / "materials"),
        version=reading.digest.hexdigest()[:12],
    )
