"""The transcript by mail: through the outbox to a folder, or to a real mail server, exactly once."""

from __future__ import annotations

import email
import json
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.integration.test_chat import problem
from tests.support.installation import Service, Stage
from tests.support.process import free_port, until


class Postbox:
    """Keeps what a mail server was given."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.to: list[list[str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        self.to.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Postbox, Controller]]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), ready_timeout=30)
    yield box, controller
    if controller.server:
        controller.stop()


def ask_transcript(balie: Service) -> None:
    chat = balie.chat()
    chat.send("Hoe zwaar is de E-Ver?")
    assert chat.http.post("/api/chat/transcript", json={"email": "klant@example.org"}).status_code == 202


def test_transcript_goes_to_the_folder_when_there_is_no_mail_server(balie: Service) -> None:
    chat = balie.chat("en")
    chat.ask("How heavy is the E-Ver?")
    for _ in range(2):
        assert chat.http.post("/api/chat/transcript", json={"email": " Klant@Example.org "}).status_code == 202

    def mine() -> list[Any]:  # the folder holds mail of others too
        mails = [email.message_from_bytes(f.read_bytes(), policy=default) for f in (balie.data / "mail").glob("*.eml")]
        return [m for m in mails if m["To"] == "klant@example.org"]

    (mail,) = until(mine, 30)
    text = mail.get_body(("plain",)).get_content()
    assert "How heavy is the E-Ver?" in text
    assert "26 kg" in text
    assert text.index("digital assistant") < text.index("How heavy") < text.index("26 kg")
    html = mail.get_body(("html",)).get_content()
    assert "26 kg" in html
    until(lambda: balie.count("outbox", "state = 'sent'") >= 1, 20)
    assert balie.count("outbox", "payload LIKE '%klant@example.org%'") == 1, "asked twice, kept once"


def test_html_in_a_message_stays_text_in_the_mail(balie: Service) -> None:
    chat = balie.chat().handed_over()
    chat.send("<script>alert(1)</script> & <b>vet</b>")
    assert chat.http.post("/api/chat/transcript", json={"email": "html@example.org"}).status_code == 202

    def found() -> EmailMessage | None:
        for file in (balie.data / "mail").glob("*.eml"):
            mail = email.message_from_bytes(file.read_bytes(), policy=default)
            if mail["To"] == "html@example.org":
                return mail  # type: ignore[return-value]
        return None

    html = until(found, 30).get_body(("html",)).get_content()  # type: ignore[attr-defined]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("address", ["", "geen adres", "a@b", "a@b.nl\r\nBcc: x@y.nl", "a@b.nl, c@d.nl", "<a@b.nl>", None, 5, ["a@b.nl"], "a" * 250 + "@b.nl", "\ud800@b.nl"])
def test_addresses_that_are_none(balie: Service, address: object) -> None:
    chat = balie.chat()
    answer = chat.http.post("/api/chat/transcript", content=json.dumps({"email": address}), headers={"content-type": "application/json"})
    problem(answer, 422)
    assert balie.count("outbox", "payload LIKE ?", f"%{chat.id}%") == 0


def test_transcript_reaches_a_real_mail_server(stage: Stage, server: tuple[Postbox, Controller]) -> None:
    box, controller = server
    controller.start()
    with stage.aside(SMTP_URL=f"smtp://127.0.0.1:{controller.port}") as balie:
        ask_transcript(balie)
        until(lambda: box.got, 30, what="the mail")
        assert box.to == [["klant@example.org"]]
        assert "Hoe zwaar is de E-Ver?" in box.got[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        until(lambda: balie.rows("SELECT state FROM outbox") == [{"state": "sent"}], 20)
        assert not (balie.data / "mail").exists()


@pytest.mark.slow
def test_server_down_first_then_sent_exactly_once(stage: Stage, server: tuple[Postbox, Controller]) -> None:
    box, controller = server
    with stage.aside(SMTP_URL=f"smtp://127.0.0.1:{controller.port}") as balie:
        ask_transcript(balie)
        until(lambda: balie.count("outbox", "state = 'waiting' AND attempts >= 1 AND error IS NOT NULL") == 1, 30, what="a failed try")
        # The service is started again in between: what waits in the outbox must not need its memory.
        balie.kill()
        controller.start()
        balie.start(wait=False)
        until(lambda: box.got, 90, 0.2, "the mail, after the server came back")
        until(lambda: balie.rows("SELECT state FROM outbox") == [{"state": "sent"}], 20)
        assert len(box.got) == 1
        assert box.got[0]["Message-ID"]
