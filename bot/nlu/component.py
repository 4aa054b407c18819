"""The understanding as a component of the engine's pipeline: sets intent, ranking, language and parts of a message."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.learning import Folders, learned
from bot.nlu.understand import FALLBACK, Understanding

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class UnderstandingComponent(GraphComponent):
    """Wraps ``Understanding`` for the engine's graph."""

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, understanding: Any = None
    ) -> None:
        """Keep what the graph gives; ``understanding`` is None until trained or loaded."""
        self._config, self._storage, self._resource, self._understanding = (
            config,
            model_storage,
            resource,
            understanding,
        )

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Where the sentences stand (a folder a language) and when a part is too unsure to act on."""
        return {
            **{f"{name}_folder": folder for name, folder in Folders()._asdict().items()},
            "unsure_below": 0.33,
            "unknown_above": 0.67,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UnderstandingComponent:
        """A component that is still to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> UnderstandingComponent:
        """A trained component out of the model archive."""
        with model_storage.read_from(resource) as folder:
            understanding = Understanding.load(
                Path(folder), unsure_below=config["unsure_below"], unknown_above=config["unknown_above"]
            )
        return cls(config, model_storage, resource, understanding)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all sentences in the folders and store the result; ``training_data`` is what the engine read of them."""
        folders = Folders(*(self._config[f"{name}_folder"] for name in Folders._fields))
        self._understanding = learned(folders)
        self._understanding.unsure_below = self._config["unsure_below"]
        self._understanding.unknown_above = self._config["unknown_above"]
        with self._storage.write_to(self._resource) as folder:
            self._understanding.save(Path(folder))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The policies need nothing from here: training data passes unchanged."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, ranking, language and parts on every message."""
        for message in messages:
            text = message.get(TEXT) or ""
            seen = self._understanding.parse(text)
            first = seen["parts"][0] if seen["parts"] else {"topic": FALLBACK, "confidence": 0.0, "ranking": []}
            message.set(INTENT, {"name": first["topic"], "confidence": first["confidence"]}, add_to_output=True)
            message.set("intent_ranking", first["ranking"], add_to_output=True)
            message.set("language", seen["language"], add_to_output=True)
            message.set("unknown", seen["unknown"], add_to_output=True)
            message.set("parts", seen["parts"], add_to_output=True)
            message.set("unheard", seen["unheard"], add_to_output=True)
            message.set("signs", seen["signs"], add_to_output=True)
        return messages
