"""Held-out messages are read from every file of a set, and can be told apart by file."""

from __future__ import annotations

from pathlib import Path

from text.examples import by_file, read


def test_a_set_is_read_from_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "single.jsonl").write_text('{"text": "één"}\n\n{"text": "twee"}\n', encoding="utf-8")
    (tmp_path / "single_2.jsonl").write_text('{"text": "drie"}\n', encoding="utf-8")
    (tmp_path / "several.jsonl").write_text('{"text": "niet van deze set"}\n', encoding="utf-8")
    assert [(r["text"], r["file"]) for r in read(tmp_path, "single")] == [
        ("één", "single"),
        ("twee", "single"),
        ("drie", "single_2"),
    ]


def test_a_set_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, "single") == []


def test_all_together_and_then_each_file() -> None:
    rows = [{"file": "single"}, {"file": "single_2"}, {"file": "single"}]
    assert [(name, len(group)) for name, group in by_file(rows)] == [("", 3), ("single", 2), ("single_2", 1)]


def test_one_file_is_not_told_apart() -> None:
    assert [name for name, _ in by_file([{"file": "single"}])] == [""]
