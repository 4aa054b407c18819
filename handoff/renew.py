"""Puts a new model in place while customers chat: a second engine starts beside the first, is tried, and takes over.

The engine itself can load another model, but stands still for everybody while it does. Here the old one answers until
the new one has proved itself; then the services are pointed to the new one, and the old one ends once its last turn is
over. Whatever goes wrong before that moment leaves everything as it was.
"""

from __future__ import annotations

import socket
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from handoff import content, switchboard, training
from handoff.content import Content
from handoff.content.sentences import sentences
from handoff.processes import READY_WITHIN_S, Child, Supervisor, engine_child
from handoff.settings import ROOT, Settings

SETTLE_S = 2.0  # after the switch a service may still be about to send a turn to the old engine
END_WITHIN_S = 6.0  # between asking an engine to end and making it
TRIES = 2  # a model that fails this often is left alone
LEAST_RIGHT = 0.8  # share of known sentences that a new model must understand as they were labelled
SAMPLE = 2  # known sentences of each topic


@dataclass(frozen=True)
class ModelFile:
    """A model as it lies on disk: trained again it has the same name and another time."""

    path: Path
    changed: int
    size: int


@dataclass
class _Leaving:
    """An engine that was replaced at ``since`` and is ended when its turns are over."""

    child: Child
    ready: str
    since: float
    asked: float | None = None


def models() -> list[ModelFile]:
    """All models, the newest last."""
    found = []
    for path in training.MODELS.glob("balie-*.tar.gz"):
        try:
            state = path.stat()
        except FileNotFoundError:  # cleared away by a training that ended just now
            continue
        found.append(ModelFile(path, state.st_mtime_ns, state.st_size))
    return sorted(found, key=lambda m: m.changed)


def names_of(known: Content) -> frozenset[str]:
    """What a model may speak of and the service must know: topics, products, accessories and places."""
    return frozenset([*known.topics, *known.products, *known.accessories.items, *known.locations.service_points])


def names_on_disk(root: Path) -> frozenset[str]:
    """``names_of`` the content as it is now under ``root``; nothing when it cannot be used."""
    try:
        return names_of(content.load(root, tolerate=True))
    except content.ContentError:
        return frozenset()


def whole(path: Path) -> bool:
    """Whether ``path`` is a complete archive."""
    try:
        with tarfile.open(path) as archive:
            return sum(1 for _ in archive) > 0
    except (OSError, EOFError, tarfile.TarError):
        return False


def free_address() -> str:
    """An address on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


class Renewal:
    """Looks for a new model with each ``step`` and replaces the engines one by one; ``step`` never waits long."""

    def __init__(
        self,
        settings: Settings,
        supervisor: Supervisor,
        engines: list[Child],
        names: frozenset[str],
        note: Callable[[str], None],
    ) -> None:
        """``names``: see ``names_of``, of the content that the running service has loaded."""
        self._settings, self._supervisor, self._engines, self._names, self._note = (
            settings,
            supervisor,
            engines,
            names,
            note,
        )
        self._serving = {address: address for address in settings.engines}
        self._passed = set(models())  # lay there already, or were dealt with
        self._before: ModelFile | None = None
        self._leaving: list[_Leaving] = []
        self._work: Iterator[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a model is being put in place, or an engine leaves."""
        return self._work is not None or bool(self._leaving)

    def step(self) -> None:
        """Go on with what is under way, or look whether there is a new model."""
        self._see_off()
        if self._work is None:
            wanted = self._wanted()
            self._work = self._replace_all(wanted) if wanted else None
        if self._work is not None and next(self._work, self) is self:
            self._work = None

    def _wanted(self) -> ModelFile | None:
        """The newest model, once it has stopped changing and is whole."""
        newest = next((m for m in reversed(models()) if m not in self._passed), None)
        steady, self._before = newest == self._before, newest
        if newest is None or not steady:
            return None
        self._passed |= set(models())
        if not whole(newest.path):
            self._note(f"{newest.path.name} is not a whole archive; the model in use stays")
            return None
        return newest

    def _replace_all(self, model: ModelFile) -> Iterator[None]:
        if names_on_disk(self._settings.content) != self._names:
            self._note(
                f"{model.path.name} goes with topics or names that the service has not loaded; restart to use it"
            )
            return
        began = time.monotonic()
        for number in range(len(self._engines)):
            for _ in range(TRIES):
                candidate = engine_child(self._settings, model.path, number, free_address())
                fault: list[str] = []
                yield from self._prove(candidate, fault)
                if not fault:
                    self._switch(number, candidate)
                    break
                self._supervisor.kill(candidate)
                self._supervisor.guests.remove(candidate)
                self._note(f"{model.path.name}: {fault[0]}; the model in use stays")
            else:
                return
        training.note_in_use(model.path)
        self._note(f"{model.path.name} is in use, {time.monotonic() - began:.0f} s after it was found")

    def _prove(self, candidate: Child, fault: list[str]) -> Iterator[None]:
        """Start ``candidate`` and try it; what is wrong with it goes into ``fault``."""
        self._note(f"starting a second {candidate.name} with a new model")
        self._supervisor.guests.append(candidate)
        self._supervisor.start(candidate)
        until = time.monotonic() + READY_WITHIN_S
        while (status := ready_status(candidate)) != 200:
            if status:
                fault.append("its engine cannot load it")
                return
            if candidate.process is None or candidate.process.poll() is not None:
                fault.append("its engine ended while starting")
                return
            if time.monotonic() > until:
                fault.append(f"its engine was not ready within {READY_WITHIN_S:.0f} s")
                return
            yield
        problem = try_out(candidate.address, self._settings.secret, self._names)
        if problem:
            fault.append(problem)

    def _switch(self, number: int, candidate: Child) -> None:
        old = self._engines[number]
        self._engines[number] = candidate
        self._supervisor.children[self._supervisor.children.index(old)] = candidate
        self._supervisor.guests[self._supervisor.guests.index(candidate)] = old
        candidate.was_ready = True
        self._serving[self._settings.engines[number]] = candidate.address
        switchboard.point(self._settings.data, self._serving)
        self._leaving.append(_Leaving(old, old.probe, time.monotonic()))

    def _see_off(self) -> None:
        """End engines that were replaced and have nothing left to do."""
        for leaving in list(self._leaving):
            process, waited = leaving.child.process, time.monotonic() - leaving.since
            if process is None or process.poll() is not None:
                self._leaving.remove(leaving)
                self._supervisor.guests.remove(leaving.child)
            elif leaving.asked is not None:
                if time.monotonic() - leaving.asked > END_WITHIN_S:
                    self._supervisor.kill(leaving.child)
            elif waited > SETTLE_S and (
                not turns_under_way(leaving.ready) or waited > SETTLE_S + self._settings.engine_timeout
            ):
                leaving.asked = time.monotonic()
                process.terminate()


def ready_status(child: Child) -> int:
    """HTTP status with which an engine says whether it is ready; 0 while it does not answer.

    It listens only after it has tried to load its model, so that anything but 200 is final.
    """
    try:
        return httpx.get(child.probe, timeout=2.0, trust_env=False).status_code
    except httpx.HTTPError:
        return 0


def turns_under_way(ready: str) -> int:
    """How many turns the engine that says so at ``ready`` is busy with; none if it does not answer."""
    try:
        return int(httpx.get(ready, timeout=2.0, trust_env=False).json().get("turns", 0))
    except (httpx.HTTPError, ValueError):
        return 0


def try_out(address: str, secret: str, names: frozenset[str]) -> str:
    """What is wrong with the engine at ``address``, or "": it must understand sentences that every model learned."""
    sample = known_sentences(ROOT)
    right = 0
    for at in range(0, len(sample), 32):
        rows = sample[at : at + 32]
        try:
            answer = httpx.post(
                f"{address}/webhooks/balie/parse",
                json={"texts": [text for _, text in rows]},
                headers={"X-Balie-Secret": secret},
                timeout=30.0,
                trust_env=False,
            )
            parses = answer.json()["parses"] if answer.status_code == 200 else []
        except (httpx.HTTPError, ValueError, KeyError) as problem:
            return f"it does not parse ({type(problem).__name__})"
        if len(parses) != len(rows):
            return f"it does not parse (HTTP {answer.status_code})"
        for (topic, _), parse in zip(rows, parses, strict=True):
            found = {part["topic"] for part in parse.get("parts", ())}
            if found - names - {"nlu_fallback"}:
                return f"it knows a topic {min(found - names)!r} that the service does not"
            right += topic in found
    if right < LEAST_RIGHT * len(sample):
        return f"it understands only {right} of {len(sample)} known sentences"
    return ""


def known_sentences(root: Path) -> list[tuple[str, str]]:
    """The first sentences of every topic in both languages, as (topic, sentence)."""
    taken: dict[tuple[str, str], list[str]] = {}
    for language, topic, text in sentences(root):
        kept = taken.setdefault((language, topic), [])
        if len(kept) < SAMPLE:
            kept.append(text)
    return [(topic, text) for (_, topic), texts in taken.items() for text in texts]
