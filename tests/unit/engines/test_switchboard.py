"""Which engine serves: what a supervisor says holds at once, and only while that supervisor lives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from handoff import switchboard
from handoff.switchboard import Switchboard

SET = ("http://127.0.0.1:5005", "http://127.0.0.1:5006")
NEW = "http://127.0.0.1:40001"


def test_the_settings_hold_when_nothing_was_said(tmp_path: Path) -> None:
    assert Switchboard(tmp_path, SET).now() == SET


def test_a_switch_holds_at_once_for_every_service(tmp_path: Path) -> None:
    boards = [Switchboard(tmp_path, SET), Switchboard(tmp_path, SET)]
    assert [b.now() for b in boards] == [SET, SET]
    switchboard.point(tmp_path, {SET[0]: NEW})
    assert [b.now() for b in boards] == [(NEW, SET[1])] * 2
    switchboard.point(tmp_path, {SET[0]: NEW, SET[1]: "http://127.0.0.1:40002"})
    assert [b.now() for b in boards] == [(NEW, "http://127.0.0.1:40002")] * 2
    switchboard.clear(tmp_path)
    assert [b.now() for b in boards] == [SET, SET]
    switchboard.clear(tmp_path)


def test_what_a_dead_supervisor_said_does_not_hold(tmp_path: Path) -> None:
    code = f"import sys; from pathlib import Path; from handoff import switchboard; switchboard.point(Path(sys.argv[1]), {{{SET[0]!r}: {NEW!r}}})"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert Switchboard(tmp_path, SET).now() == SET


@pytest.mark.parametrize("raw", ["", "{", "[]", "null", "{}", '{"supervisor": 1}', '{"supervisor": "x", "serving": {}}', '{"supervisor": 1, "serving": [1]}'])
def test_a_file_that_cannot_be_read_changes_nothing(tmp_path: Path, raw: str) -> None:
    switchboard.point(tmp_path, {SET[0]: NEW})
    file = next(tmp_path.glob("engines-*.json"))
    assert json.loads(file.read_text())["serving"] == {SET[0]: NEW}
    file.write_text(raw)
    assert Switchboard(tmp_path, SET).now() == SET
