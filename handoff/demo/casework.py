"""Cases with their terms, history and contact, and changes of data, as rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from handoff.content import Content
from handoff.decide import terms
from handoff.demo.days import Days
from handoff.demo.shapes import Case, Change, Person, Step
from handoff.work.contacts import HANDLED, TRANSFERRED
from handoff.work.plan import PartState

Row = dict[str, Any]
SAMPLE_OF, SAMPLED = 40, 3  # whose applied changes are in the daily sample: numbers with this remainder
DEMO_KEY = "demo:"  # what keys of demo rows begin with


def case_rows(
    case: Case, person: Person, days: Days, content: Content, owners: Mapping[str, int]
) -> dict[str, list[Row]]:
    """Rows of a case by table: the case, its history and the contact in which it came; ``owners``: user name to id."""
    created = days.moment(days.of(case.created), 9 + case.number % 8, case.number % 60)
    topic = content.topics[case.topic]
    due = terms.due(content.hours, content.guidelines["terms"], case.priority, topic.kind, created, topic=case.topic)
    number, contact = f"Z{created.year}-{case.number:06d}", f"K{created.year}-{case.number + 114000:06d}"
    state = "answered" if any(step.what == "resolved" for step in case.steps) else "open"
    row: Row = {
        "number": number,
        "contact_number": contact,
        "kind": topic.kind,
        "topics": [case.topic],
        "parts": [vars(PartState(case.summary, case.topic, topic.kind, 1.0, state))],
        "summary": case.summary,
        "reasons": list(case.reasons),
        "data": {},
        "channel": case.channel,
        "language": person.language,
        "customer_number": person.number,
        "department": topic.department,
        "priority": case.priority,
        "status": "new",
        "owner_id": None,
        "created_at": created,
        "first_due": due.first,
        "first_reaction_at": None,
        "due": due.solved,
        "extended": False,
        "extension_reason": None,
        "decision": None,
        "outcome": None,
        "remedy": None,
        "feedback": None,
        "feedback_at": None,
        "feedback_by": "email",
        "feedback_to": person.email,
        "about_money": case.about_money,
        "cause": None,
        "closed_at": None,
        "key": f"{DEMO_KEY}case:{number}",
    }
    made = {"department": topic.department, "priority": case.priority, "due": due.solved.isoformat()}
    history = [_history(created, "case", number, "agent:sanne", "made", made | {"reasons": list(case.reasons)})]
    for count, step in enumerate(case.steps, 1):
        at = max(
            created + dt.timedelta(minutes=count),
            days.moment(days.working_on_or_before(days.of(step.at)), 10 + count, 20),
        )
        history.append(_take(row, step, min(at, days.now), case, content, owners))
    return {"cases": [row], "history": history, "contacts": [_contact(row, contact, person)]}


def _history(at: dt.datetime, subject: str, subject_id: str, actor: str, what: str, detail: Row) -> Row:
    return {"at": at, "subject": subject, "subject_id": subject_id, "actor": actor, "what": what, "detail": detail}


def _take(row: Row, step: Step, at: dt.datetime, case: Case, content: Content, owners: Mapping[str, int]) -> Row:
    """Take one step with the case's ``row``; returns the line of the history."""
    values: Row = {"owner_id": owners.get(step.by), "first_reaction_at": row["first_reaction_at"] or at}
    if step.what == "extended":
        due = terms.extended(
            content.hours, content.guidelines["terms"], row["due"], row["created_at"], topic=case.topic
        )
        values |= {"extended": True, "extension_reason": step.note, "due": due}
    elif step.what == "resolved":
        names = ("decision", "outcome", "feedback", "remedy", "cause")
        values |= {name: getattr(case, name) for name in names}
        values |= {"status": "resolved", "closed_at": at, "feedback_at": at}
    else:
        values["status"] = step.what
    shown = {k: [_plain(row[k]), _plain(v)] for k, v in values.items() if row[k] != v}
    row.update(values)
    detail: Row = {"changes": shown} | ({"note": step.note} if step.note else {})
    return _history(at, "case", row["number"], f"agent:{step.by}", "changed", detail)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _contact(case: Row, number: str, person: Person) -> Row:
    solved = case["status"] == "resolved"
    return {
        "number": number,
        "channel": case["channel"],
        "direction": "in",
        "language": case["language"],
        "started_at": case["created_at"],
        "ended_at": case["created_at"] + dt.timedelta(minutes=4),
        "customer_number": person.number,
        "customer_name": person.name,
        "verified": 2,
        "verified_how": "geboortedatum" if person.birth_date else "code per e-mail",
        "topics": [
            {"topic": case["topics"][0], "state": "answered" if solved else "open", "answer": "", "source": None}
        ],
        "summary": case["summary"],
        "content": None,
        "outcome": HANDLED if solved else TRANSFERRED,
        "follow_up": {"case": case["number"], "department": case["department"], "due": case["due"].isoformat()},
        "case_number": case["number"],
        "priority": case["priority"],
        "priority_reason": ", ".join(case["reasons"]) or None,
        "handled_by": "agent:sanne",
        "key": f"{DEMO_KEY}contact:{number}",
    }


def change_rows(change: Change, person: Person, count: int, days: Days) -> tuple[Row, Row]:
    """A change of data and its line in the history."""
    asked = days.moment(days.of(change.asked), 14, 5 + count)
    applied = asked if change.status == "applied" else None
    row = {
        "key": f"{DEMO_KEY}change:{person.number}:{count}",
        "customer_number": person.number,
        "field": change.field,
        "old": dict(change.old),
        "new": dict(change.new),
        "effective_on": asked.date(),
        "status": change.status,
        "ground": change.ground,
        "asked_at": asked,
        "asked_by": "bot",
        "applied_at": applied,
        "warning": change.warning,
        "sampled": applied is not None and int(person.number) % SAMPLE_OF == SAMPLED,
    }
    return row, _history(asked, "customer", person.number, "bot", f"change {change.status}", {"field": change.field})
