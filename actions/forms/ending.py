"""How a form ends: done, with its case and confirmation; or handed to a person with all that was filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions import handing
from actions.forms import words
from actions.forms.capabilities import capability
from actions.forms.capabilities.shared import slot_facts
from actions.forms.model import Done, Job, Over, State
from actions.forms.said import Said
from actions.situation import Heard, Situation
from handoff.content.schema_forms import Form, FormField
from handoff.content.texts import text as say
from handoff.decide import terms
from handoff.decide.fields.model import Choice
from handoff.decide.lettering import capital
from handoff.decide.triage import Triage
from handoff.work.base import RANKS, Kit
from handoff.work.moments import day_in_words
from handoff.work.plan import CasePlan, Effect, PartState

Choices = Mapping[str, Sequence[Choice]]
NO_MONEY = frozenset({"death", "discrimination", "hardship", "not_identified"})  # then nothing is said of money
FINISHED = "afgehandeld door de assistent"


def part_of(kit: Kit, state: State) -> Heard:
    """The part of a message that the form is about."""
    return Heard(state.story, state.topic, kit.content.topics[state.topic].kind, state.confidence)


def filled_in(kit: Kit, job: Job, choices: Choices) -> dict[str, str]:
    """What was filled in, in Dutch whatever the customer speaks: for the card and the case, so for colleagues."""
    photos = {"Bestanden": str(job.photos)} if job.photos else {}
    fields = {
        _label(job, spec): words.shown(
            kit.content, spec, job.values[spec.id], _in_dutch(job, spec, choices.get(spec.id, ())), "nl"
        )
        for spec in job.form.fields
        if job.values.get(spec.id) is not None
    }
    return {**fields, **capability(job.form.topic).notes(job), **photos}


def _label(job: Job, spec: FormField) -> str:
    """The name of a field as a heading; that of a number is made to be asked for ("je fietsnummer (6 cijfers)")."""
    name = re.sub(r"^je |\s*\(.*$", "", spec.name.nl) if spec.id == job.form.number else spec.name.nl
    return capital(name)


def _in_dutch(job: Job, spec: FormField, choices: Sequence[Choice]) -> Sequence[Choice]:
    """The choices of a field with the titles that colleagues read; one with an amount or a day in it stays as it was seen."""
    if spec.options:
        bare = {v: o.title.nl for v, o in spec.options.items() if "{" not in o.title.nl}
        return [replace(c, title=bare.get(c.value, c.title)) for c in choices]
    if spec.kind == "slot":  # "morgen" says nothing on a case
        return [replace(c, title="{day} {span}".format(**slot_facts(c.value, "nl"))) for c in choices]
    if spec.kind == "materials":
        return [Choice(code, m.title.nl) for code, m in job.content.materials.items()]
    return capability(job.form.topic).choices(replace(job, language="nl"), spec) or choices


async def over(
    kit: Kit, s: Situation, job: Job, state: State, step: Over, facts: Mapping[str, Any], choices: Choices, said: Said
) -> Said:
    """A person goes on, and need not ask again what was asked."""
    lead = words.text_of(job, step.lead, {**facts, **step.facts}, s.said) if step.lead else ""
    said.due = due_of(job)
    return await to_person(
        kit, s, state, said, reason=step.reason, lead=lead, data=filled_in(kit, job, choices),
        priority=step.priority, department=step.department, effects=step.effects,
    )  # fmt: skip


def due_of(job: Job) -> str:
    """What the customer hears of money also when a person takes over: the standard compensation of a complaint."""
    return str(capability(job.form.topic).facts(job).get("compensation") or "")


async def to_person(
    kit: Kit,
    s: Situation,
    state: State,
    said: Said,
    *,
    reason: str,
    lead: str,
    data: Mapping[str, Any] | None = None,
    priority: str | None = None,
    department: str | None = None,
    effects: Sequence[Effect] = (),
    verdict: Triage | None = None,
) -> Said:
    """Hand over an open form; ``verdict`` when the message itself was weighed as one for a person."""
    level = min(
        (p for p in (priority, state.priority, verdict.priority if verdict else None) if p), key=RANKS.__getitem__
    )
    reasons = tuple(dict.fromkeys((*(verdict.reasons if verdict else ()), reason, *state.reasons)))
    weighed = Triage("complex", reasons, level, "handoff", ())
    part = part_of(kit, state)
    due = said.due if level != "critical" and reason not in NO_MONEY else ""
    text = " ".join(t for t in (*said.lines, lead, due) if t) or say(kit.content, "complex_intro", s.language)
    ended = Effect("parts_done", {"topic": state.topic, "state": "handed_over", "answer": ""})
    plan = await handing.hand_over(
        kit, s, weighed, lead=text, answered=[], left=[part], data=said.known if data is None else data, effects=(*said.effects, *effects, ended),
        department=department, recorded=bool(state.began and state.began != s.seq),
        postcode=postcode_of(kit.content.forms[state.topic], state.values), reach=reach_of(kit.content.forms[state.topic], state.values),
    )  # fmt: skip
    said.plan, said.state = plan, None
    return said


async def done(
    kit: Kit, s: Situation, job: Job, state: State, step: Done, facts: Mapping[str, Any], choices: Choices, said: Said
) -> Said:
    """Say what was arranged, make the case, confirm it by mail."""
    case = case_of(kit, s, job, state, step, choices) if step.case else None
    known = {**facts, **step.facts, **(_terms(kit, case, s.language) if case else {})}
    text = words.fill(job.form.texts[step.text] if step.text else job.form.done, s.language, known, s.said)
    said.effects.extend(step.effects)
    if case is not None:
        said.case = replace(case, outcome=step.outcome or FINISHED, feedback=text) if step.finished else case
        mailed = _mail(kit, s, job, step, text, known)
        said.effects.extend(mailed)
    said.effects.append(Effect("forget_held", {}))
    state_now = "answered" if step.finished or case is None else "handed_over"
    said.effects.append(Effect("parts_done", {"topic": state.topic, "state": state_now, "answer": text}))
    if not state.began or state.began == s.seq:
        part = part_of(kit, state)
        said.parts.append(PartState(part.text, part.topic, part.kind, part.confidence, state_now, text))
    said.tell(text)
    said.context.update({"topic": state.topic, **step.context})
    said.buttons = [{"title": _title(kit, topic, s.language), "payload": f"/{topic}"} for topic in step.button_topics]
    said.topic, said.state = state.topic, None
    said.confidential = said.confidential or state.topic == "complain_staff"
    return said


def answered(kit: Kit, s: Situation, state: State, said: Said, text: str) -> None:
    """The part that the form is about has its answer, though the form may go on with an offer."""
    said.effects.append(Effect("parts_done", {"topic": state.topic, "state": "answered", "answer": text}))
    said.context["topic"] = said.topic = state.topic
    if not state.began or state.began == s.seq:
        part = part_of(kit, state)
        said.parts = [
            p for p in said.parts if not (p.topic == state.topic and p.state == "open" and p.text == part.text)
        ]
        said.parts.append(PartState(part.text, part.topic, part.kind, part.confidence, "answered", text))


def case_of(kit: Kit, s: Situation, job: Job, state: State, step: Done, choices: Choices) -> CasePlan:
    """The case of a completed form, with its terms."""
    topic = kit.content.topics[state.topic]
    priority = step.priority or state.priority
    now = kit.clock.now()
    due = terms.due(kit.content.hours, kit.content.guidelines["terms"], priority, topic.kind, now, topic=state.topic)
    first, solved = step.due or (due.first, due.solved)
    data = filled_in(kit, job, choices)
    told = "\n".join(f"{name}: {value}" for name, value in data.items())
    return CasePlan(
        kind=topic.kind,
        topics=(state.topic,),
        department=step.department or topic.department,
        priority=priority,
        summary=f"{capital(topic.name.nl)}.\n{told}".strip()[:2000],
        reasons=state.reasons,
        first_due=first,
        due=solved,
        data=data,
        callback=dict(step.callback) if step.callback else None,
        feedback_by=step.feedback_by,
        feedback_to=step.feedback_to,
        about_money=step.about_money,
        postcode=postcode_of(job.form, job.values),
    )


def reach_of(form: Form, values: Mapping[str, Any]) -> handing.Reach | None:
    """Where somebody said that he may be reached; of whom we know (level 2) the way alone will do."""
    wanted = values.get("answer_by")
    if form.level > 0:
        return handing.Reach(wanted, None) if wanted else None
    given: dict[str, Any] = {f.kind: values[f.id] for f in form.fields if f.kind in ("email", "phone", "address") and values.get(f.id)}
    if "address" in given:
        given["letter"] = words.address(given["address"])
    by = next((w for w in (wanted, "email", "phone") if w in given), None)
    return handing.Reach(by, str(given[by])) if by else None


def postcode_of(form: Form, values: Mapping[str, Any]) -> str | None:
    """The postcode that the customer gave of himself: asked for as such, or that of the address something is sent to."""
    for spec in form.fields:
        value = values.get(spec.id)
        if spec.kind == "postcode" and value:
            return str(value)
        if spec.kind == "address" and value and value.get("country", "NL") == "NL":
            return value.get("postcode") or None
    return None


def _terms(kit: Kit, case: CasePlan, language: str) -> dict[str, str]:
    return {
        "due": day_in_words(case.due.date(), language),
        "first_due": day_in_words(case.first_due.date(), language),
        "first_reaction": day_in_words(case.first_due.date(), language),
        "department": kit.content.departments[case.department].name.by("en" if language == "en" else "nl"),
    }


def _mail(kit: Kit, s: Situation, job: Job, step: Done, text: str, facts: Mapping[str, Any]) -> list[Effect]:
    """The confirmation, to the address that we know of an identified customer or that was given."""
    known = job.record.customer["email"] if job.record is not None and job.level == 2 else None
    to = known if step.mail_to is None else step.mail_to
    if not to:
        return []
    lines = job.form.texts[step.mail] if step.mail else job.form.mail
    body = words.fill(lines, s.language, facts) if lines else text
    topic = _title(kit, job.form.topic, s.language)
    name = job.record.customer["name"] if job.record is not None and job.level == 2 else ""
    subject = say(kit.content, "form_mail_subject", s.language, topic=topic)
    return [Effect("mail", {"to": to, "kind": "confirmation", "subject": subject, "body": body, "greeting": name})]


def _title(kit: Kit, topic: str, language: str) -> str:
    name = kit.content.topics[topic].name.by("en" if language == "en" else "nl")
    return capital(name)
