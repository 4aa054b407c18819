"""Two models sentence by sentence."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.against import against, changes, keep, kept

ROWS = [
    {"text": "borg terug?", "topics": ["ask_deposit_refund"]},
    {"text": "fiets weg", "topics": ["report_theft"]},
    {"text": "open?", "topics": ["ask_opening_hours"]},
]
OLD = {"borg terug?": ["greet"], "fiets weg": ["report_theft"], "open?": ["greet"]}
NEW = {"borg terug?": ["ask_deposit_refund"], "fiets weg": ["greet"], "open?": ["thank"]}


def _parse(topics: dict[str, list[str]]) -> Any:
    return lambda text: {"parts": [{"topic": t} for t in topics[text]]}


def test_changes_name_what_became_better_and_worse() -> None:
    found = changes(OLD, _parse(NEW), ROWS)
    assert {k: [text for text, _, _ in v] for k, v in found.items()} == {
        "better": ["borg terug?"],
        "worse": ["fiets weg"],
        "right": [],
        "wrong": ["open?"],
    }


def test_kept_parses_are_read_back_and_compared(tmp_path: Path) -> None:
    file = tmp_path / "old.jsonl"
    keep(_parse(OLD), {"single": ROWS}, file)
    assert kept(file) == OLD
    out = Console(file=io.StringIO(), width=120)
    against(file, _parse(NEW), {"single": ROWS}, out)
    shown = out.file.getvalue()  # type: ignore[attr-defined]
    assert "worse (single): fiets weg" in shown
    assert "better (single): borg terug?" in shown
