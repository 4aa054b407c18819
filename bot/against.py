"""Two models sentence by sentence: what the new one understands better, and what worse."""

from __future__ import annotations

import json
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from bot.nlu.understand import Understanding

Rows = list[dict[str, Any]]
Parse = Callable[[str], dict[str, Any]]
MOST_SHOWN = 40  # sentences of each kind


def keep(parse: Parse, sets: dict[str, Rows], path: Path) -> None:
    """Write what ``parse`` makes of every message in ``sets``, one JSON object a line: {"text", "topics"}."""
    with path.open("w", encoding="utf-8") as file:
        for text in dict.fromkeys(row["text"] for rows in sets.values() for row in rows):
            topics = [p["topic"] for p in parse(text)["parts"]]
            file.write(json.dumps({"text": text, "topics": topics}, ensure_ascii=False) + "\n")


def kept(path: Path) -> dict[str, list[str]]:
    """Text -> topics, from a file that ``keep`` wrote or from a model archive of the engine.

    Raises ValueError when the archive holds no understanding of ours that this code can read.
    """
    if path.suffix == ".jsonl":
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {line["text"]: line["topics"] for line in lines}
    return _Lazy(load(path))


def load(path: Path) -> Understanding:
    """The understanding inside a model archive (.tar.gz); raises ValueError when there is none that this code can read."""
    from bot.nlu.understand import Understanding  # needs the engine's Python; kept parses do not

    with tarfile.open(path) as archive, tempfile.TemporaryDirectory() as folder:
        files = [m for m in archive.getmembers() if m.isfile()]
        ours = next((m.name.removesuffix("topics.json") for m in files if m.name.endswith("/topics.json")), None)
        if ours is None:
            raise ValueError(f"{path} holds no understanding of ours")
        for member in files:
            inside = archive.extractfile(member) if member.name.startswith(ours) else None
            if inside is not None:
                (Path(folder) / Path(member.name).name).write_bytes(inside.read())
        try:
            return Understanding.load(Path(folder))
        except (FileNotFoundError, KeyError) as error:
            raise ValueError(
                f"{path} was trained by another version; keep its parses with --keep there, and compare with that file"
            ) from error


class _Lazy(dict[str, list[str]]):
    """Parses a text when it is asked for."""

    def __init__(self, understanding: Understanding) -> None:
        super().__init__()
        self._understanding = understanding

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str)

    def __missing__(self, text: str) -> list[str]:
        self[text] = [p["topic"] for p in self._understanding.parse(text)["parts"]]
        return self[text]


def changes(old: dict[str, list[str]], parse: Parse, rows: Rows) -> dict[str, list[tuple[str, list[str], list[str]]]]:
    """Which of ``rows`` became "better" or "worse", or stayed "right" or "wrong": (text, topics before, topics now)."""
    found: dict[str, list[tuple[str, list[str], list[str]]]] = {k: [] for k in ("better", "worse", "right", "wrong")}
    for row in rows:
        text, gold = row["text"], row["topics"]
        if text in old:
            before, now = old[text], [p["topic"] for p in parse(text)["parts"]]
            kind = (
                ("right" if before == gold else "better") if now == gold else ("worse" if before == gold else "wrong")
            )
            found[kind].append((text, before, now))
    return found


def against(path: Path, parse: Parse, sets: dict[str, Rows], out: Console) -> None:
    """Print per set how many messages went from wrong to right and back, then the messages themselves."""
    old = kept(path)
    table = Table(f"against {path.name}", "messages", "better", "worse", "right in both", "wrong in both")
    all_changes = {name: changes(old, parse, rows) for name, rows in sets.items()}
    for name, found in all_changes.items():
        counts: Counter[str] = Counter({k: len(v) for k, v in found.items()})
        table.add_row(name, str(counts.total()), *(str(counts[k]) for k in ("better", "worse", "right", "wrong")))
    out.print(table)
    for kind in ("worse", "better"):
        for name, found in all_changes.items():
            _show(kind, name, found[kind], out)


def _show(kind: str, name: str, rows: Sequence[tuple[str, list[str], list[str]]], out: Console) -> None:
    for text, before, now in rows[:MOST_SHOWN]:
        line = f"{kind} ({name}): {text[:140]}\n    {', '.join(before)} -> {', '.join(now)}"
        out.print(line, highlight=False, markup=False)
    if len(rows) > MOST_SHOWN:
        out.print(f"  and {len(rows) - MOST_SHOWN} more", highlight=False)
