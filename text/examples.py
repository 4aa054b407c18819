"""The held-out messages of ``data/examples``, read alike by the engine's side and the service's side of the evaluation.

A set may lie in several files: ``single.jsonl``, ``single_2.jsonl``. They are measured together and each apart, because
a fresh file tells how far an older one, looked at while training sentences were written, has become too easy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]


def read(folder: Path, name: str) -> Rows:
    """The lines of ``folder``/``name``*.jsonl in order of file, each with its ``file``; empty when there are none.

    Raises:
        json.JSONDecodeError: a line is not JSON.
    """
    return [
        json.loads(line) | {"file": path.stem}
        for path in sorted(folder.glob(f"{name}*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def by_file(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """All ``rows`` under the name "", then, if they come from more than one file, those of each file under its name."""
    yield "", rows
    files = sorted({r["file"] for r in rows})
    if len(files) > 1:
        for file in files:
            yield file, [r for r in rows if r["file"] == file]
