"""A new model takes over from the old one, or nothing changes: every way in which it can fail, with engines of straw."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from handoff import content, renew, training
from handoff.processes import Child, Supervisor
from handoff.renew import Renewal, names_of
from handoff.settings import ROOT, Settings, load
from handoff.switchboard import Switchboard
from tests.support.process import free_port, plain_environment, running, until


def engine_of_straw(settings: Settings, model: Path, number: int = 0, address: str = "") -> Child:
    address = address or settings.engines[number]
    command = [sys.executable, "-m", "tests.support.fake_engine", str(model), address.rsplit(":", 1)[1]]
    return Child("engine", command, plain_environment(), address, "/webhooks/balie/ready", "magenta")


@pytest.fixture(scope="module")
def names() -> frozenset[str]:
    """What the service knows; read once, because reading takes seconds."""
    return names_of(content.load(ROOT / "data" / "organisation"))


class Desk:
    """A supervisor with engines of straw, a folder of models, and a service's view of who serves."""

    def __init__(self, folder: Path, count: int, names: frozenset[str]) -> None:
        self.folder, self.said = folder, []
        addresses = [f"http://127.0.0.1:{free_port()}" for _ in range(count)]
        self.settings = load(plain_environment(BALIE_DATA=str(folder / "data"), BALIE_ENGINES=",".join(addresses), BALIE_ENGINE_TIMEOUT="3"))
        self.board = Switchboard(self.settings.data, self.settings.engines)
        first = self.model("first", "good")
        engines = [engine_of_straw(self.settings, first, i) for i in range(count)]
        self.supervisor = Supervisor(list(engines), Console(file=io.StringIO()), self.said.append)
        for child in engines:
            self.supervisor.start(child)
        until(lambda: all(renew.ready_status(c) == 200 for c in engines))
        self.renewal = Renewal(self.settings, self.supervisor, engines, names, self.said.append)

    def model(self, name: str, manner: str) -> Path:
        path = self.folder / f"balie-{name}.tar.gz"
        path.write_text(manner)
        return path

    @property
    def pids(self) -> list[int]:
        return [c.process.pid for c in self.supervisor.children if c.process]

    def go_on(self, words: str, within: float = 60) -> None:
        """Step until that was said and nothing is left to do."""

        def holds() -> bool:
            self.renewal.step()
            return any(words in line for line in self.said) and not self.renewal.busy

        until(holds, within, 0.05, f"{words!r} in {self.said}")


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: frozenset[str]) -> Iterator[object]:
    monkeypatch.setattr(renew, "names_on_disk", lambda _: names)
    monkeypatch.setattr(training, "MODELS", tmp_path)
    monkeypatch.setattr(training, "_IN_USE", tmp_path / "in-use")
    monkeypatch.setattr(renew, "engine_child", engine_of_straw)
    monkeypatch.setattr(renew, "whole", lambda path: "half" not in path.read_text())
    monkeypatch.setattr(renew, "SETTLE_S", 0.2)
    made: list[Desk] = []

    def make(count: int = 1) -> Desk:
        made.append(Desk(tmp_path, count, names))
        return made[-1]

    yield make
    for desk in made:
        desk.supervisor.stop()


@pytest.mark.parametrize("count", [1, 2])
def test_every_engine_is_replaced(make, count: int) -> None:
    desk = make(count)
    before = desk.pids
    for _ in range(3):
        desk.renewal.step()
    assert desk.pids == before
    assert not desk.renewal.busy

    desk.model("second", "good")
    desk.go_on("balie-second.tar.gz is in use")
    assert len(set(before) & set(desk.pids)) == 0
    assert not any(running(pid) for pid in before)
    now = desk.board.now()
    assert len(now) == count
    assert not set(now) & set(desk.settings.engines)
    assert [c.address for c in desk.supervisor.children] == list(now)
    assert training._IN_USE.read_text() == "balie-second.tar.gz"

    os.kill(desk.pids[0], 9)  # a new engine is kept as the old one was: at its own address, with its own model
    until(lambda: (desk.supervisor.look(), renew.ready_status(desk.supervisor.children[0]))[1] == 200, every=0.2)
    assert desk.board.now() == now

    os.utime(desk.folder / "balie-second.tar.gz")  # trained again
    desk.said.clear()
    desk.go_on("balie-second.tar.gz is in use")
    assert not set(desk.board.now()) & set(now)


@pytest.mark.parametrize(
    ("manner", "why"),
    [
        ("dies", "ended while starting"),
        ("broken", "cannot load it"),
        ("wrong", "understands only"),
        ("stranger", "knows a topic 'sell_houses'"),
        ("silent", "was not ready within"),
        ("half", "is not a whole archive"),
    ],
)
def test_a_model_that_fails_changes_nothing(make, monkeypatch: pytest.MonkeyPatch, manner: str, why: str) -> None:
    desk = make()
    monkeypatch.setattr(renew, "READY_WITHIN_S", 1.0 if manner == "silent" else 60.0)
    before = desk.pids
    desk.model("second", manner)
    desk.go_on(why)
    desk.go_on("stays")
    assert desk.pids == before
    assert running(before[0])
    assert desk.supervisor.guests == []
    assert desk.board.now() == desk.settings.engines
    desk.said.clear()
    for _ in range(5):
        desk.renewal.step()
    assert desk.said == [], "it is left alone"

    monkeypatch.setattr(renew, "READY_WITHIN_S", 60.0)
    desk.model("third", "good")
    desk.go_on("balie-third.tar.gz is in use")


def test_a_file_that_still_grows_is_waited_for(make) -> None:
    desk = make()
    path = desk.model("second", "half")
    for size in range(4):
        desk.renewal.step()
        path.write_text("half" + " " * size)
        os.utime(path, ns=(time.time_ns(), time.time_ns()))
    path.write_text("good")
    desk.go_on("balie-second.tar.gz is in use")


def test_an_engine_ends_only_after_its_last_turn(make) -> None:
    desk = make()
    old = desk.pids[0]
    busy = desk.folder / "turns-balie-first.tar.gz"
    busy.write_text("1")
    desk.model("second", "good")
    until(lambda: (desk.renewal.step(), any("is in use" in line for line in desk.said))[1])
    for _ in range(10):
        desk.renewal.step()
        time.sleep(0.1)
    assert running(old)
    busy.write_text("0")
    until(lambda: (desk.renewal.step(), not running(old))[1], 10)


def test_an_engine_that_never_finishes_is_ended_after_the_longest_turn(make) -> None:
    desk = make()
    old = desk.pids[0]
    (desk.folder / "turns-balie-first.tar.gz").write_text("1")
    desk.model("second", "good")
    began = time.monotonic()
    until(lambda: (desk.renewal.step(), not running(old))[1], 30)
    assert time.monotonic() - began > desk.settings.engine_timeout


def test_the_old_engine_may_die_meanwhile(make) -> None:
    desk = make()
    os.kill(desk.pids[0], 9)
    desk.model("second", "good")
    desk.go_on("balie-second.tar.gz is in use")


def test_a_model_for_other_content_waits_for_a_restart(make, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make()
    names = renew.names_on_disk(desk.settings.content)
    monkeypatch.setattr(renew, "names_on_disk", lambda _: names | {"sell_houses"})
    before = desk.pids
    desk.model("second", "good")
    desk.go_on("restart to use it")
    assert desk.pids == before


def test_stopping_ends_the_engine_that_is_starting_too(make) -> None:
    desk = make()
    desk.model("second", "silent")
    until(lambda: (desk.renewal.step(), desk.supervisor.guests)[1])
    process = desk.supervisor.guests[0].process
    assert process is not None
    desk.supervisor.stop()
    assert process.poll() is not None


def test_known_sentences_cover_every_topic(names: frozenset[str]) -> None:
    topics = {topic for topic, _ in renew.known_sentences(ROOT)}
    assert len(topics) > 60
    assert topics <= names


def test_a_model_in_use_is_not_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MODELS", tmp_path)
    monkeypatch.setattr(training, "_IN_USE", tmp_path / "in-use")
    for age in range(6):
        file = tmp_path / f"balie-{age}.tar.gz"
        file.touch()
        os.utime(file, (1000 - age, 1000 - age))
    training.note_in_use(tmp_path / "balie-5.tar.gz")
    training._clear_away()
    assert sorted(p.name for p in tmp_path.glob("*.gz")) == ["balie-0.tar.gz", "balie-1.tar.gz", "balie-2.tar.gz", "balie-5.tar.gz"]
