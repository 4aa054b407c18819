"""``balie up --demo`` as a process, in a folder of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import httpx

from tests.support.installation import OPEN
from tests.support.process import Child, children_of, free_port, plain_environment, running


class Up:
    """``balie up --demo`` in a folder of its own."""

    def __init__(self, folder: Path, *arguments: str, **more: str) -> None:
        self.port, engine = free_port(), free_port()
        self.url, self.mark = f"http://127.0.0.1:{self.port}", str(folder)
        environ = plain_environment(BALIE_PORT=str(self.port), BALIE_ENGINES=f"http://127.0.0.1:{engine}", BALIE_DATA=str(folder), BALIE_CLOCK=OPEN, BALIE_LOG_LEVEL="WARNING", COLUMNS="200", **more)
        self.child = Child("up", [sys.executable, *(arguments or ("-m", "handoff.cli", "up", "--demo"))], environ, folder / "up.log")
        self.environ = environ
        self.child.start()

    def pid_of(self, what: str) -> int | None:
        """The process of "bot.run" or "handoff.serve_main"."""
        for pid in children_of(self.child.pid):
            try:
                if what in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0"):
                    return pid
            except OSError:
                continue
        return None

    @property
    def ready(self) -> bool:
        """Whether customers can be answered."""
        assert self.child.alive, self.child.said[-3000:]
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def left(self) -> list[int]:
        """Processes of this installation that still run, whoever their parent is."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) not in (os.getpid(), self.child.pid):
                try:
                    if f"BALIE_DATA={self.mark}\0".encode() in (entry / "environ").read_bytes() and running(int(entry.name)):
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found
