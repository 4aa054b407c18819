"""One round of a form: from what is filled in to the next question, or to the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from babel.dates import format_date

from actions.forms import asking, codes, ending, identify, words
from actions.forms.capabilities import capability
from actions.forms.capabilities.shared import missing_of_address
from actions.forms.extract import day_of
from actions.forms.model import Ask, Capability, Code, Done, Job, Over, Prove, Reject, State, Step
from actions.forms.said import Said
from actions.situation import Situation
from handoff.content.schema_forms import FormField
from handoff.content.texts import text as say
from handoff.decide.fields.model import Choice
from handoff.work.base import Kit

Choices = Mapping[str, Sequence[Choice]]


async def advance(kit: Kit, s: Situation, job: Job, state: State, said: Said) -> Said:
    """Take the next step of ``job`` and add what it says and does to ``said``."""
    cap = capability(job.form.topic)
    job, choices = prepared(job, cap)
    state = state.with_(values=dict(job.values))
    step = next_step(job, cap, choices)
    facts = words.facts_of(job, cap.facts(job), choices)
    if isinstance(step, Over):
        return await ending.over(kit, s, job, state, step, facts, choices, said)
    if isinstance(step, Done):
        return await ending.done(kit, s, job, state, step, facts, choices, said)
    if isinstance(step, Code):
        return await codes.send(kit, s, state, step.purpose, step.to, said)
    if isinstance(step, Prove):
        return _prove(kit, s, job, state, step, facts, said)
    if isinstance(step, Reject):
        return _reject(kit, s, job, state, step, facts, choices, said)
    if step.name == CONFIRM:
        return _confirm(kit, s, job, state, facts, said)
    return _ask(kit, s, job, state, step, facts, choices, said)


CONFIRM = "*confirm"


def prepared(job: Job, cap: Capability) -> tuple[Job, Choices]:
    """The job with what follows by itself filled in (the only bike there is), and the choices of every field."""
    values = dict(job.values)
    choices: dict[str, Sequence[Choice]] = {}
    for spec in job.form.fields:
        choices[spec.id] = choices_of(job, cap, spec)
        if day := values.get(day_of(spec)):
            choices[spec.id] = sorted(choices[spec.id], key=lambda c: not c.value.startswith(day))
        if spec.kind == "contract" and spec.id not in values and len(choices[spec.id]) == 1:
            values[spec.id] = choices[spec.id][0].value
            job = replace(job, values=values)  # what there is to choose further on may depend on it
    return job, choices


def choices_of(job: Job, cap: Capability, spec: FormField) -> Sequence[Choice]:
    """What there is to choose from: of the capability, of the form, of the content, or the customer's own bikes."""
    own = cap.choices(job, spec)
    if own:
        return own
    if spec.options:
        return [Choice(v, o.title.by(job.language), (*o.aliases.nl, *o.aliases.en)) for v, o in spec.options.items()]
    if spec.kind == "contract" and job.record is not None:
        return [bike_choice(job, r) for r in job.record.active if r["bike_number"]]
    if spec.kind == "product":
        return [Choice(code, p.name, (*p.aliases.nl, *p.aliases.en)) for code, p in job.content.products.items()]
    if spec.kind == "materials":
        return [
            Choice(code, m.title.by(job.language), (code, m.title.nl, m.title.en, *m.aliases.nl, *m.aliases.en))
            for code, m in job.content.materials.items()
        ]
    return ()


def bike_choice(job: Job, contract: Mapping[str, Any]) -> Choice:
    """A bike of the customer, by its name and number."""
    product = job.content.products[contract["product"]]
    number = contract["bike_number"]
    word = "fiets" if job.language == "nl" else "bike"
    return Choice(
        number, f"{product.name} ({word} {number})", (product.name, number, *product.aliases.nl, *product.aliases.en)
    )


def next_step(job: Job, cap: Capability, choices: Choices) -> Step:
    """What is wrong or follows; else the first thing that is not known; else the summary; else the end."""
    step = cap.check(job)
    if step is not None:
        return step
    for spec in job.form.fields:
        if spec.id == job.form.number or spec.id in job.skipped or not cap.needs(job, spec):
            continue
        value = job.values.get(spec.id)
        if value is None or (spec.kind == "address" and missing_of_address(value)):
            return Ask(spec.id)
    if job.form.confirm and not job.confirmed and cap.confirms(job):
        return Ask(CONFIRM)
    return cap.finish(job)


def _ask(
    kit: Kit, s: Situation, job: Job, state: State, step: Ask, facts: Mapping[str, Any], choices: Choices, said: Said
) -> Said:
    spec = job.form.field(step.name)
    value = job.values.get(spec.id)
    said.effects.extend(step.effects)
    if spec.kind == "address" and value:
        pieces = [say(kit.content, f"piece_{p}", s.language) for p in missing_of_address(value)]
        text = say(kit.content, "form_address_missing", s.language, missing=words.listed(pieces, s.language))
        if value.get("postcode_said"):
            said.tell(say(kit.content, "wrong_postcode_said", s.language, said=value["postcode_said"]))
    else:
        known = all(name in job.values or name in job.skipped for name in spec.also)
        lines = job.form.texts[step.text] if step.text else spec.alone if spec.alone and known else spec.ask
        text = words.fill(lines, s.language, {**facts, **step.facts}, s.said)
    offered = choices.get(spec.id, ())
    if (day := job.values.get(day_of(spec))) and any(c.value.startswith(day) for c in offered):
        offered = [c for c in offered if c.value.startswith(day)]
        words_of_day = format_date(
            dt.date.fromisoformat(day), "EEEE d MMMM", locale="nl" if s.language == "nl" else "en_GB"
        )
        text = say(kit.content, "form_slot_time", s.language, day=words_of_day)
    if step.lead:
        lead = words.fill(job.form.texts[step.lead], s.language, {**facts, **step.facts}, s.said)
        told = step.answered and any(
            lead in text for text in s.said
        )  # the status, before an offer that takes two turns
        if not told:
            said.tell(lead)
        if step.answered and not told:
            ending.answered(kit, s, state, said, lead)
            if state.waiting:
                return said  # what else was asked goes before an offer
    said.ask(text, words.choice_buttons(job, spec, offered))
    tries = state.tries if state.asked == spec.id else 0
    said.state = state.with_(asked=spec.id, stage="fill", tries=tries)
    return said


def _reject(
    kit: Kit, s: Situation, job: Job, state: State, step: Reject, facts: Mapping[str, Any], choices: Choices, said: Said
) -> Said:
    said.tell(words.text_of(job, step.text, {**facts, **step.facts}, s.said))
    values = {k: v for k, v in state.values.items() if k != step.name} | dict(step.keep)
    spec = job.form.field(step.name)
    said.buttons = words.choice_buttons(job, spec, choices.get(spec.id, ()))
    lines = job.form.texts[step.ask] if step.ask else spec.ask
    said.question = words.fill(lines, s.language, {**facts, step.name: ""}, s.said)
    said.state = state.with_(asked=step.name, stage="fill", values=values)
    return said


def _confirm(kit: Kit, s: Situation, job: Job, state: State, facts: Mapping[str, Any], said: Said) -> Said:
    assert job.form.confirm is not None
    right = say(kit.content, "form_button_right", s.language)
    wrong = say(kit.content, "form_button_wrong", s.language)
    buttons = [
        words.button(right, form=job.form.topic, confirm="yes"),
        words.button(wrong, form=job.form.topic, confirm="no"),
    ]
    said.ask(words.fill(job.form.confirm, s.language, facts, s.said), buttons)
    said.state = state.with_(stage="confirm", asked="")
    return said


def _prove(kit: Kit, s: Situation, job: Job, state: State, step: Prove, facts: Mapping[str, Any], said: Said) -> Said:
    if step.lead:
        said.tell(words.fill(job.form.texts[step.lead], s.language, facts, s.said))
    state = state.with_(whole=True)
    outcome = asking.first_question(kit, s, identify.form_of(kit, state), state)
    said.ask(outcome.text or "", outcome.buttons)
    said.state = outcome.state
    return said
