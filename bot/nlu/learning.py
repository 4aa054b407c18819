"""Learning the understanding from the folders of content; ahead of the engine, which takes long before it asks for it."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

from bot.nlu.signs import SignRow
from bot.nlu.training_files import messages, sentences, signs
from bot.nlu.understand import Understanding


class Folders(NamedTuple):
    """Where the sentences (a folder a language), the messages with several parts and the sentences with signs stand."""

    nlu: str = "data/bot/nlu"
    several: str = "data/bot/several"
    signs: str = "data/bot/signs"


_ahead: dict[Folders, Future[Understanding]] = {}


def begin(folders: Folders) -> None:
    """Start learning from ``folders`` beside what this process does next: most of it happens in processes of its own."""
    under_way: Future[Understanding] = Future()
    _ahead[folders] = under_way

    def work() -> None:
        try:
            under_way.set_result(_learn(folders))
        except BaseException as problem:  # told to whoever asks for the result
            under_way.set_exception(problem)

    threading.Thread(target=work, name="learning", daemon=True).start()


def learned(folders: Folders) -> Understanding:
    """What was learned from ``folders``; learns it now unless that was begun. Raises what learning raised."""
    under_way = _ahead.pop(folders, None)
    return under_way.result() if under_way else _learn(folders)


def _learn(folders: Folders) -> Understanding:
    return Understanding.train(
        list(sentences(Path(folders.nlu))),
        list(messages(Path(folders.several))),
        [SignRow(*row) for row in signs(Path(folders.signs))],
        tell=lambda line: print(f"BALIE-TRAIN {line}", flush=True),
    )
