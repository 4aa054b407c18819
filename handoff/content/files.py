"""Reading YAML, and finding back at which line something stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake in the content: where it stands, what is wrong and how to mend it."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} -> {self.mend}"


class Unreadable(Exception):
    """The file is no valid YAML; carries the problem to show."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(path: Path, name: str) -> Any:
    """Read a YAML file as plain data. Raises `Unreadable` with the line of the mistake."""
    try:
        return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(
            Problem(name, line, f"no valid YAML: {error.problem}", "check quotes, colons and indentation")
        ) from error


class Positions:
    """Line numbers in one file; the file is only read again when somebody asks (that reading is slow)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tree: Any = None

    def line(self, where: Sequence[str | int]) -> int:
        """Line (from 1) of the deepest part of `where` that exists in the file."""
        if self._tree is None:
            self._tree = YAML(typ="rt").load(self._path.read_text(encoding="utf-8"))
        node, line = self._tree, 1
        for step in where:
            try:
                position = node.lc.data[step]
                node = node[step]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
            line = position[0] + 1
        return line
