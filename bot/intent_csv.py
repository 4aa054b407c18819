"""Intent classification data as CSV: what each file may look like, and what is said when it does not."""

from __future__ import annotations

import csv
from pathlib import Path

TEXT = ("text", "sentence", "utterance", "query", "message")
LABEL = ("label", "intent", "category", "topic", "class")
OUTSIDE = "(out of scope)"
# How data sets mark a message that no topic fits, in lower case: HINT3, CLINC150 and the like.
OUTSIDE_NAMES = frozenset(
    "no_nodes_detected oos ood out_of_scope out-of-scope outofscope out_of_domain none nomatch no_match".split()
)


class BadFile(ValueError):
    """A file that cannot be used; the text says what is wrong and what it should hold."""


def read(path: Path) -> list[tuple[str, str]]:
    """The rows of a CSV with a heading, as (text, label); a label that means "no topic" becomes ``OUTSIDE``.

    Rows without a text are left out. Raises BadFile: not there, not text, a column missing, a label missing, no rows.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = {(n or "").strip().lower(): n for n in reader.fieldnames or []}
            text, label = _column(path, names, TEXT), _column(path, names, LABEL)
            rows = []
            for row in reader:
                said, meant = (row[text] or "").strip(), (row[label] or "").strip()
                if said and not meant:
                    raise BadFile(f"{path}, line {reader.line_num}: {said[:40]!r} has no label.")
                if said:
                    rows.append((said, OUTSIDE if meant.lower() in OUTSIDE_NAMES else meant))
    except OSError as problem:
        raise BadFile(f"{path}: {problem.strerror or problem}.") from None
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BadFile(f"{path} is no CSV in UTF-8 ({problem}).") from None
    if not rows:
        raise BadFile(f"{path} holds no rows under its heading.")
    return rows


def _column(path: Path, names: dict[str, str], wanted: tuple[str, ...]) -> str:
    found = next((names[n] for n in wanted if n in names), None)
    if found is None:
        has = ", ".join(n for n in names if n) or "nothing"
        raise BadFile(f"{path} needs a column named {', '.join(wanted[:-1])} or {wanted[-1]}; its heading has {has}.")
    return found


def check_train(path: Path, rows: list[tuple[str, str]]) -> None:
    """Raises BadFile when ``rows`` cannot teach a classifier."""
    labels = {label for _, label in rows} - {OUTSIDE}
    if len(labels) < 2:
        raise BadFile(f"{path} has {len(labels)} label; there is nothing to choose between. Give it two or more.")
