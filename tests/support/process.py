"""Child processes that end with the tests, whatever ends the tests."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0  # the machine may be busy with other work
_PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], object], within: float = PATIENCE_S, every: float = 0.05, what: str = "") -> object:
    """What ``holds`` returns as soon as that is true; fails after ``within`` seconds."""
    limit = time.monotonic() + within
    while True:
        found = holds()
        if found:
            return found
        if time.monotonic() > limit:
            raise AssertionError(f"not within {within:.0f} s: {what or holds}")
        time.sleep(every)


def plain_environment(**more: str) -> dict[str, str]:
    """The environment without any setting of ours, so that a developer's settings change no test."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BALIE_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "NO_PROXY": "127.0.0.1,localhost", **more}


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """One process in a group of its own; what it prints is kept in a file."""

    def __init__(
        self,
        name: str,
        command: list[str],
        environ: Mapping[str, str],
        log: Path,
        *,
        cwd: Path = ROOT,
        owner: str | None = None,
    ) -> None:
        """``owner``: user to run as, where that is not us."""
        self.name, self.command, self.environ, self.log, self.cwd, self.owner = (
            name,
            command,
            dict(environ),
            log,
            cwd,
            owner,
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it (again)."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, cwd=self.cwd, env=self.environ, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=_die_with_parent, user=self.owner,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """Number of the running process."""
        assert self.process is not None
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process and all it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """End it at once, as kill -9 does."""
        if self.process is not None:
            self.send(signal.SIGKILL)
            self.process.wait(PATIENCE_S)

    def stop(self) -> None:
        """End it politely, then surely."""
        if self.alive:
            self.send(signal.SIGCONT)
            self.send(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                assert self.process is not None
                self.process.wait(10)
        self.kill()

    def pause(self) -> None:
        """Let it hang."""
        self.send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.send(signal.SIGCONT)

    @property
    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


def running(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid: int) -> list[int]:
    """Processes that ``pid`` started and that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                if int((entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]) == pid and running(
                    int(entry.name)
                ):
                    found.append(int(entry.name))
    return found
