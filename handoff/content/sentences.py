"""Checks the training sentences as the content is checked: file, line, what, mend."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML, YAMLError

from handoff.content.files import Problem
from text.normalise import for_classifier

FEWEST = 3
_MARKUP = re.compile(r"\[[^\]]*\]\([^)]*\)|\[[^\]]*\]\{")


def check_sentences(root: Path) -> list[Problem]:
    """Problems in data/bot/nlu under ``root``: unknown topics, markup by accident, one sentence under two topics, parity."""
    topics = set(YAML(typ="safe").load((root / "data/organisation/topics.yml").read_text(encoding="utf-8")))
    problems: list[Problem] = []
    seen: dict[str, tuple[str, str, int]] = {}
    found: dict[str, set[str]] = {"nl": set(), "en": set()}
    for language in ("nl", "en"):
        for file in sorted((root / "data/bot/nlu" / language).glob("*.yml")):
            name = str(file.relative_to(root))
            for line, topic, text in _lines(file, name, problems):
                if topic not in topics:
                    problems.append(
                        Problem(name, line, f"there is no topic {topic!r}", "use an id of data/organisation/topics.yml")
                    )
                    continue
                found[language].add(topic)
                if _MARKUP.search(text):
                    problems.append(
                        Problem(
                            name, line, "brackets here are read as the mark of an entity", "write it without [..](..)"
                        )
                    )
                key = for_classifier(text)
                before = seen.setdefault(key, (topic, name, line))
                if before[0] != topic:
                    problems.append(
                        Problem(
                            name,
                            line,
                            f"this sentence also stands under {before[0]} ({before[1]}:{before[2]})",
                            "keep it under one topic",
                        )
                    )
    for language, have in found.items():
        for topic in sorted(topics - have):
            problems.append(
                Problem(
                    f"data/bot/nlu/{language}/{topic}.yml",
                    1,
                    f"topic {topic} has no sentences in {language!r}",
                    "write at least 30",
                )
            )
    return problems


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
    out, topic = [], ""
    for number, line in enumerate(raw.splitlines(), 1):
        start = re.match(r"\s*- intent:\s*(\S+)", line)
        if start:
            topic = start.group(1)
        elif topic and (sentence := re.match(r"\s+- (?!intent:)(.+)", line)):
            out.append((number, topic, sentence.group(1).strip()))
    return out
