"""The mail server is down for an hour while something is arranged: the customer is told, nothing is lost or sent twice."""

from __future__ import annotations

import datetime as dt
import socket
from dataclasses import replace

from handoff.outbox import Outbox
from handoff.settings import load
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk


async def test_an_hour_without_mail(kit: Kit) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    down = replace(
        kit, settings=load({"BALIE_DATA": str(kit.settings.data), "BALIE_SMTP_URL": f"smtp://127.0.0.1:{port}"})
    )
    talk = await Talk.open(kit)
    await talk.say("ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht", "change_address")
    await talk.say(IDENTIFIED)
    assert "Gelukt" in await talk.say("ja", "affirm")
    for _ in range(120):
        await Outbox(down).send_one()
        kit.clock.moment += dt.timedelta(seconds=30)  # type: ignore[attr-defined]
    assert {r["state"] for r in await talk.rows(t.outbox)} == {"waiting"}
    kit.clock.moment += dt.timedelta(hours=1)  # type: ignore[attr-defined]
    while await Outbox(kit).send_one():
        pass
    rows = await talk.rows(t.outbox)
    assert {r["state"] for r in rows} == {"sent"}
    assert [r["kind"] for r in rows].count("confirmation") == 1
    assert len(list((kit.settings.data / "mail").glob("*.eml"))) == len(rows)
    assert len(await talk.rows(c.changes)) == 1
