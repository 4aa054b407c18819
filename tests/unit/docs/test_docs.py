"""The documentation names what there is, and what it names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from handoff.app import create_app
from handoff.cli import app as cli
from handoff.settings import SETTINGS, load

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "demo" / "README.md", *sorted((ROOT / "docs").glob("*.md")))
README = (ROOT / "README.md").read_text(encoding="utf-8")
ALL = "\n".join(file.read_text(encoding="utf-8") for file in DOCS)
# Environment variables between our own processes; not settings of the service.
INTERNAL = {"BALIE_ENGINE_LOG", "BALIE_ACTIONS_URL", "BALIE_TEST_NO_SKIP", "BALIE_TEST_MODEL"}
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_ROUTE = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[\w/\-.]*)`")
_PATH = re.compile(r"`((?:handoff|actions|bot|text|data|demo|docs|tests|scripts)/[\w./\-]*)`")


def names(file: Path) -> str:
    return str(file.relative_to(ROOT))


def commands() -> Iterator[str]:
    """Every ./balie command, groups included: "up", "users add"."""
    top = get_command(cli)
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        yield from [f"{name} {sub}" for sub in inner] if inner else [name]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_setting_is_in_the_table(setting) -> None:
    default = f"`{setting.default}`" if setting.default else "empty"
    assert f"| `BALIE_{setting.name}` | {default} | {setting.help} |" in README


def test_no_setting_that_does_not_exist() -> None:
    known = {f"BALIE_{s.name}" for s in SETTINGS} | INTERNAL
    assert set(re.findall(r"BALIE_[A-Z_]*[A-Z]", ALL)) <= known


@pytest.mark.parametrize("command", list(commands()))
def test_command_is_documented(command: str) -> None:
    assert f"`./balie {command}" in README


def test_no_command_that_does_not_exist() -> None:
    known = {c.split()[0] for c in commands()}
    assert set(re.findall(r"\./balie ([a-z]+)", ALL)) <= known


def test_options_exist() -> None:
    options = {o for c in _all_commands() for p in c.params for o in (*p.opts, *p.secondary_opts)}
    options |= set(re.findall(r'"(--[a-z-]+)"', (ROOT / "bot" / "evaluate.py").read_text(encoding="utf-8")))
    for line in re.findall(r"^\| `\./balie [^\n]*$", README, re.M):
        assert set(re.findall(r"`(--[a-z-]+)`", line)) <= options, line


def _all_commands() -> Iterator[typer.core.TyperCommand]:
    for command in get_command(cli).commands.values():  # type: ignore[attr-defined]
        yield from getattr(command, "commands", {"": command}).values()


def test_make_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split())  # type: ignore[index]
    named = set(re.findall(r"`make ([a-z-]+)", ALL))
    assert targets - named == set(), "not documented"
    assert named - targets == set(), "not in the Makefile"


@pytest.mark.parametrize("file", DOCS, ids=names)
def test_links_lead_somewhere(file: Path) -> None:
    for target in _LINK.findall(_CODE.sub("", file.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (file.parent / path).resolve() if path else file
        assert aim.exists(), f"{names(file)}: {target}"
        if anchor:
            assert anchor in anchors(aim), f"{names(file)}: {target}"


def anchors(file: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


@pytest.mark.parametrize("file", DOCS, ids=names)
def test_places_exist(file: Path) -> None:
    for place in _PATH.findall(file.read_text(encoding="utf-8")):
        if "ONDERWERP" not in place:
            assert (ROOT / place).exists(), f"{names(file)}: {place}"


@pytest.mark.parametrize("file", DOCS, ids=names)
def test_nothing_left_to_do_and_nothing_of_this_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\b(?:TODO|FIXME|XXX|TBD|lorem)\b", text, re.I)
    assert "<!--" not in text
    assert not re.search(r"(?<!\w)/(?:work|home|root|tmp)/|\bshared/", text)


def test_routes_exist(tmp_path: Path) -> None:
    app = create_app(load({"BALIE_DATA": str(tmp_path)}), name="documented")
    routes = {("/" + route.path.rstrip("/"), method) for route in app.router.routes for method in route.methods or ()}
    for method, path in set(_ROUTE.findall(ALL)):
        assert (path.rstrip("/") or "/", method) in routes, f"{method} {path}"
    assert "/openapi.json" in ALL
    assert ("/api/docs", "GET") in routes


def test_messages_of_the_check_are_explained() -> None:
    guide = (ROOT / "docs" / "editors-guide.md").read_text(encoding="utf-8")
    source = "\n".join(f.read_text(encoding="utf-8") for f in (ROOT / "handoff" / "content").glob("*.py"))
    section = guide[guide.index("wat de meldingen betekenen") :].split("\n## ")[0]
    for cell in re.findall(r"^\| (`[^|]*`[^|]*) \|", section, re.M):
        for message in re.findall(r"`([^`]*)`", cell):
            words = max(re.split(r"\.\.\.|\"|\{|\}", message), key=len).strip()
            generic = {"Field required", "Extra inputs are not permitted", "words"} | {
                f"{w} {x}" for w in ("no asks in", "only in") for x in ("nl", "en")
            }
            assert words in source or words in generic, message


def test_shortcuts_of_the_agents_guide() -> None:
    template = (ROOT / "handoff" / "web" / "templates" / "desk" / "_keys.html").read_text(encoding="utf-8")
    guide = (ROOT / "docs" / "agents-guide.md").read_text(encoding="utf-8")
    keys = {
        key for group in re.findall(r"\(\[([^\]]*)\], \"keys\.", template) for key in re.findall(r'"([^"]+)"', group)
    }
    assert all(f"`{key}`" in guide for key in keys - {"/", "–"})


def test_figures_are_filled_in() -> None:
    text = (ROOT / "docs" / "understanding.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*) \|$", text.split("\n## Figures\n")[1].split("\n## ")[0], re.M)
    assert len(rows) > 10
    assert all(value.strip() for _, value in rows)
