"""What a message holds for fields: told before anybody asked, in the first message of a form, or as a choice that was offered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from actions import answers, handing
from actions.forms.capabilities import capability
from actions.forms.ending import due_of, filled_in
from actions.forms.extract import day_of, take
from actions.forms.looking import job_of, message_of
from actions.forms.model import Job, State
from actions.forms.round import prepared
from actions.meant import REMINDER
from actions.situation import Heard, Situation
from handoff.content.schema_forms import Form
from handoff.decide.triage import asks_besides
from handoff.work.base import Kit

_WHAT_NOW = re.compile(r"\W*(?:en |and )?(?:wat nu|en nu|what now|now what)\W*$", re.I)  # that is what we arrange


class Gathered(NamedTuple):
    """What is known without a question: ``data`` in words for the case, ``money`` the compensation that may be named, or ""."""

    data: dict[str, str]
    money: str


async def gathered(kit: Kit, s: Situation, parts: Sequence[Heard]) -> Gathered:
    """What parts that go straight to a person already tell of what their forms would have asked."""
    found: dict[str, str] = {}
    money: dict[str, None] = {}
    for part in parts:
        if part.topic not in kit.content.forms:
            continue
        form = kit.content.forms[part.topic]
        state = State(topic=part.topic, story=part.text, began=s.seq)
        job, choices = prepared(await job_of(kit, s, form, state), capability(part.topic))
        message = await message_of(kit, s, state, text=part.text)
        taken = take(job, capability(part.topic), form.fields, choices, message, "", correcting=False, fresh=True)
        told = replace(job, values={**job.values, **taken.values})
        found |= filled_in(kit, told, choices)
        if part.kind == "complaint":
            money[due_of(told)] = None
    return Gathered(found, " ".join(filter(None, money)))


async def heard_again(kit: Kit, s: Situation, form: Form, state: State, job: Job) -> Job:
    """The first message once more, now that the record tells what it may name: "mijn E-Stad" is one of the customer's bikes."""
    story = await message_of(kit, s, state, text=state.story)
    for kinds in (("contract",), ("product", "choice")):  # what there is to choose may depend on the bike
        job, choices = prepared(job, capability(state.topic))
        named = [f for f in form.fields if f.kind in kinds and f.id not in job.values]
        taken = take(job, capability(state.topic), named, choices, story, "", correcting=False)
        job = replace(job, values={**job.values, **taken.values})
    return job


def asked_inside(kit: Kit, s: Situation, part: Heard) -> list[str]:
    """Answers to what is asked about a matter in the words that set it in motion; nothing on arrears, which come after
    identification, but how reminders go in general (handbook, ask_reminder_received, "Zonder identificatie")."""
    if s.pressed or (part.kind == "debt" and part.topic != REMINDER):
        return []
    asked = asks_besides(part.text, part.topic, looked_up=part.topic != REMINDER)
    return [
        handing.explain(kit, s, replace(part, text=question), s.context).text
        for question in asked
        if not _WHAT_NOW.match(question) and answers.answers_itself(question, s.language, part.topic, kit.content)
    ]


def talked_about(kit: Kit, s: Situation, form: Form, state: State) -> State:
    """With the one bike that was just talked about, where the first message of an order names none: "bestel hem maar"."""
    bikes = s.context.get("products") or []
    field = next((f.id for f in form.fields if f.kind == "product"), "")
    if form.topic != "start_subscription" or state.values.get(field) or len(bikes) != 1:
        return state
    return state.with_(values={**state.values, field: bikes[0]})


CHOSEN = ("choice", "contract", "product", "slot", "date", "period")


async def chooses(kit: Kit, s: Situation, form: Form, state: State) -> bool:
    """Whether a message names what was asked to choose from: "laat maar ophalen" is no wish to stop."""
    if (
        s.choice is not None
        or state.stage != "fill"
        or not any(f.id == state.asked and f.kind in CHOSEN for f in form.fields)
    ):
        return False
    job, choices = prepared(await job_of(kit, s, form, state), capability(state.topic))
    message = await message_of(kit, s, state)
    taken = take(job, capability(state.topic), form.fields, choices, message, state.asked, correcting=False)
    spec = form.field(state.asked)
    return state.asked in taken.values or (spec.kind == "slot" and day_of(spec) in taken.values)
