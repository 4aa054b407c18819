"""What may never be kept is nowhere: not in the database, the files, the log or the engine's log."""

from __future__ import annotations

from tests.support.installation import Service
from tests.support.process import until

SECRETS = {
    "card": "4111 1111 1111 1111", "card without spaces": "5500005555555559", "bsn": "111222333", "iban": "NL91 ABNA 0417 1643 00", "password": "Hond!Kat#7",
}  # fmt: skip


def test_personal_data_is_nowhere(balie_sunday: Service) -> None:
    balie, chat = balie_sunday, balie_sunday.chat()
    chat.ask(f"Mijn kaart is {SECRETS['card']} en ook {SECRETS['card without spaces']}")
    chat.ask(f"Mijn bsn is {SECRETS['bsn']}")
    chat.ask(f"Wijzig mijn rekening naar {SECRETS['iban']}")
    chat.send(f"mijn wachtwoord: {SECRETS['password']}")
    chat.settled()
    if chat.status == "bot":
        chat.handed_over()
    chat.send(f"nogmaals: {SECRETS['card']}, bsn {SECRETS['bsn']}")
    chat.http.post("/api/chat/rating", json={"score": 1, "comment": f"mijn bsn {SECRETS['bsn']}"})
    chat.http.post("/api/chat/transcript", json={"email": "geheim@example.org"})
    balie.desk().http.post("/contacts", json={"channel": "phone", "text": f"Mijn bsn is {SECRETS['bsn']} en ik wil verhuizen", "summary": f"bsn {SECRETS['bsn']}"})
    until(lambda: list((balie.data / "mail").glob("*.eml")), 30)
    with balie.database() as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")
    forms = {form.encode() for secret in SECRETS.values() for form in (secret, secret.replace(" ", ""))}
    files = [f for f in balie.data.rglob("*") if f.is_file() and f.name != "secret"] + [balie.engine.log]
    assert {f.name for f in files} >= {"balie.db", "service.log", balie.engine.log.name}
    for file in files:
        body = file.read_bytes()
        assert not [f for f in forms if f in body], file
    assert "1111" in chat.view["messages"][1]["text"], "the last four digits stay, so that a colleague can compare"


def test_numbers_of_the_house_are_no_secret(balie: Service) -> None:
    chat = balie.chat().handed_over()
    text = "Klant 40123456, bestelling B1234567, factuur F2026-004512, zaak Z2026-000001, reparatie R7654321"
    chat.send(text)
    assert chat.view["messages"][-1]["text"] == text
