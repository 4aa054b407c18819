"""Photos and PDFs: type by content, size, and who may fetch them."""

from __future__ import annotations

import struct
import zlib

import httpx
import pytest

from tests.integration.test_chat import problem
from tests.support.chat import Chat, new_uuid
from tests.support.installation import Service


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PNG = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + _chunk(b"IDAT", zlib.compress(b"\0\0")) + _chunk(b"IEND", b"")
JPG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + b"\x08" * 64 + bytes.fromhex("ffd9")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EXE = b"MZ\x90\x00" + b"\0" * 56 + struct.pack("<I", 64) + b"PE\0\0" + b"\0" * 200
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def attach(chat: Chat, body: bytes, name: str = "foto.jpg", media: str = "image/jpeg", **more: str) -> httpx.Response:
    return chat.http.post("/api/chat/attachments", files={"file": (name, body, media)}, data=more)


@pytest.mark.parametrize(("body", "name", "media"), [(JPG, "kras.jpg", "image/jpeg"), (PNG, "slot.png", "image/png"), (PDF, "bon.pdf", "application/pdf"), (PNG, "eigenlijk-png.jpg", "image/png")], ids=["jpg", "png", "pdf", "png-as-jpg"])
def test_photos_and_pdf_are_taken(balie: Service, body: bytes, name: str, media: str) -> None:
    chat = balie.chat().handed_over()
    answer = attach(chat, body, name)
    assert answer.status_code == 201
    found = answer.json()["attachment"]
    assert {k: found[k] for k in ("name", "type", "size")} == {"name": name, "type": media, "size": len(body)}
    message = chat.check_seqs()[-1]
    assert (message["seq"], message["sender"], message["attachment"]) == (answer.json()["seq"], "customer", found)
    fetched = chat.http.get(f"/api/chat/attachments/{found['id']}")
    assert fetched.content == body
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert fetched.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("body", "name"), [(EXE, "foto.jpg"), (HTML, "foto.png"), (SVG, "plaatje.svg"), (b"zomaar tekst", "brief.pdf"), (b"PK\x03\x04" + b"\0" * 40, "map.jpg"), (b"\0", "niets.jpg")], ids=["exe", "html", "svg", "text", "zip", "nul"])
def test_anything_else_is_refused_whatever_its_name(balie: Service, body: bytes, name: str) -> None:
    chat = balie.chat()
    problem(attach(chat, body, name), 415)
    assert len(chat.check_seqs()) == 1
    assert balie.count("attachments", "conversation_id = ?", chat.id) == 0


def test_empty_or_missing_file(balie: Service) -> None:
    chat = balie.chat()
    problem(attach(chat, b""), 422)
    problem(chat.http.post("/api/chat/attachments", files={"iets": ("a.jpg", JPG)}), 422)
    problem(chat.http.post("/api/chat/attachments", json={"file": "x"}), 422)
    problem(chat.http.post("/api/chat/attachments", content=b"--x\r\nrommel", headers={"content-type": "multipart/form-data; boundary=x"}), 422)


def test_ten_megabyte_is_taken_and_one_byte_more_is_not(balie: Service) -> None:
    chat, most = balie.chat().handed_over(), 10 * 1024 * 1024
    assert attach(chat, JPG + b"\0" * (most - len(JPG))).status_code == 201
    problem(attach(chat, JPG + b"\0" * (most - len(JPG) + 1)), 413)
    problem(attach(chat, JPG + b"\0" * (most + 4_000_000)), 413)
    assert balie.count("attachments", "conversation_id = ?", chat.id) == 1
    assert httpx.get(f"{balie.url}/healthz").status_code == 200


def test_the_same_upload_twice_is_one_message(balie: Service) -> None:
    chat, message_id = balie.chat().handed_over(), new_uuid()
    first, again = (attach(chat, PNG, "slot.png", id=message_id) for _ in range(2))
    assert first.json() == again.json()
    assert sum(m["attachment"] is not None for m in chat.check_seqs()) == 1


def test_names_are_made_harmless(balie: Service) -> None:
    chat = balie.chat().handed_over()
    answer = attach(chat, PNG, '../../etc/"pass\r\nwd<b>.png')
    name = answer.json()["attachment"]["name"]
    assert not set('/\\"<>\r\n') & set(name)


def test_only_its_own_conversation_may_fetch_a_file(balie: Service) -> None:
    mine, other = balie.chat().handed_over(), balie.chat()
    found = attach(mine, PNG).json()["attachment"]["id"]
    problem(other.http.get(f"/api/chat/attachments/{found}"), 404)
    problem(httpx.get(f"{balie.url}/api/chat/attachments/{found}"), 401)
    problem(mine.http.get("/api/chat/attachments/..%2f..%2fsecret"), 404)
