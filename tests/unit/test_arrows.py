"""The arrows of docs/architecture.md: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("text", "bot", "actions", "handoff", "tests")
ROOMS = ("chat", "desk", "channels", "triage", "debtors", "studio")
# Package -> what it may import of ours, besides itself. The small modules of handoff (settings, errors, clock, bus) hold
# no rules and may be used by work and the rooms.
SMALL = {"handoff.settings", "handoff.errors", "handoff.clock", "handoff.bus", "handoff.limits", "handoff.engine", "handoff.tasks"}
MAY = {
    "text": set(),
    "bot": {"text"},
    "handoff.decide": {"text"},
    "handoff.content": {"text", "handoff.decide"},
    "handoff.store": {"text", "handoff.decide", "handoff.content", "handoff.settings"},
    "handoff.work": {"text", "handoff.decide", "handoff.content", "handoff.store"} | SMALL,
    "actions": {"text", "handoff.decide", "handoff.content", "handoff.store", "handoff.work", "handoff.settings", "handoff.errors"},
    "handoff.web": {"text", "handoff.settings", "handoff.errors", "handoff.work"},
}
PAPERS = {"handoff.papers"}  # paper as PDF, made from content
ROOM_MAY = {"text", "actions", "handoff.decide", "handoff.content", "handoff.store", "handoff.work", "handoff.web"} | SMALL | PAPERS


def imports_of(file: Path) -> set[str]:
    """Full names of the modules of ours that ``file`` imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] in OURS}


def package_of(file: Path) -> str:
    """The package of the table that ``file`` belongs to."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return parts[0] if parts[0] != "handoff" else ".".join(parts[:2])


def files() -> list[Path]:
    """All source files of the product."""
    return [f for name in ("text", "bot", "actions", "handoff") for f in sorted((ROOT / name).rglob("*.py")) if ".venv" not in f.parts and "migrations" not in f.parts]


@pytest.mark.parametrize("file", files(), ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_follow_the_arrows(file: Path) -> None:
    package = package_of(file)
    room = package.split(".")[-1] if package.startswith("handoff.") else ""
    may = ROOM_MAY if room in ROOMS else MAY.get(package)
    names = imports_of(file)
    assert not any(n.startswith("bot") for n in names) or package == "bot", f"{file} imports the engine's side"
    assert not any(n.startswith("tests") for n in names), f"{file} imports tests"
    if may is None:  # app, cli and the like: the composition roots see everything
        return
    for name in names:
        inside = name == package or name.startswith(package + ".")
        allowed = any(name == m or name.startswith(m + ".") for m in may)
        assert inside or allowed, f"{file.relative_to(ROOT)} may not import {name}"


def test_rooms_do_not_import_each_other() -> None:
    for file in files():
        package = package_of(file)
        room = package.split(".")[-1]
        if room in ROOMS:
            for name in imports_of(file):
                other = name.split(".")[1] if name.startswith("handoff.") and len(name.split(".")) > 1 else ""
                if other in ROOMS and other != room:
                    raise AssertionError(f"{file.relative_to(ROOT)} imports {name}")
