"""One engine for the whole session, and services on it as the tests need them."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.support.installation import SUNDAY, Service, Stage, model_to_serve  # noqa: E402

ROOM = 4 << 30  # bytes that must be free in memory for the tests' databases and files
ORDER = ("unit", "integration", "browser")  # what is quick comes first
# these take minutes and start processes of their own; started last, they would keep one core waiting for the other
LONG = ("test_supervisor.py", "test_faults.py")
# unit tests that read all content again and again, start another Python or keep a database
SLOW = ("answers", "bot", "content", "demo", "docs", "forms", "store", "work")


def _work_in_memory() -> None:
    """Databases by the hundred are made and thrown away: on a disk that takes most of the time. Only where there is room."""
    place = Path("/dev/shm")
    if "TMPDIR" not in os.environ and os.access(place, os.W_OK) and shutil.disk_usage(place).free > ROOM:
        os.environ["TMPDIR"], tempfile.tempdir = str(place), None


_work_in_memory()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit tests first, then the longest files; what asks for the engine carries its marker, and so does what takes long."""
    for item in items:
        if "unit" in item.path.parts and item.path.parent.name in SLOW:
            item.add_marker("slow")
        if {"stage", "balie", "balie_sunday", "strict"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("engine")

    def place(item: pytest.Item) -> tuple[int, bool]:
        folder = next((n for n, name in enumerate(ORDER) if name in item.path.parts), len(ORDER))
        return folder, item.path.name not in LONG

    items.sort(key=place)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where BALIE_TEST_NO_SKIP is set (.ci/run) a test that skips has failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("BALIE_TEST_NO_SKIP"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped, and here no test may: {report.longrepr}"


@pytest.fixture(scope="session")
def model() -> Path:
    """The model that fits the content."""
    return model_to_serve()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Stage]:
    """The engine, and the place on which services stand."""
    made = Stage(tmp_path_factory.mktemp("balie"), model)
    yield made
    made.close()


@pytest.fixture
def balie(stage: Stage) -> Service:
    """A service on an ordinary Tuesday morning; shared by all tests that ask for no more than that."""
    return stage.service(REST_TOKEN="a-token-for-programs")


@pytest.fixture
def balie_sunday(stage: Stage) -> Service:
    """A service on a Sunday, when nobody is at work; it logs all that it can."""
    return stage.service("sunday", clock=SUNDAY, LOG_LEVEL="DEBUG")


@pytest.fixture(scope="session")
def strict(stage: Stage) -> Iterator[Service]:
    """A service that lets an address start three conversations, and whose door for programs is closed."""
    with stage.aside(CONVERSATIONS_PER_HOUR="3") as made:
        yield made
