"""The desk's registers through their API, with real processes: cases to the end, four eyes, post; and the outbox under faults."""

from __future__ import annotations

import email
import time
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.integration.test_chat import problem
from tests.support.desk import Desk
from tests.support.desk_rows import desk_only, fill
from tests.support.installation import PASSWORD, Service
from tests.support.process import free_port, until


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    with desk_only(tmp_path_factory.mktemp("registers")) as service:
        yield service, fill(service)


def log_in(service: Service, username: str) -> Desk:
    return Desk.log_in(service.url, username, PASSWORD)


def test_a_complaint_to_the_end_and_opened_again(office: tuple[Service, str]) -> None:
    service, number = office
    desk = log_in(service, "sanne")
    assert desk.http.post(f"/cases/{number}/extend", json={"reason": "We wachten op de fabrikant."}).status_code == 200
    problem(desk.http.post(f"/cases/{number}/extend", json={"reason": "Nog eens."}), 409)
    problem(desk.http.patch(f"/cases/{number}", json={"status": "resolved"}), 422)
    problem(desk.http.patch(f"/cases/{number}", json={"granted_cents": 2501}), 403)
    done = {"status": "resolved", "decision": "founded", "outcome": "De bezorger was ziek.", "feedback": "Sorry, we komen morgen.", "remedy": "€ 10", "granted_cents": 1000}
    case = desk.http.patch(f"/cases/{number}", json=done).json()
    assert (case["status"], case["may_reopen"], case["granted_cents"]) == ("resolved", True, 1000)
    assert desk.http.post(f"/cases/{number}/reopen", json={"reason": "Nog niet goed."}).json()["status"] == "reopened"
    assert {e["what"] for e in desk.get(f"/cases/{number}")["history"]} >= {"made", "extended", "changed", "reopened"}
    mails = until(lambda: {f.name: m for f in (service.data / "mail").glob("*.eml") if (m := read(f))["To"] == "fatima@example.org"}, 30)
    subjects = [m["Subject"] for m in mails.values()]  # type: ignore[attr-defined]
    until(lambda: service.count("outbox", "state = 'waiting'") == 0, 30)
    subjects = [read(f)["Subject"] for f in (service.data / "mail").glob("*.eml")]
    assert f"De uitkomst van je zaak {number}" in subjects
    assert f"Je zaak {number} duurt langer" in subjects


def test_an_account_is_approved_by_a_second_employee(office: tuple[Service, str]) -> None:
    service, _ = office
    sanne, mo = log_in(service, "sanne"), log_in(service, "mo")
    (change,) = [c for c in sanne.get("/changes")["changes"] if c["field"] == "iban"]
    assert change["new"]["iban"] == "•••• 4567", "only who approves sees it whole"
    problem(sanne.http.post(f"/changes/{change['id']}/approve", json={"called": True}), 403)
    problem(mo.http.post(f"/changes/{change['id']}/approve", json={}), 422)
    assert mo.http.post(f"/changes/{change['id']}/approve", json={"called": True}).json()["status"] == "planned"
    problem(mo.http.post(f"/changes/{change['id']}/refuse", json={"reason": "x"}), 409)


def test_a_change_is_entered_and_corrected(office: tuple[Service, str]) -> None:
    service, _ = office
    desk = log_in(service, "sanne")
    body: dict[str, Any] = {"customer": "40000001", "field": "phone", "new": {"phone": "06-87654321"}, "ground": "by phone, level 2", "key": "one"}
    first = desk.http.post("/changes", json=body)
    assert (first.status_code, first.json()["status"]) == (201, "applied")
    assert desk.http.post("/changes", json=body).json()["id"] == first.json()["id"]
    problem(desk.http.post("/changes", json={**body, "key": "two", "new": {"phone": "1"}}), 422)
    problem(desk.http.post("/changes", json={**body, "key": "two", "effective_on": "31-04-2027"}), 422)
    right = desk.http.post(f"/changes/{first.json()['id']}/correct", json={"new": {"phone": "0687654320"}, "reason": "verkeerd verstaan"})
    assert (right.status_code, right.json()["corrects"]) == (201, first.json()["id"])


def test_receipt_and_post(office: tuple[Service, str]) -> None:
    service, number = office
    thijs = log_in(service, "thijs")
    (signal,) = thijs.get("/signals")["signals"]
    assert thijs.http.post(f"/signals/{signal['id']}/receive", json={"reply": "ICT is gebeld."}).status_code == 200
    assert thijs.get("/signals")["total"] == 0
    (job,) = [j for j in thijs.get("/post")["jobs"] if j["case"] == number]
    assert thijs.http.post("/post/sent", json={"ids": [job["id"]]}).json() == {"sent": 1}
    assert thijs.http.post("/post/sent", json={"ids": [job["id"]]}).json() == {"sent": 0}


def test_arrears_only_for_debtors_and_the_look_is_noted(office: tuple[Service, str]) -> None:
    service, _ = office
    for who, sees in (("sanne", False), ("mo", True)):
        page = log_in(service, who).http.get(f"{service.url}/desk/customers/40000001")
        assert page.status_code == 200
        assert ("Achterstand" in page.text) is sees
    looks = service.rows("SELECT actor FROM history WHERE what = 'arrears viewed'")
    assert looks == [{"actor": "agent:mo"}]


def test_the_link_of_a_new_email_address(office: tuple[Service, str]) -> None:
    service, _ = office
    desk = log_in(service, "sanne")
    desk.http.post("/changes", json={"customer": "40000001", "field": "email", "new": {"email": "nieuw@example.org"}, "ground": "level 2", "key": "mail"})
    letter = until(lambda: next((m for f in (service.data / "mail").glob("*.eml") if (m := read(f))["To"] == "nieuw@example.org"), None), 30)
    text = letter.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    link = next(line for line in text.splitlines() if "/confirm/" in line)
    assert 'data-testid="confirm-ask"' in desk.http.get(link).text
    assert service.rows("SELECT email FROM customers") == [{"email": "fatima@example.org"}], "looking changes nothing"
    assert 'data-testid="confirm-done"' in desk.http.post(link).text
    assert service.rows("SELECT email FROM customers") == [{"email": "nieuw@example.org"}]
    assert desk.http.get(link).status_code == 404


def read(file: Path) -> Any:
    return email.message_from_bytes(file.read_bytes(), policy=default)


class Slow:
    """A mail server that takes a message, and then is slow to say so."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.pause = 0.0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        import asyncio

        self.got.append(email.message_from_bytes(envelope.content, policy=default))
        await asyncio.sleep(self.pause)
        return "250 OK"


def test_killed_between_sending_and_noting_it_repeats_under_the_same_id(tmp_path: Path) -> None:
    box = Slow()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), ready_timeout=30)
    controller.start()
    try:
        with desk_only(tmp_path, SMTP_URL=f"smtp://127.0.0.1:{controller.port}") as service:
            box.pause = 8
            now = service.rows("SELECT strftime('%Y-%m-%d %H:%M:%f', '2026-11-24 08:00:00') AS now")[0]["now"]
            service.change(
                "INSERT INTO outbox (key, kind, payload, state, attempts, next_at, created_at) VALUES ('x', 'code', ?, 'waiting', 0, ?, ?)",
                '{"to": "klant@example.org", "language": "nl", "code": "482913", "minutes": 10}', f"{now}000", f"{now}000",
            )  # fmt: skip
            until(lambda: box.got, 60, what="the message at the server")
            service.kill()
            assert service.rows("SELECT state FROM outbox") == [{"state": "waiting"}]
            box.pause = 0
            service.change("UPDATE outbox SET held_until = NULL")  # two minutes later
            service.start(wait=False)
            until(lambda: service.rows("SELECT state FROM outbox") == [{"state": "sent"}], 60)
            time.sleep(1)
    finally:
        controller.stop()
    assert len(box.got) == 2, "in doubt it is sent again"
    assert len({m["Message-ID"] for m in box.got}) == 1, "and a mail program shows it once"
