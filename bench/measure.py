"""What is measured: messages a second, latency as a conversation grows, and the longest wait while a model is replaced."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.sides import Balie, Customer, Stock

# Ordinary questions that the assistant answers by itself, so that no conversation leaves it.
QUESTIONS = (
    "Hoe zwaar is de E-Ver?",
    "Wat kost de E-Stad per maand?",
    "Hoe laat zijn jullie zaterdag open?",
    "Hoe kan ik mijn abonnement opzeggen?",
    "What are your opening hours?",
    "Hoe ver komt de E-Ver op een volle accu?",
    "How heavy is the E-Stad?",
    "Waar kan ik jullie vinden?",
)
TURNS = (5, 50, 150, 300)
AROUND = 2  # turns before and after that count with it


class Renewable(Protocol):
    """A side that can get a new model."""

    async def replace_model(self, model: Path) -> None:
        """Put ``model`` in place; returns when it serves."""


@dataclass
class Load:
    """Messages answered in ``seconds``, each after so many seconds of waiting."""

    seconds: float
    waits: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Messages a second."""
        return len(self.waits) / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds a message, on the serving side."""
        return self.cpu * 1000 / max(1, len(self.waits))

    @property
    def median_ms(self) -> float:
        """The median wait in milliseconds."""
        return statistics.median(self.waits) * 1000


async def throughput(
    side: Balie | Stock, make: Callable[[str], Customer], conversations: int, seconds: float, warm_up: float
) -> Load:
    """``conversations`` customers, each asking again as soon as it is answered. Raises RuntimeError on an empty answer."""
    customers = [make(side.url) for _ in range(conversations)]
    for customer in customers:
        await customer.begin()
    counted = time.monotonic() + warm_up
    until = counted + seconds
    load = Load(seconds)

    async def talk(customer: Customer, first: int) -> None:
        turn = first
        while time.monotonic() < until:
            began = time.monotonic()
            if not await customer.ask(QUESTIONS[turn % len(QUESTIONS)]):
                raise RuntimeError("an answer was empty")
            turn += 1
            if counted <= time.monotonic() < until:
                load.waits.append(time.monotonic() - began)

    async def processor() -> None:
        await asyncio.sleep(warm_up)
        before = side.cpu()
        await asyncio.sleep(until - time.monotonic())
        load.cpu = side.cpu() - before

    await asyncio.gather(processor(), *(talk(c, i) for i, c in enumerate(customers)))
    for customer in customers:
        await customer.end()
    return load


async def growth(customer: Customer, longest: float) -> dict[int, float]:
    """Milliseconds of waiting at each of ``TURNS`` in one conversation (median of the turns around it).

    Ends after ``longest`` seconds; turns that were not reached are left out.
    """
    await customer.begin()
    waits: list[float] = []
    until = time.monotonic() + longest
    for turn in range(max(TURNS) + AROUND):
        if time.monotonic() > until:
            break
        began = time.monotonic()
        await customer.ask(QUESTIONS[turn % len(QUESTIONS)])
        waits.append((time.monotonic() - began) * 1000)
    await customer.end()
    around = {t: waits[t - 1 - AROUND : t + AROUND] for t in TURNS}
    return {t: statistics.median(w) for t, w in around.items() if len(w) == 2 * AROUND + 1}


async def stall(
    side: Renewable, customers: Sequence[Customer], model: Path, pause: float, longest: float
) -> tuple[Load, float]:
    """How long customers who ask every ``pause`` seconds wait while ``model`` is put in place; and the seconds that takes."""
    for customer in customers:
        await customer.begin()
        await customer.ask(QUESTIONS[0])
    over, load = asyncio.Event(), Load(1.0)

    async def talk(customer: Customer) -> None:
        while not over.is_set():
            began = time.monotonic()
            await customer.ask(QUESTIONS[0])
            load.waits.append(time.monotonic() - began)
            await asyncio.sleep(pause)

    talking = [asyncio.create_task(talk(c)) for c in customers]
    await asyncio.sleep(1.0)
    began = time.monotonic()
    await asyncio.wait_for(side.replace_model(model), longest)
    took = time.monotonic() - began
    await asyncio.sleep(2.0)
    over.set()
    await asyncio.gather(*talking)
    for customer in customers:
        await customer.end()
    load.seconds = time.monotonic() - began + 1.0
    return load, took
