"""Which address serves for each engine of the settings: they part when a new model is put in place beside the old one.

The supervisor writes it, every service on the same machine reads it before each call. A file, because services share
no memory; named by the machine, because installations on several machines may share one data folder.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Mapping
from pathlib import Path

logger = logging.getLogger(__name__)


def _file(data: Path) -> Path:
    return data / f"engines-{socket.gethostname()}.json"


def point(data: Path, serving: Mapping[str, str]) -> None:
    """Let ``serving`` (address in the settings to address in use) hold from now on, as long as this process lives."""
    half = _file(data).with_suffix(".half")
    half.write_text(json.dumps({"supervisor": os.getpid(), "serving": dict(serving)}), encoding="utf-8")
    half.replace(_file(data))  # at once: a reader sees the old or the new, never half of it


def clear(data: Path) -> None:
    """Let the addresses of the settings hold again."""
    _file(data).unlink(missing_ok=True)


class Switchboard:
    """The addresses that hold now. Reading costs one look at a file's time unless it changed."""

    def __init__(self, data: Path, engines: tuple[str, ...]) -> None:
        """``engines``: the addresses of the settings, which hold when nothing else was said."""
        self._file, self._engines = _file(data), engines
        self._seen: tuple[int, int] | None = None
        self._now = engines

    def now(self) -> tuple[str, ...]:
        """An address for each engine of the settings, in their order."""
        try:
            state = self._file.stat()
        except OSError:
            self._seen, self._now = None, self._engines
            return self._now
        if (state.st_mtime_ns, state.st_ino) != self._seen:
            self._seen = (state.st_mtime_ns, state.st_ino)
            serving = self._read()
            self._now = tuple(serving.get(address, address) for address in self._engines)
        return self._now

    def _read(self) -> dict[str, str]:
        try:
            said = json.loads(self._file.read_text(encoding="utf-8"))
            alive, serving = _lives(int(said["supervisor"])), {str(k): str(v) for k, v in said["serving"].items()}
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as problem:
            logger.warning("%s cannot be read (%s); the engines of the settings are used", self._file, problem)
            return {}
        return serving if alive else {}  # engines end with their supervisor: what a dead one said is of no use


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
