"""What the supervisor makes of a process that dies, hangs or says that it cannot work; nothing is started here."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from rich.console import Console

from handoff import processes
from handoff.processes import BACK_OFF_S, HUNG_AFTER, READY_WITHIN_S, Child, Supervisor


class Process:
    """A process that ends when it is told to."""

    def __init__(self) -> None:
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode


class World(Supervisor):
    """A supervisor with a clock and answers of the test's making."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.answer, self.starts, self.notes = 1000.0, httpx.Response(200), 0, []  # type: ignore[var-annotated]
        self.child = Child("engine", [], {}, "http://probe", "/", "blue", "Mend it.")
        super().__init__([self.child], Console(quiet=True), self.notes.append)
        monkeypatch.setattr(processes.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(processes.httpx, "get", self.probe)

    def probe(self, *_: Any, **__: Any) -> httpx.Response:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def start(self, child: Child) -> None:
        child.process = Process()  # type: ignore[assignment]
        child.began, child.was_ready, child.silent, child.renew_at = self.now, False, 0, None
        self.starts += 1

    def kill(self, child: Child) -> None:
        child.process.returncode = -9  # type: ignore[union-attr]

    def after(self, seconds: float) -> None:
        self.now += seconds
        self.look()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(monkeypatch)
    made.look()
    assert made.starts == 1
    return made


BROKEN = httpx.Response(503, json={"ready": False, "reason": "its model cannot be loaded"})
SILENT = httpx.ConnectError("refused")


def test_what_says_it_cannot_work_is_named_once_and_started_again_after_a_growing_pause(world: World) -> None:
    world.answer = BROKEN
    for number, pause in enumerate([*BACK_OFF_S, 30, 30], 1):
        world.after(0)
        assert len(world.notes) == number
        assert world.notes[-1] == f"engine cannot work: its model cannot be loaded. Mend it. It is started again in {pause} s."
        world.after(pause - 0.1)
        assert (world.starts, len(world.notes)) == (number, number), "neither too early nor said twice"
        world.after(0.1)
        assert world.starts == number + 1
    world.answer = httpx.Response(200)
    world.after(3)
    world.after(61)
    world.answer = BROKEN
    world.after(3)
    assert "again in 0.5 s" in world.notes[-1], "after a good minute it begins anew"


def test_what_dies_is_started_again_after_a_growing_pause(world: World) -> None:
    for pause in (0.5, 1, 2, 5):
        world.child.process.returncode = 1  # type: ignore[union-attr]
        world.after(0)
        assert world.notes[-1] == f"engine ended with 1; starting again in {pause} s"
        before = world.starts
        world.after(pause)
        assert world.starts == before + 1


def test_what_was_ready_and_falls_silent_is_ended(world: World) -> None:
    world.after(3)
    world.answer = SILENT
    for _ in range(HUNG_AFTER - 1):
        world.after(3)
    assert world.notes == []
    world.after(3)
    assert "does not answer any more" in world.notes[-1]
    world.after(0)
    assert "ended with -9" in world.notes[-1]


def test_what_still_loads_is_left_alone_but_not_for_ever(world: World) -> None:
    world.answer = SILENT
    for _ in range(int(READY_WITHIN_S // 3)):
        world.after(3)
    assert world.notes == []
    for _ in range(HUNG_AFTER + 1):
        world.after(3)
    assert "does not answer any more" in world.notes[0]


def test_a_503_without_a_reason_is_no_more_than_silence(world: World) -> None:
    for answer in (httpx.Response(503), httpx.Response(503, json=[1]), httpx.Response(503, json={"ready": False})):
        world.answer = answer
        world.after(3)
    assert world.notes == []
    assert world.starts == 1
