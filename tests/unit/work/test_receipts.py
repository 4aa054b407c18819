"""What a colleague registers is confirmed to the customer: a letter by letter the same day, all else by mail."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.mails import compose
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.registration import register_contact
from tests.unit.work.conftest import CUSTOMER, NOW, Office

TRIAGE = {"language": "nl", "priority": "normal", "reasons": []}


def weighed(topic: str, kind: str, language: str = "nl") -> dict[str, Any]:
    """A verdict on a contact about one thing."""
    part = {"text": "De fiets kwam te laat.", "topic": topic, "kind": kind, "confidence": 0.9}
    return {**TRIAGE, "language": language, "parts": [part]}


async def registered(
    office: Office, channel: str, topic: str = "complain_delivery", kind: str = "complaint", **more: Any
) -> dict[str, Any]:
    """A contact of the customer about that."""
    contact = {"channel": channel, "text": "De fiets kwam te laat.", "customer": CUSTOMER["number"], **more}
    language = more.pop("language", "nl")
    return await register_contact(office.kit, await office.agent("sanne"), contact, weighed(topic, kind, language))


@pytest.mark.parametrize("channel", ["phone", "email", "counter"])
async def test_by_mail(office: Office, channel: str) -> None:
    made = await registered(office, channel)
    (mail,) = await office.mails("confirmation")
    assert mail["payload"]["to"] == CUSTOMER["email"]
    written = await compose(office.kit, "confirmation", mail["payload"])
    body = str(written.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert made["case"] in str(written["Subject"])
    assert made["case"] in body
    assert "Fatima" in body
    assert "26 november 2026" in body  # the first reaction to a complaint: two working days
    assert "8 december 2026" in body  # and its solution: ten
    assert "Logistiek" in body
    assert "te laat" not in body  # what it is about in the customer's own words stays with us


async def test_in_english(office: Office) -> None:
    await register_contact(
        office.kit, await office.agent("sanne"), {"channel": "phone", "text": "It came late.", "customer": CUSTOMER["number"]}, weighed("complain_delivery", "complaint", "en")
    )  # fmt: skip
    (mail,) = await office.mails("confirmation")
    assert "We have received your message" in mail["payload"]["body"]
    assert mail["payload"]["subject"].startswith("Received: A complaint about a delivery")


async def test_a_letter_by_letter_the_same_day(office: Office) -> None:
    made = await registered(office, "letter")
    assert await office.mails("confirmation") == []
    (job,) = await office.rows(c.post_jobs)
    assert (job["kind"], job["due"], job["case_number"]) == ("letter", NOW.date(), made["case"])
    assert job["address"]["street"] == CUSTOMER["street"]
    assert made["case"] in job["what"][0]["title"]
    assert "26 november 2026" in job["what"][0]["body"]
    events = await office.rows(t.history, t.history.c.subject_id == made["case"], t.history.c.what == "confirmed")
    assert [e["detail"]["by"] for e in events] == ["letter"]


@pytest.mark.parametrize(
    ("topic", "kind", "more"),
    [
        ("ask_arrears", "debt", {}),
        ("signal_distress", "urgent", {}),
        ("complain_delivery", "complaint", {"customer": None}),
        ("complain_delivery", "complaint", {"direction": "out"}),
        ("ask_opening_hours", "info", {"outcome": "zelfstandig afgehandeld"}),
    ],
)
async def test_not_of_arrears_nor_to_who_is_in_danger_unknown_or_answered(
    office: Office, topic: str, kind: str, more: dict[str, Any]
) -> None:
    await registered(office, "phone", topic, kind, **more)
    assert await office.mails("confirmation") == []
    assert await office.rows(c.post_jobs) == []


async def test_registered_twice_is_confirmed_once(office: Office) -> None:
    for _ in range(2):
        await registered(office, "phone", key="form-1")
    assert len(await office.mails("confirmation")) == 1
