"""The processes of an installation: how each starts, how it is seen to be well, and how all of them are kept and ended.

On Linux each child asks the kernel to be ended with its parent, so that even a killed supervisor leaves nothing behind.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console

from handoff.settings import ROOT, Settings

READY_WITHIN_S = 180.0  # a process that is not ready by then hangs
BACK_OFF_S = (0.5, 1, 2, 5, 10, 30)
PROBE_EVERY_S = 3.0
HUNG_AFTER = 5  # probes without an answer, once it was ready
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process that is kept alive: how it starts, and how to see that it is well."""

    name: str
    command: list[str]
    environ: dict[str, str]
    address: str
    path: str
    colour: str
    mend: str = ""  # what a person can do when it says itself that it cannot work
    process: subprocess.Popen[str] | None = None
    failures: int = 0  # ends in a row, each soon after the start
    began: float = 0.0
    was_ready: bool = False
    silent: int = 0
    next_start: float = 0.0
    renew_at: float | None = None  # it lives but cannot work: when it is started again

    def pause(self) -> float:
        """Seconds before the next start: longer each time, unless it had worked for a minute."""
        if self.was_ready and time.monotonic() - self.began > 60:
            self.failures = 0
        self.failures += 1
        return BACK_OFF_S[min(self.failures, len(BACK_OFF_S)) - 1]

    @property
    def probe(self) -> str:
        """Where it says that it is well."""
        return self.address + self.path


def die_with_parent() -> None:
    """In a child that was just made: ask the kernel to end it when the thread that made it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Supervisor:
    """Keeps ``children`` running until ``stop``; ``guests`` are ended with them, but not started again."""

    def __init__(self, children: list[Child], out: Console, note: Callable[[str], None]) -> None:
        self.children, self.out, self.note = children, out, note
        self.guests: list[Child] = []
        self.stopping = threading.Event()

    def start(self, child: Child) -> None:
        """Start a child and print what it prints, with its name in front."""
        child.process = subprocess.Popen(
            child.command,
            cwd=ROOT,
            env=child.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=die_with_parent,
            start_new_session=True,
        )
        child.began, child.was_ready, child.silent, child.renew_at = time.monotonic(), False, 0, None
        threading.Thread(target=self._print, args=(child, child.process), daemon=True).start()

    def _print(self, child: Child, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.out.print(f"[{child.colour}]{child.name:>7}[/] │ ", end="", highlight=False)
            self.out.print(line.rstrip("\n"), markup=False, highlight=False, soft_wrap=True)

    def look(self) -> None:
        """Restart what has died, hangs, or says that it cannot work."""
        for child in self.children:
            now = time.monotonic()
            if child.process is None:
                if now >= child.next_start:
                    self.start(child)
            elif child.process.poll() is not None:
                pause = child.pause()
                self.note(f"{child.name} ended with {child.process.returncode}; starting again in {pause} s")
                child.process, child.next_start = None, now + pause
            elif child.renew_at is None:
                self._probe(child)
            elif now >= child.renew_at:
                self.kill(child)
                self.start(child)

    def _probe(self, child: Child) -> None:
        fault = None
        try:
            answer = httpx.get(child.probe, timeout=2.0 if child.was_ready else 0.5, trust_env=False)
            well = answer.status_code < 500
            fault = None if well else _reason(answer)
        except httpx.HTTPError:
            well = False
        if well:
            child.was_ready, child.silent = True, 0
        elif fault:
            pause = child.pause()
            child.renew_at = time.monotonic() + pause
            self.note(f"{child.name} cannot work: {fault}. {child.mend} It is started again in {pause} s.")
        elif child.was_ready or time.monotonic() - child.began > READY_WITHIN_S:
            child.silent += 1
            if child.silent >= HUNG_AFTER:
                self.note(f"{child.name} does not answer any more; it is ended and started again")
                self.kill(child)

    def kill(self, child: Child) -> None:
        """End a child and all it started, at once."""
        if child.process and child.process.poll() is None:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()

    def stop(self) -> None:
        """End all: politely first, then surely."""
        self.stopping.set()
        everyone = [*self.children, *self.guests]
        for child in everyone:
            if child.process and child.process.poll() is None:
                os.killpg(child.process.pid, signal.SIGTERM)
        until = time.monotonic() + 6
        for child in everyone:
            while child.process and child.process.poll() is None and time.monotonic() < until:
                time.sleep(0.05)
            self.kill(child)


def _reason(answer: httpx.Response) -> str | None:
    """What a process says is wrong with it; None when it does not say."""
    try:
        return str(answer.json()["reason"])
    except (ValueError, KeyError, TypeError):
        return None


def engine_child(settings: Settings, model: Path, number: int = 0, address: str = "") -> Child:
    """Engine ``number`` of the settings with ``model``, at ``address`` instead of its own if that is given."""
    address = address or settings.engines[number]
    port = address.rsplit(":", 1)[1]
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "BALIE_SECRET": settings.secret,
        "BALIE_ACTIONS_URL": f"http://{settings.host}:{settings.port}/internal/actions",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    python = ROOT / "bot" / ".venv" / "bin" / "python"
    return Child(
        "engine" if number == 0 else f"engine{number}",
        [str(python), "-W", "ignore", "-m", "bot.run", str(model), port],
        environ,
        address,
        "/webhooks/balie/ready",
        "magenta",
        f"The file is {model}: run './balie train --force', or put back a good one; then this mends itself.",
    )


def service_child(settings: Settings) -> Child:
    """The desk service."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "BALIE_SECRET": settings.secret}
    return Child(
        "service",
        [sys.executable, "-m", "handoff.serve_main"],
        environ,
        f"http://{settings.host}:{settings.port}",
        "/healthz",
        "cyan",
    )
