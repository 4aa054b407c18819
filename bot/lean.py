"""The engine without TensorFlow: loading it takes longer than everything else of a start together, and nothing here uses it.

The engine imports it at the top of modules that it always loads, whatever the pipeline is. ``spare`` puts a stand-in there
from which classes can be derived and functions decorated, which is all that those modules do while they load. To make
something of it is refused with the reason. A pipeline with a part that may need the real thing (``needed``) gets it.
"""

from __future__ import annotations

import sys
from abc import ABCMeta
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

SPARED = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "keras", "jax", "matplotlib"})
# What runs without: our own components, and the engine's parts that are rules and look-ups.
WITHOUT = ("bot.", "RulePolicy", "MemoizationPolicy", "AugmentedMemoizationPolicy", "WhitespaceTokenizer", "RegexEntityExtractor")


class _Kind(ABCMeta):
    """Classes of the stand-in: every attribute is one, calling the stand-in itself decorates, making one of its heirs is refused."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent

    def __call__(cls, *args: Any, **_: Any) -> Any:
        if cls is not Absent:
            raise RuntimeError(f"{cls.__name__} needs TensorFlow, which is not loaded: see bot/lean.py")
        return args[0] if len(args) == 1 and callable(args[0]) else Absent

    def __getitem__(cls, _: Any) -> Any:
        return cls


class Absent(metaclass=_Kind):
    """Stands for everything of the libraries that are spared."""


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class _Missing(MetaPathFinder):
    """Says that what is spared is not there, to those who ask and do without."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] in SPARED:
            raise ModuleNotFoundError(f"{name} is not loaded: see bot/lean.py", name=name)
        return None


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] in SPARED else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def needed(config: Path) -> bool:
    """Whether the pipeline or a policy of ``config`` is none of those that are known to do without."""
    from ruamel.yaml import YAML

    found = YAML(typ="safe").load(config.read_text(encoding="utf-8"))
    names = [str(part["name"]) for kind in ("pipeline", "policies") for part in found.get(kind) or []]
    return not all(name.startswith(WITHOUT) for name in names)


def spare(config: Path = Path("config.yml")) -> None:
    """From now on do without, unless ``config`` needs it. To be called before the engine is imported."""
    if needed(config):
        return
    missing = _Missing()
    sys.meta_path.insert(0, missing)
    import spacy  # noqa: F401  it looks whether TensorFlow is there

    sys.meta_path.remove(missing)
    sys.meta_path.insert(0, _Finder())
