"""A colleague at the desk, as a program sees it: /api/desk with a Bearer token."""

from __future__ import annotations

from typing import Any

import httpx

from tests.support.chat import new_uuid


class Desk:
    """One agent's session."""

    def __init__(self, url: str, token: str, agent: dict[str, Any]) -> None:
        self.url, self.token, self.agent = url, token, agent
        self.http = httpx.Client(
            base_url=f"{url}/api/desk", headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False
        )

    @classmethod
    def log_in(cls, url: str, username: str, password: str) -> Desk:
        """Open a session."""
        answer = httpx.post(
            f"{url}/api/desk/sessions", json={"username": username, "password": password}, timeout=60, trust_env=False
        )
        assert answer.status_code == 201, answer.text
        return cls(url, answer.json()["token"], answer.json()["agent"])

    def close(self) -> None:
        """Close connections."""
        self.http.close()

    def presence(self, state: str) -> None:
        """available, busy or away."""
        self._ok(self.http.put("/presence", json={"state": state}))

    def queue(self, **filters: str) -> list[dict[str, Any]]:
        """Who waits, in the order to handle."""
        return list(self._ok(self.http.get("/queue", params=filters))["waiting"])

    def try_claim(self, conversation: str) -> httpx.Response:
        """Claim, whatever comes of it."""
        return self.http.post(f"/conversations/{conversation}/claim")

    def claim(self, conversation: str) -> None:
        """Take a waiting conversation."""
        self._ok(self.try_claim(conversation))

    def card(self, conversation: str) -> dict[str, Any]:
        """The hand-over card."""
        return self._ok(self.http.get(f"/conversations/{conversation}"))

    def say(self, conversation: str, text: str, message_id: str | None = None) -> int:
        """Write to the customer."""
        return int(
            self._ok(
                self.http.post(
                    f"/conversations/{conversation}/messages", json={"id": message_id or new_uuid(), "text": text}
                )
            )["seq"]
        )

    def do(self, conversation: str, what: str, **body: Any) -> httpx.Response:
        """notes, transfer, release, return-to-bot or close."""
        return self.http.post(f"/conversations/{conversation}/{what}", json=body)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Any reading call."""
        return self._ok(self.http.get(path, params=query))

    def contact(self, conversation: str) -> dict[str, Any]:
        """The one contact of a conversation."""
        found = self.get("/contacts", conversation=conversation)
        assert found["total"] == 1, found
        return dict(found["contacts"][0])

    @staticmethod
    def _ok(answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code < 300, (
            f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
        )
        return dict(answer.json())
