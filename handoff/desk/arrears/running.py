"""A run in the background of the service, and the one file of its letters."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from pathlib import Path
from typing import Any

from sanic import Sanic

from handoff import papers
from handoff.errors import Refused
from handoff.work.base import Kit
from handoff.work.dunning import plans, run

logger = logging.getLogger(__name__)
TASK = "debtors-run"


def start(app: Sanic, kit: Kit, agent: str) -> bool:
    """Begin the run of today in this service; False when it is at work here already. In two services at once each claim is
    still done once. Raises BadInput at a time at which debtors are left alone."""
    run.check_hours(kit)
    known = app.get_task(TASK, raise_exception=False)
    if known is not None and not known.done():
        return False
    app.purge_tasks()
    app.add_task(_whole(kit, agent), name=TASK)
    return True


def at_work(app: Sanic) -> bool:
    """Whether this service carries out a run now."""
    known = app.get_task(TASK, raise_exception=False)
    return known is not None and not known.done()


async def _whole(kit: Kit, agent: str) -> None:
    try:
        await plans.watch_plans(kit)
        done = await run.carry_out(kit, agent)
        await letters_file(kit, done.run_id)
    except Refused as error:
        logger.warning("run of debtors: %s", error.sentence)
    except Exception:
        logger.exception("the run of debtors broke off; starting it again does the rest")


async def letters_file(kit: Kit, run_id: int) -> Path | None:
    """The letters of a run that are still to go, in one PDF; made once, and again when a stop took some back. None: no letter."""
    rows = await run.letters(kit, run_id)
    if not rows:
        return None
    ids = ",".join(str(row["id"]) for row in rows)
    name = f"{rows[0]['day']}-{hashlib.sha256(ids.encode()).hexdigest()[:16]}.pdf"
    file = kit.settings.data / "letters" / name
    if not file.is_file():
        await asyncio.to_thread(_write, kit, rows, file)
    return file


def _write(kit: Kit, rows: list[dict[str, Any]], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".part")
    half.write_bytes(papers.notices(kit.content, rows))
    half.replace(file)
