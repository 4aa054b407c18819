"""``balie debtors``: take in a list, play it forward, look at the run of today and carry it out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from handoff import papers
from handoff.decide.calendars import LEGAL_HOLIDAYS
from handoff.decide.dunning.course import course
from handoff.decide.written import euros
from handoff.store.migrate import migrate
from handoff.work.base import Kit
from handoff.work.dunning import importing, plans, run
from handoff.work.dunning.run import Planned, plan_day, preview, today_in

app = typer.Typer(help="Debtors: lists, the schedule, and the run of a day.", no_args_is_help=True)
Opener = Callable[[], Kit]
Runner = Callable[[Coroutine[Any, Any, Any]], Any]
Worker = Callable[[Callable[[Kit], Coroutine[Any, Any, Any]]], Any]


def commands(kit: Opener, run_it: Runner, out: Console) -> typer.Typer:
    """The commands, with the ways of ``balie`` to open an installation and to run work."""

    def work(make: Callable[[Kit], Coroutine[Any, Any, Any]]) -> Any:
        made = kit()

        async def whole() -> Any:
            try:
                await migrate(made.db)
                return await make(made)
            finally:
                await made.db.close()

        return run_it(whole())

    _import(work, out)
    _simulate(work, out)
    _run(work, out)
    return app


def _import(work: Worker, out: Console) -> None:
    @app.command("import")
    def take(
        file: Annotated[Path, typer.Argument(help="CSV or Excel file")],
        source: Annotated[str, typer.Option(help="Where the list comes from; its columns are remembered")] = "list",
        column: Annotated[list[str] | None, typer.Option(help="FIELD=NAME where a column is not recognised")] = None,
        complete: Annotated[bool, typer.Option(help="What is not on the list any more is paid")] = False,
    ) -> None:
        """Take in a list of debtors; says which rows are refused, and why."""
        named = [text.partition("=") for text in column or []]
        columns = {field: name for field, _, name in named if name}

        async def made(opened: Kit) -> None:
            body = file.read_bytes()
            report = await importing.take_list(
                opened, body, file.name, "agent:command", source=source, columns=columns, complete=complete
            )
            out.print(", ".join(f"{count} {name}" for name, count in report.counts.items()))
            for line, reason in report.refused:
                out.print(f"[red]line {line}[/]: {escape(reason)}")

        work(made)


def _simulate(work: Worker, out: Console) -> None:
    @app.command()
    def simulate(
        days: Annotated[int, typer.Option(min=1, max=3660, help="How many days to play")] = 90,
        customer: Annotated[str, typer.Option(help="Only this customer number")] = "",
    ) -> None:
        """Play the list forward and show each debtor's course, if nothing is paid. Sends nothing."""

        async def made(opened: Kit) -> None:
            day = today_in(opened)
            for one in await plan_day(opened):
                if customer in ("", one.claim.customer["number"]):
                    _course(out, opened, one, day, days)

        work(made)


def _run(work: Worker, out: Console) -> None:
    @app.command("run")
    def carry_out(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be sent")] = False,
        text: Annotated[bool, typer.Option(help="With the text of every notice")] = False,
        agent: Annotated[str, typer.Option(help="Who starts it, for the history")] = "command",
    ) -> None:
        """Carry out the run of today, with its letters in one file; starting it again sends nothing twice."""

        async def made(opened: Kit) -> None:
            day = today_in(opened)
            planned = await plan_day(opened)
            _summary(out, planned)
            if text:
                for notice in preview(opened, planned, day):
                    out.rule(escape(f"{notice.channel}: {notice.subject}"))
                    out.print(escape(notice.body))
            if not dry_run:
                await _start(out, opened, agent, day)

        work(made)


def _course(out: Console, kit: Kit, one: Planned, day: dt.date, days: int) -> None:
    who = one.claim.customer
    out.print(f"[bold]{who['number']}[/] {escape(who['name'])}, {', '.join(i['number'] for i in one.claim.invoices)}")
    table = Table(show_header=False, box=None)
    for event in course(one.claim.debtor, day, days, kit.content.dunning, LEGAL_HOLIDAYS):
        what = event.step or f"nothing: {event.why}"
        costs = f"+ {euros(event.costs_cents, 'nl')}" if event.costs_cents else ""
        table.add_row(
            f"  {event.day:%a %d-%m-%Y}", what, euros(event.due_cents, "nl"), costs, "a person" if event.person else ""
        )
    out.print(table)


def _summary(out: Console, planned: list[Planned]) -> None:
    counts = Counter((one.today.step or one.today.why, one.today.person) for one in planned)
    table = Table("what", "claims", "a person")
    for (what, person), count in sorted(counts.items()):
        table.add_row(what, str(count), "yes" if person else "")
    out.print(table)


async def _start(out: Console, kit: Kit, agent: str, day: dt.date) -> None:
    watched = await plans.watch_plans(kit)
    done = await run.carry_out(kit, agent)
    out.print(f"{done.steps} claims, notices: {done.notices or 'none'}, plans: {watched}")
    rows = await run.letters(kit, done.run_id)
    if rows:
        file = kit.settings.data / "letters" / f"{day}.pdf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(papers.notices(kit.content, rows))
        out.print(f"Letters to print: [bold]{file}")
