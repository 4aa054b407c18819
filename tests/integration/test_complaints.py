"""What people complain about most in the trackers of other desks, a test for each, named after it.

Accessibility is looked at on every page of the desk (``tests/browser/test_every_desk_page.py``) and in the widget.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from tests.integration.test_chat import problem
from tests.support.chat import Socket, messages_in, new_uuid
from tests.support.desk import Desk
from tests.support.handbook import DISTRESS, GIBBERISH
from tests.support.installation import Service
from tests.support.process import until


def test_the_bot_goes_on_answering_after_take_over(balie: Service, desk: Desk) -> None:
    chat = balie.chat().handed_over()
    desk.claim(chat.id)
    with chat.socket() as line:
        line.of("status")
        chat.send("Hoe zwaar is de E-Ver?")
        message_id = new_uuid()
        seq = desk.say(chat.id, "De E-Ver weegt 26 kilo.", message_id)
        assert desk.say(chat.id, "De E-Ver weegt 26 kilo.", message_id) == seq, "the same id again is the same message"
        got = line.until(lambda f: f["type"] == "message" and f["message"]["seq"] == seq)["message"]
        assert (got["sender"], got["text"], got["agent"]) == ("agent", "De E-Ver weegt 26 kilo.", "Sanne")
        time.sleep(1.5)
        assert not chat.view["busy"]
    joined = next(m for m in chat.view["messages"] if m["sender"] == "system")
    assert "Sanne van Klantenservice" in joined["text"]
    assert [m["sender"] for m in chat.check_seqs() if m["seq"] > joined["seq"]] == ["customer", "agent"]
    assert balie.count("turns", "conversation_id = ? AND state = 'pending'", chat.id) == 0


def test_messages_missed_after_a_reconnect(balie: Service) -> None:
    chat, desk = balie.chat().handed_over(), balie.desk()
    desk.claim(chat.id)
    whole: list[dict] = []
    with chat.socket() as line:
        line.of("status")
        whole += messages_in(line.frames)
        for n in range(5):
            desk.say(chat.id, f"eerste {n}")
        line.until(lambda f: f["type"] == "message" and f["message"]["text"] == "eerste 2")
        whole = messages_in(line.frames)
    # The line is gone; the conversation goes on, from both sides.
    for n in range(5):
        desk.say(chat.id, f"intussen {n}")
    chat.send("ik was even weg")
    with chat.socket(after=whole[-1]["seq"]) as line:
        line.of("status")
        desk.say(chat.id, "daarna")
        line.until(lambda f: f["type"] == "message" and f["message"]["text"] == "daarna")
        whole += messages_in(line.frames)
    assert [m["seq"] for m in whole] == list(range(1, len(whole) + 1))
    assert whole == chat.view["messages"]


def test_messages_missed_after_many_reconnects(balie: Service) -> None:
    chat, desk = balie.chat().handed_over(), balie.desk()
    desk.claim(chat.id)
    whole, after = [], 0
    for n in range(12):
        desk.say(chat.id, f"bericht {n}")
        with chat.socket(after=after) as line:
            desk.say(chat.id, f"tijdens {n}")
            line.until(lambda f, n=n: f["type"] == "message" and f["message"]["text"] == f"tijdens {n}")
            whole += messages_in(line.frames)
            after = whole[-1]["seq"]
    assert [m["seq"] for m in whole] == list(range(1, len(whole) + 1))


def test_two_agents_claim_one_chat(balie: Service, desk: Desk) -> None:
    chat = balie.chat().handed_over()
    names = [f"collega{n}" for n in range(20)]
    with ThreadPoolExecutor(4) as pool:
        desks = list(pool.map(lambda n: balie.desk(n, name=f"{n.capitalize()} Jansen"), names))
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda d: d.try_claim(chat.id), desks))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 19
    winner = next(a.json()["agent"] for a in answers if a.status_code == 200)
    for answer in answers:
        if answer.status_code == 409:
            assert problem(answer, 409)["agent"] == winner
    assert [m["sender"] for m in chat.check_seqs()].count("system") == 1, "one colleague joined"
    assert balie.count("history", "subject_id = ? AND what = 'claimed'", chat.id) == 1


def test_nobody_available(balie: Service, desk: Desk) -> None:
    for name in list(balie._desks):
        balie.desk(name, present=False)
    chat = balie.chat().handed_over()
    last = chat.view["messages"][-1]
    assert last["case"]
    assert last["case"] in last["text"]
    assert "telefoonnummer" in last["text"]
    assert "verbind" not in last["text"]


def test_after_hours(balie_sunday: Service) -> None:
    chat = balie_sunday.chat().handed_over()
    last = chat.view["messages"][-1]
    assert "morgen vanaf 8.00 uur" in last["text"]
    assert last["case"] in last["text"]
    assert chat.view["queue"]["open"] is False
    desk = balie_sunday.desk()
    assert [w["conversation"] for w in desk.queue()] == [chat.id]
    assert desk.get(f"/cases/{last['case']}")["status"] == "new"
    assert datetime.fromisoformat(desk.get(f"/cases/{last['case']}")["due"]) > datetime.fromisoformat("2026-11-23T08:00:00+01:00")
    english = balie_sunday.chat("en").handed_over()
    assert "tomorrow from 8.00" in english.view["messages"][-1]["text"]


def test_out_of_hours_text_clashing_with_the_bot(balie_sunday: Service) -> None:
    text = balie_sunday.chat().said("Hoe zwaar is de E-Ver?")
    assert "26 kg" in text
    assert "morgen" not in text, "who needs no person is not told that nobody is there"


def test_out_of_hours_text_clashing_with_danger(balie_sunday: Service) -> None:
    chat = balie_sunday.chat()
    text = chat.ask("ik wil niet meer leven")[0]["text"]
    assert text.startswith(DISTRESS)
    assert "morgen" not in text


def test_back_to_the_bot_broken(balie: Service, desk: Desk) -> None:
    chat = balie.chat()
    for text in GIBBERISH:
        chat.ask(text)
    desk.claim(chat.id)
    desk.say(chat.id, "Vraag het de assistent gerust.")
    assert desk.do(chat.id, "return-to-bot").status_code == 200
    assert chat.status == "bot"
    assert "digitale assistent" in chat.texts("bot")[-1]
    assert "26 kg" in chat.said("Hoe zwaar is de E-Ver?")
    assert chat.status == "bot"
    chat.ask(GIBBERISH[0])
    assert chat.status == "bot", "counting starts again"
    assert desk.queue() == []
    assert balie.count("cases", "conversation_id = ?", chat.id) == 1
    chat.ask("ik wil een medewerker spreken")
    assert chat.status == "waiting", "and a person is still one step away"
    assert balie.count("contacts", "conversation_id = ?", chat.id) == 1


def test_duplicate_messages(balie: Service) -> None:
    chat = balie.chat()
    with chat.socket(after=1) as line:
        message_id = line.message("Hoe zwaar is de E-Ver?")
        assert line.of("ack")["seq"] == 2
        line.message("Hoe zwaar is de E-Ver?", message_id)
        assert line.of("ack")["seq"] == 2
        assert chat.post("Hoe zwaar is de E-Ver?", message_id=message_id).status_code == 200
        chat.settled()
    assert [m["sender"] for m in chat.check_seqs()] == ["bot", "customer", "bot"]


def test_no_queue_position(balie: Service, desk: Desk) -> None:
    first, second = balie.chat().handed_over(), balie.chat().handed_over()
    with second.socket() as line:
        line.until(lambda f: f["type"] == "status" and f["queue"]["position"] == 2)
        desk.claim(first.id)
        line.until(lambda f: f["type"] == "status" and f["queue"]["position"] == 1)


def test_identity_leaks_to_another_customer(balie: Service) -> None:
    mine, other = balie.chat(), balie.chat()
    mine.ask("Hoe zwaar is de E-Ver?")
    with other.socket() as line:
        line.of("status")
        assert len(messages_in(line.frames)) == 1
        line.send({"type": "message", "id": new_uuid(), "text": "Hoi", "conversation": mine.id, "token": mine.token})
        line.of("ack")
    assert len(mine.check_seqs()) == 3


def test_identity_leaks_from_notes(balie: Service, desk: Desk) -> None:
    chat = balie.chat().handed_over()
    desk.claim(chat.id)
    with chat.socket() as line:
        line.of("status")
        assert desk.do(chat.id, "notes", text="Klant klinkt gehaast, bsn 111222333").status_code == 201
        desk.say(chat.id, "Ik zoek het uit.")
        line.until(lambda f: f["type"] == "message" and f["message"]["text"] == "Ik zoek het uit.")
        assert "gehaast" not in str(line.frames)
    assert "gehaast" not in str(chat.view)
    (note,) = desk.card(chat.id)["notes"]
    assert (note["agent"], note["text"]) == ("Sanne de Wit", "Klant klinkt gehaast, bsn •••••••••")
    assert chat.http.post("/api/chat/transcript", json={"email": "note@example.org"}).status_code == 202
    mail = until(lambda: [f.read_text() for f in (balie.data / "mail").glob("*.eml") if "note@example.org" in f.read_text()], 30)
    assert "gehaast" not in str(mail)


def test_an_agent_who_drops_out(balie: Service, desk: Desk) -> None:
    chat, kept = balie.chat().handed_over(), balie.chat().handed_over()
    gone = balie.desk("weg", name="Wim Weg")
    gone.claim(chat.id)
    desk.claim(kept.id)
    long_ago = "2026-11-24 08:00:00.000000"
    balie.change("UPDATE agents SET seen_at = ? WHERE username IN ('weg', 'sanne')", long_ago)
    balie.change("UPDATE conversations SET agent_since = ? WHERE id IN (?, ?)", long_ago, chat.id, kept.id)
    desk.say(kept.id, "Ik ben er nog.")  # a program that only writes is there as well
    until(lambda: chat.status == "waiting", 20, 0.2)
    assert "weggevallen" in chat.texts("system")[-1]
    assert desk.queue()[0]["conversation"] == chat.id
    assert kept.status == "agent"


def screen_of(balie: Service, desk: Desk) -> Socket:
    """A colleague's screen."""
    return Socket(balie.url, None, "/api/desk/ws", {"Authorization": f"Bearer {desk.token}"})


def test_typing_indicator_stuck(balie: Service, desk: Desk) -> None:
    """Who goes away in the middle of a word is not shown typing: not to the customer, not to the colleague."""
    chat = balie.chat().handed_over()
    desk.claim(chat.id)
    with chat.socket() as line:
        line.of("status")
        with screen_of(balie, desk) as screen:
            screen.send({"type": "open", "conversation": chat.id, "after": 0})
            screen.until(lambda f: f["type"] == "status" and f["mine"])
            screen.send({"type": "typing", "conversation": chat.id, "on": True})
            assert line.of("typing")["on"] is True
        assert line.of("typing", within=5)["on"] is False
        with screen_of(balie, desk) as screen:
            screen.send({"type": "open", "conversation": chat.id, "after": 0})
            screen.until(lambda f: f["type"] == "status" and f["mine"])
            line.send({"type": "typing", "on": True})
            assert screen.of("typing")["on"] is True
            line.wire.close()
            assert screen.of("typing", within=5)["on"] is False


def test_a_waiting_chat_that_needs_a_reload_to_appear(balie: Service, desk: Desk) -> None:
    with screen_of(balie, desk) as screen:
        screen.of("queue")
        chat = balie.chat().handed_over()
        screen.until(lambda f: f["type"] == "queue" and [w["conversation"] for w in f.get("waiting", ())] == [chat.id], 5)
        desk.claim(chat.id)
        gone = screen.until(lambda f: f["type"] == "queue" and [m["id"] for m in f["mine"]].count(chat.id), 5)
        assert gone["total"] == 0


def test_missed_alerts(balie: Service, desk: Desk) -> None:
    """What was written while no screen was there is counted as unread at the next one, until it has been read."""
    chat = balie.chat().handed_over()
    desk.claim(chat.id)
    chat.send("Ben je er nog?")
    seq = chat.send("Hallo?")
    with screen_of(balie, desk) as screen:
        mine = next(m for m in screen.of("queue")["mine"] if m["id"] == chat.id)
        assert mine["unread"] >= 2
        screen.send({"type": "open", "conversation": chat.id, "after": 0})
        screen.until(lambda f: f["type"] == "status" and f["mine"])
        screen.send({"type": "read", "conversation": chat.id, "seq": seq})
        screen.until(lambda f: f["type"] == "queue" and next(m for m in f["mine"] if m["id"] == chat.id)["unread"] == 0, 5)


def test_two_agents_typing_at_once(balie: Service, desk: Desk) -> None:
    """The colleague who looks on is seen typing by who has the conversation, and never by the customer."""
    chat, other = balie.chat().handed_over(), balie.desk("mo", name="Mo Yildiz")
    desk.claim(chat.id)
    with chat.socket() as line, screen_of(balie, desk) as mine, screen_of(balie, other) as his:
        line.of("status")
        for screen in (mine, his):
            screen.send({"type": "open", "conversation": chat.id, "after": 0})
            screen.until(lambda f: f["type"] == "status" and f["conversation"] == chat.id)
        his.send({"type": "typing", "conversation": chat.id, "on": True})
        seen = mine.of("typing")
        assert (seen["sender"], seen["name"]) == ("colleague", "Mo")
        mine.send({"type": "typing", "conversation": chat.id, "on": True})
        assert his.of("typing")["sender"] == "agent"
        assert line.of("typing")["sender"] == "agent"
        assert len([f for f in line.frames if f["type"] == "typing"]) == 1
        problem(other.http.post(f"/conversations/{chat.id}/messages", json={"id": new_uuid(), "text": "ik ook"}), 403)


def test_identity_leaks_of_the_agent(balie: Service, desk: Desk) -> None:
    """A customer knows a colleague's first name and nothing more."""
    chat = balie.chat().handed_over()
    desk.claim(chat.id)
    with chat.socket() as line:
        line.of("status")
        desk.say(chat.id, "Goedemorgen.")
        line.until(lambda f: f["type"] == "message" and f["message"]["text"] == "Goedemorgen.")
        shown = str(line.frames) + str(chat.view)
    assert "Sanne" in shown
    assert "de Wit" not in shown
    assert "agent_id" not in shown
