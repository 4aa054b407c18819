"""``balie up``: starts engine and service together and keeps them, and puts a new model in place when there is one."""

from __future__ import annotations

import asyncio
import signal
import time

import httpx
from rich.console import Console

from handoff import content, switchboard, training
from handoff.alone import alone
from handoff.content.sentences import check_sentences
from handoff.demo import load_customers
from handoff.errors import Refused
from handoff.processes import PROBE_EVERY_S, Supervisor, engine_child, service_child
from handoff.renew import Renewal, names_of
from handoff.seed import seed_accounts
from handoff.settings import ROOT, Settings
from handoff.store.db import Database
from handoff.store.migrate import migrate

LOOK_EVERY_S = 0.3  # until all are ready, and while a model is put in place


def up(settings: Settings, *, demo: bool, out: Console) -> int:
    """Check, train, migrate, seed, start, wait until ready, tell where to look, and keep going until Ctrl-C.

    Returns the exit code: 1 when it cannot be started, with the reason printed.
    """
    try:
        with alone(settings):
            return _up(settings, demo, out)
    except Refused as refused:
        out.print(f"[red]{refused.sentence}")
        return 1


def _up(settings: Settings, demo: bool, out: Console) -> int:
    problems = content.check(settings.content)
    if training.fitting_model() is None:  # a model that fits was trained on sentences that had been checked
        problems += check_sentences(ROOT)
    if problems:
        for p in problems:
            out.print(f"[red]{p.file}:{p.line}[/]: {p.what}. Mend: {p.mend}.")
        return 1
    out.print("Content: no problems.")
    model = training.train(console=out)
    if model is None:
        return 1

    def note(line: str) -> None:
        out.print(f"[yellow]balie[/]   │ {line}")

    training.note_in_use(model)
    switchboard.clear(settings.data)  # what an earlier supervisor said of engines that ended with it
    engines = [engine_child(settings, model, i) for i in range(len(settings.engines))]
    supervisor = Supervisor([*engines, service_child(settings)], out, note)
    renewal = Renewal(settings, supervisor, engines, names_of(content.load(settings.content)), note)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: supervisor.stopping.set())
    began = time.monotonic()
    for child in engines:  # they take longest to start: the database is made ready meanwhile
        supervisor.start(child)
    try:
        accounts = asyncio.run(_prepare(settings, demo, out))
        supervisor.start(supervisor.children[-1])
        if _start(settings, supervisor, began):
            _tell(settings, accounts, time.monotonic() - began, out)
            _keep(supervisor, renewal)
        out.print("Stopping …")
    finally:
        supervisor.stop()
        switchboard.clear(settings.data)
    return 0


async def _prepare(settings: Settings, demo: bool, out: Console) -> list[tuple[str, str, str]]:
    """Bring the database up to date; the demo accounts and customers when they are asked for."""
    db = Database(settings.database_url)
    try:
        await migrate(db)
        if not demo:
            return []
        accounts = await seed_accounts(settings, db)
        try:
            await load_customers(settings, db, only_when_empty=True)
        except Refused as refused:
            out.print(f"[yellow]{refused.sentence}")
        return accounts
    finally:
        await db.close()


def _start(settings: Settings, supervisor: Supervisor, began: float) -> bool:
    """Wait until customers can be answered, restarting what dies; False when told to stop before."""
    looked = began
    while not supervisor.stopping.wait(LOOK_EVERY_S):
        if time.monotonic() - looked > PROBE_EVERY_S:
            supervisor.look()
            looked = time.monotonic()
        if _ready(settings):
            return True
    return False


def _keep(supervisor: Supervisor, renewal: Renewal) -> None:
    """Restart what dies or hangs and put new models in place, until told to stop."""
    looked = time.monotonic()
    while not supervisor.stopping.wait(LOOK_EVERY_S if renewal.busy else PROBE_EVERY_S):
        if time.monotonic() - looked >= PROBE_EVERY_S - LOOK_EVERY_S:
            looked = time.monotonic()
            supervisor.look()
        renewal.step()


def _ready(settings: Settings) -> bool:
    try:
        return (
            httpx.get(f"http://{settings.host}:{settings.port}/readyz", timeout=2.0, trust_env=False).status_code == 200
        )
    except httpx.HTTPError:
        return False


def _tell(settings: Settings, accounts: list[tuple[str, str, str]], seconds: float, out: Console) -> None:
    out.print(f"\n[bold green]Ready[/] after {seconds:.0f} s.")
    out.print(f"  Demo page with the chat   {settings.base_url}/")
    out.print(f"  In English                {settings.base_url}/en")
    out.print(f"  The desk                  {settings.base_url}/desk")
    if accounts:
        out.print("  Demo accounts (new passwords each start):")
        for username, roles, password in accounts:
            out.print(f"    {username:<10} [bold]{password}[/]  {roles}")
        out.print("  Customers to try it as    demo/README.md")
    out.print("  Stop with Ctrl-C.\n")
