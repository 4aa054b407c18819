"""Handing over: the case for what is left, the card, and what the customer hears of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions import answers, care, danger
from actions.situation import Heard, Situation
from actions.summary import card_summary
from handoff.decide import terms
from handoff.decide.triage import Triage
from handoff.store.record import customer as customer_of
from handoff.work import receipts
from handoff.work.base import RANKS, Kit
from handoff.work.plan import Bubble, CasePlan, Effect, HandOver, PartState, Plan
from handoff.work.words import handover_words

WHY = frozenset({"report_hardship"})  # topics that are a reason by themselves


def explain(kit: Kit, s: Situation, part: Heard, context: dict[str, Any]) -> answers.Answer:
    question = answers.Question(
        text=part.text, topic=part.topic, language=s.language, context=context, now=kit.clock.now()
    )
    return answers.answer(question, kit.content, avoid=frozenset(s.said))


def states_of(
    told: Sequence[tuple[Heard, answers.Answer]], left: Sequence[Heard], order: Sequence[Heard], state: str
) -> tuple[PartState, ...]:
    by_part = {id(p): a for p, a in told}
    out = []
    for p in order:
        answer = by_part.get(id(p))
        if answer is not None:
            out.append(
                PartState(
                    p.text,
                    p.topic,
                    p.kind,
                    p.confidence,
                    "answered" if answer.known else "open",
                    answer.text,
                    source_of(answer),
                )
            )
        elif any(p is x for x in left):
            out.append(PartState(p.text, p.topic, p.kind, p.confidence, state))
    return tuple(out)


def source_of(answer: answers.Answer) -> dict[str, str] | None:
    return (
        None
        if answer.source is None
        else {"id": answer.source.id, "title": answer.source.title, "url": answer.source.url}
    )


def buttons_of(answer: answers.Answer) -> tuple[dict[str, str], ...]:
    return tuple({"title": b.title, "payload": b.payload} for b in answer.buttons)


def heaviest(kit: Kit, parts: Sequence[Heard]) -> Heard:
    """The part whose topic weighs most; of equals one that is no meta talk, then the first."""
    return min(
        parts,
        key=lambda p: (
            p.kind == "meta",
            RANKS[kit.content.topics[p.topic].priority] if p.topic in kit.content.topics else 9,
        ),
    )


def department_of(kit: Kit, part: Heard, verdict: Triage) -> str:
    """Which department follows up: danger the team leader, threats and complex complaints the complaints coordinator."""
    if verdict.priority == "critical":
        return "privacy" if "others_data_visible" in verdict.reasons else "teamleider"
    if part.topic == "threaten_escalation" or (
        part.kind == "complaint" and verdict.complexity == "complex" and part.topic != "complain_staff"
    ):
        return "klachtencoordinator"
    return kit.content.topics[part.topic].department if part.topic in kit.content.topics else "klantenservice"


def case_of(
    kit: Kit,
    s: Situation,
    verdict: Triage,
    parts: Sequence[Heard],
    told: Sequence[tuple[Heard, answers.Answer]],
    data: Mapping[str, Any] | None = None,
) -> CasePlan:
    """The case for what is left of this message; ``data``: what the customer has filled in so far, in words."""
    main = heaviest(kit, parts)
    now = kit.clock.now()
    due = terms.due(
        kit.content.hours, kit.content.guidelines["terms"], verdict.priority, main.kind, now, topic=main.topic
    )
    return CasePlan(
        kind=main.kind,
        topics=tuple(dict.fromkeys(p.topic for p in parts)),
        department=department_of(kit, main, verdict),
        priority=verdict.priority,
        summary=card_summary(kit, s, parts, [(p.topic, a.text) for p, a in told]),
        reasons=verdict.reasons,
        first_due=due.first,
        due=due.solved,
        data=dict(data or {}),
    )


async def hand_over(
    kit: Kit,
    s: Situation,
    verdict: Triage,
    *,
    lead: str,
    answered: Sequence[tuple[Heard, answers.Answer]],
    left: Sequence[Heard] | None = None,
    data: Mapping[str, Any] | None = None,
    effects: Sequence[Effect] = (),
    department: str | None = None,
    recorded: bool = False,
    postcode: str | None = None,
    reach: Reach | None = None,
) -> Plan:
    """Everything that is left goes to a person, with the card; what was answered is said first.

    ``recorded``: the parts that are left stand in the register already, from an earlier message. ``postcode``: as the
    customer gave it, see ``CasePlan``. ``reach``: where a customer whom we do not know said that he may be reached.
    """
    left = list(left if left is not None else s.parts) or [Heard(s.text, "ask_human", "meta", 1.0)]
    main = heaviest(kit, left)
    now = kit.clock.now()
    case = replace(case_of(kit, s, verdict, left, answered, data), postcode=postcode)
    if reach is not None:
        case = replace(case, feedback_by=reach.by, feedback_to=reach.to)
    if department:
        case = replace(case, department=department)
    due = terms.person_by(kit.content.hours, kit.content.guidelines["terms"], verdict.priority, now)
    handover = HandOver(
        verdict.priority,
        case.department,
        due,
        verdict.reasons or (main.topic if main.topic in WHY else "asked_for_person",),
        case.summary,
    )
    again = s.conversation["case_number"] if main.kind == "meta" and s.conversation["case_number"] else None
    async with kit.db.read() as connection:
        words = await handover_words(connection, kit, handover, s.language, lead, again)
    first = "\n\n".join(dict.fromkeys(a.text for _, a in answered))
    bubbles = []
    if first:
        source = next((source_of(a) for _, a in answered if a.source), None)
        bubbles.append(Bubble(first, topic=answered[0][0].topic, source=source))
    bubbles.append(Bubble(words.text, topic=main.topic, buttons=words.buttons, case=again is None))
    confidential = any(p.topic in ("signal_distress", "report_injury", "complain_staff") for p in left)
    return Plan(
        tuple(bubbles),
        () if recorded else states_of(answered, left, _order(s, left), "handed_over"),
        {k: v for k, v in s.context.items() if k not in ("form", "expects")},
        s.language,
        case=None if again else case,
        handover=handover,
        confidential=confidential,
        particulars=danger.particulars(kit, s, verdict, now),
        effects=(*effects, *care.stops(kit, s, verdict, left, effects), *(() if again else await _confirmed(kit, s, case, main, effects, reach))),
    )


@dataclass(frozen=True)
class Reach:
    """How somebody wants to hear more: ``by`` email, phone or letter, ``to`` the address or number, None for that of the record."""

    by: str
    to: str | None


async def _confirmed(
    kit: Kit, s: Situation, case: CasePlan, main: Heard, effects: Sequence[Effect], reach: Reach | None
) -> Sequence[Effect]:
    """The confirmation by mail of what a person goes on with, where we know an address; whoever is in danger gets none."""
    if main.kind not in receipts.KINDS or case.priority == "critical":
        return ()
    found = next((e.data for e in effects if e.kind == "identified" and e.data["level"] >= 2), None)
    number = found["customer"] if found else s.conversation["customer_number"] if s.conversation["verified"] >= 2 else None
    async with kit.db.read() as tx:
        who = await customer_of(tx, number) if number else None
    to = reach.to if reach is not None and reach.by == "email" else (who or {}).get("email")
    if not to:
        return ()
    subject = receipts.subject_of(kit, s.language, main.topic)
    body = receipts.body_of(kit, s.language, case.department, case.first_due, case.due)
    greeting = who["name"] if who else ""
    return (Effect("mail", {"to": to, "kind": "confirmation", "subject": subject, "body": body, "greeting": greeting}),)


def _order(s: Situation, left: Sequence[Heard]) -> Sequence[Heard]:
    """The parts in the order of the message; those of an open form stand in none."""
    here = {id(p) for p in s.parts}
    return s.parts if s.parts and all(id(p) in here for p in left) else left
