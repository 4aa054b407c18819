"""Reads the editors' training sentences without the engine: one folder a language, YAML files in the engine's form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML


def sentences(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Every training sentence under ``folder``/nl and ``folder``/en as (text, topic, language)."""
    yaml = YAML(typ="safe", pure=False)
    for language in ("nl", "en"):
        for file in sorted((folder / language).glob("*.yml")):
            for block in (yaml.load(file.read_text(encoding="utf-8")) or {}).get("nlu", []):
                for line in block.get("examples", "").splitlines():
                    text = line.strip()
                    if text.startswith("- "):
                        yield text[2:].strip(), block["intent"], language


def messages(folder: Path) -> Iterator[tuple[str, list[tuple[str, str, int]], str]]:
    """Every message with several parts under ``folder``: (text, [(part, topic, where it begins)], language)."""
    yaml = YAML(typ="safe", pure=False)
    for file in sorted(folder.glob("*.yml")):
        for message in (yaml.load(file.read_text(encoding="utf-8")) or {}).get("messages", []):
            parts, at = [], 0
            for part in message["parts"]:
                begin = message["text"].index(part["text"], at)
                parts.append((part["text"], part["topic"], begin))
                at = begin + len(part["text"])
            yield message["text"], parts, file.stem[:2]


def signs(folder: Path) -> Iterator[tuple[str, str, bool, str]]:
    """Every sentence under ``folder`` that shows a sign or only looks like it: (text, sign, shows, language)."""
    yaml = YAML(typ="safe", pure=False)
    for file in sorted(folder.glob("*.yml")):
        for block in (yaml.load(file.read_text(encoding="utf-8")) or {}).get("signs", []):
            for key, shows, language in (
                ("nl", True, "nl"),
                ("en", True, "en"),
                ("not_nl", False, "nl"),
                ("not_en", False, "en"),
            ):
                for line in block.get(key, "").splitlines():
                    if line.strip().startswith("- "):
                        yield line.strip()[2:].strip(), block["sign"], shows, language
