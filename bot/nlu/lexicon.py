"""Words and names: a blank spaCy pipeline a language with an entity ruler, built from the organisation's own facts.

Nothing is downloaded: patterns come from the names and aliases in ``products.yml``, ``accessories.yml`` and
``locations.yml``. The built pipelines live in the model archive, so a model carries the names it was trained with.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Text

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML
from spacy.language import Language

# entity type -> file, key of the entries in it ("" for the whole file)
FILES = {
    "product": ("products.yml", ""),
    "accessory": ("accessories.yml", "items"),
    "place": ("locations.yml", "service_points"),
}


def names(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Entity type -> id -> every name of it, from the fact files in ``folder``."""
    yaml, out = YAML(typ="safe"), {}
    for kind, (file, key) in FILES.items():
        facts = yaml.load((folder / file).read_text(encoding="utf-8"))
        entries = facts[key] if key else facts
        out[kind] = {str(identity): _all_names(entry, str(identity)) for identity, entry in entries.items()}
    return out


def _all_names(entry: dict[str, Any], identity: str) -> list[str]:
    found = {identity}
    for key in ("name", "city", "aliases"):
        value = entry.get(key)
        groups = value.values() if isinstance(value, dict) else [value]
        for group in groups:
            found.update([group] if isinstance(group, str) else group or [])
    return sorted(found)


def pipeline(language: str, lexicon: dict[str, dict[str, list[str]]]) -> Language:
    """A blank spaCy pipeline with an entity ruler for ``lexicon``; patterns ignore case."""
    nlp = spacy.blank(language)
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns(
        [
            {"label": kind, "pattern": name, "id": identity}
            for kind, entries in lexicon.items()
            for identity, all_names in entries.items()
            for name in all_names
        ]
    )
    return nlp


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class LexiconTokenizer(Tokenizer):
    """spaCy tokens and the names of the house as entities."""

    def __init__(
        self,
        config: Dict[Text, Any],
        storage: ModelStorage,
        resource: Resource,
        lexicon: dict[str, dict[str, list[str]]] | None = None,
    ) -> None:
        """Build the pipelines of ``lexicon``; without one the component is still to be trained."""
        super().__init__(config)
        self._storage, self._resource = storage, resource
        self._pipelines = {code: pipeline(code, lexicon or {}) for code in ("nl", "en")}

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Where the facts stand."""
        return {
            "facts_folder": "data/organisation",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LexiconTokenizer:
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
    ) -> LexiconTokenizer:
        """The component with the names that its model was trained with."""
        with model_storage.read_from(resource) as folder:
            lexicon = json.loads((Path(folder) / "lexicon.json").read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, lexicon)

    def train(self, training_data: TrainingData) -> Resource:
        """Read the facts and store their names in the model."""
        lexicon = names(Path(self._config["facts_folder"]))
        self._pipelines = {code: pipeline(code, lexicon) for code in ("nl", "en")}
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / "lexicon.json").write_text(json.dumps(lexicon, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """The spaCy tokens of ``message``."""
        text = message.get(attribute) or ""
        return [Token(t.text, t.idx) for t in self._pipelines["nl"].make_doc(text) if not t.is_space] or [
            Token(text or " ", 0)
        ]

    def process(self, messages: List[Message]) -> List[Message]:
        """Tokens and entities on every message."""
        messages = super().process(messages)
        for message in messages:
            found = {}
            for nlp in self._pipelines.values():
                for entity in nlp(message.get(TEXT) or "").ents:
                    found[(entity.start_char, entity.end_char)] = {
                        "entity": entity.label_,
                        "value": entity.ent_id_,
                        "start": entity.start_char,
                        "end": entity.end_char,
                        "extractor": "lexicon",
                    }
            message.set(ENTITIES, message.get(ENTITIES, []) + [found[k] for k in sorted(found)], add_to_output=True)
        return messages
