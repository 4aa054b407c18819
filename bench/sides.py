"""The two sides as processes on loopback, each started as its own documentation says, and the customers who talk to them."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

import httpx
from websockets.asyncio.client import ClientConnection, connect

from handoff.processes import die_with_parent
from handoff.settings import ROOT

START_WITHIN_S = 240.0
ANSWER_WITHIN_S = 60.0
ENGINE_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
_TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BALIE_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "NO_PROXY": "127.0.0.1,localhost", **more}


class Side:
    """Processes that answer customers; ``folder`` takes what they write."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self.processes = folder, []

    def _start(self, name: str, command: list[str], environ: Mapping[str, str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=dict(environ),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    preexec_fn=die_with_parent,
                    start_new_session=True,
                )
            )

    def said(self, name: str) -> str:
        """What a process printed so far."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def wait(self, address: str) -> None:
        """Until ``address`` answers 200. Raises RuntimeError when a process ends, or it takes too long."""
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until:
            if any(p.poll() is not None for p in self.processes):
                raise RuntimeError("\n".join(f.read_text(errors="replace")[-2000:] for f in self.folder.glob("*.log")))
            try:
                if httpx.get(address, timeout=5, trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        raise RuntimeError(f"{address} was not ready within {START_WITHIN_S:.0f} s")

    def cpu(self) -> float:
        """Processor seconds that its processes and all they started have used (Linux; 0 elsewhere)."""
        sessions, used = {p.pid for p in self.processes}, 0.0
        parents, ticks = {}, {}
        for entry in Path("/proc").glob("[0-9]*") if Path("/proc").exists() else ():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)], ticks[int(entry.name)] = int(fields[1]), int(fields[11]) + int(fields[12])
        for pid in ticks:
            above = pid
            while above in parents and above not in sessions:
                above = parents[above]
            if above in sessions:
                used += ticks[pid] / _TICK
        return used

    def stop(self) -> None:
        """End all: politely, then surely."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            for process in self.processes:
                if process.poll() is None:
                    os.killpg(process.pid, number)
                    try:
                        process.wait(15)
                    except subprocess.TimeoutExpired:
                        continue


class Balie(Side):
    """``./balie up`` with SQLite, as on a fresh machine; only the limits on one address and conversation are lifted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environ = _environment(
            BALIE_PORT=str(port),
            BALIE_ENGINES=f"http://127.0.0.1:{free_port()}",
            BALIE_DATA=str(folder / "data"),
            BALIE_MESSAGES_PER_MINUTE="1000000",
            BALIE_CONVERSATIONS_PER_HOUR="1000000",
            BALIE_LOG_LEVEL="WARNING",
            COLUMNS="200",
        )
        self._start("balie", [sys.executable, "-m", "handoff.cli", "up"], environ)
        self.wait(f"{self.url}/readyz")

    async def replace_model(self, model: Path) -> None:
        """As ``./balie train --force`` does when it is done: the same name, newer; returns when it is in use."""
        before = self.said("balie").count("is in use")
        os.utime(model)
        while self.said("balie").count("is in use") == before:
            await asyncio.sleep(0.2)


class Stock(Side):
    """``rasa run`` with its REST channel and a SQLite tracker store, and the SDK's action server."""

    def __init__(self, folder: Path, model: Path) -> None:
        super().__init__(folder)
        port, actions = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        (folder / "endpoints.yml").write_text(
            f"action_endpoint:\n  url: http://127.0.0.1:{actions}/webhook\n"
            f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {folder / 'tracker.db'}\n"
        )
        (folder / "credentials.yml").write_text("rest:\n")
        serve = ["--actions", "bench.stock_actions", "--port", str(actions)]
        self._start("actions", [sys.executable, "-m", "rasa_sdk", *serve], _environment())
        copy = shutil.copy(model, folder / "model.tar.gz")
        run = f"run --enable-api -i 127.0.0.1 -p {port} -m {copy} --credentials {folder / 'credentials.yml'}"
        command = [str(ENGINE_PYTHON), "-W", "ignore", "-m", "rasa", *run.split()]
        quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
        self._start("rasa", [*command, "--endpoints", str(folder / "endpoints.yml")], _environment(**quiet))
        self.wait(f"{self.url}/status")

    async def replace_model(self, model: Path) -> None:
        """As its documentation says: PUT /model."""
        async with httpx.AsyncClient(trust_env=False, timeout=START_WITHIN_S) as client:
            answer = await client.put(f"{self.url}/model", json={"model_file": str(model)})
            if answer.status_code != 204:
                raise RuntimeError(f"PUT /model: {answer.status_code} {answer.text[:300]}")


class Customer:
    """One conversation. ``ask`` sends a message and returns what was said to it, when it has been said."""

    async def begin(self) -> None:
        """Open the conversation."""

    async def ask(self, text: str) -> list[str]:
        """Send ``text`` and wait for its answer."""
        raise NotImplementedError

    async def end(self) -> None:
        """Let go of connections."""


class StockCustomer(Customer):
    """POST /webhooks/rest/webhook; the answer is in the response."""

    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, trust_env=False, timeout=ANSWER_WITHIN_S)
        self._sender = uuid.uuid4().hex

    async def ask(self, text: str) -> list[str]:
        answer = await self._client.post("/webhooks/rest/webhook", json={"sender": self._sender, "message": text})
        return [m["text"] for m in answer.raise_for_status().json()]

    async def end(self) -> None:
        await self._client.aclose()


class HttpCustomer(Customer):
    """POST /api/chat/messages stores the message; GET /api/chat/messages waits for the answer."""

    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, trust_env=False, timeout=ANSWER_WITHIN_S)

    async def begin(self) -> None:
        begun = (await self._client.post("/api/chat/conversations", json={"language": "nl"})).raise_for_status().json()
        self._client.headers["Authorization"] = f"Bearer {begun['token']}"

    async def ask(self, text: str) -> list[str]:
        sent = await self._client.post("/api/chat/messages", json={"id": str(uuid.uuid4()), "text": text})
        after = sent.raise_for_status().json()["seq"]
        while True:
            read = await self._client.get("/api/chat/messages", params={"after": after, "wait": 20})
            view = read.raise_for_status().json()
            if view["messages"]:
                return [m["text"] for m in view["messages"]]

    async def end(self) -> None:
        await self._client.aclose()


class SocketCustomer(HttpCustomer):
    """The widget's way: messages and answers by WebSocket."""

    _socket: ClientConnection

    async def begin(self) -> None:
        await super().begin()
        token = self._client.headers["Authorization"].removeprefix("Bearer ")
        address = str(self._client.base_url).replace("http", "ws", 1).rstrip("/") + "/api/chat/ws"
        self._socket = await connect(address, proxy=None)
        await self._socket.send(json.dumps({"type": "hello", "token": token, "after": 1}))

    async def ask(self, text: str) -> list[str]:
        await self._socket.send(json.dumps({"type": "message", "id": str(uuid.uuid4()), "text": text}))
        async with asyncio.timeout(ANSWER_WITHIN_S):
            while True:
                frame = json.loads(await self._socket.recv())
                if frame["type"] == "error":
                    raise RuntimeError(frame)
                if frame["type"] == "message" and frame["message"]["sender"] == "bot":
                    return [frame["message"]["text"]]

    async def end(self) -> None:
        await self._socket.close()
        await super().end()
