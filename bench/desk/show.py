"""The figures as tables."""

from __future__ import annotations

import argparse
import os
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.desk import rows
from bench.desk.figures import Spread, missed, rate

NAMES = {
    "to_agent": "message of a customer until it is on the agent's screen",
    "to_customer": "message of an agent until it is in the customer's window",
    "page_first": "queue page, first byte",
    "page_whole": "queue page, whole",
    "rows_first": "its rows alone, first byte",
    "rows_whole": "its rows alone, whole",
    "feed": "change of the queue until half of the screens know",
    "feed_last": "the same, the last screen",
    "rows_all": "the same, all screens with the new rows fetched",
    "place_last": "the same, the last waiting customer knows the new place",
    "search": "search page",
    "clients_late": "(the clients' own process was late by)",
}


def show(out: Console, result: dict[str, Any], given: argparse.Namespace, pause: tuple[float, float]) -> None:
    """Print spreads, sizes, shares and what is missed."""
    talks = min(given.customers, given.agents * rows.A_TALK)
    where = "PostgreSQL" if given.postgresql else "SQLite"
    out.print(
        f"{where}, {os.cpu_count()} processors. {given.agents} agents, {given.customers} customers connected, {talks} of them in a talk."
    )
    out.print(
        f"Each customer in a talk writes every {pause[0]:.0f} to {pause[1]:.0f} s ({rate(talks, pause):.1f} messages a second), "
        f"the agent answers; a talk ends and the next customer is taken every {given.next_every:g} s."
    )
    table = Table("milliseconds", "times", "p50", "p95", "p99", "worst")
    for name, words in NAMES.items():
        one: Spread | None = result["spreads"].get(name)
        if one:
            table.add_row(words, f"{one.count}", *(f"{value:.1f}" for value in (one.p50, one.p95, one.p99, one.worst)))
    out.print(table)
    more = result["more"]
    if talk := more.get("talk"):
        shares = ", ".join(f"{name} {share:.0%}" for name, share in talk["shares"].items())
        out.print(
            f"Talk: {talk['messages_per_second']} messages a second; of the processors: {shares}; load {talk['load']}."
        )
        out.print(
            f"{talk['lost']} messages did not come, {talk['refused']} were refused; {talk['moves']} customers were taken from the queue."
        )
    if queue := more.get("queue"):
        out.print(
            f"Queue: {queue['waiting']} wait; page {queue['page_bytes'] / 1000:.0f} kB, rows {queue['rows_bytes'] / 1000:.0f} kB, a change "
            f"{queue['frame_bytes'] / 1000:.1f} kB to {queue['screens']} screens and {queue['told']} waiting customers; load {queue['load']}."
        )
    if search := more.get("search"):
        out.print(f"Search: in {given.messages} messages, slowest for {search['slowest']!r}; load {search['load']}.")
    for name, part in more.items():
        for line in part["errors"][:5]:
            out.print(f"[red]{name}: the service said: {line}")
    for line in missed(result["spreads"]):
        out.print(f"[red]Misses its target: {line}.")
