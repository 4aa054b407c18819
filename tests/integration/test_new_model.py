"""A model that is trained while Balie runs takes over, and no customer notices."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.chat import Chat
from tests.support.process import running, until
from tests.support.up import Up

pytestmark = [pytest.mark.engine, pytest.mark.slow]


@pytest.fixture
def up(tmp_path: Path, model: Path) -> Iterator[Up]:
    """A supervisor that is starting; the model is there already."""
    made = Up(tmp_path, BALIE_MESSAGES_PER_MINUTE="100000")
    yield made
    made.child.kill()
    until(lambda: not made.left(), 20)


class Talker(threading.Thread):
    """A customer who keeps asking; remembers the longest wait and every answer that was not the right one."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.chat, self.over = Chat.start(url), threading.Event()
        self.wrong: list[str] = []
        self.longest, self.answers = 0.0, 0

    def run(self) -> None:
        while not self.over.is_set():
            began = time.monotonic()
            try:
                said = self.chat.said("Hoe zwaar is de E-Ver?")
            except Exception as problem:
                said = repr(problem)
            self.longest, self.answers = max(self.longest, time.monotonic() - began), self.answers + 1
            if "26 kg" not in said:
                self.wrong.append(said)


def test_customers_are_answered_while_a_new_model_takes_over(up: Up, model: Path) -> None:
    until(lambda: up.ready, 180, 0.3, "ready")
    until(lambda: "Ready" in up.child.said, 20)
    old = up.pid_of("bot.run")
    assert old
    talker = Talker(up.url)
    talker.start()
    os.utime(model)  # as a training leaves it
    until(lambda: f"{model.name} is in use" in up.child.said, 180, 0.3, up.child.said[-2000:])
    until(lambda: not running(old), 30, 0.1, "the old engine ends")
    asked = talker.answers
    until(lambda: talker.answers > asked + 5, 30)
    talker.over.set()
    talker.join(60)
    assert talker.wrong == []
    assert talker.longest < 8, "nobody waits for a model"
    talker.chat.check_seqs()

    new, service = up.pid_of("bot.run"), up.pid_of("handoff.serve_main")
    assert new not in (None, old)
    assert service
    os.kill(service, signal.SIGKILL)  # a service that starts anew must find the engine that serves now
    until(lambda: up.pid_of("handoff.serve_main") not in (None, service), 30)
    until(lambda: up.ready, 60, 0.2)
    assert "24 kg" in talker.chat.said("Hoe zwaar is de E-Stad?")

    os.kill(new, signal.SIGKILL)  # type: ignore[arg-type]
    until(lambda: up.pid_of("bot.run") not in (None, new), 30)
    until(lambda: up.ready, 120, 0.3)
    assert "26 kg" in talker.chat.said("Hoe zwaar is de E-Ver?")


def test_a_broken_model_file_changes_nothing(up: Up, model: Path) -> None:
    until(lambda: "Ready" in up.child.said, 180, 0.3)
    engine = up.pid_of("bot.run")
    broken = model.parent / "balie-broken-by-a-test.tar.gz"
    try:
        broken.write_bytes(model.read_bytes()[:20_000])
        until(lambda: "is not a whole archive" in up.child.said, 60, 0.3)
    finally:
        broken.unlink()
    assert up.pid_of("bot.run") == engine
    assert "26 kg" in Chat.start(up.url).said("Hoe zwaar is de E-Ver?")
