"""``make bench``: Balie beside ``rasa run`` with the same model and a SQLite tracker store, in one run, on loopback.

Balie's figures are of its whole path: the message is stored, understood, decided on, answered and registered in three
transactions on disk before the customer reads it. The stock side understands with the same model, chooses by the same
rules and calls an action server that says one fixed sentence.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.measure import TURNS, growth, stall, throughput
from bench.sides import Balie, HttpCustomer, SocketCustomer, Stock, StockCustomer
from handoff import training

out = Console(width=118, highlight=False)
CONVERSATIONS, WARM_UP_S = 8, 2.0
GROWTH_WITHIN_S, STALL_WITHIN_S, PAUSE_S = 75.0, 150.0, 0.2


async def balie(folder: Path, model: Path, seconds: float) -> dict[str, Any]:
    """All figures of Balie."""
    side = Balie(folder)
    try:
        out.print("  Balie: messages by HTTP, by WebSocket, a long conversation, a new model …")
        by_http = await throughput(side, HttpCustomer, CONVERSATIONS, seconds, WARM_UP_S)
        by_socket = await throughput(side, SocketCustomer, CONVERSATIONS, seconds, WARM_UP_S)
        turns = await growth(HttpCustomer(side.url), GROWTH_WITHIN_S)
        waits, took = await stall(side, [HttpCustomer(side.url) for _ in range(2)], model, PAUSE_S, STALL_WITHIN_S)
    finally:
        side.stop()
    return {"http": by_http, "socket": by_socket, "turns": turns, "stall": waits, "took": took}


async def stock(folder: Path, model: Path, seconds: float) -> dict[str, Any]:
    """All figures of the stock engine."""
    side = Stock(folder, model)
    try:
        out.print("  Stock: messages by HTTP, a long conversation, a new model …")
        by_http = await throughput(side, StockCustomer, CONVERSATIONS, seconds, WARM_UP_S)
        turns = await growth(StockCustomer(side.url), GROWTH_WITHIN_S)
        waits, took = await stall(side, [StockCustomer(side.url) for _ in range(2)], model, PAUSE_S, STALL_WITHIN_S)
    finally:
        side.stop()
    return {"http": by_http, "turns": turns, "stall": waits, "took": took}


def show(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """The figures side by side, with the ratio in Balie's favour."""
    table = Table("", "Balie", "stock", "Balie is better by")

    def row(name: str, our: float, their: float | None, form: str, ratio: float | None) -> None:
        table.add_row(
            name,
            form.format(our),
            form.format(their) if their is not None else "",
            f"{ratio:.1f} times" if ratio else "",
        )

    a, b = ours["http"], theirs["http"]
    row(f"messages a second, {CONVERSATIONS} conversations, HTTP", a.rate, b.rate, "{:.1f}", a.rate / b.rate)
    row("the same by WebSocket", ours["socket"].rate, None, "{:.1f}", ours["socket"].rate / b.rate)
    row("median wait then, HTTP, ms", a.median_ms, b.median_ms, "{:.0f}", b.median_ms / a.median_ms)
    if a.cpu and b.cpu:
        row("processor time a message, ms", a.cpu_ms, b.cpu_ms, "{:.0f}", b.cpu_ms / a.cpu_ms)
    for turn in TURNS:
        our, their = ours["turns"].get(turn), theirs["turns"].get(turn)
        if our:
            row(f"wait at turn {turn} of one conversation, ms", our, their, "{:.0f}", their / our if their else None)
    worst = [max(side["stall"].waits) for side in (ours, theirs)]
    row("longest wait while a model is replaced, s", worst[0], worst[1], "{:.2f}", worst[1] / worst[0])
    row("putting the new model in place, s", ours["took"], theirs["took"], "{:.0f}", None)
    out.print(table)


def figures(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """The same as data."""
    return {
        name: {
            "messages_per_second": round(side["http"].rate, 2),
            "median_ms": round(side["http"].median_ms, 1),
            "cpu_ms_per_message": round(side["http"].cpu_ms, 1),
            "turn_ms": {str(t): round(ms, 1) for t, ms in side["turns"].items()},
            "longest_stall_s": round(max(side["stall"].waits), 3),
            "replacing_s": round(side["took"], 1),
        }
        for name, side in (("balie", ours), ("stock", theirs))
    }


def main(arguments: Sequence[str]) -> int:
    """Measure both and print; ends with 1 when there is no model and none can be trained."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="how long each load lasts")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    given = parser.parse_args(arguments)
    model = training.train(console=out)
    if model is None:
        return 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="balie-bench-") as name:
        folder = Path(name)
        out.print(f"Both on this machine, one after the other, with {model.name} ({os.cpu_count()} processors).")
        theirs = asyncio.run(stock(folder / "stock", model, given.seconds))
        ours = asyncio.run(balie(folder / "balie", model, given.seconds))
    show(ours, theirs)
    if given.json:
        given.json.write_text(json.dumps(figures(ours, theirs), indent=2) + "\n", encoding="utf-8")
    out.print(f"{time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
