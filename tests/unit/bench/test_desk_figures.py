"""The arithmetic of ``make bench-desk``."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from bench.desk import __main__ as main
from bench.desk import rows
from bench.desk.figures import Spread, Target, Used, missed, percentile, rate, spread
from handoff.store import tables as t
from handoff.work.base import next_number


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([7.0], 0.5, 7.0),
        ([7.0], 0.99, 7.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
        ([4.0, 1.0, 3.0, 2.0], 0.75, 3.0),
        ([float(n) for n in range(1, 101)], 0.95, 95.0),
        ([float(n) for n in range(1, 101)], 0.99, 99.0),
        ([float(n) for n in range(1, 101)], 1.0, 100.0),
        ([1.0, 2.0], 0.0, 1.0),
    ],
)
def test_percentile_is_by_nearest_rank(values: list[float], share: float, found: float) -> None:
    assert percentile(values, share) == found


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        spread([])


def test_seconds_become_milliseconds() -> None:
    assert spread([0.010, 0.020, 0.030, 0.4]) == Spread(4, 20.0, 400.0, 400.0, 400.0)


def test_shares_are_of_all_processors_and_never_below_nothing() -> None:
    assert Used(10.0, 2, 1.0, 6.0, 9.0).shares == {"clients": 0.05, "service": 0.3, "other": 0.1}
    assert Used(10.0, 2, 1.0, 6.0, 0.0).shares["other"] == 0.0


@pytest.mark.parametrize(("talks", "pause", "found"), [(200, (10.0, 20.0), 200 / 15), (30, (15.0, 15.0), 2.0), (0, (10.0, 20.0), 0.0)])
def test_rate(talks: int, pause: tuple[float, float], found: float) -> None:
    assert rate(talks, pause) == pytest.approx(found)


def test_only_what_was_measured_can_miss_its_target() -> None:
    slow, quick = Spread(1, 10.0, 50.1, 60.0, 60.0), Spread(1, 10.0, 50.0, 60.0, 60.0)
    targets = (Target("to_agent", "p95", 50), Target("search", "worst", 200))
    assert missed({"to_agent": quick}, targets) == []
    assert missed({"to_agent": slow}, targets) == ["to_agent p95: 50 ms, may be 50"]
    assert missed({}, targets) == []


@pytest.mark.slow
def test_everybody_of_the_plan_is_in_the_database(tmp_path: Path) -> None:
    given = argparse.Namespace(agents=2, customers=12, waiting=20)
    desk = main.Desk(tmp_path / "desk", f"sqlite+aiosqlite:///{tmp_path / 'bench.db'}")
    bench = main.Bench(desk, given, None)  # type: ignore[arg-type]
    assert bench.waiting == 12 - 2 * rows.A_TALK

    async def work(kit: Any) -> dict[str, Any]:
        await bench.prepare(kit)
        async with kit.db.write() as tx:  # the talks came first, and some are over
            number = await next_number(tx, "K", kit.clock.now())
            over = {"channel": "phone", "language": "nl", "handled_by": "sanne", "summary": ""}
            await tx.execute(insert(t.contacts), {"number": number, "started_at": kit.clock.now(), **over})
        await rows.archive(kit, 100)
        return await rows.who_is_there(kit, bench.tokens, bench.waiting)

    plan = asyncio.run(desk.with_kit(work))
    assert [len(agent["talks"]) for agent in plan["agents"]] == [rows.A_TALK] * 2
    assert len(plan["customers"]) == 12
    assert {c["after"] for c in plan["customers"]} == {rows.HISTORY, 3}
    assert len({c["token"] for c in plan["customers"]}) == 12
