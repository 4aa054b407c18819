"""Chat in the terminal: a customer without a browser."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
from rich.console import Console


def talk(url: str, language: str | None, out: Console) -> None:
    """Talk to the service at ``url`` until an empty line or Ctrl-D."""
    try:
        with httpx.Client(base_url=url, timeout=40, trust_env=False) as client:
            begun = client.post("/api/chat/conversations", json={"language": language}).raise_for_status().json()
            client.headers["Authorization"] = f"Bearer {begun['token']}"
            after = _show(begun["messages"], out)
            buttons: list[dict[str, str]] = []
            while True:
                try:
                    line = out.input("[bold]> ").strip()
                except (EOFError, KeyboardInterrupt):
                    return
                if not line:
                    return
                body: dict[str, Any] = {"id": str(uuid.uuid4())}
                if line.isdigit() and 0 < int(line) <= len(buttons):
                    body["payload"] = buttons[int(line) - 1]["payload"]
                else:
                    body["text"] = line
                sent = client.post("/api/chat/messages", json=body)
                if sent.status_code >= 400:
                    out.print(f"[red]{sent.json().get('detail')}")
                    continue
                after = sent.json()["seq"]
                while True:
                    view = (
                        client.get("/api/chat/messages", params={"after": after, "wait": 20}).raise_for_status().json()
                    )
                    if view["messages"]:
                        after = _show(view["messages"], out)
                        buttons = view["messages"][-1]["buttons"] or buttons
                    if not view["busy"]:
                        break
                if view["status"] != "bot":
                    out.print(f"[dim]({view['status']})")
    except httpx.HTTPError as problem:
        out.print(f"[red]No conversation with {url}: {problem}. Is it running? Start it with 'make run'.")


def _show(messages: list[dict[str, Any]], out: Console) -> int:
    for m in messages:
        if m["sender"] != "customer":
            out.print(f"[cyan]{m['sender']}[/]: ", end="")
            out.print(m["text"], markup=False, highlight=False)
            for n, b in enumerate(m["buttons"], 1):
                out.print(f"   [dim][{n}] {b['title']}")
            if m["source"]:
                out.print(f"   [dim]({m['source']['title']})")
    return int(messages[-1]["seq"]) if messages else 0
