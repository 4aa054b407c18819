"""The rules of each topic that a form arranges: a module a topic. One without rules of its own asks its fields and makes a case."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import lru_cache

from actions.forms.model import Capability


@lru_cache(maxsize=1)
def by_topic() -> Mapping[str, Capability]:
    """Every capability by its topic. Raises ValueError when two modules claim one topic."""
    found: dict[str, Capability] = {}
    for module in pkgutil.iter_modules(__path__):
        for value in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            mine = isinstance(value, type) and issubclass(value, Capability) and value.__module__.endswith(module.name)
            if mine and value.topic:
                if value.topic in found:
                    raise ValueError(f"{value.topic} has two capabilities")
                found[value.topic] = value()
    return found


def capability(topic: str) -> Capability:
    """The rules of ``topic``, or the plain ones."""
    return by_topic().get(topic) or Capability()
