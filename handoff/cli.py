"""The ``balie`` command: run, train, check, talk, accounts, and finding out what is wrong."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from handoff import cli_debtors, content, training
from handoff import settings as settings_module
from handoff.bus import Bus
from handoff.clock import Clock
from handoff.errors import Refused
from handoff.settings import ROOT
from handoff.store.db import Database
from handoff.store.migrate import migrate as run_migrations
from handoff.work import accounts
from handoff.work.base import Kit

app = typer.Typer(
    help="Balie: customer service that an organisation runs itself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
users = typer.Typer(help="Accounts of the people at the desk.", no_args_is_help=True)
app.add_typer(users, name="users")
T = TypeVar("T")
out, err = Console(), Console(stderr=True)


def kit() -> Kit:
    """The dependencies of work, for commands. Ends the command with the problems when the content has any."""
    settings = settings_module.load()
    try:
        found = content.load(settings.content)
    except content.ContentError as error:
        _show(error.problems)
        raise typer.Exit(1) from None
    return Kit(Database(settings.database_url), Clock(settings.clock), found, Bus(), settings)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run one piece of work; a refusal becomes its sentence and exit code 1."""
    try:
        return asyncio.run(work)
    except Refused as refused:
        err.print(f"[red]{refused.sentence}")
        raise typer.Exit(1) from None


def _show(problems: list[content.Problem]) -> None:
    for p in problems:
        err.print(f"[red]{p.file}:{p.line}[/]: {p.what}. [dim]Mend: {p.mend}.")


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Make the demo accounts and data.")] = False,
) -> None:
    """Start everything: check, train if need be, migrate, engine and service under one supervisor."""
    from handoff.supervise import up as supervise_up

    raise typer.Exit(supervise_up(settings_module.load(), demo=demo, out=out))


@app.command()
def serve() -> None:
    """Start the service alone (the supervisor does this)."""
    from handoff.serve import main

    main()


@app.command()
def train(force: Annotated[bool, typer.Option(help="Train also when a model fits.")] = False) -> None:
    """Train the model on the content and sentences as they are now."""
    if _problems():
        raise typer.Exit(1)
    model = training.train(force=force, console=out)
    if model is None:
        raise typer.Exit(1)
    out.print(f"Model: [bold]{model.relative_to(ROOT)}")


@app.command()
def check() -> None:
    """Check the content and the training sentences; every mistake with file, line and mend."""
    count = _problems()
    if count:
        raise typer.Exit(1)
    out.print("[green]No problems in the content.")


def _problems() -> int:
    from handoff.content.sentences import check_sentences

    root = settings_module.load().content
    problems = content.check(root) + check_sentences(ROOT)
    _show(problems)
    if problems:
        err.print(f"[red]{len(problems)} problems.")
    return len(problems)


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    db = Database(settings_module.load().database_url)
    run(run_migrations(db))
    out.print("The database is up to date.")


@app.command()
def demo(
    fresh: Annotated[bool, typer.Option(help="Replace the demo customers, with dates around today.")] = False,
) -> None:
    """Load the demo customers, once; demo/README.md tells who they are."""
    from handoff.demo import load_customers

    settings = settings_module.load()

    async def work() -> None:
        db = Database(settings.database_url)
        try:
            await run_migrations(db)
            loaded = await load_customers(settings, db, fresh=fresh)
        finally:
            await db.close()
        what = ", ".join(f"{count} {name}" for name, count in loaded.counts.items())
        out.print(f"Loaded: {what}." if loaded else "The demo customers are there; --fresh replaces them.")
        out.print("Who they are and what to try: [bold]demo/README.md")

    try:
        run(work())
    except content.ContentError as error:
        _show(error.problems)
        raise typer.Exit(1) from None


@app.command()
def talk(
    language: Annotated[str, typer.Option(help="nl or en")] = "",
    url: Annotated[str, typer.Option(help="Address of the service")] = "",
) -> None:
    """Chat in the terminal, through the service."""
    from handoff.talk import talk as start

    start(url or settings_module.load().base_url, language or None, out)


@app.command()
def triage(file: Annotated[Path, typer.Argument(help="JSON Lines with a text on each line")]) -> None:
    """Understand every line of FILE; prints JSON Lines. Needs the engine to run."""
    from handoff.engine import Engine
    from handoff.work.understanding import understand

    made = kit()

    async def work() -> None:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        engine = Engine(made.settings)
        try:
            for found in await understand(made, engine, [r["text"] for r in rows], [None for r in rows]):
                print(json.dumps(found, ensure_ascii=False))
        finally:
            await engine.close()

    run(work())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def evaluate(
    context: typer.Context, mistakes: Annotated[bool, typer.Option(help="Name every mistake of the triage")] = False
) -> None:
    """Measure the understanding: cross-validation, held-out sets, comparison with the engine's own pipelines (--compare)."""
    from handoff.triage.measure import measure

    settings = settings_module.load()
    parses = settings.data / "parses.jsonl"
    python = ROOT / "bot" / ".venv" / "bin" / "python"
    command = [str(python), "-W", "ignore", "-m", "bot.evaluate", "--parses", str(parses), *context.args]
    done = subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    if done.returncode == 0 and parses.exists():
        measure(content.load(settings.content), parses, ROOT / "data" / "examples", out, mistakes=mistakes)
    raise typer.Exit(done.returncode)


@app.command()
def doctor() -> None:
    """Say what is wrong with this installation, and how to mend it."""
    from handoff.doctor import examine

    wrong = 0
    table = Table(show_header=False, box=None)
    for finding in run(examine(settings_module.load())):
        wrong += not finding.good
        table.add_row(
            "[green]ok[/]" if finding.good else "[red]wrong[/]",
            finding.what,
            "" if finding.good else f"[yellow]{finding.mend}",
        )
    out.print(table)
    raise typer.Exit(1 if wrong else 0)


@app.command()
def retention(dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count; erase nothing.")] = False) -> None:
    """Erase what is past its term now (the service does so every day), and say how much."""
    from handoff.work.retention import retain

    made = kit()
    report = run(retain(made, dry_run=dry_run))
    table = Table("what", "term", "past its term" if dry_run else "erased")
    for name, term in made.content.retention.terms:
        length = ", ".join(f"{count} {unit}" for unit, count in term if count)
        table.add_row(name, length, str(report.erased[name]))
    out.print(table)
    out.print(f"Held, because a case is open or somebody waits: {report.held} files.")


@users.command("add")
def users_add(
    username: str,
    name: Annotated[str, typer.Option(help="As customers and colleagues see it")] = "",
    role: Annotated[list[str] | None, typer.Option(help=f"One or more of {', '.join(accounts.ROLES)}")] = None,
    department: Annotated[list[str] | None, typer.Option()] = None,
    email: Annotated[str, typer.Option(help="Where word of one's own cases goes")] = "",
) -> None:
    """Add an account; prints its password once."""
    password, shown = accounts.make_password(), name or username.capitalize()
    run(
        accounts.add_account(
            kit(), username, shown, role or ["agent"], password, departments=department or [], email=email
        )
    )
    out.print(f"{username}  password: [bold]{password}[/]  (shown once)")


@users.command("list")
def users_list() -> None:
    """All accounts."""
    from sqlalchemy import select

    from handoff.store import tables as t

    async def work() -> list[Any]:
        async with kit().db.read() as tx:
            return list((await tx.execute(select(t.agents).order_by(t.agents.c.username))).all())

    table = Table("user", "name", "roles", "departments", "active")
    for row in run(work()):
        table.add_row(
            row.username, row.name, ", ".join(row.roles), ", ".join(row.departments), "yes" if row.active else "no"
        )
    out.print(table)


@users.command("reset")
def users_reset(username: str) -> None:
    """Give an account a new password and end its sessions."""
    password = accounts.make_password()
    run(accounts.reset_password(kit(), username, password))
    out.print(f"{username}  password: [bold]{password}[/]  (shown once)")


app.add_typer(cli_debtors.commands(kit, run, out), name="debtors")


if __name__ == "__main__":
    sys.exit(app())
