"""One supervisor to a folder, and none where something else listens."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from handoff import alone as module
from handoff.alone import alone
from handoff.errors import Refused
from handoff.settings import ROOT, Settings, load
from tests.support.process import free_port

HOLD = "import sys; from handoff.alone import alone; from handoff.settings import load\nwith alone(load()): print('held', flush=True); sys.stdin.read()"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LET_GO_WITHIN_S", 0.3)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(load(), data=tmp_path, host="127.0.0.1", port=free_port(), engines=(f"http://127.0.0.1:{free_port()}",))


@pytest.fixture
def other(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the same folder, with other ports."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "BALIE_DATA": str(settings.data), "BALIE_PORT": str(free_port()), "BALIE_ENGINES": f"http://127.0.0.1:{free_port()}"}
    process = subprocess.Popen([sys.executable, "-c", HOLD], env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_folder_in_use_is_refused_with_the_address(settings: Settings, other: subprocess.Popen[str]) -> None:
    with pytest.raises(Refused, match=f"already runs from .*{settings.port}/desk"), alone(settings):
        pytest.fail("started beside another")


def test_a_killed_one_lets_go(settings: Settings, other: subprocess.Popen[str]) -> None:
    other.kill()
    with alone(settings):
        pass


def test_it_lets_go_at_the_end(settings: Settings) -> None:
    for _ in range(2):
        with alone(settings):
            pass


@pytest.mark.parametrize("which", ["BALIE_PORT", "BALIE_ENGINES"])
def test_a_taken_address_is_named_with_its_setting(settings: Settings, which: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = replace(settings, port=port) if which == "BALIE_PORT" else replace(settings, engines=(f"http://127.0.0.1:{port}",))
        with pytest.raises(Refused, match=f"127.0.0.1:{port}.*{which}"), alone(settings):
            pytest.fail("started where something listens")


def test_a_connection_just_closed_is_no_listener(settings: Settings) -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", settings.port))
        server.listen()
        client = socket.create_connection(("127.0.0.1", settings.port))
        accepted, _ = server.accept()
        accepted.close()  # this side waits for late packets after it
        client.close()
    with alone(settings):
        pass
