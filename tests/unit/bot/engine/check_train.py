"""What the engine itself reads of the training sentences."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.training_files import sentences
from bot.train import SENTENCES, SHOWN, show_engine


class Shown(unittest.TestCase):
    def test_every_topic_with_a_few_of_its_own_sentences(self) -> None:
        topics: dict[str, set[str]] = {}
        for text, topic, _ in sentences(SENTENCES):
            topics.setdefault(topic, set()).add(text)
        with tempfile.TemporaryDirectory() as folder:
            read = load_data(show_engine(Path(folder) / "shown.yml"))
        assert read.intents == set(topics)
        assert 0 < len(read.intent_examples) <= SHOWN * len(topics)
        for example in read.intent_examples:
            assert example.get("text") in topics[example.get("intent")]
