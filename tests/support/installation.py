"""A running installation: engine and service as the product starts them, each in a data folder of the test's own."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
import psycopg.rows
import pytest
from rich.console import Console

from handoff import content, training
from handoff.bus import Bus
from handoff.clock import Clock
from handoff.settings import Settings, load
from handoff.store.db import Database
from handoff.store.migrate import migrate
from handoff.work.accounts import add_account
from handoff.work.base import Kit
from tests.support.chat import Chat
from tests.support.desk import Desk
from tests.support.process import PATIENCE_S, Child, free_port, plain_environment, until

SECRET = "a-secret-of-the-tests-only"
OPEN = "2026-11-24T10:00:00+01:00"  # a Tuesday: everybody is at work
SUNDAY = "2026-11-22T11:00:00+01:00"  # nobody is
_BEGAN = time.monotonic()
PASSWORD = "geheim-voor-de-tests"
T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine, also where the browser's own loop is running."""
    out: list[T] = []
    failed: list[BaseException] = []

    def inside() -> None:
        try:
            out.append(asyncio.run(work))
        except BaseException as problem:
            failed.append(problem)

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return out[0]


def model_to_serve() -> Path:
    """The model that fits the content; trained when there is none. BALIE_TEST_MODEL names another one to use."""
    named = os.environ.get("BALIE_TEST_MODEL")
    if named:
        return Path(named)
    made = training.train(console=Console(stderr=True))
    assert made is not None, "training failed"
    return made


class Engine(Child):
    """The bot engine, told where actions run."""

    def __init__(self, folder: Path, model: Path, service_port: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        python = str(training.ROOT / "bot" / ".venv" / "bin" / "python")
        environ = plain_environment(
            BALIE_SECRET=SECRET,
            BALIE_ACTIONS_URL=f"http://127.0.0.1:{service_port}/internal/actions",
            BALIE_ENGINE_LOG="ERROR",
        )
        super().__init__(
            "engine",
            [python, "-W", "ignore", "-m", "bot.run", str(model), str(self.port)],
            environ,
            folder / f"engine-{self.port}.log",
        )

    @property
    def ready(self) -> bool:
        """Whether its model is loaded."""
        try:
            return httpx.get(f"{self.url}/webhooks/balie/ready", timeout=2, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def start_and_wait(self) -> Engine:
        """Start, and return when it can answer."""
        self.start()
        until(lambda: self.ready or not self.alive, 180, 0.2, "engine ready")
        assert self.alive, self.said[-3000:]
        return self


@dataclass
class Service:
    """The desk service with a data folder and settings of its own."""

    data: Path
    port: int
    engine: Engine
    clock: str = OPEN
    options: dict[str, str] = field(default_factory=dict)
    child: Child | None = None
    _desks: dict[str, Desk] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def environ(self) -> dict[str, str]:
        """Its settings. All clocks run from the start of the session: two services agree, and a restart is no jump back."""
        moment = datetime.fromisoformat(self.clock) + timedelta(seconds=time.monotonic() - _BEGAN)
        settings = {
            "PORT": str(self.port), "DATA": str(self.data), "ENGINES": self.engine.url, "SECRET": SECRET, "LOG_LEVEL": "WARNING",
            "CLOCK": moment.isoformat(), "CONVERSATIONS_PER_HOUR": "100000", **self.options,
        }  # fmt: skip
        return plain_environment(**{f"BALIE_{name}": value for name, value in settings.items()})

    @property
    def settings(self) -> Settings:
        """The settings as the service reads them."""
        return load(self.environ())

    def prepare(self) -> Service:
        """Make the tables."""

        async def work() -> None:
            db = Database(self.settings.database_url)
            await migrate(db)
            await db.close()

        run(work())
        return self

    def start(self, *, wait: bool = True) -> Service:
        """Start the process; with ``wait`` until it says that customers can be answered."""
        self.child = Child(
            "service", [sys.executable, "-m", "handoff.serve_main"], self.environ(), self.data / "service.log"
        )
        self.child.start()
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self, path: str = "/readyz") -> None:
        """Return when ``path`` is 200."""
        assert self.child is not None
        child = self.child

        def holds() -> bool:
            assert child.alive, child.said[-3000:]
            try:
                return httpx.get(f"{self.url}{path}", timeout=5, trust_env=False).status_code == 200
            except httpx.HTTPError:
                return False

        until(holds, PATIENCE_S, 0.1, f"{path} of the service; it said: {child.said[-2000:]}")

    def stop(self) -> None:
        """End it politely."""
        for desk in self._desks.values():
            desk.close()
        self._desks.clear()
        if self.child:
            self.child.stop()

    def kill(self) -> None:
        """kill -9."""
        assert self.child is not None
        self.child.kill()

    @property
    def log(self) -> str:
        """Everything it printed."""
        return (self.data / "service.log").read_text(encoding="utf-8", errors="replace")

    # -- the doors

    def chat(self, language: str | None = "nl", **more: Any) -> Chat:
        """A new conversation."""
        return Chat.start(self.url, language=language, **more)

    def desk(
        self,
        username: str = "sanne",
        *,
        name: str = "",
        roles: tuple[str, ...] = ("agent",),
        departments: tuple[str, ...] = ("klantenservice",),
        present: bool = True,
    ) -> Desk:
        """A colleague who is logged in; the account is made when it is not there, and the session kept."""
        if username not in self._desks:
            self.account(username, name or f"{username.capitalize()} de Wit", roles, departments)
            self._desks[username] = Desk.log_in(self.url, username, PASSWORD)
        desk = self._desks[username]
        desk.presence("available" if present else "away")
        return desk

    def account(self, username: str, name: str, roles: tuple[str, ...], departments: tuple[str, ...]) -> None:
        """Make an account, as ``balie users add`` does, unless it is there."""

        async def work() -> None:
            settings = self.settings
            db = Database(settings.database_url)
            kit = Kit(db, Clock(settings.clock), _content(), Bus(), settings)
            try:
                await add_account(kit, username, name, roles, PASSWORD, departments=departments)
            finally:
                await db.close()

        try:
            run(work())
        except Exception as problem:
            if "already an account" not in str(problem):
                raise

    def empty_queue(self) -> None:
        """Nobody waits any more, and nobody comes back from a colleague who left in an earlier test."""
        self.change("UPDATE conversations SET status = 'closed' WHERE status IN ('waiting', 'agent')")

    # -- the database, as a stranger would read it

    @contextmanager
    def database(self) -> Iterator[Any]:
        """A connection of our own to the database: SQLite's file, or PostgreSQL."""
        address = self.options.get("DATABASE_URL")
        if address:
            connection: Any = psycopg.connect(address.replace("+psycopg", ""), row_factory=psycopg.rows.dict_row)
        else:
            connection = sqlite3.connect(self.data / "balie.db", timeout=20)
            connection.row_factory = sqlite3.Row
        try:
            yield connection
        finally:
            connection.close()

    def _query(self, query: str) -> str:
        return query.replace("?", "%s") if "DATABASE_URL" in self.options else query

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of a query; a question mark stands for a value."""
        with self.database() as connection:
            return [dict(r) for r in connection.execute(self._query(query), values).fetchall()]

    def change(self, statement: str, *values: Any) -> None:
        """Arrange what no customer could."""
        with self.database() as connection:
            connection.execute(self._query(statement), values)
            connection.commit()

    def count(self, table: str, where: str = "1=1", *values: Any) -> int:
        """How many rows there are."""
        return int(self.rows(f"SELECT count(*) AS n FROM {table} WHERE {where}", *values)[0]["n"])


_CONTENT: list[Any] = []


def _content() -> Any:
    if not _CONTENT:
        _CONTENT.append(content.load(load(plain_environment()).content))
    return _CONTENT[0]


class Stage:
    """One engine and one service port for the whole session; on it one service at a time, kept while it fits."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.folder, self.model, self.port = folder, model, free_port()
        self.engine = Engine(folder, model, self.port)
        self._key: tuple[Any, ...] | None = None
        self._service: Service | None = None
        self._made = 0
        self._running = self._worked = False

    def service(self, key: str = "", *, clock: str = OPEN, **options: str) -> Service:
        """The service with these settings: the running one if it has them (and the same ``key``), else a fresh one."""
        wanted = (key, clock, tuple(sorted(options.items())))
        if self._service and self._key == wanted and self._service.child and self._service.child.alive:
            return self._service
        self.clear()
        self._made += 1
        data = self.folder / f"data-{self._made}"
        data.mkdir()
        made = Service(data, self.port, self.engine, clock, options).prepare()
        made.start(wait=False)
        self._service, self._key = made, wanted
        try:
            made.wait_ready("/healthz")
            if not self._running:
                self.engine.start_and_wait()
                self._running = True
            made.wait_ready()
        except AssertionError as problem:
            if self._worked:
                raise
            pytest.exit(f"nothing can be tested, the product does not start: {problem}", returncode=1)
        self._worked = True
        return made

    @contextmanager
    def aside(self, **options: str) -> Iterator[Service]:
        """A service of its own on another port, for what needs no bot: the engine's actions run at the first one."""
        self._made += 1
        data = self.folder / f"data-{self._made}"
        data.mkdir()
        made = Service(data, free_port(), self.engine, options=options).prepare().start(wait=False)
        try:
            made.wait_ready("/healthz")
            yield made
        finally:
            made.stop()

    def clear(self) -> None:
        """End the running service."""
        if self._service:
            self._service.stop()
            self._service = None

    def close(self) -> None:
        """End everything."""
        self.clear()
        self.engine.kill()
