"""``make bench-desk``: a freshly started service with a database of its own, agents and customers on the same machine.

Messages between agent and customer with everybody connected; the page and the live feed of a long queue; search in a
large archive. No engine runs: nothing here asks the assistant.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bench.desk import rows
from bench.desk.figures import Used, as_data, missed, spread
from bench.desk.show import show
from bench.sides import Side, _environment, free_port
from handoff import settings
from handoff.bus import Bus
from handoff.clock import Clock
from handoff.content import load
from handoff.settings import ROOT
from handoff.store.db import Database
from handoff.store.migrate import migrate
from handoff.work.base import Kit

out = Console(width=118, highlight=False)
MOMENT = "2026-11-24T10:00:00+01:00"  # a Tuesday: the desk is open
WITHIN_S = 240.0
PARTS = ("talk", "queue", "search")
PAUSE_S = (10.0, 20.0)  # a customer writes again after this long


class Desk(Side):
    """The service alone, on the database of the bench; started and ended for each part."""

    def __init__(self, folder: Path, database: str) -> None:
        super().__init__(folder)
        self.port = free_port()
        self.environ = _environment(
            BALIE_PORT=str(self.port), BALIE_DATA=str(folder / "data"), BALIE_DATABASE_URL=database, BALIE_SECRET=secrets.token_urlsafe(32),
            BALIE_ENGINES=f"http://127.0.0.1:{free_port()}", BALIE_CLOCK=MOMENT, BALIE_LOG_LEVEL="WARNING",
        )  # fmt: skip

    def start(self) -> None:
        """Start it afresh."""
        self.processes.clear()
        self._start("service", [sys.executable, "-m", "handoff.serve_main"], self.environ)
        self.wait(f"http://127.0.0.1:{self.port}/healthz")

    async def with_kit(self, work: Callable[[Kit], Awaitable[Any]]) -> Any:
        """Do ``work`` on the database, as the service would."""
        configured = settings.load(self.environ)
        kit = Kit(
            Database(configured.database_url),
            Clock(MOMENT),
            load(configured.content, tolerate=True),
            Bus(""),
            configured,
        )
        try:
            return await work(kit)
        finally:
            await kit.db.close()


def busy() -> float:
    """Processor seconds that all processes of this machine have used (Linux; 0 elsewhere)."""
    with contextlib.suppress(OSError):
        ticks = [int(n) for n in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
    return 0.0


class Bench:
    """The parts, one after the other, each on a service that was just started."""

    def __init__(self, desk: Desk, given: argparse.Namespace, progress: Progress) -> None:
        self.desk, self.given, self.progress = desk, given, progress
        self.tokens: list[str] = []

    async def prepare(self, kit: Kit) -> None:
        """Tables, agents, their talks and who waits."""
        await migrate(kit.db)
        self.tokens = await rows.agents(kit, self.given.agents)
        await rows.talks(kit, self.given.agents)
        await rows.queue(kit, 0, self.waiting)

    @property
    def waiting(self) -> int:
        """Connected customers who are in no talk."""
        return max(0, self.given.customers - self.given.agents * rows.A_TALK)

    def run(self, what: str) -> dict[str, Any]:
        """One part; what the clients found, with what the processors did meanwhile."""
        plan: dict[str, Any] = asyncio.run(
            self.desk.with_kit(lambda kit: rows.who_is_there(kit, self.tokens, self.waiting))
        )
        plan |= {
            "what": what,
            "port": self.desk.port,
            "pause": PAUSE_S,
            "seconds": self.given.seconds,
            "next_every": self.given.next_every,
        }
        task = self.progress.add_task(what, total=1.0)
        self.desk.start()
        try:
            found = self._clients(plan, lambda share: self.progress.update(task, completed=share))
        finally:
            self.desk.stop()
        self.progress.update(task, completed=1.0)
        wrong = [line for line in self.desk.said("service").splitlines() if line.startswith(("ERROR", "CRITICAL"))]
        return {**found, "load": os.getloadavg()[0], "errors": wrong}

    def _clients(self, plan: dict[str, Any], tell: Callable[[float], None]) -> dict[str, Any]:
        command = [sys.executable, "-m", "bench.desk.clients"]
        moments: list[tuple[float, float]] = []
        with subprocess.Popen(
            command, cwd=ROOT, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(plan) + "\n")
            process.stdin.flush()
            result: dict[str, Any] = {}
            for line in process.stdout:
                said = json.loads(line)
                if "counting" in said:
                    moments.append((self.desk.cpu(), busy()))
                tell(said.get("done", 0.0)) if "done" in said else None
                result = said.get("result", result)
        if process.returncode or not result:
            raise RuntimeError(
                f"the clients of {plan['what']} failed; the service said: {self.desk.said('service')[-2000:]}"
            )
        if len(moments) == 2:
            result |= {"service_cpu": moments[1][0] - moments[0][0], "all_cpu": moments[1][1] - moments[0][1]}
        return result


def measure(desk: Desk, given: argparse.Namespace) -> dict[str, Any]:
    """Every part that was asked for."""
    found: dict[str, Any] = {}
    with Progress(console=out, transient=True) as progress:
        bench = Bench(desk, given, progress)
        filling = progress.add_task("a database", total=None)
        asyncio.run(desk.with_kit(bench.prepare))
        if "talk" in given.only:
            found["talk"] = bench.run("talk")
        if "queue" in given.only:
            asyncio.run(desk.with_kit(lambda kit: rows.queue(kit, bench.waiting, given.waiting)))
            found["queue"] = bench.run("queue")
        if "search" in given.only:
            asyncio.run(desk.with_kit(lambda kit: rows.archive(kit, given.messages)))
            found["search"] = bench.run("search")
        progress.remove_task(filling)
    return found


def figures(found: dict[str, Any], processors: int) -> dict[str, Any]:
    """Spreads in milliseconds, sizes, rates and shares of what the parts found."""
    spreads, more = {}, {}  # type: dict[str, Any], dict[str, Any]
    for name, part in found.items():
        more[name] = {"load": round(part["load"], 2), "errors": part["errors"]}
    if talk := found.get("talk"):
        spreads |= {name: spread(waits) for name, waits in talk["waits"].items() if waits}
        spreads["clients_late"] = spread(talk["late"])
        used = Used(talk["wall"], processors, talk["cpu"], talk["service_cpu"], talk["all_cpu"])
        a_second = {name: round(len(waits) / talk["wall"], 1) for name, waits in talk["waits"].items()}
        more["talk"] |= {
            "messages_per_second": a_second,
            "shares": used.shares,
            "lost": talk["lost"],
            "refused": len(talk["refused"]),
            "moves": talk["moves"],
        }
    if queue := found.get("queue"):
        for name in ("page", "rows"):
            spreads |= {f"{name}_first": spread(queue[name]["first"]), f"{name}_whole": spread(queue[name]["whole"])}
            more["queue"][f"{name}_bytes"] = queue[name]["bytes"]
        spreads |= {
            name: spread(queue[name]) for name in ("feed", "feed_last", "rows_all", "place_last") if queue[name]
        }
        more["queue"] |= {name: queue[name] for name in ("frame_bytes", "waiting", "told", "screens")}
    if search := found.get("search"):
        spreads["search"] = spread([seconds for _, seconds in search["waits"]])
        more["search"] |= {"slowest": max(search["waits"], key=lambda pair: pair[1])[0], "found": search["found"]}
    return {"spreads": spreads, "more": more}


@contextlib.contextmanager
def database(postgresql: bool, folder: Path) -> Iterator[str]:
    """The address of an empty database: a SQLite file, or a PostgreSQL cluster of our own."""
    if not postgresql:
        yield f"sqlite+aiosqlite:///{folder / 'bench.db'}"
        return
    from tests.support.servers import postgres

    with postgres(fsync=True) as address:
        yield address


def main(arguments: Sequence[str]) -> int:
    """Measure and print; ends with 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="make bench-desk", description=__doc__)
    parser.add_argument(
        "--postgresql", action="store_true", help="on a PostgreSQL cluster of its own instead of SQLite"
    )
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument(
        "--customers", type=int, default=500, help="connected; four an agent are in a talk, the others wait"
    )
    parser.add_argument("--waiting", type=int, default=5_000, help="customers in the queue for its page and feed")
    parser.add_argument("--messages", type=int, default=200_000, help="messages to search in")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long messages are counted")
    parser.add_argument(
        "--next-every", type=float, default=2.0, help="seconds between two customers who are taken from the queue"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    given = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="balie-bench-") as name:
        folder = Path(name)
        with database(given.postgresql, folder) as address:
            desk = Desk(folder / "service", address)
            found = measure(desk, given)
    result = figures(found, os.cpu_count() or 1)
    show(out, result, given, PAUSE_S)
    fails = missed(result["spreads"])
    if given.json:
        data = {
            "database": "postgresql" if given.postgresql else "sqlite",
            **as_data(result["spreads"]),
            **result["more"],
            "missed": fails,
        }
        given.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    out.print(f"{time.monotonic() - began:.0f} s.")
    return 1 if fails else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
