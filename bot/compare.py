"""Our understanding beside the engine's own pipelines, on the same split of the same sentences, in one run."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
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


def pipelines(epochs: int, seed: int | None = None) -> dict[str, list[dict[str, object]]]:
    """The engine's own: its default (DIET) and its logistic regression."""
    return {
        f"DIET, {epochs} epochs (the engine's default)": [
            *FEATURES,
            {
                "name": "DIETClassifier",
                "epochs": epochs,
                "constrain_similarities": True,
                "entity_recognition": False,
                "random_seed": seed,
            },
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


@dataclass(frozen=True)
class Outcome:
    """What a pipeline of the engine answered, as (topic, confidence) for each text, and what it cost."""

    answers: list[tuple[str, float]]
    trained_s: float
    each_ms: float
    peak_mb: float


def engine_pipeline(
    pipeline: list[dict[str, object]], train: list[tuple[str, str]], test: list[tuple[str, str]]
) -> tuple[str, str, str, str]:
    """Accuracy, seconds to train, milliseconds a message and peak MB, as texts for a table."""
    try:
        found = run_engine(pipeline, train, [text for text, _ in test])
    except RuntimeError as problem:
        return ("failed", str(problem)[-60:], "", "")
    right = np.mean([topic == gold for (topic, _), (_, gold) in zip(found.answers, test, strict=True)])
    return (f"{right:.3f}", f"{found.trained_s:.0f}", f"{found.each_ms:.1f}", f"{found.peak_mb:.0f}")


def run_engine(pipeline: list[dict[str, object]], train: list[tuple[str, str]], texts: list[str]) -> Outcome:
    """Train and ask in a process of its own with a cache of its own, so that time and memory are its own.

    Raises RuntimeError, with the end of what it printed, when the engine fails.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yaml = YAML()
        by_topic: dict[str, list[str]] = {}
        for text, topic in train:
            by_topic.setdefault(topic, []).append(" ".join(text.split()))
        blocks = [{"intent": t, "examples": "".join(f"- {x}\n" for x in xs)} for t, xs in by_topic.items()]
        yaml.dump({"version": "3.1", "nlu": blocks}, folder / "nlu.yml")
        yaml.dump(
            {"recipe": "default.v1", "assistant_id": "compare", "language": "nl", "pipeline": pipeline},
            folder / "config.yml",
        )
        (folder / "test.json").write_text(json.dumps(texts), encoding="utf-8")
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
        result = folder / "result.json"
        if not result.exists():
            raise RuntimeError(done.stderr.strip()[-400:] or f"ended with {done.returncode}")
        found = json.loads(result.read_text(encoding="utf-8"))
        return Outcome([(t, c) for t, c in found["answers"]], found["trained_s"], found["each_ms"], found["peak_mb"])


def _child(folder: Path) -> None:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    began = time.monotonic()
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    trained = time.monotonic() - began
    agent = Agent.load(model)
    texts = json.loads((folder / "test.json").read_text(encoding="utf-8"))

    async def run() -> tuple[list[tuple[str, float]], float]:
        began = time.monotonic()
        intents = [(await agent.parse_message(text))["intent"] for text in texts]
        spent = (time.monotonic() - began) * 1000 / len(texts)
        return [(i["name"] or "", float(i["confidence"])) for i in intents], spent

    answers, each = asyncio.run(run())
    facts = {"answers": answers, "trained_s": trained, "each_ms": each}
    facts["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (folder / "result.json").write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    _child(Path(sys.argv[1]))
