"""Our understanding beside the engine's own pipelines, on the same split of the same sentences, in one run."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from ruamel.yaml import YAML

from bot.nlu.topic_model import TopicModel

FEATURES = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]


def pipelines(epochs: int) -> dict[str, list[dict[str, object]]]:
    """The engine's own: its default (DIET) and its logistic regression."""
    return {
        f"DIET, {epochs} epochs (the engine's default)": [
            *FEATURES,
            {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True, "entity_recognition": False},
        ],
        "LogisticRegressionClassifier (the engine's)": [*FEATURES, {"name": "LogisticRegressionClassifier"}],
    }


def compare(
    texts: Sequence[str], labels: Sequence[str], languages: Sequence[str], each_topic: int, epochs: int, out: Console
) -> None:
    """Accuracy, seconds to train, milliseconds a message and memory of each pipeline, on ``each_topic`` sentences a topic.

    A sample, because the engine's default would take hours on everything; tested on ten other sentences a topic.
    """
    by_topic: dict[str, list[int]] = {}
    for i in np.random.default_rng(5).permutation(len(texts)):
        by_topic.setdefault(labels[i], []).append(int(i))
    train = [i for rows in by_topic.values() for i in rows[:each_topic]]
    test = [i for rows in by_topic.values() for i in rows[each_topic : each_topic + 10]]
    out.print(
        f"comparison: trained on {len(train)} sentences ({each_topic} a topic), tested on {len(test)} others",
        highlight=False,
    )
    table = Table("pipeline", "accuracy", "train s", "ms a message", "peak MB")
    began = time.monotonic()
    model = TopicModel.fit([texts[i] for i in train], [labels[i] for i in train], [languages[i] for i in train])
    trained = time.monotonic() - began
    began = time.monotonic()
    guess = [model.topics[int(model.logits([texts[i]]).argmax())] for i in test]
    each = (time.monotonic() - began) * 1000 / len(test)
    right = float(np.mean([g == labels[i] for g, i in zip(guess, test, strict=True)]))
    table.add_row(
        "ours",
        f"{right:.3f}",
        f"{trained:.0f}",
        f"{each:.1f}",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}",
    )
    for name, pipeline in pipelines(epochs).items():
        table.add_row(
            name,
            *engine_pipeline(pipeline, [(texts[i], labels[i]) for i in train], [(texts[i], labels[i]) for i in test]),
        )
    out.print(table)


def engine_pipeline(
    pipeline: list[dict[str, object]], train: list[tuple[str, str]], test: list[tuple[str, str]]
) -> tuple[str, str, str, str]:
    """Train and test in a process of its own with a cache of its own, so that time and memory are its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yaml = YAML()
        by_topic: dict[str, list[str]] = {}
        for text, topic in train:
            by_topic.setdefault(topic, []).append(text)
        blocks = [{"intent": t, "examples": "".join(f"- {x}\n" for x in xs)} for t, xs in by_topic.items()]
        yaml.dump({"version": "3.1", "nlu": blocks}, folder / "nlu.yml")
        yaml.dump(
            {"recipe": "default.v1", "assistant_id": "compare", "language": "nl", "pipeline": pipeline},
            folder / "config.yml",
        )
        (folder / "test.tsv").write_text("".join(f"{topic}\t{text}\n" for text, topic in test), encoding="utf-8")
        environ = {
            **os.environ,
            "RASA_CACHE_DIRECTORY": str(folder / "cache"),
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "RASA_TELEMETRY_ENABLED": "false",
        }
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "bot.compare", name],
            capture_output=True,
            text=True,
            check=False,
            env=environ,
        )
        found = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
        if not found:
            return ("failed", done.stderr.strip()[-60:], "", "")
        accuracy, trained, each, memory = found[0].split()[1:]
        return (accuracy, trained, each, memory)


def _child(folder: Path) -> None:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    began = time.monotonic()
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    trained = time.monotonic() - began
    agent = Agent.load(model)
    rows = [line.split("\t", 1) for line in (folder / "test.tsv").read_text(encoding="utf-8").splitlines()]

    async def run() -> tuple[float, float]:
        began = time.monotonic()
        right = [(await agent.parse_message(text))["intent"]["name"] == topic for topic, text in rows]
        return float(np.mean(right)), (time.monotonic() - began) * 1000 / len(rows)

    accuracy, each = asyncio.run(run())
    print(
        f"RESULT {accuracy:.3f} {trained:.0f} {each:.1f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"
    )


if __name__ == "__main__":
    _child(Path(sys.argv[1]))
