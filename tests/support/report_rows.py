"""A month of a small customer service, made by a fixed chance: for pages that show figures. Nothing in it is anybody's."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from sqlalchemy import insert, update

from handoff.store import tables as t
from handoff.work.contacts import AGAIN, HANDLED, TRANSFERRED

TOPICS = ("ask_product_price", "ask_delivery_status", "request_repair", "ask_opening_hours", "complain_delivery", "cancel_subscription", "ask_invoice_explanation", "change_address", "request_callback", "ask_insurance", "report_theft", "complain_repair", "pause_subscription", "ask_privacy")
WHY = ("asked_for_person", "strong_emotion", "legal", "term_missed", "several_complaints", "amount_above_limit", "not_understood_twice", "fraud")
DEPARTMENTS = ("klantenservice", "logistiek", "werkplaats", "facturatie", "klachtencoordinator")
ODD = (
    ("nl", "out_of_scope", "Kan ik bij jullie ook een auto leasen?"),
    ("nl", "out_of_scope", "Kan ik bij jullie een auto leasen"),
    ("nl", "unknown", "Past een kinderzitje van Thule op de E-Stad?"),
    ("nl", "unknown", "Past een Thule kinderzitje op mijn E-Stad?"),
    ("nl", "asked_back", "die andere van toen, u weet wel"),
    ("nl", "misunderstood", "het ding doet raar sinds gisteren, bel 06 12345678 of mail jan@example.org"),
    ("en", "out_of_scope", "Do you know when the train to Maastricht goes?"),
    ("en", "unknown", "Can I take the bike on the ferry to Texel?"),
    ("nl", "out_of_scope", "Wat is de uitslag van Ajax?"),
)


async def month(kit: Any, days: int = 30, most: int = 46) -> None:
    """Conversations, contacts, cases and the log of the last ``days``, and a desk at work now."""
    rnd, now = random.Random(7), kit.clock.now()
    made: dict[Any, list[dict[str, Any]]] = {x: [] for x in (t.conversations, t.messages, t.turns, t.unanswered, t.history, t.cases, t.contacts)}
    n = 0
    for back in range(days, -1, -1):
        day = now - dt.timedelta(days=back)
        busy = (0.35 if day.weekday() >= 5 else 1.0) * (0.75 + 0.5 * rnd.random()) * (0.3 if back == 0 else 1)
        for _ in range(int(most * busy)):
            n += 1
            _one(made, rnd, n, day.replace(hour=7 + rnd.randrange(3 if back == 0 else 14), minute=rnd.randrange(60)), now)
    async with kit.db.write() as tx:
        for table, rows in made.items():
            await tx.execute(insert(table), rows)
        await _at_work(tx, now)


def _one(made: dict[Any, list[dict[str, Any]]], rnd: random.Random, n: int, at: dt.datetime, now: dt.datetime) -> None:
    ref, number, language = f"r{n}", f"K2025-{n:06d}", rnd.choice(("nl", "nl", "nl", "en"))
    topics = rnd.sample(TOPICS[: 4 + rnd.randrange(len(TOPICS) - 4)], k=1 + (rnd.random() < 0.2))
    kind = rnd.random()
    human, phone = kind < 0.24, kind > 0.86
    department = rnd.choice(DEPARTMENTS) if human or phone else None
    customer = str(41000000 + rnd.randrange(400)) if rnd.random() < 0.5 else None
    outcome, case = HANDLED, None
    where = {"department": department, "language": language}
    if not phone:
        made[t.conversations].append({"id": ref, "channel": "chat", "status": "closed", "language": language, "created_at": at, "updated_at": at, "context": {}, "reasons": [], "summary": "", "rating": rnd.choice((None, None, 5, 5, 4, 4, 3, 2, 1)), "department": department})
        made[t.messages].append({"conversation_id": ref, "seq": 2, "id": f"{ref}-2", "at": at, "sender": "customer", "text": "…", "buttons": []})
        made[t.turns].append({"conversation_id": ref, "seq": 2, "state": "done", "created_at": at, "finished_at": at + dt.timedelta(seconds=0.1 + rnd.random() * 0.4)})
        if rnd.random() < 0.12 and not human:
            own, gap, text = ODD[min(int(rnd.expovariate(0.45)), len(ODD) - 1)]
            made[t.unanswered].append({"conversation_id": ref, "seq": 2, "idx": 0, "at": at, "kind": gap, "topic": "ask_accessories" if gap == "unknown" else None, "language": own, "text": text})
            outcome = AGAIN
    if human:
        for what, detail in (("handed over", {"reasons": rnd.sample(WHY, k=1 + (rnd.random() < 0.25))}), ("claimed", {"waited_s": int(rnd.expovariate(1 / 95))}), ("closed", {"handled_s": 120 + int(rnd.expovariate(1 / 260))})):
            made[t.history].append({"at": at, "subject": "conversation", "subject_id": ref, "actor": "bot", "what": what, "detail": {**detail, **where}})
    if (human and rnd.random() < 0.5) or (phone and rnd.random() < 0.4):
        case, took = f"Z2025-{n:06d}", rnd.random() * 9
        due, closed = at + dt.timedelta(days=7), at + dt.timedelta(days=took)
        open_still = closed > now or rnd.random() < 0.01
        again = closed + dt.timedelta(days=1) if rnd.random() < 0.06 and closed + dt.timedelta(days=1) < now else None
        made[t.cases].append({"number": case, "conversation_id": None if phone else ref, "kind": "complaint", "topics": topics[:1], "parts": [], "summary": "", "reasons": [], "data": {}, "channel": "phone" if phone else "chat", "language": language, "department": department, "priority": rnd.choice(("normal", "normal", "high", "low")), "status": "reopened" if again else "new" if open_still else "resolved", "created_at": at, "first_due": at + dt.timedelta(days=1), "first_reaction_at": at + dt.timedelta(hours=rnd.random() * 28), "due": due, "closed_at": None if open_still or again else closed, "reopened_at": again, "extended": False, "about_money": False})
        outcome = TRANSFERRED
    made[t.contacts].append({"number": number, "conversation_id": None if phone else ref, "channel": rnd.choice(("phone", "phone", "email", "letter", "counter")) if phone else "chat", "direction": "in", "language": language, "started_at": at, "ended_at": at + dt.timedelta(minutes=8), "customer_number": customer, "topics": [{"topic": x, "state": "answered", "answer": "", "source": None} for x in topics], "summary": "x", "outcome": outcome, "case_number": case, "priority": "low", "particulars": [], "confidential": False, "handled_by": "agent:sanne" if human or phone else "assistent 1"})


async def _at_work(tx: Any, now: dt.datetime) -> None:
    """Sanne has three chats, Mo is busy with one, and seven wait in three departments."""
    a = t.agents.c
    await tx.execute(update(t.agents).where(a.username == "sanne").values(presence="available", seen_at=now + dt.timedelta(hours=5)))
    await tx.execute(update(t.agents).where(a.username == "mo").values(presence="busy", seen_at=now + dt.timedelta(hours=5)))
    ids = {row.username: row.id for row in await tx.execute(t.agents.select())}
    talks = [("sanne", 22), ("sanne", 9), ("sanne", 2), ("mo", 31), *((None, m) for m in (11, 6, 4, 3, 2, 1, 1))]
    for n, (who, minutes) in enumerate(talks):
        since = now - dt.timedelta(minutes=minutes)
        more = {"status": "agent", "agent_id": ids[who], "agent_since": since} if who else {"status": "waiting", "queue_since": since, "queue_due": since + dt.timedelta(minutes=8)}
        await tx.execute(insert(t.conversations).values(id=f"now-{n}", channel="chat", language="nl", created_at=since, updated_at=now, context={}, reasons=[], summary="De klant zegt: “Waar blijft mijn fiets?”", department=DEPARTMENTS[n % 3], priority="critical" if n == 4 else "normal", rank=0 if n == 4 else 2, **more))
