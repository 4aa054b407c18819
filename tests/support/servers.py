"""PostgreSQL and Redis, for real, in a folder that is thrown away."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.support.process import Child, free_port, until


def _postgres_folder() -> Path | None:
    for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (place / "initdb").exists():
            return place
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _owner() -> str | None:
    """Whom PostgreSQL runs as: it refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


@contextlib.contextmanager
def postgres(*, fsync: bool = False) -> Iterator[str]:
    """A cluster of our own; gives the SQLAlchemy address of an empty database. Skips where PostgreSQL is missing.

    ``fsync``: whether a commit waits for the disk, as in earnest; a test need not.
    """
    binaries = _postgres_folder()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    owner, port = _owner(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="balie-pg-"))
    try:
        if owner:
            shutil.chown(folder, owner)
        subprocess.run(
            [binaries / "initdb", "-D", folder / "db", "-U", "balie", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
            check=True, capture_output=True, user=owner, cwd=folder,
        )  # fmt: skip
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": str(folder),
            "fsync": "on" if fsync else "off",
            "max_connections": 100,
        }
        command = [str(binaries / "postgres"), "-D", str(folder / "db")] + [
            part for k, v in options.items() for part in ("-c", f"{k}={v}")
        ]
        server = Child("postgres", command, dict(os.environ), folder / "postgres.log", cwd=folder, owner=owner)
        server.start()
        try:
            address = f"postgresql://balie@127.0.0.1:{port}"

            def holds() -> bool:
                assert server.alive, server.said[-2000:]
                try:
                    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
                        connection.execute("CREATE DATABASE balie")
                except psycopg.OperationalError:
                    return False
                return True

            until(holds, 60, 0.2, "PostgreSQL")
            yield f"{address.replace('postgresql', 'postgresql+psycopg')}/balie"
        finally:
            _end(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _end(server: Child) -> None:
    """At once, but by its own hand: killed, it would leave its shared memory behind."""
    if server.process is not None and server.alive:
        server.process.send_signal(signal.SIGQUIT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.process.wait(10)
    server.kill()


class Redis(Child):
    """A Redis server without a disk."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("Redis is not installed")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        super().__init__(
            "redis",
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            dict(os.environ),
            folder / "redis.log",
            cwd=folder,
        )

    def start_and_wait(self) -> Redis:
        """Start, and return when it answers."""
        self.start()

        def holds() -> bool:
            try:
                return bool(redis.Redis.from_url(self.url).ping())
            except redis.RedisError:
                return False

        until(holds, 30, 0.1, "Redis")
        return self
