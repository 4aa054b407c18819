"""``balie up``: starts both, keeps both, ends both, and leaves no orphan, however it ends itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.chat import Chat
from tests.support.process import ROOT, Child, free_port, plain_environment, until
from tests.support.up import Up

pytestmark = [pytest.mark.engine, pytest.mark.slow]


@pytest.fixture
def up(tmp_path: Path, model: Path) -> Iterator[Up]:
    """A supervisor that is starting; the model is there already."""
    made = Up(tmp_path)
    yield made
    made.child.kill()
    until(lambda: not made.left(), 20)


def test_what_dies_or_hangs_is_started_again(up: Up) -> None:
    until(lambda: up.ready, 120, 0.3, "ready")
    until(lambda: "demo/README.md" in up.child.said, 20, what="where to look")
    said = up.child.said
    assert f"{up.url}/desk" in said
    assert "sanne" in said
    assert "demo/README.md" in said
    assert "service │" not in said or "Traceback" not in said
    assert up.child.log.parent.joinpath("secret").stat().st_mode & 0o077 == 0
    chat = Chat.start(up.url)
    assert "26 kg" in chat.said("Hoe zwaar is de E-Ver?")

    service = up.pid_of("handoff.serve_main")
    assert service
    os.kill(service, signal.SIGKILL)
    until(lambda: up.pid_of("handoff.serve_main") not in (None, service), 30, what="a new service")
    until(lambda: up.ready, 60, 0.2)
    assert "24 kg" in chat.said("Hoe zwaar is de E-Stad?"), "the same conversation, the same token"

    engine = up.pid_of("bot.run")
    assert engine
    os.kill(engine, signal.SIGKILL)
    until(lambda: up.pid_of("bot.run") not in (None, engine), 30, what="a new engine")
    until(lambda: up.ready, 120, 0.3)
    assert "26 kg" in chat.said("Hoe zwaar is de E-Ver?")

    for program, what in (("handoff.serve_main", "service"), ("bot.run", "engine")):
        hung = up.pid_of(program)
        assert hung
        os.kill(hung, signal.SIGSTOP)
        until(lambda: up.pid_of(program) not in (None, hung), 90, 0.2, f"the hung {what} is replaced")  # noqa: B023
        assert f"{what} does not answer any more" in up.child.said
        until(lambda: up.ready, 120, 0.3)
        assert "24 kg" in chat.said("Hoe zwaar is de E-Stad?")
    chat.check_seqs()

    up.child.process.send_signal(signal.SIGINT)  # type: ignore[union-attr]
    assert up.child.process.wait(30) == 0  # type: ignore[union-attr]
    assert up.left() == []


# The command with its models in another folder, so that a damaged one is in nobody's way.
ELSEWHERE = "import sys, pathlib; from handoff import cli, training; training.MODELS = pathlib.Path(sys.argv[1]); cli.app(sys.argv[2:])"


@pytest.fixture
def damaged(tmp_path: Path, model: Path) -> Iterator[tuple[Up, Path, bytes]]:
    """A supervisor whose model has a hole in the middle; the model, and what it was before."""
    from handoff import training

    file, whole = tmp_path / "models" / f"balie-{training.fingerprint()}.tar.gz", model.read_bytes()
    file.parent.mkdir()
    half = len(whole) // 2
    file.write_bytes(whole[:half] + bytes(4096) + whole[half + 4096 :])
    made = Up(tmp_path, "-c", ELSEWHERE, str(file.parent), "up")
    yield made, file, whole
    made.child.kill()
    until(lambda: not made.left(), 20)


def test_a_damaged_model_is_named_and_a_good_one_mends_it(damaged: tuple[Up, Path, bytes]) -> None:
    up, file, whole = damaged
    until(lambda: "engine cannot work: its model cannot be loaded" in up.child.said, 120, 0.3, "the supervisor names it")
    assert "./balie train --force" in " ".join(up.child.said.split())
    assert file.name in up.child.said.replace("\n", "")
    refused = httpx.get(f"{up.url}/readyz", timeout=10)
    assert refused.status_code == 503
    assert "model cannot be loaded" in refused.json()["reason"]
    assert httpx.get(f"{up.url}/healthz", timeout=10).status_code == 200
    said = Chat.start(up.url).said("Hoe zwaar is de E-Ver?")
    assert "mis" in said, "the customer hears the truth meanwhile"

    doctor = Child("doctor", [sys.executable, "-c", ELSEWHERE, str(file.parent), "doctor"], up.environ, up.child.log.parent / "doctor.log")
    doctor.start()
    assert doctor.process is not None
    assert doctor.process.wait(120) == 1
    assert "is damaged" in doctor.said
    assert "model cannot be loaded" in doctor.said, "the running service too"

    first = up.pid_of("bot.run")
    until(lambda: up.pid_of("bot.run") not in (None, first), 60, 0.2, "it is tried again")
    until(lambda: up.child.said.count("engine cannot work") >= 2, 120, 0.3, "and again")
    assert "started again in 0.5 s" in up.child.said
    assert "started again in 1 s" in up.child.said, "with a pause that grows"
    file.write_bytes(whole)
    until(lambda: up.ready, 120, 0.3, "a good model mends it")
    assert "26 kg" in Chat.start(up.url).said("Hoe zwaar is de E-Ver?")


def test_a_second_one_says_so_and_sigterm_while_starting_ends_everything(up: Up, tmp_path: Path) -> None:
    until(lambda: up.pid_of("bot.run") and up.pid_of("handoff.serve_main"), 60, what="both processes")
    second = Child("second", [sys.executable, "-m", "handoff.cli", "up", "--demo"], up.environ, tmp_path / "second.log")
    second.start()
    assert second.process is not None
    assert second.process.wait(60) == 1
    assert "already runs" in second.said
    assert "Ready" not in second.said
    assert up.child.alive, "the first goes on"
    up.child.process.send_signal(signal.SIGTERM)  # type: ignore[union-attr]
    assert up.child.process.wait(30) == 0  # type: ignore[union-attr]
    assert up.left() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_killed_supervisor_leaves_no_orphan(up: Up) -> None:
    until(lambda: up.pid_of("bot.run") and up.pid_of("handoff.serve_main"), 60, what="both processes")
    os.kill(up.child.pid, signal.SIGKILL)
    until(lambda: not up.left(), 20, what=f"orphans: {up.left()}")


def test_broken_content_is_said_and_nothing_starts(tmp_path: Path) -> None:
    import shutil

    content = tmp_path / "content"
    shutil.copytree(ROOT / "data" / "organisation", content)
    (content / "hours.yml").write_text("places: [\n", encoding="utf-8")
    child = Child("up", [sys.executable, "-m", "handoff.cli", "up"], plain_environment(BALIE_DATA=str(tmp_path), BALIE_CONTENT=str(content), BALIE_PORT=str(free_port()), BALIE_ENGINES=f"http://127.0.0.1:{free_port()}"), tmp_path / "up.log")
    child.start()
    assert child.process is not None
    assert child.process.wait(60) == 1
    assert "hours.yml" in child.said
    assert "Traceback" not in child.said
