"""Notes with names in them, advice without handing over, a warm transfer and a file to the customer."""

from __future__ import annotations

import pytest

from handoff.errors import BadInput, Conflict, NotFound, WrongType
from handoff.store import tables as t
from handoff.work.handover import claim, send_file, transfer
from handoff.work.notes import add_note, ask_advice, names_in, see_mentions

from .conftest import Office

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


async def told(office: Office, *, unseen: bool = False) -> list[str]:
    names = {a["id"]: a["username"] for a in await office.rows(t.agents)}
    rows = await office.rows(t.mentions, *([t.mentions.c.seen_at.is_(None)] if unseen else []))
    return [names[r["agent_id"]] for r in rows]


async def waiting(office: Office) -> str:
    now = office.clock.now()
    return await office.talk("waiting", department="klantenservice", rank=2, queue_since=now, queue_due=now)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@mo kun je kijken? En @Ria.", ["mo", "ria"]),
        ("mail naar fatima@example.org", []),
        ("@mo @mo", ["mo"]),
        ("(@mo) @@ @ 1@mo", ["mo"]),
        ("", []),
    ],
)
def test_names_in_a_note(text: str, names: list[str]) -> None:
    assert names_in(text) == names


async def test_who_is_named_is_told_once_until_seen(office: Office) -> None:
    talk = await office.talk("agent")
    sanne, mo = await office.agent("sanne"), await office.agent("mo")
    await add_note(office.kit, talk, sanne, "@mo en @sanne en @niemand: kijk je mee?")
    assert await told(office) == ["mo"]
    await see_mentions(office.kit, talk, mo)
    assert await told(office, unseen=True) == []


async def test_advice_is_a_thread_in_which_both_hear_of_each_other(office: Office) -> None:
    talk = await office.talk("agent")
    sanne, mo = await office.agent("sanne"), await office.agent("mo")
    await ask_advice(office.kit, talk, sanne, "mo", "Mag dit?")
    thread = (await office.rows(t.notes))[0]
    assert thread["thread_id"] == thread["id"]
    await see_mentions(office.kit, talk, mo)
    await add_note(office.kit, talk, mo, "Ja.", thread=thread["id"])
    assert await told(office, unseen=True) == ["sanne"]
    assert (await office.rows(t.conversations))[0]["status"] == "agent"
    assert await office.rows(t.messages) == []


async def test_advice_takes_somebody_else_and_a_thread_that_is_there(office: Office) -> None:
    talk, other = await office.talk("agent"), await office.talk("agent")
    sanne = await office.agent("sanne")
    for colleague in ("sanne", "niemand", ""):
        with pytest.raises(BadInput):
            await ask_advice(office.kit, talk, sanne, colleague, "Mag dit?")
    await ask_advice(office.kit, talk, sanne, "mo", "Mag dit?")
    with pytest.raises(BadInput):
        await add_note(office.kit, other, sanne, "Hier niet.", thread=(await office.rows(t.notes))[0]["id"])
    with pytest.raises(NotFound):
        await add_note(office.kit, "nergens", sanne, "x")


async def test_a_warm_transfer_says_why_and_where_it_stands(office: Office) -> None:
    talk, sanne = await waiting(office), await office.agent("sanne")
    await claim(office.kit, talk, sanne)
    await transfer(office.kit, talk, sanne, department=None, to_agent="ria", reason="Over een factuur.", summary="Bedrag is nagekeken, kaart 4111 1111 1111 1111.")
    detail = (await office.rows(t.history, t.history.c.what == "transferred"))[0]["detail"]
    assert detail["reason"] == "Over een factuur."
    assert "4111" not in detail["summary"]
    assert "nagekeken" in (await office.rows(t.notes))[0]["text"]


async def test_a_file_goes_to_the_customer_from_who_has_the_conversation(office: Office) -> None:
    talk, sanne = await waiting(office), await office.agent("sanne")
    with pytest.raises(Conflict):
        await send_file(office.kit, talk, sanne, "kaart.png", PNG)
    assert await office.rows(t.attachments) == []
    await claim(office.kit, talk, sanne)
    seq = await send_file(office.kit, talk, sanne, "../kaart.png", PNG)
    message = (await office.rows(t.messages, t.messages.c.seq == seq))[0]
    assert (message["sender"], message["attachment"]["name"], message["attachment"]["type"]) == ("agent", "kaart.png", "image/png")
    with pytest.raises(WrongType):
        await send_file(office.kit, talk, sanne, "x.png", b"<html><script>alert(1)</script>")
