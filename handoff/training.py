"""Trains the engine's model and knows which model fits the content: a model's name is a hash of what it learned from."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import tarfile
import time
import zlib
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from handoff.settings import ROOT

SOURCES = ("config.yml", "domain.yml", "data/bot", "bot/nlu", "bot/train.py", "text", "bot/requirements.lock")
NAMES = ("data/organisation/products.yml", "data/organisation/accessories.yml", "data/organisation/locations.yml")
MODELS = ROOT / "models"
KEEP = 3
_IN_USE = MODELS / "in-use"
# Share of the whole time that is over when each line appears; measured, only for the bar.
_STEPS = (
    ("engine: loading", 0.02),
    ("engine: reading", 0.05),  # beside the topics, whichever comes first
    ("topics:", 0.05),  # two lines one after the other: all topic models are begun at once
    ("parts:", 0.55),
)


def share(said: str) -> float:
    """How far training is (0 to 1) when it tells ``said``; 0.9 for what is not known here."""
    return next((so_far for start, so_far in _STEPS if said.startswith(start)), 0.9)


def fingerprint() -> str:
    """A hash of everything that the model depends on."""
    digest = hashlib.sha256()
    for name in (*SOURCES, *NAMES):
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix in (".yml", ".py", ".lock"):
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def fitting_model() -> Path | None:
    """The model trained on exactly the content as it is, or None."""
    path = MODELS / f"balie-{fingerprint()}.tar.gz"
    return path if path.exists() else None


def damage(model: Path) -> str | None:
    """What is wrong with the file of ``model``; None when it can be read to its end."""
    try:
        with gzip.open(model) as packed:  # to its end: only there stands the check sum
            while packed.read(1 << 20):
                pass
        with tarfile.open(model, "r:gz") as archive:
            archive.getmembers()
    except (OSError, EOFError, tarfile.TarError, zlib.error) as problem:
        return f"{type(problem).__name__}: {problem}"
    return None


def note_in_use(model: Path) -> None:
    """Say that ``model`` is served, so that no training clears it away: an engine that dies needs it again."""
    _IN_USE.write_text(model.name, encoding="utf-8")


def _clear_away() -> None:
    """Remove all models but the newest and the one in use."""
    in_use = _IN_USE.read_text(encoding="utf-8").strip() if _IN_USE.exists() else ""
    for old in sorted(MODELS.glob("balie-*.tar.gz"), key=lambda p: p.stat().st_mtime)[:-KEEP]:
        if old.name != in_use:
            old.unlink()


def train(*, force: bool = False, console: Console | None = None) -> Path | None:
    """Train if no model fits (or ``force``); returns the model, or None when training failed (its output is shown)."""
    console = console or Console()
    found = fitting_model()
    if found and not force:
        return found
    MODELS.mkdir(exist_ok=True)
    name, began = f"balie-{fingerprint()}", time.monotonic()
    python = ROOT / "bot" / ".venv" / "bin" / "python"
    process = subprocess.Popen(
        [str(python), "-W", "ignore", "-m", "bot.train", str(MODELS), f"half-{name}"],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BALIE_SECRET": "unused",
            "BALIE_ACTIONS_URL": "unused",
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines: list[str] = []
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("training", total=1.0)
        for line in process.stdout:
            lines.append(line)
            if line.startswith("BALIE-TRAIN "):
                said = line.removeprefix("BALIE-TRAIN ").strip()
                progress.update(task, completed=share(said), description=said)
                if not console.is_terminal:
                    console.print(f"  {said}")
        progress.update(task, completed=1.0)
    half = MODELS / f"half-{name}.tar.gz"
    if process.wait() != 0 or not half.exists():
        console.print("".join(lines[-40:]))
        console.print("[red]Training failed; the lines above say why.")
        return None
    # A model under its own name is whole: a killed training leaves only a half one.
    path = half.rename(MODELS / f"{name}.tar.gz")
    console.print(f"Trained in {time.monotonic() - began:.0f} s: {path.name}")
    _clear_away()
    return path
