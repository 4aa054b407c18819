"""All agents and customers in one process of its own, so that it can be said what share of the processors they took.

Reads what to do as one line of JSON on standard input and writes what it measured as the last line on standard output;
lines before it are the share that is done.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from bench.desk.people import Agent, Customer, Http, Post

CONNECTING_AT_ONCE = 25
SETTLES_S = 4.0  # between connecting and counting
CHANGES = 12  # of the queue, of which the time of an update is taken
CHANGE_EVERY_S = 1.5
LAG_S = 0.02
QUIET_S = 1.5  # a window that has heard nothing for so long after the others hears nothing of this change
# What agents look for: rare and common words, a beginning, several words, a number.
QUERIES = (
    "fiets", "bestelling", "abonnement opzeggen", "accu", "de", "wat kost", "gestolen", "B00", "terugbellen", "refund",
    "bike", "factuur klopt niet", "lekke band", "e-stad", "ver", "mijn fiets is kapot en", "delivery", "xqzw", "sleutel kwijt", "a",
)  # fmt: skip
ROUNDS = 3


def say(share: float) -> None:
    """The share that is done."""
    print(json.dumps({"done": round(share, 3)}), flush=True)


async def _in_parts(people: list[Any], do: Callable[[Any], Awaitable[None]]) -> None:
    for start in range(0, len(people), CONNECTING_AT_ONCE):
        await asyncio.gather(*(do(one) for one in people[start : start + CONNECTING_AT_ONCE]))


class Crowd:
    """The agents and customers of ``plan``, connected and listening while the block runs."""

    def __init__(self, plan: dict[str, Any]) -> None:
        address, pause = f"ws://127.0.0.1:{plan['port']}", tuple(plan["pause"])
        self.post = Post()
        self.agents = [Agent(address, plan["port"], row, self.post) for row in plan["agents"]]
        self.customers = [Customer(address, row, self.post, pause) for row in plan["customers"]]
        self._tasks: list[asyncio.Task[Any]] = []
        self.late: list[float] = []

    async def __aenter__(self) -> Crowd:
        people = [*self.agents, *self.customers]
        await _in_parts(people, lambda one: one.begin())
        for one in people:
            self.go(one.listen())
        for agent in self.agents:
            self.go(agent.live())
        self.go(self._lag())
        return self

    def go(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do ``work`` beside the rest, until the block ends."""
        self._tasks.append(asyncio.create_task(work))

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        await _in_parts([*self.agents, *self.customers], lambda one: one.end())
        broken = [e for e in ended if isinstance(e, Exception)]
        if broken:
            raise RuntimeError(f"{len(broken)} of the clients failed, the first with: {broken[0]!r}")

    async def _lag(self) -> None:
        """How late this process is by itself: waits that it adds must not pass for the service's."""
        while True:
            began = time.monotonic()
            await asyncio.sleep(LAG_S)
            self.late.append(max(0.0, time.monotonic() - began - LAG_S))


async def talk(plan: dict[str, Any]) -> dict[str, Any]:
    """Customers and agents write to each other, and now and then a talk is finished and the next customer taken."""
    moved = 0

    async def moves(crowd: Crowd) -> None:
        nonlocal moved
        while True:
            for agent in crowd.agents:
                await asyncio.sleep(plan["next_every"])
                moved += await agent.next_customer()

    async with Crowd(plan) as crowd:
        for customer in crowd.customers:
            crowd.go(customer.write())
        for agent in crowd.agents:
            crowd.go(agent.answer())
        crowd.go(moves(crowd))
        await asyncio.sleep(plan["pause"][1])  # by then everybody writes
        window = await _counted(crowd, plan["seconds"])
        crowd.post.counts = False
        await asyncio.sleep(1.0)  # what is under way may still come
        result = {
            **window,
            "waits": crowd.post.waits,
            "lost": len(crowd.post.sent),
            "refused": crowd.post.refused,
            "moves": moved,
        }
    return result


async def _counted(crowd: Crowd, seconds: float) -> dict[str, Any]:
    """Count for so long; the processor time of this process, and how late it was."""
    crowd.post.counts = True
    crowd.late.clear()
    print(json.dumps({"counting": True}), flush=True)
    began, used = time.monotonic(), time.process_time()
    while (over := time.monotonic() - began) < seconds:
        say(over / seconds)
        await asyncio.sleep(min(0.5, seconds - over))
    print(json.dumps({"counting": False}), flush=True)
    return {"wall": time.monotonic() - began, "cpu": time.process_time() - used, "late": crowd.late[:]}


async def queue(plan: dict[str, Any]) -> dict[str, Any]:
    """The page of the queue, and how long a change takes to everybody's screen and window."""
    out: dict[str, Any] = {"feed": [], "feed_last": [], "rows_all": [], "place_last": []}
    async with Crowd(plan) as crowd:
        await asyncio.sleep(SETTLES_S)
        http = Http(plan["port"], plan["agents"][0]["token"])
        for name, path in (("page", "/desk"), ("rows", "/desk/queue/rows")):
            answers = [await http.call("GET", path, page=True) for _ in range(15)]
            out[name] = {
                "first": [a.first for a in answers],
                "whole": [a.whole for a in answers],
                "bytes": len(answers[0].body),
            }
            out[name]["ok"] = all(a.status == 200 for a in answers)
        waiting = [c for c in crowd.customers if c.status.get("status") == "waiting"]
        one = next((agent for agent in crowd.agents if agent.talks), None)
        if one is None:
            raise RuntimeError("no agent has a talk any more: take more customers")
        held = one.talks[0]
        for n in range(CHANGES):
            say(n / CHANGES)
            await _change(crowd, one, waiting, f"/api/desk/conversations/{held}/{'claim' if n % 2 else 'release'}", out)
            await asyncio.sleep(CHANGE_EVERY_S)
        out |= {"frame_bytes": max(a.frame_bytes for a in crowd.agents), "waiting": one.total, "told": len(waiting)}
        out |= {"screens": len(crowd.agents), "late": crowd.late}
        http.close()
    return out


async def _change(crowd: Crowd, one: Agent, waiting: list[Customer], path: str, out: dict[str, Any]) -> None:
    """One conversation comes or goes at the front: when do screens show it, and when do waiting customers know their place."""
    screens: dict[Agent, float] = {}
    windows: dict[Customer, float] = {}
    for agent in crowd.agents:
        agent.heard = lambda who, at: screens.setdefault(who, at)  # type: ignore[assignment,return-value]
    for customer in waiting:
        customer.heard = lambda who, at: windows.setdefault(who, at)  # type: ignore[assignment,return-value]
    began = time.monotonic()
    await one.http.call("POST", path, {})
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(20):
            while len(screens) < len(crowd.agents):
                await asyncio.sleep(0.005)
            out["feed"].append(statistics.median(screens.values()) - began)
            out["feed_last"].append(max(screens.values()) - began)
            await asyncio.gather(*(a.http.call("GET", "/desk/queue/rows", page=True) for a in crowd.agents))
            out["rows_all"].append(time.monotonic() - began)
            # Who stands before the one that came or went keeps his place and hears nothing: done when no more hear.
            heard = -1
            while heard < len(windows) < len(waiting):
                heard = len(windows)
                await asyncio.sleep(QUIET_S)
            if windows:
                out["place_last"].append(max(windows.values()) - began)


async def search(plan: dict[str, Any]) -> dict[str, Any]:
    """One agent searches, with other words each time."""
    http, waits, found = Http(plan["port"], plan["agents"][0]["token"]), [], {}
    await asyncio.sleep(SETTLES_S)
    await http.call("GET", "/desk/search?q=begin", page=True)  # the first page of a kind after a start is put together
    for n in range(ROUNDS):
        for query in random.Random(n).sample(QUERIES, len(QUERIES)):
            answer = await http.call("GET", f"/desk/search?q={query.replace(' ', '+')}", page=True)
            if answer.status != 200:
                raise RuntimeError(f"search for {query!r}: {answer.status}")
            waits.append((query, answer.whole))
            found[query] = answer.body.count(b'data-testid="hit"')
        say((n + 1) / ROUNDS)
    http.close()
    return {"waits": waits, "found": found}


def main() -> int:
    """Do what standard input asks."""
    plan = json.loads(sys.stdin.readline())
    work = {"talk": talk, "queue": queue, "search": search}[plan["what"]]
    print(json.dumps({"result": asyncio.run(work(plan))}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
