"""The outbox: once, after failure again, nothing secret left; text messages; every kind of mail in both languages."""

from __future__ import annotations

import datetime as dt
import json
import socket
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from handoff import mails
from handoff.outbox import Outbox
from handoff.settings import load
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.mailing import put
from tests.unit.work.conftest import NOW, Office

PAYLOADS: dict[str, dict[str, Any]] = {
    "confirmation": {"subject": "Je reparatie is ingepland", "lines": ["Zaak {case} is gemaakt.", "We komen dinsdag."], "case": "Z2026-000001", "greeting": "Fatima"},
    "code": {"code": "482913", "minutes": 10},
    "feedback": {"case": "Z2026-000001", "name": None, "feedback": "Sorry.", "outcome": "Ziek.", "decision": "partly", "remedy": "€ 10", "consequences": "Niets.", "complaint": True},
    "extension": {"case": "Z2026-000001", "name": "Fatima", "due": "2026-12-22T18:00:00+01:00", "reason": "We wachten op een onderdeel."},
    "change_notice": {"field": "iban", "event": "asked", "day": "2026-12-01", "name": "Fatima"},
    "confirm_link": {"link": "https://balie.example/confirm/abc", "days": 7},
    "internal": {"what": "signal", "department": "teamleider", "particular": "danger", "text": "Een accu rookt.", "by": "2026-11-24T10:00:00+01:00", "link": "https://balie.example/desk/signals"},
    "reply": {"subject": "Je vraag", "body": "Dat kan.\n\nGroet", "case": None},
}  # fmt: skip
SAYS = {
    "confirmation": ("Z2026-000001 is gemaakt", "We komen dinsdag", "Fatima"), "code": ("482913", "10 minut"), "feedback": ("Sorry.", "Ziek.", "€ 10", "geschillencommissie-fiets.example"),
    "extension": ("We wachten op een onderdeel.", "22"), "change_notice": ("088-000 12 34",), "confirm_link": ("https://balie.example/confirm/abc",), "internal": ("Een accu rookt.",), "reply": ("Dat kan.",),
}  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", PAYLOADS)
async def test_every_kind_in_both_languages_and_both_forms(office: Office, kind: str, language: str) -> None:
    mail = await mails.compose(office.kit, kind, {"to": "a@example.org", "language": language, **PAYLOADS[kind]})
    text, html = (body(mail, form) for form in ("plain", "html"))
    assert mail["Subject"]
    assert "{" not in text + mail["Subject"]
    for words in SAYS[kind]:
        assert words in text, text
        assert words in html
    assert f'lang="{language}"' in html
    assert "\x0e" not in text + html


@pytest.mark.parametrize("event", ["asked", "planned", "applied", "refused", "corrected"])
@pytest.mark.parametrize("field", ["address", "email", "phone", "iban"])
async def test_a_notice_never_shows_the_value(office: Office, field: str, event: str) -> None:
    payload = {"to": "a@example.org", "language": "nl", "field": field, "event": event, "day": "2026-12-01", "name": "Fatima"}
    mail = await mails.compose(office.kit, "change_notice", payload)
    assert {"address": "je adres", "email": "je e-mailadres", "phone": "je telefoonnummer", "iban": "je rekeningnummer"}[field] in body(mail, "plain")


async def test_a_mail_begins_with_a_line_of_its_own(office: Office) -> None:
    payload = {"to": "a@example.org", "language": "nl", **PAYLOADS["feedback"], "name": "Fatima El Amrani"}
    assert body(await mails.compose(office.kit, "feedback", payload), "plain").startswith("Beste Fatima El Amrani,\n\nSorry.\n")


async def test_words_of_people_stay_words(office: Office) -> None:
    evil = '<script>alert(1)</script>\x0eKlik\x0fhttps://evil.example'
    mail = await mails.compose(office.kit, "feedback", {"to": "a@example.org", "language": "nl", **PAYLOADS["feedback"], "feedback": evil})
    html = body(mail, "html")
    assert "<script>" not in html
    assert ">Klik</a>" not in html
    assert "\n" not in mail["Subject"]


def body(mail: EmailMessage, form: str) -> str:
    found = mail.get_body((form,))
    assert found is not None
    return str(found.get_content())


async def queued(office: Office, kind: str, **payload: Any) -> None:
    async with office.kit.db.write() as tx:
        await put(tx, office.kit, kind, "x", payload.pop("to", "a@example.org"), "nl", **payload)


async def test_a_code_is_gone_once_it_is_sent(office: Office) -> None:
    await queued(office, "code", code="482913", minutes=10)
    assert await Outbox(office.kit).send_one()
    (row,) = await office.mails("code")
    assert (row["state"], row["payload"]["code"]) == ("sent", "")
    assert not await Outbox(office.kit).send_one()
    assert len(list((office.kit.settings.data / "mail").glob("*.eml"))) == 1


async def test_server_down_for_an_hour_loses_nothing(office: Office) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kit = Kit(office.kit.db, office.clock, office.kit.content, office.kit.bus, load({"BALIE_DATA": str(office.kit.settings.data), "BALIE_SMTP_URL": f"smtp://127.0.0.1:{port}"}))  # type: ignore[arg-type]
    await queued(office, "code", code="482913", minutes=10)
    tries = 0
    while office.clock.at < NOW + dt.timedelta(hours=1):
        tries += await Outbox(kit).send_one()
        office.clock.forward(seconds=30)
    (row,) = await office.mails("code")
    assert (row["state"], row["payload"]["code"]) == ("waiting", "482913")
    assert 5 <= tries <= 10, "tried again, with growing pauses"
    office.clock.forward(hours=1)
    assert await Outbox(office.kit).send_one()
    assert [m["state"] for m in await office.mails()] == ["sent"]


async def test_a_text_message_goes_to_the_folder_without_a_gateway(office: Office) -> None:
    await queued(office, "sms", to="+31612345678", text="Je code is 482913.", code="482913")
    await Outbox(office.kit).send_one()
    (file,) = (office.kit.settings.data / "sms").glob("*.txt")
    assert "Je code is 482913." in file.read_text()
    assert "482913" not in str((await office.mails("sms"))[0]["payload"])


async def test_a_text_message_reaches_a_gateway_and_is_repeated_after_an_error(office: Office) -> None:
    got: list[tuple[dict[str, str], str | None]] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((json.loads(self.rfile.read(int(self.headers["content-length"]))), self.headers["idempotency-key"]))
            self.send_response(500 if len(got) == 1 else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        kit = Kit(office.kit.db, office.clock, office.kit.content, office.kit.bus, load({"BALIE_DATA": str(office.kit.settings.data), "BALIE_SMS_URL": f"http://127.0.0.1:{server.server_port}/sms"}))  # type: ignore[arg-type]
        await queued(office, "sms", to="+31612345678", text="Hallo")
        await Outbox(kit).send_one()
        assert (await office.mails("sms"))[0]["state"] == "waiting"
        office.clock.forward(minutes=1)
        await Outbox(kit).send_one()
    finally:
        server.shutdown()
        server.server_close()
    assert [g[0] for g in got] == [{"to": "+31612345678", "text": "Hallo"}] * 2
    assert got[0][1] == got[1][1], "a gateway can see that it is a repeat"
    assert (await office.mails("sms"))[0]["state"] == "sent"


async def test_materials_and_invoices_are_attached(office: Office) -> None:
    pytest.importorskip("fpdf")
    await office.add(c.invoices, number="F2026-000001", customer_number="40000001", month=dt.date(2026, 12, 1), issued_on=dt.date(2026, 11, 20), due_on=dt.date(2026, 11, 27), lines=[{"what": {"nl": "E-Stad Flex", "en": "E-Stad Flex"}, "cents": 7900}], total_cents=7900, paid_cents=0, disputed_cents=0, credited_cents=0)
    sent = {"material": {"materials": [{"code": "IM-06", "language": "de"}, {"code": "IM-13", "language": "ar"}]}, "invoice": {"invoices": ["F2026-000001"], "name": "Fatima"}}
    names = []
    for kind, payload in sent.items():
        mail = await mails.compose(office.kit, kind, {"to": "a@example.org", "language": "nl", **payload})
        for part in mail.iter_attachments():
            names.append(part.get_filename())
            assert part.get_content().startswith(b"%PDF")
    assert names == ["IM-06-de.pdf", "IM-13-ar.pdf", "F2026-000001.pdf"]


async def test_what_fails_for_two_days_is_given_up_and_keeps_no_code(office: Office) -> None:
    await queued(office, "code", code="482913", minutes=10)
    async with office.kit.db.write() as tx:
        await tx.execute(t.outbox.update().values(kind="nothing"))
    office.clock.forward(days=3)
    await Outbox(office.kit).send_one()
    (row,) = await office.mails()
    assert (row["state"], row["payload"]["code"]) == ("failed", "")
