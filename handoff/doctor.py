"""Finds out what is wrong with an installation, one line a finding, with how to mend it."""

from __future__ import annotations

import shutil
import socket
import subprocess
from typing import NamedTuple

import httpx
import redis.asyncio as aioredis

from handoff import content, training
from handoff.content.sentences import check_sentences
from handoff.settings import ROOT, Settings
from handoff.store.db import Database
from handoff.store.migrate import pending

_LEAST_FREE = 500_000_000  # bytes


class Finding(NamedTuple):
    """One thing looked at: whether it is ``good``, ``what`` was seen, and how to ``mend`` it."""

    good: bool
    what: str
    mend: str = ""


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything that Balie needs."""
    return [
        _engine_environment(),
        *_content(settings),
        _model(),
        await _database(settings),
        *([await _redis(settings)] if settings.redis_url else []),
        _disk(settings),
        _port(settings),
        *await _running(settings),
    ]


def _engine_environment() -> Finding:
    python = ROOT / "bot" / ".venv" / "bin" / "python"
    if not python.exists():
        return Finding(False, "the engine's environment is missing", "run 'make setup'")
    done = subprocess.run(
        [str(python), "-c", "import sys, importlib.metadata as m; print(sys.version_info[:2], m.version('rasa'))"],
        capture_output=True,
        text=True,
        check=False,
    )
    good = done.returncode == 0 and "(3, 10)" in done.stdout
    return Finding(
        good,
        f"engine environment: {done.stdout.strip() or done.stderr.strip()[-100:]}",
        "remove bot/.venv and run 'make setup'",
    )


def _content(settings: Settings) -> list[Finding]:
    problems = content.check(settings.content) + check_sentences(ROOT)
    return [
        Finding(
            not problems,
            f"content and sentences: {len(problems)} problems",
            "run './balie check' and mend what it names",
        )
    ]


def _model() -> Finding:
    model = training.fitting_model()
    if model is None:
        return Finding(False, "model: none fits the content", "run './balie train'")
    damage = training.damage(model)
    return Finding(
        damage is None,
        f"model: {model.name}{f' is damaged ({damage})' if damage else ''}",
        "run './balie train --force'; a running engine takes the new model by itself",
    )


async def _database(settings: Settings) -> Finding:
    db = Database(settings.database_url)
    try:
        behind = await pending(db)
        return Finding(behind is None, f"database: {behind or 'up to date'}", "run './balie migrate'")
    except Exception as problem:
        return Finding(
            False, f"database: {type(problem).__name__}", "check BALIE_DATABASE_URL and whether the server runs"
        )
    finally:
        await db.close()


async def _redis(settings: Settings) -> Finding:
    client = aioredis.from_url(settings.redis_url)
    try:
        await client.ping()
        return Finding(True, "redis: answers")
    except (aioredis.RedisError, OSError) as problem:
        return Finding(False, f"redis: {type(problem).__name__}", "check BALIE_REDIS_URL and whether the server runs")
    finally:
        await client.aclose()


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data).free
    return Finding(
        free > _LEAST_FREE, f"disk: {free / 1e9:.1f} GB free in {settings.data}", "make room, or move BALIE_DATA"
    )


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex((settings.host, settings.port)) == 0
    if not taken:
        return Finding(True, f"port {settings.port}: free")
    try:
        ours = httpx.get(f"http://{settings.host}:{settings.port}/healthz", timeout=2, trust_env=False).json() == {
            "status": "ok"
        }
    except (httpx.HTTPError, ValueError):
        ours = False
    return Finding(
        ours,
        f"port {settings.port}: {'Balie runs there' if ours else 'taken by another program'}",
        "stop that program, or set BALIE_PORT",
    )


async def _running(settings: Settings) -> list[Finding]:
    try:
        answer = httpx.get(f"http://{settings.host}:{settings.port}/readyz", timeout=3, trust_env=False)
    except httpx.HTTPError:
        return []
    if answer.status_code not in (200, 503):
        return []
    body = answer.json()
    return [
        Finding(
            answer.status_code == 200,
            f"service: {body.get('reason', 'ready')}",
            "wait half a minute after a start; else read the log of './balie up'",
        )
    ]
