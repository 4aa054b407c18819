"""What a message gave to a form: buttons, fields that need not be asked any more, what was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.forms.capabilities import capability
from actions.forms.extract import Taken
from actions.forms.model import Job, State
from actions.forms.round import prepared
from actions.forms.words import shown
from actions.situation import Situation
from handoff.content.schema_forms import Form
from handoff.content.texts import text as say
from handoff.work.base import Kit


def passed_over(form: Form, state: State, taken: Taken, asked: str) -> tuple[str, ...]:
    """Optional fields that need not be asked any more: skipped, or left out of an answer to a question that named them."""
    together = next(((f.id, *f.also) for f in form.fields if f.id == asked), ())
    answered = taken.skipped or any(name in taken.values and name not in state.values for name in together)
    given = {**state.values, **taken.values, **taken.beside}
    left = [
        f.id
        for f in form.fields
        if f.id in together and f.optional and f.id not in given and (taken.skipped or f.id == asked or not f.wanted)
    ]
    if taken.skipped and asked in given:  # half answered, and the rest of it left out
        left.append(asked)
    return (*state.skipped, *(left if answered else []))


def pressed(form: Form, choice: Mapping[str, Any] | None) -> Taken | None:
    """The value of a button that answers a question of this form."""
    if not choice or "field" not in choice:
        return None
    spec, value = form.field(str(choice["field"])), choice.get("value")
    if value == "skip":
        return Taken({spec.id: 0} if spec.kind == "photo" else {}, None, spec.kind != "photo")
    if spec.kind == "yes_no":
        return Taken({spec.id: value == "yes"})
    return Taken({spec.id: [value] if spec.kind == "materials" else value})


def corrected(kit: Kit, s: Situation, job: Job, taken: Taken, shown_in: str = "") -> list[str]:
    """What was taken back, as it stands now; less what ``shown_in`` (a summary) shows."""
    job, choices = prepared(job, capability(job.form.topic))
    specs = [f for f in job.form.fields if f.id in taken.corrected and f.kind != "story"]
    values = {f.name.by(s.language): shown(kit.content, f, job.values[f.id], choices[f.id], s.language) for f in specs}
    left = {name: value for name, value in values.items() if value not in shown_in}
    return [say(kit.content, "form_corrected", s.language, name=name, value=v) for name, v in left.items()]
