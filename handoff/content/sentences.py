"""Checks the training sentences as the content is checked: file, line, what, mend."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML, YAMLError

from handoff.content.files import Problem
from text.normalise import for_classifier

_MARKUP = re.compile(r"\[[^\]]*\]\([^)]*\)|\[[^\]]*\]\{")
_WORD = re.compile(r"\w+")
_SHORTEST_ALIKE = 4  # words; two shorter sentences with the same words may well be two things


def check_sentences(root: Path) -> list[Problem]:
    """Problems in the sentences under ``root``.

    Unknown topics, markup by accident, (nearly) one sentence under two topics, a topic without sentences in a language,
    parts and signs that do not fit their message, and examples that training has already seen.
    """
    topics = set(YAML(typ="safe").load((root / "data/organisation/topics.yml").read_text(encoding="utf-8")))
    problems: list[Problem] = []
    seen: dict[str, tuple[str, str, int]] = {}
    for language in ("nl", "en"):
        have: set[str] = set()
        for file in sorted((root / "data/bot/nlu" / language).glob("*.yml")):
            name = str(file.relative_to(root))
            for line, topic, text in _lines(file, name, problems):
                have.add(topic)
                problems += _one(name, line, topic, text, topics, seen)
        for topic in sorted(topics - have):
            name = f"data/bot/nlu/{language}/{topic}.yml"
            problems.append(Problem(name, 1, f"topic {topic} has no sentences in {language!r}", "write at least 30"))
    problems += _several(root, topics)
    problems += _examples(root, seen)
    return problems


def sentences(root: Path) -> Iterator[tuple[str, str, str]]:
    """Every sentence under ``root`` as (language, topic, sentence), without a check."""
    for language in ("nl", "en"):
        for file in sorted((root / "data/bot/nlu" / language).glob("*.yml")):
            for _, topic, text in _read(file.read_text(encoding="utf-8")):
                yield language, topic, text


def alike(text: str) -> str:
    """A key that nearly equal sentences share: their words without order, numbers by kind, no punctuation."""
    words = _WORD.findall(for_classifier(text))
    if not words:
        return text  # emoji and the like
    return " ".join(sorted(words) if len(words) >= _SHORTEST_ALIKE else words)


def _one(
    name: str, line: int, topic: str, text: str, topics: set[str], seen: dict[str, tuple[str, str, int]]
) -> list[Problem]:
    if topic not in topics:
        return [Problem(name, line, f"there is no topic {topic!r}", "use an id of data/organisation/topics.yml")]
    found = []
    if _MARKUP.search(text):
        found.append(
            Problem(name, line, "brackets here are read as the mark of an entity", "write it without [..](..)")
        )
    before = seen.setdefault(alike(text), (topic, name, line))
    if before[0] != topic:
        what = f"this sentence also stands under {before[0]} ({before[1]}:{before[2]})"
        found.append(Problem(name, line, what, "keep it under one topic"))
    return found


def _several(root: Path, topics: set[str]) -> list[Problem]:
    """Messages with several parts: each part stands in the message, in order, under a topic that exists."""
    found = []
    for file in sorted((root / "data/bot/several").glob("*.yml")):
        name = str(file.relative_to(root))
        for message in YAML().load(file.read_text(encoding="utf-8"))["messages"]:
            line, at = message.lc.line + 1, 0
            for part in message["parts"]:
                place = message["text"].find(part["text"], at)
                if place < 0:
                    what = f"the part {part['text'][:40]!r} does not stand in the message after the part before it"
                    found.append(Problem(name, line, what, "copy the part exactly from the message, in order"))
                    break
                at = place + len(part["text"])
                if part["topic"] not in topics:
                    found.append(Problem(name, line, f"there is no topic {part['topic']!r}", "use an id of topics.yml"))
    return found


def _examples(root: Path, seen: dict[str, tuple[str, str, int]]) -> list[Problem]:
    """Examples measure understanding; one that training holds measures memory."""
    found = []
    for file in sorted((root / "data/examples").glob("*.jsonl")):
        name = str(file.relative_to(root))
        for line, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not raw.strip():
                continue
            text = json.loads(raw)["text"]
            twin = seen.get(alike(text)) if len(text.split()) >= _SHORTEST_ALIKE else None
            if twin:
                what = f"this example stands among the training sentences ({twin[1]}:{twin[2]})"
                found.append(Problem(name, line, what, "write another example: a known sentence measures nothing"))
    return found


def _lines(file: Path, name: str, problems: list[Problem]) -> list[tuple[int, str, str]]:
    """(line, topic, sentence) of a file; reads the lines themselves, because a block of text has no positions inside."""
    raw = file.read_text(encoding="utf-8")
    try:
        YAML(typ="safe").load(raw)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problems.append(
            Problem(
                name,
                (mark.line + 1) if mark else 1,
                "this is not valid YAML",
                "mind the indentation: four spaces and a dash before each sentence",
            )
        )
        return []
    return _read(raw)


def _read(raw: str) -> list[tuple[int, str, str]]:
    out, topic = [], ""
    for number, line in enumerate(raw.splitlines(), 1):
        start = re.match(r"\s*- intent:\s*(\S+)", line)
        if start:
            topic = start.group(1)
        elif topic and (sentence := re.match(r"\s+- (?!intent:)(.+)", line)):
            out.append((number, topic, sentence.group(1).strip()))
    return out
