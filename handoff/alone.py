"""Whether this installation can be started: nothing else runs in its folder or listens where it will."""

from __future__ import annotations

import errno
import fcntl
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO
from urllib.parse import urlsplit

from handoff.errors import Refused
from handoff.settings import Settings

LET_GO_WITHIN_S = 5.0  # what a killed supervisor left ends by itself within moments


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the data folder for one supervisor while the block runs.

    Raises:
        Refused: another supervisor holds the folder, or an address that this one needs is taken. Nothing was started.
    """
    with (settings.data / "supervisor.lock").open("a") as lock:  # the kernel lets go of it, also after a kill
        if not _within(lambda: _locked(lock)):
            raise Refused(
                f"Balie already runs from {settings.data}: see {settings.base_url}/desk. To start it anew, stop it first: Ctrl-C where it was started.",
                code="already-running",
            )
        for name, setting, host, port in _addresses(settings):
            if not _within(partial(_free, host, port)):
                raise Refused(
                    f"Something else already listens on {host}:{port}, where {name} must. Stop it, or give another address in {setting}.", code="address-taken"
                )
        yield


def _addresses(settings: Settings) -> Iterator[tuple[str, str, str, int]]:
    """What listens, the setting that says where, host and port."""
    yield "the service", "BALIE_PORT", settings.host, settings.port
    for address in settings.engines:
        url = urlsplit(address)
        yield "the engine", "BALIE_ENGINES", url.hostname or "127.0.0.1", url.port or 80


def _within(holds: Callable[[], bool]) -> bool:
    """Whether it holds, now or soon."""
    until = time.monotonic() + LET_GO_WITHIN_S
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a closed connection is no listener
        try:
            probe.bind((host, port))
        except OSError as fault:
            return fault.errno != errno.EADDRINUSE  # a name that cannot be resolved here is for the server to say
    return True
