"""Trains the engine's model: ``python -m bot.train OUT_FOLDER NAME``. Prints ``BALIE-TRAIN`` lines for the progress bar."""

from __future__ import annotations

import os
import sys
import tempfile
from itertools import groupby
from pathlib import Path

SENTENCES = Path("data/bot/nlu")
RULES = "data/bot/rules"
SHOWN = 2  # sentences a topic that the engine itself reads

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def show_engine(file: Path) -> str:
    """Write a few sentences of each topic into ``file`` in the engine's form, and give its path.

    The engine wants to have seen every topic. The understanding reads all sentences itself, so that the engine need not
    read, tokenise and copy tens of thousands of them first.
    """
    from ruamel.yaml import YAML

    from bot.nlu.training_files import sentences

    by_topic = groupby(sorted(sentences(SENTENCES), key=lambda row: row[1]), key=lambda row: row[1])
    blocks = [
        {"intent": topic, "examples": "".join(f"- {text}\n" for text, _, _ in list(rows)[:SHOWN])}
        for topic, rows in by_topic
    ]
    with file.open("w", encoding="utf-8") as out:
        YAML(typ="safe", pure=True).dump({"version": "3.1", "nlu": blocks}, out)
    return str(file)


def main(folder: str, name: str) -> int:
    """Train from config.yml, domain.yml and data/bot into ``folder``/``name``.tar.gz; 0 when that worked."""
    import warnings

    warnings.simplefilter("ignore")
    print("BALIE-TRAIN engine: loading", flush=True)
    from bot.nlu.learning import Folders, begin

    begin(Folders())  # beside what the engine needs to load and to read its rules
    from bot import lean

    lean.spare()
    from rasa.model_training import train

    # A cache of its own: a model is what its content says, not what an earlier run left behind.
    with tempfile.TemporaryDirectory() as folder_of_own:
        os.environ["RASA_CACHE_DIRECTORY"] = str(Path(folder_of_own) / "cache")
        print("BALIE-TRAIN engine: reading sentences and rules", flush=True)
        data = [show_engine(Path(folder_of_own) / "shown.yml"), RULES]
        result = train("domain.yml", "config.yml", data, output=folder, fixed_model_name=name, force_training=True)
    return result.code if result.model else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
