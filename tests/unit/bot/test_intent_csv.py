"""Data of one's own for the comparison: the common forms are read, and a bad file is answered with what is wrong."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from bot.intent_csv import OUTSIDE, BadFile, check_train, read


@pytest.mark.parametrize(
    "heading",
    ["text,label", "sentence,label", "text,category", "utterance,intent", "Query,Topic", "label,text", "sentence,label,", "\ufefftext,label"],
)
def test_common_headings(tmp_path: Path, heading: str) -> None:
    first = heading.strip("\ufeff").split(",")[0].lower() in ("label",)
    row = "a,how much is it" if first else "how much is it,a"
    file = tmp_path / "a.csv"
    file.write_text(f"{heading}\n{row}{',a note' if heading.endswith(',') else ''}\n", encoding="utf-8")
    assert read(file) == [("how much is it", "a")]


@pytest.mark.parametrize("mark", ["NO_NODES_DETECTED", "oos", "OOS", "out_of_scope", "ood"])
def test_marks_for_out_of_scope(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f'sentence,label\n"one, two",A\nsingle,{mark}\n , \n', encoding="utf-8")
    assert read(file) == [("one, two", "A"), ("single", OUTSIDE)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "needs a column named text"),
        (b"words,label\nhello,a\n", "its heading has words, label"),
        (b"text,kind\nhello,a\n", "needs a column named label"),
        (b"text,label\n", "holds no rows"),
        (b"text,label\nhello,\n", "line 2: 'hello' has no label"),
        (b"text,label\nhello\n", "line 2: 'hello' has no label"),
        (b"text,label\nh\xe9llo,a\n", "no CSV in UTF-8"),
        (b"text,label\nhe\x00llo,a\n", ""),
    ],
)
def test_a_bad_file_says_what_is_wrong(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    if not words:  # read or refused, but never a traceback
        with contextlib.suppress(BadFile):
            read(file)
        return
    with pytest.raises(BadFile, match=words) as caught:
        read(file)
    assert "bad.csv" in str(caught.value)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadFile):
            read(path)


@pytest.mark.parametrize("labels", [["a"], ["a", "a", OUTSIDE], [OUTSIDE]])
def test_one_label_teaches_nothing(tmp_path: Path, labels: list[str]) -> None:
    with pytest.raises(BadFile, match="nothing to choose between"):
        check_train(tmp_path / "train.csv", [("x", label) for label in labels])


def test_two_labels_are_enough(tmp_path: Path) -> None:
    check_train(tmp_path / "train.csv", [("x", "a"), ("y", "b")])
